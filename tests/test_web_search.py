"""Tests for the search page: what it says, what it links to, and that nothing breaks it."""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from bs4 import BeautifulSoup, Tag
from web_corpus import HOSTILE, SAMPLES, SEED_2018, Sample, build, serve

PAGE = "/corpus/-/search"


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("search") / "corpus.db")


async def read(corpus: Path, url: str = PAGE, status: int = 200, **options: Any) -> BeautifulSoup:
    response = await serve(corpus, **options).client.get(url)
    assert response.status_code == status, response.text[:2000]
    return BeautifulSoup(response.text, "html.parser")


def words(element: Tag | None) -> str:
    assert element is not None
    return " ".join(element.get_text().split())


def links(page: BeautifulSoup, selector: str) -> list[str]:
    return [str(link["href"]) for link in page.select(selector)]


# -- what was found ----------------------------------------------------------------------------


async def test_status_says_how_many_first(corpus: Path) -> None:
    """The number of articles and the query stand in a heading that is announced."""
    page = await read(corpus, f"{PAGE}?q=caravan")
    assert words(page.select_one("[role=status] h2")) == "4 articles for “caravan”"


async def test_relaxed_query_says_so(corpus: Path) -> None:
    """When articles with some of the words follow, the page says how many have all of them."""
    page = await read(corpus, f"{PAGE}?q=caravan+trucks+asylum")
    assert "None has all the words; these have some of them." in words(
        page.select_one("[role=status]")
    )
    page = await read(corpus, f"{PAGE}?q=caravan+trucks")
    assert "1 has all the words; 3 with some of them follow." in words(
        page.select_one("[role=status]")
    )


async def test_hit_shows_why_it_is_there(corpus: Path) -> None:
    """A result has its headline, date, agency, source, byline, dateline, link and marked words."""
    page = await read(corpus, f"{PAGE}?q=trucks+left")
    hit = page.select_one(".hits > li")
    assert hit is not None
    assert words(hit.h3) == "Cuba sends trucks"
    assert hit.h3.a["href"] == "/corpus/-/article/3?q=trucks+left"
    meta = words(hit.select_one(".meta"))
    for part in ("February 1987", "Havana, Cuba", "AP", "The Daily Example", "Jane Doe"):
        assert part in meta
    assert {mark.text for mark in hit.select(".snippet mark")} == {"trucks", "left"}
    original = hit.select_one(".meta a")
    assert original is not None
    assert original["href"] == "https://example.org/cuba"
    assert original["rel"] == ["noopener", "noreferrer"]


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("pijijiapan", "US President Donald Trump’s administration may send up to 1,000"),
        ("tecun robles", "Denis Contreras, a Honduran making a second try at reaching"),
    ],
    ids=["past the caption, twice, and the dateline", "past the header"],
)
async def test_article_without_headline_has_its_first_words(
    corpus: Path, query: str, name: str
) -> None:
    """What names an article without a headline is its story, not its caption or header."""
    page = await read(corpus, PAGE + "?" + urlencode({"q": query}))
    heading = page.select_one(".hits h3.untitled")
    assert words(heading).startswith(f"Untitled, begins: {name}")
    assert words(heading.select_one(".unseen")) == "Untitled, begins:"


async def test_inferred_date_has_a_badge_in_words(corpus: Path) -> None:
    """A date that a rule read out of the text says which; a stated one says nothing."""
    page = await read(corpus, f"{PAGE}?q=pijijiapan")
    assert words(page.select_one(".badge")) == "inferred: read from a caption"
    page = await read(corpus, f"{PAGE}?q=title:trucks")
    assert page.select_one(".badge") is None


# -- filters -----------------------------------------------------------------------------------


def facet(page: BeautifulSoup, heading: str) -> Tag:
    for fieldset in page.select("fieldset"):
        if words(fieldset.legend).startswith(heading):
            return fieldset
    raise AssertionError(heading)


async def test_facet_is_a_fieldset_of_checkboxes_with_counts(corpus: Path) -> None:
    """A value is a checkbox of the search form whose label has the count in words."""
    agency = facet(await read(corpus), "Agency")
    labels = {box["value"]: words(box.parent) for box in agency.select("input[type=checkbox]")}
    assert labels["AP"] == "AP, 2 articles"
    assert labels[""] == "No agency, 1 article"
    assert {box["form"] for box in agency.select("input")} == {"search"}


async def test_chosen_values_are_checked_and_chips(corpus: Path) -> None:
    """What is applied stays checked where it was, and can be removed above the results."""
    page = await read(corpus, f"{PAGE}?q=caravan&agency=AP&agency=&from=1987&sort=oldest&size=5")
    checked = [box["value"] for box in facet(page, "Agency").select("input[checked]")]
    assert checked == ["AP", ""]
    chips = {words(link): link["href"] for link in page.select(".chips a")}
    assert list(chips) == [
        "Remove the filter Agency: AP ×",
        "Remove the filter Agency: No agency ×",
        "Remove the filter From: 1987 ×",
        "Clear all",
    ]
    state = parse_qs(urlsplit(chips["Remove the filter Agency: AP ×"]).query, True)
    assert state == {
        "q": ["caravan"],
        "agency": [""],
        "from": ["1987"],
        "sort": ["oldest"],
        "size": ["5"],
    }
    assert parse_qs(urlsplit(chips["Clear all"]).query) == {
        "q": ["caravan"],
        "sort": ["oldest"],
        "size": ["5"],
    }


async def test_two_values_of_a_facet_are_either(corpus: Path) -> None:
    """Articles with any of a facet's values are listed, and with all of the facets'."""
    page = await read(corpus, f"{PAGE}?agency=AP&agency=&year=1987")
    assert words(page.select_one("[role=status] h2")) == "1 article"


async def test_form_as_a_browser_sends_it_changes_nothing(corpus: Path) -> None:
    """Empty fields mean not given, so that Apply without a choice lists everything."""
    page = await read(corpus, f"{PAGE}?q=&from=&to=&sort=&page=&size=")
    assert words(page.select_one("[role=status] h2")) == "4 articles"
    assert page.select_one(".chips") is None
    names = {box.get("name") for box in page.select("input:not([type=checkbox])")}
    assert names == {"q", "from", "to"}


async def test_long_facet_is_folded_and_says_when_it_is_capped(tmp_path: Path) -> None:
    """Eight values stand open, the rest behind their number, a cut list behind its size."""
    samples = tuple(
        Sample(f"{number}.txt", "A caravan.", columns={"source": f"Paper {number:03}"})
        for number in range(105)
    )
    page = await read(build(tmp_path / "corpus.db", samples), f"{PAGE}?source=Paper+050")
    source = facet(page, "Source")
    assert len(source.select(":scope > ul > li")) == 9
    assert words(source.legend) == "Source 1 chosen"
    assert words(source.summary) == "Show 91 more for Source"
    assert "The top 100 of 105" in words(source.details)


# -- nothing found -----------------------------------------------------------------------------


async def test_nothing_found_offers_ways_out_with_counts(corpus: Path) -> None:
    """No dead end: what to drop, and how many articles that finds."""
    page = await read(corpus, f"{PAGE}?q=title:trucks&year=2018&agency=AP&agency=")
    assert words(page.select_one("[role=status] h2")) == "No articles for “title:trucks”"
    assert [words(item) for item in page.select(".no-results li")] == [
        "Without “Year: 2018”: 1 article",
        "Without any filter: 1 article",
        "Without the words “title:trucks”: 1 article",
    ]
    assert page.select_one(f'.no-results a[href="{PAGE}"]') is not None
    assert [box["value"] for box in facet(page, "Year").select("input[checked]")] == ["2018"]


async def test_page_past_the_end_leads_back(corpus: Path) -> None:
    """A page that doesn't exist says so and links to the last one."""
    page = await read(corpus, f"{PAGE}?size=3&page=10000000000000000000000")
    assert "There is no page" in words(page.main)
    assert f"{PAGE}?size=3&page=2" in links(page, ".results a")


async def test_pages_keep_the_state(corpus: Path) -> None:
    """Previous and next change nothing but the page, and have rel for browsers and readers."""
    page = await read(corpus, f"{PAGE}?q=caravan&sort=newest&size=1&page=2&language=en")
    nav = page.select_one("nav.pages")
    assert nav is not None
    assert words(nav) == "← Previous Page 2 of 3 Next →"
    (following,) = links(page, "nav.pages a[rel=next]")
    assert parse_qs(urlsplit(following).query) == {
        "q": ["caravan"],
        "sort": ["newest"],
        "size": ["1"],
        "page": ["3"],
        "language": ["en"],
    }
    assert links(page, "head link[rel=prev]") == links(page, "nav.pages a[rel=prev]")


# -- what goes wrong ---------------------------------------------------------------------------

BAD = {
    "page in words": "page=x",
    "page zero": "page=0",
    "page negative": "page=-1",
    "page of thousands of digits and a letter": "page=" + "9" * 9000 + "x",
    "size too large": "size=101",
    "size zero": "size=0",
    "no such order": "sort=random",
    "no such day": "from=2018-13-45",
    "no date": "to=yesterday",
}


@pytest.mark.parametrize("query", BAD.values(), ids=BAD.keys())
async def test_bad_parameter_is_a_sentence(corpus: Path, query: str) -> None:
    """What can't be read gets 400 and a sentence: on a page with the form, or as JSON."""
    page = await read(corpus, f"{PAGE}?q=caravan&{query}", status=400)
    assert page.select_one("#search input[name=q]")["value"] == "caravan"
    response = await serve(corpus).client.get(f"{PAGE}.json?{query}")
    assert response.status_code == 400
    assert list(response.json()) == ["error"]
    assert words(page.select_one("[role=status] .note")) == response.json()["error"]


ODD = {
    "invalid percent-encoding": "q=%zz%e2%28&agency=%ff",
    "lone surrogate": "q=%ed%a0%80",
    "nul": "q=a%00b&agency=%00",
    "marks": "q=%02a%03&source=%02",
    "unknown parameters": "_facet=x&utm_source=a&nothing",
    "huge page": "page=1" + "0" * 21,
    "page of thousands of digits": "page=" + "9" * 9000,
    # The test client takes no URL beyond 64 kB; the real server answers 400 there.
    "huge query": "q=" + "caravan+" * 8_000,
    "many values": "&".join(f"source={number}" for number in range(3000)),
    "one value many times": "&".join(["source=A%26B"] * 3000),
    "many empty": "&".join(["q="] * 3000),
    "nested parentheses": "q=" + "(" * 300 + "a" + ")" * 300,
    "quotes": "q=%22%22%22'",
    "operators": "q=AND+OR+NOT+NEAR/+-+*+:",
}


@pytest.mark.parametrize("query", ODD.values(), ids=ODD.keys())
async def test_odd_input_is_answered(corpus: Path, query: str) -> None:
    """No query string gets anything but a page and JSON that can be read."""
    page = await read(corpus, f"{PAGE}?{query}")
    assert page.select_one("#search") is not None
    assert len(str(page)) < 5_000_000
    response = await serve(corpus).client.get(f"{PAGE}.json?{query}")
    assert response.status_code == 200
    assert {"total", "articles", "facets"} <= response.json().keys()


async def test_long_query_is_cut_and_the_page_says_so(corpus: Path) -> None:
    """Of a pasted article, only the beginning is read."""
    page = await read(corpus, f"{PAGE}?q=" + "caravan+" * 400)
    assert "The query was cut: only its first" in words(page.main)


async def test_naughty_strings_are_answered(corpus: Path, real_texts: Path) -> None:
    """Every line of the Big List of Naughty Strings is a query like any other."""
    encoded = (real_texts / "nasty" / "blns" / "blns.base64.json").read_text(encoding="ascii")
    datasette = serve(corpus)
    for line in json.loads(encoded):
        query = urlencode({"q": base64.b64decode(line)})
        response = await datasette.client.get(f"{PAGE}?{query}")
        assert response.status_code == 200, line


# -- safety ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        PAGE,
        f"{PAGE}?" + urlencode({"q": HOSTILE, "source": HOSTILE}),
        f"{PAGE}?" + urlencode({"q": "caravan", "source": 'A&B "News"'}),
        f"{PAGE}?" + urlencode({"page": HOSTILE}),
        "/corpus/-/article/4?" + urlencode({"q": "caravan " + HOSTILE}),
        "/",
    ],
    ids=["all", "query and filter", "filter", "error", "article", "home"],
)
async def test_hostile_text_stays_text(corpus: Path, url: str) -> None:
    """Nothing that a text, a name or a parameter says becomes markup; all is under the policy."""
    response = await serve(corpus).client.get(url)
    assert "script-src 'self'" in response.headers["content-security-policy"]
    page = BeautifulSoup(response.text, "html.parser")
    assert page.find(["style", "i", "iframe", "base"]) is None
    for script in page.select("script:not([type])"):
        assert script["src"].startswith("/-/static-plugins/dateline/")
        assert not script.get_text()
    for element in page.find_all(True):
        assert not [name for name in element.attrs if name == "style" or name.startswith("on")]
        assert not str(element.get("href", "")).lower().startswith("javascript:")
    marks = {mark.get_text() for mark in page.select(".hits mark")}
    assert "forged" not in marks or "forged" in url


async def test_hostile_title_reads_as_written(corpus: Path) -> None:
    """A headline of tags is shown as the tags it was written with."""
    page = await read(corpus, f"{PAGE}?q=forged")
    assert words(page.select_one(".hits h3")) == HOSTILE
    assert HOSTILE in words((await read(corpus, "/corpus/-/article/4")).h1)


@pytest.mark.parametrize("url", ["/", PAGE, f"{PAGE}.json", "/corpus/-/article/1", "/robots.txt"])
async def test_only_reading(corpus: Path, url: str) -> None:
    """HEAD gets the headers alone, and anything that writes gets 405."""
    client = serve(corpus).client
    head, get = await client.head(url), await client.get(url)
    assert (head.status_code, head.text) == (200, "")
    assert head.headers["content-type"] == get.headers["content-type"]
    refused = await client.put(url)
    assert (refused.status_code, refused.headers["allow"]) == (405, "GET, HEAD")


async def test_headers(corpus: Path) -> None:
    """Pages are not listed by search engines unless configured; nothing is ever sniffed."""
    client = serve(corpus).client
    response = await client.get(PAGE)
    assert response.headers["content-security-policy"] == (
        "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    assert response.headers["referrer-policy"] == "no-referrer"
    assert response.headers["x-robots-tag"] == "noindex"
    assert response.headers["cache-control"] == "max-age=5"
    assert (await client.get("/robots.txt")).text == "User-agent: *\nDisallow: /\n"
    for url in (PAGE, "/corpus/articles", "/-/static/app.css", "/nothing"):
        assert (await client.get(url)).headers["x-content-type-options"] == "nosniff"
    client = serve(corpus, config={"plugins": {"dateline": {"index": True}}}).client
    assert "x-robots-tag" not in (await client.get(PAGE)).headers
    assert (await client.get("/robots.txt")).text == "User-agent: *\nDisallow:\n"


async def test_what_is_not_there_is_a_page_of_ours(corpus: Path) -> None:
    """An address of ours that leads nowhere says so under our policy, with a way on."""
    response = await serve(corpus).client.get("/corpus/-/article/99")
    assert response.status_code == 404
    assert "script-src 'self'" in response.headers["content-security-policy"]
    page = BeautifulSoup(response.text, "html.parser")
    assert "There is no article 99 in “corpus”." in words(page.main)
    assert links(page, "main a") == ["/corpus/-/search"]


async def test_cors(corpus: Path) -> None:
    """With --cors, scripts elsewhere may read the JSON; without it, not."""
    response = await serve(corpus, cors=True).client.get(f"{PAGE}.json")
    assert response.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-origin" not in (await serve(corpus).client.get(PAGE)).headers


# -- JSON --------------------------------------------------------------------------------------


async def test_json_has_the_promised_shape(corpus: Path) -> None:
    """Other programs find every promised name, and the words marked in escaped text."""
    response = await serve(corpus).client.get(f"{PAGE}.json?q=trucks+left&agency=AP")
    data = response.json()
    promised = "database query total total_exact relaxed suggestion page pages articles facets"
    assert {*promised.split(), "facets_exact", "elapsed_ms"} <= data.keys()
    assert (data["database"], data["query"], data["page"]) == ("corpus", "trucks left", 1)
    first = data["articles"][0]
    assert {"id", "path", "title", "published", "agency", "score", "snippet"} <= first.keys()
    assert (first["id"], first["url"]) == (3, "/corpus/-/article/3")
    assert first["source_url"] == "https://example.org/cuba"
    assert "<mark>trucks</mark> had <mark>left</mark>" in first["snippet"]
    chosen = [value for value in data["facets"]["agency"] if value["selected"]]
    assert [value["value"] for value in chosen] == ["AP"]
    assert {"value", "count", "selected"} == data["facets"]["agency"][0].keys()


async def test_json_snippet_is_escaped(corpus: Path) -> None:
    """A snippet is HTML in which only the marks are markup."""
    response = await serve(corpus).client.get(f"{PAGE}.json?q=forged")
    snippet = response.json()["articles"][0]["snippet"]
    assert set(re.findall("<[^>]*>", snippet)) == {"<mark>", "</mark>"}
    assert "&lt;script&gt;" in snippet
    assert response.json()["articles"][0]["source_url"] is None, "javascript: is no address"


# -- where it stands ---------------------------------------------------------------------------


async def test_base_url(corpus: Path) -> None:
    """Behind a prefix every link, form and file is behind it too, and reachable."""
    settings = {"base_url": "/prefix/"}
    client = serve(corpus, settings=settings).client
    for url in ("/", PAGE + "?q=caravan&agency=AP&size=1", "/corpus/-/article/1?q=caravan"):
        page = await read(corpus, url, settings=settings)
        inside = links(page, "[href]") + [
            str(form["action"]) for form in page.select("form[action]")
        ]
        inside = [link for link in inside if not link.startswith(("#", "https://example.org"))]
        assert {link[:8] for link in inside} == {"/prefix/"}
        for link in dict.fromkeys(inside):
            response = await client.get(link.removeprefix("/prefix"))
            assert response.status_code in (200, 302), link
    data = (await client.get(f"{PAGE}.json")).json()
    assert data["articles"][0]["url"].startswith("/prefix/corpus/-/article/")


async def test_name_of_the_database_is_encoded(tmp_path: Path) -> None:
    """A corpus whose name has blanks, dots and letters of elsewhere is as reachable as any."""
    corpus = build(tmp_path / "my news.2018 é.db")
    datasette = serve(corpus)
    await datasette.invoke_startup()
    url = datasette.urls.database("my news.2018 é") + "/-/search"
    page = BeautifulSoup((await datasette.client.get(url)).text, "html.parser")
    for link in [*links(page, ".hits h3 a"), *links(page, ".masthead a")]:
        assert (await datasette.client.get(link)).status_code in (200, 302), link


async def test_time_limit_is_told(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A search that was stopped says so, and doesn't say that there is nothing."""
    from dateline.web import answers

    real = answers.search
    monkeypatch.setattr(
        answers, "search", lambda *asked, **options: real(*asked, **{**options, "seconds": 0})
    )
    page = await read(corpus, f"{PAGE}?q=caravan&agency=AP")
    assert words(page.select_one("[role=status] h2")) == "This search took too long for “caravan”"
    assert [box["value"] for box in facet(page, "Agency").select("input[checked]")] == ["AP"]
    assert "limit of 1,000 ms" in words(page.main)


def test_samples_are_what_the_tests_say() -> None:
    """The fixture's first article is the seed whose caption stands twice."""
    assert SAMPLES[0].path == SEED_2018
    assert SAMPLES[0].text.count("Picture: REUTERS") == 2
