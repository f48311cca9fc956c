"""Markdown, with optional YAML front matter between two ``---`` lines."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from dateline.article import Record, Reject
from dateline.sources.decode import decode, read_whole
from dateline.sources.rows import record_of
from dateline.sources.unreadable import Unreadable

SUFFIXES = (".md", ".markdown")

_FRONT_MATTER = re.compile(
    r"""
    \A ---[ \t]*\r?\n                     # the first line opens it
    (?P<yaml> .{0,64000}? )               # a page of keys; longer ones are no front matter
    ^(?:---|\.\.\.)[ \t]* (?:\r?\n|\Z)    # and a line of three closes it
    """,
    re.VERBOSE | re.DOTALL | re.MULTILINE,
)


def read(
    stream: io.BufferedIOBase, path: str, columns: Mapping[str, str]
) -> Iterator[Record | Reject]:
    """Yield the file as one record: what its front matter states, and the Markdown as written."""
    data = read_whole(stream)
    text = decode(data)
    front = _FRONT_MATTER.match(text)
    row = read_front_matter(front["yaml"]) if front else None
    body = text[front.end() :] if front and row is not None else text
    row = {key: value for key, value in (row or {}).items() if key not in ("text", "body")}
    yield record_of(path, {**row, "text": body}, columns, hashlib.sha256(data).hexdigest())


def read_front_matter(source: str) -> dict[str, Any] | None:
    """Return the keys of a front matter, None where the YAML is no mapping.

    Aliases are refused: nine lines of them can stand for gigabytes.
    """
    try:
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(source, _Loader)):
            raise Unreadable("has YAML aliases in its front matter, which are not read")
        loaded = yaml.load(source, _Loader)  # noqa: S506 - a SafeLoader, with fewer types
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f" in line {mark.line + 2}" if mark else ""
        raise Unreadable(f"has broken YAML in its front matter{where}") from error
    return {str(k): v for k, v in loaded.items()} if isinstance(loaded, dict) else None


class _Loader(yaml.SafeLoader):
    """YAML whose dates stay as written: Dateline reads them itself, and JSON has none."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
