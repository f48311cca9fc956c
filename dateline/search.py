"""(connection, Search) → Results: what matches, ranked, counted and shown with its hits."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Container
from dataclasses import dataclass
from functools import partial

from dateline.arrays import current
from dateline.clock import Clock, reading
from dateline.copies import distinct_stories
from dateline.facets import (
    EVERY,
    HOW_MANY,
    NO_COUNTS,
    Choice,
    FacetLists,
    Ids,
    choose,
    count,
    in_order,
    published_within,
)
from dateline.hits import hits
from dateline.lexemes import FIELDS, is_date
from dateline.match import RELAX_BELOW, Matches, evaluate, matches, relaxed, words
from dateline.query import Query, parse
from dateline.ranking import best_first
from dateline.results import FACETS, SORTS, Chip, FacetValue, Hit, Results, Search
from dateline.sets import Scores, common
from dateline.spelling import FEW, corrected
from dateline.timeline import dates

__all__ = ["FACETS", "SORTS", "Chip", "FacetValue", "Hit", "Results", "Search", "listing", "search"]

MAX_SIZE = 100
"""Articles on one page."""

# Undated articles come last in both.
ORDERS = {
    "newest": " order by published desc, id limit :size offset :offset",
    "oldest": " order by published asc nulls last, id limit :size offset :offset",
}

LISTED = "select id from articles where id in (select value from json_each(:ids))"


@dataclass(frozen=True, slots=True)
class _Found:
    """What a search lists, before it is cut into pages."""

    strict: Matches
    some: Matches | None
    """The articles with only some of the words, where they are listed too."""
    choices: tuple[Choice, ...]
    dated: Ids | None
    """The articles in the range of dates; None without one."""
    listed: Ids | None
    total: int
    strict_total: int
    sort: str

    def under(self, but: Choice | None = None) -> Ids | None:
        """Return what is listed when the choice *but* is taken back; None is all."""
        narrowing = [choice.ids for choice in self.choices if choice is not but]
        return common([_either(self.strict, self.some), self.dated, *narrowing])


def search(
    connection: sqlite3.Connection,
    request: Search,
    *,
    seconds: float | None = None,
    fields: Container[str] = FIELDS,
) -> Results:
    """Answer *request* from *connection*; stop after *seconds* and say what was cut off.

    *fields* are what the query may use before a colon: all others are words.
    ``search(connection, Search(q="caravan", filters={"country": ["Mexico"]})).total`` → ``2``.
    Raises ValueError, with a sentence for the visitor, on a request that makes no sense.
    """
    _check(request)
    query = parse(request.q, fields)
    with reading(connection, seconds) as clock:
        found = clock.run(lambda: _find(connection, request, query))
        suggestion = partial(_suggestion, connection, query, found, fields)
        return _answer(connection, request, query, found, suggestion, clock)


def listing(
    connection: sqlite3.Connection,
    request: Search,
    *,
    seconds: float | None = None,
    fields: Container[str] = FIELDS,
) -> list[int] | None:
    """Return the ids of all that `search` lists over all pages; None where *seconds* are too few.

    ``listing(connection, Search(q="caravan", sort="newest"))`` → ``[2, 1]``
    """
    _check(request)
    query = parse(request.q, fields)

    def find() -> list[int]:
        found = _find(connection, request, query)
        if found.sort == "relevance":
            return list(_by_relevance(connection, query, found, found.total, clock))
        return _by_date(connection, found.listed, found.sort, found.total, 0)

    with reading(connection, seconds) as clock:
        return clock.run(find)


def _check(request: Search) -> None:
    """Raise ValueError, in a sentence, on what can't be answered."""
    if request.page < 1:
        raise ValueError("page must be a whole number from 1")
    if not 1 <= request.size <= MAX_SIZE:
        raise ValueError(f"size must be a whole number from 1 to {MAX_SIZE}")
    if request.sort is not None and request.sort not in SORTS:
        raise ValueError(f"sort must be one of {', '.join(SORTS)}")
    for name, day in (("from", request.date_from), ("to", request.date_to)):
        if day is not None and not is_date(day):
            raise ValueError(f"{name} must be a date: 2018, 2018-10 or 2018-10-25")
    for facet, values in request.filters.items():
        if facet not in FACETS:
            raise ValueError(f"there is no facet of that name; there are {', '.join(FACETS)}")
        if isinstance(values, str):
            raise ValueError(f"{facet} must be a list of values")


def _find(connection: sqlite3.Connection, request: Search, query: Query) -> _Found:
    """Find everything that is listed for *request*, relaxed where too little has all the words."""
    strict, dated = matches(connection, query), None
    if request.date_from or request.date_to:
        dated = published_within(connection, request.date_from, request.date_to)
    choices = tuple(
        choose(connection, facet, request.filters[facet])
        for facet in in_order(request.filters)
        if request.filters[facet]
    )
    narrowing = [dated, *(choice.ids for choice in choices)]
    listed = common([strict.ids, *narrowing])
    strict_total = total = _size(connection, listed)
    some = relaxed(connection, query) if strict_total < RELAX_BELOW else None
    if some is not None:
        listed = common([_either(strict, some), *narrowing])
        total = _size(connection, listed)
    if total == strict_total:
        some = None
    sort = request.sort or ("relevance" if query.root else "newest")
    if sort == "relevance" and strict.expression is None:
        sort = "newest"  # there is nothing to rank by
    return _Found(strict, some, choices, dated, listed, total, strict_total, sort)


def _answer(
    connection: sqlite3.Connection,
    request: Search,
    query: Query,
    found: _Found | None,
    suggestion: Callable[[], str | None],
    clock: Clock,
) -> Results:
    """Cut the page, show its hits and count the facets, as far as time allows."""
    total = found.total if found else 0
    page = found and clock.run(lambda: _page(connection, request, query, found, clock))
    lists, exact = _facets(connection, found, clock)
    return Results(
        query=query.text,
        query_cut=query.cut,
        total=total,
        total_exact=found is not None,
        stories=clock.run(partial(distinct_stories, connection, found.listed, total))
        if found
        else None,
        relaxed=found is not None and found.some is not None,
        strict_total=found.strict_total if found else 0,
        suggestion=clock.run(suggestion),
        sort=found.sort if found else request.sort or "newest",
        page=request.page,
        pages=-(-total // request.size),
        hits=page or (),
        facets={facet: lists.values[facet] for facet in in_order(lists.values)},
        missing=lists.missing,
        facet_sizes=lists.sizes,
        facets_exact=exact,
        dates=(found and clock.run(partial(dates, connection, found.listed))) or {},
        chips=_chips(request, found),
        elapsed_ms=clock.elapsed_ms(),
    )


def _suggestion(
    connection: sqlite3.Connection, query: Query, found: _Found | None, fields: Container[str]
) -> str | None:
    """Return the query as it was probably meant, where that finds more than the few it found."""
    if found is None or found.strict_total >= FEW:
        return None
    text = corrected(connection, query.text)
    meant = text and parse(text, fields).root
    if not meant:
        return None
    narrowing = [found.dated, *(choice.ids for choice in found.choices)]
    more = _size(connection, common([evaluate(connection, meant), *narrowing]))
    return text if more > found.strict_total else None


def _chips(request: Search, found: _Found | None) -> tuple[Chip, ...]:
    """Name the choices in force; as they were given, where there was no time to look them up."""
    if found is not None:
        return tuple(chip for choice in found.choices for chip in choice.chips)
    given = [(facet, value) for facet, values in request.filters.items() for value in values]
    return tuple(Chip(facet, value, value) for facet, value in given)


def _page(
    connection: sqlite3.Connection, request: Search, query: Query, found: _Found, clock: Clock
) -> tuple[Hit, ...]:
    """Return the hits of the page that is asked for; none past the end."""
    offset = (request.page - 1) * request.size
    if offset >= found.total:
        return ()
    end = offset + request.size
    if found.sort == "relevance":
        scores = _by_relevance(connection, query, found, end, clock)
        ids = list(scores)[offset:end]
    else:
        ids = _by_date(connection, found.listed, found.sort, request.size, offset)
        scores = dict.fromkeys(ids, None)
    expressions: dict[int, str] = {}
    for matched in filter(None, (found.strict, found.some)):
        for key in [key for key in ids if key not in expressions and key in matched.scores]:
            expressions[key] = matched.expression or ""
            scores[key] = scores[key] or matched.scores[key]
    return hits(connection, ids, scores, expressions, clock.is_over)


def _by_relevance(
    connection: sqlite3.Connection, query: Query, found: _Found, number: int, clock: Clock
) -> dict[int, float | None]:
    """Order the first of what is listed: all the words, some of them, then what no word ranks."""
    strict, some = found.strict.scores, found.some.scores if found.some else Scores()
    if (listed := found.listed) is not None and listed is not found.strict.ids:
        strict, some = strict.within(listed), some.within(listed)
    asked = words(query.root) if query.root else ()
    best = best_first(connection, asked, strict, some, number, clock.is_over)
    order: dict[int, float | None] = {**best}
    if listed is not None and (missing := number - len(order)) > 0:
        unranked = listed - frozenset(order)
        order |= dict.fromkeys(_by_date(connection, unranked, "newest", missing, 0))
    return order


def _by_date(
    connection: sqlite3.Connection, ids: Ids | None, sort: str, size: int, offset: int
) -> list[int]:
    if ids is not None and (arrays := current(connection)):
        return arrays.by_date(ids, offset + size, newest=sort == "newest")[offset:]
    where = {"size": size, "offset": offset, "ids": json.dumps(list(ids or ()))}
    rows = connection.execute((EVERY if ids is None else LISTED) + ORDERS[sort], where)
    return [row[0] for row in rows]


def _facets(
    connection: sqlite3.Connection, found: _Found | None, clock: Clock
) -> tuple[FacetLists, bool]:
    """Count each facet over what is listed without its own choice, until time is up."""
    lists = FacetLists()
    if found is None:
        return lists, False
    chosen = {
        choice.facet: {*choice.values, *(chip.value for chip in choice.chips if not chip.value)}
        for choice in found.choices
    }
    for own in (None, *found.choices):
        base = found.under(but=own)
        counts = clock.run(partial(count, connection, base, own))
        if counts is None:
            return lists, False
        for facet in counts.keys() - chosen if own is None else [own.facet]:
            lists.add(facet, counts.get(facet, NO_COUNTS), chosen.get(facet, ()))
    return lists, True


def _either(strict: Matches, some: Matches | None) -> Ids | None:
    if some is None or strict.ids is None or some.ids is None:
        return strict.ids
    return strict.ids | some.ids


def _size(connection: sqlite3.Connection, ids: Ids | None) -> int:
    return int(connection.execute(HOW_MANY).fetchone()[0]) if ids is None else len(ids)
