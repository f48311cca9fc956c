"""Where things are: our pages, Datasette's, and the articles' own addresses on the web."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from dateline.results import Search
from dateline.web.corpora import Corpus

# https://example.org/2018/10/25/caravan
_WEB_ADDRESS = re.compile(r"https?://[^\s\x00-\x20\x7f-\x9f]+", re.IGNORECASE)


FIRST_SQL = "select path, title, published from articles order by published desc limit 20"
"""What stands in the SQL editor to start from."""


def search(datasette: Any, database: str) -> str:
    """Return the path of a corpus's search page."""
    return f"{datasette.urls.database(database)}/-/search"


def article(datasette: Any, database: str, number: int, q: str = "") -> str:
    """Return the path of an article's page, on which the words of *q* are marked."""
    query = "?" + urlencode({"q": q}) if q else ""
    return f"{datasette.urls.database(database)}/-/article/{number}{query}"


def row(datasette: Any, database: str, number: int) -> str:
    """Return the path of an article's row in Datasette."""
    return f"{datasette.urls.row(database, 'articles', str(number))}"


def web_address(url: str | None) -> str | None:
    """Return *url* if it may be linked to: http or https, and nothing hidden in it.

    >>> web_address("HTTPS://example.org/a"), web_address("javascript:alert(1)")
    ('HTTPS://example.org/a', None)
    """
    return url if url and _WEB_ADDRESS.fullmatch(url) else None


def without(asked: Search, facet: str, value: str) -> Search:
    """Return *asked* without one value of a facet, from its first page."""
    kept = tuple(v for v in asked.filters.get(facet, ()) if v != value)
    return replace(asked, filters={**asked.filters, facet: kept}, page=1)


def navigation(datasette: Any, corpus: Corpus | None) -> dict[str, str]:
    """Return what every page of ours links to; SQL only for those who may run it."""
    urls = datasette.urls
    found = {
        "home": str(urls.instance()),
        "css": str(urls.static_plugins("dateline", "dateline.css")),
    }
    if corpus:
        found |= {
            "search": search(datasette, corpus.name),
            "tables": str(urls.database(corpus.name)),
        }
        if corpus.sql:
            found["sql"] = f"{urls.database(corpus.name)}?{urlencode({'sql': FIRST_SQL})}"
    return found


def databases(datasette: Any, names: Sequence[str]) -> list[tuple[str, str]]:
    """Return the names of other databases, each with its page in Datasette."""
    return [(name, str(datasette.urls.database(name))) for name in names]
