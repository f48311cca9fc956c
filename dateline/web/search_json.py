"""A search's results as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dateline.results import FacetValue, Hit, Results, Search
from dateline.web import answers, corpora, links, marks, parameters, responses


@responses.read_only
async def page(datasette: Any, request: Any) -> Any:
    """Answer ``/corpus/-/search.json``."""
    corpus = await corpora.find(datasette, request.url_vars["database"], request.actor)
    try:
        asked = parameters.read(request.query_string, corpus.facets)
        answer = await answers.ask(datasette, corpus, asked)
    except ValueError as error:
        return responses.json(datasette, {"error": str(error)}, status=400)
    return responses.json(datasette, _results(datasette, corpus, asked, answer.results))


def _results(
    datasette: Any, corpus: corpora.Corpus, asked: Search, results: Results
) -> dict[str, Any]:
    """Return *results* under the names that other programs rely on."""
    return {
        "database": corpus.name,
        "query": results.query,
        "query_cut": results.query_cut,
        "total": results.total,
        "total_exact": results.total_exact,
        "relaxed": results.relaxed,
        "strict_total": results.strict_total,
        "suggestion": results.suggestion,
        "sort": results.sort,
        "page": results.page,
        "pages": results.pages,
        "size": asked.size,
        "articles": [_article(datasette, corpus, hit) for hit in results.hits],
        "facets": {name: _values(values) for name, values in results.facets.items()},
        "facet_sizes": {name: results.facet_sizes.get(name) for name in results.facets},
        "missing": {
            name: {"count": value.count, "selected": value.selected}
            for name, value in results.missing.items()
        },
        "facets_exact": results.facets_exact,
        "elapsed_ms": round(results.elapsed_ms, 1),
    }


def _values(values: Iterable[FacetValue]) -> list[dict[str, Any]]:
    return [{"value": v.value, "count": v.count, "selected": v.selected} for v in values]


def _article(datasette: Any, corpus: corpora.Corpus, hit: Hit) -> dict[str, Any]:
    return {
        "id": hit.id,
        "path": hit.path,
        "title": hit.title,
        "published": hit.published,
        "published_rule": hit.published_rule,
        "agency": hit.agency,
        "source": hit.source,
        "byline": hit.byline,
        "score": hit.score,
        "snippet": str(marks.to_html(hit.snippet_marked)),
        "url": links.article(datasette, corpus.name, hit.id),
        "source_url": hit.url,
    }
