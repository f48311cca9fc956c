"""What to call an article that has no headline: the first words of its story."""

from __future__ import annotations

from collections.abc import Iterable

from dateline.hits import shortened

LEAD_LENGTH = 2000
"""Characters of the text that are looked at: the longest caption, twice, and a paragraph."""

MAX_LENGTH = 90
"""A line and a half of the results at the width of the page."""

MIN_WORDS = 4
"""Fewer are a place, a date or a name: “TECUN UMAN, Guatemala”."""

FURNITURE = ("published", "dateline", "agency", "byline", "caption", "credit")
"""Kinds of facts that stand before a story or beside it."""

_GAP = 12
"""Characters between two parts of a header line: “date ”, “, ”, “ (”, “Picture: ”."""

_BETWEEN = " \t—–-:;.,)|/"
"""What stands between the header and the story: “(AP) -- ”, “ — ”."""


def stand_in(text: str, furniture: Iterable[tuple[int, int]]) -> str | None:
    r"""Return the story's first words, past captions, dates and datelines; None without words.

    >>> stand_in("date 2020-01-21 AP, HAVANA\n\nHAVANA (AP) -- Cuba has sent trucks.", [
    ...     (5, 15), (16, 18), (20, 26), (28, 34), (36, 38)])
    'Cuba has sent trucks.'
    """
    parts = sorted(furniture)
    passed: set[str] = set()
    first = None
    position = 0
    for line in text.split("\n"):
        end = position + len(line)
        begin = _past(parts, position, end)
        words = text[begin:end].lstrip(_BETWEEN).strip()
        first = first or line.strip() or None
        if len(words.split()) >= MIN_WORDS and line.strip() not in passed:
            return shortened(words, MAX_LENGTH)
        passed.add(line.strip())
        position = end + 1
    return shortened(first, MAX_LENGTH) if first else None


def _past(parts: list[tuple[int, int]], begin: int, line_end: int) -> int:
    for start, end in parts:
        if begin <= start < line_end and start - begin <= _GAP:
            begin = min(end, line_end)
    return begin
