"""Tests of marking texts that are at hand: what FTS5's own highlight() marks, in a text of any length."""

from __future__ import annotations

import doctest
import random
import time

import pytest
from corpus_fixture import corpus
from hypothesis import given
from hypothesis import strategies as st

from dateline import marking
from dateline.desk.concordance import expression
from dateline.hits import MARKED

WORDS = (
    *("caravan", "Caravans", "border", "borders", "Tecún", "TECUN", "home", "homes", "homeless"),
    *("covid-19", "the", "said", "d’Ivoire", "國", "😀", "_", "x_y", "don't", "2018"),
    *("ﬁn", "İ", "ß"),
)
GLUE = (" ", " ", " ", ", ", ".\n\n", "-", "\t", " “", "” ")

MATCHES = (
    '"caravan"', '"tecun" OR "home"', '"home" *', '"home home" OR "home"', '"the said" *', '"x y"',
    '"covid-19" OR "don\'t"', 'NEAR("caravan" "border", 3)', '{title} : "home"', '"國" OR "ß"',
)  # fmt: skip


def text(seed: int, size: int) -> str:
    chance = random.Random(seed)
    return "".join(chance.choice(WORDS) + chance.choice(GLUE) for _ in range(size))


def highlighted(words: str, match: str) -> list[tuple[int, int]]:
    """Return the spans that FTS5 marks in an article of the corpus."""
    where = {"match": match, "ids": "[1]", "longest": 10**9}
    rows = corpus([{"text": words}]).execute(MARKED, where).fetchall()
    return [span for row in rows for span in marking.hits(row[2])]


@pytest.mark.parametrize("match", MATCHES)
@pytest.mark.parametrize("piece", [40, 300, 20_000])
def test_spans_are_those_of_highlight(
    match: str, piece: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However the text is cut, the hits are those that FTS5 finds in the whole."""
    monkeypatch.setattr(marking, "PIECE", piece)
    monkeypatch.setattr(marking, "OVERLAP", 80)
    for seed in range(10):
        words = text(seed, 200)
        assert marking.spans(words, match) == highlighted(words, match)


@given(st.lists(st.sampled_from(["caravan", " of ", "\x02hit\x03"])))
def test_hits_are_where_they_stand_without_marks(pieces: list[str]) -> None:
    """Each span is where a hit stands once the marks are gone."""
    marked = "".join(pieces)
    bare = marked.replace("\x02", "").replace("\x03", "")
    found = [bare[start:end] for start, end in marking.hits(marked)]
    assert found == ["hit"] * pieces.count("\x02hit\x03")


def test_a_chain_of_phrases_is_one_span(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hits that overlap from piece to piece are one, as they are in highlight()."""
    monkeypatch.setattr(marking, "PIECE", 50)
    monkeypatch.setattr(marking, "OVERLAP", 20)
    words = "home " * 60
    assert marking.spans(words, '"home home"') == highlighted(words, '"home home"') == [(0, 299)]


@pytest.mark.parametrize("words", ["", " ", "x" * 100_000, "é" * 50_000 + " home"])
def test_texts_without_places_to_cut(words: str) -> None:
    """A text without blanks is one piece, and an empty one none."""
    assert marking.spans(words, '"home"') == highlighted(words, '"home"')


def test_a_long_text_of_hits_takes_no_square() -> None:
    """Ten times the text is ten times the work: highlight() alone would take a hundred times it."""

    def seconds(size: int) -> float:
        started = time.process_time()
        assert len(marking.spans("a " * size, '"a"')) == size
        return time.process_time() - started

    assert min(seconds(200_000) for _ in range(3)) < 50 * seconds(20_000)


def test_time_that_is_up_ends_it() -> None:
    """What is known by then is returned."""
    answers = iter([False] * 6 + [True] * 1000)
    found = marking.spans("home " * 40_000, '"home"', lambda: next(answers))
    assert 0 <= len(found) < 40_000
    assert marking.spans("home", '"home"', lambda: True) == []


def test_examples() -> None:
    """The docstrings' examples are true."""
    assert doctest.testmod(marking).failed == 0
    assert expression("home*") == '("home" *)'
