"""CSV and TSV: a header of names, then one article a row."""

from __future__ import annotations

import csv
import io
import re
from collections import deque
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
    rows = read_rows(chain([header_line], lines), find_separator(header_line))
    names = [name.strip() for name in next(rows) or ()]
    if len(set(names)) < len(names):
        raise Unreadable("has two columns of the same name")
    for number, row in enumerate((row for row in rows if row != []), start=1):
        if row is None:
            yield Reject(f"{path}#{number}", "has a quotation mark out of place")
        elif len(row) != len(names):
            reason = f"has {len(row)} fields where the header has {len(names)}"
            yield Reject(f"{path}#{number}", reason)
        else:
            yield record_of_value(path, number, dict(zip(names, row, strict=True)), columns)


def read_rows(lines: Iterator[str], separator: str) -> Iterator[list[str] | None]:
    """Yield the rows of a table, None for one with a quotation mark out of place.

    A mark that never closes would take the rest of the table into its field: only its own line is
    given up, and the next one is read afresh.
    """
    again: deque[str] = deque()
    held: list[str] = []

    def source() -> Iterator[str]:
        while line := again.popleft() if again else next(lines, ""):
            held.append(line)
            yield line

    while True:
        rows = csv.reader(source(), delimiter=separator, strict=True)
        try:
            for row in rows:
                held.clear()
                yield row
        except csv.Error:
            yield None
            again.extendleft(reversed(held[1:]))
            held.clear()
        else:
            return


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
