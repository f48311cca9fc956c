"""Tests of /corpus/-/suggest.json: completions as the search box asks for them."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from web_corpus import SAMPLES, Sample, build, serve

from dateline.web import suggest

URL = "/corpus/-/suggest.json"


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a small corpus, with a byline."""
    byline = (("byline", "Jane Doe", "Jane Doe", "byline.by", True),)
    samples = (*SAMPLES, Sample("byline.txt", "By Jane Doe", byline))
    return build(tmp_path_factory.mktemp("suggest") / "corpus.db", samples)


async def test_completions(corpus: Path) -> None:
    """Each completion says what it is, in how many articles, and the query that it makes."""
    response = await serve(corpus).client.get(URL, params={"q": "carav"})
    assert response.status_code == 200
    assert response.json() == {
        "query": "carav",
        "suggestions": [{"value": "caravan", "kind": "word", "count": 4, "query": "caravan"}],
    }


@pytest.mark.parametrize(
    "q", ["", "ca", '"', "\x00", "(" * 3000, "person:", "%zz", "'; drop table"]
)
async def test_anything_may_be_typed(corpus: Path, q: str) -> None:
    """What can't be completed has no suggestions, and no error."""
    response = await serve(corpus).client.get(URL, params={"q": q})
    assert response.status_code == 200
    assert response.json()["suggestions"] == []


HIDDEN: dict[str, dict[str, Any]] = {
    "names": {"article_facets": {"allow": False}},
    "articles": {"articles": {"allow": False}},
}


@pytest.mark.parametrize(
    ("hidden", "status", "offered"),
    [(None, 200, True), ("names", 200, False), ("articles", 403, False)],
)
async def test_who_may_see_what(
    corpus: Path, hidden: str | None, status: int, offered: bool
) -> None:
    """Nothing is suggested out of tables that the visitor may not see."""
    tables = HIDDEN[hidden] if hidden else {}
    served = serve(corpus, config={"databases": {"corpus": {"tables": tables}}})
    response = await served.client.get(URL, params={"q": "jane"})
    assert response.status_code == status
    assert ('byline:\\"Jane Doe\\"' in response.text) is offered


async def test_no_corpus(corpus: Path) -> None:
    """A database that is not there is not found."""
    assert (await serve(corpus).client.get("/nothing/-/suggest.json?q=carav")).status_code == 404


async def test_out_of_time(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer that takes too long has no suggestions."""

    def slow(*_arguments: Any) -> None:
        raise sqlite3.OperationalError("interrupted")

    monkeypatch.setattr(suggest, "complete", slow)
    response = await serve(corpus).client.get(URL, params={"q": "carav"})
    assert response.json() == {"query": "carav", "suggestions": []}
