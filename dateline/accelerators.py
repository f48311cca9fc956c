"""Facets, dates and common words of all articles as arrays, so that reading needs little SQL.

The same rows give the same bytes. See schema.sql for what each one holds.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dateline.postings import counted, unpacked, written

MAX_SPARSE = 16
SPARE = 1_000_000
"""Ids for each article, and beyond, up to which there are arrays with a place for every id: the
second is 4 MB that hold nothing. Ids are never used again, so there may be gaps, and other tools
may give any."""

COMMON = 500
"""Articles that have a common word: of a million, 9,012 words. Of a rarer one the index tells 300
in 0.2 ms; with 2,000 here there would be 4 % fewer postings."""

MOST_MENTIONS = 6_000_000
"""Places of a word that are read at once: about 50 MB as text. FTS5 walks through all of the word's
each time, so fewer would take longer."""

POSTINGS_AT_ONCE = 1_000_000
"""Postings that are read at once: 30 MB."""

LENGTHS_AT_ONCE = 50_000
"""Articles whose lengths are read at once: 10 MB."""

EXTENTS = (
    "select count(*), coalesce(min(id), 1), coalesce(max(id), 0) from articles",
    "select count(*), coalesce(min(id), 1), coalesce(max(id), 0) from facet_values",
)

VALUES = "select id from facet_values order by facet, value"

NAMES = "select value from facet_values order by facet, value"

FACETS = "select facet, count(*) from facet_values group by facet order by facet"

POSTINGS = """
select {} from facet_postings
where article_id between 1 and :last and value_id in (select id from facet_values)
"""

DATED = "select id from articles order by published, id"

DATES = "select published || '', count(*) from articles group by published order by published"

LENGTHS = "select id, sz from articles_fts_docsize where id between 1 and ? order by id"

COMMON_WORDS = "select term, cnt from articles_vocab where doc >= :common order by term"

HOW_OFTEN = "select cnt from articles_vocab where term = :word"

# As one text: rows of their own take four times as long.
MENTIONS = """
select group_concat(iif(col = 'title', -doc, doc)) from articles_instances
where term = :word and doc between :first and :last
"""

Integers = NDArray[np.int32]

Contents = dict[str, bytes | Integers]

Row = tuple[str, int, int, bytes, bytes]
"""A row of word_postings."""

Make = Callable[[sqlite3.Connection, int], Contents]


def contents(connection: sqlite3.Connection, make: Make | None = None) -> Contents:
    """Return the accelerators that the tables make by name; none where ids are too far apart.

    *make* makes all but the dates in another way: (connection, last id) → arrays.
    """
    extents = [connection.execute(extent).fetchone() for extent in EXTENTS]
    if any(first < 1 or last > MAX_SPARSE * rows + SPARE for rows, first, last in extents):
        return {}
    last = extents[0][2]
    return {**(make or _anew)(connection, last), **_dates(connection)}


def digest(made: Contents) -> bytes:
    """Return the hash by which readers tell accelerators from others."""
    sha256 = hashlib.sha256()
    for name in sorted(made):
        sha256.update(bytes(made[name]))
    return sha256.digest()


def _anew(connection: sqlite3.Connection, last: int) -> Contents:
    lengths = np.zeros(last + 1, dtype="<i4")
    put_lengths(lengths, connection.execute(LENGTHS, (last,)))
    return {**_facets(connection, last), "lengths": lengths}


def _facets(connection: sqlite3.Connection, last: int) -> Contents:
    """Return the values in the order of their names, by article, and the articles by value."""
    values, code_of = numbered_values(connection)
    (number,) = connection.execute(POSTINGS.format("count(*)"), {"last": last}).fetchone()
    article_values, value_articles = np.empty((2, number), dtype="<i4")
    in_article, in_value = np.zeros(last + 1, dtype="<i4"), np.zeros(len(values), dtype="<i4")
    for place, codes, articles in _pairs(connection, "article_id", last, code_of):
        article_values[place : place + len(codes)] = codes
        in_article += np.bincount(articles, minlength=last + 1)
        in_value += np.bincount(codes, minlength=len(values))
    starts, order = starts_of(in_value), np.argsort(values)
    further = np.empty_like(in_value)  # than in the table, where they stand by their ids
    further[order] = starts[order] - starts_of(in_value[order])[:-1]
    for place, codes, articles in _pairs(connection, "value_id, article_id", last, code_of):
        value_articles[np.arange(place, place + len(codes)) + further[codes]] = articles
    return {
        **names_of(connection, values),
        "article_values": article_values,
        "article_starts": starts_of(in_article),
        "value_starts": starts,
        "value_articles": value_articles,
    }


def numbered_values(connection: sqlite3.Connection, room: int = 0) -> tuple[Integers, Integers]:
    """Return the ids of the values in the order of their names; and by id the place of each there.

    By id there are places up to *room*; -1 is none.
    """
    values = np.array([row[0] for row in connection.execute(VALUES)], dtype="<i4")
    code_of = np.full(max(values.max(initial=0), room) + 1, -1, dtype="<i4")
    code_of[values] = np.arange(len(values))
    return values, code_of


def names_of(connection: sqlite3.Connection, values: Integers) -> Contents:
    """Return what says which value has which number, and what it is called."""
    names = [name.encode() for (name,) in connection.execute(NAMES)]
    return {
        "facets": json.dumps(connection.execute(FACETS).fetchall()).encode(),
        "values": values,
        "names": b"".join(names),
        "name_starts": starts_of(np.fromiter(map(len, names), "<i4", len(names))),
    }


def _pairs(
    connection: sqlite3.Connection, order: str, last: int, code_of: Integers
) -> Iterator[tuple[int, Integers, Integers]]:
    """Yield the postings in an *order*: how many were before, the values' codes, the articles."""
    query = f"{POSTINGS.format('value_id, article_id')} order by {order}"
    rows = connection.execute(query, {"last": last})
    before = 0
    while len(pairs := np.fromiter(islice(rows, POSTINGS_AT_ONCE), "<i4,<i4")):
        yield before, code_of[pairs["f0"]], pairs["f1"]
        before += len(pairs)


def _dates(connection: sqlite3.Connection) -> dict[str, bytes | Integers]:
    """List the articles by date, the undated first."""
    dated = np.array([row[0] for row in connection.execute(DATED)], dtype="<i4")
    dates = connection.execute(DATES).fetchall()
    return {"dates": json.dumps(dates).encode(), "date_articles": dated}


def put_lengths(lengths: Integers, rows: sqlite3.Cursor) -> None:
    """Put into *lengths* how many words articles have in the index, which notes them by column."""
    while noted := rows.fetchmany(LENGTHS_AT_ONCE):
        columns = unpacked(b"".join(sizes for _, sizes in noted)).reshape(-1, 2)  # title and text
        lengths[[key for key, _ in noted]] = columns.sum(axis=1)


def all_postings(connection: sqlite3.Connection, last: int) -> Iterator[Row]:
    """Yield the rows of word_postings: while a word is counted, SQLite finds the next one's."""
    with ThreadPoolExecutor(1) as counting:
        before: list[Future[list[Row]]] = []
        for word, number in connection.execute(COMMON_WORDS, {"common": COMMON}).fetchall():
            texts = _mentions(connection, word, number, last)
            parts = [counting.submit(counted, text) for text in texts]
            yield from (row for rows in before for row in rows.result())
            before = [counting.submit(_rows, word, parts)]
        yield from (row for rows in before for row in rows.result())


def _rows(word: str, parts: Iterable[Future[tuple[Integers, Integers]]]) -> list[Row]:
    found = _joined(part.result() for part in parts)
    return [(word, *stretch) for stretch in written(*found)]


def articles_with(
    connection: sqlite3.Connection, word: str, last: int
) -> tuple[Integers, Integers]:
    """Return the articles up to id *last* that have a word, and how often, as the index has it."""
    (number,) = connection.execute(HOW_OFTEN, {"word": word}).fetchone() or (0,)
    return _joined(map(counted, _mentions(connection, word, number, last)))


def _joined(parts: Iterable[tuple[Integers, Integers]]) -> tuple[Integers, Integers]:
    articles, frequencies = map(np.concatenate, zip(*parts, strict=True))
    return articles, frequencies


def _mentions(connection: sqlite3.Connection, word: str, number: int, last: int) -> Iterator[str]:
    """Yield the *number* of mentions of a word as texts, in the order of the articles."""
    step = -(-last // (1 + number // MOST_MENTIONS))
    for first in range(1, last + 1, step):
        where = {"word": word, "first": first, "last": min(first + step - 1, last)}
        yield connection.execute(MENTIONS, where).fetchone()[0] or ""


def starts_of(sizes: NDArray[np.signedinteger[Any]]) -> Integers:
    """Return where each of some lists begins if they stand in a row, and where the last ends."""
    starts = np.zeros(len(sizes) + 1, dtype="<i4")
    np.cumsum(sizes, out=starts[1:])
    return starts
