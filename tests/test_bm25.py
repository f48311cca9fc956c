"""Tests of `dateline.bm25`: the articles and scores that FTS5 gives, to the last decimal kept."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator

import numpy as np
import pytest
from corpus_fixture import corpus

from dateline import accelerators, bm25, occurrences, postings, refreshing
from dateline.arrays import current
from dateline.match import MATCHING, RANKED, expression
from dateline.postings import TITLE_WEIGHT
from dateline.query import parse
from dateline.search import Search, search
from dateline.sets import Scores
from dateline.stems import is_one_word, stems

SHARES = {
    "every": 1.0, "mostly": 0.7, "halves": 0.5, "thirds": 0.33, "tenths": 0.1, "few": 0.04,
    "rare": 0.01, "año": 0.2,
}  # fmt: skip

BEGUN = ("t*", "ever*", "ra*", "no*", "halves*", "a*")

SIZE = 600

COMMON = 30

CHANGES = (
    "insert into articles (path, text, word_count, sha256, rules) values ('{path}', 'every few {word}', 1, '', 1)",
    "update articles set text = '{word} {word} rare', title = '{word}' where id = {id}",
    f"update articles set text = '{{word}}{' every' * 300}' where id = {{id}}",
    "update articles set title = null where id = {id}",
    "update articles set text = '' where id = {id}",
    "delete from articles where id = {id}",
    "insert or replace into articles (id, path, text, word_count, sha256, rules) values ({id}, '{id}.txt', 'every {word}', 1, '', 1)",
    "update articles set published = '2001' where id = {id}",
)  # fmt: skip


def article(chance: random.Random) -> dict[str, object]:
    """Return an article by chance: some without a title, some empty, some that repeat a word."""
    words = [
        word
        for word, share in SHARES.items()
        if chance.random() < share
        for _ in range(chance.choice([1, 1, 1, 2, 5, 150]))
    ]
    chance.shuffle(words)
    title = chance.choice([None, "", " ".join(chance.choices(list(SHARES)[:5], k=2))])
    return {"title": title, "text": " ".join(words) if chance.random() < 0.95 else ""}


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> sqlite3.Connection:
    """Return a corpus with current accelerators."""
    monkeypatch.setattr(accelerators, "COMMON", COMMON)
    monkeypatch.setattr(postings, "STRETCH", 64)
    chance = random.Random(11)
    connection = corpus(article(chance) for _ in range(SIZE))
    connection.execute("delete from articles where id % 90 = 5")
    refreshing.refresh(connection)
    connection.commit()
    return connection


def queries(number: int, seed: int) -> Iterator[str]:
    """Yield queries of words by chance: all, some, none of them, in groups."""
    chance = random.Random(seed)

    def tree(depth: int) -> str:
        if not depth or chance.random() < 0.3:
            word = chance.choice([*SHARES, "everything", "nowhere", "RARE", '"tenths"', *BEGUN])
            return chance.choice(["", "", "", "-"]) + word
        parts = [tree(depth - 1) for _ in range(chance.randint(2, 3))]
        return f"({chance.choice([' ', ' OR ']).join(parts)})"

    for _ in range(number):
        yield tree(chance.randint(0, 3))


def by_fts5(connection: sqlite3.Connection, text: str) -> Scores:
    where = {"match": text, "title_weight": TITLE_WEIGHT}
    rows = connection.execute(RANKED, where).fetchall()
    return Scores([row[0] for row in rows], [row[1] for row in rows])


def agreed(connection: sqlite3.Connection, seed: int) -> int:
    """Compare random queries with FTS5; return how many were answered without it."""
    used = 0
    for q in queries(60, seed):
        node = parse(q).root
        text = expression(node) if node else None
        if node is None or text is None:
            continue
        scores = bm25.ranked(connection, node)
        found = bm25.matching(connection, node)
        assert (scores is None) == (found is None)
        if scores is None or found is None:
            continue
        used += 1
        expected = by_fts5(connection, text)
        assert scores.ids.tolist() == expected.ids.tolist(), q
        assert scores.worth.tolist() == expected.worth.tolist(), q
        matching = connection.execute(MATCHING, {"match": text})
        assert sorted(found) == sorted(row[0] for row in matching), q
    return used


@pytest.mark.parametrize("seed", range(4))
def test_scores_are_those_of_fts5(made: sqlite3.Connection, seed: int) -> None:
    """Whatever the words and however they are joined, rarity's floor and long counts included."""
    assert agreed(made, seed) > 12


@pytest.mark.parametrize("seed", range(6))
def test_changed_articles_count_as_they_are_now(made: sqlite3.Connection, seed: int) -> None:
    """With articles changed by whomever, committed or not, the scores are FTS5's of that moment."""
    made.execute("pragma recursive_triggers = on")  # else REPLACE leaves the old words in the index
    chance = random.Random(seed)
    for number in range(5):
        for at in range(chance.randint(1, 12)):
            word = chance.choice(list(SHARES))
            path, key = f"{number}-{at}", chance.randint(1, SIZE)
            made.execute(chance.choice(CHANGES).format(path=path, word=word, id=key))
        if chance.random() < 0.5:
            made.commit()
        known = current(made)
        assert known is not None and len(known.changed)
        assert agreed(made, chance.randint(0, 10**6)) > 12


def test_how_many_have_a_word(made: sqlite3.Connection) -> None:
    """Common words and rare ones, before and after a change: what the vocabulary says."""
    stem = stems(SHARES)
    words = {stem[word] for word in SHARES} | {"nowher"}
    for change in ("", *CHANGES):
        made.execute(change.format(path="new", word="few", id=17))
        told = made.execute("select term, doc from articles_vocab").fetchall()
        expected = {term: doc for term, doc in told if term in words}
        assert {s: n for s, n in occurrences.held(made, words).items() if n} == expected


@pytest.mark.parametrize(
    "q",
    [
        '"every few"',
        "title:every",
        "every NEAR few",
        "every-few",
        "жизнь every",
        "mostly OR (nowhere -thirds)",
    ],
)
def test_what_is_left_to_fts5(made: sqlite3.Connection, q: str) -> None:
    """Phrases, fields, letters SQLite may not know, NOT in a group."""
    node = parse(q).root
    assert node is not None
    assert bm25.ranked(made, node) is None
    assert bm25.matching(made, node) is None


def test_without_accelerators_there_is_nothing_to_count(made: sqlite3.Connection) -> None:
    """Once more changed than the accelerators bear, FTS5 ranks everything."""
    made.execute("insert into changed_articles (article_id) values (0)")
    node = parse("every").root
    assert node is not None
    assert bm25.ranked(made, node) is None


def test_all_that_there_was_is_gone(made: sqlite3.Connection) -> None:
    """Where all articles were deleted and the accelerators don't know it, nothing is found."""
    made.execute("delete from articles")
    assert current(made) is not None
    for q in ("every", "ever*", "every mostly"):
        assert search(made, Search(q)).total == 0


def test_a_word_that_stands_too_often_to_be_read_at_once(
    made: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The places of the commonest words are read in several parts, with the same outcome."""
    before = made.execute("select * from word_postings").fetchall()
    monkeypatch.setattr(accelerators, "MOST_MENTIONS", 50)
    made.execute("insert into changed_articles (article_id) values (0)")
    refreshing.refresh(made)
    assert made.execute("select * from word_postings").fetchall() == before


@pytest.mark.parametrize(
    ("text", "one"), [("oil", True), ("Tecún", True), ("19", True), ("covid-19", False),
     ("a_b", False), ("жизнь", False), ("²", True), ("", False)],
)  # fmt: skip
def test_what_is_one_word(text: str, one: bool) -> None:
    """Only what is surely one word to the index is looked up as one."""
    assert is_one_word(text) == one
    if one:
        database = sqlite3.connect(":memory:")
        database.executescript(
            "create virtual table t using fts5(x, tokenize='porter unicode61 remove_diacritics 2');"
            "create virtual table v using fts5vocab(t, instance);"
        )
        database.execute("insert into t values (?)", (text,))
        assert len(database.execute("select * from v").fetchall()) == 1


def test_all_letters_that_are_taken_for_words() -> None:
    """Each of them is one word to SQLite too."""
    database = sqlite3.connect(":memory:")
    database.executescript(
        "create virtual table t using fts5(x, tokenize='porter unicode61 remove_diacritics 2');"
        "create virtual table v using fts5vocab(t, instance);"
    )
    letters = [chr(code) for code in range(1, 0x300) if is_one_word(chr(code))]
    for key, letter in enumerate(letters):
        database.execute("insert into t (rowid, x) values (?, ?)", (key, f"a{letter}b"))
    counted = database.execute("select doc, count(*) from v group by doc").fetchall()
    assert counted == [(key, 1) for key in range(len(letters))]
    assert len(letters) > 400


def test_scores_keep_the_order_of_ids() -> None:
    """Scores are found by id, the best by score, equals by id."""
    scores = Scores([3, 14, 15, 92], [2.0, 2.5, 2.0, 0.0])
    assert list(scores) == [3, 14, 15, 92]
    assert (scores[14], 4 in scores, 92 in scores, 93 in scores) == (2.5, False, True, False)
    assert list(scores.best(2)) == [14, 3]
    assert list(scores.best(9)) == [14, 3, 15, 92]
    assert scores.best(0) == {}
    assert dict(scores.within({15, 3, 7})) == {3: 2.0, 15: 2.0}
    assert list(scores.without({3: 1.0})) == [14, 15, 92]
    assert scores.articles(100) == {3, 14, 15, 92}


@pytest.mark.parametrize("seed", range(3))
def test_the_best_are_those_of_a_full_sort(seed: int) -> None:
    """With any number and many equals, the best are the first of all in order."""
    chance = np.random.default_rng(seed)
    worth = chance.integers(0, 9, 500).astype(float)
    scores = Scores(np.arange(500) * 3, worth)
    order = sorted(scores, key=lambda key: (-scores[key], key))
    for number in (1, 7, 100, 499, 500, 501):
        assert list(scores.best(number)) == order[:number]
