"""Tests for `dateline.people`: who is the same across articles, and who is not."""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from dateline.article import Article, Fact, Reading
from dateline.corpus import open_corpus
from dateline.namesakes import key_of, may_be
from dateline.store import Store

Names = dict[str, str]
"""Form as written → the name within the article: {"Contreras": "Denis Contreras"}."""


def reading(path: str, names: Names, place: str = "Tapachula") -> Reading:
    """Return the reading of an article that names these people, in a place."""
    text = f"{place}: " + ", ".join(names)
    facts = [Fact("place", place, 0, len(place), "place.test", 1.0, True)]
    for form, name in names.items():
        start = text.index(form, len(place))
        facts.append(Fact("person", name, start, start + len(form), "person.test", 1.0, True))
    article = Article(path, text, {}, {}, path.encode().hex())
    return Reading(article, tuple(facts), (), *(None,) * 7, None, 1)  # type: ignore[arg-type]


def store(
    readings: Iterable[Reading],
    drop: set[str] = frozenset(),
    aliases: list[tuple[str, str, str]] | None = None,
) -> None:  # type: ignore[assignment]
    """Store readings in one run; drop articles; use aliases."""
    with open_corpus(Path("corpus.db")) as database:
        run = Store(database)
        for item in readings:
            run.put(item)
        run.drop(set(drop))
        if aliases is not None:
            run.use_aliases(aliases)
        run.commit()


@pytest.fixture
def merged(
    folder: Path, rows: Callable[..., list[tuple[object, ...]]]
) -> Callable[[], dict[object, object]]:
    """Return a function that tells, for each person's name, the name of the merged one."""
    return lambda: dict(
        rows(
            "select people.name, coalesce(whole.name, people.name) from people "
            "left join people as whole on whole.id = people.merged_into order by 1"
        )
    )  # type: ignore[arg-type]


A = reading(
    "a.txt", {"Denis Omar Contreras": "Denis Omar Contreras", "Contreras": "Denis Omar Contreras"}
)
B = reading("b.txt", {"Denis Contreras": "Denis Contreras"})
BOTH = {"Denis Contreras": "Denis Omar Contreras", "Denis Omar Contreras": "Denis Omar Contreras"}

KEYS = {
    "José  GARCÍA": "jose garcia",
    "Trump": None,
    "Jon R. Taylor": "jon r taylor",
    "O'Neill": "o neill",
}


@pytest.mark.parametrize(("name", "key"), KEYS.items())
def test_a_person_is_told_by_a_full_name(name: str, key: str | None) -> None:
    """Case, accents, dots and blanks do not count; a bare surname is nobody."""
    assert key_of(name) == key


PAIRS = {
    ("denis contreras", "denis omar contreras"): True,
    ("denis omar contreras", "denis contreras"): False,
    ("donald trump", "donald j trump"): True,
    ("donald j trump", "donald john trump"): False,
    ("george w bush", "george h w bush"): False,
    ("andres lopez obrador", "andres manuel lopez obrador"): True,
    ("jose maria garcia", "jose luis maria garcia"): True,
    ("jose luis garcia", "jose maria garcia"): False,
}


@pytest.mark.parametrize(("pair", "same"), PAIRS.items(), ids=map(" / ".join, PAIRS))
def test_a_short_name_may_be_a_longer_one(pair: tuple[str, str], same: bool) -> None:
    """All of its words are in the longer one; an initial stands in its place."""
    assert may_be(*pair) is same


def test_the_same_person_in_two_articles(merged: Callable[[], object]) -> None:
    """A shorter form of a full name is merged, as a row that points at the fuller one."""
    store([A, B])
    assert merged() == BOTH


def test_without_context_they_stay_apart(merged: Callable[[], object]) -> None:
    """The same words in articles that share nothing may be two people."""
    store([A, reading("b.txt", {"Denis Contreras": "Denis Contreras"}, place="Oslo")])
    assert merged() == {
        "Denis Contreras": "Denis Contreras",
        "Denis Omar Contreras": "Denis Omar Contreras",
    }


def test_ambiguity_is_kept(merged: Callable[[], dict[str, str]]) -> None:
    """With two who might be meant, nobody is merged."""
    store([A, B, reading("c.txt", {"Denis Raul Contreras": "Denis Raul Contreras"})])
    assert merged()["Denis Contreras"] == "Denis Contreras"


def test_a_merge_is_undone_when_its_ground_is_gone(merged: Callable[[], object]) -> None:
    """When the fuller name's article goes, its words go, and the shorter stands for itself."""
    store([A, B])
    store([], drop={"a.txt"})
    assert merged() == {"Denis Contreras": "Denis Contreras"}


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))), ids=str)
def test_order_does_not_show(
    order: tuple[int, ...],
    merged: Callable[[], object],
    rows: Callable[..., list[tuple[object, ...]]],
) -> None:
    """One article a run, in any order: the same people, forms and facets."""
    articles = [
        A,
        B,
        reading("c.txt", {"DENIS CONTRERAS": "DENIS CONTRERAS", "Ana Diaz": "Ana Diaz"}),
        reading("d.txt", {"Denis Contreras": "Denis Contreras"}),
    ]
    for index in order:
        store([articles[index]])
    assert merged() == BOTH | {"Ana Diaz": "Ana Diaz"}
    assert rows(
        "select name, form, articles from person_forms join people on people.id = person_id order by 1, 2"
    ) == [
        ("Ana Diaz", "Ana Diaz", 1),
        ("Denis Contreras", "DENIS CONTRERAS", 1),
        ("Denis Contreras", "Denis Contreras", 2),
        ("Denis Omar Contreras", "Contreras", 1),
        ("Denis Omar Contreras", "Denis Omar Contreras", 1),
    ]
    facets = "select value, count(*) from article_facets where facet = 'person' group by 1"
    assert rows(facets) == [("Ana Diaz", 1), ("Denis Omar Contreras", 4)]


def test_a_bare_surname_is_no_value(
    merged: Callable[[], object], rows: Callable[..., list[tuple[object, ...]]]
) -> None:
    """A surname that was never completed is a fact without a person, and no facet."""
    store([reading("a.txt", {"Trump": "Trump"})])
    assert merged() == {}
    assert rows("select value, entity_id from facts where kind = 'person'") == [("Trump", None)]
    assert rows("select * from article_facets where facet = 'person'") == []


ALIASES = {
    "a pin merges what context does not": (
        [("Denis Contreras", "Denis Omar Contreras", "")],
        {"Denis Omar Contreras": {"a.txt", "b.txt"}},
    ),
    "a name that stands for itself is not merged": (
        [("Denis Contreras", "Denis Contreras", "")],
        {"Denis Contreras": {"b.txt"}, "Denis Omar Contreras": {"a.txt"}},
    ),
    "a split names one article": (
        [("Denis Contreras", "Denis Contreras (driver)", "b.txt")],
        {"Denis Contreras (driver)": {"b.txt"}, "Denis Omar Contreras": {"a.txt"}},
    ),
    "a person is renamed": (
        [("Denis Omar Contreras", "El Guía", "")],
        {"El Guía": {"a.txt"}, "Denis Contreras": {"b.txt"}},
    ),
}


@pytest.mark.parametrize(("aliases", "people"), ALIASES.values(), ids=ALIASES.keys())
@pytest.mark.parametrize("when", ["before", "after", "again"])
def test_aliases(
    aliases: list[tuple[str, str, str]], people: object, when: str,
    folder: Path, rows: Callable[..., list[tuple[object, ...]]],
) -> None:  # fmt: skip
    """Who is who can be said, before or after the articles came, and holds when they come again."""
    if when == "before":
        store([], aliases=aliases)
        store([A, B])
    else:
        store([A, B])
        store([], aliases=aliases)
    if when == "again":
        store([A, B])
    found: dict[object, set[object]] = {}
    query = "select value, path from article_facets join articles on id = article_id where facet = 'person'"
    for name, path in rows(query):
        found.setdefault(name, set()).add(path)
    assert found == people


def test_aliases_are_taken_back(merged: Callable[[], object]) -> None:
    """An empty side file leaves everything as if there had been none."""
    store([A, B])
    store([], aliases=[("Denis Contreras", "Somebody Else", "")])
    store([], aliases=[])
    assert merged() == BOTH


def test_the_same_aliases_change_nothing(folder: Path) -> None:
    """A run that finds nothing changed leaves the file as it is."""
    aliases = [("Denis Contreras", "Denis Omar Contreras", "")]
    store([A, B], aliases=aliases)
    before = Path("corpus.db").read_bytes()
    store([], aliases=aliases)
    assert Path("corpus.db").read_bytes() == before
    assert sqlite3.connect("corpus.db").execute("pragma integrity_check").fetchone() == ("ok",)
