"""Tests for `dateline.accelerators` and `dateline.arrays`: the same answers, only sooner."""

from __future__ import annotations

import os
import random
import re
import sqlite3
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dateline import accelerators, arrays, inverted, postings, refreshing, reprints
from dateline.arrays import current, most_common
from dateline.search import Results, Search, search
from dateline.sets import ArticleSet
from tests.corpus_fixture import COUNTRIES, PEOPLE, WORDS, corpus, generated

Ingest = Callable[..., int]
Write = Callable[[str, str], Path]
Rows = Callable[..., list[tuple[object, ...]]]

SIZE = 400

GONE = (
    "select 'drop trigger ' || name from sqlite_master where type = 'trigger' and name like 'changed%'",
    "select 'drop table ' || name from sqlite_master where name in ('accelerators', 'changed_articles')",
)


@pytest.fixture(autouse=True, scope="module")
def common() -> Iterator[None]:
    """Keep the postings of half of the words, all far less common than in life, in many rows."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(accelerators, "COMMON", 205)
        patch.setattr(postings, "STRETCH", 64)
        yield


def copied(connection: sqlite3.Connection, *, accelerated: bool) -> sqlite3.Connection:
    """Return a copy with current accelerators, or from before there were any."""
    copy = sqlite3.connect(":memory:")
    connection.commit()  # a backup would wait for it
    connection.backup(copy)
    if accelerated:
        refreshing.refresh(copy)
    else:
        for listing in GONE:
            for (statement,) in copy.execute(listing).fetchall():
                copy.execute(statement)
    copy.commit()
    return copy


@pytest.fixture(scope="module")
def original() -> sqlite3.Connection:
    connection = corpus(generated(SIZE, seed=3))
    connection.execute("delete from articles where id % 50 = 7")
    connection.execute("delete from facet_postings where article_id % 50 = 7")
    connection.commit()
    return connection


@pytest.fixture(scope="module")
def fast(original: sqlite3.Connection) -> sqlite3.Connection:
    return copied(original, accelerated=True)


@pytest.fixture(scope="module")
def plain(original: sqlite3.Connection) -> sqlite3.Connection:
    return copied(original, accelerated=False)


@pytest.fixture(params=[(1000, 0), (0, 0), (0, 10**9)], ids=["few", "by article", "by value"])
def counted(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Count every set of articles one way, by value in several pieces."""
    few, as_quick = request.param
    monkeypatch.setattr(arrays, "FEW", few)
    monkeypatch.setattr(arrays, "AS_QUICK", as_quick)
    monkeypatch.setattr(inverted, "PIECE", 999)


def answer(connection: sqlite3.Connection, request: Search) -> Results:
    """Return a search's results without what no two runs share."""
    return replace(search(connection, request), elapsed_ms=0)


QUERIES = (
    "", "{0}", "{0} {1}", "{0} OR {1}", "{0} -{1}", "NOT {0}", '"{0} {1}"', "{0} NEAR/3 {1}", "title:{0}",
    "{0} {1} {2} {3}", "{0} country:Mexico", "country:Cuba OR person:ruiz", "-country:Mexico {0}",
    "published:2018", "published:2018-10..2019 {0}", "NOT published:2018", "(published:2018 OR {0}) -{1}",
    "zzz", "{0} zzz", "country:Nowhere", "person:pena OR {0}",
)  # fmt: skip


def requests(number: int, seed: int) -> Iterator[Search]:
    """Yield searches by chance."""
    chance = random.Random(seed)
    for _ in range(number):
        filters = {
            "country": chance.choices([*COUNTRIES, "", "mexico", "Nowhere"], k=2),
            "person": [chance.choice([*PEOPLE, "", "pena"])],
            "year": [chance.choice(["2018", "2019", ""])],
            "month": ["2018-10"],
            "agency": [chance.choice(["AP", "Reuters", ""])],
        }
        yield Search(
            q=chance.choice(QUERIES).format(*chance.sample(WORDS, 4)),
            filters={name: filters[name] for name in filters if chance.random() < 0.25},
            date_from=chance.choice([None, None, "2018", "2018-10-25", "2019"]),
            date_to=chance.choice([None, None, "2018-10", "2018-12-31"]),
            sort=chance.choice([None, "newest", "oldest", "relevance"]),
            page=chance.choice([1, 1, 2, 7]),
            size=chance.choice([5, 20, 100]),
        )


@pytest.mark.usefixtures("counted")
@pytest.mark.parametrize("seed", range(3))
def test_the_same_answers(fast: sqlite3.Connection, plain: sqlite3.Connection, seed: int) -> None:
    """Ids, order, scores, totals, snippets and every count are what SQL says."""
    assert current(fast) is not None
    assert current(plain) is None
    for request in requests(80, seed):
        assert answer(fast, request) == answer(plain, request), request


@pytest.mark.usefixtures("counted")
def test_long_facets() -> None:
    """Of a facet with many values the same ones are listed: most common, by name, and chosen."""
    articles = generated(150, seed=5)
    for number, article in enumerate(articles):
        article["facts"]["organization"] = [f"Group {number}", f"Group {number // 2}", "É. Noël"]
    connection = corpus(articles)
    fast, plain = copied(connection, accelerated=True), copied(connection, accelerated=False)
    changes = (
        "select 1",
        "insert into facet_values (facet, value) values ('organization', 'Group 1000')",
        "insert into facet_postings select max(id), 9 from facet_values",
        "delete from facet_postings where article_id in (5, 149)",
    )
    lists = [], ["Group 149"], ["É. Noël", ""], ["Nobody"], ["Group 3", "Group 140"], ["Group 1000"]
    for change, chosen, q in product(changes, lists, ("", "border OR oil")):
        if not chosen and not q:
            fast.execute(change)
            plain.execute(change)
        request = Search(q, {"organization": chosen} if chosen else {})
        assert answer(fast, request) == answer(plain, request), (change, request)
    known = current(fast)
    assert known is not None and known.changed.tolist() == [5, 9, 149]


CHANGES = {
    "insert": "insert into articles (path, text, word_count, sha256, rules) values ('new', 'border', 1, '', 1)",
    "insert or ignore": "insert or ignore into articles (path, text, word_count, sha256, rules) values ('n', '', 1, '', 1)",
    "insert or replace": "insert or replace into articles (id, path, text, word_count, sha256, rules) values (3, '3.txt', 'border', 1, '', 1)",
    "delete": "delete from articles where id = 3",
    "text": "update articles set text = 'border' where id = 3",
    "date": "update or abort articles set published = '2001' where id in (3, 4)",
    "posting": "delete from facet_postings where article_id = 5",
    "moved posting": "update or replace facet_postings set article_id = 6 where article_id = 5",
    "more postings": "insert or ignore into facet_postings select value_id, 8 from facet_postings where article_id = 5",
    "a new one": "insert or ignore into facet_values (facet, value) values ('country', 'Peru')",
    "posting of a new one": "insert or ignore into facet_postings select max(id), 9 from facet_values",
    "renamed value": "update facet_values set value = 'Zuba' where value = 'Cuba'",
    "value gone": "delete from facet_values where value = 'Cuba'",
}  # fmt: skip


QUESTIONS = [
    Search(),
    Search("border"),
    Search(sort="oldest", date_to="2018"),
    *(Search(filters={"country": [value]}) for value in ("Cuba", "Zuba", "Mexico", "Peru", "")),
]


@pytest.mark.parametrize("name", CHANGES)
def test_changes_by_sql_are_noticed(fast: sqlite3.Connection, name: str) -> None:
    """Whatever another tool writes with plain SQL, every answer is from after it."""
    changed = copied(fast, accelerated=True)
    for times in ("once", "again"):  # the triggers' rows are no conflict
        changed.execute(CHANGES[name].replace("'new'", f"'{times}'"))
        assert (current(changed) is None) == ("value" in name)
        plain = copied(changed, accelerated=False)
        for request in QUESTIONS:
            assert answer(changed, request) == answer(plain, request), request
    changed.execute("insert into changed_articles (article_id) values (0)")
    assert current(changed) is None
    refreshing.refresh(changed)
    assert current(changed) is not None
    for request in QUESTIONS:
        assert answer(changed, request) == answer(plain, request), request


@pytest.mark.usefixtures("counted")
def test_random_changes(fast: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    """As long as few articles changed the arrays are used, and agree with SQL in everything."""
    monkeypatch.setattr(arrays, "MOST_CHANGED", 40)
    changed = copied(fast, accelerated=True)
    chance = random.Random(4)
    statements = [statement for name, statement in CHANGES.items() if "value" not in name]
    used = 0
    for request in requests(80, seed=4):
        statement = chance.choice(statements).replace("'new'", f"'{chance.random()}'")
        changed.execute(re.sub(r"\b[345678]\b", lambda _: str(chance.randint(1, SIZE)), statement))
        used += current(changed) is not None
        plain = copied(changed, accelerated=False)
        assert answer(changed, request) == answer(plain, request), request
    assert 10 < used < 80


MADE = (
    "select name, content from accelerators order by name",
    "select * from word_postings order by word, stretch",
    "select * from changed_articles",
)


def test_brought_up_to_date_they_are_as_if_made_anew(
    fast: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever has changed, and however often: the same bytes."""
    monkeypatch.setattr(refreshing, "LAG", 0)
    monkeypatch.setattr(refreshing, "ANEW", 1.0)
    changed, words = copied(fast, accelerated=True), set()
    chance = random.Random(6)
    # INSERT OR REPLACE leaves the words of what it drops in the index, from which all is made anew.
    others = {"insert or replace", "renamed value", "value gone"}
    statements = [CHANGES[name] for name in CHANGES if name not in others]
    for step in range(30):
        for number in range(chance.randint(1, 12)):
            statement = chance.choice(statements).replace("'new'", f"'{step} {number}'")
            changed.execute(
                re.sub(r"\b[345678]\b", lambda _: f"{chance.randint(1, SIZE)}", statement)
            )
        changed.commit()
        anew = sqlite3.connect(":memory:")
        changed.backup(anew)
        anew.execute("insert into changed_articles (article_id) values (0)")
        for connection in (changed, anew):
            refreshing.refresh(connection)
        words.add(changed.execute("select count(*) from word_postings").fetchone())
        for query in MADE:
            assert changed.execute(query).fetchall() == anew.execute(query).fetchall(), query
    assert len(words) > 3  # some became common, some ceased to be


def test_files_of_one_history(tmp_path: Path, fast: sqlite3.Connection) -> None:
    """A file in another's place, with the same accelerators and another change, is not mistaken."""
    for name in ("a.db", "b.db"):
        with sqlite3.connect(tmp_path / name) as copy:
            fast.backup(copy)
    for name, day in (("a.db", "1901"), ("b.db", "1902")):
        with sqlite3.connect(tmp_path / name) as connection:
            connection.execute("update articles set published = ? where id = 3", (day,))
    file = tmp_path / "served.db"
    for name, total in (("a.db", 1), ("b.db", 0)):
        (tmp_path / name).replace(file)
        connection = sqlite3.connect(file)
        known = current(connection)
        assert known is not None and known.changed.tolist() == [3]
        assert search(connection, Search(date_to="1901")).total == total


def test_dates_that_are_none(fast: sqlite3.Connection) -> None:
    """Whatever another tool writes for a date is no error."""
    connection = copied(fast, accelerated=True)
    connection.execute("update articles set published = x'3039' where id = 3")
    connection.execute("update articles set published = 12 where id = 4")
    for _ in range(2):
        for sort in ("newest", "oldest"):
            assert search(connection, Search(sort=sort, date_to="2018")).total > 0
        connection.execute("insert into changed_articles (article_id) values (0)")
        refreshing.refresh(connection)
        assert current(connection) is not None


def test_a_transaction_taken_back(fast: sqlite3.Connection) -> None:
    """A run that is killed leaves the articles and their accelerators as they were, in agreement."""
    copy = copied(fast, accelerated=True)
    before = current(copy)
    copy.execute("delete from articles")
    refreshing.refresh(copy)
    assert current(copy) is not before
    copy.rollback()
    again = current(copy)
    assert before is not None and again is not None
    assert np.array_equal(before.article_values, again.article_values)


@pytest.mark.parametrize("key", [0, -1, 10**9, 2**62])
def test_ids_of_other_tools(original: sqlite3.Connection, key: int) -> None:
    """With ids that no array has room for there are no accelerators, and the answers are right."""
    connection = copied(original, accelerated=True)
    insert = "insert into articles (id, path, text, word_count, sha256, rules) values (?, ?, 'zebra', 1, '', 1)"
    for one in (key, 1000, 1001, 1002, 1003):  # more than one in 200: all is refreshed each time
        connection.execute(insert, (one, str(one)))
        refreshing.refresh(connection)
        reprints.accelerate(connection)
        assert current(connection) is None
    zebras = search(connection, Search("zebra", sort="oldest")).hits
    assert sorted(hit.id for hit in zebras) == sorted([key, 1000, 1001, 1002, 1003])
    connection.execute("delete from articles where id = ?", (key,))
    connection.execute("delete from articles where id between 1000 and 1002")
    refreshing.refresh(connection)
    assert current(connection) is not None


def test_an_empty_corpus() -> None:
    """No articles, no values, no error."""
    connection = corpus([])
    connection.execute("insert into changed_articles (article_id) values (0)")
    refreshing.refresh(connection)
    assert current(connection) is not None
    for request in (Search(), Search("border"), Search(filters={"year": [""]}, date_from="2018")):
        assert search(connection, request).total == 0


def test_ingest_keeps_them_in_step(folder: Path, write: Write, ingest: Ingest) -> None:
    """Every run that changes articles leaves current accelerators; one that doesn't, the bytes."""
    write("in/a.txt", "HAVANA, Cuba (AP) - The caravan left on Monday for Mexico.")
    digests = set()
    for number in range(3):
        write(f"in/b{number}.txt", f"MEXICO CITY (AP) - The border, number {number}, in Mexico.")
        assert ingest("in", "--quiet") == 0
        with sqlite3.connect("corpus.db") as connection:
            known = current(connection)
            assert known is not None
            digests.add(known.article_values.tobytes())
    assert len(digests) == 3
    before = Path("corpus.db").read_bytes()
    assert ingest("in", "--quiet") == 0
    assert Path("corpus.db").read_bytes() == before
    with sqlite3.connect("corpus.db") as connection:
        connection.execute("update articles set published = '1999' where path like '%a.txt'")
    assert search(connection, Search(date_to="1999")).total == 1
    (folder / "in/b1.txt").unlink()
    assert ingest("in", "--quiet", "--prune") == 0
    known = current(connection)
    assert known is not None and not len(known.changed)
    assert search(connection, Search(filters={"country": ["Mexico"]})).total == 3


def test_few_new_articles_wait(write: Write, ingest: Ingest, rows: Rows) -> None:
    """One article added to many is found and counted, though the accelerators stay as they are."""
    line = '{"id": "%d", "text": "HAVANA (AP) - The border.", "date": "2018-10-%02d"}\n'
    write("in/many.jsonl", "".join(line % (number, number % 28 + 1) for number in range(450)))
    assert ingest("in", "--quiet") == 0
    kept = "select content from accelerators where name <> 'reprints' order by name"
    made = rows(kept)
    for number, waiting in ((1, [451]), (2, [451, 452]), (3, [])):
        write(f"in/{number}.txt", "LIMA, Peru (AP) - The border of Peru.")
        assert ingest("in", "--quiet") == 0
        assert (rows(kept) == made) == bool(waiting)
        with sqlite3.connect("corpus.db") as connection:
            known = current(connection)
            assert known is not None and known.changed.tolist() == waiting
            for request in (Search("border"), Search(filters={"country": ["Peru"]})):
                with_arrays = answer(connection, request)
                assert with_arrays == answer(copied(connection, accelerated=False), request)
        assert with_arrays.total == number
    assert ingest("in", "--quiet", "--rebuild") == 0
    assert rows("select * from changed_articles") == []


@pytest.mark.parametrize(
    "fault", [None, sqlite3.OperationalError("disk full"), KeyboardInterrupt()]
)
def test_a_small_run_into_a_large_corpus(
    write: Write,
    ingest: Ingest,
    rows: Rows,
    monkeypatch: pytest.MonkeyPatch,
    fault: BaseException | None,
) -> None:
    """Its articles are there before the arrays are brought up to date, whatever comes of these."""
    write("in/a.txt", "LIMA, Peru (AP) - The border.")
    write("in/b.txt", "LIMA, Peru (AP) - The river.")
    assert ingest("in", "--quiet") == 0
    seen, put_arrays = [], refreshing._put_arrays

    def put(*arguments: Any) -> int | None:
        seen.extend(rows("select path from articles where id > 2"))
        if fault:
            raise fault
        return put_arrays(*arguments)

    monkeypatch.setattr(refreshing, "LARGE", 2)
    monkeypatch.setattr(refreshing, "_put_arrays", put)
    write("in/c.txt", "QUITO, Ecuador (AP) - The border.")
    assert ingest("in", "--quiet") == 0
    assert seen == [("in/c.txt",)]
    waiting = rows("select distinct article_id from changed_articles")
    assert waiting == ([(3,)] if fault else [])
    connection = sqlite3.connect("corpus.db")
    assert search(connection, Search("border", filters={"country": ["Ecuador"]})).total == 1
    monkeypatch.setattr(refreshing, "_put_arrays", put_arrays)
    write("in/d.txt", "QUITO, Ecuador (AP) - The border again.")
    assert ingest("in", "--quiet") == 0
    known = current(connection)
    assert known is not None and not len(known.changed)


def test_names_settled_by_a_new_article(write: Write, ingest: Ingest, rows: Rows) -> None:
    """A longer name in one new article renames a person in old ones, which are counted anew."""
    line = '{"id": "%d", "text": "TIJUANA, Mexico (AP) - %s"}\n'
    text = "Denis Contreras, an activist, walked on. Mr. Contreras said so."
    lines = [line % (number, text if number == 9 else "Rain.") for number in range(450)]
    write("in/many.jsonl", "".join(lines))
    assert ingest("in", "--quiet") == 0
    write("in/new.txt", "TIJUANA, Mexico (AP) - " + text.replace("Denis", "Denis Omar", 1))
    assert ingest("in", "--quiet") == 0
    assert rows("select distinct article_id from changed_articles order by 1") == [(10,), (451,)]
    with sqlite3.connect("corpus.db") as connection:
        request = Search(filters={"person": ["Denis Omar Contreras"]})
        assert answer(connection, request).total == 2
        assert answer(connection, request) == answer(copied(connection, accelerated=False), request)


def test_read_once_for_all_threads(tmp_path: Path, fast: sqlite3.Connection) -> None:
    """Connections to one file share its arrays, in whatever thread they are."""
    file = tmp_path / "c.db"
    with sqlite3.connect(file) as copy:
        fast.backup(copy)

    def loaded(_: int) -> object:
        return current(sqlite3.connect(f"file:{file}?mode=ro", uri=True))

    with ThreadPoolExecutor(8) as pool:
        assert len(set(map(id, pool.map(loaded, range(16))))) == 1
    assert str(file) in arrays._loaded


A = ArticleSet(np.array([False, True, True, False, True]))
B = ArticleSet(np.array([False, False, True, True, False]))
OUTSIDE = frozenset({1, 3, 99, -1})


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (A & B, {2}),
        (A | B, {1, 2, 3, 4}),
        (A - B, {1, 4}),
        (A & OUTSIDE, {1}),
        (OUTSIDE & A, {1}),
        (A | frozenset({3}), {1, 2, 3, 4}),
        (frozenset({3}) | A, {1, 2, 3, 4}),
        (A - OUTSIDE, {2, 4}),
        (OUTSIDE - A, {3}),
    ],
)
def test_sets_of_articles(found: set[int], expected: set[int]) -> None:
    """They are sets, alone and with Python's own; ids of no article fall out."""
    assert set(found) == expected
    assert len(found) == len(expected)
    assert all(key in found for key in expected)
    assert 0 not in found and 99 not in found and "1" not in found


@pytest.mark.parametrize(
    ("counts", "expected"),
    [([2, 1, 3, 2], [2, 0]), ([], []), ([1, 1, 1], [0, 1]), ([5], [0])],
)
def test_most_common(counts: list[int], expected: list[int]) -> None:
    """The largest first, equal ones in their order."""
    assert most_common(np.array(counts, dtype=np.int64), 2).tolist() == expected


@pytest.mark.skipif("DATELINE_DATA" not in os.environ, reason="needs DATELINE_DATA")
def test_the_same_answers_over_real_articles(folder: Path, ingest: Ingest) -> None:
    """2,225 BBC articles, for five seconds at most: the same answers with and without arrays."""
    assert ingest(Path(os.environ["DATELINE_DATA"]) / "news" / "bbc.zip", "--quiet") == 0
    fast = sqlite3.connect("corpus.db")
    plain = copied(fast, accelerated=False)
    values = {
        facet: [row[0] for row in fast.execute("select value from facet_values where facet = ? order by random()", (facet,))]
        for facet in ("country", "place", "organization", "person")
    }  # fmt: skip
    chance = random.Random(9)
    words = (
        "said",
        "government",
        "film",
        "match",
        "people",
        "music",
        "year OR game",
        "-said",
        "new",
    )
    end = time.monotonic() + 5
    while time.monotonic() < end:
        chosen = {
            facet: [chance.choice(values[facet])] for facet in values if chance.random() < 0.3
        }
        request = Search(chance.choice(["", *words]), chosen, sort=chance.choice([None, "oldest"]))
        assert answer(fast, request) == answer(plain, request), request
