"""Tests of a search as SQL: what is pasted lists what the search lists, in BM25's order."""

from __future__ import annotations

import asyncio
import random
import shutil
import sqlite3
import subprocess
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup

from dateline import search as searching
from dateline.search import SORTS, Search, search
from dateline.sets import Scores
from dateline.statements import listed, named, quoted
from tests.conftest import ROOT
from tests.corpus_fixture import COUNTRIES, PEOPLE, WORDS, corpus, generated
from tests.web_corpus import build, serve

HOSTILE = '\'; drop table articles; -- "x" {title} :a ?1 %s \\ é☃'

SEARCHES = 200

NAMES = (*PEOPLE, "ruiz", "pepe o'neill", "nobody")

DAYS = (None, None, None, None, None, "2018", "2018-10", "2018-10-25", "2019-01-02")


@pytest.fixture(scope="module")
def connection() -> sqlite3.Connection:
    """Return a corpus made by chance, with quotes, forms of names, and hostile values."""
    chance = random.Random(5)
    articles = generated(150, seed=5)
    for article in articles[:60]:
        article["quotes"] = [" ".join(chance.choices(WORDS, k=4))]
    articles[0]["forms"] = {"Ana Ruiz": ["Ruiz", "A. Ruiz"], "José Peña": ["Pepe O'Neill"]}
    articles += [{"title": HOSTILE, "text": HOSTILE, "agency": HOSTILE, "section": "O'Hare"}] * 2
    return corpus(articles)


@pytest.fixture
def first_stage(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out the second stage of ranking, which is no SQL."""

    def as_ranked(
        _connection: object,
        _words: object,
        strict: Scores,
        some: Scores,
        *_: object,
    ) -> dict[int, float]:
        return strict.best(len(strict)) | some.without(strict).best(len(some))

    monkeypatch.setattr(searching, "best_first", as_ranked)


def pages(connection: sqlite3.Connection, request: Search) -> list[int]:
    """Return the ids of all pages of *request*, by the search."""
    return searching.listing(connection, request) or []


def pasted(connection: sqlite3.Connection, request: Search) -> list[int]:
    """Return the ids that the statement lists."""
    statement = listed(connection, request, search(connection, request))
    return [row[0] for row in connection.execute(statement)]


def asked(chance: random.Random) -> Search:
    """Return a search by chance."""

    def leaf() -> str:
        word, other = chance.choices(WORDS, k=2)
        return chance.choice(
            [
                word, word, word, f'"{word} {other}"', f"{word[:3]}*", f"title:{word}",
                f"said:{word}", f'said:"{word} {other}"', f"{word} NEAR/3 {other}",
                f"said:({word} NEAR/2 {other})", f"country:{chance.choice(COUNTRIES)}",
                f'person:"{chance.choice(NAMES)}"',
                'agency:""', "published:2018-10..2018-10-25", "published:..2018", f"the {word}",
                f"{word}-{other}", HOSTILE,
            ]
        )  # fmt: skip

    def tree(depth: int) -> str:
        if depth == 0 or chance.random() < 0.4:
            return " ".join(leaf() for _ in range(chance.randint(1, 3)))
        shape = chance.choice(["{} OR {}", "({}) -({})", "NOT ({}) AND {}", "({} OR {})"])
        return shape.format(tree(depth - 1), tree(depth - 1))

    filters = {
        "country": chance.choice([("mexico", "Cuba"), ("",)]),
        "agency": chance.choice([("AP", ""), ("AP", "Reuters", "none"), (HOSTILE,)]),
        "person": chance.choice([("Ruiz", "José Peña"), ("nobody",), ("",)]),
        "month": chance.choice([("2018-10",), ("",)]),
    }
    filters = {facet: values for facet, values in filters.items() if chance.random() < 0.2}
    first, last = chance.choice(DAYS), chance.choice(DAYS)
    few = " ".join(chance.choices(WORDS, k=5))
    query = chance.choice(["", leaf(), few, f"{few} country:mexico", tree(0), tree(2), tree(3)])
    return Search(query, filters, first, last, chance.choice([None, *SORTS]))


@pytest.mark.parametrize("seed", range(0, SEARCHES, 20))
def test_the_statement_lists_what_the_search_lists(
    seed: int, connection: sqlite3.Connection, first_stage: None
) -> None:
    """The same articles in the same order, for any search."""
    for number in range(seed, seed + 20):
        request = asked(random.Random(number))
        assert pasted(connection, request) == pages(connection, request), request


def test_the_second_stage_only_reorders(connection: sqlite3.Connection) -> None:
    """The pages rank more finely, over the same articles."""
    request = Search("caravan border")
    assert sorted(pasted(connection, request)) == sorted(pages(connection, request))


LISTED = """\
-- Search: Contreras -oil; country Mexico; from 2018
with
ranked (id, tier, score) as materialized (
    select rowid, 1, round(bm25(articles_fts, 2.0, 1.0), 12)
    from articles_fts where articles_fts match '("Contreras") NOT ("oil")'
),
best (id, tier, score) as materialized (
    select id, min(tier), score from ranked group by id
)
select id, path, title, published
from articles
join best using (id)
where
    id in (
        select id from articles
        where published || substr('-12-31', length(published) - 3) >= '2018' and published <= '9999-12-31'
    )
    and id in (
        select article_id from facet_values
        join facet_postings on facet_postings.value_id = facet_values.id
        where facet = 'country' and value in ('Mexico')
    )
order by tier is null, tier, score, iif(tier is null, published, null) desc, id"""


def test_the_statement_is_readable_and_runs_in_the_stock_shell() -> None:
    """What stands in the SQL editor on the seeds, and what sqlite3 makes of it."""
    path = ROOT / "corpus.db"
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    request = Search("Contreras -oil", {"country": ["mexico"]}, date_from="2018")
    statement = listed(connection, request, search(connection, request))
    connection.close()
    assert statement == LISTED.replace("country Mexico", "country mexico", 1)
    if not shutil.which("sqlite3"):
        pytest.skip("needs the sqlite3 shell")
    line = ["sqlite3", "-bail", "-readonly", str(path)]
    shown = subprocess.run(line, input=statement, capture_output=True, text=True, check=True).stdout
    assert [row.split("|")[0] for row in shown.splitlines()] == ["2", "1"]


def test_the_documented_statement_is_what_is_written() -> None:
    """docs/queries.md shows the real one, on the seeds."""
    connection = sqlite3.connect(f"file:{ROOT / 'corpus.db'}?mode=ro", uri=True)
    request = Search("asylum", {"country": ["guatemala"]}, date_from="2020", sort="newest")
    statement = listed(connection, request, search(connection, request))
    connection.close()
    assert f"```sql\n{statement}\n```" in (ROOT / "docs/queries.md").read_text("utf-8")


@pytest.mark.parametrize(
    "value", ["", "O'Neill", "''", "\0", "a\0'b", "--", "\n", HOSTILE], ids=repr
)
def test_literals_are_read_back_whole(value: str) -> None:
    """No value gets out of its literal."""
    assert sqlite3.connect(":memory:").execute(f"select {quoted(value)}").fetchone() == (value,)


@pytest.mark.parametrize(
    ("request_", "name"),
    [
        (Search(), "all articles"),
        (Search("a\nselect 1\r\u2028;\0\ud800"), "a select 1  ;"),
        (Search("x", {"person": ["A", ""]}, "2018", "2019"), "x; person A or none; from 2018; to 2019"),
    ],
    ids=["nothing", "lines", "everything"],
)  # fmt: skip
def test_a_search_is_named_in_one_line(request_: Search, name: str) -> None:
    """The comment can't be left by a line's end in a query."""
    assert named(request_) == name


@pytest.mark.parametrize("may", [True, False], ids=["who may run SQL", "who may not"])
def test_the_search_page_links_to_its_sql(may: bool, tmp_path: Path) -> None:
    """The link opens Datasette's editor, where the statement lists what the page lists."""
    config = {"databases": {"corpus": {"allow_sql": may}}}
    path = build(tmp_path / "corpus.db")

    async def get() -> tuple[list[str], list[int], list[int]]:
        served = serve(path, config=config)
        asked = "q=caravan&agency=AP&agency=&size=2"
        page = await served.client.get(f"/corpus/-/search?{asked}")
        soup = BeautifulSoup(page.text, "html.parser")
        found = [a["href"] for a in soup.find_all("a", string="SQL for this search")]
        if not found:
            return [], [], []
        ids: list[int] = []
        for number in (1, 2):
            answer = await served.client.get(f"/corpus/-/search.json?{asked}&page={number}")
            ids += [article["id"] for article in answer.json()["articles"]]
        (sql,) = parse_qs(urlsplit(found[0]).query)["sql"]
        rows = await served.client.get(
            "/corpus.json", params={"sql": sql, "_shape": "array"}, follow_redirects=True
        )
        return found, ids, [row["id"] for row in rows.json()]

    found, ids, listed_ids = asyncio.run(get())
    assert bool(found) is may
    assert sorted(ids) == sorted(listed_ids)
    assert bool(ids) is may
