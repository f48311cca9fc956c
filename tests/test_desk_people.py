"""Tests for people and places: who is who, beside whom, where, and the lists of names."""

from __future__ import annotations

import csv
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import desk_corpus
import pytest

from dateline.desk.names import matching, names
from dateline.desk.people import person
from dateline.desk.places import place
from dateline.ingest import main
from dateline.text import paragraphs


@pytest.fixture(scope="module")
def connection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(desk_corpus.build(tmp_path_factory.mktemp("people")))
    yield connection
    connection.close()


def id_of(connection: sqlite3.Connection, name: str, table: str = "people") -> int:
    """Return the id of somebody, or some place, by name."""
    row = connection.execute(f"select id from {table} where name = ?", (name,)).fetchone()
    return int(row[0])


def test_merged_forms_are_one_person(connection: sqlite3.Connection) -> None:
    """Whoever was merged into another leads there; all forms stand together, with their counts."""
    part, whole = id_of(connection, "Denis Contreras"), id_of(connection, "Denis Omar Contreras")
    found = person(connection, part)
    assert found is not None
    assert found == person(connection, whole)
    assert (found.id, found.merged) == (whole, ((part, "Denis Contreras"),))
    assert [form[:2] for form in found.forms] == [
        ("Contreras", 1),
        ("Denis Contreras", 1),
        ("Denis Omar Contreras", 1),
    ]


def test_each_form_has_its_evidence(connection: sqlite3.Connection) -> None:
    """The fact of a form stands in its article, where the text has that form."""
    found = person(connection, id_of(connection, "Denis Omar Contreras"))
    assert found is not None
    for form, _, article, fact in found.forms:
        text, start, end = connection.execute(
            'select text, start, "end" from facts join articles on articles.id = article_id'
            " where facts.id = ? and article_id = ?",
            (fact, article),
        ).fetchone()
        assert text[start:end] == form


def test_surname_that_is_ambiguous_is_shown_so(connection: sqlite3.Connection) -> None:
    """Others of the surname are named, and the articles in which it stands for nobody."""
    found = person(connection, id_of(connection, "James Baker"))
    assert found is not None
    assert found.surname == "Baker"
    assert [name for _, name, _ in found.namesakes] == ["Howard Baker"]
    (alone,) = found.alone
    path = connection.execute("select path from articles where id = ?", alone[:1]).fetchone()
    assert path == ("news.jsonl#baker",)


def test_company_is_of_the_same_paragraph(connection: sqlite3.Connection) -> None:
    """Howard Baker shares two paragraphs of three; Paul Volcker is in the article alone."""
    found = person(connection, id_of(connection, "James Baker"))
    assert found is not None
    assert [row[1:] for row in found.company] == [("Howard Baker", 2)]


PARAGRAPHS = {
    "blank lines": ("One.\nStill one.\n \nTwo.", ["One.\nStill one.", "Two."]),
    "indented": ("One.\nStill one.\n    Two.", ["One.\nStill one.", "Two."]),
    "lines where there are none": ("One.\nTwo.\nThree.", ["One.", "Two.", "Three."]),
    "one": ("One.", ["One."]),
    "empty": ("", []),
}


@pytest.mark.parametrize(("text", "expected"), PARAGRAPHS.values(), ids=PARAGRAPHS.keys())
def test_paragraphs(text: str, expected: list[str]) -> None:
    """A blank line or an indent parts paragraphs; in a text without any, each line is one."""
    assert [text[start:end] for start, end in paragraphs(text)] == expected


def test_nobody_and_no_time(connection: sqlite3.Connection) -> None:
    """An unknown id is nobody; without time the name is there, and what is missing is said."""
    assert person(connection, 10**17) is None
    assert place(connection, 10**17) is None
    found = person(connection, id_of(connection, "James Baker"), seconds=0)
    assert found is not None
    assert (found.name, found.forms, found.complete) == ("James Baker", (), False)
    there = place(connection, id_of(connection, "London", "places"), seconds=0)
    assert there is not None
    assert (there.name, there.articles, there.complete) == ("London", (), False)


def test_undoing_a_merge_keeps_people_apart(
    tmp_path: Path,
) -> None:
    """A line that says a name stands for itself, given with --aliases, undoes the merge."""
    corpus, aliases = desk_corpus.build(tmp_path), tmp_path / "aliases.csv"
    with aliases.open("w", newline="") as stream:
        rows = [("form", "name", "path"), ("Denis Contreras", "Denis Contreras", "")]
        csv.writer(stream, quoting=csv.QUOTE_ALL).writerows(rows)
    assert main(["--aliases", str(aliases), "--db", str(corpus), "--quiet"]) == 0
    apart = sqlite3.connect(corpus)
    found = person(apart, id_of(apart, "Denis Contreras"))
    apart.close()
    assert found is not None
    assert (found.name, found.merged) == ("Denis Contreras", ())
    assert [name for _, name, _ in found.namesakes] == ["Denis Omar Contreras"]


def test_place_has_names_articles_and_people(connection: sqlite3.Connection) -> None:
    """A place is what the gazetteer knows, whatever the articles call it."""
    found = place(connection, id_of(connection, "Ciudad Tecún Umán", "places"))
    assert found is not None
    assert (found.country, round(found.latitude or 0)) == ("GT", 15)
    assert found.names == (("place", "Tecun Uman", 2),)
    assert found.articles == ((2, "2020-01-21", 2), (1, "2018-10-25", 2))
    assert [row[1:] for row in found.people[:2]] == [
        ("Denis Omar Contreras", 2),
        ("Donald Trump", 2),
    ]


def test_other_places_of_the_name(tmp_path: Path) -> None:
    """Places that share a name are told apart by where they lie."""
    corpus = sqlite3.connect(desk_corpus.build(tmp_path))
    corpus.execute("insert into places (name, country, admin1) values ('London', 'CA', 'Ontario')")
    found = place(corpus, id_of(corpus, "London", "places"))
    corpus.close()
    assert found is not None
    assert [row[1:] for row in found.namesakes] == [("London", "Ontario", "CA")]


WORDS = {
    "beginning of a surname": ("contr", ["Denis Omar Contreras"]),
    "several, in any order": ("contr den", ["Denis Omar Contreras"]),
    "case and accents": ("BÁKER", ["James Baker", "Howard Baker"]),
    "not inside a word": ("ontreras", []),
    "operators are words": ("OR NOT *", []),
    "marks": ('"', []),
    "percent": ("%", []),
}


@pytest.mark.parametrize(("words", "expected"), WORDS.values(), ids=WORDS.keys())
def test_names_by_the_beginnings_of_their_words(
    connection: sqlite3.Connection, words: str, expected: list[str]
) -> None:
    """Names whose words begin so are listed, those of most articles first."""
    total, found = names(connection, "person", matching(words), 1, 20)
    assert (total, [name for name, *_ in found]) == (len(expected), expected)


@pytest.mark.parametrize("facet", ["person", "place"])
def test_lists_count_as_the_facets_do(connection: sqlite3.Connection, facet: str) -> None:
    """Each name's number is that of the articles which the facet has for it."""
    counted = dict(
        connection.execute(
            "select value, count(*) from article_facets where facet = ? group by 1", (facet,)
        ).fetchall()
    )
    total, found = names(connection, facet, "", 1, 100)
    assert {name: number for name, number, *_ in found} == counted
    assert total == len(counted)
    assert names(connection, facet, "", 2, 3)[1] == found[3:6]
    assert names(connection, facet, "", 10**12, 100) == (total, [])
