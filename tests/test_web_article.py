"""Tests for the article page: the text, the facts, and each fact's way to its words."""

from __future__ import annotations

from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from desk_corpus import build as desk
from web_corpus import CAPTION, DATASETTE_1, QUOTE, ROOT, SAMPLES, Sample, build, serve

from dateline.clock import Clock
from dateline.ingest import main


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("article") / "corpus.db")


async def read(corpus: Path, url: str) -> BeautifulSoup:
    response = await serve(corpus).client.get(url, follow_redirects=True)
    assert response.status_code == 200, response.text[:2000]
    return BeautifulSoup(response.text, "html.parser")


def words(text: str) -> str:
    return " ".join(text.split())


async def test_text_is_complete(corpus: Path) -> None:
    """Every paragraph is there, as it was, whatever is marked in it."""
    page = await read(corpus, "/corpus/-/article/1?q=caravan")
    shown = [words(paragraph.get_text()) for paragraph in page.select(".text > p")]
    assert shown == [words(part) for part in SAMPLES[0].text.split("\n\n")]


async def test_facts_lead_to_their_evidence(corpus: Path) -> None:
    """The link of each fact goes to a mark around exactly its words."""
    page = await read(corpus, "/corpus/-/article/1")
    evidence = {}
    for link in page.select(".facts .value a"):
        mark = page.find("mark", id=str(link["href"]).removeprefix("#"))
        assert mark is not None
        evidence[link.get_text()] = mark.get_text()
    assert evidence["25 October 2018"] == "October 25 2018"
    assert evidence["Carlos Garcia Rawlins, Reuters"] == "REUTERS/CARLOS GARCIA RAWLINS"
    assert evidence[CAPTION] == CAPTION


async def test_facts_are_grouped_with_rule_and_confidence_in_words(corpus: Path) -> None:
    """Each kind has its heading; each fact says where it was read and how far to trust it."""
    page = await read(corpus, "/corpus/-/article/1")
    headings = [heading.get_text() for heading in page.select(".facts h3")]
    assert headings == [
        *("Published", "Dateline", "Caption", "Picture credit", "People"),
        *("Found in", "Cite", "More like this"),
    ]
    assert "read from a caption; likely: measured 95% right" in words(page.get_text())


async def test_unshown_facts_stand_apart(corpus: Path) -> None:
    """A fact of a rule that is often wrong is under “Less certain”, and is no filter."""
    page = await read(corpus, "/corpus/-/article/1")
    apart = page.select_one("details.less-certain")
    assert apart is not None
    assert [value.get_text() for value in apart.select(".value")] == ["Denis Omar Contreras"]
    assert "less certain: measured 60% right" in words(apart.get_text())
    assert apart.select("a.others") == []


async def test_given_facts_have_no_evidence(corpus: Path) -> None:
    """What was stated with the article says so and links nowhere."""
    page = await read(corpus, "/corpus/-/article/3")
    title = page.select_one(".facts section li")
    assert title is not None
    assert title.select_one(".value a") is None
    assert "stated with the article" in title.get_text()


async def test_facts_lead_to_articles_with_the_same(corpus: Path) -> None:
    """A fact that is a facet links to the search filtered by it."""
    page = await read(corpus, "/corpus/-/article/2")
    links = [link["href"] for link in page.select("a.others")]
    assert links == [
        "/corpus/-/search?from=2020-01-21&to=2020-01-21",
        "/corpus/-/search?dateline=Tecun+Uman%2C+Guatemala",
        "/corpus/-/search?agency=AP",
    ]
    for link in links:
        found = await read(corpus, str(link))
        assert found.select(".hits a[href^='/corpus/-/article/2?']"), link


async def test_words_of_the_query_are_marked(corpus: Path) -> None:
    """Arriving from a search, its words are marked in the text, stemmed as they were found."""
    page = await read(corpus, "/corpus/-/article/2?q=caravan+-elephant+agency:AP")
    hits = [mark.get_text() for mark in page.select(".text mark.hit")]
    assert {"caravan", "caravans"} == set(hits)
    assert f"{len(hits)} places in the text match" in words(page.get_text())
    assert page.select_one(".back a")["href"].startswith("/corpus/-/search?q=caravan+-elephant")


async def test_quotations_lead_to_their_words(corpus: Path) -> None:
    """What is quoted has its speaker, how the text says so, and a link to where it stands."""
    page = await read(corpus, "/corpus/-/article/2")
    (section,) = [
        s for s in page.select(".facts section") if words(s.h3.get_text()) == "Quotations"
    ]
    assert section.select_one(".value").get_text() == f"“{QUOTE[0]}”"
    assert words(section.select_one(".rule").get_text()) == (
        "Denis Contreras, inferred from a pronoun before it; likely: measured 97% right"
    )
    mark = page.find("mark", id=section.select_one(".value a")["href"].removeprefix("#"))
    assert mark.get_text() == QUOTE[0]


async def test_the_sql_lists_the_facts(corpus: Path) -> None:
    """The statement runs in Datasette and has each fact; who may not run SQL has no link to it."""
    page = await read(corpus, "/corpus/-/article/2")
    (link,) = page.select(".colophon a")
    editor = "/corpus/-/query.json" if DATASETTE_1 else "/corpus.json"
    editor = str(link["href"]).replace("/corpus?", f"{editor}?_shape=array&")
    rows = (await serve(corpus).client.get(editor)).json()
    assert [row["value"] for row in rows] == [fact[1] for fact in SAMPLES[1].facts]
    closed = {"databases": {"corpus": {"allow_sql": False}}}
    response = await serve(corpus, config=closed).client.get("/corpus/-/article/2")
    assert "SQL for this page" not in response.text


async def test_hits_in_a_long_text_are_marked(tmp_path: Path) -> None:
    """However long the text that is shown, the words looked for are marked in it, to its end."""
    text = "A caravan.\n\n" + "Nothing of it was here.\n\n" * 12_000 + "Caravans came home."
    corpus = build(tmp_path / "corpus.db", (Sample("a", text, (), {}),))
    page = await read(corpus, "/corpus/-/article/1?q=caravan")
    assert [mark.get_text() for mark in page.select("mark.hit")] == ["caravan", "Caravans"]
    assert words(page.select_one(".note").get_text()) == "2 places in the text match “caravan”."


async def test_hits_without_time_are_not_marked_and_it_says_so(
    corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where finding them takes too long the page says why there are none."""
    monkeypatch.setattr(Clock, "is_over", lambda _: True)
    page = await read(corpus, "/corpus/-/article/2?q=caravan")
    assert page.select("mark.hit") == []
    assert "takes longer than this server allows: they are not marked" in words(
        page.select_one(".note").get_text()
    )


async def test_links(corpus: Path) -> None:
    """The row in Datasette is linked, and the source only when it is on the web."""
    page = await read(corpus, "/corpus/-/article/3")
    assert [link["href"] for link in page.select(".elsewhere a")] == [
        "https://example.org/cuba",
        "/corpus/articles/3",
    ]
    page = await read(corpus, "/corpus/-/article/4")
    assert [link["href"] for link in page.select(".elsewhere a")] == ["/corpus/articles/4"]


@pytest.mark.parametrize(
    "number", ["0", "5", "9223372036854775807", "9223372036854775808", "9" * 5000]
)
async def test_unknown_article_is_not_found(corpus: Path, number: str) -> None:
    """An id that no article has, however large, is 404, a sentence, and the way to the others."""
    response = await serve(corpus).client.get(f"/corpus/-/article/{number}")
    assert response.status_code == 404
    assert f"There is no article {number[:20]} in “corpus”." in response.text
    page = BeautifulSoup(response.text, "html.parser")
    assert page.select_one("main a")["href"] == "/corpus/-/search"
    assert page.select_one("nav a[href='/corpus/-/people']")


async def test_huge_text_is_cut_and_the_page_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A text that no browser would like is shown up to a limit that is stated."""
    from dateline.web import article

    monkeypatch.setattr(article, "MAX_TEXT", 100)
    sample = Sample("long.txt", "A caravan. " * 50, (("agency", "AP", "A", "agency.x", True),) * 3)
    monkeypatch.setattr(article, "MAX_FACTS", 2)
    page = await read(build(tmp_path / "corpus.db", (sample,)), "/corpus/-/article/1?q=caravan")
    text = words(page.get_text())
    assert "Only the first 100 characters are shown here" in text
    assert "Only the first 2 facts are shown" in text


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a corpus loaded by the real command, with entities and hashes."""
    return desk(tmp_path_factory.mktemp("loaded"))


async def test_what_is_not_the_story_stands_apart(loaded: Path) -> None:
    """Captions, headers and subheads are set apart, in their places."""
    page = await read(loaded, "/corpus/-/article/1")
    apart = {p["class"][0]: words(p.get_text()) for p in page.select(".text > p[class]")}
    assert apart["aside"].startswith("Jose Garcia, a migrant travelling in a caravan")
    assert apart["subhead"] == "‘Go back to your country’"
    page = await read(loaded, "/corpus/-/article/2")
    assert [words(p.get_text()) for p in page.select(".text > p[class]")] == [
        "date 2020-01-21 AP, TECUN UMAN, Guatemala"
    ]


async def test_people_and_places_have_pages(loaded: Path) -> None:
    """Whoever is known leads to a page of their own, and so do speakers."""
    page = await read(loaded, "/corpus/-/article/2")
    more = {link.get_text(): link["href"] for link in page.select(".facts .others")}
    person = more["More about Denis Contreras"]
    assert (await read(loaded, person)).h1.get_text() == "Denis Omar Contreras"
    section = next(s for s in page.select(".facts section") if "Quotations" in s.h3.get_text())
    for link in section.select(".others"):
        assert (await read(loaded, str(link["href"]))).h1 is not None
    assert any(str(url).startswith("/corpus/-/place/") for url in more.values())


async def test_pages_of_hidden_tables_are_not_linked(loaded: Path) -> None:
    """Who may not see people, places or quotations is shown no way to them."""
    tables = {name: {"allow": False} for name in ("people", "places", "quotes")}
    hidden = serve(loaded, config={"databases": {"corpus": {"tables": tables}}})
    response = await hidden.client.get("/corpus/-/article/2")
    assert response.status_code == 200
    assert "More about" not in response.text
    assert "Quotations" not in response.text


FOOTERS = ["(Reporting by Jane Doe; Editing by John Roe)", "Copyright 2018 AP", "© 2018 AP"]


@pytest.mark.parametrize("footer", FOOTERS)
async def test_closing_notes_stand_apart(tmp_path: Path, footer: str) -> None:
    """A credit or a copyright at the end is no part of the story, whatever facts it has."""
    sample = Sample("a.txt", f"A caravan of trucks left.\n\n{footer}")
    page = await read(build(tmp_path / "corpus.db", (sample,)), "/corpus/-/article/1")
    assert [p.get_text() for p in page.select(".text > p.aside")] == [footer]


STATES = {"sort": "sort=oldest", "words": "q=london", "facet": "agency=AP&sort=newest"}


@pytest.mark.parametrize("state", STATES.values(), ids=STATES.keys())
async def test_neighbours_in_the_results(loaded: Path, state: str) -> None:
    """Next leads through the whole list in its order; the way back to the page it stands on."""
    answer = (await serve(loaded).client.get(f"/corpus/-/search.json?size=100&{state}")).json()
    listed = [article["id"] for article in answer["articles"]]
    assert len(listed) > 1
    url, walked = f"/corpus/-/article/{listed[0]}?{state}", []
    while url:
        page = await read(loaded, url)
        walked.append(int(url.partition("?")[0].rpartition("/")[2]))
        assert f"{len(walked)} of {len(listed)}" in words(page.select_one(".back").get_text())
        back = await read(loaded, str(page.select_one(".back a")["href"]))
        assert back.select(f".hits a[href^='/corpus/-/article/{walked[-1]}?']")
        following = page.select_one(".back a[rel=next]")
        url = following and str(following["href"])
    assert walked == listed


@pytest.mark.parametrize("state", ["", "?page=x", "?q=yen", "?sort=worst", "?exact=was"])
async def test_no_neighbours(loaded: Path, state: str) -> None:
    """Without a list, or with one that is nonsense or has other articles, nothing is offered."""
    page = await read(loaded, f"/corpus/-/article/1{state}")
    assert page.select(".back a[rel]") == []


async def test_more_like_this(loaded: Path) -> None:
    """Articles on the same are offered, never the article itself."""
    page = await read(loaded, "/corpus/-/article/1")
    alike = [link["href"] for link in page.select(".alike a")]
    assert alike[0] == "/corpus/-/article/2"
    assert "/corpus/-/article/1" not in alike


async def follow(corpus: Path, url: str) -> tuple[str, BeautifulSoup]:
    response = await serve(corpus).client.get(url)
    assert response.status_code == 302, response.text[:2000]
    path, _, fragment = response.headers["location"].partition("#")
    assert fragment == "passage"
    return path, await read(corpus, path)


def marked(page: BeautifulSoup) -> str:
    first = page.find(id="passage")
    assert first is not None
    assert first == page.select_one("mark.passage")
    outer = [mark for mark in page.select("mark.passage") if not mark.find_parent(class_="passage")]
    return words(" ".join(mark.get_text() for mark in outer))


async def test_each_paragraph_is_a_passage(loaded: Path) -> None:
    """The link of each paragraph leads to the same page, with just the paragraph marked."""
    page = await read(loaded, "/corpus/-/article/2")
    paragraphs = [p for p in page.select(".text > p") if p.select_one(".to-passage")]
    assert len(paragraphs) > 10
    for paragraph in paragraphs[::4]:
        path, there = await follow(loaded, str(paragraph.select_one(".to-passage")["href"]))
        assert path.startswith("/corpus/-/article/2?")
        assert marked(there).replace(" ", "") == words(paragraph.get_text()).replace(" ", "")
        assert there.select(".note") == []


async def test_passage_survives_other_ids(loaded: Path, tmp_path: Path) -> None:
    """A link from one corpus finds the words in another, where the article has another id."""
    page = await read(loaded, "/corpus/-/article/2")
    link = str(page.select(".to-passage")[5]["href"])
    for seed in sorted((ROOT / "seeds").glob("*.txt"), reverse=True):
        assert main([str(seed), "--db", str(tmp_path / "corpus.db"), "--quiet"]) == 0
    path, there = await follow(tmp_path / "corpus.db", link)
    assert path.startswith("/corpus/-/article/1?")
    assert there.select(".note") == []


async def test_passage_of_a_changed_text_says_so(loaded: Path) -> None:
    """Words that are found under another hash are marked, and the page says what that means."""
    url = "/corpus/-/passage?exact=pint-sized+Honduran&sha256=ffffffffffffffff"
    _path, there = await follow(loaded, url)
    assert marked(there) == "pint-sized Honduran"
    assert "before it changed" in there.select_one(".note").get_text()


@pytest.mark.parametrize(
    "query",
    ["", "exact=", "exact=never+said", "exact=%22%2A%28", "exact=%ff%00&sha256=0", "end=left"],
)
async def test_passage_that_is_not_here(loaded: Path, query: str) -> None:
    """Nothing is found, the page says so, and offers to search for the words."""
    response = await serve(loaded).client.get(f"/corpus/-/passage?{query}")
    assert response.status_code == 404
    page = BeautifulSoup(response.text, "html.parser")
    assert "No article here has the passage" in page.get_text()
    search = await read(loaded, str(page.select_one("main a")["href"]))
    assert search.h1 is not None


async def test_passage_of_another_article_is_said_to_be_missing(loaded: Path) -> None:
    """A page that is asked for words it doesn't have is shown, without a mark and with a note."""
    page = await read(loaded, "/corpus/-/article/1?exact=pint-sized+Honduran")
    assert page.select("mark.passage") == []
    assert "is not in this text" in page.select_one(".note").get_text()
