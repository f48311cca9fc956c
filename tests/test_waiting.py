"""Tests of `dateline.waiting`: the words of articles that the accelerators don't know yet."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest
from corpus_fixture import corpus

from dateline import accelerators, refreshing
from dateline.search import Search, search
from dateline.waiting import NONE, Waiting, waiting

TEXTS = (
    {"title": "Storms", "text": "The storm, stormy."},
    {"title": None, "text": "Oil prices; the oil price."},
    {"title": "", "text": ""},
    {"title": "Tecún", "text": "國 d’Ivoire"},
)


@pytest.fixture(scope="module")
def articles() -> sqlite3.Connection:
    return corpus(TEXTS)


def having(known: Waiting, stem: str) -> list[tuple[int, int]]:
    ids, often = known.having(stem)
    return list(zip(ids.tolist(), often.tolist(), strict=True))


def test_words_are_those_of_the_index(articles: sqlite3.Connection) -> None:
    """Every word of every article is there, and no other, as often as the index has it."""
    known = waiting(articles, dict.fromkeys(range(1, 9), (1,)), NONE)
    told = "select doc, sum(iif(col = 'title', 2, 1)) from articles_instances where term = ? group by 1"
    words = {row[0] for row in articles.execute("select term from articles_vocab")}
    assert known.stems.keys() == words
    for word in (*words, "zzz"):
        assert having(known, word) == articles.execute(told, (word,)).fetchall()
    assert {key: article.length for key, article in known.known.items()} == {1: 4, 2: 5, 4: 4}


def test_beginnings_add_up(articles: sqlite3.Connection) -> None:
    """An article comes once for each of its words that begin so."""
    known = waiting(articles, {1: (1,), 2: (1,)}, NONE)
    ids, often = known.having_begun("sto")
    assert sorted(zip(ids.tolist(), often.tolist(), strict=True)) == [(1, 1), (1, 3)]
    assert not len(known.having_begun("zz")[0])


def test_only_what_is_new_is_read(articles: sqlite3.Connection) -> None:
    """An article of the same version is taken over, another is not, and none is left that went."""
    first = waiting(articles, {1: (1, "a"), 2: (2, "b")}, NONE)
    then = waiting(articles, {2: (2, "b"), 4: (3, "c")}, first)
    assert then.known[2] is first.known[2]
    assert then.known.keys() == {2, 4}
    assert having(then, "storm") == []
    again = waiting(articles, {2: (2, "other")}, then)
    assert again.known[2] is not then.known[2]
    assert waiting(articles, {}, then) == NONE


def test_a_file_that_is_written_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A copy written over the file, with as many changes since, is not taken for what was there."""
    monkeypatch.setattr(accelerators, "COMMON", 3)
    connection = corpus({"text": "The border."} for _ in range(9))
    refreshing.refresh(connection)
    connection.commit()
    new = "insert into articles (path, text, word_count, sha256, rules) values ('new', ?, 1, ?, '')"
    files = [tmp_path / "a.db", tmp_path / "b.db"]
    for file, word in zip(files, ("border", "oil"), strict=True):
        with sqlite3.connect(file) as copy:
            connection.backup(copy)
            copy.execute(new, (word, word))
    served = tmp_path / "served.db"
    for file, total in zip(files, (10, 9), strict=True):
        shutil.copyfile(file, served)
        assert search(sqlite3.connect(served), Search("border")).total == total
