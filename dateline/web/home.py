"""The front page of the instance, and what it tells robots."""

from __future__ import annotations

from typing import Any

from datasette.database import QueryInterrupted

from dateline.web import compat, corpora, links, responses, search

COUNT = "select count(*) from articles"

# Two look-ups in the index of articles.published.
YEARS = """
select substr((select min(published) from articles), 1, 4),
    substr((select max(published) from articles), 1, 4)
"""


@responses.read_only
async def index(datasette: Any, request: Any) -> Any:
    """Answer ``/``: the one corpus's search, a list of several, or Datasette's own index."""
    visible, others = await corpora.visible(datasette, request.actor)
    if not visible:
        return await compat.stock_index(datasette, request)
    if len(visible) == 1:
        return await search.render(datasette, request, visible[0], others)
    context = {
        "corpus": None,
        "nav": links.navigation(datasette, None),
        "corpora": [await _summary(datasette, corpus) for corpus in visible],
        "others": links.databases(datasette, others),
    }
    return await responses.html(datasette, request, "dateline_home.html", context)


@responses.read_only
async def robots(datasette: Any, request: Any) -> Any:
    """Answer ``/robots.txt``: stay out, unless the configuration says otherwise."""
    allowed = responses.may_be_indexed(datasette)
    return responses.text(datasette, f"User-agent: *\nDisallow:{'' if allowed else ' /'}\n")


async def _summary(datasette: Any, corpus: corpora.Corpus) -> dict[str, Any]:
    async def ask(sql: str) -> Any:
        try:
            return (await corpus.database.execute(sql)).first()
        except QueryInterrupted:
            return None

    count = await ask(COUNT)
    return {
        "corpus": corpus,
        "nav": links.navigation(datasette, corpus),
        "count": count and count[0],
        "years": list(dict.fromkeys(year for year in await ask(YEARS) or () if year)),
    }
