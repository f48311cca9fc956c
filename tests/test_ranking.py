"""Tests of the order of results: what ranking promises, on corpora small enough to reason about."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

import pytest
from corpus_fixture import corpus
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline import stems as stemming
from dateline.ranking import DEPTH, best_first, rerank
from dateline.search import Search, search
from dateline.sets import Scores
from dateline.stems import stems

FILLER = "Showers went on through the week over hills, farms, roads, rivers, towns."


def order(texts: list[str], q: str, titles: Mapping[int, str] | None = None) -> list[int]:
    """Return the ids of a search over *texts*, the first of which is article 1."""
    some = [{"title": (titles or {}).get(at), "text": text} for at, text in enumerate(texts, 1)]
    others = [{"text": FILLER}] * 20
    results = search(corpus(some + others), Search(q=q, sort="relevance", size=100))
    assert results.hits
    scores = [hit.score for hit in results.hits if hit.score is not None]
    assert scores == sorted(scores, reverse=True)
    return [hit.id for hit in results.hits]


def test_words_that_stand_together_come_first() -> None:
    """Of two articles that differ in nothing else, the one with the words side by side is first."""
    apart = f"The guard slept. {FILLER} The national anthem was sung."
    together = f"The national guard slept. {FILLER} The anthem was sung."
    assert order([apart, together], "national guard") == [2, 1]
    assert order([together, apart], "national guard") == [1, 2]


def test_the_title_counts_more_than_the_text() -> None:
    """A word in the title says more about an article than the same word in its text."""
    plain, named = f"Caravan. {FILLER}", f"Column. {FILLER}"
    titles = {1: "Column on the move", 2: "Caravan on the move"}
    assert order([plain, named], "caravan", titles) == [2, 1]


def test_all_the_words_come_before_some_of_them() -> None:
    """However often an article repeats one word, those with all the words stand above it."""
    strict = f"A caravan. {FILLER * 3} One asylum."
    some = "Asylum asylum asylum, asylum for asylum."
    assert order([some, strict], "caravan asylum") == [2, 1]


def test_the_parts_of_a_word_with_punctuation_count_among_some_words() -> None:
    """Where too few have all the words, ``covid-19`` finds “covid” too, below “COVID-19 rules”."""
    texts = ["Covid came back.", "COVID-19 rules end.", "Nothing else to say."]
    assert order(texts, "covid-19 rules") == [2, 1]


def test_equals_stand_in_the_order_of_their_ids() -> None:
    """Copies of one text keep the order in which they were loaded."""
    assert order(["The caravan left. Asylum."] * 15, "caravan asylum") == list(range(1, 16))


def test_what_the_best_share_lifts_what_is_like_them() -> None:
    """Of two that have the query's word as often, the one in the words of the best is first."""
    best = ["Volcano volcano volcano erupts, ash and lava."] * 3
    like, unlike = "Volcano news: lava, ash today.", "Volcano news: chess, tea today."
    assert order([unlike, like, *best], "volcano")[-2:] == [2, 1]


@pytest.mark.parametrize("q", ['"""', "the", "a-b-c -", "\x00", "İ ﬁ 你好", "x" * 3000, "- " * 900])
def test_no_query_is_an_error(q: str) -> None:
    """Whatever is typed is answered."""
    search(corpus([{"text": "The İstanbul ﬁre 你好 a b c."}, {"text": "the"}]), Search(q=q))


@pytest.fixture(scope="module")
def many() -> sqlite3.Connection:
    words = ["oil", "wheat", "border", "strike", "bank", "tax"]
    texts = [" ".join(words[(at * step) % 6] for step in range(at % 9 + 1)) for at in range(150)]
    return corpus([{"text": text} for text in texts])


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(["oil", "wheat", "border", "tax", "the"]), min_size=1))
def test_reading_again_neither_adds_nor_drops(many: sqlite3.Connection, words: list[str]) -> None:
    """The order changes and nothing else; what is too far down to be read again stays there."""
    strict = {key: 200.0 - key for key in range(1, 151)}
    ordered = best_first(many, words, Scores([*strict], [*strict.values()]), Scores(), 150)
    assert ordered.keys() == strict.keys()
    assert list(ordered)[DEPTH:] == list(strict)[DEPTH:]
    assert list(ordered.values()) == sorted(ordered.values(), reverse=True)


def test_when_time_is_up_the_first_order_stands(many: sqlite3.Connection) -> None:
    """A limit of time costs the second stage, not the results."""
    scores = {3: 2.0, 1: 1.0}
    assert rerank(many, ["oil"], scores, lambda: True) == scores


STEMMED = {"governments": "govern", "walked": "walk", "tecún": "tecun", "19": "19", "said": "said"}


def test_stems_are_those_of_the_index() -> None:
    """Words are conflated as SQLite's porter and unicode61 do it, because it is asked."""
    found = stems(STEMMED)
    assert {word: found[word] for word in STEMMED} == STEMMED


def test_remembered_stems_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that runs for months forgets stems rather than grow without end."""
    monkeypatch.setattr(stemming, "_remembered", {})
    monkeypatch.setattr(stemming, "MAX_STEMS", 3)
    for batch in (["oil", "banks"], ["taxes", "ships"], ["strikes"]):
        assert stems(batch).keys() >= set(batch)
    assert stemming._remembered == {"strikes": "strike"}
