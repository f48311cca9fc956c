"""A search's results, and what only a page needs beside them."""

from __future__ import annotations

import sqlite3
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from json import dumps
from typing import Any

from dateline.atlas import Points, located
from dateline.desk.quoted import Quoted, quoted
from dateline.results import Results, Search
from dateline.search import search
from dateline.statements import listed
from dateline.web import headline, links, within, wording
from dateline.web.corpora import Corpus

MAX_WAYS_OUT = 6
"""Filters, up to which the removal of each is counted when nothing is found: so many searches."""

# In the order in which the text names them.
NAMED = """
select facts.article_id, facts.kind, coalesce(whole.name, people.name, facts.value)
from facts
left join people on facts.kind = 'person' and people.id = facts.entity_id
left join people as whole on whole.id = people.merged_into
where facts.article_id in (select value from json_each(:ids)) and facts.shown
and +facts.kind in (select value from json_each(:kinds))
group by 1, 2, 3 order by min(facts.start), min(facts.id)
"""

NAMED_KINDS = ("person", "country", "place")
"""What is said of each result beside its words: whom and which countries and places it names."""


@dataclass(frozen=True, slots=True)
class WayOut:
    """What to drop of a search that found nothing, the search without it, and its total."""

    dropped: str
    search: Search
    total: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What a search page shows."""

    results: Results
    names: Mapping[int, str]
    """What to call the articles without a headline, by id."""
    named: Mapping[tuple[int, str], Sequence[str]]
    """Who and what each article names, and the places of its dateline, by its id and the kind, in
    the order of the text."""
    quotes: Mapping[int, Quoted]
    """Of each article, by id, the quotation that has words looked for, if one has any."""
    within: Mapping[str, within.Within]
    points: Points
    """Where the places of the facet lie."""
    ways_out: tuple[WayOut, ...]
    statement: str | None
    """The search as SQL; None where it was cut off."""


async def results_of(
    datasette: Any, corpus: Corpus, asked: Search
) -> tuple[Results, Mapping[int, Quoted]]:
    """Search *corpus* for who wants the results and their quotations alone, as `ask` does."""
    seconds = datasette.setting("sql_time_limit_ms") / 1000

    def find(connection: sqlite3.Connection) -> tuple[Results, Mapping[int, Quoted]]:
        results = _results(connection, asked, seconds, corpus)
        return results, _quotes(connection, results, seconds, corpus)

    found: tuple[Results, Mapping[int, Quoted]] = await corpus.ask(find)
    return found


async def ask(
    datasette: Any, corpus: Corpus, asked: Search, words: Mapping[str, str] | None = None
) -> Answer:
    """Search *corpus* in one of Datasette's threads, within its limit of time.

    *words* are what is looked for within facets.
    """
    seconds = datasette.setting("sql_time_limit_ms") / 1000
    answer: Answer = await corpus.ask(
        lambda connection: _answer(connection, asked, seconds, corpus, words or {})
    )
    return answer


def _answer(
    connection: sqlite3.Connection,
    asked: Search,
    seconds: float,
    corpus: Corpus,
    words: Mapping[str, str],
) -> Answer:
    results = _results(connection, asked, seconds, corpus)
    kinds = [kind for kind in NAMED_KINDS if kind in corpus.facets] + ["dateline"]
    where = {"ids": dumps([hit.id for hit in results.hits]), "kinds": dumps(kinds)}
    named: dict[tuple[int, str], list[str]] = defaultdict(list)
    for article, kind, name in connection.execute(NAMED, where) if corpus.facts else ():
        named[article, kind].append(name)
    places = [value.value for value in results.facets.get("place", ())]
    return Answer(
        results=results,
        names=headline.titles(connection, corpus, [h.id for h in results.hits if not h.title]),
        named=named,
        quotes=_quotes(connection, results, seconds, corpus),
        points=located(connection, places) if corpus.places else {},
        within=within.look(connection, asked, results, words, corpus.fields, seconds),
        ways_out=tuple(_ways_out(connection, asked, results, seconds, corpus)),
        statement=listed(connection, asked, results, corpus.fields)
        if results.total_exact
        else None,
    )


def _results(
    connection: sqlite3.Connection, asked: Search, seconds: float, corpus: Corpus
) -> Results:
    """Search, and return the results without what the visitor may not see."""
    results = search(connection, asked, seconds=seconds, fields=corpus.fields)
    hits = results.hits
    if not corpus.facts:
        hits = tuple(replace(hit, published_rule=None) for hit in hits)
    if not corpus.copies:
        hits = tuple(replace(hit, copies=None) for hit in hits)
    return replace(
        results,
        hits=hits,
        stories=results.stories if corpus.copies else None,
        facets={name: values for name, values in results.facets.items() if name in corpus.facets},
        missing={name: value for name, value in results.missing.items() if name in corpus.facets},
    )


def _quotes(
    connection: sqlite3.Connection, results: Results, seconds: float, corpus: Corpus
) -> dict[int, Quoted]:
    ids = [hit.id for hit in results.hits]
    return quoted(connection, results.query, ids, seconds=seconds, fields=corpus.fields)


def _ways_out(
    connection: sqlite3.Connection, asked: Search, results: Results, seconds: float, corpus: Corpus
) -> Iterator[WayOut]:
    """Yield what to drop of a search that found nothing, where that finds something."""
    if results.total or not results.total_exact:
        return
    deadline = time.monotonic() + seconds
    for dropped, wider in _wider(asked, results):
        left = deadline - time.monotonic()
        if left <= 0:
            return
        one = replace(wider, page=1, size=1)
        total = search(connection, one, seconds=left, fields=corpus.fields).total
        if total:
            yield WayOut(dropped, wider, total)


def _wider(asked: Search, results: Results) -> Iterator[tuple[str, Search]]:
    for chip in results.chips if len(results.chips) <= MAX_WAYS_OUT else ():
        name = f"{wording.FACETS[chip.facet][0]}: {wording.facet_value(chip.facet, chip.value)}"
        yield f"“{name}”", links.without(asked, chip.facet, chip.given)
    dated = bool(asked.date_from or asked.date_to)
    if dated:
        yield "the dates", replace(asked, date_from=None, date_to=None)
    if len(results.chips) + dated > 1:
        yield "any filter", replace(asked, filters={}, date_from=None, date_to=None)
    if asked.q and (results.chips or dated):
        yield f"the words “{results.query}”", replace(asked, q="", sort=None)
