"""A link to a passage → the article that has it, at its words."""

from __future__ import annotations

from typing import Any

from datasette.utils.asgi import Base400, Response

from dateline.desk import passages
from dateline.results import Search
from dateline.web import corpora, links, parameters, responses

MAX_SEARCHED = 200
"""Characters of a passage's words that are searched for, where it isn't found."""


@responses.read_only
async def page(datasette: Any, request: Any) -> Any:
    """Answer ``/corpus/-/passage``: the article page marks and shows the words."""
    corpus = await corpora.find(datasette, request.url_vars["database"], request.actor)
    passage = passages.read(request.query_string)
    seconds = datasette.setting("sql_time_limit_ms") / 1000
    late = f"Finding this passage takes longer than this server’s limit of {seconds:g} s."
    try:
        article = passage and await corpus.database.execute_fn(
            lambda connection: passages.resolve(connection, passage, seconds)
        )
    except TimeoutError:
        raise Base400(late) from None
    if article:
        path = links.article(datasette, corpus.name, article, str(passage))
        return Response.redirect(f"{path}#{passages.ANCHOR}")
    words = passage.exact[:MAX_SEARCHED].replace('"', " ") if passage else ""
    search = parameters.write(Search(q=f'"{words}"'))
    context = {
        "corpus": corpus,
        "nav": links.navigation(datasette, corpus),
        "told": f"No article here has the passage “{words}”.",
        "search": links.search(datasette, corpus.name) + search,
    }
    return await responses.html(datasette, request, "dateline_missing.html", context, status=404)
