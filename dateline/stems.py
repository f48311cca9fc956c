"""Words as the index has them: SQLite's own stemmer, by asking it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from threading import Lock

import numpy as np
from numpy.typing import NDArray

STEMMER = """
create virtual table words using fts5(word, tokenize='porter unicode61 remove_diacritics 2');
create virtual table stems using fts5vocab(words, instance);
"""

STEMS = "select doc, term from stems where offset = 0"

MAX_STEMS = 200_000
"""Words whose stems are remembered, 156 bytes each; 21,577 Reuters stories have 44,113."""

LATIN = "\u024f"
"""The last letter up to which Python and unicode61 agree on what is one."""


class _Memory:
    """Words whose stems are known."""

    def __init__(self) -> None:
        self.names: list[str] = []
        """The stems."""
        self.by_name: dict[str, int] = {}
        """Stem → its place among these."""
        self.numbers: dict[str, int] = {}
        """Word → the place of its stem."""


_memory = _Memory()

_learning = Lock()


def stems(words: Iterable[str]) -> dict[str, str]:
    """Return the stem of each of *words*, as the index has it.

    >>> stems(["governments", "tecún"])
    {'governments': 'govern', 'tecún': 'tecun'}
    """
    wanted = list(dict.fromkeys(words))
    numbers, names = numbered(wanted)
    return dict(zip(wanted, map(names.__getitem__, numbers.tolist()), strict=True))


def numbered(words: Sequence[str]) -> tuple[NDArray[np.int32], Sequence[str]]:
    """Return for each of *words* which of some stems it has, and these: of a page in 1 ms.

    >>> numbers, names = numbered(["price", "of", "prices"])
    >>> [names[number] for number in numbers]
    ['price', 'of', 'price']
    """
    known = _memory
    try:
        numbers = np.fromiter(map(known.numbers.__getitem__, words), np.int32, len(words))
    except KeyError:
        known = _learnt(words)
        numbers = np.fromiter(map(known.numbers.__getitem__, words), np.int32, len(words))
    return numbers, known.names


def _learnt(words: Iterable[str]) -> _Memory:
    """Return a memory that has *words*: a new one where it is full, as the old may be in use."""
    global _memory
    with _learning:
        known = _memory if len(_memory.numbers) < MAX_STEMS else _Memory()
        new = [word for word in set(words) if word not in known.numbers]
        with closing(sqlite3.connect(":memory:")) as stemmer:
            stemmer.executescript(STEMMER)
            stemmer.executemany("insert into words (rowid, word) values (?, ?)", enumerate(new))
            found = {new[at]: stem for at, stem in stemmer.execute(STEMS)}
        for word in new:
            stem = found.get(word, word)
            if stem not in known.by_name:
                known.names.append(stem)
                known.by_name[stem] = len(known.names) - 1
            known.numbers[word] = known.by_name[stem]
        _memory = known
        return known


def is_one_word(text: str) -> bool:
    """Tell whether *text* is one word to the index: ``covid-19`` is two, of Greek it may not be."""
    return text.isalnum() and max(text) <= LATIN
