"""Tests for the pages of people and places, and their lists."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import desk_corpus
import pytest
from bs4 import BeautifulSoup
from web_corpus import DATASETTE_1, serve


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return desk_corpus.build(tmp_path_factory.mktemp("people"))


async def read(corpus: Path, path: str) -> BeautifulSoup:
    response = await serve(corpus).client.get(f"/corpus/-/{path}")
    assert response.status_code == 200, response.text[:2000]
    return BeautifulSoup(response.text, "html.parser")


async def follow(corpus: Path, facet: str, name: str) -> BeautifulSoup:
    """Return the page of somebody or some place as the list leads to it."""
    page = await read(corpus, f"{ {'person': 'people', 'place': 'places'}[facet] }")
    (link,) = (a for a in page.select(".names a:not(.count)") if a.get_text() == name)
    return await read(corpus, str(link["href"]).partition("/-/")[2])


def section(page: BeautifulSoup, name: str) -> list[str]:
    """Return the lines of a section's list."""
    found = page.select_one(f"section[aria-labelledby={name}]")
    return [" ".join(line.get_text().split()) for line in found.select("li")] if found else []


async def test_contreras(corpus: Path) -> None:
    """The worked example: both articles, his forms, his quotations in order, whom he is beside."""
    page = await follow(corpus, "person", "Denis Omar Contreras")
    assert [line[:15] for line in section(page, "articles")][-2:] == [
        "21 January 2020",
        "25 October 2018",
    ]
    assert section(page, "forms")[:3] == [
        "Contreras 1 article",
        "Denis Contreras 1 article",
        "Denis Omar Contreras 1 article",
    ]
    assert [line[:12] for line in section(page, "said")] == ["Whatever Tru", "We've come f"]
    assert section(page, "company") == ["Donald Trump 1 paragraph"]
    assert "Mexico 2 articles" in section(page, "countries")
    chart = page.select_one(".timeline figcaption")
    assert chart is not None
    assert chart.get_text() == "Articles per month, October 2018 to January 2020"


async def test_merges_say_how_to_undo_them(corpus: Path) -> None:
    """The lines for --aliases, and the command, are there to be copied."""
    page = await follow(corpus, "person", "Denis Omar Contreras")
    lines, command = (block.get_text().strip() for block in page.select("pre"))
    assert lines == 'form,name,path\n"Denis Contreras","Denis Contreras",'
    assert command == "python ingest.py --aliases aliases.csv --db 'corpus.db'"


async def test_merged_person_leads_to_the_whole(corpus: Path) -> None:
    """The address of somebody who was merged into another goes there."""
    response = await serve(corpus).client.get("/corpus/-/person/8")
    assert (response.status_code, response.headers["location"]) == (302, "/corpus/-/person/3")
    data = (await serve(corpus).client.get("/corpus/-/person/8.json")).json()
    assert (data["id"], data["merged"]) == (3, [[8, "Denis Contreras"]])


async def test_ambiguous_surname(corpus: Path) -> None:
    """Namesakes are linked, and the articles in which the surname stands for nobody."""
    page = await follow(corpus, "person", "James Baker")
    assert section(page, "namesakes") == ["Howard Baker"]
    found = page.select_one("section[aria-labelledby=namesakes] p:last-child")
    assert found is not None
    assert "In 1 article it stands for nobody known" in " ".join(found.get_text().split())
    link = found.select_one("a")
    assert link is not None
    path, _, anchor = str(link["href"]).partition("/-/")[2].partition("#")
    mark = (await read(corpus, path)).find(id=anchor)
    assert mark is not None
    assert mark.get_text() == "Baker"


async def test_place(corpus: Path) -> None:
    """A place is on the map, with its articles, the people in them and what it is called."""
    page = await follow(corpus, "place", "Tecun Uman")
    assert page.select_one("h1").get_text() == "Ciudad Tecún Umán"  # type: ignore[union-attr]
    assert page.select_one(".lies-in").get_text() == "San Marcos, Guatemala"  # type: ignore[union-attr]
    assert len(page.select(".map circle")) == 1
    assert len(section(page, "articles")) == 2
    assert section(page, "people")[0] == "Denis Omar Contreras 2 articles"
    assert section(page, "names") == ["Tecun Uman Places, 2 articles"]


async def test_lists_are_searched(corpus: Path) -> None:
    """Typing the beginning of a name's word leaves those who have it."""
    page = await read(corpus, "people?q=contr")
    assert [a.get_text() for a in page.select(".names a:not(.count)")] == ["Denis Omar Contreras"]
    assert page.select_one("[role=status]").get_text().strip() == "1 person"  # type: ignore[union-attr]
    page = await read(corpus, "places?size=2&page=2")
    assert [str(a["href"]).partition("?")[2] for a in page.select(".pages a")] == [
        "size=2",
        "size=2&page=3",
    ]


UNKNOWN = ("person/999", "place/999", "person/999.json", "place/999.json")


@pytest.mark.parametrize("path", UNKNOWN)
async def test_nobody_is_not_found(corpus: Path, path: str) -> None:
    """An unknown id gets 404 and a sentence."""
    response = await serve(corpus).client.get(f"/corpus/-/{path}")
    assert response.status_code == 404
    assert f"There is no {path.partition('/')[0]} 999 in" in response.text


HOSTILE = {
    "marks": "people?q=%22%27*",
    "html": "places?q=%3Cscript%3Ealert('x')%3C/script%3E",
    "nothing": "people?q=%00",
    "far": "people?page=99999999999999999999",
    "long": f"people?q={'a+' * 5000}",
}


@pytest.mark.parametrize("path", HOSTILE.values(), ids=HOSTILE.keys())
async def test_any_input_is_answered(corpus: Path, path: str) -> None:
    """Nothing that is typed into an address fails, or comes back as markup."""
    response = await serve(corpus).client.get(f"/corpus/-/{path}")
    assert response.status_code == 200
    assert "<script>alert" not in response.text


@pytest.mark.parametrize("path", ["people?page=x", "places?size=0&person=a"])
async def test_what_cannot_be_read_is_said(corpus: Path, path: str) -> None:
    """A bad parameter gets 400 and a sentence, on a page of ours."""
    response = await serve(corpus).client.get(f"/corpus/-/{path}")
    assert response.status_code == 400
    assert response.headers["content-security-policy"].startswith("default-src 'none'")
    page = BeautifulSoup(response.text, "html.parser")
    assert page.h1 is not None
    assert page.h1.get_text() == "That can’t be answered"
    assert "must be" in page.select_one("main p").get_text() or "filtered" in page.text
    response = await serve(corpus).client.get(f"/corpus/-/{path.replace('?', '.json?')}")
    assert response.status_code == 400
    assert response.json()["error"] in page.select_one("main").get_text()


LISTS = {
    "people.json?q=contr": [
        {"id": 3, "name": "Denis Omar Contreras", "articles": 2, "url": "/corpus/-/person/3"}
    ],
    "places.json?q=uman": [
        {"id": 1, "name": "Tecun Uman", "articles": 2, "url": "/corpus/-/place/1"}
        | {"country": "GT"}
    ],
    "places.json?q=zebra": [],
}


@pytest.mark.parametrize("path", LISTS)
async def test_lists_in_json(corpus: Path, path: str) -> None:
    """Scripts get the names, how many articles have each, and where its page is."""
    found = (await serve(corpus).client.get(f"/corpus/-/{path}")).json()
    assert found.pop(path.partition(".")[0]) == LISTS[path]
    number = len(LISTS[path])
    assert found == {
        "database": "corpus", "query": path.partition("=")[2].replace("+", " "), "total": number,
        "total_exact": True, "page": 1, "pages": number, "size": 20,
    }  # fmt: skip


@pytest.mark.parametrize("what", ["people", "places"])
async def test_a_list_and_its_json_say_the_same(corpus: Path, what: str) -> None:
    """Page by page; the page leads to its JSON."""
    client = serve(corpus).client
    page = BeautifulSoup((await client.get(f"/corpus/-/{what}?size=3&page=2")).text, "html.parser")
    (link,) = page.select(".colophon a[href*='.json']")
    data = (await client.get(str(link["href"]))).json()
    shown = [name.get_text().split("\n")[0] for name in page.select(".names li > span > a")]
    assert shown == [one["name"] for one in data[what] if one["url"]]
    assert (data["page"], data["size"], len(data[what])) == (2, 3, 3)


async def test_titles_are_escaped(corpus: Path) -> None:
    """What an article is called is text, on every page that names it."""
    for path in ("place/", "person/"):
        for number in range(1, 16):
            response = await serve(corpus).client.get(f"/corpus/-/{path}{number}")
            assert "<script>alert" not in response.text


PAGES = {
    "people": ("people", "people.json", "person/3", "person/3.json"),
    "facts": ("people", "people.json", "person/3", "places", "places.json", "place/3"),
    "places": ("places", "places.json", "place/3", "place/3.json"),
    "articles": ("people", "person/3", "places", "place/3"),
}


@pytest.mark.parametrize("table", PAGES)
async def test_permissions(corpus: Path, table: str) -> None:
    """What a page is made of must be open to the visitor; else the page is closed."""
    config: dict[str, Any] = {"databases": {"corpus": {"tables": {table: {"allow": False}}}}}
    datasette = serve(corpus, config=config)
    for path in PAGES[table]:
        response = await datasette.client.get(f"/corpus/-/{path}")
        assert response.status_code == 403, path


async def test_quotations_are_left_out_who_may_not_see_them(corpus: Path) -> None:
    """A person's page stands without what was said; a place's without who is named."""
    config: dict[str, Any] = {"databases": {"corpus": {"tables": {"quotes": {"allow": False}}}}}
    data = (await serve(corpus, config=config).client.get("/corpus/-/person/3.json")).json()
    assert (data["name"], data["quotes"]) == ("Denis Omar Contreras", [])
    config = {"databases": {"corpus": {"tables": {"people": {"allow": False}}}}}
    data = (await serve(corpus, config=config).client.get("/corpus/-/place/1.json")).json()
    assert (data["name"], data["people"]) == ("Ciudad Tecún Umán", [])


async def test_time_that_is_up_is_said(corpus: Path) -> None:
    """Without time the pages still stand, and say that something is missing."""
    datasette = serve(corpus)
    await datasette.client.get("/")
    datasette._settings["sql_time_limit_ms"] = 0
    for path, told in (
        ("person/3", "is missing"),
        ("place/3", "is missing"),
        ("people", "too long"),
    ):
        response = await datasette.client.get(f"/corpus/-/{path}")
        assert response.status_code == 200
        assert told in response.text


@pytest.mark.parametrize("path", ["person/3", "place/1", "people?q=contr", "places"])
async def test_sql_runs(corpus: Path, path: str) -> None:
    """The statement that a page leads to runs in Datasette, and finds something."""
    datasette = serve(corpus)
    page = BeautifulSoup((await datasette.client.get(f"/corpus/-/{path}")).text, "html.parser")
    (link,) = (a for a in page.select(".colophon a") if a.get_text().startswith("SQL for"))
    editor = "/corpus/-/query.json" if DATASETTE_1 else "/corpus.json"
    run = str(link["href"]).replace("/corpus?", f"{editor}?_shape=array&")
    answer = await datasette.client.get(run)
    assert len(answer.json()) > 0
