"""The people and the places of a corpus by name: those of most articles first."""

from __future__ import annotations

import json
import sqlite3

from dateline.text import tokens

MAX_WORDS = 10
"""Words of a name that are looked for."""

# (The + has SQLite begin with the values of the facet.)
LIKE = """
from facet_values where facet = :facet and value <> '' and (
    :match = '' or +id in (select rowid from facet_values_fts where facet_values_fts match :match)
)
"""

COUNTED = """
select value, (select count(*) from facet_postings where value_id = facet_values.id) as articles
"""

NAMED = f"{COUNTED}{LIKE}order by articles desc, value limit :size offset :offset"

KNOWN = {
    "person": """select name, id, null from people
where merged_into is null and name in (select value from json_each(:names))""",
    "place": """select facet_values.value, places.id, places.country
from json_each(:names) as listed
join facet_values on facet_values.facet = 'place' and facet_values.value = listed.value
join facet_places on facet_places.value_id = facet_values.id
join places on places.id = facet_places.place_id""",
}

Name = tuple[str, int, int | None, str | None]
"""A name, in how many articles, and of whom or what most of them mean by it: id and country."""


def names(
    connection: sqlite3.Connection, facet: str, match: str, page: int, size: int
) -> tuple[int, list[Name]]:
    """Return how many names of *facet* there are like *match*, and a page of them.

    ``names(connection, "person", '"contr" *', 1, 20)`` →
    ``(1, [("Denis Omar Contreras", 2, 3, None)])``
    """
    where = {"facet": facet, "match": match, "size": size, "offset": (page - 1) * size}
    (total,) = connection.execute(f"select count(*) {LIKE}", where).fetchone()
    shown = connection.execute(NAMED, where).fetchall()
    rows = connection.execute(KNOWN[facet], {"names": json.dumps([name for name, _ in shown])})
    known = {name: (key, country) for name, key, country in rows}
    return total, [(name, n, *known.get(name, (None, None))) for name, n in shown]


def matching(words: str) -> str:
    """Write in FTS5's language: with words that begin like each of *words*.

    >>> matching("den contr")
    '"den" * "contr" *'
    """
    found = tokens(words)[:MAX_WORDS]
    return " ".join(f'"{word}" *' for word in found) or ('""' if words else "")
