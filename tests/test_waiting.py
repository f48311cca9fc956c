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

TEXTS = {
    1: ("Storms", "The storm, stormy."),
    2: (None, "Oil prices; the oil price."),
    3: ("", ""),
    4: ("Tecún", "國 d’Ivoire"),
}


def having(known: Waiting, stem: str) -> list[tuple[int, int]]:
    ids, often = known.having(stem)
    return list(zip(ids.tolist(), often.tolist(), strict=True))


def test_words_are_those_of_the_index() -> None:
    """Every word of every article is there, and no other, as often as the index has it."""
    articles = corpus({"title": title, "text": text} for title, text in TEXTS.values())
    known = waiting(TEXTS, NONE)
    told = "select doc, sum(iif(col = 'title', 2, 1)) from articles_instances where term = ? group by 1"
    words = {row[0] for row in articles.execute("select term from articles_vocab")}
    assert known.stems.keys() == words
    for word in (*words, "zzz"):
        assert having(known, word) == articles.execute(told, (word,)).fetchall()
    assert {key: article.length for key, article in known.known.items()} == {1: 4, 2: 5, 4: 4}


def test_beginnings_add_up() -> None:
    """An article comes once for each of its words that begin so."""
    ids, often = waiting(TEXTS, NONE).having_begun("sto")
    assert sorted(zip(ids.tolist(), often.tolist(), strict=True)) == [(1, 1), (1, 3)]


def test_only_what_is_new_is_read() -> None:
    """An article of the same text is taken over, another is not, and none is left that went."""
    first = waiting({1: TEXTS[1], 2: TEXTS[2]}, NONE)
    then = waiting({2: TEXTS[2], 4: TEXTS[4]}, first)
    assert then.known[2] is first.known[2]
    assert then.known.keys() == {2, 4}
    assert having(then, "storm") == []
    again = waiting({2: ("Oil", TEXTS[2][1])}, then)
    assert having(again, "oil") == [(2, 4)]
    assert waiting({}, then) == NONE


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a file with nine articles and current accelerators."""
    monkeypatch.setattr(accelerators, "COMMON", 3)
    connection = corpus({"text": "The border."} for _ in range(9))
    refreshing.refresh(connection)
    connection.commit()
    file = tmp_path / "served.db"
    with sqlite3.connect(file) as copy:
        connection.backup(copy)
    return file


UPDATE = "update articles set text = ? where id = 3"


def found(connection: sqlite3.Connection, seconds: float | None = None) -> int:
    return search(connection, Search("border"), seconds=seconds).total


def test_a_file_that_is_written_over(served: Path) -> None:
    """A copy written over the file, with as many changes since, is not taken for what was there."""
    copies = []
    for name, text in (("a", "The border"), ("b", "The oil")):
        copies.append(shutil.copyfile(served, served.with_name(name)))
        with sqlite3.connect(copies[-1]) as copy:
            copy.execute(UPDATE, (text,))
    for copied, total in zip(copies, (9, 8), strict=True):
        shutil.copyfile(copied, served)
        assert found(sqlite3.connect(served)) == total


def test_what_is_rolled_back_was_never_there(served: Path) -> None:
    """The numbers of changes come again after a rollback; what was read meanwhile does not."""
    connection = sqlite3.connect(served)
    for text, total in (("oil", 8), ("border and border", 9), ("oil", 8)):
        connection.execute(UPDATE, (text,))
        assert found(connection) == total
        connection.rollback()
        assert found(connection) == found(sqlite3.connect(served)) == 9


def test_a_limit_of_time_does_not_strike_for_ever(served: Path) -> None:
    """A search whose time is over before many words are read leaves them to the next one."""
    connection = sqlite3.connect(served)
    new = "insert into articles (path, text, word_count, sha256, rules) values (?, ?, 1, '', '')"
    words = " ".join(f"border{at}" for at in range(500))
    with connection:
        connection.executemany(new, ((f"n{at}", f"border {at} {words}") for at in range(300)))
    totals = {found(connection, 0.05) for _ in range(40)}
    assert 309 in totals
