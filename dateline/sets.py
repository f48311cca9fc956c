"""Sets of articles as masks, and articles with what each is worth."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from functools import reduce
from operator import and_
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

EXACT = 12
"""Decimals of a score: so that what adds up in another order is the same score."""

FEW = 1000
"""Articles up to which Python's own sets are used: masks are as large as the corpus."""

Mask = NDArray[np.bool_]


class ArticleSet(Set[int]):
    """A set of articles as a mask over all ids: a byte for each, combined in microseconds.

    It mixes with Python's own sets: ``frozenset({3, 99}) & corpus.holding([7])`` →
    ``frozenset({3})``.
    """

    __slots__ = ("_ids", "mask")

    def __init__(self, mask: Mask, ids: NDArray[np.int64] | None = None) -> None:
        self.mask = mask
        self._ids = ids

    @property
    def ids(self) -> NDArray[np.int64]:
        """The ids in their order."""
        if self._ids is None:
            self._ids = np.flatnonzero(self.mask)
        return self._ids

    def __len__(self) -> int:
        return int(np.count_nonzero(self.mask)) if self._ids is None else len(self._ids)

    def __iter__(self) -> Iterator[int]:
        return iter(self.ids.tolist())

    def __contains__(self, key: object) -> bool:
        return isinstance(key, int) and 0 <= key < len(self.mask) and bool(self.mask[key])

    def __and__(self, other: Set[Any]) -> Set[int]:
        if isinstance(other, ArticleSet):
            return ArticleSet(self.mask & other.mask)
        ids = as_ids(other, len(self.mask))
        return frozenset(ids[self.mask[ids]].tolist())

    def __or__(self, other: Set[Any]) -> Set[Any]:
        return ArticleSet(self.mask | masked(other, len(self.mask)).mask)

    def __sub__(self, other: Set[Any]) -> Set[int]:
        return ArticleSet(self.mask & ~masked(other, len(self.mask)).mask)

    def __rsub__(self, other: Set[Any]) -> Set[int]:
        return ArticleSet(~self.mask) & other

    __rand__, __ror__ = __and__, __or__


def masked(ids: Set[int], end: int) -> ArticleSet:
    """Return those of *ids* that are below *end* as a mask."""
    if isinstance(ids, ArticleSet):
        return ids
    mask = np.zeros(end, np.bool_)
    mask[as_ids(ids, end)] = True
    return ArticleSet(mask)


def as_ids(ids: Set[int], end: int) -> NDArray[np.int64]:
    """Return those of *ids* that are below *end* as an array."""
    if isinstance(ids, ArticleSet):
        return ids.ids
    found = np.fromiter(ids, np.int64, len(ids))
    return found[(found >= 0) & (found < end)]


class Scores(Mapping[int, float]):
    """Articles with what each is worth, larger is better: id → score, in the order of ids.

    ``Scores([3, 14, 15], [2.0, 2.5, 2.0]).best(2)`` → ``{14: 2.5, 3: 2.0}``
    """

    __slots__ = ("ids", "worth")

    def __init__(self, ids: ArrayLike = (), worth: ArrayLike = ()) -> None:
        self.ids = np.asarray(ids, np.int64)
        self.worth = np.round(np.asarray(worth, np.float64), EXACT)

    def __len__(self) -> int:
        return len(self.ids)

    def __iter__(self) -> Iterator[int]:
        return iter(self.ids.tolist())

    def __getitem__(self, key: int) -> float:
        place = int(np.searchsorted(self.ids, key))
        if place == len(self.ids) or self.ids[place] != key:
            raise KeyError(key)
        return float(self.worth[place])

    def best(self, number: int) -> dict[int, float]:
        """Return the best *number* of them, the best first, equals in the order of their ids."""
        places = np.arange(len(self.ids))
        if number < len(places):
            least = np.partition(self.worth, -number)[-number] if number > 0 else np.inf
            places = np.flatnonzero(self.worth >= least)
        order = places[np.lexsort((places, -self.worth[places]))][:number]
        return dict(zip(self.ids[order].tolist(), self.worth[order].tolist(), strict=True))

    def within(self, ids: Set[int]) -> Scores:
        """Keep those of *ids*."""
        if isinstance(ids, ArticleSet):
            known = self.ids < len(ids.mask)
            keep = known & ids.mask[np.where(known, self.ids, 0)]
        else:
            keep = np.isin(self.ids, np.fromiter(ids, np.int64, len(ids)))
        return self._only(keep)

    def without(self, ids: Iterable[int]) -> Scores:
        """Drop those of *ids*, which are few."""
        return self._only(~np.isin(self.ids, list(ids)))

    def articles(self, end: int) -> Set[int]:
        """Return the articles alone; as a mask where they are many, all below *end*."""
        if len(self.ids) <= FEW or self.ids[-1] >= end or self.ids[0] < 0:
            return frozenset(self.ids.tolist())
        mask = np.zeros(end, np.bool_)
        mask[self.ids] = True
        return ArticleSet(mask, self.ids)

    def _only(self, keep: Mask) -> Scores:
        some = Scores()
        some.ids, some.worth = self.ids[keep], self.worth[keep]
        return some


def common(sets: Iterable[Set[int] | None]) -> Set[int] | None:
    """Intersect *sets*, the smallest first; None is every article.

    ``common([None, {1, 2, 3}, {2, 9}])`` → ``{2}``
    """
    known = sorted((ids for ids in sets if ids is not None), key=len)
    return reduce(and_, known) if known else None
