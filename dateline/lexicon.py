"""Texts → the stems of their words as numbers: of 100 beginnings of articles in a millisecond.

Words are told apart in the bytes of all texts at once, and known by a hash of theirs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from dateline.stems import asked
from dateline.text import spaced

MAX_WORDS = 150_000
"""Words that are remembered; 21,577 Reuters stories have 44,113."""

SLOT_BITS = 19
"""Of the places in the table, 6 MB: a text of nothing but new words still finds room."""

WINDOW = 8
"""Bytes that are looked at together: a word's first, middle and last. Of longer words than three of
these, those that differ elsewhere are one."""

FACTORS = (0x9E37_79B9_7F4A_7C15, 0xC2B2_AE3D_27D4_EB4F, 0x1656_67B1_9E37_79F9)
"""Odd numbers with as many ones as zeros, all over the place: those of xxHash."""

_MASKS = np.array([(1 << 8 * size) - 1 for size in range(WINDOW + 1)], np.uint64)

_LETTERS = bytes(code > 127 or chr(code).isalnum() for code in range(256))

_END = "\0"
"""Stands after each text; no letter."""

Numbers = NDArray[np.int32]
Keys = NDArray[np.uint64]


class _Lexicon:
    """Words by their keys, each with the number of its stem."""

    def __init__(self) -> None:
        self.stems: list[str] = []
        self.size = 0
        self._by_stem: dict[str, int] = {}
        self._keys = np.zeros(1 << SLOT_BITS, np.uint64)
        self._numbers = np.full(1 << SLOT_BITS, -1, np.int32)

    def find(self, keys: Keys) -> Numbers:
        """Return the number of each word's stem; -1 of one that is not known."""
        slots = _slots(keys)
        found = np.full(len(keys), -1, np.int32)
        left = np.arange(len(keys))
        while len(left):
            numbers, same = self._numbers[slots[left]], self._keys[slots[left]] == keys[left]
            found[left[same]] = numbers[same]
            left = left[~same & (numbers >= 0)]
            slots[left] = (slots[left] + 1) % len(self._keys)
        return found

    def add(self, words: Mapping[int, str]) -> None:
        """Learn *words*, key → word, those that it doesn't know."""
        keys = np.array(list(words), np.uint64)
        new = keys[self.find(keys) < 0]
        stem = asked([words[key] for key in new.tolist()])
        for key, slot in zip(new.tolist(), _slots(new).tolist(), strict=True):
            while self._numbers[slot] >= 0:
                slot = (slot + 1) % len(self._keys)
            name = stem[words[key]]
            if name not in self._by_stem:
                self.stems.append(name)
                self._by_stem[name] = len(self.stems) - 1
            self._keys[slot] = key
            self._numbers[slot] = self._by_stem[name]  # last: others may be reading
        self.size += len(new)


_lexicon = _Lexicon()

_learning = Lock()


def numbered(texts: Sequence[str]) -> tuple[Numbers, NDArray[np.intp], Sequence[str]]:
    """Return the words of *texts* by the numbers of their stems, how many each has, and the stems.

    >>> numbers, sizes, stems = numbered(["oil prices", "the price"])
    >>> [stems[number] for number in numbers], sizes.tolist()
    (['oil', 'price', 'the', 'price'], [2, 2])
    """
    joined = _END.join([spaced(text.replace(_END, " ")) for text in texts])
    encoded = f" {joined}{_END}".encode("utf-8", "replace").lower() + bytes(WINDOW)
    letters = np.frombuffer(encoded.translate(_LETTERS), np.bool_)
    edges = np.flatnonzero(letters[1:] != letters[:-1]) + 1
    starts, ends = edges[::2], edges[1::2]
    last = np.flatnonzero(np.frombuffer(encoded, np.uint8) == 0)[: len(texts)]
    keys = _keys(encoded, starts, ends)
    known = _lexicon
    while len(unknown := np.flatnonzero((numbers := known.find(keys)) < 0)):
        words = {int(keys[at]): encoded[starts[at] : ends[at]].decode() for at in unknown}
        known = _learnt(words)
    return numbers, np.diff(np.searchsorted(starts, last), prepend=0), known.stems


def _learnt(words: Mapping[int, str]) -> _Lexicon:
    """Return the lexicon with *words*: another where it is full, as some may still read the old."""
    global _lexicon
    with _learning:
        if _lexicon.size >= MAX_WORDS:
            _lexicon = _Lexicon()
        _lexicon.add(words)
        return _lexicon


def _keys(encoded: bytes, starts: NDArray[np.intp], ends: NDArray[np.intp]) -> Keys:
    """Return a hash of each word."""
    windows = np.ndarray(len(encoded) - WINDOW + 1, "<u8", encoded, strides=(1,))
    sizes = ends - starts
    keys: Keys = sizes.astype(np.uint64)
    keys += (windows[starts] & _MASKS[np.minimum(sizes, WINDOW)]) * np.uint64(FACTORS[0])
    long = np.flatnonzero(sizes > WINDOW)
    starts, ends = starts[long], ends[long] - WINDOW
    for place, factor in zip((ends, (starts + ends) // 2), FACTORS[1:], strict=True):
        keys[long] += windows[place] * np.uint64(factor)
    return keys


def _slots(keys: Keys) -> NDArray[np.intp]:
    return (keys * np.uint64(FACTORS[0]) >> np.uint64(64 - SLOT_BITS)).astype(np.intp)
