"""CSV and TSV: a header of names, then one article a row."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from itertools import chain

from dateline.article import Record, Reject
from dateline.sources.decode import MAX_ARTICLE, read_lines
from dateline.sources.rows import record_of_value
from dateline.sources.unreadable import Unreadable

SUFFIXES = (".csv", ".tsv", ".tab")

_QUOTED = re.compile(r'"[^"]*"')


def read(
    stream: io.BufferedIOBase, path: str, columns: Mapping[str, str]
) -> Iterator[Record | Reject]:
    """Yield a record for each row under the header; a row of another width is rejected."""
    csv.field_size_limit(MAX_ARTICLE)  # Python's own limit of 128 kB is shorter than a speech
    lines = _without_nul(read_lines(stream, newline=""))
    header_line = next(lines, "")
    if not header_line.strip():
        raise Unreadable("is empty")
    rows = csv.reader(chain([header_line], lines), delimiter=find_separator(header_line))
    number = 0
    try:
        names = [name.strip() for name in next(rows)]
        for row in rows:
            if not row:
                continue
            number += 1
            if len(row) != len(names):
                reason = f"has {len(row)} fields where the header has {len(names)}"
                yield Reject(f"{path}#{number}", reason)
            else:
                yield record_of_value(path, number, dict(zip(names, row, strict=True)), columns)
    except csv.Error as error:
        raise Unreadable(f"is no table from row {number + 1} on: {error}") from error


def _without_nul(lines: Iterator[str | None]) -> Iterator[str]:
    """Yield lines the csv module can read; it gives up at a NUL in Python 3.10."""
    for line in lines:
        if line is None:
            raise Unreadable(f"has a line of more than {MAX_ARTICLE // 1_000_000} MB")
        yield line.replace("\0", "")


def find_separator(header: str) -> str:
    """Tell what separates the fields: the candidate that the header has most of.

    >>> find_separator('id;title;"text, whole"')
    ';'
    """
    bare = _QUOTED.sub("", header)
    return max(",;\t|", key=bare.count)
