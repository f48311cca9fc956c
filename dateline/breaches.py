"""What breaks the invariants of a corpus, where one query can't say it."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import groupby
from operator import itemgetter
from typing import Any

import numpy as np

from dateline import accelerators, postings, refreshing, reprints
from dateline.corpus import schema_statements

CHUNK = 5_000
"""Articles that are compared at a time: memory stays bounded, and a million are 200 statements."""

UNTO = "select id from articles where id > :after order by id limit 1 offset :size"

FACETS = """
with defined as (
    select distinct article_id, facet, value from facet_definitions
    where article_id > :after and article_id <= :unto
), stored as (
    select article_id, facet, value from facet_postings
    join facet_values on facet_values.id = value_id
    where article_id > :after and article_id <= :unto
)
select 'article ' || article_id || ' lacks ' || facet || ' “' || value || '”'
from (select * from defined except select * from stored)
union all
select 'article ' || article_id || ' has ' || facet || ' “' || value || '”'
from (select * from stored except select * from defined)
"""

NAMED = """
select article_id, start, "end", entity_id from facts
where article_id > :after and article_id <= :unto and +kind = 'person'
    and entity_id is not null and start is not null
order by article_id
"""

COUNTED = """
create temp table counted (
    person_id, form, articles, primary key (person_id, form)
) without rowid
"""

COUNT = """
insert into counted values (?, ?, ?)
on conflict (person_id, form) do update set articles = articles + excluded.articles
"""

MISCOUNTED = """
select 'person ' || person_id || ' as “' || form || '”' from (
    select person_id, form, articles from counted
    except select person_id, form, articles from person_forms
) union
select 'person ' || person_id || ' as “' || form || '”' from (
    select person_id, form, articles from person_forms
    except select person_id, form, articles from counted
)
"""

STORED = "select name, content from accelerators where name <> 'reprints'"


Find = Callable[[sqlite3.Connection], Iterator[str]]
"""A function whose rows name what breaks an invariant; none in a sound corpus."""


def damage(connection: sqlite3.Connection) -> Iterator[str]:
    """Yield what SQLite itself finds wrong with the file."""
    for (finding,) in connection.execute("pragma integrity_check"):
        if finding != "ok":
            yield finding


def missing(connection: sqlite3.Connection) -> Iterator[str]:
    """Yield the tables, indexes, triggers and views of the schema that are not there."""
    names = "select type || ' ' || name from sqlite_master"
    sound = sqlite3.connect(":memory:")
    for statement in schema_statements():
        sound.execute(statement)
    there = {row[0] for row in connection.execute(names)}
    yield from sorted({row[0] for row in sound.execute(names)} - there)
    sound.close()


def index_in_step(index: str, content: str) -> Find:
    """Return what asks FTS5 whether an index says what its content does.

    FTS5 tells by a statement that counts as writing: it is asked of a temporary copy.
    """

    def breaches(connection: sqlite3.Connection) -> Iterator[str]:
        query = "select sql from main.sqlite_master where name = ?"
        (made,) = connection.execute(query, (index,)).fetchone()
        with temporary(connection):
            connection.execute(f"create temp view {content} as select * from main.{content}")  # noqa: S608
            connection.execute(made.replace(index, f"temp.{index}", 1))
            for part in ("data", "idx", "docsize", "config"):
                table = f"{index}_{part}"
                connection.execute(f"delete from temp.{table}")  # noqa: S608
                connection.execute(f"insert into temp.{table} select * from main.{table}")  # noqa: S608
            try:
                check = f"insert into temp.{index} ({index}, rank) values ('integrity-check', 1)"  # noqa: S608
                connection.execute(check)
            except sqlite3.DatabaseError as error:
                yield str(error)

    return breaches


@contextmanager
def temporary(connection: sqlite3.Connection) -> Iterator[None]:
    """Undo what is made meanwhile, all of it in the temporary database."""
    connection.execute("savepoint temporary")
    try:
        yield
    finally:
        connection.execute("rollback to temporary")
        connection.execute("release temporary")


def chunks(connection: sqlite3.Connection) -> Iterator[dict[str, int]]:
    """Yield ranges of ids that hold `CHUNK` articles each, and together all of them."""
    after, last = -(1 << 63), (1 << 63) - 1
    while row := connection.execute(UNTO, {"after": after, "size": CHUNK - 1}).fetchone():
        yield {"after": after, "unto": row[0]}
        after = row[0]
    yield {"after": after, "unto": last}


def wrong_facets(connection: sqlite3.Connection) -> Iterator[str]:
    """Yield where the stored values of facets are not those that `facet_definitions` says."""
    for chunk in chunks(connection):
        yield from (row[0] for row in connection.execute(FACETS, chunk))


def wrong_forms(connection: sqlite3.Connection) -> Iterator[str]:
    """Yield the forms of names that another number of articles uses than is counted."""
    with temporary(connection):
        connection.execute(COUNTED)
        for chunk in chunks(connection):
            used: Counter[tuple[int, str]] = Counter()
            for text, rows in with_text(connection, NAMED, chunk):
                forms = {(who, " ".join(text[start:end].split())) for _, start, end, who in rows}
                used.update(forms)
            connection.executemany(COUNT, ((*form, n) for form, n in used.items()))
        yield from (row[0] for row in connection.execute(MISCOUNTED))


def with_text(
    connection: sqlite3.Connection, query: str, chunk: dict[str, int]
) -> Iterator[tuple[str, Iterator[tuple[Any, ...]]]]:
    """Yield the rows of a query by article, with its text: a long one is read once, and cut here.

    In SQL each cut counts the characters from the beginning.
    """
    for article, rows in groupby(connection.execute(query, chunk), key=itemgetter(0)):
        found = connection.execute("select text from articles where id = ?", (article,)).fetchone()
        yield found[0] if found else "", rows


def wrong_accelerators(connection: sqlite3.Connection) -> Iterator[str]:
    """Yield the accelerators that are not what the tables make, but for articles changed since."""
    stored = dict(connection.execute(STORED))
    changed = [row[0] for row in connection.execute("select article_id from changed_articles")]
    if not stored or 0 in changed:
        return  # readers do without them
    if accelerators.digest({**stored, "digest": b""}) != stored.get("digest"):
        yield "digest"
        return
    fresh = accelerators.contents(connection)
    if not (fresh and changed):
        yield from (name for name in sorted(fresh) if bytes(fresh[name]) != stored.get(name))
        return
    # What they say of other articles shows once they are brought up to date.
    renewed = refreshing.renewed(connection, len(fresh["article_starts"]) - 2)
    yield from (name for name in sorted(renewed) if bytes(fresh[name]) != bytes(renewed[name]))
    if dated(stored, changed) != dated(fresh, changed):
        yield "dates"


def dated(made: accelerators.Contents, changed: list[int]) -> tuple[list[str], bytes]:
    """Return the dates of the articles that have not changed, and these, as arrays have them."""
    articles = np.frombuffer(made["date_articles"], "<i4")
    dates = [(date or "", number) for date, number in json.loads(bytes(made["dates"]))]
    of = np.repeat([date for date, _ in dates], [number for _, number in dates])
    kept = ~np.isin(articles, changed)
    return of[kept].tolist(), articles[kept].tobytes()


def wrong_postings(connection: sqlite3.Connection) -> Iterator[str]:
    """Yield the common words whose articles are not those of the index, but for changed ones."""
    changed = [row[0] for row in connection.execute("select article_id from changed_articles")]
    (last,) = connection.execute("select ifnull(max(id), 0) from articles").fetchone()
    stored = connection.execute("select * from word_postings order by word, stretch")
    for word, rows in groupby(stored if 0 not in changed else (), itemgetter(0)):
        try:
            noted = postings.read([row[1:] for row in rows])
        except ValueError:
            yield word
            continue
        pairs = accelerators.articles_with(connection, word, last), noted
        ours, theirs = (np.array(pair)[:, ~np.isin(pair[0], changed)] for pair in pairs)
        if not np.array_equal(ours, theirs):
            yield word


def wrong_reprints(connection: sqlite3.Connection) -> Iterator[str]:
    """Yield what is the matter where the array of stories is not what `reprints` says."""
    stored = connection.execute("select content from accelerators where name = 'reprints'")
    if (row := stored.fetchone()) and row[0] != reprints.pairs(connection).tobytes():
        yield "reprints"
