"""Results leave: all that a search lists, or one article, as a file of one of `FORMATS`."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from functools import partial
from typing import Any

from datasette.utils.asgi import NotFound
from datasette.utils.sqlite import sqlite3

from dateline.exports.formats import FORMATS, Format
from dateline.results import Search
from dateline.search import listing
from dateline.text import fold
from dateline.web import answers, corpora, parameters, responses
from dateline.web.headline import titles
from dateline.web.responses import in_json

ENDS = f"(?P<format>{'|'.join(map(re.escape, FORMATS))})"
"""What the addresses of all formats end with."""

CHUNK = 100_000
"""Characters after which what is written is sent: an export of any length takes this much memory,
beside its longest article, and some 30 ms at a time of one of Datasette's threads."""

MAX_NAME = 40
"""Characters of a file's name."""

ARTICLE = """
select id, path, title, published, agency, source, byline, section, language, url, word_count,
    sha256, extra, text
from articles where id = :id
"""

QUOTES = """
select text, speaker, verb, start, "end", rule, confidence from quotes
where article_id = :id order by start, id
"""

LISTS = {"person": "people", "country": "countries"} | {
    facet: f"{facet}s" for facet in ("byline", "dateline", "place", "organization")
}
"""Facets that are read out of the text → the list of their values in what is exported."""


@responses.read_only
@in_json
async def page(datasette: Any, request: Any) -> Any:
    """Answer ``/corpus/-/search.csv`` and ``/corpus/-/article/ID.csv``, and the other formats."""
    ending, number = request.url_vars["format"], request.url_vars.get("id")
    if number:
        corpus = await corpora.find(datasette, request.url_vars["database"], request.actor)
        ids, name = [int(number)], f"{corpus.name} {number}"
        if not await corpus.ask(partial(read, corpus=corpus, article=ids[0])):
            raise NotFound(f"There is no article {number} in “{corpus.title}”.")
    else:
        corpus, asked, ids = await listed(datasette, request)
        name = f"{corpus.name} {asked.q}"
    pieces = _pieces(corpus, ids, FORMATS[ending], request.receive)
    form = FORMATS[ending]
    return responses.of_type(datasette, pieces, form.content_type, f"{file_name(name)}.{ending}")


def file_name(name: str) -> str:
    """Return what a file of *name* is called on any system: “corpus Él 7” → “corpus-el-7”."""
    return "-".join(re.findall("[a-z0-9]+", fold(name)))[:MAX_NAME] or "articles"


async def listed(
    datasette: Any, request: Any, sort: str | None = None
) -> tuple[corpora.Corpus, Search, list[int]]:
    """Return what is asked for, of which corpus, and the ids of all it lists, in that order."""
    corpus = await corpora.find(datasette, request.url_vars["database"], request.actor)
    limit = datasette.setting("sql_time_limit_ms")
    asked = replace(parameters.read(request.query_string, corpus.facets), page=1)
    asked = replace(asked, sort=sort or asked.sort)
    find = partial(listing, request=asked, seconds=limit / 1000, fields=corpus.fields)
    ids = await corpus.ask(find)
    if ids is None:
        raise ValueError(f"This search takes longer than this server’s limit of {limit:,} ms.")
    return corpus, asked, ids


def read(
    connection: sqlite3.Connection, corpus: corpora.Corpus, article: int
) -> dict[str, Any] | None:
    """Return an article with what a visitor of *corpus* may see of it; None where there is none.

    ``{"id": 1, "name": "[Carmen Mejia carried her daughter…]", "people": ["Carmen Mejia"], …}``
    """
    kinds = [facet for facet in corpus.facets if facet in LISTS]
    where = {"id": article, "ids": json.dumps([article]), "kinds": json.dumps(kinds)}
    found = connection.execute(ARTICLE, where).fetchone()
    if found is None:
        return None
    begins = titles(connection, corpus, () if found["title"] else [article])
    row = {**dict(found), "name": found["title"] or f"[{begins[article]}]"}
    row |= {LISTS[kind]: [] for kind in kinds}
    for _, kind, value in connection.execute(answers.NAMED, where) if kinds else ():
        row[LISTS[kind]].append(value)
    if "said" in corpus.fields:
        row["quotes"] = [dict(quote) for quote in connection.execute(QUOTES, where)]
    return row


async def _pieces(
    corpus: corpora.Corpus, ids: list[int], form: Format, receive: Any
) -> AsyncIterator[str]:
    """Yield the file, until whoever asked for it has gone."""
    gone = asyncio.ensure_future(_gone(receive))
    before, at = form.head, 0
    try:
        while at < len(ids) and not gone.done():
            write = partial(_write, corpus=corpus, form=form, ids=ids, at=at)
            text, at = await corpus.ask(write)
            if text:
                yield before + text
                before = form.between
        yield form.tail if before == form.between else before + form.tail
    finally:
        gone.cancel()


def _write(
    connection: sqlite3.Connection, corpus: corpora.Corpus, form: Format, ids: list[int], at: int
) -> tuple[str, int]:
    """Write articles from place *at* on; return them, and the place of the next."""
    pieces: list[str] = []
    size = 0
    while at < len(ids) and size < CHUNK:
        if row := read(connection, corpus, ids[at]):  # None was deleted meanwhile
            pieces.append(form.write(row))
            size += len(pieces[-1])
        at += 1
    return form.between.join(pieces), at


async def _gone(receive: Any) -> None:
    """Return when whoever made a request has gone away."""
    while (await receive())["type"] != "http.disconnect":
        pass
