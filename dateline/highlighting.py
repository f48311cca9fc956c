"""Texts → the words in them that a query of words asks for, without FTS5.

FTS5's highlight() cuts a whole text into words and stems each. Here only those are looked at that
begin as a word of the query does. Other queries, and texts with other letters than ASCII's or
characters that may be letters to FTS5, are left to it: see `dateline.marking`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from dateline.results import MARK_END, MARK_START
from dateline.stems import stems
from dateline.text import spaced

_OPERATOR = re.compile(" AND | OR ")

_WORD = re.compile(r'"([A-Za-z0-9]+)"( \*)?')
"""A word, or the beginning of some, in FTS5's language."""

_NO_LETTER = re.compile(r"(?!\w)[\x80-\u02ff\u2000-\u2064\u20a0-\u20b9\u2190-\u23f3\u2500-\u26ff]")
"""What is surely no letter to FTS5, whose Unicode is of 2012: what came later is one to it."""

MAX_STEMMED = 64
"""Letters of a word, up to which the stemmer looks at it."""

Wanted = Sequence[tuple[str, bool]]
"""Stems; True stands for all stems that begin so."""


def wanted(match: str) -> Wanted | None:
    """Return what a query in FTS5's language wants; None if that is more than some or all of words.

    >>> wanted('"storms" AND "gov" *'), wanted('"oil price"')
    ([('storm', False), ('gov', True)], None)
    """
    words = [_WORD.fullmatch(part) for part in _OPERATOR.split(match)]
    stem = stems(word[1] for word in words if word)
    found = [(stem[word[1]], bool(word[2])) for word in words if word]
    # of a stem of one letter nothing is left that a word must begin with
    return found if len(found) == len(words) and min(len(s) for s, _ in found) > 1 else None


def highlighted(text: str, wanted: Wanted) -> str | None:
    r"""Return *text* with marks around each word that is *wanted*; None if it is for FTS5 to say.

    >>> highlighted("The storm; more storms.", [("storm", False)])
    'The \x02storm\x03; more \x02storms\x03.'
    """
    plain = spaced(text, _NO_LETTER)
    if not plain.isascii():
        return None
    plain = plain.lower()
    parts, before = [], 0
    for start, end in _found(plain, wanted):
        parts += [text[before:start], MARK_START, text[start:end], MARK_END]
        before = end
    return "".join([*parts, text[before:]])


def _found(text: str, wanted: Wanted) -> list[tuple[int, int]]:
    """Return where the words stand, in their order."""
    words: dict[int, str] = {}
    # Porter's stemmer leaves all of a stem but its last letter as it stands in the word.
    for beginning in {stem[:-1] for stem, _ in wanted}:
        for word in re.finditer(beginning + "[a-z0-9]*", text):
            start = word.start()
            if not (start and text[start - 1].isalnum()):
                words[start] = word[0]
    stem = stems(word for word in words.values() if len(word) <= MAX_STEMMED)
    whole = {stem for stem, begun in wanted if not begun}
    begun = tuple(stem for stem, begun in wanted if begun)
    return [
        (start, start + len(word))
        for start, word in sorted(words.items())
        if stem.get(word, word) in whole or stem.get(word, word).startswith(begun)
    ]
