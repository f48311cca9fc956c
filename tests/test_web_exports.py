"""Tests for the files and feeds of a search, and for how an article says how to cite it."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import re
import sqlite3
import tracemalloc
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import feedparser
import pytest
import rispy
from bs4 import BeautifulSoup
from web_corpus import HOSTILE, QUOTE, ROOT, SAMPLES, Sample, build, serve

from dateline.exports.formats import FORMATS
from dateline.web.desk import exports, feed, passage

PAGE = "/corpus/-/search"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("exports") / "corpus.db")


async def get(corpus: Path, url: str, status: int = 200, **options: Any) -> Any:
    response = await serve(corpus, **options).client.get(url)
    assert response.status_code == status, response.text[:2000]
    return response


@pytest.mark.parametrize("ending", FORMATS)
async def test_each_format_is_a_file(corpus: Path, ending: str) -> None:
    """It is saved under a name that says what it is, and never read as anything else."""
    response = await get(corpus, f"{PAGE}.{ending}?q=caravan+%22%C3%89l%22/..&size=1&page=9")
    headers = response.headers
    assert headers["content-type"] == f"{FORMATS[ending].content_type}; charset=utf-8"
    assert headers["content-disposition"] == f'attachment; filename="corpus-caravan-el.{ending}"'
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-robots-tag"] == "noindex"


@pytest.mark.parametrize("ending", [*FORMATS, "atom"])
async def test_head_has_the_headers_alone(corpus: Path, ending: str) -> None:
    """HEAD says what GET would be, and nothing is made for it."""
    ds = serve(corpus, cors=True)
    head, got = await ds.client.head(f"{PAGE}.{ending}"), await ds.client.get(f"{PAGE}.{ending}")
    assert head.text == ""
    assert head.headers.items() >= {"access-control-allow-origin": "*"}.items()
    assert head.headers["content-type"] == got.headers["content-type"]
    assert (await ds.client.post(f"{PAGE}.{ending}")).status_code in (403, 405)


@pytest.mark.parametrize(
    "query", ["", "?q=caravan", "?sort=oldest", "?agency=AP", "?from=2018", "?q=zzz"]
)
async def test_all_that_the_page_lists_in_its_order(corpus: Path, query: str) -> None:
    """Every format has what the pages have, whatever page was asked for."""
    listed = (await get(corpus, f"{PAGE}.json{query}")).json()["articles"]
    ids = [hit["id"] for hit in listed]
    lines = (await get(corpus, f"{PAGE}.jsonl{query}")).text.splitlines()
    assert [json.loads(line)["id"] for line in lines] == ids
    table = (await get(corpus, f"{PAGE}.csv{query}")).text.removeprefix("\ufeff")
    assert [int(row["id"]) for row in csv.DictReader(io.StringIO(table, newline=""))] == ids
    paths = [hit["path"] for hit in listed]
    items = (await get(corpus, f"{PAGE}.csl.json{query}")).json()
    assert [item["archive_location"] for item in items] == paths
    entries = rispy.loads((await get(corpus, f"{PAGE}.ris{query}")).text)
    assert [entry["accession_number"] for entry in entries] == paths


async def test_a_line_has_what_was_read_out_of_the_article(corpus: Path) -> None:
    """Facts come in the order of the text, quotations with their speakers, the text as it is."""
    line = json.loads((await get(corpus, "/corpus/-/article/1.jsonl")).text)
    assert line["datelines"] == ["Washington", "Pijijiapan"]
    assert line["people"] == []  # of a rule that is not shown
    assert line["name"].startswith("[US President Donald Trump’s administration may send")
    assert (line["title"], line["text"]) == (None, SAMPLES[0].text)
    line = json.loads((await get(corpus, "/corpus/-/article/2.jsonl")).text)
    assert [quote["speaker"] for quote in line["quotes"]] == ["Denis Contreras"]
    assert line["extra"] == {}


async def test_authors_stand_in_the_order_of_the_byline(tmp_path: Path) -> None:
    """The first author is who the byline names first, not who is first in the alphabet."""
    facts = tuple(("byline", name, None, "given", True) for name in ("Zoe Doe", "Anna Roe"))
    corpus = build(tmp_path / "corpus.db", (Sample("a.txt", "A caravan of trucks left.", facts),))
    (entry,) = rispy.loads((await get(corpus, "/corpus/-/article/1.ris")).text)
    assert entry["authors"] == ["Doe, Zoe", "Roe, Anna"]


@pytest.mark.parametrize(
    ("url", "status", "words"),
    [
        (f"{PAGE}.csv?size=x", 400, "must be a number"),
        (f"{PAGE}.atom?from=soon", 400, "must be a date"),
        ("/corpus/-/article/99.bib", 404, "There is no article 99"),
        ("/nothing/-/search.csv", 404, "There is no database"),
        ("/nothing/-/search.atom", 404, "There is no database"),
    ],
)
async def test_errors_are_sentences(corpus: Path, url: str, status: int, words: str) -> None:
    """A script is told in JSON why it gets no file."""
    response = await get(corpus, url, status)
    assert words in response.json()["error"]
    assert "content-disposition" not in response.headers


@pytest.mark.parametrize("number", ["0", "9" * 18, "9" * 19, "9" * 4000])
async def test_no_such_article(corpus: Path, number: str) -> None:
    """However large a number is, it is no error of the server's."""
    await get(corpus, f"/corpus/-/article/{number}.ris", 404)


async def test_a_search_that_takes_too_long_gives_no_file(
    corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A part of the results would look like all of them."""
    monkeypatch.setattr(exports, "listing", lambda *_, **__: None)
    assert "limit of 1,000 ms" in (await get(corpus, f"{PAGE}.csv", 400)).json()["error"]


@pytest.mark.parametrize("table", ["articles", "facts", "quotes", "people"])
async def test_permissions_hold(corpus: Path, table: str) -> None:
    """What a visitor may not see is not in a file either."""
    config = {"databases": {"corpus": {"tables": {table: {"allow": {"id": "root"}}}}}}
    if table == "articles":
        for ending in [*FORMATS, "atom"]:
            await get(corpus, f"{PAGE}.{ending}", 403, config=config)
        await get(corpus, "/corpus/-/opensearch.xml", 403, config=config)
        return
    line = json.loads((await get(corpus, "/corpus/-/article/2.jsonl", config=config)).text)
    assert ("quotes" in line) == (table != "quotes")
    assert ("datelines" in line) == (table != "facts")
    assert ("people" in line) == (table == "quotes")
    await get(corpus, f"{PAGE}.csv?person=A", 200 if table == "quotes" else 400, config=config)


def many(path: Path, number: int) -> Path:
    """Return a corpus of *number* articles of a usual length."""
    path.parent.mkdir()
    build(path, ())
    with sqlite3.connect(path) as connection:
        connection.executemany(
            "insert into articles (path, text, word_count, sha256, rules) values (?, ?, 500, '', 1)",
            ((f"{n}.txt", f"Story {n}. " + "A caravan of trucks. " * 100) for n in range(number)),
        )
    connection.close()
    return path


class Sent:
    """Counts what is sent; as a visitor who leaves once *after* pieces are there."""

    def __init__(self, after: int | None = None) -> None:
        self.pieces, self.size, self.after = 0, 0, after
        self.left = asyncio.Event()

    async def __call__(self, message: dict[str, Any]) -> None:
        self.pieces += 1
        self.size += len(message.get("body", b""))
        if self.pieces == self.after:
            self.left.set()

    async def receive(self) -> dict[str, Any]:
        await self.left.wait()
        return {"type": "http.disconnect"}


async def export(corpus: Path, sent: Sent) -> None:
    """Ask for all articles as a server would, without keeping what is sent."""
    ds = serve(corpus)
    await ds.invoke_startup()
    path = f"{PAGE}.jsonl"
    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "raw_path": path.encode(),
        "headers": [],
    }
    scope |= {"query_string": b"", "scheme": "http", "http_version": "1.1"}
    await ds.app()(scope, sent.receive, sent)


async def test_memory_does_not_grow(tmp_path: Path) -> None:
    """Five times the articles take no more memory than their ids do."""
    peaks, sizes = [], []
    for number in (200, 1000):
        corpus = many(tmp_path / str(number) / "corpus.db", number)
        await export(corpus, Sent())  # what is loaded once
        tracemalloc.start()
        sent = Sent()
        await export(corpus, sent)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        sizes.append(sent.size)
    assert sizes[1] > 4.9 * sizes[0] > 2_000_000
    assert peaks[1] < peaks[0] + 200_000


async def test_who_leaves_stops_it(tmp_path: Path) -> None:
    """Nothing more is read for a visitor who has gone."""
    corpus = many(tmp_path / "corpus" / "corpus.db", 1000)
    whole, left = Sent(), Sent(after=3)
    await export(corpus, whole)
    await export(corpus, left)
    assert whole.pieces > 15
    assert left.pieces <= 6


async def test_articles_dropped_meanwhile_are_left_out(
    corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What an ingest drops during an export is missing from it, and it is whole nonetheless."""
    monkeypatch.setattr(exports, "listing", lambda *_, **__: [99, 1, 98, 2, 97])
    monkeypatch.setattr(exports, "CHUNK", 1)
    items = (await get(corpus, f"{PAGE}.csl.json")).json()
    assert [item["archive_location"] for item in items] == [s.path for s in SAMPLES[:2]]
    monkeypatch.setattr(exports, "listing", lambda *_, **__: [])
    assert (await get(corpus, f"{PAGE}.csl.json")).json() == []


async def test_feed_is_read_by_a_feed_reader(corpus: Path) -> None:
    """Newest first, with absolute links, and nothing for a reader to complain about."""
    response = await get(corpus, f"{PAGE}.atom?q=caravan&sort=oldest&page=3")
    assert response.headers["content-type"] == "application/atom+xml; charset=utf-8"
    read = feedparser.parse(response.content)
    assert not read.bozo
    assert read.feed.title == "caravan – corpus"
    assert [entry.link for entry in read.entries] == [
        f"http://localhost/corpus/-/article/{n}" for n in (2, 1, 3, 4)
    ]
    assert read.entries[2].title == "Cuba sends trucks"
    assert read.entries[2].author == "Jane Doe"
    assert [entry.updated for entry in read.entries] == [
        f"{day}T00:00:00Z" for day in ("2020-01-21", "2018-10-25", "1987-02-01", "1970-01-01")
    ]
    assert read.feed.updated == "2020-01-21T00:00:00Z"
    rel = {link.rel: link.href for link in read.feed.links}
    assert rel["self"] == "http://localhost/corpus/-/search.atom?q=caravan&sort=newest"
    assert rel["alternate"] == "http://localhost/corpus/-/search?q=caravan&sort=newest"


async def test_hostile_text_is_text_in_a_feed(tmp_path: Path) -> None:
    """Markup stays what was written; what XML has no way to say is left out."""
    title = HOSTILE + " é😀 ]]> \x01\x0b\ufffe"
    corpus = build(tmp_path / "corpus.db", (Sample("a", title, (), {"title": title}),))
    response = await get(corpus, f"{PAGE}.atom?q=%01caravan%EF%BF%BE")
    assert not feedparser.parse(response.content).bozo
    corpus_feed = ET.fromstring((await get(corpus, f"{PAGE}.atom")).content)
    assert corpus_feed.findtext(f"{ATOM}entry/{ATOM}title") == HOSTILE + " é😀 ]]> "


async def test_entries_keep_their_ids(tmp_path: Path) -> None:
    """An article that gets another id when the corpus is made anew is not told as new."""
    ids = []
    for order in (SAMPLES, SAMPLES[::-1]):
        folder = tmp_path / str(len(ids))
        folder.mkdir()
        corpus = build(folder / "corpus.db", order)
        entries = feedparser.parse((await get(corpus, f"{PAGE}.atom")).content).entries
        ids.append({entry.title: entry.id for entry in entries})
    assert ids[0] == ids[1]
    assert len(set(ids[0].values())) == len(SAMPLES)


async def test_feed_is_short(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A feed has the newest; one without any is still a feed."""
    monkeypatch.setattr(feed, "ENTRIES", 2)
    assert len(feedparser.parse((await get(corpus, f"{PAGE}.atom")).content).entries) == 2
    empty = feedparser.parse((await get(corpus, f"{PAGE}.atom?q=zzz")).content)
    assert (empty.bozo, empty.entries) == (False, [])


@pytest.mark.parametrize("base", ["/", "/news/"])
async def test_the_page_leads_to_all_of_it(corpus: Path, base: str) -> None:
    """The page's links find the search engine, the feed and the files of the same search."""
    ds = serve(corpus, settings={"base_url": base})
    path = f"{base.rstrip('/')}/corpus/-/search?q=caravan+%3F&agency=AP"
    page = BeautifulSoup(
        (await ds.client.get(f"{PAGE}?q=caravan+%3F&agency=AP")).text, "html.parser"
    )
    (link,) = page.select("link[rel=search]")
    engine = await ds.client.get(str(link["href"]).removeprefix(base.rstrip("/")))
    assert engine.headers["content-type"].startswith("application/opensearchdescription+xml")
    root = ET.fromstring(engine.content)
    name = "{http://a9.com/-/spec/opensearch/1.1/}"
    assert root.findtext(f"{name}ShortName") == "corpus"
    (url,) = root.findall(f"{name}Url")
    assert url.get("template") == f"http://localhost{base}corpus/-/search?q={{searchTerms}}"
    (link,) = page.select("link[type='application/atom+xml']")
    assert link["href"] == path.replace("search?", "search.atom?")
    found = [a["href"] for a in page.select("footer a") if "/-/search." in str(a["href"])]
    endings = ["json", *FORMATS, "atom"]
    assert found == [path.replace("search?", f"search.{ending}?") for ending in endings]


async def test_an_article_says_how_to_cite_it(corpus: Path) -> None:
    """In a sentence, in files for reference managers, and for machines that read the page."""
    response = await get(corpus, "/corpus/-/article/3")
    page = BeautifulSoup(response.text, "html.parser")
    sentence = page.select_one(".cite")
    assert sentence is not None
    assert sentence.get_text() == "Jane Doe, “Cuba sends trucks”, The Daily Example, February 1987."
    for link in page.select(".formats a"):
        assert (await get(corpus, str(link["href"]))).text
    data = page.select_one("script[type='application/ld+json']")
    assert data is not None
    assert json.loads(data.get_text())["headline"] == "Cuba sends trucks"


PASSAGE = "exact=Here+we++are&end=we%E2%80%99ll+return!"


@pytest.mark.parametrize("ending", passage.CITATIONS)
@pytest.mark.parametrize("base", ["/", "/news/"])
async def test_a_passage_is_cited_in_files(corpus: Path, ending: str, base: str) -> None:
    """Its words and where they stand, in a file that is never read as anything else."""
    ds = serve(corpus, settings={"base_url": base})
    response = await ds.client.get(f"/corpus/-/passage.{ending}?{PASSAGE}")
    assert response.status_code == 200
    headers, words = response.headers, QUOTE[0]
    assert headers["content-type"] == f"{FORMATS[ending].content_type}; charset=utf-8"
    assert headers["content-disposition"] == f'attachment; filename="corpus-passage-2.{ending}"'
    assert headers["x-content-type-options"] == "nosniff"
    note, url = {
        "ris": lambda: next(
            (one["notes"][0], one["urls"][0]) for one in rispy.loads(response.text)
        ),
        "csl.json": lambda: next((one["note"], one["URL"]) for one in response.json()),
        "bib": lambda: re.findall("(?:annote|url) = {(.*)},", response.text)[::-1],
    }[ending]()
    assert note == f"“{words}”"
    assert url.startswith(f"http://localhost{base}corpus/-/passage?exact=Here+we+are+and")
    there = await ds.client.get(url.removeprefix(f"http://localhost{base.rstrip('/')}"))
    assert there.headers["location"].startswith(f"{base}corpus/-/article/2?")


async def test_a_long_passage_is_quoted_in_part(
    corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its beginning stands for it, and its link for the rest."""
    monkeypatch.setattr(passage, "MAX_QUOTED", 11)
    (item,) = (await get(corpus, f"/corpus/-/passage.csl.json?{PASSAGE}")).json()
    assert item["note"] == "“Here we are…”"


@pytest.mark.parametrize(
    "query", ["", "exact=No+such+words", "exact=Here+we+are&end=caravan+zebra"]
)
async def test_a_passage_that_is_not_here_has_no_citation(corpus: Path, query: str) -> None:
    """There is no file of nothing."""
    response = await get(corpus, f"/corpus/-/passage.ris?{query}", status=404)
    assert response.json() == {"error": "No article here has this passage."}


async def test_a_passage_shows_what_its_visitor_may_see(corpus: Path) -> None:
    """Without the articles there is nothing, without the facts only what is stated."""
    hidden = {"databases": {"corpus": {"tables": {"articles": {"allow": False}}}}}
    await get(corpus, f"/corpus/-/passage.ris?{PASSAGE}", status=403, config=hidden)
    hidden = {"databases": {"corpus": {"tables": {"facts": {"allow": False}}}}}
    await get(corpus, f"/corpus/-/passage.ris?{PASSAGE}", config=hidden)


async def test_the_marked_passage_is_cited_without_scripts(corpus: Path) -> None:
    """Whoever opened a passage finds its citations beside those of the article."""
    page = await get(corpus, f"/corpus/-/article/2?{PASSAGE}")
    links = BeautifulSoup(page.text, "html.parser").select(".citation a[href*='/passage.']")
    assert [link.get_text() for link in links] == ["RIS", "BibTeX", "CSL-JSON"]
    for link in links:
        assert QUOTE[0] in (await get(corpus, str(link["href"]))).text
    page = await get(corpus, "/corpus/-/article/2")
    assert not BeautifulSoup(page.text, "html.parser").select("a[href*='/passage.']")


async def test_hostile_text_is_data_for_machines(corpus: Path) -> None:
    """No title ends the script that it stands in."""
    page = BeautifulSoup((await get(corpus, "/corpus/-/article/4")).text, "html.parser")
    (data,) = page.select("script[type='application/ld+json']")
    assert json.loads(data.get_text())["headline"] == HOSTILE
    assert "<" not in data.get_text()


async def test_the_examples_of_the_documentation_are_true() -> None:
    """What docs/exports.md shows is what the corpus of the seeds gives."""
    documented = (ROOT / "docs" / "exports.md").read_text("utf-8").replace("\n", "\r\n")
    ris = (await get(ROOT / "corpus.db", f"{PAGE}.ris?q=contreras&sort=oldest")).text
    bib = (await get(ROOT / "corpus.db", "/corpus/-/article/2.bib")).text
    assert ris.strip() in documented
    assert bib.strip() in documented.replace("\r", "")
