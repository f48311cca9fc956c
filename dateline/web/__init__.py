"""The Datasette plugin: the search page of every corpus, and how Datasette shows its tables.

Hooks only. Each does nothing for databases that are not corpora (see corpora.py).
"""

# mypy: disable-error-code="untyped-decorator"
# Datasette ships no types, and so none for its hookimpl.

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from datasette import hookimpl

from dateline.web import (
    article,
    corpora,
    descriptions,
    home,
    links,
    responses,
    search,
    search_json,
    suggest,
)
from dateline.web.desk import exports, feed, kwic, named, passage, quotes

Links = Callable[[], Awaitable[list[dict[str, str]]]]
"""What a hook returns that has to ask before it can say which links there are."""


@hookimpl
def register_routes() -> list[tuple[str, responses.View]]:
    """Put our pages before Datasette's own."""
    return [
        (r"^/$", home.index),
        (r"^/robots\.txt$", home.robots),
        (r"^/(?P<database>[^/]+)/-/search$", search.page),
        (r"^/(?P<database>[^/]+)/-/search\.json$", search_json.page),
        (r"^/(?P<database>[^/]+)/-/suggest\.json$", suggest.page),
        (r"^/(?P<database>[^/]+)/-/article/(?P<id>\d+)$", article.page),
        (r"^/(?P<database>[^/]+)/-/passage$", passage.page),
        (r"^/(?P<database>[^/]+)/-/passage\.(?P<format>ris|bib|csl\.json)$", passage.citation),
        (rf"^/(?P<database>[^/]+)/-/search\.{exports.ENDS}$", exports.page),
        (rf"^/(?P<database>[^/]+)/-/article/(?P<id>\d{{1,18}})\.{exports.ENDS}$", exports.page),
        (r"^/(?P<database>[^/]+)/-/search\.atom$", feed.atom),
        (r"^/(?P<database>[^/]+)/-/opensearch\.xml$", feed.opensearch),
        (r"^/(?P<database>[^/]+)/-/(?P<page>kwic|keyness)$", kwic.page),
        (r"^/(?P<database>[^/]+)/-/(?P<page>kwic|keyness)\.json$", kwic.data),
        (r"^/(?P<database>[^/]+)/-/(?P<page>(?:kwic|keyness)\.sql)$", kwic.sql),
        (r"^/(?P<database>[^/]+)/-/quotes$", quotes.page),
        (r"^/(?P<database>[^/]+)/-/quotes\.json$", quotes.data),
        (r"^/(?P<database>[^/]+)/-/(?P<list>people|places)$", named.listing),
        (r"^/(?P<database>[^/]+)/-/(?P<list>people|places)\.json$", named.listing_data),
        (r"^/(?P<database>[^/]+)/-/person/(?P<id>\d{1,18})$", named.person_page),
        (r"^/(?P<database>[^/]+)/-/person/(?P<id>\d{1,18})\.json$", named.person_data),
        (r"^/(?P<database>[^/]+)/-/place/(?P<id>\d{1,18})$", named.place_page),
        (r"^/(?P<database>[^/]+)/-/place/(?P<id>\d{1,18})\.json$", named.place_data),
    ]


@hookimpl
def prepare_connection(database: str, datasette: Any) -> None:
    """Have a file ready before Datasette looks at it, which 1.0 does before `startup`."""
    db = datasette.databases.get(database)
    if db and db.path and db.is_mutable:
        corpora.roll_back(db.path)


@hookimpl
def startup(datasette: Any) -> Callable[[], Awaitable[None]]:
    """Find the corpora, describe them, and turn off what can't work on them."""

    async def find_corpora() -> None:
        files = [db for db in datasette.databases.values() if not db.is_memory]
        found = [await corpora.is_corpus(datasette, db) for db in files]
        # On 0.65 the suggestion of facets alone can make the page of a large table fail. There is
        # no setting for one database, so it goes only where all of them are corpora.
        if found and all(found):
            datasette._settings["suggest_facets"] = False

    return find_corpora


@hookimpl
def get_metadata(datasette: Any) -> dict[str, Any]:
    """Describe the corpora to Datasette 0.65; 1.0 doesn't ask (see compat.describe)."""
    names = corpora.known(datasette)
    # 0.65 looks for permissions in a top-level “tables” where a database has none of its own.
    if not names or "tables" in datasette._metadata_local:
        return {}
    stated = datasette._metadata_local.get("databases") or {}
    return {"databases": {name: descriptions.beside(stated.get(name) or {}) for name in names}}


@hookimpl
def canned_queries(datasette: Any, database: str) -> Callable[[], Awaitable[dict[str, Any]]]:
    """Offer the named queries on Datasette 0.65; 1.0 doesn't ask (see compat.keep)."""
    return partial(corpora.offered, datasette, database)


@hookimpl(trylast=True)  # the last answer counts
def permission_allowed(datasette: Any, actor: Any, action: str, resource: Any) -> Any:
    """Keep the named queries from those who may not run SQL; 1.0 does so by itself."""

    async def decide() -> bool | None:
        database, query = resource
        return False if await corpora.refused(datasette, database, query, actor) else None

    return decide if action == "view-query" else None


@hookimpl
def asgi_wrapper() -> Callable[[Any], Any]:
    """Send ``X-Content-Type-Options: nosniff`` with everything."""
    return responses.never_sniffed


@hookimpl
def menu_links(datasette: Any, actor: Any) -> Links:
    """Link to the search of each corpus that *actor* may see, from the menu of every page.

    It also finds the corpora that were attached since the server started.
    """

    async def find_links() -> list[dict[str, str]]:
        seen, _others = await corpora.visible(datasette, actor)
        return [_link(datasette, corpus.name) for corpus in seen]

    return find_links


@hookimpl
def database_actions(datasette: Any, actor: Any, database: str) -> Links:
    """Link to the search from the corpus's page."""
    return _links(datasette, actor, database)


@hookimpl
def table_actions(datasette: Any, actor: Any, database: str) -> Links:
    """Link to the search from the pages of the corpus's tables."""
    return _links(datasette, actor, database)


def _links(datasette: Any, actor: Any, name: str) -> Links:
    async def find_link() -> list[dict[str, str]]:
        database = datasette.get_database(name)
        if not await corpora.is_corpus(datasette, database):
            return []
        seen = await corpora.as_seen_by(datasette, database, actor)
        return [_link(datasette, name)] if seen else []

    return find_link


def _link(datasette: Any, database: str) -> dict[str, str]:
    label = f"Search the articles of {database}"
    return {"href": links.search(datasette, database), "label": label}
