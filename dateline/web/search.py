"""The search page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from dateline.results import SORTS, FacetValue, Hit, Results, Search
from dateline.web import (
    answers,
    atlas,
    corpora,
    links,
    marks,
    parameters,
    responses,
    timeline,
    within,
    wording,
)

TEMPLATE = "dateline_search.html"

SHOWN_VALUES = 8
"""Values of a facet before “Show more”: 6 to 10 are read without skipping any."""

FOLDED_VALUES = 2
"""So few more are shown rather than hidden behind “Show 1 more”, which takes as much room."""

SEARCHABLE = 20
"""Values of a facet from which on it can be searched: more are no longer looked through."""

SHOWN_NAMES = 3
"""People, and places, that are named under a result: they stay on one line of a wide page."""

MAX_STATE = 1_000
"""Characters of a search that the link to an article carries, for the way back to the results;
they stand on the page once for each. Of longer ones no charts are drawn: each bar is a link too."""

MAX_CHIPS = 30
"""Chips with a link each. A link repeats the whole query string: of a thousand values, which are
a script's doing, a page of links would be many megabytes."""


@responses.read_only
async def page(datasette: Any, request: Any) -> Any:
    """Answer ``/corpus/-/search``."""
    corpus = await corpora.find(datasette, request.url_vars["database"], request.actor)
    return await render(datasette, request, corpus)


async def render(
    datasette: Any, request: Any, corpus: corpora.Corpus, others: Sequence[str] = ()
) -> Any:
    """Return the search page of *corpus*; what can't be read is said on a page that still works."""
    context: dict[str, Any] = {
        "corpus": corpus,
        "nav": links.navigation(datasette, corpus),
        "others": links.databases(datasette, others),
        "wording": wording,
    }
    try:
        asked = parameters.read(request.query_string, corpus.facets)
        words = within.read(request.query_string, corpus.facets)
        answer = await answers.ask(datasette, corpus, asked, words)
    except ValueError as error:
        only = Search(q=parameters.words(request.query_string))
        context |= {"error": str(error), "asked": only}
        return await responses.html(datasette, request, TEMPLATE, context, status=400)
    context |= _list(datasette, corpus, asked, answer) | _state(datasette, corpus, asked, answer)
    return await responses.html(datasette, request, TEMPLATE, context)


def _list(
    datasette: Any, corpus: corpora.Corpus, asked: Search, answer: answers.Answer
) -> dict[str, Any]:
    """Return what was found."""
    results = answer.results
    state = parameters.write(asked, page=asked.page)
    if len(state) > MAX_STATE:
        state = parameters.write(Search(q=asked.q))
    return {
        "asked": asked,
        "results": results,
        "hits": [_shown(datasette, corpus, state, answer, hit) for hit in results.hits],
        "first": (results.page - 1) * asked.size + 1,
        "timed_out": not results.total_exact and not results.total,
        "limit": datasette.setting("sql_time_limit_ms"),
    }


def _state(
    datasette: Any, corpus: corpora.Corpus, asked: Search, answer: answers.Answer
) -> dict[str, Any]:
    """Return what is in force, and the ways on from here."""
    results = answer.results
    url = links.search(datasette, corpus.name)
    drawn = len(parameters.write(asked)) <= MAX_STATE
    return {
        "chips": list(_chips(url, asked, results)),
        "hidden_chips": max(len(results.chips) - MAX_CHIPS, 0),
        "facets": list(_facets(corpus, answer)),
        "sorts": list(_sorts(url, asked)),
        "clear": url + parameters.write(Search(q=asked.q, sort=asked.sort, size=asked.size)),
        "json": f"{url}.json{parameters.write(asked, page=asked.page)}",
        "sql": answer.statement and drawn and links.sql(datasette, corpus, answer.statement, {}),
        "pages": _pages(url, asked, results),
        "timeline": timeline.chart(url, asked, results) if drawn else None,
        "map": atlas.chart(url, asked, results, answer.points) if drawn else None,
        "suggestion": results.suggestion
        and (results.suggestion, url + parameters.write(asked, q=results.suggestion)),
        "ways_out": [
            (way.dropped, url + parameters.write(way.search), way.total) for way in answer.ways_out
        ],
    }


def _shown(
    datasette: Any, corpus: corpora.Corpus, state: str, answer: answers.Answer, hit: Hit
) -> dict[str, Any]:
    name = hit.title_marked or answer.names[hit.id]
    names = dict.fromkeys((hit.agency, hit.source, hit.byline))
    return {
        "hit": hit,
        "name": marks.to_html(name),
        "url": links.article(datasette, corpus.name, hit.id, state),
        "date": hit.published and wording.date(hit.published),
        "inferred": wording.inferred(hit.published_rule),
        "datelines": answer.named.get((hit.id, "dateline"), ()),
        "credits": [name for name in names if name],
        "source_url": links.web_address(hit.url),
        "snippet": marks.to_html(hit.snippet_marked),
        "quote": _quoted(datasette, corpus, answer, hit, state),
        "named": list(_named(answer, hit)),
    }


def _quoted(
    datasette: Any, corpus: corpora.Corpus, answer: answers.Answer, hit: Hit, state: str
) -> dict[str, Any] | None:
    """Return who says the words looked for: the words, where they stand, and the speaker's page."""
    quote = answer.quotes.get(hit.id)
    if quote is None:
        return None
    person = quote.person_id and links.person(datasette, corpus.name, quote.person_id)
    url = f"{links.article(datasette, corpus.name, hit.id, state)}#quote-{quote.id}"
    words = marks.to_html(quote.marked)
    return {"words": words, "url": url, "speaker": quote.speaker, "person": person}


def _named(answer: answers.Answer, hit: Hit) -> Iterator[tuple[str, list[tuple[str, bool]], int]]:
    """Yield whom and which places an article names; first what was chosen, which is why it is here.

    ``("People", [("Denis Omar Contreras", True), ("Ana Ruiz", False)], 2)``: and two more
    """
    chosen = {(chip.facet, chip.value) for chip in answer.results.chips}
    for kind in answers.NAMED_KINDS:
        names = [(name, (kind, name) in chosen) for name in answer.named.get((hit.id, kind), ())]
        if names:
            names.sort(key=lambda name: not name[1])
            yield wording.KINDS[kind], names[:SHOWN_NAMES], max(len(names) - SHOWN_NAMES, 0)


def _chips(url: str, asked: Search, results: Results) -> Iterator[tuple[str, str, str]]:
    """Yield the name, value and removal of each filter in force."""
    for chip in results.chips[:MAX_CHIPS]:
        without = links.without(asked, chip.facet, chip.given)
        value = wording.facet_value(chip.facet, chip.value)
        yield wording.FACETS[chip.facet][0], value, url + parameters.write(without)
    if asked.date_from:
        remove = url + parameters.write(asked, date_from=None)
        yield "From", wording.date(asked.date_from), remove
    if asked.date_to:
        yield "To", wording.date(asked.date_to), url + parameters.write(asked, date_to=None)


def _facets(corpus: corpora.Corpus, answer: answers.Answer) -> Iterator[dict[str, Any]]:
    """Yield each facet that has anything to choose."""
    results = answer.results
    for name in corpus.facets:
        found = answer.within.get(name)
        values = list(found.values) if found else _values(name, results)
        missing = results.missing.get(name)
        if not (values or found or (missing and missing.selected)):
            continue
        cut = SHOWN_VALUES if len(values) > SHOWN_VALUES + FOLDED_VALUES else len(values)
        first = values[:cut] + [value for value in values[cut:] if value.selected]
        if missing and (missing.selected or (missing.count and not found)):
            first.append(missing)
        size = results.facet_sizes.get(name, len(values))
        yield {
            "name": name,
            "heading": wording.FACETS[name][0],
            "values": [_choice(name, value) for value in first],
            "more": [_choice(name, value) for value in values[cut:] if not value.selected],
            "cut": None if found or size <= len(values) else f"The top {len(values)} of {size:,}",
            "searchable": f"{size:,}" if found or size > SEARCHABLE else None,
            "within": found,
            "selected": sum(chip.facet == name for chip in results.chips),
        }


def _choice(facet: str, value: FacetValue) -> tuple[str, str, str, str, bool]:
    """Return a value as the template writes it: every call in there takes as long as a line."""
    label = wording.facet_value(facet, value.value)
    noun = "article" if value.count == 1 else "articles"
    return value.value, label, f"{value.count:,}", noun, value.selected


def _values(name: str, results: Results) -> list[FacetValue]:
    values = list(results.facets.get(name, ()))
    # What was chosen stays where it was, even when nothing has it any more.
    listed = {value.value for value in values}
    chosen = [chip.value for chip in results.chips if chip.facet == name and chip.value]
    values += [FacetValue(value, 0, True) for value in chosen if value not in listed]
    if name in ("year", "month"):  # time has an order of its own
        values.sort(key=lambda value: value.value, reverse=True)
    return values


def _sorts(url: str, asked: Search) -> Iterator[tuple[str, str, str]]:
    usual = "relevance" if asked.q else "newest"
    for name in SORTS:
        if asked.q or name != "relevance":
            sort = None if name == usual else name
            yield name, wording.SORTS[name], url + parameters.write(asked, sort=sort)


def _pages(url: str, asked: Search, results: Results) -> dict[str, str | None]:
    def link(number: int) -> str:
        return url + parameters.write(asked, page=number)

    page, last = results.page, results.pages
    return {
        "previous": link(min(page - 1, last)) if page > 1 and last else None,
        "next": link(page + 1) if page < last else None,
        "last": link(last),
    }
