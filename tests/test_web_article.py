"""Tests for the article page: the text, the facts, and each fact's way to its words."""

from __future__ import annotations

from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from web_corpus import CAPTION, QUOTE, SAMPLES, Sample, build, serve


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("article") / "corpus.db")


async def read(corpus: Path, url: str) -> BeautifulSoup:
    response = await serve(corpus).client.get(url)
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
    assert headings == ["Published", "Dateline", "Caption", "Picture credit", "People", "Found in"]
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
        assert found.select(".hits a[href='/corpus/-/article/2']"), link


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


async def test_long_text_has_no_hits_marked_and_says_so(
    corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a text in which marking would take too long FTS5 isn't asked, and the page says why."""
    from dateline.web import article

    monkeypatch.setattr(article, "MAX_MARKED", 100)
    monkeypatch.setattr(article, "HITS", "not to be asked")
    page = await read(corpus, "/corpus/-/article/2?q=caravan")
    assert page.select("mark.hit") == []
    assert "longer than 100 characters: the words looked for are not marked" in words(
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
    """An id that no article has, however large, is 404 and a sentence."""
    response = await serve(corpus).client.get(f"/corpus/-/article/{number}")
    assert response.status_code == 404
    assert f"There is no article {number[:20]} in “corpus”." in response.text


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
