"""Tests of corrections: a whole query, with the words that the corpus doesn't have put right."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

import pytest
from web_corpus import Sample, build

from dateline.search import Search, search
from dateline.spelling import corrected, distance

COMMON = "The caravan reached the border of Mexico. The National Guard and its troops were there."
TEXTS = [COMMON] * 120 + [
    "Immigration reform was opened again. Immigrants from Tecún Umán waited, immigrant by immigrant.",
    "He opens it. It opens here, and the opening opens late.",
    "The carravan was late.",
    "Caravel, she said.",
    "Katrina was a hurricane; unemployment followed.",
]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> sqlite3.Connection:
    """Return a small corpus in which some words are common."""
    columns = {"published": "2018-10-25", "agency": "AP"}
    samples = tuple(Sample(f"{at}.txt", text, (), columns) for at, text in enumerate(TEXTS))
    file = build(tmp_path_factory.mktemp("spelling") / "corpus.db", samples)
    return sqlite3.connect(f"file:{file}?mode=ro", uri=True)


CORRECTED = {
    "a letter less": ("caravn", "caravan"),
    "a letter more": ("bordder", "border"),
    "another letter": ("trooqs", "troops"),
    "two in the wrong order": ("Mexcio", "Mexico"),
    "the first letter": ("aravan", "caravan"),
    "in the suffix, which the index doesn't have": ("immigratoin", "immigration"),
    "the form meant, not its commonest relative": ("openedd", "opened"),
    "accents as they are written": ("tecnu", "tecún"),
    "two words as one": ("nationalguard", "national guard"),
    "two slips": ("unemplymnet", "unemployment"),
    "one word of several": ("caravn border troops", "caravan border troops"),
    "several words": ("caravn hurricaine", "caravan hurricane"),
    "a capital stays": ("Caravn", "Caravan"),
    "punctuation stays": ("caravn, border", "caravan, border"),
    "operators stay": ("caravn AND (bordr OR NOT cuba)", "caravan AND (border OR NOT cuba)"),
    "phrases and curly quotes stay": ("“natinal gaurd” bordr", "“natinal gaurd” border"),
    "filters stay": ('person:Cntreras country:"Mexco" bordr', 'person:Cntreras country:"Mexco" border'),
    "what is excluded stays": ("-troosp caravn", "-troosp caravan"),
    "titles' words are words": ("title:caravn", "title:caravan"),
    "a word that is hardly there, beside one that is everywhere": ("carravan", "caravan"),
}  # fmt: skip


@pytest.mark.parametrize(("typed", "meant"), CORRECTED.values(), ids=CORRECTED)
def test_corrected(corpus: sqlite3.Connection, typed: str, meant: str) -> None:
    """The words that the corpus lacks are replaced by words it has, and nothing else changes."""
    assert corrected(corpus, typed) == meant


FINE = {
    "all there": "caravan border",
    "another form of a word": "caravans",
    "nothing like it": "qqzzxxyy",
    "short": "txn",
    "with digits": "caravn2",
    "a prefix": "carvn*",
    "only an operator": "NEAR",
    "nothing": "",
    "punctuation": '((( "" ::: \'',
}


@pytest.mark.parametrize("typed", FINE.values(), ids=FINE)
def test_left_alone(corpus: sqlite3.Connection, typed: str) -> None:
    """What is fine, or like nothing in the corpus, is not questioned."""
    assert corrected(corpus, typed) is None


def test_offered_where_it_finds_more(corpus: sqlite3.Connection) -> None:
    """A correction is offered where the query finds little and the correction more."""
    assert search(corpus, Search(q="caravn border")).suggestion == "caravan border"
    assert search(corpus, Search(q="caravan border")).suggestion is None


def test_offered_under_the_filters_in_force(corpus: sqlite3.Connection) -> None:
    """What the filters would leave empty is not offered."""
    assert search(corpus, Search(q="caravn", filters={"agency": ["AP"]})).suggestion == "caravan"
    assert search(corpus, Search(q="caravn", filters={"agency": ["UPI"]})).suggestion is None
    assert search(corpus, Search(q="caravn", date_from="2019")).suggestion is None


def test_not_offered_where_it_finds_no_more(corpus: sqlite3.Connection) -> None:
    """A word put right doesn't help a query that some other word makes empty."""
    assert search(corpus, Search(q="caravn AND qqzzxxyy")).suggestion is None


def test_no_time_no_suggestion(corpus: sqlite3.Connection) -> None:
    """The limit of time on a search holds for its correction."""
    assert search(corpus, Search(q="caravn"), seconds=0).suggestion is None


def test_only_the_first_words_are_corrected(corpus: sqlite3.Connection) -> None:
    """A long query of unknown words costs no more than three of them."""
    words = [f"caravan{chr(97 + at % 26)}{chr(97 + at // 26)}" for at in range(300)]
    started = time.process_time()
    text = corrected(corpus, " ".join(words))
    assert time.process_time() - started < 1
    assert text is not None
    assert text.split()[:3] == ["caravan"] * 3
    assert text.split()[3:] == words[3:]


HOSTILE = [
    '"' * 2000,
    "'" * 2000,
    "NEAR/5 " * 200,
    "\x00abcd\ud800",
    "ﬁﬁﬁﬁﬁ",
    "a\u0301" * 30,
    "ßßßß",
    "İİİİ",
]


@pytest.mark.parametrize("typed", HOSTILE, ids=range(len(HOSTILE)))
def test_anything_may_be_typed(corpus: sqlite3.Connection, typed: str) -> None:
    """No query fails."""
    assert search(corpus, Search(q=typed)).total >= 0


@pytest.mark.parametrize(
    ("a", "b", "edits"),
    [("caravan", "caravan", 0), ("caravn", "caravan", 1), ("acb", "abc", 1), ("", "abc", 3),
     ("abc", "", 3), ("kitten", "sitting", 3), ("ca", "abc", 3)],
)  # fmt: skip
def test_distance(a: str, b: str, edits: int) -> None:
    """Edits are counted, a swap of neighbours as one, each letter in one edit at most."""
    assert distance(a, b) == edits


def test_of_long_articles_only_short_ones_are_asked(tmp_path: Path) -> None:
    """A word that only an article of many thousand hits has costs no square of them."""
    samples = (Sample("long.txt", "aaaaa " * 40_000), Sample("short.txt", "caravan"))
    connection = sqlite3.connect(build(tmp_path / "corpus.db", samples))
    started = time.process_time()
    assert corrected(connection, "aaaab") == "aaaaa"
    assert corrected(connection, "áaaab") == "aaaaa"
    assert time.process_time() - started < 1
