"""Which databases are corpora, and what of them a visitor may see."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from weakref import WeakSet

from datasette.utils import tilde_decode
from datasette.utils.asgi import Forbidden, NotFound
from datasette.utils.sqlite import sqlite3

from dateline.clock import snapshot
from dateline.results import FACETS
from dateline.web import compat, descriptions, queries

APPLICATION_ID = 0x44544C4E
"""``PRAGMA application_id`` of every corpus: DTLN in ASCII."""

SCHEMA_VERSION = 6
"""``PRAGMA user_version`` of the corpora that these pages can read."""

FIELD_TABLES: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(FACETS, ("article_facets",)),
    **dict.fromkeys(
        ("country", "place", "organization", "dateline", "byline"), ("article_facets", "facts")
    ),
    "person": ("article_facets", "facts", "people", "person_forms"),
    "said": ("quotes",),
    "title": (),
    "published": (),
}
"""The tables, beside the articles, whose content a field of the query language asks for: who may
not see one of them can't use the field, nor see the facet."""

_known: WeakSet[Any] = WeakSet()
"""Databases found to be corpora, and described."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """One corpus as a visitor may see it."""

    name: str
    title: str
    database: Any
    fields: frozenset[str]
    """What the visitor may ask for before a colon."""
    facets: tuple[str, ...]
    facts: bool
    """Whether the visitor may see what was read out of each article."""
    places: bool
    """Whether the visitor may see where places lie."""
    copies: bool
    """Whether the visitor may see which articles are copies of each other."""
    sql: bool
    """Whether the visitor may run SQL."""

    async def ask(self, find: Callable[[sqlite3.Connection], Any]) -> Any:
        """Return what *find* reads, all of it as of one moment."""

        def find_at_once(connection: sqlite3.Connection) -> Any:
            with snapshot(connection):
                return find(connection)

        return await self.database.execute_fn(find_at_once)


def roll_back(file: str) -> None:
    """Undo what a first run had written when it was killed, as SQLite does for whoever may write.

    Datasette only reads, and does not start beside a journal that has to be played back.
    """
    if Path(f"{file}-journal").exists():
        # Without waiting: where somebody writes, there is nothing to undo.
        with suppress(sqlite3.Error), closing(sqlite3.connect(file, timeout=0)) as connection:
            connection.execute("select count(*) from sqlite_master").fetchone()


async def is_corpus(datasette: Any, database: Any) -> bool:
    """Tell whether these pages can read *database*; have Datasette describe it when they can."""
    if await _version(database) != SCHEMA_VERSION:
        return False
    if database not in _known:
        _known.add(database)
        await compat.describe(datasette, database.name, descriptions.beside)
        await compat.keep(datasette, database.name, queries.copies())
    return True


async def _version(database: Any) -> int | None:
    """Return the version of a corpus's schema; None of what is no corpus."""

    def read(connection: sqlite3.Connection) -> tuple[int, int]:
        names = ("application_id", "user_version")
        mark, version = (connection.execute(f"pragma {name}").fetchone()[0] for name in names)
        return mark, version

    try:
        mark, version = await database.execute_fn(read)
    except sqlite3.Error:  # what can't be read is nobody's corpus
        return None
    return version if mark == APPLICATION_ID else None


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
        raise NotFound(f"The database “{database.name}” {await _why_not(database)}.")
    corpus = await as_seen_by(datasette, database, actor)
    if corpus is None:
        raise Forbidden(f"You may not see the articles of “{database.name}”.")
    return corpus


async def _why_not(database: Any) -> str:
    version = await _version(database)
    another = f"another version of Dateline (schema {version}, this one has {SCHEMA_VERSION})"
    told = f"was made by {another}: load the articles into a new file"
    return "is not a corpus made by Dateline" if version is None else told


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
    needed = sorted({table for tables in FIELD_TABLES.values() for table in tables})
    open_tables = {table for table in needed if await may("view-table", table)}
    fields = {field for field, tables in FIELD_TABLES.items() if open_tables.issuperset(tables)}
    return Corpus(
        name=database.name,
        title=await compat.database_title(datasette, database.name) or database.name,
        database=database,
        fields=frozenset(fields),
        facets=tuple(facet for facet in FACETS if facet in fields),
        facts="facts" in open_tables,
        places=await may("view-table", "places"),
        copies=await may("view-table", "reprints"),
        sql=await may("execute-sql"),
    )


async def offered(datasette: Any, name: str) -> dict[str, dict[str, str]]:
    """Return the named queries of a corpus, but for names that the user gave to others."""
    database = datasette.get_database(name)
    if not await is_corpus(datasette, database):
        return {}
    stated = datasette.metadata("queries", database=name, fallback=False) or {}
    return {name: query for name, query in queries.copies().items() if name not in stated}


async def refused(datasette: Any, database: str, name: str, actor: Any) -> bool:
    """Tell whether a query is one of ours and *actor* may not run SQL: it may read any table."""
    query = await datasette.get_canned_query(database, name, actor)
    ours = query and query["sql"] == queries.named().get(name, {}).get("sql")
    return ours and not await compat.allowed(datasette, actor, "execute-sql", database)
