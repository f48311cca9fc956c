"""Tests of completions: how what is being typed may go on."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from web_corpus import Sample, build

from dateline.completion import MAX_COMPLETIONS, complete

NAMES = {
    ("person", "Denis Omar Contreras"): 2,
    ("person", "José Contador"): 1,
    ("person", 'Jim "Contra" Doe'): 1,
    ("place", "Tecún Umán"): 3,
    ("organization", "National Guard"): 1,
    ("agency", "Continental Press"): 3,
}
TEXTS = [
    "The caravan went on. Caravans contain immigrants. Immigrants wait.",
    "The caravan of the National Guard, the national guard. Content is contained.",
    "Tecún Umán: immigration. It contains a caravan.",
]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> sqlite3.Connection:
    """Return a corpus of three articles, with facets as if they had been read."""
    folder: Path = tmp_path_factory.mktemp("completion")
    file = build(folder / "c.db", tuple(Sample(f"{n}.txt", text) for n, text in enumerate(TEXTS)))
    connection = sqlite3.connect(file)
    for (facet, value), articles in NAMES.items():
        put = "insert into facet_values (facet, value) values (?, ?)"
        key = connection.execute(put, (facet, value)).lastrowid
        connection.executemany(
            "insert into facet_postings values (?, ?)", [(key, n + 1) for n in range(articles)]
        )
    return connection


CASES = {
    "a surname's beginning": ("contr", 'person:"Denis Omar Contreras"', "person", 2),
    "case and accents folded": ("TECU", 'place:"Tecún Umán"', "place", 3),
    "an accent typed": ("tecú", 'place:"Tecún Umán"', "place", 3),
    "a name of several words": ("denis om", 'person:"Denis Omar Contreras"', "person", 2),
    "after other words": ("border contre", 'border person:"Denis Omar Contreras"', "person", 2),
    "after an operator": ("a OR contre", 'a OR person:"Denis Omar Contreras"', "person", 2),
    "in parentheses": ("(contre", '(person:"Denis Omar Contreras"', "person", 2),
    "excluded": ("-contre", '-person:"Denis Omar Contreras"', "person", 2),
    "after a phrase": ('"a b" contre', '"a b" person:"Denis Omar Contreras"', "person", 2),
    "in its own filter": ("x person:den", 'x person:"Denis Omar Contreras"', "person", 2),
    "in a filter's quotes": ('person:"denis o', 'person:"Denis Omar Contreras"', "person", 2),
    "in a curly quote": ("“denis o", 'person:"Denis Omar Contreras"', "person", 2),
    "a word": ("carav", "caravan", "word", 3),
    "a word longer than its stem": ("immigrat", "immigration", "word", 2),
    "in a title": ("title:carav", "title:caravan", "word", 3),
    "a phrase": ("national gua", '"national guard"', "phrase", 1),
}


@pytest.mark.parametrize(("typed", "query", "kind", "count"), CASES.values(), ids=CASES)
def test_complete(
    corpus: sqlite3.Connection, typed: str, query: str, kind: str, count: int
) -> None:
    """The end of a query is completed, and what stands before it is kept."""
    found = [one for one in complete(corpus, typed) if one.query == query]
    assert [(one.kind, one.count) for one in found] == [(kind, count)]


NOTHING = {
    "two letters": "co",
    "nothing like it": "qqzz",
    "an operator": "contr OR",
    "a finished phrase": '"contr"',
    "a filter that isn't completed": "agency:contin",
    "of another kind": "place:contr",
    "a name with a quotation mark, which no query can have": 'person:"jim contra',
    "nothing": "",
    "quotation marks": '"""',
    "stars": "*** (((",
    "control characters": "\x00\x01\ud800",
}


@pytest.mark.parametrize("typed", NOTHING.values(), ids=NOTHING)
def test_nothing_to_complete(corpus: sqlite3.Connection, typed: str) -> None:
    """Nothing is offered for what begins nothing, and nothing fails."""
    assert complete(corpus, typed) == []


def test_few_are_offered_names_first(corpus: sqlite3.Connection) -> None:
    """Names come before words, however many articles the words have."""
    kinds = [one.kind for one in complete(corpus, "cont")]
    assert kinds == ["person", "person", "word", "word"]
    assert len(kinds) <= MAX_COMPLETIONS


def test_only_kinds_that_may_be_seen(corpus: sqlite3.Connection) -> None:
    """Names of other kinds are not offered."""
    assert {one.kind for one in complete(corpus, "cont", ("place",))} == {"word"}


def test_a_long_query_is_read_at_its_end(corpus: sqlite3.Connection) -> None:
    """What is being typed is at the end, of a query of 2,000 characters too."""
    assert complete(corpus, "x" * 1000 + " (" * 300 + " contre")[0].value == "Denis Omar Contreras"


def test_names_that_are_gone_are_not_offered(corpus: sqlite3.Connection) -> None:
    """The index of names follows the facets."""
    corpus.execute("delete from facet_values where value = 'José Contador'")
    assert "José Contador" not in [one.value for one in complete(corpus, "cont")]
    corpus.rollback()
