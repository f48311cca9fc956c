"""Tests of the named queries: what they answer, exactly, and who is offered them."""

from __future__ import annotations

import asyncio
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dateline.ingest import main
from dateline.web.queries import named
from tests.conftest import ROOT
from tests.corpus_fixture import corpus
from tests.web_corpus import DATASETTE_1, build, serve

QUERIES = named()

Rows = list[tuple[Any, ...]]

# (:first as :second, like '%' || :name
PARAMETER = re.compile(r"(?<=[ (]):(\w+)")

Y2018, Y2020 = "2018-10-25", "2020-01-21"
CAPTION = (
    "Jose Garcia, a migrant travelling in a caravan from Honduras to the US, rests in a public "
    "square as he waits to regroup with more migrants, in Tecun Uman, Guatemala, on October 25 2018."
)

SEEDS: dict[str, tuple[dict[str, str], Rows]] = {
    "quotes_by_speaker_and_month": (
        {"speaker": "contreras"},
        [("Denis Omar Contreras", "2018-10", 2, 1)],
    ),
    "verbs_of_speakers": (
        {"speaker": "Trump"},
        [("Donald Trump", "tweeted", 1, 1), ("Donald Trump", "wrote", 1, 1)],
    ),
    "unnamed_speakers": (
        {},
        [
            ("A White House official", 1, 1, Y2018, Y2018),
            ("hundreds of migrants", 1, 1, Y2020, Y2020),
        ],
    ),
    "named_never_quoted": ({}, [("Jose Garcia", 1, 2, Y2018, Y2018)]),
    "first_mentions": (
        {"name": "Meyer"},
        [
            (
                "Maureen Meyer",
                Y2020,
                "seeds/003_0a32a47064eaf07a.txt",
                "“disorderly fashion” were “fruitless.”  Maureen Meyer, director for Mexico and "
                "migrant rights",
            )
        ],
    ),
    "pairs_in_paragraphs": (
        {},
        [
            ("Denis Omar Contreras", "Donald Trump", 1, 1),
            ("Donald Trump", "Jose Rodriguez", 1, 1),
            ("Donald Trump", "Maureen Meyer", 1, 1),
        ],
    ),
    "people_together": (
        {"name": "Meyer"},
        [
            ("Claudia Leon", "Maureen Meyer", 1, Y2020, Y2020),
            ("Denis Omar Contreras", "Maureen Meyer", 1, Y2020, Y2020),
            ("Donald Trump", "Maureen Meyer", 1, Y2020, Y2020),
        ],
    ),
    "longest_silences": (
        {},
        [("Denis Omar Contreras", Y2018, Y2020, 453), ("Donald Trump", Y2018, Y2020, 453)],
    ),
    "undated_articles": ({}, []),
    "stories_reprinted": ({}, []),
    "captions_by_photographer": (
        {"credit": "reuters"},
        [("Carlos Garcia Rawlins, Reuters", Y2018, CAPTION, "seeds/000_b4ab622afc7e3840.txt")],
    ),
    "agencies_by_month": ({}, [("2018-10", None, 1, 808), ("2020-01", "AP", 1, 570)]),
    "days_spoken_of": (
        {},
        [
            ("2018-10-19", 1, 0, 0, 1, Y2018, Y2018),
            ("2018-10-22", 1, 0, 0, 1, Y2018, Y2018),
            ("2018-10-24", 1, 0, 0, 1, Y2018, Y2018),
            (Y2018, 1, 0, 1, 0, Y2018, Y2018),
            ("2018-11-06", 1, 1, 0, 0, Y2018, Y2018),
            ("2020-01-19", 1, 0, 0, 1, Y2020, Y2020),
            ("2020-01-20", 1, 0, 0, 1, Y2020, Y2020),
        ],
    ),
    "places_without_coordinates": ({}, [("Chiapas", 1)]),
    "shared_passages": ({"first": "1", "second": "2"}, []),
}

SAME = "We will not be moved from here, whatever they may say about us"
EIGHT = "“One, two – three's\nfour; five\tsix seven EIGHT"

ARTICLES = [
    (f"Ana Ruiz met José Peña.\n\nAna Ruiz said: “{SAME}!”\n    Mary Moe left.", Y2018, "AP"),
    (f"{EIGHT} nine, ten.\n{SAME.lower()}; José Peña and\nAna Ruiz do. {SAME}", "2019-01-02", "AP"),
    (f'Mary Moe\n\tAna "quoted" \\ {{oddly}} , . ; {EIGHT.lower()} "ten\\"', None, None),
]

NEWSROOM: dict[str, tuple[dict[str, str], Rows]] = {
    "quotes_by_speaker_and_month": (
        {},
        [("Ana Ruiz", "2018-10", 1, 1), ("Ana Ruiz", "2019-01", 1, 1)],
    ),
    "verbs_of_speakers": ({"speaker": "ana"}, [("Ana Ruiz", "said", 2, 2)]),
    "unnamed_speakers": ({}, [(None, 1, 1, None, None)]),
    "named_never_quoted": (
        {},
        [("José Peña", 2, 2, Y2018, "2019-01-02"), ("Mary Moe", 2, 2, Y2018, Y2018)],
    ),
    "pairs_in_paragraphs": ({}, [("Ana Ruiz", "José Peña", 2, 2)]),
    "people_together": (
        {},
        [
            ("Ana Ruiz", "José Peña", 2, Y2018, "2019-01-02"),
            ("Ana Ruiz", "Mary Moe", 1, Y2018, Y2018),
            ("José Peña", "Mary Moe", 1, Y2018, Y2018),
        ],
    ),
    "longest_silences": (
        {"name": "Ana"},
        [("Ana Ruiz", Y2018, "2019-01-02", 69)],
    ),
    "undated_articles": ({}, [(3, "3.txt", None, None, None, ARTICLES[2][0].replace("\n", " "))]),
    "captions_by_photographer": (
        {},
        [("left", Y2018, "met", "1.txt"), (None, "2019-01-02", "nine", "2.txt")],
    ),
    "agencies_by_month": (
        {},
        [(None, None, 1, 1), ("2018-10", "AP", 1, 1), ("2019-01", "AP", 1, 1)],
    ),
    "days_spoken_of": ({}, [("2018-12-24", 2, 1, 0, 1, Y2018, "2019-01-02")]),
    "places_without_coordinates": ({}, [("Atlantis", 1)]),
    "shared_passages": (
        {"first": "1", "second": "2"},
        [(13, 9, 11, f"“{SAME}!”"), (13, 9, 30, f"“{SAME}!”")],
    ),
}


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """Return the two seeds, loaded."""
    path = tmp_path_factory.mktemp("seeds") / "corpus.db"
    assert main(["--db", str(path), "--quiet"]) == 0
    connection = sqlite3.connect(path)
    yield connection
    connection.close()


@pytest.fixture(scope="module")
def newsroom() -> sqlite3.Connection:
    """Return three articles with people, quotations, a credited caption and one without a credit."""
    spans = [("caption", "met"), ("credit", "left"), ("caption", "nine")]
    spans += [("person", name) for name in ("Ana Ruiz", "José Peña", "Mary Moe")]
    connection = corpus(
        {
            "text": text,
            "published": published,
            "agency": agency,
            "quotes": [SAME if SAME in text else EIGHT.lower()],
            "spans": sorted(
                [
                    (kind, match.start(), match.end())
                    for kind, words in spans
                    for match in re.finditer(words, text)
                ],
                key=lambda span: span[1],
            ),
            "facts": {"time": ["2018-12-24"], "place": [] if published else ["Atlantis"]},
        }
        for text, published, agency in ARTICLES
    )
    connection.executescript(
        "update quotations set speaker = 'Ruiz', verb = 'said',"
        " person_id = (select id from people where name = 'Ana Ruiz') where article_id < 3"
    )
    return connection


def ask(connection: sqlite3.Connection, name: str, given: dict[str, str]) -> Rows:
    """Return the rows of a query; parameters that are not given are NULL, as in the shell."""
    sql = QUERIES[name]["sql"]
    return connection.execute(sql, dict.fromkeys(PARAMETER.findall(sql)) | given).fetchall()


@pytest.mark.parametrize("name", QUERIES)
def test_on_the_seeds(name: str, seeds: sqlite3.Connection) -> None:
    """Each query answers the seeds exactly."""
    given, rows = SEEDS[name]
    assert ask(seeds, name, given) == rows


@pytest.mark.parametrize("name", NEWSROOM)
def test_on_a_small_newsroom(name: str, newsroom: sqlite3.Connection) -> None:
    """Each query answers three articles exactly."""
    given, rows = NEWSROOM[name]
    assert ask(newsroom, name, given) == rows


def test_a_parameter_without_a_value_is_for_all(seeds: sqlite3.Connection) -> None:
    """NULL, which the shell gives, and the empty text, which Datasette gives, mean the same."""
    for name, query in QUERIES.items():
        empty = dict.fromkeys(PARAMETER.findall(query["sql"]), "")
        assert ask(seeds, name, {}) == ask(seeds, name, empty)


@pytest.mark.parametrize(
    ("first", "second", "passages"),
    [
        (2, 3, [(8, 1, 6, EIGHT.replace("\n", " ").replace("\t", " "))]),
        (3, 2, [(8, 6, 1, EIGHT.lower().replace("\n", " ").replace("\t", " "))]),
        (1, 3, []),
        (1, 99, []),
    ],
    ids=["eight words", "the other way", "none", "no such article"],
)
def test_shared_passages(
    first: int, second: int, passages: Rows, newsroom: sqlite3.Connection
) -> None:
    """Eight words are a passage, however they are written, and seven are none."""
    asked = {"first": str(first), "second": str(second)}
    assert ask(newsroom, "shared_passages", asked) == passages


def test_the_stock_shell_runs_the_whole_file() -> None:
    """queries.sql can be read by sqlite3 as it is."""
    if not shutil.which("sqlite3"):
        pytest.skip("needs the sqlite3 shell")
    schema, queries = (ROOT / "dateline" / name for name in ("schema.sql", "data/queries.sql"))
    source = schema.read_bytes() + queries.read_bytes()
    subprocess.run(["sqlite3", "-bail", ":memory:"], input=source, check=True)


def test_every_query_is_documented() -> None:
    """docs/queries.md has each query's name and title, and so has the file each of its statements."""
    page = (ROOT / "docs/queries.md").read_text("utf-8")
    for name, query in QUERIES.items():
        assert f"`{name}`" in page, name
        assert query["title"] in page, name
    assert (ROOT / "dateline/data/queries.sql").read_text("utf-8").count(";\n") == len(QUERIES)


# -- in Datasette ------------------------------------------------------------------------------

OWN = {"undated_articles": {"sql": "select 'mine' as whose"}}


def pages(path: Path, *urls: str, **options: Any) -> list[Any]:
    """Return the answers to *urls* of a Datasette of the corpus at *path* and another database."""
    other = path.with_name("other.db")
    sqlite3.connect(other).execute("create table if not exists t (x)")

    async def get() -> list[Any]:
        served = serve(path, other, **options)
        await served.invoke_startup()
        return [await served.client.get(url) for url in urls]

    return asyncio.run(get())


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a small corpus."""
    return build(tmp_path_factory.mktemp("queries") / "corpus.db")


def test_datasette_offers_each_query(path: Path) -> None:
    """Without any configuration, with its title, and it runs."""
    urls = [f"/corpus/{name}.json?_shape=arrays" for name in QUERIES]
    listed, *answers = pages(path, "/corpus.json", *urls)
    found = {query["name"]: query["title"] for query in listed.json()["queries"]}
    assert set(found.items()) <= {(name, query["title"]) for name, query in QUERIES.items()}
    assert len(found) == (5 if DATASETTE_1 else len(QUERIES))  # 1.0 links to the rest
    assert [answer.status_code for answer in answers] == [200] * len(QUERIES)


def test_other_databases_are_left_alone(path: Path) -> None:
    """The queries belong to corpora."""
    (other, missing) = pages(path, "/other.json", "/other/undated_articles.json")
    assert other.json()["queries"] == []
    assert missing.status_code == 404


@pytest.mark.parametrize("own", [{}, OWN], ids=["ours alone", "beside the user's"])
def test_who_may_not_run_sql_can_run_no_query(own: dict[str, Any], path: Path) -> None:
    """A named query reads tables that the visitor may not see otherwise."""
    config = {"databases": {"corpus": {"allow_sql": {"id": "root"}, "queries": own}}}

    async def get() -> list[int]:
        served = serve(path, config=config)
        await served.invoke_startup()
        cookies = {"ds_actor": served.sign({"a": {"id": "root"}}, "actor")}
        url = "/corpus/agencies_by_month.json"
        answers = [await served.client.get(url, cookies=cookies), await served.client.get(url)]
        return [answer.status_code for answer in answers]

    allowed, refused = asyncio.run(get())
    assert (allowed, refused) == (200, 403)


def test_the_users_own_query_stays(path: Path) -> None:
    """A query of the same name in the user's configuration is not replaced."""
    config = {"databases": {"corpus": {"queries": OWN}}}
    (answer,) = pages(path, "/corpus/undated_articles.json?_shape=array", config=config)
    assert answer.json() == [{"whose": "mine"}]
