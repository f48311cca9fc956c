"""Readings → rows: articles, facts, people, places, quotes, facets and the index, in step."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from itertools import count
from typing import Any

from dateline.article import Place, Reading
from dateline.facts.extract import RULES_VERSION
from dateline.people import People
from dateline.reprints import Reprints

COLUMNS = (
    "id", "path", "title", "published", "agency", "source", "byline", "section", "language",
    "url", "word_count", "sha256", "rules", "extra", "given", "text",
)  # fmt: skip

PUT_ARTICLE = f"""
insert into articles ({", ".join(COLUMNS)}) values ({", ".join("?" for _ in COLUMNS)})
on conflict (id) do update set {", ".join(f"{name} = excluded.{name}" for name in COLUMNS[1:])}
"""  # noqa: S608 - our own names

PUT_FACT = """
insert into facts (article_id, kind, value, start, "end", rule, confidence, shown, entity_id)
values (?, ?, ?, ?, ?, ?, ?, ?, ?)
"""

PUT_QUOTE = """
insert into quotes (article_id, text, speaker, person_id, verb, start, "end", rule, confidence)
values (?, ?, ?, ?, ?, ?, ?, ?, ?)
"""

PUT_PLACE = """
insert or ignore into places (name, country, admin1, latitude, longitude, geonameid)
values (?, ?, ?, ?, ?, ?)
"""

PLACE_IDS = (
    "select geonameid, id from places where geonameid in (select value from json_each(:ids))"
)
KNOWN_IDS = "select path, id from articles where path in (select value from json_each(:paths))"
DELETE_ARTICLES = "delete from articles where id in (select value from json_each(:ids))"
LAST_ID = "select coalesce(max(seq), 0) from sqlite_sequence where name = 'articles'"

DELETE_UNUSED = (
    "delete from facet_values where id not in (select value_id from facet_postings)",
    """delete from places where id not in (
        select entity_id from facts where kind in ('place', 'country', 'dateline')
        and entity_id is not null
    )""",
)

INDEX_TEXTS = """
insert into articles_fts (rowid, title, text)
select id, title, text from articles where id in (select value from json_each(:ids)) order by id
"""

UNINDEX_TEXTS = """
insert into articles_fts (articles_fts, rowid, title, text)
select 'delete', id, title, text from articles where id in (select value from json_each(:ids))
"""

CLEAR_DERIVED = tuple(
    f"delete from {table} where article_id in (select value from json_each(:ids))"  # noqa: S608
    for table in ("facts", "quotes", "facet_postings")
)

PUT_FACET_VALUES = """
insert or ignore into facet_values (facet, value)
select distinct facet, value from facet_definitions where article_id = ? order by facet, value
"""

PUT_FACET_POSTINGS = """
insert or ignore into facet_postings (value_id, article_id)
select facet_values.id, facet_definitions.article_id
from facet_definitions
join facet_values on facet_values.facet = facet_definitions.facet
    and facet_values.value = facet_definitions.value
where facet_definitions.article_id = ?
"""
"""One article at a time: SQLite hands ``article_id = ?`` down into each part of the view, but
compares a list of ids with the whole view (2,000 articles of 72,000: 0.05 s, not 0.14)."""

NAMED_PLACES = """
select distinct value from facts
where article_id in (select value from json_each(:ids)) and shown and +kind = 'place'
"""

# “Paris” is Paris, France, which 12 articles mean by it, and not Paris, Texas, which one does.
PUT_FACET_PLACES = (
    """delete from facet_places where value_id not in (select id from facet_values)
    or value_id in (
        select id from facet_values
        where facet = 'place' and value in (select value from json_each(:names))
    )""",
    """insert into facet_places (value_id, place_id)
    select value_id, place_id from (
        select facet_values.id as value_id, places.id as place_id, row_number() over (
            partition by facet_values.id
            order by count(distinct facts.article_id) desc, places.geonameid
        ) as place_rank
        from json_each(:names) as named
        join facet_values on facet_values.facet = 'place' and facet_values.value = named.value
        join facts on facts.kind = 'place' and facts.value = named.value and facts.shown
        join places on places.id = facts.entity_id
        group by facet_values.id, places.id
    ) where place_rank = 1""",
)
"""For the names in what was put or dropped: 13,131 mentions of 1,795 names take 24 ms."""

# For articles of which only the postings change: the triggers for these are out of the way.
MARK_CHANGED = """
insert into changed_articles (article_id) select value from json_each(:ids)
"""

# One look at each posting's value: a list of all people would be made anew for each article.
DELETE_PERSON_POSTINGS = """
delete from facet_postings
where article_id = ? and (select facet from facet_values where id = +value_id) = 'person'
"""


class Rows:
    """The rows of articles, in a transaction that somebody else began and will commit.

    The index is written in bulk: its triggers must be out of the way.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.people = People(connection)
        self._reprints = Reprints(connection)
        self._new_ids = count(self._all(LAST_ID)[0][0] + 1)  # no id was ever another article's
        self._dropped = False
        self._places_named: set[str] = set()

    def put(self, readings: list[Reading]) -> None:
        """Add articles, or replace those that stand under the same paths."""
        known = self._ids(reading.article.path for reading in readings)
        if known:
            self._clear(sorted(known.values()))
        ids = [known.get(reading.article.path) or next(self._new_ids) for reading in readings]
        numbered = list(zip(ids, readings, strict=True))
        self._connection.executemany(PUT_ARTICLE, (article_row(*item) for item in numbered))
        self._put_derived(numbered)
        self._reprints.put(numbered)
        self._name_places(json.dumps(ids))
        self.people.count_forms(json.dumps(ids), 1)
        self._put_facets(ids)
        self._run(INDEX_TEXTS, ids=json.dumps(ids))

    def drop(self, paths: set[str]) -> int:
        """Drop articles, their facts and their words in the index; return how many."""
        ids = sorted(self._ids(paths).values())
        if ids:
            self._clear(ids)
            self._run(DELETE_ARTICLES, ids=json.dumps(ids))
        return len(ids)

    def settle(self) -> bool:
        """Settle who is who and what is a copy, and clean up; return whether text was dropped."""
        changed = self.people.settle()
        self._connection.executemany(DELETE_PERSON_POSTINGS, ((i,) for i in changed))
        self._put_facets(changed)
        self._run(MARK_CHANGED, ids=json.dumps(changed))
        for statement in DELETE_UNUSED if self._dropped or changed else ():
            self._run(statement)
        for statement in PUT_FACET_PLACES:
            self._run(statement, names=json.dumps(sorted(self._places_named)))
        self._reprints.settle()
        return self._dropped

    def _put_derived(self, numbered: list[tuple[int, Reading]]) -> None:
        """Write facts and quotes, with the people and places they are about."""
        people = self.people.ids(
            (reading.article.path, fact.value)
            for _, reading in numbered
            for fact in reading.facts
            if fact.kind == "person"
        )
        places = self._place_ids(
            fact.place for _, reading in numbered for fact in reading.facts if fact.place
        )
        facts = (row for i, r in numbered for row in fact_rows(i, r, people, places))
        self._connection.executemany(PUT_FACT, facts)
        quotes = (row for i, r in numbered for row in quote_rows(i, r, people))
        self._connection.executemany(PUT_QUOTE, quotes)

    def _put_facets(self, ids: list[int]) -> None:
        """Write the facet values of articles, as the view defines them."""
        for statement in (PUT_FACET_VALUES, PUT_FACET_POSTINGS):
            self._connection.executemany(statement, ((i,) for i in ids))

    def _place_ids(self, places: Iterable[Place]) -> dict[int | None, int]:
        """Return geonameid → place, adding the new ones."""
        known = {place.geonameid: place for place in places if place.geonameid}
        rows = (
            (p.name, p.country, p.admin1, p.latitude, p.longitude, p.geonameid)
            for p in known.values()
        )
        self._connection.executemany(PUT_PLACE, rows)
        return dict(self._all(PLACE_IDS, ids=json.dumps(list(known))))

    def _clear(self, cleared: list[int]) -> None:
        """Take articles out of the index and drop what was derived from them."""
        self._dropped = True
        self._reprints.clear(cleared)
        ids = json.dumps(cleared)
        self._name_places(ids)
        self.people.count_forms(ids, -1)
        for statement in (UNINDEX_TEXTS, *CLEAR_DERIVED):
            self._run(statement, ids=ids)

    def _name_places(self, ids: str) -> None:
        """Remember which places articles name: where they lie is settled when all are in."""
        self._places_named |= {row[0] for row in self._all(NAMED_PLACES, ids=ids)}

    def _ids(self, paths: Iterable[str]) -> dict[str, int]:
        """Return path → id of the articles that are there already."""
        return dict(self._all(KNOWN_IDS, paths=json.dumps(list(paths))))

    def _all(self, query: str, **parameters: Any) -> list[Any]:
        return self._connection.execute(query, parameters).fetchall()

    def _run(self, statement: str, **parameters: Any) -> None:
        self._connection.execute(statement, parameters)


def article_row(article_id: int, reading: Reading) -> tuple[Any, ...]:
    """Return an article's row, in the order of `COLUMNS`."""
    article, r = reading.article, reading
    return (
        article_id, article.path, r.title, r.published, r.agency, r.source, r.byline, r.section,
        r.language, r.url, r.word_count, article.sha256, RULES_VERSION,
        json.dumps(r.extra, ensure_ascii=False, sort_keys=True),
        json.dumps(dict(article.given), ensure_ascii=False, sort_keys=True),
        article.text,
    )  # fmt: skip


def fact_rows(
    article_id: int,
    reading: Reading,
    people: dict[tuple[str, str], int],
    places: dict[int | None, int],
) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of an article's facts."""
    for f in reading.facts:
        place = places.get(f.place.geonameid) if f.place else None
        person = people.get((reading.article.path, f.value)) if f.kind == "person" else None
        shown = int(f.shown)
        yield (
            article_id,
            f.kind,
            f.value,
            f.start,
            f.end,
            f.rule,
            f.confidence,
            shown,
            person or place,
        )


def quote_rows(
    article_id: int, reading: Reading, people: dict[tuple[str, str], int]
) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of an article's quotes."""
    for q in reading.quotes:
        person = people.get((reading.article.path, q.speaker or "")) if q.named else None
        yield (article_id, q.text, q.speaker, person, q.verb, q.start, q.end, q.rule, q.confidence)
