"""Tests of `dateline.lexicon`: words told apart as bytes are the index's words, whatever the text."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline import lexicon
from dateline.lexicon import numbered
from dateline.stems import stems
from dateline.text import tokens

LONG = "counterrevolutionaries"
"""22 letters: its first eight, its last and those in the middle are all of it."""

GLUE = st.sampled_from([" ", "-", "’", "—", "_", "\xa0", "\n", "«", "·", "!"])

LETTERS = st.sampled_from([*"abcsty019", "é", "ß", "ø", "ж", "你", "𝒳", "ing", "ed", LONG])

TEXTS = st.lists(st.lists(st.one_of(LETTERS, GLUE), max_size=40).map("".join), max_size=6)


def as_stems(texts: list[str]) -> list[list[str]]:
    """Return the stems of the words of each text, one after the other."""
    numbers, sizes, names = numbered(texts)
    found = iter([names[number] for number in numbers])
    parts = [[next(found) for _ in range(size)] for size in sizes]
    assert next(found, None) is None
    return parts


def by_word(texts: list[str]) -> list[list[str]]:
    """Return the same, a word at a time."""
    known = stems(word for text in texts for word in tokens(text))
    return [[known[word] for word in tokens(text)] for text in texts]


@given(TEXTS)
def test_the_same_words_as_one_by_one(texts: list[str]) -> None:
    """Every word of every text, in its order, by the stem that the index has."""
    assert as_stems(texts) == by_word(texts)


@pytest.mark.parametrize("texts", [[], [""], ["", "oil", ""], ["’", " \n"], ["\ud800 oil"]])
def test_texts_without_words(texts: list[str]) -> None:
    """Texts may be empty, and have no words or what is no character at all."""
    assert [len(part) for part in as_stems(texts)] == [("oil" in text) for text in texts]


@pytest.mark.parametrize("place", range(len(LONG)))
def test_each_letter_counts(place: int) -> None:
    """Words that differ in one letter are two, at any place up to the 24th byte."""
    other = LONG[:place] + "q" + LONG[place + 1 :]
    first, second = numbered([LONG, other])[0]
    assert first != second


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that runs for months forgets words rather than grow without end."""
    monkeypatch.setattr(lexicon, "_lexicon", lexicon._Lexicon())
    monkeypatch.setattr(lexicon, "MAX_WORDS", 3)
    for text in ("oil banks", "taxes ships", "strikes oil taxes"):
        assert as_stems([text]) == by_word([text])
    assert lexicon._lexicon.size < 6


def test_threads_learn_at_the_same_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Searches that meet new words at once give each its own stem."""
    monkeypatch.setattr(lexicon, "_lexicon", lexicon._Lexicon())
    monkeypatch.setattr(lexicon, "MAX_WORDS", 200)
    texts = [" ".join(f"w{at * step}ing" for at in range(80)) for step in range(1, 40)]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda text: as_stems([text]), texts))
    assert found == [by_word([text]) for text in texts]
