"""A search's results as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from dateline.desk.quoted import Quoted
from dateline.results import FacetValue, Hit, Results, Search
from dateline.web import answers, corpora, links, marks, parameters, responses

RESULTS = (
    *("query", "query_cut", "total", "total_exact", "stories", "relaxed", "strict_total"),
    *("suggestion", "sort", "page", "pages", "facets_exact"),
)
"""Fields of `Results` that are given as they are."""

HIT = (
    *("id", "path", "title", "published", "published_rule", "agency", "source", "byline"),
    *("score", "matches", "copies"),
)
"""Fields of `Hit` that are given as they are."""


@responses.read_only
@responses.in_json
async def page(datasette: Any, request: Any) -> Any:
    """Answer ``/corpus/-/search.json``."""
    corpus = await corpora.find(datasette, request.url_vars["database"], request.actor)
    asked = parameters.read(request.query_string, corpus.facets)
    results, quotes = await answers.results_of(datasette, corpus, asked)
    return responses.json(datasette, _results(datasette, corpus, asked, results, quotes))


def _results(
    datasette: Any,
    corpus: corpora.Corpus,
    asked: Search,
    results: Results,
    quotes: Mapping[int, Quoted],
) -> dict[str, Any]:
    """Return *results* under the names that other programs rely on."""
    return {
        "database": corpus.name,
        **{name: getattr(results, name) for name in RESULTS},
        "size": asked.size,
        "articles": [_article(datasette, corpus, hit, quotes.get(hit.id)) for hit in results.hits],
        "facets": {name: _values(values) for name, values in results.facets.items()},
        "facet_sizes": {name: results.facet_sizes.get(name) for name in results.facets},
        "missing": {
            name: {"count": value.count, "selected": value.selected}
            for name, value in results.missing.items()
        },
        "elapsed_ms": round(results.elapsed_ms, 1),
    }


def _values(values: Iterable[FacetValue]) -> list[dict[str, Any]]:
    return [{"value": v.value, "count": v.count, "selected": v.selected} for v in values]


def _article(
    datasette: Any, corpus: corpora.Corpus, hit: Hit, quote: Quoted | None
) -> dict[str, Any]:
    url = links.article(datasette, corpus.name, hit.id)
    return {
        **{name: getattr(hit, name) for name in HIT},
        "snippet": str(marks.to_html(hit.snippet_marked)),
        "quote": quote and _quote(quote, url),
        "url": url,
        "source_url": links.web_address(hit.url),
    }


def _quote(quote: Quoted, article: str) -> dict[str, Any]:
    """Return who says the words looked for, and where."""
    marked, url = str(marks.to_html(quote.marked)), f"{article}#quote-{quote.id}"
    return {**asdict(quote), "marked": marked, "url": url}
