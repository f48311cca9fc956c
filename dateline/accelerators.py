"""Facets and dates of all articles as arrays, kept in the corpus, so that reading needs no SQL."""

from __future__ import annotations

import hashlib
import json
import sqlite3

import numpy as np
from numpy.typing import NDArray

MAX_SPARSE = 16
SPARE = 1_000_000
"""Ids for each article, and beyond, up to which there are arrays with a place for every id: the
second is 4 MB that hold nothing. Ids are never used again, so there may be gaps, and other tools
may give any."""

LAG = 200
"""Changed articles up to which the accelerators may be those from before: searches count these by
SQL in 1 ms, and one article added to a million need not wait for all to be written."""

LAG_SHARE = 0.005
"""Part of the corpus that they may be: the accelerators of 21,577 stories take 0.2 s."""

CHANGED = """
select count(distinct article_id), coalesce(min(article_id), 1),
    exists (select 1 from accelerators), (select count(*) from articles)
from changed_articles
"""

CLEAR = ("delete from changed_articles", "delete from accelerators")

EXTENTS = (
    "select count(*), coalesce(min(id), 1), coalesce(max(id), 0) from articles",
    "select count(*), coalesce(min(id), 1), coalesce(max(id), 0) from facet_values",
)

VALUES = "select id from facet_values order by facet, value"

FACETS = "select facet, count(*) from facet_values group by facet order by facet"

POSTINGS = """
select value_id, article_id from facet_postings
where article_id between 1 and :last and value_id in (select id from facet_values)
order by article_id
"""

DATED = "select id from articles order by published, id"

DATES = "select published || '', count(*) from articles group by published order by published"

PUT = "insert into accelerators (name, content) values (?, ?)"

Integers = NDArray[np.int32]

Contents = dict[str, bytes | Integers]


def refresh(connection: sqlite3.Connection) -> None:
    """Make the accelerators anew, in the transaction of whoever changed more than a few articles.

    The same rows give the same bytes. See schema.sql for what each one holds.
    """
    changed, first, there, articles = connection.execute(CHANGED).fetchone()
    few = changed <= min(LAG, LAG_SHARE * articles) and first > 0 and there
    if few or not changed:
        return
    for statement in CLEAR:
        connection.execute(statement)
    made = contents(connection)
    if made:
        connection.executemany(PUT, [*made.items(), ("digest", digest(made))])


def contents(connection: sqlite3.Connection) -> Contents:
    """Return the accelerators that the tables make by name; none where ids are too far apart."""
    extents = [connection.execute(extent).fetchone() for extent in EXTENTS]
    if any(first < 1 or last > MAX_SPARSE * rows + SPARE for rows, first, last in extents):
        return {}
    return {**_facets(connection, extents[0][2]), **_dates(connection)}


def digest(made: Contents) -> bytes:
    """Return the hash by which readers tell accelerators from others."""
    sha256 = hashlib.sha256()
    for name in sorted(made):
        sha256.update(bytes(made[name]))
    return sha256.digest()


def _facets(connection: sqlite3.Connection, last: int) -> dict[str, bytes | Integers]:
    """Return the values in the order of their names, by article, and the articles by value."""
    values = np.array([row[0] for row in connection.execute(VALUES)], dtype="<i4")
    code_of = np.full(values.max(initial=0) + 1, -1, dtype="<i4")
    code_of[values] = np.arange(len(values))
    pairs = np.fromiter(connection.execute(POSTINGS, {"last": last}), "<i4,<i4")
    codes, articles = code_of[pairs["f0"]], pairs["f1"].copy()
    del pairs  # 100 MB of a million articles
    return {
        "facets": json.dumps(connection.execute(FACETS).fetchall()).encode(),
        "values": values,
        "article_values": codes,
        "article_starts": _starts(articles, last + 1),
        "value_starts": _starts(codes, len(values)),
        "value_articles": articles[np.argsort(codes, kind="stable")],
    }


def _dates(connection: sqlite3.Connection) -> dict[str, bytes | Integers]:
    """List the articles by date, the undated first."""
    dated = np.array([row[0] for row in connection.execute(DATED)], dtype="<i4")
    dates = connection.execute(DATES).fetchall()
    return {"dates": json.dumps(dates).encode(), "date_articles": dated}


def _starts(keys: Integers, number: int) -> Integers:
    """Return where the entries of each key begin in a list that is sorted by them, and its end."""
    starts = np.zeros(number + 1, dtype="<i4")
    np.cumsum(np.bincount(keys, minlength=number), out=starts[1:])
    return starts
