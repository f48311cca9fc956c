"""Words as the index has them: SQLite's own stemmer, by asking it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing

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
    """Return the stem of each of *words*, and maybe others, as the index has it.

    >>> stems(["governments", "tecún"])["tecún"]
    'tecun'
    """
    global _remembered
    known = _remembered if len(_remembered) < MAX_STEMS else {}
    new = [word for word in set(words) if word not in known]  # a difference walks through known
    if new:
        known.update(asked(new))
        _remembered = known  # another where it was full: whoever still reads the old one may
    return known


def asked(words: Sequence[str]) -> dict[str, str]:
    """Return the stem of each of *words*, by asking SQLite for all: 200 take 0.7 ms."""
    with closing(sqlite3.connect(":memory:")) as stemmer:
        stemmer.executescript(STEMMER)
        stemmer.executemany("insert into words (rowid, word) values (?, ?)", enumerate(words))
        found = {words[at]: stem for at, stem in stemmer.execute(STEMS)}
    return {word: found.get(word, word) for word in words}


def is_one_word(text: str) -> bool:
    """Tell whether *text* is one word to the index: ``covid-19`` is two, of Greek it may not be."""
    return text.isalnum() and max(text) <= LATIN
