"""The accelerators at the end of a run: left as they are, brought up to date, or made anew.

Brought up to date, they are byte by byte what they would be if they were made anew.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from dateline import accelerators
from dateline.accelerators import Contents, Integers, starts_of
from dateline.postings import Numbers, counted, read, stretches_of, written

LAG = 500
"""Changed articles up to which the accelerators may be those from before: of a million, searches
of what a tenth has take 5 ms more (and with 200), and one added need not wait for all."""

LAG_SHARE = 0.005
"""Part of the corpus that they may be: the accelerators of 21,577 stories take 0.2 s."""

BORNE = 1_000
"""Changed articles that searches bear meanwhile: `arrays.MOST_CHANGED`."""

LARGE = 100_000
"""Articles of a corpus whose accelerators take half a second."""

ANEW = 0.25
"""Part of the corpus that has changed, from which on the accelerators are made anew."""

CHANGED = """
select count(distinct article_id), coalesce(min(article_id), 1),
    exists (select 1 from accelerators where name = 'digest'), (select count(*) from articles)
from changed_articles
"""

CHANGED_IDS = "select distinct article_id from changed_articles"

STORED = "select content from accelerators where name = ?"

# From the articles to their values: SQLite would go through all postings.
CHANGED_POSTINGS = """
select value_id, article_id from (
    select distinct article_id from changed_articles where article_id between 1 and :last
) cross join facet_postings using (article_id)
where exists (select 1 from facet_values where id = value_id)
order by article_id, value_id
"""

CHANGED_LENGTHS = """
select id, sz from articles_fts_docsize
where id in (select article_id from changed_articles) and id between 1 and ?
"""

CHANGED_TEXTS = (
    """create virtual table temp.changed_fts using fts5(
        title, text, content='', tokenize='porter unicode61 remove_diacritics 2'
    )""",
    "create virtual table temp.changed_instances using fts5vocab(temp, changed_fts, instance)",
    """insert into temp.changed_fts (rowid, title, text) select id, title, text from articles
    where id in (select article_id from changed_articles) order by id""",
)

CHANGED_MENTIONS = """
select term, group_concat(iif(col = 'title', -doc, doc)) from temp.changed_instances group by term
"""

FORGET_TEXTS = ("drop table temp.changed_instances", "drop table temp.changed_fts")

HOLDING = "select ifnull(sum(doc), 0) from articles_vocab where term = ?"

WORDS = "select distinct word from word_postings"

HELD = "select ifnull(sum(held), 0) from word_postings where word = ?"

POSTINGS_OF = """
select stretch, held, articles, frequencies from word_postings
where word = :word and stretch in (select value from json_each(:stretches)) order by stretch
"""

PUT_POSTINGS = "insert into word_postings values (?, ?, ?, ?, ?)"

DELETE_POSTINGS = """
delete from word_postings
where word = :word and stretch in (select value from json_each(:stretches))
"""

DELETE_WORD = "delete from word_postings where word = ?"

PUT = "insert into accelerators (name, content) values (?, ?)"

Mask = NDArray[np.bool_]


def refresh(connection: sqlite3.Connection, commit: Callable[[], None] | None = None) -> None:
    """Refresh the accelerators, in the transaction of whoever changed more than a few articles.

    Before it takes seconds, where searches can do without, *commit* ends that and begins another.
    """
    changed, first, there, articles = connection.execute(CHANGED).fetchone()
    known = first > 0 and there
    if not changed or (known and changed <= min(LAG, LAG_SHARE * articles)):
        return
    if commit and known and changed <= BORNE and articles >= LARGE:
        commit()
        refresh(connection)  # from the beginning: another run may have come in between
        return
    renews = known and changed <= ANEW * articles
    before = _last(connection) if renews else 0
    last = _put_arrays(connection, renewed if renews else None)
    if last is None or not renews:
        connection.execute("delete from word_postings")
    if last is not None:
        if renews:
            _renew_postings(connection, last, before)
        else:
            connection.executemany(PUT_POSTINGS, accelerators.all_postings(connection, last))
    connection.execute("delete from changed_articles")


def _put_arrays(connection: sqlite3.Connection, make: accelerators.Make | None) -> int | None:
    """Write the arrays; return the last id that they have room for, or None if there are none."""
    made = accelerators.contents(connection, make)
    connection.execute("delete from accelerators")
    if not made:
        return None
    connection.executemany(PUT, [*made.items(), ("digest", accelerators.digest(made))])
    return _last(connection)


def _last(connection: sqlite3.Connection) -> int:
    """Return the last id that the arrays have room for."""
    return len(_stored(connection, "article_starts")) - 2


def renewed(connection: sqlite3.Connection, last: int) -> Contents:
    """Return the arrays but the dates: those from before with other entries of what has changed."""
    old = _stored(connection, "values")
    values, code_of = accelerators.numbered_values(connection, int(old.max(initial=0)))
    pairs = np.fromiter(connection.execute(CHANGED_POSTINGS, {"last": last}), "<i4,<i4")
    codes, articles = code_of[pairs["f0"]], pairs["f1"]
    return {
        **accelerators.names_of(connection, values),
        **_by_article(connection, last, code_of[old], codes, articles),
        **_by_value(connection, last, code_of[old], len(values), codes, articles),
        "lengths": _lengths(connection, last),
    }


def _by_article(
    connection: sqlite3.Connection, last: int, now: Integers, codes: Integers, articles: Integers
) -> Contents:
    """Return the values of each article; *now* says what the numbers from before are."""
    starts = _stored(connection, "article_starts")
    sizes = np.zeros(max(last + 1, len(starts) - 1), dtype="<i4")
    sizes[: len(starts) - 1] = np.diff(starts)
    changed = _changed(connection, len(sizes))
    kept = ~changed.repeat(sizes)
    sizes[changed] = 0
    places = starts_of(sizes)[articles]
    values = np.insert(now[_stored(connection, "article_values")[kept]], places, codes)
    sizes[: last + 1] += np.bincount(articles, minlength=last + 1)
    return {"article_values": values, "article_starts": starts_of(sizes[: last + 1])}


def _by_value(
    connection: sqlite3.Connection,
    last: int,
    now: Integers,
    number: int,
    codes: Integers,
    articles: Integers,
) -> Contents:
    """Return the articles of each value; *now* says what the numbers from before are."""
    starts, listed = (_stored(connection, name) for name in ("value_starts", "value_articles"))
    kept = ~_changed(connection, max(last, int(listed.max(initial=0))) + 1)[listed]
    before = starts_of(kept.view(np.int8))
    sizes = np.zeros(number, dtype="<i4")
    sizes[now[now >= 0]] = (before[starts[1:]] - before[starts[:-1]])[now >= 0]
    del before
    listed, starts = listed[kept], starts_of(sizes)
    order = np.lexsort((articles, codes))
    codes, articles = codes[order], articles[order]
    places = np.empty(len(codes), dtype="<i4")
    parts = [*np.flatnonzero(np.diff(codes, prepend=-1)).tolist(), len(codes)]
    for first, end in pairwise(parts):
        there = slice(*starts[codes[first] : codes[first] + 2])
        places[first:end] = there.start + np.searchsorted(listed[there], articles[first:end])
    sizes += np.bincount(codes, minlength=number)
    return {
        "value_starts": starts_of(sizes),
        "value_articles": np.insert(listed, places, articles),
    }


def _lengths(connection: sqlite3.Connection, last: int) -> Integers:
    """Return how many words each article has in the index."""
    lengths = np.zeros(last + 1, dtype="<i4")
    before = _stored(connection, "lengths")[: last + 1]
    lengths[: len(before)] = before
    lengths[_changed(connection, last + 1)] = 0
    accelerators.put_lengths(lengths, connection.execute(CHANGED_LENGTHS, (last,)))
    return lengths


def _renew_postings(connection: sqlite3.Connection, last: int, before: int) -> None:
    """Take what has changed out of the postings of common words, and what it is now into them.

    They were made when *before* was the last id.
    """
    for statement in CHANGED_TEXTS:
        connection.execute(statement)
    changed = _changed(connection, max(last, before) + 1)
    stretches = json.dumps(stretches_of(np.flatnonzero(changed)))
    renewed = set()
    for word, text in connection.execute(CHANGED_MENTIONS):
        if connection.execute(HELD, (word,)).fetchone()[0]:
            _renew(connection, word, stretches, changed, *counted(text))
            renewed.add(word)
        elif connection.execute(HOLDING, (word,)).fetchone()[0] >= accelerators.COMMON:
            found = accelerators.articles_with(connection, word, last)
            _put(connection, word, *found)
            renewed.add(word)
    if changed[: before + 1].any():  # new articles alone change no other words
        none = np.empty(0, np.int32)
        for (word,) in connection.execute(WORDS).fetchall():
            if word not in renewed:
                _renew(connection, word, stretches, changed, none, none)
    for statement in FORGET_TEXTS:
        connection.execute(statement)


def _renew(
    connection: sqlite3.Connection,
    word: str,
    stretches: str,
    changed: Mask,
    articles: Integers,
    frequencies: Integers,
) -> None:
    """Write a word's postings in *stretches* without what has *changed*, and with what is now."""
    where = {"word": word, "stretches": stretches}
    before, often = read(connection.execute(POSTINGS_OF, where).fetchall())
    kept = ~changed[before]
    if kept.all() and not len(articles):
        return
    before, often = before[kept], often[kept].astype(np.int32)
    places = np.searchsorted(before, articles)
    connection.execute(DELETE_POSTINGS, where)
    _put(
        connection, word, np.insert(before, places, articles), np.insert(often, places, frequencies)
    )
    if not kept.all() and connection.execute(HELD, (word,)).fetchone()[0] < accelerators.COMMON:
        connection.execute(DELETE_WORD, (word,))


def _put(connection: sqlite3.Connection, word: str, articles: Numbers, often: Numbers) -> None:
    connection.executemany(PUT_POSTINGS, ((word, *row) for row in written(articles, often)))


def _changed(connection: sqlite3.Connection, number: int) -> Mask:
    """Return which of the ids below *number* are those of changed articles."""
    ids = np.array([row[0] for row in connection.execute(CHANGED_IDS)], np.int64)
    changed = np.zeros(number, np.bool_)
    changed[ids[(ids > 0) & (ids < number)]] = True
    return changed


def _stored(connection: sqlite3.Connection, name: str) -> Integers:
    """Return an array as the accelerators have it."""
    return np.frombuffer(connection.execute(STORED, (name,)).fetchone()[0], "<i4")
