"""Articles → facet values: what the view ``facet_definitions`` says, ready to be counted."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable

from dateline.corpus import add_missing

# What a stretch of articles has, and by value what all have, on the disk if it is much.
DEFINED = (
    "drop table if exists temp.defined",
    "drop table if exists temp.posted",
    "create temp table defined (facet text, value text, article_id integer)",
    "create temp table posted (value_id integer, article_id integer)",
)

# One article, or a stretch of ids: SQLite hands that down into each part of the view, but compares
# a list of ids with the whole view.
DEFINE = """
insert into temp.defined (facet, value, article_id)
select distinct facet, value, article_id from facet_definitions
where article_id between :first and :last
"""

PUT_VALUES = """
insert or ignore into facet_values (facet, value)
select distinct facet, value from temp.defined order by facet, value
"""

POST = """
insert into temp.posted (value_id, article_id)
select facet_values.id, article_id from temp.defined cross join facet_values using (facet, value)
"""

# In the order of the table: of a million articles, each posting would go to another page of it.
PUT_POSTINGS = """
insert or ignore into facet_postings (value_id, article_id)
select value_id, article_id from temp.posted order by value_id, article_id
"""

ANY_POSTING = "select 1 from facet_postings limit 1"

STRETCH = 2_000
"""Ids of new articles whose facets are defined at a time: what bounds memory."""

DELETE_POSTINGS = (
    "delete from facet_postings where article_id in (select value from json_each(:ids))"
)

PERSON_VALUES = """
select distinct value_id from json_each(:ids) as listed
cross join facet_postings on article_id = listed.value
cross join facet_values on facet_values.id = value_id
where facet = 'person'
"""

# One look at each posting's value: a list of all people would be made anew for each article.
DELETE_PERSON_POSTINGS = """
delete from facet_postings
where article_id = ? and (select facet from facet_values where id = +value_id) = 'person'
"""

DELETE_UNUSED = """
delete from facet_values
where not exists (select 1 from facet_postings where value_id = facet_values.id)
"""

DELETE_UNUSED_AMONG = f"{DELETE_UNUSED} and id in (select value from json_each(:ids))"  # noqa: S608

INDEX_VALUES = """
insert into facet_values_fts (rowid, value)
select id, value from facet_values where id > :last
"""

LAST_VALUE = "select ifnull(max(seq), 0) from sqlite_sequence where name = 'facet_values'"

NAMED_PLACES = """
select distinct value from mentions join fact_values on fact_values.id = value_id
where article_id in (select value from json_each(:ids)) and kind = 'place'
"""

# “Paris” is Paris, France, which 12 articles mean by it, and not Paris, Texas, which one does.
PUT_PLACES = (
    """delete from facet_places where value_id in (
        select id from facet_values
        where facet = 'place' and value in (select value from json_each(:names))
    )""",
    """insert into facet_places (value_id, place_id)
    select value_id, place_id from (
        select facet_values.id as value_id, places.id as place_id, row_number() over (
            partition by facet_values.id order by fact_values.articles desc, places.geonameid
        ) as place_rank
        from json_each(:names) as named
        join facet_values on facet_values.facet = 'place' and facet_values.value = named.value
        join fact_values on fact_values.kind = 'place' and fact_values.value = named.value
        join places on places.id = fact_values.entity_id
        where fact_values.articles
    ) where place_rank = 1""",
)


DELETE_UNUSED_PLACES = (
    "delete from facet_places where value_id not in (select id from facet_values)"
)


class Faceting:
    """The facet values of a corpus while articles come and go.

    The triggers on facet_postings, and the one that indexes new values, must be out of the way.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._names: set[str] = set()
        (self._last,) = connection.execute(LAST_VALUE).fetchone()

    def clear(self, ids: str) -> None:
        """Take articles out of their facets."""
        self.name_places(row[0] for row in self._connection.execute(NAMED_PLACES, {"ids": ids}))
        self._connection.execute(DELETE_POSTINGS, {"ids": ids})

    def name_places(self, names: Iterable[str]) -> None:
        """Remember places that articles name: where they lie is settled when all are in."""
        self._names.update(names)

    def put(self, ids: Iterable[int], new: range, renamed: list[int], *, cleared: bool) -> None:
        """Write the facets of articles *ids*, of the *new* ones, and whose people were *renamed*.

        *cleared* tells that articles were taken out, and any value may be left without one.
        """
        loose = self._connection.execute(PERSON_VALUES, {"ids": json.dumps(renamed)}).fetchall()
        self._connection.executemany(DELETE_PERSON_POSTINGS, ((key,) for key in renamed))
        stretches = [(key, key) for key in sorted({*ids, *renamed})]
        for first in range(new.start, new.stop, STRETCH):
            stretches.append((first, min(first + STRETCH, new.stop) - 1))
        for statement in DEFINED:
            self._connection.execute(statement)
        for first, last in stretches:
            self._connection.execute(DEFINE, {"first": first, "last": last})
            for statement in (PUT_VALUES, POST, "delete from temp.defined"):
                self._connection.execute(statement)
        if not self._connection.execute(ANY_POSTING).fetchone():
            self._connection.execute("drop index if exists facet_postings_article")
        self._connection.execute(PUT_POSTINGS)
        add_missing(self._connection, "create index")
        self._connection.execute(INDEX_VALUES, {"last": self._last})
        if cleared:
            self._connection.execute(DELETE_UNUSED)
            self._connection.execute(DELETE_UNUSED_PLACES)
        else:
            among = {"ids": json.dumps([value for (value,) in loose])}
            self._connection.execute(DELETE_UNUSED_AMONG, among)
        for statement in PUT_PLACES:
            self._connection.execute(statement, {"names": json.dumps(sorted(self._names))})
