"""Where Datasette 0.65 and 1.0 differ, and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from datasette.views.index import IndexView

try:
    from datasette.resources import DatabaseResource, TableResource
except ImportError:  # 0.65
    DatabaseResource = TableResource = None


async def allowed(
    datasette: Any, actor: Any, action: str, database: str, table: str | None = None
) -> bool:
    """Tell whether *actor* may do *action*, as Datasette's own pages would decide it."""
    if DatabaseResource:
        resource = TableResource(database, table) if table else DatabaseResource(database)
        return bool(await datasette.allowed(action=action, resource=resource, actor=actor))
    if action == "execute-sql":  # falls back to a setting, not to view-database
        return bool(await datasette.permission_allowed(actor, action, database, default=True))
    chain: list[Any] = [("view-database", database), "view-instance"]
    chain = [(action, (database, table)), *chain] if table else chain
    return bool((await datasette.check_visibility(actor, permissions=chain))[0])


async def stock_index(datasette: Any, request: Any) -> Any:
    """Answer ``/`` as Datasette would without us."""
    request.scope = {**request.scope, "url_route": {"kwargs": {"format": None}}}
    return await IndexView.as_view(datasette)(request, None)


async def database_title(datasette: Any, database: str) -> str | None:
    """Return the title that the metadata give to *database*."""
    if DatabaseResource:
        return (await datasette.get_database_metadata(database)).get("title") or None
    return datasette.metadata("title", database=database, fallback=False) or None


async def describe(datasette: Any, database: str, metadata: Mapping[str, Any]) -> None:
    """Give Datasette 1.0 what 0.65 asks for by `get_metadata`; what the user stated stays."""
    if not DatabaseResource:
        return
    ds, description = datasette, metadata["description"]
    await _add(ds.get_database_metadata, ds.set_database_metadata, description, database)
    tables = ds.config.setdefault("databases", {}).setdefault(database, {}).setdefault("tables", {})
    for name, table in metadata["tables"].items():
        options = {k: v for k, v in table.items() if k not in ("columns", "description")}
        tables[name] = {**options, **tables.get(name, {})}
        description = table["description"]
        await _add(ds.get_resource_metadata, ds.set_resource_metadata, description, database, name)
        for column, text in table["columns"].items():
            await _add(ds.get_column_metadata, ds.set_column_metadata, text, database, name, column)


async def _add(get: Any, put: Any, description: str, *where: str) -> None:
    if "description" not in await get(*where):
        await put(*where, "description", description)
