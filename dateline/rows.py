"""Readings → rows: articles, facts, people, places, quotes, facets and the index, in step."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from typing import Any

from dateline.article import Place, Quote, Reading
from dateline.faceting import Faceting
from dateline.facts.extract import RULES_VERSION
from dateline.mentions import Mentions
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

PUT_QUOTE = """
insert into quotations (id, article_id, speaker, person_id, verb, start, "end", rule_id)
values (?, ?, ?, ?, ?, ?, ?, ?)
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

LAST_QUOTE = "select ifnull(max(id), 0) from quotations"

DELETE_QUOTES = "delete from quotations where article_id in (select value from json_each(:ids))"

DELETE_UNUSED_PLACES = """
delete from places where id not in (
    select entity_id from fact_values
    where kind in ('place', 'country', 'dateline') and entity_id is not null
)
"""

START_OVER = (
    "insert into articles_fts (articles_fts) values ('delete-all')",
    "insert into quotes_fts (quotes_fts) values ('delete-all')",
    *(
        f"delete from {table}"  # noqa: S608
        for table in ("mentions", "fact_values", "quotations", "facet_postings", "person_forms",
                      "sketches", "reprints")
    ),
)  # fmt: skip

# The triggers that do so are out of the way.
INDEX_AGAIN = """
insert into articles_fts (rowid, title, text)
select id, title, text from articles where id in (select value from json_each(:ids)) order by id
"""

INDEX = (
    """insert into articles_fts (rowid, title, text)
    select id, title, text from articles where id >= :article order by id""",
    """insert into quotes_fts (rowid, text, speaker)
    select id, text, speaker from quotes where id >= :quote order by id""",
)

INDEXED_AT_ONCE = 20_000
"""New articles after which the indexes are written, while workers read the next ones: about as many
as FTS5 holds the words of. It writes them out at every statement on another table that may fail."""

FEW = 200
"""New articles up to which FTS5 merges nothing but what 16 such runs wrote. By itself it takes up
large segments at one in forty runs that add an article: of a million articles, for up to 1.3 s."""

AUTOMERGE = 4
"""Segments of a size that FTS5 begins to merge: its own setting, for all other runs."""

INDEXES = ("articles_fts", "quotes_fts", "facet_values_fts")

MERGE = tuple(
    f"insert into {index} ({index}, rank) values ('automerge', :segments)"  # noqa: S608
    for index in INDEXES
)

ONE_PIECE = tuple(f"insert into {index} ({index}) values ('optimize')" for index in INDEXES)  # noqa: S608

UNINDEX = (
    """insert into articles_fts (articles_fts, rowid, title, text)
    select 'delete', id, title, text from articles
    where id in (select value from json_each(:ids))""",
    """insert into quotes_fts (quotes_fts, rowid, text, speaker)
    select 'delete', id, text, speaker from quotes
    where article_id in (select value from json_each(:ids)) and id < :quote""",
)

MARK_CHANGED = (
    "insert into changed_articles (article_id) select value from json_each(:ids)",
    "insert into changed_articles (article_id) select id from articles where id >= :first",
)


class Rows:
    """The rows of articles, in a transaction that somebody else began and will commit.

    The indexes are written in bulk: the triggers must be out of the way until the end.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.people = People(connection)
        self._mentions = Mentions(connection)
        self._faceting = Faceting(connection)
        self._reprints = Reprints(connection)
        self._first: int = self._all(LAST_ID)[0][0] + 1  # no id was ever another article's
        self._next: int = self._first
        self._next_quote: int = self._all(LAST_QUOTE)[0][0] + 1
        self._unindexed, self._unindexed_quote = self._next, self._next_quote
        self._outdated: set[int] = set()
        """Articles whose words were in the index and are out of it: replaced or dropped."""
        self._cleared = False

    def put(self, readings: list[Reading]) -> None:
        """Add articles, or replace those that stand under the same paths."""
        known = self._ids(reading.article.path for reading in readings)
        if known:
            self._clear(known.values())
        numbered = [(known.get(r.article.path) or self._new_id(), r) for r in readings]
        self._connection.executemany(PUT_ARTICLE, (article_row(*item) for item in numbered))
        people = self.people.ids(
            (reading.article.path, fact.value)
            for _, reading in numbered
            for fact in reading.facts
            if fact.kind == "person"
        )
        places = self._place_ids(f.place for r in readings for f in r.facts if f.place)
        self._mentions.put(numbered, people, places)
        self._reprints.put(numbered)
        self.people.count_forms(forms(numbered, people), 1)
        self._faceting.name_places(f.value for r in readings for f in r.facts if f.kind == "place")
        quotes = ((i, r, q) for i, r in numbered for q in r.quotes)
        self._connection.executemany(PUT_QUOTE, (self._quote_row(*one, people) for one in quotes))
        if self._next - self._unindexed >= INDEXED_AT_ONCE:
            self._index()

    def start_over(self) -> None:
        """Drop all that was derived, as every article is about to be put again."""
        for statement in START_OVER:
            self._run(statement)
        self._outdated = {row[0] for row in self._all("select id from articles")}
        self._cleared = True
        self.people.lose_all()

    def drop(self, paths: set[str]) -> int:
        """Drop articles, their facts and their words in the index; return how many."""
        ids = self._ids(paths).values()
        if ids:
            self._clear(ids)
            self._run(DELETE_ARTICLES, ids=json.dumps(list(ids)))
        return len(ids)

    def settle(self) -> bool:
        """Settle who is who and what is a copy; tell if text was dropped."""
        renamed = self.people.settle(before=self._first)
        new = range(self._first, self._next)
        self._faceting.put(self._outdated, new, renamed, cleared=self._cleared)
        self._reprints.settle()
        if self._cleared:
            self._mentions.drop_unsaid()
            self._run(DELETE_UNUSED_PLACES)
        changed = json.dumps(sorted(self._outdated.union(renamed)))
        for statement in MARK_CHANGED:
            self._run(statement, ids=changed, first=self._first)
        return self._cleared

    def finish_indexes(self) -> None:
        """Write into the indexes what is left; after the run that wrote most of them, in one piece.

        Else the next small runs would merge what this one wrote. The pages that are free then are
        used by what is written after this.
        """
        self._run(INDEX_AGAIN, ids=json.dumps(sorted(self._outdated)))
        self._index()
        if self._next - self._first >= self._first - 1:
            for statement in ONE_PIECE:
                self._run(statement)

    def _index(self) -> None:
        """Write what is new into the indexes."""
        few = self._next - self._unindexed <= FEW
        for statement in MERGE:
            self._run(statement, segments=0 if few else AUTOMERGE)
        for statement in INDEX:
            self._run(statement, article=self._unindexed, quote=self._unindexed_quote)
        self._unindexed, self._unindexed_quote = self._next, self._next_quote

    def _quote_row(
        self, article: int, reading: Reading, quote: Quote, people: dict[tuple[str, str], int]
    ) -> tuple[Any, ...]:
        """Return the row of a quotation, whose words the article has."""
        name = quote.speaker or ""
        person = people.get((reading.article.path, name)) if quote.named else None
        said = quote.speaker, person, quote.verb, quote.start, quote.end
        rule = self._mentions.rule(quote.rule, quote.confidence, True)
        key, self._next_quote = self._next_quote, self._next_quote + 1
        return (key, article, *said, rule)

    def _place_ids(self, places: Iterable[Place]) -> dict[int | None, int]:
        """Return geonameid → place, adding the new ones."""
        known = {place.geonameid: place for place in places if place.geonameid}
        rows = (
            (p.name, p.country, p.admin1, p.latitude, p.longitude, p.geonameid)
            for p in known.values()
        )
        self._connection.executemany(PUT_PLACE, rows)
        return dict(self._all(PLACE_IDS, ids=json.dumps(list(known))))

    def _clear(self, keys: Iterable[int]) -> None:
        """Take articles out of the indexes and drop what was derived from them."""
        self._cleared = True
        ids = json.dumps(sorted(keys))
        indexed = {key for key in keys if key < self._unindexed} - self._outdated
        self._outdated |= indexed
        for statement in UNINDEX:
            self._run(statement, ids=json.dumps(sorted(indexed)), quote=self._unindexed_quote)
        self.people.count_forms(self.people.forms(ids), -1)
        self._faceting.clear(ids)
        self._mentions.clear(ids)
        self._reprints.clear(sorted(keys))
        self._run(DELETE_QUOTES, ids=ids)

    def _new_id(self) -> int:
        key, self._next = self._next, self._next + 1
        return key

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
    given = {key: None if getattr(r, key) == v else v for key, v in article.given.items()}
    return (
        article_id, article.path, r.title, r.published, r.agency, r.source, r.byline, r.section,
        r.language, r.url, r.word_count, article.sha256, RULES_VERSION,
        json.dumps(r.extra, ensure_ascii=False, sort_keys=True),
        json.dumps(given, ensure_ascii=False, sort_keys=True),
        article.text,
    )  # fmt: skip


def forms(
    numbered: Iterable[tuple[int, Reading]], people: dict[tuple[str, str], int]
) -> Iterator[tuple[int, str, int]]:
    """Yield (person, form, article) for each mention of a person by name."""
    for article, reading in numbered:
        text, path = reading.article.text, reading.article.path
        for fact in reading.facts:
            person = people.get((path, fact.value)) if fact.kind == "person" else None
            if person and fact.start is not None:
                yield person, text[fact.start : fact.end], article
