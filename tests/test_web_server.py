"""A real `datasette corpus.db`, with no other flag, asked over a real connection."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest
from web_corpus import build, running


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Yield the address of ``datasette corpus.db``."""
    with running(build(tmp_path_factory.mktemp("server") / "corpus.db")) as url:
        yield url


def get(url: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(url, timeout=10) as response:
            return response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def test_search_as_json(server: str) -> None:
    """A search finds both seeds, with the word marked in the snippets."""
    status, body = get(f"{server}/corpus/-/search.json?q=contreras")
    assert status == 200
    articles = json.loads(body)["articles"]
    assert {article["id"] for article in articles} == {1, 2}
    assert all("<mark>Contreras</mark>" in article["snippet"] for article in articles)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/corpus/-/search?q=caravan", 200),
        ("/corpus/-/article/1", 200),
        ("/-/static-plugins/dateline/dateline.css", 200),
        ("/corpus/articles", 200),
        ("/corpus/-/article/99", 404),
        ("/corpus/-/search?page=0", 400),
        ("/corpus/-/search?q=" + "%00%ff%ed%a0%80", 200),
        ("/corpus/-/search?q=" + "a" * 60_000, 200),
    ],
)
def test_pages_answer(server: str, path: str, status: int) -> None:
    """Every page answers as it should through the real server."""
    assert get(server + path)[0] == status


def test_query_that_no_server_reads(server: str) -> None:
    """A URL beyond what the server reads is refused by it, not by a crash."""
    assert get(f"{server}/corpus/-/search?q=" + "a" * 100_000)[0] in (200, 400, 414, 431)
