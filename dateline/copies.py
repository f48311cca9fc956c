"""Which articles tell one story in the same words, as `reprints` has them, counted for a reader."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Set
from dataclasses import dataclass

import numpy as np

from dateline.sets import as_ids

FEW = 1_000
"""Articles whose stories SQL counts, in 0.4 ms; of more an array does, with a mask of all ids."""

TOGETHER = """
select count(*), count(distinct story_id) from reprints
where article_id in (select value from json_each(:ids))
"""

ARRAY = "select content from accelerators where name = 'reprints'"

ALL = "select article_id, story_id from reprints order by story_id"

OTHERS = """
select id, path, title, published, agency, source, byline,
    word_count - (select word_count from articles where id = :id),
    text = (select text from articles where id = :id)
from reprints join articles on id = article_id
where story_id = (select story_id from reprints where article_id = :id) and id <> :id
order by published is null, published, id limit :limit
"""


@dataclass(frozen=True, slots=True)
class Copy:
    """Another article with the same story."""

    id: int
    path: str
    title: str | None
    published: str | None
    agency: str | None
    source: str | None
    byline: str | None
    longer: int
    """Words more than the article it is a copy of; below 0, fewer."""
    same: int
    """1 where the text is the same, letter by letter, else 0."""


def distinct_stories(connection: sqlite3.Connection, ids: Set[int] | None, total: int) -> int:
    """Return how many stories the *total* articles *ids* tell; None is all articles.

    ``distinct_stories(connection, {1, 2, 3}, 3)`` → ``2``, where two of them are copies
    """
    if ids is not None and total <= FEW:
        where = {"ids": json.dumps(list(ids))}
        members, stories = connection.execute(TOGETHER, where).fetchone()
        return int(total - members + stories)
    try:
        row = connection.execute(ARRAY).fetchone()
    except sqlite3.OperationalError:
        row = None  # a corpus without accelerators
    pairs = (
        np.frombuffer(row[0], "<i8") if row else np.array(connection.execute(ALL).fetchall(), "<i8")
    )
    articles, told = pairs.reshape(-1, 2).T
    if ids is not None:
        end = int(articles.max(initial=0)) + 1
        listed = np.zeros(end, np.bool_)
        known = as_ids(ids, end)
        listed[known[known < end]] = True  # a mask may have room for more
        told = told[listed[articles]]
    return total - len(told) + int(np.count_nonzero(np.diff(told))) + bool(len(told))


def copies_of(connection: sqlite3.Connection, article: int, limit: int) -> tuple[Copy, ...]:
    """Return the other articles with the story of one, the earliest first, up to *limit*."""
    where = {"id": article, "limit": limit}
    return tuple(Copy(*row) for row in connection.execute(OTHERS, where).fetchall())
