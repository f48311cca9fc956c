"""Tests for the quotations: by their words, by speaker, by the articles they stand in."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator

import desk_corpus
import pytest

from dateline.desk.quotations import Asked, quotations
from dateline.results import Search
from dateline.search import search

CONTRERAS = "Denis Omar Contreras"


@pytest.fixture(scope="module")
def connection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(desk_corpus.build(tmp_path_factory.mktemp("quotations")))
    yield connection
    connection.close()


def test_all_quotations_are_counted_and_listed(connection: sqlite3.Connection) -> None:
    """The total is that of the table, and the counts of all speakers add up to it."""
    (total,) = connection.execute("select count(*) from quotes").fetchone()
    found = quotations(connection, Asked(Search(size=100)))
    assert (found.total, found.exact, len(found.rows)) == (total, True, total)
    assert sum(one.count for one in found.speakers) == total


SAID = {
    "word": ("working", 1),
    "stem": ("migrate", 1),
    "prefix": ("flee*", 1),
    "phrase": ('"fleeing our country"', 1),
    "words elsewhere in the article": ("caravan troops", 0),
    "no field is one": ("country:Mexico", 0),
    "either": ("fleeing OR detention", 2),
    "nothing but marks": ("–", None),
}


@pytest.mark.parametrize(("said", "number"), SAID.values(), ids=SAID.keys())
def test_words_are_looked_for_inside_quotations(
    connection: sqlite3.Connection, said: str, number: int | None
) -> None:
    """Words, phrases and beginnings of words are found in what is quoted, and marked there."""
    found = quotations(connection, Asked(Search(), said=said))
    (every,) = connection.execute("select count(*) from quotes").fetchone()
    assert found.total == (every if number is None else number)
    assert all("\x02" in row.marked for row in found.rows) or number is None


SPEAKERS = {
    "name": CONTRERAS,
    "another case": "DENIS OMAR CONTRERAS",
    "a form": "Denis Contreras",
    "a surname": "contreras",
}


@pytest.mark.parametrize("speaker", SPEAKERS.values(), ids=SPEAKERS.keys())
def test_speaker_by_any_known_form(connection: sqlite3.Connection, speaker: str) -> None:
    """A person is found by any form, whatever its case and accents, with all quotations."""
    found = quotations(connection, Asked(Search(sort="oldest"), speakers=(speaker,)))
    assert [(row.speaker, row.marked[:10]) for row in found.rows] == [
        (CONTRERAS, "Whatever T"),
        (CONTRERAS, "We've come"),
    ]


def test_counts_ignore_the_choice_of_speakers(connection: sqlite3.Connection) -> None:
    """Each speaker's count is what choosing that one gives; several are any of them."""
    found = quotations(connection, Asked(Search(size=100)))
    chosen = quotations(connection, Asked(Search(size=100), speakers=(CONTRERAS, "Claudia Leon")))
    assert chosen.total == len(chosen.rows) == 3
    assert {one.value for one in chosen.speakers if one.selected} == {CONTRERAS, "Claudia Leon"}
    assert {one.value: one.count for one in chosen.speakers} == {
        one.value: one.count for one in found.speakers
    }
    for one in found.speakers:
        assert quotations(connection, Asked(Search(), speakers=(one.value,))).total == one.count


ARTICLES = {
    "words": Search(q="caravan"),
    "country": Search(filters={"country": ("Mexico",)}),
    "dates": Search(date_from="2018", date_to="2018-12"),
    "undated": Search(filters={"year": ("",)}),
    "said in the query": Search(q="said:fleeing"),
    "nothing": Search(q="zeppelin"),
}


@pytest.mark.parametrize("asked", ARTICLES.values(), ids=ARTICLES.keys())
def test_only_articles_of_the_search_are_quoted(
    connection: sqlite3.Connection, asked: Search
) -> None:
    """The parameters of the search page narrow the articles, and so what is quoted."""
    ids = {hit.id for hit in search(connection, asked).hits}
    every = connection.execute("select id, article_id from quotes").fetchall()
    found = quotations(connection, Asked(asked))
    assert {row.id for row in found.rows} == {key for key, article in every if article in ids}


def test_words_said_in_the_query_are_marked(connection: sqlite3.Connection) -> None:
    """A query's own said: is marked, and narrows no further than to its articles."""
    found = quotations(connection, Asked(Search(q="said:fleeing")))
    assert found.total > 1
    assert [
        re.findall("\x02(.*?)\x03", row.marked) for row in found.rows if "\x02" in row.marked
    ] == [["fleeing"]]


def test_orders(connection: sqlite3.Connection) -> None:
    """By date the undated come last both ways; by relevance what has the words most."""
    newest = [row.published for row in quotations(connection, Asked(Search(size=100))).rows]
    oldest = quotations(connection, Asked(Search(size=100, sort="oldest"))).rows
    assert newest[0] == "2020-01-21"
    assert newest[-1] is None
    assert oldest[0].published == "1987-03-05"
    assert oldest[-1].published is None
    assert quotations(connection, Asked(Search(), said="home")).sort == "relevance"
    assert quotations(connection, Asked(Search(sort="relevance"))).sort == "newest"


def test_pages_follow_each_other(connection: sqlite3.Connection) -> None:
    """Pages of five list all there is once; past the end there is nothing, and the total stays."""
    whole = [row.id for row in quotations(connection, Asked(Search(size=100))).rows]
    pages = [quotations(connection, Asked(Search(size=5, page=page))) for page in range(1, 9)]
    assert [row.id for page in pages for row in page.rows] == whole
    assert {page.total for page in pages} == {len(whole)}


WRONG = {
    "order": Asked(Search(sort="loudest")),
    "size": Asked(Search(size=101)),
    "only words to leave out": Asked(Search(), said="-home"),
}


@pytest.mark.parametrize("asked", WRONG.values(), ids=WRONG.keys())
def test_what_makes_no_sense_is_said(connection: sqlite3.Connection, asked: Asked) -> None:
    """A request that can't be answered raises ValueError with a sentence."""
    with pytest.raises(ValueError, match=" "):
        quotations(connection, asked)


def test_time_that_is_up_is_said(connection: sqlite3.Connection) -> None:
    """Without time nothing is listed, and no total is claimed to be exact."""
    for asked in (Asked(Search()), Asked(Search(q="caravan"))):
        assert not quotations(connection, asked, seconds=0).exact


def test_people_are_left_out_who_may_not_be_seen(connection: sqlite3.Connection) -> None:
    """Without the field person, speakers are what the row says, and nobody's forms are known."""
    found = quotations(connection, Asked(Search(size=100)), fields=("said",))
    assert {row.person_id for row in found.rows} == {None}
    hidden = Asked(Search(), speakers=("contreras",))
    assert quotations(connection, hidden, fields=("said",)).total == 0
