"""Tests of the chunks: where names may stand in running text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.article import Article, Fact, Record, Zone
from dateline.data import rows
from dateline.facts.chunks import Chunk, find_chunks
from dateline.parse import parse


def chunks_of(text: str, *facts: Fact) -> list[Chunk]:
    """Return the chunks of a text that is body from end to end."""
    article = Article("a.txt", text, {}, {}, "", (Zone("body", 0, len(text)),))
    return list(find_chunks(article, facts))


CASES = {
    "particles": ("met Juan Carlos de la Cruz", ["Juan Carlos de la Cruz"]),
    "two particles": ("met Joost van der Pas", ["Joost van der Pas"]),
    "initials": ("said Jon R. Taylor there", ["Jon R. Taylor"]),
    "initials without blank": ("said J.R. Smith there", ["J.R. Smith"]),
    "abbreviated title": ("said Sen. Mitch McConnell", ["Sen. Mitch McConnell"]),
    "saint": ("in St. Louis today", ["St. Louis"]),
    "sentence's end": ("in Paris. Then", ["Paris"]),
    "apostrophe": ("by Paul O’Neill", ["Paul O’Neill"]),
    "possessive": ("by Trump’s son", ["Trump"]),
    "possessive in capitals": ("by TRUMP'S SON", ["TRUMP", "SON"]),
    "hyphen": ("by Jean-Claude Juncker", ["Jean-Claude Juncker"]),
    "accents": ("in Košice with António Guterres", ["Košice", "António Guterres"]),
    "Arabic article": ("by Bashar al-Assad", ["Bashar al-Assad"]),
    "nickname": ("by Beau “Bud” Torres", ["Beau “Bud” Torres"]),
    "company": ("by Voorhis & Co today", ["Voorhis & Co"]),
    "small words": ("so The Hague And Paris", ["Hague", "Paris"]),
    "contraction": ("so We’d Paris", ["Paris"]),
    "days and months": ("on Sunday Trump in October", ["Trump"]),
    "adjective": ("the Milan-born Jane Doe", ["Jane Doe"]),
    "based": ("the Milan-based Jane Doe", ["Milan", "Jane Doe"]),
    "tab before": ("\tParis was quiet", ["Paris"]),
    "handle": ("by @Someone at http://x/Path", []),
}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES.keys())
def test_chunks_are_the_capitalised_words(text: str, expected: list[str]) -> None:
    """A chunk has what stands inside names, and nothing that never does."""
    assert [" ".join(chunk.words) for chunk in chunks_of(text)] == expected


def test_a_chunk_knows_the_words_before_it() -> None:
    """The two words before are kept, but none from behind a comma or another sentence."""
    first, second, third = chunks_of("by the actress Jane Doe, Paris. London")
    assert (first.before, first.before_that, first.opens) == ("actress", "the", False)
    assert (second.before, second.opens) == ("", False)
    assert (third.before, third.opens) == ("", True)


def test_names_cross_the_lines_of_a_wrapped_text_only() -> None:
    """In hard-wrapped copy a line may end inside a name; a headline's line ends it."""
    wrapped = "one\ntwo\nthree\nsaid Jane\nDoe of it"
    assert [chunk.words for chunk in chunks_of(wrapped)] == [("Jane", "Doe")]
    assert len(chunks_of("said Jane\nDoe of it")) == 2


def test_what_signs_the_text_is_left_out() -> None:
    """Bylines are not the story's people."""
    fact = Fact("byline", "Jane Doe", 3, 11, "byline.line", 1.0, True)
    assert [chunk.words for chunk in chunks_of("By Jane Doe met Ann Roe", fact)] == [("Ann", "Roe")]


def test_a_headline_in_capitals_says_nothing() -> None:
    """“Dog Bites Man” would be a name; “Dog bites Jane Doe” has one."""
    for title, expected in (("Dog Bites Jane Doe", []), ("Dog bites Jane Doe again", ["Jane Doe"])):
        fact = Fact("title", title, 0, len(title), "title.line", 1.0, True)
        found = [" ".join(chunk.words) for chunk in chunks_of(title, fact) if len(chunk.words) > 1]
        assert found == expected


@pytest.mark.parametrize("name", [row[0] for row in rows("abbreviated_titles.txt")])
def test_each_abbreviation_keeps_its_point(name: str) -> None:
    """A point behind an abbreviation does not end the name."""
    assert [chunk.words for chunk in chunks_of(f"x {name}. Doe")] == [(f"{name}.", "Doe")]


@pytest.mark.parametrize("word", [row[0] for row in rows("openers.txt")])
def test_each_opener_begins_no_name(word: str) -> None:
    """A word that opens sentences is never part of a name."""
    assert [chunk.words for chunk in chunks_of(f"{word} Doe")] == [("Doe",)]


@given(st.text(alphabet="AbÉé .,'’-&“”()\n1", max_size=80))
def test_every_chunk_reads_as_its_words(text: str) -> None:
    """Whatever the text, the offsets are those of the words."""
    article = parse(Record("a.txt", text, {}, {}, ""))
    for chunk in find_chunks(article, ()):
        assert tuple(article.text[chunk.starts[0] : chunk.end].split()) == chunk.words
        for start, word in zip(chunk.starts, chunk.words, strict=True):
            assert article.text.startswith(word, start)


@pytest.mark.parametrize("piece", ["A", "A ", "A-", "A'", "A.", "(", "A\n", "A de ", "A “B” "])
def test_a_megabyte_of_one_pattern_takes_no_time(piece: str) -> None:
    """The search is linear, and endless runs of capitals are no names."""
    assert all(chunk.end - chunk.starts[0] <= 120 for chunk in chunks_of(piece * 50_000))
