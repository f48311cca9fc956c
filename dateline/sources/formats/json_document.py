"""A JSON document: a list of articles, an object that holds such a list, or one article."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from typing import Any

from dateline.article import Record, Reject
from dateline.sources.decode import decode
from dateline.sources.formats import json_lines
from dateline.sources.rows import load_json, record_of_value, rename
from dateline.sources.unreadable import Unreadable

SUFFIXES = (".json",)

MAX_DOCUMENT = 200_000_000
"""Bytes of a document, which is held in memory whole, several times over; lines are not."""


def read(
    stream: io.BufferedIOBase, path: str, columns: Mapping[str, str]
) -> Iterator[Record | Reject]:
    """Yield the document's articles; one that turns out to be JSON Lines is read as that."""
    data = stream.read(MAX_DOCUMENT + 1)
    if len(data) > MAX_DOCUMENT:
        size = f"{MAX_DOCUMENT // 1_000_000} MB"
        raise Unreadable(f"is one JSON value of more than {size}; save it as JSON Lines (.jsonl)")
    try:
        value = load_json(decode(data))
    except ValueError as error:
        if "Extra data" not in str(error):
            raise Unreadable(str(error)) from error
        yield from json_lines.read(io.BytesIO(data), path, columns)
        return
    for number, article in enumerate(find_articles(value, columns), start=1):
        yield record_of_value(path, number, article, columns)


def find_articles(value: Any, columns: Mapping[str, str]) -> list[Any]:
    """Return the articles of a document: ``[…]``, ``{"articles": […]}`` or one object."""
    if isinstance(value, list):
        return value
    if not isinstance(value, dict):
        raise Unreadable("is JSON, but no article and no list of them")
    lists = [v for v in value.values() if isinstance(v, list) and v and isinstance(v[0], dict)]
    if len(lists) == 1 and not {"text", "body"} & rename(value, columns).keys():
        return lists[0]
    return [value]
