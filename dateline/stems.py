"""Words as the index has them: SQLite's own stemmer, by asking it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from itertools import chain

STEMMER = """
create virtual table words using fts5(word, tokenize='porter unicode61 remove_diacritics 2');
create virtual table stems using fts5vocab(words, instance);
"""

STEMS = "select doc, term from stems where offset = 0"

MAX_STEMS = 200_000
"""Words whose stems are remembered, 156 bytes each; 21,577 Reuters stories have 44,113."""

LATIN = "\u024f"
"""The last letter up to which Python and unicode61 agree on what is one."""

_remembered: dict[str, str] = {}


def stems(words: Iterable[str]) -> Mapping[str, str]:
    """Return the stem of each of *words*, as the index has it.

    >>> stems(["governments", "tecún"])
    {'governments': 'govern', 'tecún': 'tecun', ...}
    """
    global _remembered
    wanted = set(words)
    known = _remembered if len(_remembered) < MAX_STEMS else {}
    new = [word for word in wanted if word not in known]  # a difference would walk through known
    if new:
        with closing(sqlite3.connect(":memory:")) as stemmer:
            stemmer.executescript(STEMMER)
            stemmer.executemany("insert into words (rowid, word) values (?, ?)", enumerate(new))
            found = {new[at]: stem for at, stem in stemmer.execute(STEMS)}
        known.update((word, found.get(word, word)) for word in new)
        _remembered = known  # another where it was full: whoever still reads the old one may
    return known


def stemmed(texts: Iterable[Sequence[str]]) -> list[list[str]]:
    """Return the stems of several texts' words; where all are remembered, without gathering them.

    >>> stemmed([["oil", "prices"], []])
    [['oil', 'price'], []]
    """
    texts = list(texts)
    try:
        return [list(map(_remembered.__getitem__, text)) for text in texts]
    except KeyError:
        known = stems(chain.from_iterable(texts))
        return [list(map(known.__getitem__, text)) for text in texts]


def is_one_word(text: str) -> bool:
    """Tell whether *text* is one word to the index: ``covid-19`` is two, of Greek it may not be."""
    return text.isalnum() and max(text) <= LATIN
