"""Facet value → the articles that have it: one after the other, or a bitmap of many."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

DENSE = 64
"""One article in so many has a value that is a bitmap. Of a million articles a bitmap is counted in
13 µs, as 11,000 articles one after the other are, and takes the room of 31,250."""

PIECE = 2**18
"""Postings that are counted at a time: 17 million take 20 ms, 25 in fewer, 40 all at once, as their
sums stay in the processor's cache and in memory that is there already."""

Integers = NDArray[np.int32]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Inverted:
    """The articles of each value, which has a code: see `arrays.Arrays`."""

    sizes: Integers
    """Code → how many articles have it."""
    starts: Integers
    """Code → where its articles begin among those listed, and where the last one's end."""
    listed: Integers
    """Of the values that are no bitmaps, by code and article."""
    dense: NDArray[np.intp]
    """The codes of the values that are bitmaps, in their order."""
    bitmaps: NDArray[np.uint64]
    """A row for each of these, a bit for each article id."""

    def articles_of(self, code: int, end: int) -> Mask:
        """Return a mask of the articles that have a value, of those below *end*."""
        mask = np.zeros(end, dtype=np.bool_)
        place = int(np.searchsorted(self.dense, code))
        if place < len(self.dense) and self.dense[place] == code:
            bits = np.unpackbits(self.bitmaps[place].view(np.uint8))[:end]
            mask[: len(bits)] = bits
        mask[self.listed[slice(*self.starts[code : code + 2])]] = True
        return mask

    def work(self, wanted: slice) -> int:
        """Return how long `count` takes for these codes, in postings that it counts meanwhile."""
        first, last = self._bitmaps(wanted)
        listed = self.starts[wanted.stop] - self.starts[wanted.start]
        return int(listed) + (last - first) * len(self.bitmaps.T)

    def count(self, mask: Mask, wanted: slice) -> NDArray[np.int64]:
        """Return for each code how many of the articles of *mask* have it, 0 if not *wanted*."""
        counts = np.zeros(len(self.sizes), np.int64)
        counts[wanted] = self._listed(mask, self.starts[wanted.start : wanted.stop + 1])
        bitmaps = slice(*self._bitmaps(wanted))
        room = np.zeros(64 * self.bitmaps.shape[1], np.bool_)
        room[: len(mask)] = mask[: len(room)]
        both = self.bitmaps[bitmaps] & np.packbits(room).view(np.uint64)
        counts[self.dense[bitmaps]] = np.bitwise_count(both).sum(axis=1, dtype=np.int64)
        return counts

    def _listed(self, mask: Mask, starts: Integers) -> NDArray[np.int64]:
        """Count as `count`: by how many more have been seen when a value's articles are through."""
        seen = np.zeros(len(starts), np.int64)
        total, end = 0, int(starts[-1])
        for first in range(int(starts[0]), end, PIECE):
            last = min(first + PIECE, end)
            sums = np.cumsum(mask.take(self.listed[first:last], mode="clip"), dtype=np.int32)
            # keys of another type than the starts' would have these copied
            low, high = np.searchsorted(starts, np.array([first, last], starts.dtype), "right")
            seen[low:high] = sums[starts[low:high] - (first + 1)] + total
            total += int(sums[-1])
        return np.diff(seen)

    def _bitmaps(self, wanted: slice) -> tuple[int, int]:
        first, last = np.searchsorted(self.dense, [wanted.start, wanted.stop]).tolist()
        return first, last


def inverted(articles: Integers, starts: Integers, end: int) -> Inverted:
    """Return the *articles* of all values, which begin at *starts*; all are below *end*."""
    sizes = np.diff(starts)
    dense = np.flatnonzero(sizes > end // DENSE)
    bitmaps = np.zeros((len(dense), -(-end // 64)), np.uint64)
    for row, code in zip(bitmaps, dense, strict=True):
        mask = np.zeros(64 * len(row), np.bool_)
        mask[articles[starts[code] : starts[code + 1]]] = True
        row[:] = np.packbits(mask).view(np.uint64)
    bounds = pairwise([-1, *dense.tolist(), len(sizes)])
    listed = np.concatenate([articles[starts[a + 1] : starts[b]] for a, b in bounds])
    left = sizes.copy()
    left[dense] = 0
    return Inverted(sizes, np.append(0, np.cumsum(left)).astype("<i4"), listed, dense, bitmaps)
