"""The words of a search in their contexts (kwic), and those that mark what it found (keyness)."""

from __future__ import annotations

import sqlite3
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import Any
from urllib.parse import parse_qs, urlencode

from datasette.utils.asgi import Base400, Forbidden, Response

from dateline.desk.concordance import MAX_LINES, Line, concordance, expression
from dateline.desk.keyness import keyness, statement
from dateline.desk.passages import ANCHOR, AROUND, Passage
from dateline.hits import MAX_MARKED, marks_of
from dateline.query import MAX_LENGTH
from dateline.results import Search
from dateline.search import search
from dateline.statements import listed
from dateline.web import corpora, links, parameters, responses, wording
from dateline.web.headline import titles
from dateline.web.search import MAX_STATE

OWN = ("order", "against", "common")
"""What these pages ask for beside the search."""

LISTED = "select id from (\n{}\n)"


def write(asked: Search, given: dict[str, str], **changes: Any) -> str:
    """Return the query string of a page with *changes* to the search.

    >>> write(Search(q="a"), {"order": "left"}, page=2)
    '?q=a&page=2&order=left'
    """
    state = parameters.write(asked, **changes)
    own = urlencode({name: value for name, value in given.items() if value})
    return f"{state}{'&' if own and state != '?' else ''}{own}"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a page is asked for, and of which corpus."""

    datasette: Any
    corpus: corpora.Corpus
    search: Search
    given: dict[str, str]
    """Of each of `OWN` what the query string says."""

    @property
    def limits(self) -> dict[str, Any]:
        """Return how long it may take, and what may be asked for before a colon."""
        seconds = self.datasette.setting("sql_time_limit_ms") / 1000
        return {"seconds": seconds, "fields": self.corpus.fields}


async def _ask(datasette: Any, request: Any) -> tuple[Asked, Any]:
    """Return what is asked for, and what is found."""
    corpus = await corpora.find(datasette, request.url_vars["database"], request.actor)
    own = parse_qs(request.query_string)
    given = {name: own.get(name, [""])[0].strip()[:MAX_LENGTH] for name in OWN}
    search = parameters.read(request.query_string, corpus.facets)
    asked = Asked(datasette, corpus, search, given)
    work = WORK[request.url_vars["page"]]
    return asked, await corpus.ask(partial(work, asked))


@responses.read_only
async def page(datasette: Any, request: Any) -> Any:
    """Answer ``/corpus/-/kwic`` and ``/corpus/-/keyness``."""
    try:
        asked, found = await _ask(datasette, request)
    except ValueError as error:
        raise Base400(str(error)) from None
    context = {
        **links.desk(datasette, asked.corpus),
        "asked": asked.search,
        "given": asked.given,
        "found": found,
        "most": MAX_LINES,
        "hidden": parse_qs(parameters.write(asked.search, q="")[1:], keep_blank_values=True),
        "write": write,
        "without": links.without,
        "wording": wording,
        "limit": datasette.setting("sql_time_limit_ms"),
    }
    template = f"dateline_{request.url_vars['page']}.html"
    return await responses.html(datasette, request, template, context)


@responses.read_only
@responses.in_json
async def data(datasette: Any, request: Any) -> Any:
    """Answer ``/corpus/-/kwic.json`` and ``/corpus/-/keyness.json``."""
    asked, found = await _ask(datasette, request)
    return responses.json(datasette, {"database": asked.corpus.name, **found})


@responses.read_only
async def sql(datasette: Any, request: Any) -> Any:
    """Answer ``/corpus/-/kwic.sql`` and ``keyness.sql``: their statement, in Datasette's editor."""
    try:
        asked, (written, where) = await _ask(datasette, request)
    except ValueError as error:
        raise Base400(str(error)) from None
    path = links.sql(datasette, asked.corpus, written, where)
    if path is None:
        raise Forbidden(f"You may not run SQL on “{asked.corpus.name}”.")
    return Response.redirect(path)


def _lines(asked: Asked, connection: sqlite3.Connection) -> dict[str, Any]:
    """Find the lines of a page, each with its article and the way to its passage."""
    order = asked.given["order"] or None
    found = concordance(connection, asked.search, order, **asked.limits)
    heads = titles(connection, asked.corpus, {line.article_id for line in found.lines})
    state = parameters.write(asked.search, size=parameters.DEFAULT_SIZE)
    article = partial(links.article, asked.datasette, asked.corpus.name)

    def url(line: Line) -> str:
        before, after = line.left.split()[-AROUND:], line.right.split()[:AROUND]
        passage = str(Passage(line.node, prefix=" ".join(before), suffix=" ".join(after)))
        own = f"{state}&{passage[1:]}" if len(state) <= MAX_STATE else passage
        return f"{article(line.article_id, own)}#{ANCHOR}"

    lines = [
        {**asdict(one), "title": heads[one.article_id], "url": url(one)} for one in found.lines
    ]
    return {"total": found.total, "total_exact": found.exact, "order": order, "lines": lines}


def _words(asked: Asked, connection: sqlite3.Connection) -> dict[str, Any]:
    """Find the words that mark what is listed."""
    against, common = asked.given["against"], bool(asked.given["common"])
    return asdict(keyness(connection, asked.search, against, common=common, **asked.limits))


def _lines_in_sql(asked: Asked, connection: sqlite3.Connection) -> tuple[str, dict[str, str]]:
    """Write the statement that finds the marked texts, for the articles that are listed."""
    one = replace(asked.search, sort=asked.search.sort or "newest")
    # An address has only texts for parameters, and any text is larger than a number.
    match = expression(asked.search.q, asked.corpus.fields) or '""'
    whole = marks_of(match).replace(":longest", str(MAX_MARKED))
    articles = LISTED.format(_listed(asked, connection, one))
    return whole.replace("select value from json_each(:ids)", articles), {"match": match}


def _words_in_sql(asked: Asked, connection: sqlite3.Connection) -> tuple[str, dict[str, str]]:
    """Write the statement that makes the figures, of the words that are shown."""
    against, common = asked.given["against"], bool(asked.given["common"])
    found = keyness(connection, asked.search, against, common=common, **asked.limits)
    if not found.words:
        raise ValueError("There are no key words here, and so there is no statement for them.")
    here = _listed(asked, connection, replace(asked.search, sort="newest"))
    there = _listed(asked, connection, Search(q=against, sort="newest")) if against else None
    return statement(found.words, here, there), {}


def _listed(asked: Asked, connection: sqlite3.Connection, searched: Search) -> str:
    """Write the statement that lists what is *searched* for."""
    one = replace(searched, page=1, size=1)
    results = search(connection, one, **asked.limits)
    return listed(connection, one, results, asked.corpus.fields)


WORK = {
    "kwic": _lines,
    "keyness": _words,
    "kwic.sql": _lines_in_sql,
    "keyness.sql": _words_in_sql,
}
"""What each page asks of the corpus."""
