"""JSON Lines: one object a line, one article each."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping

from dateline.article import Record, Reject
from dateline.sources.decode import MAX_ARTICLE, read_lines
from dateline.sources.rows import load_json, record_of_value

SUFFIXES = (".jsonl", ".ndjson")


def read(
    stream: io.BufferedIOBase, path: str, columns: Mapping[str, str]
) -> Iterator[Record | Reject]:
    """Yield a record for each line that has one; a broken line is rejected by its number."""
    for number, line in enumerate(read_lines(stream, newline="\n"), start=1):
        if line is None:
            yield Reject(
                f"{path}#{number}", f"is a line of more than {MAX_ARTICLE // 1_000_000} MB"
            )
        elif line.strip():
            try:
                value = load_json(line)
            except ValueError as error:
                yield Reject(f"{path}#{number}", str(error))
            else:
                yield record_of_value(path, number, value, columns)
