"""Where Datasette 0.65 and 1.0 differ, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from datasette.utils.asgi import Forbidden
from datasette.views.index import IndexView

try:
    from datasette.resources import DatabaseResource, TableResource
except ImportError:  # 0.65
    DatabaseResource = TableResource = None


async def allowed(ds: Any, actor: Any, action: str, database: str, table: str = "") -> bool:
    """Tell whether *actor* may do *action*, as Datasette's own pages would decide it."""
    if DatabaseResource:
        resource = TableResource(database, table) if table else DatabaseResource(database)
        return bool(await ds.allowed(action=action, resource=resource, actor=actor))
    if action == "execute-sql":  # falls back to a setting, not to view-database
        return bool(await ds.permission_allowed(actor, action, database, default=True))
    first = [(action, (database, table))] if table else []
    chain = [*first, ("view-database", database), "view-instance"]
    try:
        await ds.ensure_permissions(actor, chain)
    except Forbidden:
        return False
    return True


async def stock_index(ds: Any, request: Any) -> Any:
    """Answer ``/`` as Datasette would without us."""
    request.scope = {**request.scope, "url_route": {"kwargs": {"format": None}}}
    return await IndexView.as_view(ds)(request, None)


async def database_title(ds: Any, database: str) -> str | None:
    """Return the title that the metadata give to *database*."""
    if DatabaseResource:
        return (await ds.get_database_metadata(database)).get("title") or None
    return ds.metadata("title", database=database, fallback=False) or None


async def describe(ds: Any, database: str, beside: Callable[..., Any]) -> None:
    """Give Datasette 1.0 what 0.65 asks for by `get_metadata`; what the user stated stays."""
    if not DatabaseResource:
        return
    stated = ds.config.setdefault("databases", {}).setdefault(database, {})
    ours = beside(stated)
    await _add(ds.get_database_metadata, ds.set_database_metadata, ours["description"], database)
    for name, table in ours["tables"].items():
        options = {k: v for k, v in table.items() if k not in ("columns", "description")}
        tables = stated.setdefault("tables", {})
        tables[name] = {**options, **tables.get(name, {})}
        text = table["description"]
        await _add(ds.get_resource_metadata, ds.set_resource_metadata, text, database, name)
        for column, text in table["columns"].items():
            await _add(ds.get_column_metadata, ds.set_column_metadata, text, database, name, column)


async def keep(ds: Any, database: str, queries: dict[str, dict[str, str]]) -> None:
    """Give Datasette 1.0 what 0.65 asks for by `canned_queries`; what others named stays."""
    for name, query in queries.items() if DatabaseResource else ():
        known = await ds.get_query(database, name)
        if known is None or known.source == "dateline":
            await ds.add_query(database, name, **query, source="dateline")


async def _add(get: Any, put: Any, description: str, *where: str) -> None:
    if "description" not in await get(*where):
        await put(*where, "description", description)
