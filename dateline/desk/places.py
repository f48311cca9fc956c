"""Where: a place, what it is called, and the articles that name it."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from typing import Any

from dateline.clock import reading

MAX_LISTED = 20
"""Articles, names, people and places of the same name that are listed."""

MAX_ARTICLES = 1_000
"""Articles, the newest, whose people are counted: 40 ms."""

PLACE = "select id, name, admin1, country, latitude, longitude from places where id = :id"

NAMED = """
select kind, value, count(distinct article_id) from facts
where entity_id = :id and kind in ('place', 'country', 'dateline') and shown
group by 1, 2 order by 3 desc, 1, 2 limit :most
"""

ARTICLES = """
select id, published, count(*) over () as articles from articles where id in (
    select article_id from facts
    where entity_id = :id and kind in ('place', 'country', 'dateline') and shown
) order by published desc, id limit :most
"""

PEOPLE = """
select whole.id, whole.name, count(distinct facts.article_id) from json_each(:articles) as named
cross join facts on facts.article_id = named.value and +facts.kind = 'person' and facts.shown
join people on people.id = facts.entity_id
join people as whole on whole.id = coalesce(people.merged_into, people.id)
group by 1 order by 3 desc, 2 limit :most
"""

NAMESAKES = """
select id, name, admin1, country from places where name = :name and id <> :id
order by country, admin1, id limit :most
"""

Rows = tuple[tuple[Any, ...], ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A place as the gazetteer knows it, and as the articles name it."""

    id: int
    name: str
    admin1: str | None
    country: str | None
    """ISO 3166-1 alpha-2."""
    latitude: float | None
    longitude: float | None
    names: Rows
    """Facet, value there, and in how many articles it means this place."""
    articles: Rows
    """The newest that name it: id, date, and how many there are of them all."""
    people: Rows
    """Who is named in the newest articles: id, name, in how many."""
    namesakes: Rows
    """Other places of that name: id, name, division and country."""
    complete: bool
    """False where time was up before all of this was found."""


def place(connection: sqlite3.Connection, key: int, seconds: float | None = None) -> Place | None:
    """Return the place of id *key*: ``place(connection, 3).name`` → ``"Pijijiapan"``."""
    with reading(connection, seconds) as clock:
        row = connection.execute(PLACE, {"id": key}).fetchone()

        def rows(statement: str, **also: Any) -> Rows:
            where = {"id": key, "most": MAX_LISTED, "name": row[1], **also}
            return clock.run(lambda: tuple(connection.execute(statement, where))) or ()

        if row is None:
            return None
        articles = rows(ARTICLES, most=MAX_ARTICLES)
        people = rows(PEOPLE, articles=json.dumps([one for one, *_ in articles]))
        found: list[Any] = [*row, rows(NAMED), articles[:MAX_LISTED], people, rows(NAMESAKES)]
        found.append(not clock.is_over())
        return Place(*found)
