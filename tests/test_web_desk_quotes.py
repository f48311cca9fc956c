"""Tests for the page of quotations and its JSON."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import desk_corpus
import pytest
from bs4 import BeautifulSoup
from web_corpus import DATASETTE_1, serve

from dateline.web.desk import quotes

QUOTES = "/corpus/-/quotes"


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return desk_corpus.build(tmp_path_factory.mktemp("quotes"))


async def read(corpus: Path, url: str) -> BeautifulSoup:
    response = await serve(corpus).client.get(url)
    assert response.status_code == 200, response.text[:2000]
    return BeautifulSoup(response.text, "html.parser")


def words(found: Any) -> str:
    return " ".join(found.get_text().split())


async def test_narrowed_to_contreras(corpus: Path) -> None:
    """His two quotations, by any form of his name, each with a way to him and to the passage."""
    page = await read(corpus, f"{QUOTES}?speaker=contreras&sort=oldest")
    assert words(page.select_one("[role=status]")) == "2 quotations"
    assert [words(quote)[:20] for quote in page.select(".quotes blockquote")] == [
        "Whatever Trump may s",
        "We've come fleeing o",
    ]
    person, article = page.select(".quotes li:first-child a")
    assert (person.get_text(), person["href"]) == ("Denis Omar Contreras", "/corpus/-/person/3")
    there = await read(corpus, str(article["href"]))
    passage = there.find(id=str(article["href"]).partition("#")[2])
    assert passage is not None
    assert passage.get_text() == "Whatever Trump may say, he’s not going to hold us back"


async def test_words_quoted_are_marked(corpus: Path) -> None:
    """What is looked for in quotations is marked there, and stands in its box."""
    page = await read(corpus, f"{QUOTES}?said=fleeing")
    assert [mark.get_text() for mark in page.select("blockquote mark")] == ["fleeing"]
    box = page.select_one("#said")
    assert box is not None
    assert box["value"] == "fleeing"


async def test_filters_are_carried_along(corpus: Path) -> None:
    """Each filter is a chip that can be taken out, goes with the form, and with the way back."""
    query = "q=caravan&country=Mexico&country=Cuba&from=2018&speaker=contreras&said=hold"
    page = await read(corpus, f"{QUOTES}?{query}")
    chips = {words(link)[18:-2]: str(link["href"]) for link in page.select(".chips a")}
    assert chips.keys() == {"Speaker: contreras", "Country: Mexico", "Country: Cuba", "From: 2018"}
    assert chips["Country: Cuba"] == (
        f"{QUOTES}?q=caravan&country=Mexico&from=2018&said=hold&speaker=contreras"
    )
    hidden = [(field["name"], field["value"]) for field in page.select("input[type=hidden]")]
    assert hidden == [("from", "2018")]
    boxes = page.select("input[name=country][checked]")
    assert {box["value"] for box in boxes} == {"Mexico", "Cuba"}
    back = page.select_one(".way-back a")
    assert back is not None
    assert back["href"] == ("/corpus/-/search?q=caravan&country=Mexico&country=Cuba&from=2018")


async def test_speakers_say_how_many(corpus: Path) -> None:
    """Each speaker's number is what choosing gives; the chosen come first, and are checked."""
    page = await read(corpus, f"{QUOTES}?speaker=Claudia+Leon")
    boxes = page.select("input[name=speaker]")
    assert [box["value"] for box in boxes if box.has_attr("checked")] == ["Claudia Leon"]
    assert boxes[0]["value"] == "Claudia Leon"
    label = boxes[1].find_parent("label")
    assert words(label).endswith("quotations")


CHOICES = {
    "nothing": "",
    "a country": "country=Mexico",
    "a country and a year": "country=Mexico&year=2018",
    "a speaker": "speaker=contreras",
    "words of the article": "q=caravan&said=the",
    "two of one facet": "year=2018&year=2020",
}


@pytest.mark.parametrize("query", CHOICES.values(), ids=CHOICES.keys())
async def test_facets_say_how_many_quotations_choosing_gives(corpus: Path, query: str) -> None:
    """A facet's numbers ignore its own choice and honour all others, as on the search page."""
    client = serve(corpus).client
    data = (await client.get(f"{QUOTES}.json?{query}")).json()
    assert data["facets"].keys() >= {"year", "country"}
    for facet in ("year", "country", "place"):
        rest = "&".join(pair for pair in query.split("&") if not pair.startswith(f"{facet}="))
        for value in data["facets"].get(facet, ()):
            one = (await client.get(f"{QUOTES}.json?{rest}&{facet}={value['value']}")).json()
            assert one["total"] == value["count"], (facet, value)


async def test_facets_are_boxes_of_the_form(corpus: Path) -> None:
    """Each value is a box with its number of quotations; what is chosen is checked."""
    page = await read(corpus, f"{QUOTES}?country=Mexico")
    (box,) = page.select("#facet-country input[checked]")
    assert (box["form"], box["value"]) == ("quoted", "Mexico")
    assert words(box.find_parent("label")).endswith(("quotation", "quotations"))


async def test_pages(corpus: Path) -> None:
    """Pages are numbered, and keep everything else."""
    page = await read(corpus, f"{QUOTES}?size=5&page=2&sort=oldest&said=the+OR+a")
    links = {link["rel"][0]: link["href"] for link in page.select(".pages a")}
    assert links == {"prev": f"{QUOTES}?sort=oldest&size=5&said=the+OR+a"}
    assert page.select_one("ol.quotes[start='6']")


SQL = {
    "all": "",
    "words": "said=home+OR+fleeing",
    "speaker": "speaker=contreras&speaker=",
    "articles": "q=caravan&country=Mexico&from=2018&sort=oldest",
    "everything": "q=said:fleeing&speaker=contreras&said=hold+OR+fleeing&size=1",
    "quotation marks": "q=%22O'Neill%22&said=%22o'neill%22",
}


@pytest.mark.parametrize("query", SQL.values(), ids=SQL.keys())
async def test_sql_gives_the_same_rows(corpus: Path, query: str) -> None:
    """The page's statement, run in Datasette, lists what the page lists, in its order."""
    datasette = serve(corpus)
    page = BeautifulSoup((await datasette.client.get(f"{QUOTES}?{query}")).text, "html.parser")
    (link,) = (a for a in page.select(".colophon a") if a.get_text() == "SQL for this page")
    editor = "/corpus/-/query.json" if DATASETTE_1 else "/corpus.json"
    run = str(link["href"]).replace("/corpus?", f"{editor}?_shape=array&")
    answer = await datasette.client.get(run)
    data = (await datasette.client.get(f"{QUOTES}.json?{query}")).json()
    assert [row["id"] for row in answer.json()] == [quote["id"] for quote in data["quotes"]]


async def test_json(corpus: Path) -> None:
    """Scripts get the same: quotations, how many, and who said how many of them."""
    data = (await serve(corpus).client.get(f"{QUOTES}.json?said=fleeing")).json()
    (quote,) = data["quotes"]
    assert (data["total"], data["total_exact"], data["pages"]) == (1, True, 1)
    assert quote["marked"].startswith("We&#39;ve come <mark>fleeing</mark> our country.")
    assert quote["url"] == f"/corpus/-/article/1#quote-{quote['id']}"
    assert data["speakers"] == [{"value": "Denis Omar Contreras", "count": 1, "selected": False}]


HOSTILE = {
    "operators": "said=(((%22OR+NEAR/9+-&speaker=%00&q=%22",
    "html": "said=%3Cscript%3E&speaker=%3Cscript%3Ealert(1)%3C/script%3E&q=%3Cb%3E",
    "long": f"said={'a+' * 5000}&speaker={'b' * 5000}",
    "many": "&".join(f"speaker={number}" for number in range(500)),
    "far": "page=999999999999999999999",
    "half a letter": "said=%ff&speaker=%ed%a0%80",
}


@pytest.mark.parametrize("query", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("form", ["", ".json"])
async def test_any_input_is_answered(corpus: Path, query: str, form: str) -> None:
    """Nothing that is typed into an address fails, or comes back as markup."""
    response = await serve(corpus).client.get(f"{QUOTES}{form}?{query}")
    assert response.status_code in (200, 400)
    assert form or "<script>alert" not in response.text


@pytest.mark.parametrize(
    ("query", "told"), [("page=x", "page"), ("said=-a", "said"), ("sort=x", "sort")]
)
async def test_what_cannot_be_read_is_said(corpus: Path, query: str, told: str) -> None:
    """A bad parameter gets 400 and a sentence."""
    datasette = serve(corpus)
    response = await datasette.client.get(f"{QUOTES}.json?{query}")
    assert response.status_code == 400
    assert told in response.json()["error"]
    assert (await datasette.client.get(f"{QUOTES}?{query}")).status_code == 400


async def test_time_that_is_up_is_said(corpus: Path) -> None:
    """A search that takes too long is a page that says so."""
    datasette = serve(corpus)
    await datasette.client.get("/")
    datasette._settings["sql_time_limit_ms"] = 0
    response = await datasette.client.get(f"{QUOTES}?q=caravan")
    assert response.status_code == 200
    assert "limit of 0 ms" in response.text


HIDDEN = {"quotes": 403, "people": 200, "articles": 403}


@pytest.mark.parametrize(("table", "status"), HIDDEN.items(), ids=HIDDEN.keys())
async def test_permissions(corpus: Path, table: str, status: int) -> None:
    """Who may not see the quotes sees none; who may not see people gets no links to them."""
    config = {"databases": {"corpus": {"tables": {table: {"allow": False}}}}}
    response = await serve(corpus, config=config).client.get(f"{QUOTES}?speaker=contreras")
    assert response.status_code == status
    assert "-/person/" not in response.text


async def test_sql_only_for_those_who_may_run_it(corpus: Path) -> None:
    """Without execute-sql no statement is shown."""
    config = {"databases": {"corpus": {"allow_sql": False}}}
    assert "sql=" not in (await serve(corpus, config=config).client.get(QUOTES)).text


def test_query_string_is_read_as_it_is_written() -> None:
    """What a page writes into its links is what it reads there."""
    query = "?q=a&country=Cuba&sort=oldest&page=3&said=%22b+c%22&speaker=d&speaker="
    asked = quotes.read(query[1:], ("country",))
    assert quotes.write(asked.search, asked.said, asked.speakers, page=3) == query
