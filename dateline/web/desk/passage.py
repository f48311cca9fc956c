"""A link to a passage → the article that has it, at its words; or how to cite it."""

from __future__ import annotations

from typing import Any

from datasette.utils.asgi import Base400, NotFound, Response
from datasette.utils.sqlite import sqlite3

from dateline.desk import passages
from dateline.exports.formats import FORMATS
from dateline.results import Search
from dateline.web import corpora, links, parameters, responses
from dateline.web.desk import exports

MAX_SEARCHED = 200
"""Characters of a passage's words that are searched for, where it isn't found."""

CITATIONS = {ending: FORMATS[ending] for ending in ("ris", "bib", "csl.json")}
"""The formats in which a passage is cited."""

MAX_QUOTED = 2_000
"""Characters of a passage that its citation quotes; a whole page of a book has as many."""


@responses.read_only
async def page(datasette: Any, request: Any) -> Any:
    """Answer ``/corpus/-/passage``: the article page marks and shows the words."""
    corpus, passage, article = await _found(datasette, request)
    if passage and article:
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


@responses.read_only
@responses.in_json
async def citation(datasette: Any, request: Any) -> Any:
    """Answer ``/corpus/-/passage.ris`` and the other formats of reference managers."""
    corpus, passage, article = await _found(datasette, request)
    ending = request.url_vars["format"]
    form = CITATIONS[ending]

    def cite(connection: sqlite3.Connection) -> str | None:
        row = exports.read(connection, corpus, article) if article else None
        text = row["text"][: passages.MAX_TEXT] if row else ""
        place = passages.find(text, passage) if passage else None
        if not (row and place):
            return None
        own = passages.cite(text, *place[:2], row["sha256"])
        words = " ".join(text[slice(*place[:2])].split())
        cut = words[:MAX_QUOTED] + "…" * (len(words) > MAX_QUOTED)
        url = links.passage(datasette, corpus.name, str(own))
        row["passage"] = cut, datasette.absolute_url(request, url)
        return form.head + form.write(row) + form.tail

    text = await corpus.ask(cite)
    if text is None:
        raise NotFound("No article here has this passage.")
    name = f"{exports.file_name(corpus.name)}-passage-{article}.{ending}"
    return responses.of_type(datasette, text, form.content_type, name)


async def _found(
    datasette: Any, request: Any
) -> tuple[corpora.Corpus, passages.Passage | None, int | None]:
    """Return the corpus, the passage that is asked for, and the article that has it."""
    corpus = await corpora.find(datasette, request.url_vars["database"], request.actor)
    passage = passages.read(request.query_string)
    seconds = datasette.setting("sql_time_limit_ms") / 1000

    def resolve(connection: sqlite3.Connection) -> int | None:
        return passages.resolve(connection, passage, seconds) if passage else None

    try:
        article = await corpus.ask(resolve)
    except TimeoutError:
        late = f"Finding this passage takes longer than this server’s limit of {seconds:g} s."
        raise Base400(late) from None
    return corpus, passage, article
