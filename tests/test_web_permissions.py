"""Tests for who may see what: Datasette's permissions hold on every page of ours."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from web_corpus import build, serve

OURS = (
    *("/corpus/-/search", "/corpus/-/search.json", "/corpus/-/article/1"),
    *(
        f"/corpus/-/search.{ending}"
        for ending in ("csv", "jsonl", "ris", "bib", "csl.json", "atom")
    ),
    *("/corpus/-/suggest.json?q=carav", "/corpus/-/opensearch.xml", "/corpus/-/article/1.ris"),
    *("/corpus/-/quotes", "/corpus/-/quotes.json", "/corpus/-/people", "/corpus/-/places"),
    *(
        "/corpus/-/person/1",
        "/corpus/-/person/1.json",
        "/corpus/-/place/1",
        "/corpus/-/place/1.json",
        "/corpus/-/people.json",
        "/corpus/-/places.json",
    ),
    *("/corpus/-/kwic?q=caravan", "/corpus/-/kwic.json?q=caravan", "/corpus/-/kwic.sql?q=caravan"),
    *(
        "/corpus/-/keyness",
        "/corpus/-/keyness.json",
        "/corpus/-/keyness.sql?year=2018",
        "/corpus/-/passage?exact=caravan",
        "/corpus/-/passage.ris?exact=caravan",
    ),
)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Two corpora, and a database that is none."""
    folder = tmp_path_factory.mktemp("permissions")
    other = folder / "other.db"
    with sqlite3.connect(other) as connection:
        connection.execute("create table articles (id integer primary key, title text)")
    connection.close()
    names = ("corpus", "second")
    return {name: build(folder / f"{name}.db") for name in names} | {"other": other}


def tables(**rules: Any) -> dict[str, Any]:
    """Return a configuration with *rules* for tables of the corpus."""
    allow = {name: {"allow": rule} for name, rule in rules.items()}
    return {"databases": {"corpus": {"tables": allow}}}


DENIED = {
    "instance": {"allow": False},
    "instance, but for root": {"allow": {"id": "root"}},
    "database": {"databases": {"corpus": {"allow": False}}},
    "articles": tables(articles=False),
    "database, though not the table": {
        "databases": {"corpus": {"allow": False, "tables": {"articles": {"allow": True}}}}
    },
}


@pytest.mark.parametrize("config", DENIED.values(), ids=DENIED.keys())
@pytest.mark.parametrize("url", OURS)
async def test_denied_is_forbidden(
    files: dict[str, Path], config: dict[str, Any], url: str
) -> None:
    """Who may not see the database or its articles gets 403 on every page of ours."""
    response = await serve(files["corpus"], config=config).client.get(url)
    assert response.status_code == 403
    assert "caravan" not in response.text


async def test_allowed_visitor_gets_in(files: dict[str, Path]) -> None:
    """The visitor whom the configuration names sees what others don't."""
    datasette = serve(files["corpus"], config=tables(articles={"id": "editor"}))
    cookies = {"ds_actor": datasette.sign({"a": {"id": "editor"}}, "actor")}
    for url in OURS:
        assert (await datasette.client.get(url)).status_code == 403
        status = (await datasette.client.get(url, cookies=cookies)).status_code
        assert status in (200, 302) or (("/person/" in url or "/place/" in url) and status == 404)


async def test_home_lists_only_what_may_be_seen(files: dict[str, Path]) -> None:
    """Of several corpora, and of other databases, the home page lists the visible."""
    datasette = serve(*files.values())
    page = BeautifulSoup((await datasette.client.get("/")).text, "html.parser")
    assert [heading.get_text() for heading in page.select(".corpora h2")] == ["corpus", "second"]
    assert "4 articles" in page.select_one(".corpora .meta").get_text()
    assert "1987–2020" in page.select_one(".corpora .meta").get_text()
    assert [form["action"] for form in page.select("form[action]")] == [
        "/corpus/-/search",
        "/second/-/search",
    ]
    config = {"databases": {"second": {"allow": False}, "other": {"allow": False}}}
    page = BeautifulSoup(
        (await serve(*files.values(), config=config).client.get("/")).text, "html.parser"
    )
    assert page.select_one("#search")["action"] == "/corpus/-/search"
    assert page.select("a[href^='/second'], a[href='/other']") == []


async def test_home_is_the_one_corpus_and_links_to_others(files: dict[str, Path]) -> None:
    """With one corpus the home page is its search; other databases keep a link."""
    page = BeautifulSoup(
        (await serve(files["corpus"], files["other"]).client.get("/?q=trucks")).text, "html.parser"
    )
    assert page.select_one("[role=status] h2").get_text() == "1 article for “trucks”"
    assert page.select_one("footer a[href='/other']") is not None


@pytest.mark.parametrize("names", [["other"], ["corpus", "other"]], ids=["none", "none visible"])
async def test_home_without_corpus_is_datasettes_own(
    files: dict[str, Path], names: list[str]
) -> None:
    """Where no corpus may be seen, the home page is what Datasette would show."""
    config = {"databases": {"corpus": {"allow": False}}}
    response = await serve(*(files[name] for name in names), config=config).client.get("/")
    assert response.status_code == 200
    assert "content-security-policy" not in response.headers
    assert 'href="/other"' in response.text
    assert 'href="/corpus"' not in response.text


async def test_home_of_a_closed_instance_is_forbidden(files: dict[str, Path]) -> None:
    """Datasette's own index refuses who may not see the instance."""
    response = await serve(files["corpus"], config={"allow": False}).client.get("/")
    assert response.status_code == 403


async def test_hidden_facts_are_not_shown(files: dict[str, Path]) -> None:
    """Without the table of facts there are neither facts nor facets nor badges made of them."""
    client = serve(files["corpus"], config=tables(facts=False)).client
    page = BeautifulSoup((await client.get("/corpus/-/article/1")).text, "html.parser")
    assert page.select(".text mark") == []
    assert page.select(".facts .value") == []
    assert "is not public here" in page.get_text()
    data = (await client.get("/corpus/-/search.json")).json()
    assert "dateline" not in {**data["facets"], **data["missing"]}
    assert "agency" in data["facets"]
    assert {article["published_rule"] for article in data["articles"]} == {None}
    page = BeautifulSoup((await client.get("/corpus/-/search")).text, "html.parser")
    assert page.select(".badge, .place") == []


async def test_hidden_facet_table_hides_all_facets(files: dict[str, Path]) -> None:
    """Who may not see article_facets sees no facet."""
    client = serve(files["corpus"], config=tables(article_facets=False)).client
    data = (await client.get("/corpus/-/search.json")).json()
    assert (data["facets"], data["missing"], data["total"]) == ({}, {}, 4)


HIDING = {
    "facts": ("dateline:Havana", "country:Mexico", "person:Denis", "byline:Doe"),
    "people": ("person:Denis",),
    "person_forms": ("person:Denis",),
    "quotes": ("said:asylum",),
    "article_facets": ("agency:AP", "source:Example", "year:2018", "person:Denis"),
}


@pytest.mark.parametrize(
    ("table", "q"), [(table, q) for table, queries in HIDING.items() for q in queries]
)
async def test_hidden_table_can_t_be_asked(files: dict[str, Path], table: str, q: str) -> None:
    """What a visitor may not see is no field of the query and no filter: nothing can be probed."""
    field, _, value = q.partition(":")
    client = serve(files["corpus"], config=tables(**{table: False})).client
    assert await found(client, q) == await found(client, f"{field} {value}")
    assert await found(client, f"-{q}") == await found(client, f"-{field} -{value}")
    if field != "said":  # which is no filter
        response = await client.get("/corpus/-/search", params={field: value})
        assert response.status_code == 400
        assert f"Nothing can be filtered by “{field}” here" in response.text


async def found(client: Any, q: str) -> list[int]:
    data = (await client.get("/corpus/-/search.json", params={"q": q})).json()
    return [article["id"] for article in data["articles"]]


async def test_hidden_quotes_are_not_shown(files: dict[str, Path]) -> None:
    """Without the table of quotations the article's page has none."""
    for config, there in ((None, True), (tables(quotes=False), False)):
        response = await serve(files["corpus"], config=config).client.get("/corpus/-/article/2")
        assert ("Quotations" in response.text) is there


@pytest.mark.parametrize(
    ("config", "url", "status"),
    [
        ({"allow": False}, "/corpus/-/search.json", 403),
        (tables(articles=False), "/corpus/-/search.json", 403),
        (None, "/nothing/-/search.json", 404),
        (None, "/other/-/search.json", 404),
    ],
)
async def test_json_refuses_in_a_sentence(
    files: dict[str, Path], config: dict[str, Any] | None, url: str, status: int
) -> None:
    """A program gets JSON, whatever is the matter, with one sentence of why."""
    response = await serve(files["corpus"], files["other"], config=config).client.get(url)
    assert response.status_code == status
    assert list(response.json()) == ["error"]
    assert " " in response.json()["error"]


SQL_DENIED: dict[str, dict[str, Any]] = {
    "by the setting": {"settings": {"default_allow_sql": False}},
    "for the instance": {"config": {"allow_sql": False}},
    "for the database": {"config": {"databases": {"corpus": {"allow_sql": False}}}},
}


@pytest.mark.parametrize("options", SQL_DENIED.values(), ids=SQL_DENIED.keys())
async def test_sql_is_linked_for_those_who_may_run_it(
    files: dict[str, Path], options: dict[str, Any]
) -> None:
    """The link to SQL is there for those who may use it, on every page; tables always are."""
    for url in ("/", "/corpus/-/search", "/corpus/-/article/1", "/corpus/-/search?page=x"):
        for expected, given in (("SQL", {}), (None, options)):
            page = BeautifulSoup(
                (await serve(files["corpus"], **given).client.get(url)).text, "html.parser"
            )
            labels = [link.get_text() for link in page.select("nav[aria-label=Site] a")]
            always = ["Search", "Quotes", "People", "Places", "Contexts", "Key words", "Tables"]
            assert labels == [*always, *([expected] if expected else [])]


@pytest.mark.parametrize("name", ["other", "nothing", "_internal", "~", "corpus~2F"])
async def test_no_corpus_is_not_found(files: dict[str, Path], name: str) -> None:
    """A database that is none, or is not a corpus, has no pages of ours."""
    datasette = serve(*files.values())
    for rest in ("search", "search.json", "article/1"):
        response = await datasette.client.get(f"/{name}/-/{rest}")
        assert response.status_code == 404, response.text[:500]


async def test_menus_link_only_to_what_may_be_seen(files: dict[str, Path]) -> None:
    """Datasette's menus lead to the search of those corpora that the visitor may search."""
    rows = "/corpus/rejects"
    assert "/corpus/-/search" in (await serve(files["corpus"]).client.get(rows)).text
    denied = serve(files["corpus"], config=tables(articles=False))
    response = await denied.client.get(rows)
    assert response.status_code == 200
    assert "/-/search" not in response.text
