"""Who said what: the quotations in the articles of a search, by speaker and by the words quoted."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from dateline.clock import reading
from dateline.facets import MAX_FACET_VALUES, PERSON_FORMS, Counts, FacetLists, resolve
from dateline.lexemes import FIELDS
from dateline.match import expression, said
from dateline.query import And, Near, Node, Or, Term, parse
from dateline.results import SORTS, Chip, FacetValue, Search
from dateline.search import MAX_SIZE, listing
from dateline.text import fold

# A speaker is the person that a name was found to be, else what the article calls the speaker.
NAMED = """
left join people on :people and people.id = said.person_id
left join people as whole on whole.id = coalesce(people.merged_into, people.id)
"""

SPEAKERS = """
select coalesce(whole.name, said.speaker, ''), sum(number) from (
    select said.person_id, said.speaker, count(*) as number
    from quotations as said {} group by 1, 2
) as said {}
group by 1
"""

FACETS = """
select facet, value, sum(number) from (
    select said.article_id as article, count(*) as number from quotations as said {} {} group by 1
) as quoted
cross join facet_postings on facet_postings.article_id = quoted.article
join facet_values on facet_values.id = value_id
where :facet is null or facet = :facet
group by value_id
"""

MAX_COUNTED = 50_000
"""Quotations up to which facets are counted: of Reuters' 10,843 all are in 36 ms."""

# By date, SQLite shall go through the articles in that order, and stop when the page is full.
ROWS = """
select said.id as id, article_id, said.text, coalesce(whole.name, said.speaker) as speaker,
    whole.id as person_id, verb, rule, confidence, published
from articles {} join quotes as said on said.article_id = articles.id {} {}
"""

NARROWED = {
    "match": "join quotes_fts on quotes_fts.rowid = said.id and quotes_fts match :match\n",
    "articles": "join json_each(:articles) as listed on listed.value = said.article_id\n",
    "persons": "join json_each(:persons) as meant on meant.value = said.person_id\n",
}

CHOSEN = """join json_each(:speakers) as chosen
on chosen.value = coalesce(whole.name, said.speaker, '')
"""

# Undated articles come last in both; the quotations of one stand in the order of its text.
ORDERS = {
    "relevance": "order by bm25(quotes_fts), said.id",
    "newest": "order by articles.published desc, articles.id, said.id",
    "oldest": "order by articles.published asc nulls last, articles.id, said.id",
}

# (The + has FTS5 find the words once, not once for each row.)
MARKED = """
select rowid, highlight(quotes_fts, 0, char(2), char(3)) from quotes_fts
where quotes_fts match :match and +rowid in (select value from json_each(:ids))
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of the quotations: ``Asked(Search(q="caravan"), said="hous*")``."""

    search: Search
    """Narrows the articles; its sort, page and size are those of the quotations."""
    said: str = ""
    """Words, phrases and beginnings of words to be looked for in what is quoted."""
    speakers: tuple[str, ...] = ()
    """Any of these: names as shown, or any known form of a person; ``""`` is nobody named."""
    persons: tuple[int, ...] = ()
    """Any of these people, by id, before any merge."""


@dataclass(frozen=True, slots=True)
class Quotation:
    """One quotation; ``marked`` has ``chr(2)`` and ``chr(3)`` around each word looked for."""

    id: int
    article_id: int
    marked: str
    speaker: str | None
    person_id: int | None
    verb: str | None
    rule: str
    confidence: float
    published: str | None


@dataclass(frozen=True, slots=True)
class Quotations:
    """One page of quotations, how many there are, and who said how many of them."""

    total: int = 0
    exact: bool = False
    """False where time was up: what is missing is not said here."""
    sort: str = "newest"
    rows: tuple[Quotation, ...] = ()
    speakers: tuple[FacetValue, ...] = ()
    """The most quoted, and those chosen; counts ignore who is chosen. ``""`` is nobody named."""
    sql: str = ""
    where: Mapping[str, Any] = field(default_factory=dict)
    """The statement that made the rows, and its parameters."""


def quotations(
    connection: sqlite3.Connection,
    asked: Asked,
    *,
    seconds: float | None = None,
    fields: Container[str] = FIELDS,
) -> Quotations:
    """List the quotations that are *asked* for, within *seconds*.

    ``quotations(connection, Asked(Search(), said="fleeing")).rows[0].speaker`` →
    ``"Denis Omar Contreras"``. Raises ValueError, with a sentence, on what makes no sense.
    """
    search, root = asked.search, parse(asked.said, ()).root
    match = expression(root) if root else None
    if search.sort not in (None, *SORTS) or not 1 <= search.size <= MAX_SIZE:
        raise ValueError(f"sort is one of {', '.join(SORTS)}, and size from 1 to {MAX_SIZE}")
    if root and not match:
        raise ValueError("“said” needs a word to look for, not only words to leave out")
    where: dict[str, Any] = {"people": int("person" in fields)}
    where |= {"match": f"{{text}} : ({match})"} if match else {}
    where |= {"persons": json.dumps(asked.persons)} if asked.persons else {}
    articles = _articles(connection, search, seconds, fields)
    if articles == "null":  # there was no time
        return Quotations()
    where |= {"articles": articles} if articles else {}
    with reading(connection, seconds) as clock:
        return clock.run(lambda: _found(connection, asked, where, fields)) or Quotations()


def _found(
    connection: sqlite3.Connection, asked: Asked, where: dict[str, Any], fields: Container[str]
) -> Quotations:
    """Count and list what is quoted *where*."""
    search, usual = asked.search, "relevance" if "match" in where else "newest"
    sort = search.sort if search.sort in ("newest", "oldest") else usual
    narrowed = "".join(part for name, part in NARROWED.items() if name in where)
    counts = dict(connection.execute(SPEAKERS.format(narrowed, NAMED), where).fetchall())
    chosen = {name for one in asked.speakers for name in _meant(connection, one, counts, where)}
    names = sorted(counts.keys() | chosen, key=lambda name: (-counts.get(name, 0), name))
    names = [name for at, name in enumerate(names) if at < MAX_FACET_VALUES or name in chosen]
    where |= {"speakers": json.dumps(sorted(chosen))} if chosen else {}
    window = f"limit {search.size} offset {(search.page - 1) * search.size}"
    named = NAMED + (CHOSEN if chosen else "")
    sql = f"{ROWS.format('' if narrowed else 'cross', narrowed, named)}{ORDERS[sort]}\n{window}"
    rows = [Quotation(*row) for row in connection.execute(sql, where)]
    words = where.get("match") or " OR ".join(said_in(parse(search.q, fields).root))
    ids = json.dumps([row.id for row in rows])
    marks = (
        dict(connection.execute(MARKED, {"match": words, "ids": ids}).fetchall()) if words else {}
    )
    return Quotations(
        exact=True,
        total=sum(counts.get(name, 0) for name in (chosen or counts)),
        sort=sort,
        rows=tuple(replace(row, marked=marks.get(row.id, row.marked)) for row in rows),
        speakers=tuple(FacetValue(name, counts.get(name, 0), name in chosen) for name in names),
        sql=sql,
        where=where,
    )


def filters(
    connection: sqlite3.Connection,
    asked: Asked,
    found: Quotations,
    *,
    seconds: float | None = None,
    fields: Container[str] = FIELDS,
) -> tuple[FacetLists, tuple[Chip, ...]]:
    """Count the quotations in articles with each value of each facet; and name what is chosen.

    A facet's counts ignore its own choice. Nothing is counted of more than `MAX_COUNTED`, or where
    there is no time. ``filters(…)[0].values["country"][0]`` → ``FacetValue("Mexico", 7, False)``
    """
    lists, search = FacetLists(), asked.search
    if not found.exact or found.total > MAX_COUNTED:
        return lists, ()
    meant = {facet: resolve(connection, facet, given) for facet, given in search.filters.items()}
    wider: dict[str | None, str | None] = {None: found.where.get("articles")}
    for facet in meant:
        one = replace(search, filters={f: v for f, v in search.filters.items() if f != facet})
        wider[facet] = _articles(connection, one, seconds, fields)
    with reading(connection, seconds) as clock:
        for own, articles in wider.items():
            where = {**found.where, "facet": own, "articles": articles}
            counted = clock.run(partial(_counted, connection, where))
            for facet, counts in (counted or {}).items():
                if own == facet or facet not in meant:
                    chosen = {name for some in meant.get(facet, {}).values() for name in some}
                    lists.add(facet, Counts(counts, len(counts) - ("" in counts)), chosen)
    chips = (
        Chip(facet, next(iter(some)) if len(some) == 1 else given, given)
        for facet, every in meant.items()
        for given, some in every.items()
    )
    return lists, tuple(chips)


def _counted(connection: sqlite3.Connection, where: dict[str, Any]) -> dict[str, dict[str, int]]:
    """Return facet → value → quotations."""
    narrowed = "".join(part for name, part in NARROWED.items() if where.get(name))
    named = NAMED + (CHOSEN if "speakers" in where else "")
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    for facet, value, number in connection.execute(FACETS.format(narrowed, named), where):
        counts[facet][value] = number
    return counts


def _articles(
    connection: sqlite3.Connection, search: Search, seconds: float | None, fields: Container[str]
) -> str | None:
    """Return the ids of the articles of a search as JSON; None is all."""
    if not (search.q or search.filters or search.date_from or search.date_to):
        return None
    one = replace(search, sort="newest", page=1)
    return json.dumps(listing(connection, one, seconds=seconds, fields=fields))


def _meant(
    connection: sqlite3.Connection, given: str, names: Mapping[str, int], where: Mapping[str, Any]
) -> set[str]:
    """Return whom *given* means: the name itself, else one alike, else a person's other form."""
    if given in names or not given:
        return {given}
    forms = connection.execute(PERSON_FORMS).fetchall() if where["people"] else ()
    asked = fold(given)
    alike = {name for name in names if fold(name) == asked}
    return alike or {name for form, name in forms if fold(form) == asked} or {given}


def said_in(node: Node | None) -> Iterator[str]:
    """Yield, in FTS5's language, what a query asks for inside quotations."""
    if isinstance(node, (And, Or)):
        for part in node.parts:
            yield from said_in(part)
    elif isinstance(node, Term | Near):
        inside = node.column if isinstance(node, Term) else node.left.column
        if inside == "said":
            yield f"({said(node)})"
