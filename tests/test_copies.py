"""Tests of what a reader is told of copies: how many stories, how many copies, and which."""

from __future__ import annotations

import random
import sqlite3
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from bs4 import BeautifulSoup

from dateline.arrays import ArticleSet
from dateline.copies import FEW, copies_of, distinct_stories
from dateline.ingest import main
from dateline.reprints import accelerate
from dateline.search import Search, search
from tests.corpus_fixture import corpus
from tests.web_corpus import serve

PAGE = "/corpus/-/search"


def told(articles: int, stories: dict[int, int]) -> sqlite3.Connection:
    """Return a corpus in which some articles are of a story."""
    connection = corpus({"text": "A caravan", "title": f"No {n}"} for n in range(articles))
    connection.executemany("insert into reprints values (?, ?)", stories.items())
    return connection


def test_stories_are_counted_once() -> None:
    """Three copies and one other article are two stories, of which some may be listed."""
    connection = told(5, {1: 1, 2: 1, 4: 1})
    results = search(connection, Search("caravan"))
    assert (results.total, results.stories) == (5, 3)
    assert {hit.id: hit.copies for hit in results.hits} == {1: 2, 2: 2, 3: 0, 4: 2, 5: 0}
    assert distinct_stories(connection, {2, 4, 5}, 3) == 2
    assert distinct_stories(connection, set(), 0) == 0
    assert distinct_stories(corpus([]), None, 0) == 0


@pytest.mark.parametrize("drop", ["", "delete from accelerators", "drop table accelerators"])
def test_arrays_and_sql_count_alike(drop: str) -> None:
    """Of many articles an array counts the stories; without it, SQL does, with the same answer."""
    dice = random.Random(3)
    articles = FEW + 500
    sizes = {first: dice.choice([0, 2, 3, 5]) for first in range(1, articles, 5)}
    stories = {n: first for first, size in sizes.items() for n in range(first, first + size)}
    connection = told(articles, stories)
    accelerate(connection)
    connection.executescript(drop)
    for ids in (None, set(dice.sample(range(1, articles + 1), FEW + 200))):
        total = articles if ids is None else len(ids)
        one = "select count(distinct coalesce(story_id, id)) from articles left join reprints"
        query = f"{one} on article_id = id" + (f" where id in {tuple(ids)}" if ids else "")
        expected = connection.execute(query).fetchone()[0]
        assert distinct_stories(connection, ids, total) == expected
        if ids:
            mask = np.isin(np.arange(articles + 9), list(ids))
            assert distinct_stories(connection, ArticleSet(mask), total) == expected


def test_an_array_of_old_stories_is_not_used() -> None:
    """Whoever changes the stories drops the array that said otherwise."""
    connection = told(FEW + 10, {1: 1, 2: 1})
    for change, stories in (
        ("select 1", FEW + 9),
        ("insert into reprints values (3, 1)", FEW + 8),
        ("update reprints set story_id = 3 where article_id = 3", FEW + 9),
        ("delete from reprints", FEW + 10),
    ):
        accelerate(connection)
        connection.execute(change)
        assert distinct_stories(connection, None, FEW + 10) == stories


def test_copies_say_what_differs() -> None:
    """The other articles, by date, with how much longer they are; the article itself is none."""
    connection = told(4, {1: 1, 2: 1, 4: 1})
    connection.execute("update articles set published = '2018', word_count = 31 where id = 4")
    connection.execute("update articles set text = 'Another caravan' where id = 4")
    found = [(one.id, one.longer, one.same) for one in copies_of(connection, 1, 9)]
    assert found == [(4, 30, 0), (2, 0, 1)]
    assert copies_of(connection, 3, 9) == ()
    connection.execute("delete from articles where id = 2")
    assert [one.id for one in copies_of(connection, 1, 9)] == [4]


STORY = " ".join(f"On day {n} the caravan reached town number {n * n}." for n in range(20))


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a corpus of a story in three papers, and another story."""
    folder = tmp_path_factory.mktemp("papers")
    for name, text in {
        "a & b": f"Caravan goes on\n\n{STORY}",
        "<b>": f"Migrants walk\n\n{STORY[:500]}",
        "c": f"Caravan goes on\n\n{STORY}",
        "d": "Trucks\n\nTrucks left for another town, said the drivers of the caravan of trucks.",
    }.items():
        (folder / f"{name}.txt").write_text(text, "utf-8")
    assert main([str(folder), "--db", str(folder / "corpus.db"), "--quiet"]) == 0
    return folder / "corpus.db"


async def soup(client: Any, url: str) -> BeautifulSoup:
    return BeautifulSoup((await client.get(url)).text, "html.parser")


async def test_results_have_a_badge(papers: Path) -> None:
    """Each result says how many copies it has and leads to them; the heading counts the stories."""
    client = serve(papers).client
    page = await soup(client, f"{PAGE}?q=caravan")
    heading = page.select_one("[role=status] h2")
    assert heading and heading.get_text() == "4 articles (2 distinct stories) for “caravan”"
    badges = [" ".join(badge.get_text().split()) for badge in page.select(".hits a.badge")]
    assert len(badges) == 3
    assert badges[0].startswith("+ 2 copies of ")
    link = page.select_one(".hits a.badge")
    assert link and str(link["href"]).endswith("?q=caravan#copies")
    listed = await soup(client, str(link["href"]))
    assert len(listed.select("#copies li")) == 2
    page = await soup(client, f"{PAGE}?q=trucks")
    assert page.select(".hits a.badge") == []
    assert "stor" not in page.select_one("[role=status] h2").get_text()  # type: ignore[union-attr]


async def test_an_article_lists_its_copies(papers: Path) -> None:
    """Path, date and credits of each copy, and whether its text is the same."""
    client = serve(papers).client
    articles = (await client.get(f"{PAGE}.json?sort=oldest")).json()["articles"]
    (first,) = (a for a in articles if a["path"].endswith("a & b.txt"))
    page = await soup(client, first["url"])
    texts = [" ".join(item.get_text().split()) for item in page.select("#copies li")]
    assert texts[0].startswith("Migrants walk Undated; ")
    assert "words fewer" in texts[0]
    assert "<b>.txt" in texts[0]
    assert texts[1].startswith("Caravan goes on Undated; the same text")
    (other,) = (a for a in articles if a["path"].endswith("d.txt"))
    assert (await soup(client, other["url"])).select("#copies") == []


async def test_json_says_it_too(papers: Path) -> None:
    """`stories` beside `total`, and `copies` in each article."""
    data = (await serve(papers).client.get(f"{PAGE}.json")).json()
    assert (data["total"], data["stories"]) == (4, 2)
    assert sorted(article["copies"] for article in data["articles"]) == [0, 2, 2, 2]


async def test_a_hidden_table_tells_nothing(papers: Path) -> None:
    """Who may not see `reprints` sees no badge, no list and no number of stories."""
    config = {"databases": {"corpus": {"tables": {"reprints": {"allow": False}}}}}
    client = serve(papers, config=config).client
    data = (await client.get(f"{PAGE}.json")).json()
    assert data["stories"] is None
    assert {article["copies"] for article in data["articles"]} == {None}
    page = await soup(client, PAGE)
    assert page.select(".hits a.badge") == []
    assert "stor" not in page.select_one("[role=status] h2").get_text()  # type: ignore[union-attr]
    assert (await soup(client, data["articles"][0]["url"])).select("#copies") == []
