"""Tests for passages: cited by their words, and found by them in a text and in a corpus."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.desk import passages
from dateline.desk.passages import Passage, cite, find, read, resolve
from dateline.ingest import main

STORY = (
    "He left. “I saw a caravan,” he said. He left again.\n\nA caravan of trucks\nwaits in São Tomé."
)
QUOTED = "“I saw a caravan,” he said."


@given(st.text("ab \n", max_size=80), st.integers(0, 80), st.integers(0, 80))
def test_what_is_cited_is_found(text: str, one: int, other: int) -> None:
    """A passage leads to the same words in its own text, whatever repeats in it."""
    start, end = sorted((one, other))
    words = text[start:end].split()
    if not words:
        return
    place = find(text, cite(text, start, end, ""))
    assert place is not None
    assert "".join(text[place[0] : place[1]].split()) == "".join(words)


def test_where_it_was_cited_decides_between_places() -> None:
    """Of words that stand twice those are meant that stand where they were cited."""
    second = STORY.rindex("He left")
    place = find(STORY, cite(STORY, second, second + 7, ""))
    assert place is not None
    assert place[:2] == (second, second + 7)


@pytest.mark.parametrize(
    ("passage", "found"),
    [
        (Passage("caravan of  trucks waits"), "caravan of trucks\nwaits"),
        (Passage("aravan of tr"), "aravan of tr"),
        (Passage("He", end="said."), f"He left. {QUOTED}"),
        (Passage("he said", suffix="something else"), "he said"),
        (Passage("Sao Tome"), None),
        (Passage("trucks", end="caravan"), None),
    ],
    ids=["blanks", "parts of words", "ends", "changed around", "accents", "order"],
)
def test_find(passage: Passage, found: str | None) -> None:
    """Blanks don't count, every letter does, and what stands around only where it decides."""
    place = find(STORY, passage)
    assert (place and STORY[place[0] : place[1]]) == found


def test_long_quotations_are_cited_by_their_ends() -> None:
    """A link stays short: eight words at either end stand for all between them."""
    text = " ".join(f"word{number}" for number in range(5000))
    passage = cite(text, 6, len(text) - 9, "0" * 64)
    assert (passage.exact.count(" "), passage.end.count(" ")) == (7, 7)
    assert len(str(passage)) < 300
    place = find(text, passage)
    assert place is not None
    assert place[:2] == (6, len(text) - 9)


@given(st.text())
def test_any_query_string_is_read(text: str) -> None:
    """Whatever stands in a link is a passage or none, and bounded."""
    passage = read(text)
    assert passage is None or len(passage.exact) <= passages.MAX_ASKED
    assert (passage and read(str(passage)[1:])) == passage


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """Yield a corpus with the story, a copy that was edited, and others."""
    folder = tmp_path_factory.mktemp("passages")
    texts = {
        "1.txt": "A caravan of camels.",
        "2.txt": STORY,
        "3.txt": STORY.replace("He left again.", "Nobody stayed."),
        "4.txt": "他离开了。他又离开了。",
        **{f"{number}.txt": f"Story {number}: he said it." for number in range(5, 40)},
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    assert main([str(folder), "--db", str(folder / "corpus.db"), "--quiet"]) == 0
    connection = sqlite3.connect(folder / "corpus.db")
    yield connection
    connection.close()


def path(connection: sqlite3.Connection, passage: Passage) -> str | None:
    article = resolve(connection, passage, 10)
    row = connection.execute("select path from articles where id = ?", (article,)).fetchone()
    return row and Path(row[0]).name


def quoted(connection: sqlite3.Connection, name: str, words: str) -> Passage:
    where = "select text, sha256 from articles where path like ?"
    text, sha256 = connection.execute(where, (f"%/{name}",)).fetchone()
    return cite(text, text.index(words), text.index(words) + len(words), sha256)


@pytest.mark.parametrize("name", ["2.txt", "3.txt"])
def test_the_same_text_comes_first(corpus: sqlite3.Connection, name: str) -> None:
    """Words that stand in two articles lead to the one they were cited from."""
    assert path(corpus, quoted(corpus, name, QUOTED)) == name


def test_parts_of_words_and_chinese_are_found_by_the_text(corpus: sqlite3.Connection) -> None:
    """What no index of words has is found where the text itself is known."""
    assert path(corpus, quoted(corpus, "4.txt", "又离开")) == "4.txt"
    assert path(corpus, quoted(corpus, "2.txt", "aw a cara")) == "2.txt"


def test_a_changed_text_is_found_by_the_words(corpus: sqlite3.Connection) -> None:
    """Where no text has the hash any more, the words find it, and what stands around decides."""
    passage = replace(quoted(corpus, "3.txt", "he said."), sha256="f" * 16)
    assert path(corpus, passage) == "3.txt"
    assert path(corpus, replace(passage, sha256="")) == "3.txt"
    assert path(corpus, Passage("he said that", sha256="f" * 16)) is None


def test_hash_alone_is_not_enough(corpus: sqlite3.Connection) -> None:
    """A text that has the hash but not the words is not what was cited."""
    passage = replace(quoted(corpus, "2.txt", QUOTED), exact="a caravan of camels")
    assert path(corpus, passage) is None
    assert path(corpus, replace(passage, exact="A caravan of camels")) == "1.txt"


def test_out_of_time_is_not_missing(corpus: sqlite3.Connection) -> None:
    """Without the time to look nobody knows whether there is such an article, and nothing hangs."""
    with pytest.raises(TimeoutError):
        resolve(corpus, quoted(corpus, "2.txt", QUOTED), 0)


@pytest.mark.parametrize("words", ['"', "*", "a AND (", "text:x", "—", "\x00", "NEAR(a b)"])
def test_no_words_upset_the_index(corpus: sqlite3.Connection, words: str) -> None:
    """What FTS5 would read as its own syntax is words or nothing."""
    assert resolve(corpus, Passage(words, prefix='"', suffix="^"), 10) is None
