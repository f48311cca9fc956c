"""Raw article text: one file, one article."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator, Mapping

from dateline.article import Record, Reject
from dateline.sources.decode import decode, read_whole

SUFFIXES = (".txt", "")


def read(
    stream: io.BufferedIOBase, path: str, columns: Mapping[str, str]
) -> Iterator[Record | Reject]:
    """Yield the file as one record that states nothing but its text."""
    data = read_whole(stream)
    yield Record(path, decode(data), {}, {}, hashlib.sha256(data).hexdigest())
