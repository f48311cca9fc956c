"""Named questions to a corpus: data/queries.sql, as Datasette has them beside its tables."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

QUERIES = Path(__file__).parent.parent / "data" / "queries.sql"

HAS_VIEWS = "select 1 from sqlite_master where name = 'person_mentions'"
"""A corpus that lacks this one is offered no queries: they ask it."""

# -- undated_articles: Articles without a date
# -- What no list by date has in its place.
# select … ;
_QUERY = re.compile(
    r"""
    ^--\ (?P<name>\w+):\ (?P<title>.+)\n
    (?P<description> (?: --\ .+\n )+ )
    (?P<sql> (?: .*\n )*? .* ) ;$
    """,
    re.MULTILINE | re.VERBOSE,
)


@cache
def named() -> dict[str, dict[str, str]]:
    """Return the queries; not to be changed.

    ``{"undated_articles": {"title": "Articles without a date", "description": …, "sql": …}}``
    """
    return {
        query["name"]: {
            "title": query["title"],
            "description": re.sub(r"\s*^-- ", " ", query["description"], flags=re.M).strip(),
            "sql": query["sql"],
        }
        for query in _QUERY.finditer(QUERIES.read_text(encoding="utf-8"))
    }


async def of(database: Any) -> dict[str, dict[str, str]]:
    """Return what can be asked of the corpus in *database*: a copy, as Datasette adds to it."""
    # Not by its view_names(), to which the visitors' limit of time holds: a server has to start.
    known = await database.execute_fn(lambda conn: conn.execute(HAS_VIEWS).fetchone())
    return {name: dict(query) for name, query in named().items()} if known else {}
