"""Where things are: our pages, Datasette's, and the articles' own addresses on the web."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from dateline.results import Search
from dateline.web import marks, wording
from dateline.web.corpora import Corpus

# https://example.org/2018/10/25/caravan
_WEB_ADDRESS = re.compile(r"https?://[^\s\x00-\x20\x7f-\x9f]+", re.IGNORECASE)


SCRIPTS = ("combobox.js", "dateline.js")

FIRST_SQL = "select path, title, published from articles order by published desc limit 20"
"""What stands in the SQL editor to start from."""


def search(datasette: Any, database: str) -> str:
    """Return the path of a corpus's search page."""
    return f"{datasette.urls.database(database)}/-/search"


def article(datasette: Any, database: str, number: int, state: str = "") -> str:
    """Return the path of an article's page.

    *state* is the query string of the search that found it: its words are marked in the article,
    and it is where the way back leads.
    """
    return f"{datasette.urls.database(database)}/-/article/{number}{state.rstrip('?')}"


def person(datasette: Any, database: str, number: int) -> str:
    """Return the path of a person's page."""
    return f"{datasette.urls.database(database)}/-/person/{number}"


def place(datasette: Any, database: str, number: int) -> str:
    """Return the path of a place's page."""
    return f"{datasette.urls.database(database)}/-/place/{number}"


def passage(datasette: Any, database: str, query: str) -> str:
    """Return the path of a link to a passage: *query* is `str` of it."""
    return f"{datasette.urls.database(database)}/-/passage{query}"


def desk(datasette: Any, corpus: Corpus) -> dict[str, Any]:
    """Return what the pages of quotations, people and places share, as far as they may be seen."""
    return {
        "corpus": corpus,
        "nav": navigation(datasette, corpus),
        "here": f"{datasette.urls.database(corpus.name)}/-/",
        "css": datasette.urls.static_plugins("dateline", "desk.css"),
        "wording": wording,
        "html": marks.to_html,
    }


def sql(datasette: Any, corpus: Corpus, statement: str, where: Mapping[str, Any]) -> str | None:
    """Return where *statement* is ready to run with its parameters; None for who may not."""
    query = urlencode({"sql": statement.strip(), **where})
    return f"{datasette.urls.database(corpus.name)}?{query}" if corpus.sql else None


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


def navigation(datasette: Any, corpus: Corpus | None) -> dict[str, Any]:
    """Return what every page of ours links to; SQL only for those who may run it."""
    urls = datasette.urls
    found = {
        "home": str(urls.instance()),
        "css": str(urls.static_plugins("dateline", "dateline.css")),
        "outline": str(urls.static_plugins("dateline", "outline.svg")),
        "scripts": [str(urls.static_plugins("dateline", name)) for name in SCRIPTS],
    }
    if corpus:
        found |= {
            "search": search(datasette, corpus.name),
            "suggest": f"{urls.database(corpus.name)}/-/suggest.json",
            "tables": str(urls.database(corpus.name)),
        }
        fields = corpus.fields
        seen = {"quotes": "said" in fields, "people": "person" in fields}
        seen["places"] = corpus.places and "place" in fields
        found["desk"] = [name for name, may in seen.items() if may] + ["kwic", "keyness"]
        if corpus.sql:
            found["sql"] = f"{urls.database(corpus.name)}?{urlencode({'sql': FIRST_SQL})}"
    return found


def databases(datasette: Any, names: Sequence[str]) -> list[tuple[str, str]]:
    """Return the names of other databases, each with its page in Datasette."""
    return [(name, str(datasette.urls.database(name))) for name in names]
