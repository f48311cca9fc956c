"""The corpus's accelerators, which find, count and sort sets of articles.

The accelerators say what the tables say, but for a few articles changed since they were made; of
these, `facets` asks the tables. Where there are none, or much was changed, `current` gives None,
and whoever asks turns to SQL.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Collection, Iterable, Set
from dataclasses import dataclass, replace
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dateline.inverted import Inverted, inverted
from dateline.sets import FEW, ArticleSet, as_ids, masked
from dateline.waiting import NONE, Waiting, waiting

STATE = """
select file, content, (select coalesce(max(change), 0) from changed_articles)
from accelerators, pragma_database_list as databases
where accelerators.name = 'digest' and databases.name = 'main'
"""

CHANGED = "select distinct article_id from changed_articles order by article_id limit :most"

MOST_CHANGED = 1000
"""Changed articles with which the accelerators are still of use: SQL counts them in 6 ms."""

MOST_NEW = 1_000_000
"""Ids of new articles beyond the others', for which there is room: other tools may give any."""

AS_QUICK = 150
"""Postings that are counted by value (1.4 ns each) while one article is (17 in 120 to 210 ns)."""

CHANGED_ARTICLES = """
select id, published || '', title, text from articles
where id in (select value from json_each(:ids))
"""

CONTENTS = "select name, content from accelerators"

Integers = NDArray[np.int32]

Codes = NDArray[np.signedinteger[Any]]


@dataclass(frozen=True, slots=True)
class Arrays:
    """A corpus's accelerators: see schema.sql.

    A *code* is the number of a facet's value, by facet and value: equally common values are listed
    in the order of their codes.
    """

    facets: dict[str, slice]
    """The codes of each facet."""
    values: Integers
    """Code → facet_values.id."""
    by_id: NDArray[np.intp]
    """The codes in the order of facet_values.id."""
    names: bytes
    """What the values are called, in UTF-8, one after the other."""
    name_starts: Integers
    """Code → where its name begins; and where the last one's ends."""
    article_values: Integers
    article_starts: Integers
    inverted: Inverted
    dates: list[str | None]
    """Every date that an article has, None first."""
    date_of: Integers
    """Article id → which of the dates it has; -1 without such an article."""
    lengths: Integers
    """Article id → how many words it has, as FTS5 counts them."""
    changed: NDArray[np.int64]
    """The articles whose values only the tables know."""
    waiting: Waiting
    """Their words."""

    def every(self) -> ArticleSet:
        """Return all articles."""
        return ArticleSet(self.date_of >= 0)

    def codes_of(self, values: Collection[int]) -> list[int]:
        """Return the codes of *values*, given as facet_values.id; -1 of those that are new."""
        if not len(self.values):
            return [-1] * len(values)
        # types of their own would have the values copied, or their order
        wanted = np.fromiter(values, np.int64, len(values)).clip(max=2**31 - 1).astype(np.int32)
        places = np.searchsorted(self.values, wanted, sorter=self.by_id)
        codes = self.by_id.take(places, mode="clip")
        found: list[int] = np.where(self.values[codes] == wanted, codes, -1).tolist()
        return found

    def names_of(self, codes: Codes) -> list[str]:
        """Return what the values are called, given by their codes."""
        starts, ends = self.name_starts[codes].tolist(), self.name_starts[codes + 1].tolist()
        return [self.names[start:end].decode() for start, end in zip(starts, ends, strict=True)]

    def holding(self, values: Collection[int], changed: Iterable[int]) -> ArticleSet:
        """Return the articles that have any of *values*; of those that changed, *changed* do."""
        mask = np.zeros(len(self.date_of), dtype=np.bool_)
        for code in filter(lambda code: code >= 0, self.codes_of(values)):
            mask |= self.inverted.articles_of(code, len(mask))
        mask[self.changed] = False
        mask[list(changed)] = True
        return ArticleSet(mask)

    def published(self, dates: Iterable[int]) -> ArticleSet:
        """Return the articles of the chosen ones among `dates`."""
        chosen = np.array([*dates, False], dtype=np.bool_)  # the last is for -1
        return ArticleSet(chosen[self.date_of])

    def count_dates(self, ids: Set[int] | None) -> dict[str, int]:
        """Count the articles *ids* by date as stored, ``""`` without one; None is all articles."""
        keys = as_ids(self.every() if ids is None else ids, len(self.date_of))
        counted = np.bincount(self.date_of[keys] + 1, minlength=len(self.dates) + 1)[1:]
        places = np.flatnonzero(counted)
        numbers = zip(places.tolist(), counted[places].tolist(), strict=True)
        return {self.dates[place] or "": number for place, number in numbers}

    def count(self, ids: Set[int] | None, wanted: slice) -> tuple[Codes, NDArray[np.int64]]:
        """Return the codes that any of the articles *ids* have, and how many; None is all articles.

        Articles that changed are not counted, and codes that are not *wanted* need not be.
        """
        end = len(self.date_of)
        if ids is not None and len(ids) <= FEW:
            keys = as_ids(ids, end)
            return self._count(keys[~np.isin(keys, self.changed)])
        known = self.every() if ids is None else masked(ids, end)
        if len(self.changed):
            known = ArticleSet(known.mask.copy())
            known.mask[self.changed] = False
        number = len(known)
        if self.inverted.work(wanted) >= AS_QUICK * min(number, end - number):
            if number <= end // 2:
                return self._count(known.ids)
            counts = self.inverted.sizes.astype(np.int64)
            codes, numbers = self._count(np.flatnonzero(~known.mask))
            counts[codes] -= numbers
        else:
            counts = self.inverted.count(known.mask, wanted)
        codes = np.flatnonzero(counts > 0)  # in a quarter of the time of counts
        return codes, counts[codes]

    def _count(self, ids: NDArray[np.int64]) -> tuple[Codes, NDArray[np.int64]]:
        """Count as `count`, all codes, article by article."""
        starts = self.article_starts[ids]
        sizes = self.article_starts[ids + 1] - starts
        ends = np.cumsum(sizes, dtype=np.int32)
        places = np.repeat(starts - (ends - sizes), sizes)
        places += np.arange(len(places), dtype=np.int32)
        return np.unique(self.article_values[places], return_counts=True)

    def _known(self, ids: Set[int]) -> NDArray[np.int64]:
        keys = as_ids(ids, len(self.date_of))
        return keys[self.date_of[keys] >= 0]

    def by_date(self, ids: Set[int], number: int, *, newest: bool) -> list[int]:
        """Return the first *number* of the articles *ids*, undated last, then by id."""
        keys = self._known(ids)
        dates = self.date_of[keys].astype(np.int64)
        if newest:
            dates = len(self.dates) - dates
        elif self.dates and self.dates[0] is None:
            dates[dates == 0] = len(self.dates)
        ranks = dates << 32 | keys
        if number < len(ranks):
            ranks = np.partition(ranks, number)[:number]
        ranks.sort()
        ids_first: list[int] = (ranks & 0xFFFF_FFFF).tolist()
        return ids_first


def most_common(counts: NDArray[np.int64], number: int) -> NDArray[np.int64]:
    """Return where the *number* largest of *counts* are, equal ones in their order.

    >>> most_common(np.array([2, 0, 3, 2]), 2).tolist()
    [2, 0]
    """
    places = np.arange(len(counts))
    if len(places) > number:
        least = np.partition(counts, -number)[-number]
        above = np.flatnonzero(counts > least)
        places = np.concatenate([above, np.flatnonzero(counts == least)[: number - len(above)]])
    return np.asarray(places[np.lexsort((places, -counts[places]))])


_loaded: dict[str, tuple[tuple[object, ...], Arrays, Arrays | None]] = {}
"""Of each file that is served: its state, the accelerators as they were made, about 140 MB for a
million articles, and with what changed since, which shares most of that."""

_loading = Lock()


def current(connection: sqlite3.Connection) -> Arrays | None:
    """Return the accelerators of a corpus, brought up to date, if they are there and of use."""
    try:
        row = connection.execute(STATE).fetchone()
    except sqlite3.OperationalError:
        return None  # a corpus from before there were any
    if row is None:
        return None
    file, *known_by = row
    # what this connection has written may not be committed, and rolled back its numbers come again
    state = (*known_by, *_version(file), connection.total_changes)
    with _loading:
        known = _loaded.get(file)
        if known is None or known[0] != state:
            same = known is not None and known[0][0] == state[0]
            made = known[1] if known and same else _load(dict(connection.execute(CONTENTS)))
            last = known[2].waiting if known and known[2] else NONE
            known = _loaded[file] = (state, made, _with_changes(made, connection, last))
        return known[2]


def _version(file: str) -> tuple[object, ...]:
    """Tell a file from another of the same name and history; of one in memory each look is new."""
    try:
        about = os.stat(file)  # noqa: PTH116 - Path("") is the current folder
    except OSError:
        return (object(),)
    return about.st_ino, about.st_mtime_ns


def _load(contents: dict[str, bytes]) -> Arrays:
    """Read what `refreshing.refresh` wrote."""
    arrays = {
        name: np.frombuffer(content, "<i4")
        for name, content in contents.items()
        if name not in ("digest", "facets", "names", "dates", "reprints")
    }
    facets, end = {}, 0
    for facet, size in json.loads(contents["facets"]):
        facets[facet], end = slice(end, end + size), end + size
    values = arrays["values"]
    dates = json.loads(contents["dates"])
    date_of = np.full(len(arrays["article_starts"]) - 1, -1, np.int32)
    sizes = [size for _, size in dates]
    date_of[arrays.pop("date_articles")] = np.repeat(np.arange(len(dates)), sizes)
    by_value = inverted(arrays.pop("value_articles"), arrays.pop("value_starts"), len(date_of))
    return Arrays(
        facets,
        by_id=np.argsort(values),
        names=contents["names"],
        dates=[date for date, _ in dates],
        date_of=date_of,
        changed=np.zeros(0, np.int64),
        waiting=NONE,
        inverted=by_value,
        **arrays,
    )


def _with_changes(arrays: Arrays, connection: sqlite3.Connection, last: Waiting) -> Arrays | None:
    """Give the articles that changed their dates and words and no values; None if too many did.

    *last* has some of the words already.
    """
    rows = connection.execute(CHANGED, {"most": MOST_CHANGED + 1})
    changed = [row[0] for row in rows]
    if not changed:
        return arrays
    end = len(arrays.date_of)
    if len(changed) > MOST_CHANGED or changed[0] < 1 or changed[-1] >= end + MOST_NEW:
        return None
    articles = connection.execute(CHANGED_ARTICLES, {"ids": json.dumps(changed)}).fetchall()
    found = {key: date for key, date, *_ in articles}
    words = waiting({key: (title, text) for key, _, title, text in articles}, last)
    dates = sorted({*arrays.dates, *found.values()}, key=lambda date: (date is not None, date))
    number = {date: place for place, date in enumerate(dates)}
    date_of = np.full(max(end, changed[-1] + 1), -1, np.int32)
    date_of[:end] = np.array([*map(number.get, arrays.dates), -1])[arrays.date_of]
    date_of[changed] = [number[found[key]] if key in found else -1 for key in changed]
    starts = np.pad(arrays.article_starts, (0, len(date_of) - end), mode="edge")
    lengths = np.pad(arrays.lengths, (0, len(date_of) - end))
    lengths[changed] = 0
    lengths[list(words.known)] = [article.length for article in words.known.values()]
    return replace(
        arrays,
        dates=dates,
        date_of=date_of,
        article_starts=starts,
        lengths=lengths,
        changed=np.array(changed),
        waiting=words,
    )
