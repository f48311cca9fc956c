"""Which databases are corpora, and what of them a visitor may see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from weakref import WeakSet

from datasette.utils import tilde_decode
from datasette.utils.asgi import Forbidden, NotFound
from datasette.utils.sqlite import sqlite3
from datasette.views.base import DatasetteError

from dateline.results import FACETS
from dateline.web import compat, descriptions

APPLICATION_ID = 0x44544C4E
"""``PRAGMA application_id`` of every corpus: DTLN in ASCII."""

SCHEMA_VERSION = 1
"""``PRAGMA user_version`` of the corpora that these pages can read."""

FACET_TABLES = {
    **dict.fromkeys(FACETS, ("article_facets",)),
    **dict.fromkeys(
        ("country", "place", "organization", "dateline", "byline"), ("article_facets", "facts")
    ),
    "person": ("article_facets", "facts", "people"),
}
"""The tables whose content a facet shows: who may not see one of them doesn't see the facet."""

_known: WeakSet[Any] = WeakSet()
"""Databases found to be corpora; asked once each."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """One corpus as a visitor may see it."""

    name: str
    title: str
    database: Any
    facets: tuple[str, ...]
    facts: bool
    """Whether the visitor may see what was read out of each article."""
    sql: bool
    """Whether the visitor may run SQL."""


async def is_corpus(datasette: Any, database: Any) -> bool:
    """Tell whether *database* is a corpus, and have Datasette describe it when it is."""
    if database in _known:
        return True
    try:
        mark = await _pragma(database, "application_id")
    except sqlite3.Error:  # what can't be read is nobody's corpus
        return False
    if mark != APPLICATION_ID:
        return False
    _known.add(database)
    await compat.describe(datasette, database.name, descriptions.beside)
    return True


async def _pragma(database: Any, name: str) -> Any:
    return await database.execute_fn(
        lambda connection: connection.execute(f"pragma {name}").fetchone()[0]
    )


def known(datasette: Any) -> list[str]:
    """Return the names of the databases that are already known to be corpora."""
    return [name for name, database in datasette.databases.items() if database in _known]


async def find(datasette: Any, route: str, actor: Any) -> Corpus:
    """Return the corpus at *route*, tilde-encoded as in URLs, or raise what Datasette would."""
    try:
        database = datasette.get_database(route=tilde_decode(route))
    except KeyError:
        raise NotFound(f"There is no database “{tilde_decode(route)}” here.") from None
    if not await is_corpus(datasette, database):
        raise NotFound(f"The database “{database.name}” is not a corpus made by Dateline.")
    corpus = await as_seen_by(datasette, database, actor)
    if corpus is None:
        raise Forbidden("view-table")
    await check_version(database)
    return corpus


async def check_version(database: Any) -> None:
    """Raise, with what to do about it, when *database* has tables of another version."""
    if await _pragma(database, "user_version") != SCHEMA_VERSION:
        raise DatasetteError(
            f"“{database.name}” was made by another version of Dateline. "
            "Run python ingest.py --rebuild on it.",
            title="Another version",
            status=503,
        )


async def visible(datasette: Any, actor: Any) -> tuple[list[Corpus], list[str]]:
    """Return the corpora that *actor* may search, and the names of other databases to be seen."""
    corpora, others = [], []
    for name, database in datasette.databases.items():
        if await is_corpus(datasette, database):
            corpus = await as_seen_by(datasette, database, actor)
            if corpus:
                corpora.append(corpus)
        elif name != "_internal" and await compat.allowed(datasette, actor, "view-database", name):
            others.append(name)
    return corpora, others


async def as_seen_by(datasette: Any, database: Any, actor: Any) -> Corpus | None:
    """Return what *actor* may see of the corpus in *database*; None is nothing."""

    async def may(action: str, table: str = "") -> bool:
        return await compat.allowed(datasette, actor, action, database.name, table)

    if not (await may("view-database") and await may("view-table", "articles")):
        return None
    needed = sorted({table for tables in FACET_TABLES.values() for table in tables})
    open_tables = {table for table in needed if await may("view-table", table)}
    return Corpus(
        name=database.name,
        title=await compat.database_title(datasette, database.name) or database.name,
        database=database,
        facets=tuple(f for f in FACETS if open_tables.issuperset(FACET_TABLES[f])),
        facts="facts" in open_tables,
        sql=await may("execute-sql"),
    )
