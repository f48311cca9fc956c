"""The quotations of a search: the words, who said them, and the passage they stand in."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import asdict, replace
from functools import partial
from typing import Any
from urllib.parse import parse_qs, urlencode

from datasette.utils.asgi import Base400, Forbidden

from dateline.desk.quotations import Asked, Quotation, Quotations, quotations
from dateline.desk.quotations import filters as counted
from dateline.facets import FacetLists, in_order
from dateline.query import MAX_LENGTH
from dateline.results import Chip, Search
from dateline.search import search
from dateline.statements import listed
from dateline.web import corpora, filters, links, marks, parameters, responses
from dateline.web.headline import titles
from dateline.web.search import MAX_STATE

LISTED = "(select id as value from (\n{}\n))"

Shown = list[tuple[Quotation, str, str]]
"""Quotations, each with the title of its article and the path of the passage."""

Answer = tuple[Quotations, FacetLists, tuple[Chip, ...], Shown, str | None]


def read(query_string: str, facets: tuple[str, ...]) -> Asked:
    """Return what *query_string* asks for.

    >>> read("q=caravan&said=home&speaker=Contreras", ()).speakers
    ('Contreras',)
    """
    given = parse_qs(query_string, keep_blank_values=True)
    words = given.get("said", [""])[0].strip()[:MAX_LENGTH]
    speakers = tuple(dict.fromkeys(name[:MAX_LENGTH] for name in given.get("speaker", ())))
    return Asked(parameters.read(query_string, facets), words, speakers)


def write(asked: Search, said: str, speakers: Sequence[str], **changes: Any) -> str:
    """Return the query string of quotations with *changes* to the search.

    >>> write(Search(q="a"), "b", ["c"], page=2)
    '?q=a&page=2&said=b&speaker=c'
    """
    pairs = [("said", said)] if said else []
    first = parameters.write(asked, **changes)
    pairs += [("speaker", speaker) for speaker in speakers]
    return first + ("&" if pairs and first != "?" else "") + urlencode(pairs)


@responses.read_only
async def page(datasette: Any, request: Any) -> Any:
    """Answer ``/corpus/-/quotes``."""
    try:
        corpus, asked, (found, lists, chips, quotes, sql) = await _ask(datasette, request)
    except ValueError as error:
        raise Base400(str(error)) from None
    facets = list(filters.fieldsets(corpus.facets, lists, chips, counted="quotation"))
    kept = replace(asked.search, q="", filters={} if facets else asked.search.filters)
    context = {
        **links.desk(datasette, corpus),
        "asked": asked,
        "found": found,
        "quotes": quotes,
        "sql": sql,
        "articles": parameters.write(asked.search, sort=None, size=parameters.DEFAULT_SIZE),
        "facets": facets,
        "hidden": parse_qs(parameters.write(kept)[1:], keep_blank_values=True),
        "pages": -(-found.total // asked.search.size),
        "limit": datasette.setting("sql_time_limit_ms"),
        "write": write,
        "without": links.without,
    }
    return await responses.html(datasette, request, "dateline_quotes.html", context)


@responses.read_only
@responses.in_json
async def data(datasette: Any, request: Any) -> Any:
    """Answer ``/corpus/-/quotes.json``."""
    corpus, asked, (found, lists, _, quotes, _) = await _ask(datasette, request)
    about = {"total": found.total, "total_exact": found.exact, "sort": found.sort}
    about |= {"page": asked.search.page, "pages": -(-found.total // asked.search.size)}
    speakers = [asdict(one) for one in found.speakers]
    facets = {name: [asdict(one) for one in lists.values[name]] for name in in_order(lists.values)}
    content = {"database": corpus.name, **about, "quotes": in_json(quotes), "speakers": speakers}
    content["facets"] = {name: facets[name] for name in facets if name in corpus.facets}
    return responses.json(datasette, content)


async def _ask(datasette: Any, request: Any) -> tuple[corpora.Corpus, Asked, Answer]:
    corpus = await corpora.find(datasette, request.url_vars["database"], request.actor)
    if "said" not in corpus.fields:
        raise Forbidden(f"You may not see who said what in “{corpus.name}”.")
    asked = read(request.query_string, corpus.facets)
    kept = parameters.write(asked.search, sort=None, size=parameters.DEFAULT_SIZE)
    state = kept if len(kept) <= MAX_STATE else ""
    answer = await corpus.ask(partial(_answer, datasette, corpus, asked, state))
    return corpus, asked, answer


def _answer(
    datasette: Any, corpus: corpora.Corpus, asked: Asked, state: str, connection: sqlite3.Connection
) -> Answer:
    """Return the quotations, their filters, what is shown, and where the statement can be run."""
    seconds = datasette.setting("sql_time_limit_ms") / 1000
    found = quotations(connection, asked, seconds=seconds, fields=corpus.fields)
    sql, where = found.sql, dict(found.where)
    if sql and corpus.sql and where.pop("articles", None):
        # The ids of the articles may be too many for an address: the search itself is written.
        one = replace(asked.search, sort="newest", page=1, size=1)
        results = search(connection, one, seconds=seconds, fields=corpus.fields)
        articles = listed(connection, one, results, corpus.fields)
        sql = sql.replace("json_each(:articles)", LISTED.format(articles))
    link = links.sql(datasette, corpus, sql, where) if sql else None
    lists, chips = counted(connection, asked, found, seconds=seconds, fields=corpus.fields)
    return found, lists, chips, shown(datasette, connection, corpus, found.rows, state), link


def shown(
    datasette: Any,
    connection: sqlite3.Connection,
    corpus: corpora.Corpus,
    rows: Sequence[Quotation],
    state: str = "",
) -> Shown:
    """Return *rows* as they are shown; the way to an article keeps the query string *state*."""
    names = titles(connection, corpus, {row.article_id for row in rows})
    article = partial(links.article, datasette, corpus.name, state=state)
    return [
        (row, names[row.article_id], f"{article(row.article_id)}#quote-{row.id}") for row in rows
    ]


def in_json(quotes: Shown) -> list[dict[str, Any]]:
    """Return quotations as scripts have them; ``marked`` is HTML, with ``<mark>`` around hits."""
    return [
        {**asdict(row), "marked": str(marks.to_html(row.marked)), "title": title, "url": url}
        for row, title, url in quotes
    ]
