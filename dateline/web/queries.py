"""Named questions to a corpus: data/queries.sql, as Datasette has them beside its tables."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

QUERIES = Path(__file__).parent.parent / "data" / "queries.sql"

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


def copies() -> dict[str, dict[str, str]]:
    """Return the queries for Datasette, which adds to what it is given."""
    return {name: dict(query) for name, query in named().items()}
