"""Sketches → reprints: which articles tell the same story in the same words.

Who shares a hash of a sketch may be a copy; whether it is one, the two texts say. Copies of copies
are one story. What comes out depends on the articles that are there, not on the order in which they
came; only those that came or went are looked at, and who shares a hash with them.
"""

from __future__ import annotations

import json
import re
import sqlite3
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dateline.article import Reading
from dateline.openings import read_opening
from dateline.sketch import MIN_SHINGLES, Hashes, letters, shingles, sketch, story
from dateline.text import tokens
from dateline.zones import find_zones

CONTAINED = 0.7
"""The share of the shorter text's shingles that the longer has, from which on it is a reprint: see
docs/decisions/0007-reprints.md."""

FIGURES_FOR_ONE = 20
"""Figures in the shorter text for each that the longer may lack. Releases about grants to fire
brigades have nine tenths of their words in common, and another sum."""

DAYS_APART = 14
"""Days between two reprints at most, where both are known. The White House delegates authority in
the same words every few weeks; what is the same letter by letter is a copy on any day."""

NAMES_FOR_ONE = 10
"""Capitalised words in the shorter text for each that the longer may lack. A senator congratulates
the honour roll of every county on the same day."""

MAX_HOLDERS = 100
"""Articles with the same hash, up to which it may be a story's. What more have is a formula: this
bounds the pairs to be read, and a million articles cost a thousand times as much as a thousand."""

CHUNK = 50_000
"""Hashes that are looked up at once."""

BODIES = 500
"""Texts kept in memory while they are compared: 12 MB of news."""

DAYS = """
select id, cast(julianday(published) as integer) from articles
where id in (select value from json_each(:ids)) and length(published) = length('2018-10-25')
"""

HASHES_OF = """
select distinct hash from sketches where article_id in (select value from json_each(:ids))
"""

HOLDERS = """
select hash, json_group_array(article_id) from sketches
where hash in (select value from json_each(:hashes))
group by hash having count(*) >= :least
"""

SKETCHED = 100
"""Articles up to which they are sketched again, at 0.3 ms each, rather than looked for among all
sketches, which are kept by hash: 22 ms of 100,000 articles."""

DELETE_SKETCHES = "delete from sketches where article_id in (select value from json_each(:ids))"
PUT_SKETCH = "insert into sketches (hash, article_id) values (?, ?)"

TOGETHER = """
select article_id from reprints where story_id in (
    select story_id from reprints where article_id in (select value from json_each(:ids))
)
"""

STORIES = """
select article_id, story_id from reprints
where article_id in (select value from json_each(:ids))
"""

PART = "delete from reprints where article_id in (select value from json_each(:ids))"
MOVE = "update reprints set story_id = ? where story_id = ?"
JOIN = "insert or replace into reprints (article_id, story_id) values (?, ?)"

PAIRS = "select article_id, story_id from reprints order by story_id, article_id"
PUT_ARRAY = "insert into accelerators (name, content) values ('reprints', ?)"

TEXT = "select title, text from articles where id = ?"

# Yankton, NATO, O'Neill: tokens, as those they are looked up among
_NAME = re.compile(r"\b[A-Z]\w+")

# 3.5, 1,250, 5-1/4
_FIGURE = re.compile(r"\d+(?:[.,/-]\d+)*")


@dataclass(frozen=True, slots=True)
class Body:
    """An article as it is compared with others."""

    letters: bytes
    shingles: Hashes
    """Sorted, each once; none of a text that is too short for them to tell."""
    told: str
    """Its words."""


def body(title: str | None, text: str) -> Body:
    """Read what is compared out of an article."""
    told = story(text, find_zones(text))
    written = letters(told)
    hashes = shingles(written)
    if len(hashes) < MIN_SHINGLES:
        return Body(letters(f"{title or ''}\n{text}"), hashes[:0], told)
    return Body(written, distinct(hashes), told)


def distinct(hashes: Hashes) -> Hashes:
    """Sort hashes, each once: in a third of the time that `numpy.unique` takes."""
    ordered = np.sort(hashes)
    first: NDArray[np.bool_] = np.append(True, ordered[1:] != ordered[:-1])
    return ordered[first]


def are_reprints(one: Body, other: Body) -> bool:
    """Whether the shorter of two texts stands in the longer, but for a few words.

    ``are_reprints(body(None, story), body("Late edition", story[:900]))`` → ``True``
    """
    if one.letters == other.letters:
        return bool(one.letters)
    short, long = sorted((one, other), key=lambda b: (len(b.shingles), b.letters))
    if not len(short.shingles):
        return False
    common = len(np.intersect1d(short.shingles, long.shingles, assume_unique=True))
    return common >= CONTAINED * len(short.shingles) and has_facts(short.told, long.told)


def has_facts(short: str, long: str) -> bool:
    """Whether *long* has the figures of *short*, and its names, but for a few."""
    figures = frozenset(_FIGURE.findall(short))
    lacking = figures.difference(_FIGURE.findall(long))
    if len(lacking) * FIGURES_FOR_ONE > len(figures):
        return False
    opening = read_opening(short, 0)  # its dateline is the paper's own
    names = frozenset(map(str.casefold, _NAME.findall(short, opening.end if opening else 0)))
    return len(names.difference(tokens(long.casefold()))) * NAMES_FOR_ONE <= len(names)


class Reprints:
    """The copies and reprints of a corpus while articles come and go."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._hashes, self._ids = array("q"), array("q")
        self._cleared: dict[int, int] = {}
        """Article → how many hashes had been put when it was cleared."""
        self._parted: set[int] = set()
        """The articles that were of one story with those."""

    def put(self, numbered: Iterable[tuple[int, Reading]]) -> None:
        """Take over the sketches of articles that were added or replaced."""
        for article_id, reading in numbered:
            self._hashes.extend(reading.sketch)
            self._ids.extend([article_id] * len(reading.sketch))

    def clear(self, ids: list[int]) -> None:
        """Forget the sketches of articles that are dropped or about to be replaced."""
        self._parted.update(self._column(TOGETHER, ids=_json(ids)))
        self._cleared |= dict.fromkeys(ids, len(self._ids))

    def settle(self) -> None:
        """Put the copies and reprints of whatever came or went into their stories."""
        hashes, ids = self._kept()
        cleared = _json(self._cleared)
        old = self._column(HASHES_OF, ids=cleared) if self._cleared else []
        touched = np.union1d(hashes, np.array(old, np.int64))
        crowded = {key for key, _ in self._holders(touched, MAX_HOLDERS + 1)}
        if self._cleared:
            self._connection.execute(DELETE_SKETCHES, {"ids": cleared})
        self._connection.executemany(PUT_SKETCH, zip(hashes, ids, strict=True))
        came = set(ids)
        again = {*self._unsettled(crowded, touched)}
        again.update(self._parted, self._column(TOGETHER, ids=_json(again)))
        self._connection.execute(PART, {"ids": _json(again)})
        if again - came:
            touched = self._hashes_of(again | came)
        self._join(self._pairs(touched, again | came))
        self._hashes, self._ids, self._cleared, self._parted = array("q"), array("q"), {}, set()

    def _kept(self) -> tuple[array[int], array[int]]:
        """Return what was put and not cleared since: the hashes, in order, and whose they are."""
        hashes, ids = (np.array(values, np.int64) for values in (self._hashes, self._ids))
        if self._cleared:
            since = (self._cleared.get(article, 0) for article in self._ids)
            kept = np.arange(len(ids)) >= np.fromiter(since, np.int64, len(ids))
            hashes, ids = hashes[kept], ids[kept]
        order = np.lexsort((ids, hashes))
        return array("q", hashes[order].tobytes()), array("q", ids[order].tobytes())

    def _unsettled(self, crowded: set[int], touched: NDArray[np.int64]) -> Iterator[int]:
        """Yield who has a hash that became, or ceased to be, one of too many articles."""
        now = {key for key, _ in self._holders(touched, MAX_HOLDERS + 1)}
        for _, ids in self._holders(np.array(sorted(crowded ^ now), np.int64), 1):
            yield from ids

    def _pairs(self, hashes: NDArray[np.int64], focus: set[int]) -> list[list[int]]:
        """Return the articles that share a hash, two by two, where one of them is in *focus*."""
        same, alike = array("q"), array("q")
        for key, ids in self._holders(hashes, 2):
            found: Iterable[tuple[int, int]]
            if len(ids) <= MAX_HOLDERS:
                found = combinations(ids, 2)
            elif key >= 0:  # of the whole text: who is like the next is like all of them
                found = pairwise(ids)
            else:
                continue
            for pair in found:
                if not focus.isdisjoint(pair):
                    (same if key >= 0 else alike).extend(pair)
        near = self._near(np.unique(np.array(alike, np.int64).reshape(-1, 2), axis=0))
        every = np.concatenate([np.array(same, np.int64).reshape(-1, 2), near])
        several: list[list[int]] = np.unique(every, axis=0).tolist()
        return several

    def _near(self, pairs: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the pairs that are not too many days apart, as far as that is known."""
        ids, places = np.unique(pairs, return_inverse=True)
        known = dict(self._connection.execute(DAYS, {"ids": json.dumps(ids.tolist())}).fetchall())
        day = np.array([known.get(article) or np.nan for article in ids.tolist()], np.float64)
        apart = np.abs(np.diff(day[places.reshape(-1, 2)], axis=1))[:, 0]
        return pairs[~(apart > DAYS_APART)]

    def _join(self, pairs: list[list[int]]) -> None:
        """Put those of the pairs that are reprints into one story: the lowest article's."""
        ids = _json({article for pair in pairs for article in pair})
        above = dict(self._connection.execute(STORIES, {"ids": ids}).fetchall())

        def first(article: int) -> int:
            while (nearer := above.get(article, article)) != article:
                above[article] = above.get(nearer, nearer)
                article = nearer
            return article

        read = lru_cache(BODIES)(self._body)
        joined = set()
        for pair in pairs:
            one, other = sorted(map(first, pair))
            if one != other and are_reprints(*map(read, pair)):
                above[other] = one
                joined |= {one, other}
        for article in sorted(joined):
            self._connection.execute(MOVE, (first(article), article))
            self._connection.execute(JOIN, (article, first(article)))

    def _hashes_of(self, ids: set[int]) -> NDArray[np.int64]:
        """Return the hashes of articles, in order: of a few, by sketching them again."""
        if len(ids) > SKETCHED:
            return np.array(sorted(self._column(HASHES_OF, ids=_json(ids))), np.int64)
        hashes: set[int] = set()
        for article in ids:
            for title, text in self._connection.execute(TEXT, (article,)):
                hashes.update(sketch(text, find_zones(text), title))
        return np.array(sorted(hashes), np.int64)

    def _body(self, article: int) -> Body:
        row = self._connection.execute(TEXT, (article,)).fetchone()
        return body(*row or (None, ""))  # another program may have deleted it

    def _holders(self, hashes: NDArray[np.int64], least: int) -> Iterator[tuple[int, list[int]]]:
        """Yield those of the hashes that *least* articles have, or more, and the articles."""
        for start in range(0, len(hashes), CHUNK):
            where = {"hashes": json.dumps(hashes[start : start + CHUNK].tolist()), "least": least}
            for key, ids in self._connection.execute(HOLDERS, where):
                yield key, sorted(json.loads(ids))

    def _column(self, query: str, **parameters: Any) -> list[int]:
        return [row[0] for row in self._connection.execute(query, parameters)]


def accelerate(connection: sqlite3.Connection) -> None:
    """Write the stories as an array, where a change of theirs has dropped it."""
    if connection.execute("select 1 from accelerators where name = 'reprints'").fetchone() is None:
        connection.execute(PUT_ARRAY, (pairs(connection),))


def pairs(connection: sqlite3.Connection) -> NDArray[np.int64]:
    """Return each article that has copies with its story, in the order of the stories."""
    return np.array(connection.execute(PAIRS).fetchall(), "<i8")


def _json(ids: Iterable[int]) -> str:
    return json.dumps(sorted(ids))
