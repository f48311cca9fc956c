"""Sketches → reprints: which articles tell the same story in the same words.

Who shares a hash of a sketch may be a copy; whether it is one, the two texts say. Copies of copies
are one story. What comes out depends on the articles that are there, not on the order in which they
came; only those that came or went are looked at, and who shares a hash with them.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dateline.article import Reading
from dateline.comparison import Body, are_reprints, body
from dateline.sketch import sketch
from dateline.zones import find_zones

DAYS_APART = 14
"""Days between two reprints at most, where both are known. The White House delegates authority in
the same words every few weeks; what is the same letter by letter is a copy on any day."""

MAX_HOLDERS = 100
"""Articles with the same hash, up to which it may be a story's. What more have is a formula: this
bounds the pairs to be read, and a million articles cost a thousand times as much as a thousand."""

PAIRS_AT_ONCE = 50_000
"""Pairs that are looked at at once: a million articles may have twenty million."""

BODIES = 500
"""Texts kept in memory while they are compared: 12 MB of news."""

DAYS = """
select id, cast(julianday(published) as integer) from articles
where id in (select value from json_each(:ids)) and length(published) = length('2018-10-25')
"""

# What comes is kept by article, on the disk if it is much; and every hash of what came or went, and
# which of these several have, but not too many.
COME_AND_GONE = (
    *(f"drop table if exists temp.{table}" for table in ("came", "touched", "shared")),
    """create temp table came (
        article_id integer, hash integer, primary key (article_id, hash)
    ) without rowid""",
    "create temp table touched (hash integer primary key) without rowid",
    "create temp table shared (hash integer primary key) without rowid",
)

PUT_HASH = "insert into temp.came (article_id, hash) values (?, ?)"
CLEAR = "delete from temp.came where article_id in (select value from json_each(:ids))"
CAME = "select distinct article_id from temp.came"

TOUCH_NEW = "insert into temp.touched select distinct hash from temp.came order by hash"
TOUCH_OLD = """
insert or ignore into temp.touched
select hash from sketches where article_id in (select value from json_each(:ids))
"""
TOUCH = "insert or ignore into temp.touched values (?)"

PUT_SKETCHES = """
insert into sketches (hash, article_id)
select hash, article_id from temp.came order by hash, article_id
"""

CROWDED = """
select hash from temp.touched cross join sketches using (hash)
group by hash having count(*) > :most
"""

HOLDERS = """
select article_id from sketches where hash in (select value from json_each(:hashes))
"""

SHARE = """
insert into temp.shared select hash from temp.touched cross join sketches using (hash)
group by hash having count(*) between 2 and :most
"""

# Each pair once, however many hashes it shares, and whether one of these is that of the whole.
ALIKE = """
select one.article_id, other.article_id, max(one.hash) >= 0
from temp.shared cross join sketches as one using (hash)
cross join sketches as other on other.hash = one.hash and other.article_id > one.article_id
group by 1, 2
"""

# Where too many have the hash of the whole: who is like the next is like all of them.
SAME = """
select before, article_id, 1 from (
    select lag(article_id) over (partition by hash order by article_id) as before, article_id,
        count(*) over (partition by hash) as number
    from temp.touched cross join sketches using (hash) where hash >= 0
) where before is not null and number > :most
"""

SKETCHED = 100
"""Articles up to which they are sketched again, at 0.3 ms each, rather than looked for among all
sketches, which are kept by hash: 22 ms of 100,000 articles."""

DELETE_SKETCHES = "delete from sketches where article_id in (select value from json_each(:ids))"

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

# As two texts: rows of their own take three times as long.
PAIRS = """
select coalesce(group_concat(article_id), ''), coalesce(group_concat(story_id), '')
from (select article_id, story_id from reprints order by story_id, article_id)
"""
PUT_ARRAY = "insert into accelerators (name, content) values ('reprints', ?)"

TEXT = "select title, text from articles where id = ?"


class Reprints:
    """The copies and reprints of a corpus while articles come and go."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._cleared: set[int] = set()
        self._parted: set[int] = set()
        """The articles that were of one story with those."""
        for statement in COME_AND_GONE:
            connection.execute(statement)

    def put(self, numbered: Iterable[tuple[int, Reading]]) -> None:
        """Take over the sketches of articles that were added or replaced."""
        rows = ((article, key) for article, reading in numbered for key in reading.sketch)
        self._connection.executemany(PUT_HASH, rows)

    def clear(self, ids: list[int]) -> None:
        """Forget the sketches of articles that are dropped or about to be replaced."""
        self._parted.update(self._column(TOGETHER, ids=_json(ids)))
        self._cleared.update(ids)
        self._connection.execute(CLEAR, {"ids": _json(ids)})

    def settle(self) -> None:
        """Put the copies and reprints of whatever came or went into their stories."""
        self._connection.execute(TOUCH_NEW)
        cleared = {"ids": _json(self._cleared)}
        if self._cleared:
            self._connection.execute(TOUCH_OLD, cleared)
        crowded = set(self._column(CROWDED, most=MAX_HOLDERS))
        if self._cleared:
            self._connection.execute(DELETE_SKETCHES, cleared)
        self._connection.execute(PUT_SKETCHES)
        # Who has a hash that became, or ceased to be, one of too many articles.
        changed = crowded.symmetric_difference(self._column(CROWDED, most=MAX_HOLDERS))
        again = {*self._parted, *self._column(HOLDERS, hashes=_json(changed))}
        again.update(self._column(TOGETHER, ids=_json(again)))
        self._connection.execute(PART, {"ids": _json(again)})
        came = np.fromiter((row[0] for row in self._connection.execute(CAME)), np.int64)
        self._touch(again.difference(came.tolist()))
        self._join(np.append(came, np.array(sorted(again), np.int64)))
        self._cleared, self._parted = set(), set()

    def _touch(self, ids: set[int]) -> None:
        """Have the hashes of articles looked at: of a few, by sketching them again."""
        if len(ids) > SKETCHED:
            self._connection.execute(TOUCH_OLD, {"ids": _json(ids)})
            return
        for article in ids:
            for title, text in self._connection.execute(TEXT, (article,)):
                hashes = sketch(text, find_zones(text), title)
                self._connection.executemany(TOUCH, ((key,) for key in hashes))

    def _join(self, focus: NDArray[np.int64]) -> None:
        """Put articles and their reprints, where one of two is in *focus*, into one story."""
        most = {"most": MAX_HOLDERS}
        self._connection.execute(SHARE, most)
        read = lru_cache(BODIES)(self._body)
        for query in (SAME, ALIKE):
            cursor = self._connection.execute(query, most)
            while rows := cursor.fetchmany(PAIRS_AT_ONCE):
                *both, same = np.array(rows, np.int64).T
                pairs = np.stack(both, axis=1)
                kept = np.isin(pairs, focus).any(axis=1) & (self._are_near(pairs) | (same > 0))
                self._join_pairs(pairs[kept].tolist(), read)

    def _are_near(self, pairs: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Return which pairs are not too many days apart, as far as that is known."""
        ids, places = np.unique(pairs, return_inverse=True)
        known = dict(self._connection.execute(DAYS, {"ids": json.dumps(ids.tolist())}).fetchall())
        day = np.array([known.get(article) or np.nan for article in ids.tolist()], np.float64)
        apart: NDArray[np.float64] = np.abs(np.diff(day[places.reshape(-1, 2)], axis=1))[:, 0]
        return ~(apart > DAYS_APART)

    def _join_pairs(self, pairs: list[list[int]], read: Callable[[int], Body]) -> None:
        """Put those of the pairs that are reprints into one story: the lowest article's."""
        ids = _json({article for pair in pairs for article in pair})
        above = dict(self._connection.execute(STORIES, {"ids": ids}).fetchall())

        def first(article: int) -> int:
            while (nearer := above.get(article, article)) != article:
                above[article] = above.get(nearer, nearer)
                article = nearer
            return article

        joined = set()
        for pair in pairs:
            one, other = sorted(map(first, pair))
            if one != other and are_reprints(*map(read, pair)):
                above[other] = one
                joined |= {one, other}
        for article in sorted(joined):
            self._connection.execute(MOVE, (first(article), article))
            self._connection.execute(JOIN, (article, first(article)))

    def _body(self, article: int) -> Body:
        row = self._connection.execute(TEXT, (article,)).fetchone()
        return body(*row or (None, ""))  # another program may have deleted it

    def _column(self, query: str, **parameters: Any) -> list[int]:
        return [row[0] for row in self._connection.execute(query, parameters)]


def accelerate(connection: sqlite3.Connection) -> None:
    """Write the stories as an array, where a change of theirs has dropped it."""
    if connection.execute("select 1 from accelerators where name = 'reprints'").fetchone() is None:
        connection.execute(PUT_ARRAY, (pairs(connection),))


def pairs(connection: sqlite3.Connection) -> NDArray[np.int64]:
    """Return each article that has copies with its story, in the order of the stories."""
    columns = connection.execute(PAIRS).fetchone()
    return np.stack([np.fromstring(column, "<i8", sep=",") for column in columns], axis=1)


def _json(ids: Iterable[int]) -> str:
    return json.dumps(sorted(ids))
