"""Word lists and tables as text files: one entry a line, ``#`` starts a comment line."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def rows(name: str) -> tuple[tuple[str, ...], ...]:
    r"""Return the lines of data file *name*, each split at its tabs.

    >>> rows("months.tsv")[0][:3]
    ('1', 'January', 'Jan')
    """
    text = (files("dateline.data") / name).read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if line.strip() and not line.startswith("#"))
    return tuple(tuple(field.strip() for field in line.split("\t")) for line in lines)


@cache
def words(name: str) -> frozenset[str]:
    """Return the first column of data file *name*, case-folded.

    >>> "facebook" in words("boilerplate.txt")
    True
    """
    return frozenset(row[0].casefold() for row in rows(name))
