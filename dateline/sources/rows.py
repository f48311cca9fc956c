"""A record's keys → a Record: which name is ours, what counts as given, what is kept as extra."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from typing import Any

from dateline.article import GIVEN_KEYS, Record, Reject
from dateline.sources.decode import MAX_ARTICLE
from dateline.sources.paths import encode_name

OTHER_NAMES = {
    "body": "text",
    "date": "published",
    "author": "byline",
    "category": "section",
}
"""Other usual names of our keys; used where ours is not given."""

MAX_NESTING = 100
"""Levels of lists and objects in a record; Python can't hand 500 to another process."""

MAX_DIGITS = 100
"""Digits of a number in a record; a double has 17, and no identifier has more than 40."""


def record_of(
    path: str, row: Mapping[str, Any], columns: Mapping[str, str], sha256: str | None = None
) -> Record | Reject:
    """Make a record of one row of keys and values, or say why it is none.

    *columns* is the ``--map``: our name → the row's. The hash is the row's own as canonical JSON
    (keys sorted, no blanks) unless the file's is given.

    ``{"title": "Flood", "body": "…", "desk": "Metro"}`` → text from body, extra ``{"desk": …}``
    """
    named = rename(row, columns)
    problem = find_problem(named)
    if problem:
        return Reject(path, problem)
    given = {key: as_text(named[key]) for key in GIVEN_KEYS if key in named}
    stated = {key: value for key, value in given.items() if value is not None}
    text = stated.pop("text", "")
    stated.pop("id", None)
    if not (text.strip() or stated.get("title")):
        return Reject(path, "has no text")
    extra = {k: v for k, v in named.items() if k not in GIVEN_KEYS or _is_kept(k, v, given)}
    return Record(path, text, stated, extra, sha256 or digest(named))


def record_of_value(
    path: str, number: int, value: Any, columns: Mapping[str, str]
) -> Record | Reject:
    """Make a record of one JSON value; its path ends in its id, else in its *number* from 1."""
    if not isinstance(value, dict):
        return Reject(f"{path}#{number}", "is no JSON object")
    name = as_text(rename(value, columns).get("id")) or str(number)
    try:
        name.encode()
    except UnicodeEncodeError:
        return Reject(f"{path}#{number}", "has half of a character (a lone surrogate) in its id")
    return record_of(f"{path}#{encode_name(' '.join(name.split()))}", value, columns)


def _is_kept(key: str, value: Any, given: Mapping[str, str | None]) -> bool:
    """Whether a value under one of our names is no plain text, and so is kept as it is."""
    return given[key] is None and not is_empty(value)


def rename(row: Mapping[str, Any], columns: Mapping[str, str]) -> dict[str, Any]:
    """Return a row under our names: the mapped ones first, then the usual ones not yet taken."""
    theirs = {their: our for our, their in columns.items()}
    named = {theirs.get(key, key): value for key, value in row.items() if key in theirs}
    named = {**{k: v for k, v in row.items() if k not in theirs and k not in named}, **named}
    for other, ours in OTHER_NAMES.items():
        if other in named and is_empty(named.get(ours)) and not is_empty(named[other]):
            named[ours] = named.pop(other)
    return named


def find_problem(row: Mapping[str, Any]) -> str | None:
    """Say what in a row can't be stored as JSON and UTF-8; None when all can."""
    try:
        encoded = json.dumps(row, ensure_ascii=False, allow_nan=False).encode()
    except UnicodeEncodeError:
        return "has half of a character (a lone surrogate)"
    except (ValueError, TypeError, RecursionError):
        return "has a value that JSON can't hold"
    if is_deep(row):
        return f"is nested deeper than {MAX_NESTING} levels"
    if len(encoded) > MAX_ARTICLE:
        return f"is larger than {MAX_ARTICLE // 1_000_000} MB, too large for one article"
    if not isinstance(row.get("text", ""), str | None):
        return "has a text that is no string"
    return None


def is_empty(value: Any) -> bool:
    """Whether a value counts as not given: null, or a string of blanks."""
    return value is None or (isinstance(value, str) and not value.strip())


def as_text(value: Any) -> str | None:
    """Return a value as the text it states; None for what is empty or has parts.

    Several names become one line: ``["Jane Doe", "John Roe"]`` → ``Jane Doe, John Roe``.
    """
    if isinstance(value, list) and value and all(isinstance(item, str) for item in value):
        value = ", ".join(value)
    if isinstance(value, float) and math.isfinite(value) and value.is_integer():
        value = int(value)
    if is_empty(value) or isinstance(value, dict | list | bool):
        return None
    return str(value)


def digest(row: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a row as canonical JSON, so that its layout does not count."""
    text = json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def is_deep(value: Any) -> bool:
    """Whether a value is nested deeper than `MAX_NESTING`."""
    level = [value]
    for _ in range(MAX_NESTING):
        level = [
            inner
            for outer in level
            if isinstance(outer, dict | list)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]
        if not level:
            return False
    return True


def parse_int(digits: str) -> int:
    """Read a JSON integer, unless it is absurd: a thousand digits take SQLite's JSON apart."""
    if len(digits) > MAX_DIGITS:
        raise ValueError(f"a number of {len(digits)} digits")
    return int(digits)


def parse_constant(name: str) -> float:
    """Refuse NaN and Infinity, which Python reads and JSON has not."""
    raise ValueError(f"{name} is not JSON")


def load_json(source: str) -> Any:
    """Return a JSON value; raise ValueError with a reason in words."""
    try:
        return json.loads(source, parse_int=parse_int, parse_constant=parse_constant)
    except json.JSONDecodeError as error:
        raise ValueError(f"is broken JSON: {error.msg} at character {error.pos + 1}") from error
    except ValueError as error:
        raise ValueError(f"is no JSON that can be kept: {error}") from error
    except RecursionError as error:
        raise ValueError("is JSON nested too deeply") from error
