"""Words in their contexts: each hit of a query as a line, with what stands left and right of it."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Container, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from dateline.clock import Clock, reading
from dateline.hits import MAX_MARKED, marks_of
from dateline.lexemes import FIELDS
from dateline.marking import hits, spans
from dateline.match import wanted
from dateline.query import parse
from dateline.results import Search
from dateline.search import listing
from dateline.text import tokens

MAX_LINES = 2_000
"""Lines up to which they are counted and sorted: of “said” in Reuters stories, which has 53,000, in
30 ms, after as much to find the articles. In the order of the texts later pages read on."""

WIDTH = 80
"""Characters of the text on each side of a hit: more than a wide window shows."""

SORTED_BY = 5
"""Words next to the hit by which lines are sorted."""

FIRST_READ = 250
"""Articles that are read at once, then as many more as seem to be needed: each time FTS5 walks
through all that matches."""

# Those that `marks_of` leaves out, and one of them.
LONG = """
select id from articles where id in (select value from json_each(:ids))
and length(text) + coalesce(length(title), 0) > :longest
"""

TEXT = "select text from articles where id = :id"

_Found = tuple[int, str, int, int]
"""A hit: the article, its text, and where in it."""


@dataclass(frozen=True, slots=True)
class Line:
    """A hit, at *start* to *end* of an article's text, and what stands on both sides of it."""

    article_id: int
    start: int
    end: int
    left: str
    node: str
    right: str


@dataclass(frozen=True, slots=True)
class Concordance:
    """The lines of one page."""

    lines: tuple[Line, ...] = ()
    total: int = 0
    exact: bool = False
    """Whether *total* is all there are; else there are more, or time was up."""


def concordance(
    connection: sqlite3.Connection,
    request: Search,
    order: str | None = None,
    *,
    seconds: float | None = None,
    fields: Container[str] = FIELDS,
) -> Concordance:
    """Return a page of the lines for the words of *request*, in the articles that it lists.

    *order* is None for that of the articles and their text, else ``left`` or ``right``.
    ``concordance(connection, Search(q="home*")).lines[0].node`` → ``"homes"``
    Titles are not read. Raises ValueError, with a sentence for the visitor, on a request that makes
    no sense.
    """
    if order not in (None, "left", "right"):
        raise ValueError("order must be left or right")
    asked = replace(request, sort=request.sort or "newest")
    ids = listing(connection, asked, seconds=seconds, fields=fields)
    match = expression(request.q, fields)
    if ids is None or match is None:
        return Concordance(exact=ids is not None)
    offset = (request.page - 1) * request.size
    most = MAX_LINES if order else max(MAX_LINES, offset + request.size)
    with reading(connection, seconds) as clock:
        found, exact = _gathered(connection, clock, match, ids, most)
    if order:
        found.sort(key=_before if order == "left" else _after)
    page = tuple(_line(*one) for one in found[offset : offset + request.size])
    return Concordance(page, len(found), exact)


def expression(q: str, fields: Container[str] = FIELDS) -> str | None:
    """Return what a query looks for in the texts, in FTS5's language; None where that is nothing.

    >>> expression('caravan country:Mexico -"national guard" migra*')
    '("caravan") OR ("migra" *)'
    """
    root = parse(q, fields).root
    return (
        " OR ".join(f"({part})" for part in dict.fromkeys(wanted(root))) or None if root else None
    )


def _gathered(
    connection: sqlite3.Connection, clock: Clock, match: str, ids: list[int], most: int
) -> tuple[list[_Found], bool]:
    """Return the first *most* hits in the articles, and whether these are all."""
    found: list[_Found] = []
    at, size = 0, FIRST_READ

    def read() -> bool:
        hits = _read(connection, clock, match, ids[at : at + size])
        found.extend(islice(hits, most + 1 - len(found)))
        return not clock.is_over()

    while at < len(ids) and len(found) <= most:
        if not clock.run(read):
            return found[:most], False
        at += size
        size = min(4 * size, FIRST_READ + at * (most - len(found)) // (len(found) + 1))
    return found[:most], len(found) <= most


def _read(
    connection: sqlite3.Connection, clock: Clock, match: str, ids: list[int]
) -> Iterator[_Found]:
    """Yield the hits in the articles: FTS5's highlight() is the truth about what a query finds."""
    where = {"match": match, "ids": json.dumps(ids), "longest": MAX_MARKED}
    texts = {key: text for key, _, text in connection.execute(marks_of(match), where)}
    where["ids"] = json.dumps([key for key in ids if key not in texts])
    long = {key for (key,) in connection.execute(LONG, where)}
    for key in ids:
        marked = texts.get(key, "")
        text, places = marked.replace("\x02", "").replace("\x03", ""), hits(marked)
        if key in long:
            (text,) = connection.execute(TEXT, {"id": key}).fetchone()
            places = iter(spans(text, match, clock.is_over))
        yield from ((key, text, start, end) for start, end in places)


def _line(article: int, text: str, start: int, end: int) -> Line:
    parts = text[max(start - WIDTH, 0) : start], text[start:end], text[end : end + WIDTH]
    return Line(article, start, end, *(re.sub(r"\s+", " ", part) for part in parts))


def _before(found: _Found) -> list[str]:
    """Return the words before a hit, the nearest first."""
    words = tokens(found[1][max(found[2] - WIDTH, 0) : found[2]].casefold())
    return words[: -SORTED_BY - 1 : -1]


def _after(found: _Found) -> list[str]:
    """Return the words after a hit."""
    return tokens(found[1][found[3] : found[3] + WIDTH].casefold())[:SORTED_BY]
