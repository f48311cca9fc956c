"""Tests of the pages of contexts and of key words: what they show, link to, and refuse."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup
from web_corpus import DATASETTE_1, HOSTILE, build, serve


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the corpus of the samples."""
    return build(tmp_path_factory.mktemp("kwic") / "corpus.db")


async def get(path: Path, url: str, **options: Any) -> Any:
    return await serve(path, **options).client.get(f"/corpus/-/{url}")


async def soup(path: Path, url: str, **options: Any) -> BeautifulSoup:
    response = await get(path, url, **options)
    assert response.status_code == 200
    return BeautifulSoup(response.text, "html.parser")


@pytest.mark.asyncio
async def test_each_hit_is_a_row_with_its_passage(path: Path) -> None:
    """A line shows what stands on both sides, and its link leads to the marked words."""
    page = await soup(path, "kwic?q=caravan&year=1987")
    (row,) = page.select("table.kwic tbody tr")
    assert [cell.get_text() for cell in row.select("td")] == [
        "HAVANA (AP) -- Cuba said a ", "caravan", " of trucks had left. It did not say where to.",
        "Cuba sends trucks",
    ]  # fmt: skip
    assert page.select_one(".status h2").get_text() == "1 line for “caravan”"  # type: ignore[union-attr]
    article = await serve(path).client.get(row.select_one("a")["href"])  # type: ignore[index,arg-type]
    marked = BeautifulSoup(article.text, "html.parser").select_one("#passage")
    assert marked is not None
    assert marked.get_text() == "caravan"


@pytest.mark.asyncio
async def test_the_order_is_a_link_and_is_kept(path: Path) -> None:
    """Sorting needs no script: three links, of which one is current; chips and pages keep it."""
    page = await soup(path, "kwic?q=a&order=left&from=1980&size=1")
    links = {link.get_text(): link for link in page.select(".order a")}
    assert links["By the words before"].get("aria-current") == "true"
    assert "order=right" in str(links["By the words after"]["href"])
    assert "order" not in str(links["As in the texts"]["href"])
    for kept in page.select(".chips a, .pages a"):
        assert "order=left" in str(kept["href"])


@pytest.mark.asyncio
@pytest.mark.parametrize("name", ["kwic", "keyness"])
async def test_text_is_never_markup(path: Path, name: str) -> None:
    """What an article or a visitor writes is shown as it is."""
    response = await get(path, f"{name}?q=caravan+<b>&agency=<i>Agency</i>&against=<b>&common=1")
    assert HOSTILE not in response.text
    assert "<i>Agency" not in response.text


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("kwic", 200), ("keyness", 200), ("kwic?q=%22%22", 200), ("kwic?q=-caravan", 200),
        ("kwic?q=a&page=99999999999999999999", 200), ("kwic?q=a&order=up", 400),
        ("kwic?q=a&size=0", 400), ("keyness?from=soon", 400), ("kwic.json?q=a&order=up", 400),
        ("keyness?against=%22%28+OR+%00", 200), ("kwic.json?q=%F0%9F%98%80*", 200),
        ("keyness.json?q=zebra", 200), ("kwic.sql?q=", 302), ("kwic.sql?q=a&sort=x", 400),
        ("keyness.sql?q=zebra", 400), ("keyness.sql?year=2018", 302), ("keyness.sql?from=x", 400),
    ],
)  # fmt: skip
async def test_no_request_fails(path: Path, url: str, status: int) -> None:
    """What can't be answered is refused in a sentence, on a page of ours or in JSON."""
    response = await get(path, url)
    assert response.status_code == status
    if status == 400 and ".json" not in url:
        assert "That can’t be answered" in response.text
        assert "content-security-policy" in response.headers


@pytest.mark.asyncio
async def test_json_says_the_same(path: Path) -> None:
    """Scripts get the lines and the figures."""
    found = (await get(path, "kwic.json?q=caravan&year=1987")).json()
    assert (found["total"], found["total_exact"], found["database"]) == (1, True, "corpus")
    assert found["lines"][0] | {"url": ""} == {
        "article_id": 3, "start": 27, "end": 34, "left": "HAVANA (AP) -- Cuba said a ",
        "node": "caravan", "right": " of trucks had left. It did not say where to.",
        "title": "Cuba sends trucks", "url": "",
    }  # fmt: skip
    figures = (await get(path, "keyness.json?year=2018&against=year:2020")).json()
    assert figures["articles"] == [1, 1]
    assert {"word", "here", "there", "score"} == figures["words"][0].keys()


@pytest.mark.asyncio
async def test_the_sql_gives_the_lines(path: Path) -> None:
    """The statement of the page runs in Datasette, and marks every hit of the page."""
    url = "q=caravan&from=1980&size=100"
    lines = (await get(path, f"kwic.json?{url}")).json()["lines"]
    editor = (await get(path, f"kwic.sql?{url}")).headers["location"]
    assert parse_qs(urlsplit(editor).query)["match"] == ['("caravan")']
    page = await serve(path).client.get(editor, follow_redirects=True)
    table = BeautifulSoup(page.text, "html.parser").select_one("table")
    assert table is not None
    assert "caravan" in table.get_text()
    parameters = {name: values[0] for name, values in parse_qs(urlsplit(editor).query).items()}
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    rows = connection.execute(parameters["sql"], parameters).fetchall()
    connection.close()
    hits = [
        (row[0], part.partition("\x03")[0]) for row in rows for part in row[2].split("\x02")[1:]
    ]
    assert sorted(hits) == sorted((line["article_id"], line["node"]) for line in lines)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "query",
    [
        "year=2018&against=year:2020",
        "q=caravan&year=2018",
        "q=troops&against=caravan+it's&common=1",
    ],
)
async def test_the_sql_gives_the_key_words(path: Path, query: str) -> None:
    """The statement of the page runs in Datasette as it is, and has the figures of the page."""
    page = await soup(path, f"keyness?{query}")
    (link,) = page.select("a[href*='keyness.sql']")
    editor = (await serve(path).client.get(str(link["href"]))).headers["location"]
    assert parse_qs(urlsplit(editor).query).keys() == {"sql"}
    in_json = "/corpus/-/query.json" if DATASETTE_1 else "/corpus.json"
    run = editor.replace("/corpus?", f"{in_json}?_shape=arrays&")
    rows = (await serve(path).client.get(run)).json()["rows"]
    words = (await get(path, f"keyness.json?{query}")).json()["words"]
    assert [(row[0], *row[2:]) for row in rows] == [
        (w["word"], w["here"], w["there"]) for w in words
    ]
    assert [row[1] for row in rows] == pytest.approx([word["score"] for word in words])


@pytest.mark.asyncio
@pytest.mark.parametrize("name", ["kwic", "keyness"])
async def test_sql_is_for_those_who_may_run_it(path: Path, name: str) -> None:
    """Without the right to it there is no link, and no statement."""
    closed = {"config": {"databases": {"corpus": {"allow_sql": False}}}}
    page = await soup(path, f"{name}?q=caravan&year=2018", **closed)
    assert not page.select(f"a[href*='{name}.sql']")
    assert (await get(path, f"{name}.sql?q=caravan&year=2018", **closed)).status_code == 403


@pytest.mark.asyncio
async def test_key_words_lead_to_their_contexts(path: Path) -> None:
    """Each word is a link to its lines, under the same filters."""
    page = await soup(path, "keyness?year=2018&against=year:2020")
    link = page.select_one("table.keyness tbody th a")
    assert link is not None
    assert "year=2018" in str(link["href"])
    lines = await serve(path).client.get(link["href"])
    assert link.get_text().casefold() in lines.text.casefold()
    captions = [caption.get_text() for caption in page.select("caption")]
    assert captions == ["More often here", "Less often here"]


@pytest.mark.asyncio
@pytest.mark.parametrize("name", ["kwic?q=caravan", "keyness"])
async def test_who_may_not_see_the_articles_sees_nothing(path: Path, name: str) -> None:
    """Datasette's permissions hold."""
    allow = {"databases": {"corpus": {"tables": {"articles": {"allow": False}}}}}
    assert (await get(path, name, config=allow)).status_code == 403
