"""Tests for `dateline.search`: what is found, in which order, with which counts."""

from __future__ import annotations

import json
import os
import random
import re
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from corpus_fixture import COUNTRIES, PEOPLE, WORDS, corpus, generated
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline import match
from dateline.facets import MAX_FACET_VALUES
from dateline.hits import EXTRACT_BEFORE, EXTRACT_LENGTH, MAX_MARKED, extract, hits
from dateline.lexemes import MAX_DEPTH
from dateline.query import parse
from dateline.search import Results, Search, listing, search

STORIES = [
    {
        "title": "Caravan nears the border",
        "text": "TAPACHULA, Mexico (AP) — The caravan of migrants walked on towards the border.",
        "published": "2018-10-25",
        "agency": "AP",
        "facts": {"country": ["Mexico", "Honduras"], "person": ["Denis Omar Contreras"]},
        "forms": {"Denis Omar Contreras": ["Denis Omar Contreras", "Contreras", "Denis Contreras"]},
        "quotes": ["we will seek asylum", "he will not stop us"],
    },
    {
        "title": None,
        "text": "Troops of the National Guard were sent to the border on Monday, five days late.",
        "published": "2018-10",
        "agency": "Reuters",
        "facts": {"country": ["United States"]},
    },
    {
        "title": "Oil steady",
        "text": "Oil prices were steady. The asylum of the national bank is no guard.",
        "published": "2019",
        "agency": "Reuters",
        "facts": {"country": ["México"]},
    },
    {"title": "Nothing happened in Tecún Umán", "text": "Nothing at all, at 10:30 o’clock."},
]


@pytest.fixture(scope="module")
def stories() -> sqlite3.Connection:
    return corpus(STORIES)


@pytest.fixture(scope="module")
def many() -> sqlite3.Connection:
    return corpus(generated(300, seed=1))


def ids(results: Results) -> list[int]:
    return [hit.id for hit in results.hits]


FOUND: list[tuple[str, set[int]]] = [
    ("", {1, 2, 3, 4}),
    ("!!!", {1, 2, 3, 4}),
    ("caravan", {1}),
    ("CARAVANS", {1}),  # stemmed
    ("tecun uman", {4}),  # accents ignored
    ('"national guard"', {2}),
    ("“national guard”", {2}),
    ("NOT border", {3, 4}),
    ("-border", {3, 4}),
    ("-border -oil", {4}),
    ('-"national guard" border', {1}),
    ("-(border OR oil)", {4}),
    ("caravan OR oil", {1, 3}),
    ("(caravan OR troops) AND border", {1, 2}),
    ("migr*", {1}),
    ('"national gu"*', {2}),
    ("guard NEAR/2 national", {2}),
    ("national NEAR/2 guard", {2}),
    ("national NEAR/3 guard", {2, 3}),
    ("title:border", {1}),
    ("title:(caravan OR oil)", {1, 3}),
    ("-title:border", {2, 3, 4}),
    ("asylum", {1, 3}),
    ("said:asylum", {1}),
    ('said:"not stop"', {1}),
    ("said:(asylum NEAR/1 seek)", {1}),
    ("said:(asylum NEAR/9 stop)", set()),  # two quotations
    ("-said:asylum", {2, 3, 4}),
    ("said:asylum border", {1}),
    ("said:asylum OR oil", {1, 3}),
    ("country:Mexico", {1}),
    ("country:México", {3}),
    ("country:MEXICO", {1, 3}),  # either of the two
    ("country:Atlantis", set()),
    ("-country:Mexico", {2, 3, 4}),
    ('country:""', {4}),
    ("country:Mexico OR agency:reuters", {1, 2, 3}),
    ("oil OR country:Honduras", {1, 3}),
    ("agency:Reuters -country:México", {2}),
    ('person:"Denis Contreras"', {1}),
    ("person:contreras", {1}),
    ("published:2018", {1, 2}),
    ("published:2018-10-25", {1, 2}),
    ("published:2018-10-26..", {2, 3}),
    ("published:..2018", {1, 2}),
    ("published:2019-06", {3}),
    ("published:2017", set()),
    ("10:30", {4}),
    ("o'clock", {4}),
    ("border -", {1, 2}),
    ('"border', {1, 2}),
    ("(border", {1, 2}),
    ('"\ue000" caravan', set()),  # a letter of private use, which no story has
]


@pytest.mark.parametrize(("q", "found"), FOUND, ids=[repr(q) for q, _ in FOUND])
def test_finds(stories: sqlite3.Connection, q: str, found: set[int]) -> None:
    """A query finds the stories that the language's page says."""
    results = search(stories, Search(q=q))
    assert not results.relaxed
    assert set(ids(results)) == found
    assert results.total == results.strict_total == len(found)


Case = tuple[str, Callable[[dict[str, Any]], bool]]


def words(*texts: str | None) -> set[str]:
    return {word for text in texts if text for word in text.split()}


def cases() -> st.SearchStrategy[Case]:
    """Return queries together with what they mean, said in Python."""
    leaves: list[Case] = [
        *((w, lambda a, w=w: w in words(a["title"], a["text"])) for w in WORDS[:4]),
        *((f"title:{w}", lambda a, w=w: w in words(a["title"])) for w in WORDS[:2]),
        *((f"country:{c}", lambda a, c=c: c in a["facts"]["country"]) for c in COUNTRIES[:2]),
        ('agency:""', lambda a: a["agency"] is None),
        ("published:2019..", lambda a: (a["published"] or "") > "2019"),
    ]
    return st.recursive(
        st.sampled_from(leaves),
        lambda inner: st.one_of(
            st.tuples(inner, inner).map(
                lambda p: (f"({p[0][0]}) OR ({p[1][0]})", lambda a: p[0][1](a) or p[1][1](a))
            ),
            st.tuples(inner, inner).map(
                lambda p: (f"({p[0][0]}) AND ({p[1][0]})", lambda a: p[0][1](a) and p[1][1](a))
            ),
            inner.map(lambda c: (f"-({c[0]})", lambda a: not c[1](a))),
        ),
        max_leaves=8,
    )


@settings(deadline=None, max_examples=200)
@given(case=cases())
def test_finds_what_the_operators_mean(many: sqlite3.Connection, case: Case) -> None:
    """However operators, words and filters are mixed, exactly what they mean is found."""
    q, meaning = case
    expected = {number for number, a in enumerate(generated(300, seed=1), 1) if meaning(a)}
    root = parse(q).root
    assert root is not None
    assert match.evaluate(many, root) == expected
    assert search(many, Search(q)).strict_total == len(expected)


DATES: list[tuple[str | None, str | None, set[int]]] = [
    ("2018-10-25", "2018-10-25", {1, 2}),
    ("2018-10-26", None, {2, 3}),
    ("2018-11", None, {3}),
    (None, "2018", {1, 2}),
    (None, "2018-09-30", set()),
    ("2019-12-31", "2020", {3}),
    ("2020", "2018", set()),
]


@pytest.mark.parametrize(("first", "last", "found"), DATES)
def test_dates_overlap(
    stories: sqlite3.Connection, first: str | None, last: str | None, found: set[int]
) -> None:
    """A story of October may be of any day of it; undated ones are in no range."""
    assert set(ids(search(stories, Search(date_from=first, date_to=last)))) == found


ORDERS: list[tuple[Search, list[int], str]] = [
    (Search(), [3, 1, 2, 4], "newest"),
    (Search(sort="oldest"), [2, 1, 3, 4], "oldest"),
    (Search(sort="relevance"), [3, 1, 2, 4], "newest"),
    (Search(q="-zebra", sort="relevance"), [3, 1, 2, 4], "newest"),
    (Search(q="-zebra", sort="oldest"), [2, 1, 3, 4], "oldest"),
    (Search(q="country:Mexico OR agency:Reuters"), [3, 1, 2], "newest"),
    (Search(q="border"), [1, 2], "relevance"),  # in the title counts more
    (Search(q="border", sort="oldest"), [2, 1], "oldest"),
    (Search(q="oil OR agency:AP OR agency:Reuters"), [3, 1, 2], "relevance"),  # words first
]


@pytest.mark.parametrize(("request_", "order", "sort"), ORDERS, ids=[str(o[0]) for o in ORDERS])
def test_order(stories: sqlite3.Connection, request_: Search, order: list[int], sort: str) -> None:
    """Hits come best first, or by date with the undated last; what can't be ranked by date."""
    results = search(stories, request_)
    assert (ids(results), results.sort) == (order, sort)


def test_a_hit_in_the_title_counts_more() -> None:
    """The same word, once, ranks the article higher that has it in the title."""
    two = corpus([{"title": "x", "text": "border y"}, {"title": "border", "text": "x y"}])
    assert ids(search(two, Search("border"))) == [2, 1]


def test_ties_go_by_id() -> None:
    """Stories of one score, or of one day, come in the order of their ids."""
    same = corpus([{"text": "border", "published": "2018-10-25"}] * 30)
    for request in (Search("border"), Search(), Search(sort="oldest")):
        assert ids(search(same, request)) == list(range(1, 21))


# -- relaxing ----------------------------------------------------------------------------------

RELAXED: list[tuple[str, dict[str, list[str]], list[int], int]] = [
    ("caravan border", {}, [1, 2], 1),
    ("steady border", {}, [1, 2, 3], 0),
    ("the caravan", {}, [1], 1),  # “the” alone is not enough
    ("caravan, the, don't", {}, [1], 0),  # nor with punctuation
    ("the on", {}, [1, 2, 3], 2),  # unless there is nothing else
    ('"national guard" border caravan', {}, [2], 0),  # a phrase stays required
    ("caravan border country:Mexico", {}, [1], 1),  # so does a filter
    ("caravan border", {"agency": ["Reuters"]}, [2], 0),
    ("title:caravan oil", {}, [1, 3], 0),
    ("migr* oil", {}, [1, 3], 0),
    ("said:asylum caravan oil", {}, [1], 0),
    ("caravan", {}, [1], 1),
    ('"caravan" border', {}, [1], 1),
    ("caravan AND border", {}, [1], 1),
    ("caravan -oil border", {}, [1], 1),
]


@pytest.mark.parametrize(("q", "filters", "found", "strict"), RELAXED, ids=[r[0] for r in RELAXED])
def test_relaxed(
    stories: sqlite3.Connection,
    q: str,
    filters: dict[str, list[str]],
    found: list[int],
    strict: int,
) -> None:
    """Where few have all the words, those with some follow, under what stays required."""
    results = search(stories, Search(q=q, filters=filters))
    assert sorted(ids(results)) == found
    assert (results.total, results.strict_total) == (len(found), strict)
    assert results.relaxed == (len(found) > strict)
    years = (*results.facets["year"], results.missing["year"])
    assert sum(value.count for value in years) == len(found)


def test_ten_with_all_the_words_are_enough() -> None:
    """Nothing is added from ten articles that have all the words; at nine it is."""
    enough = corpus([{"text": "border troops"}] * 10 + [{"text": "border"}])
    assert search(enough, Search("border troops")).total == 10
    fewer = corpus([{"text": "border troops"}] * 9 + [{"text": "border " * 9}])
    results = search(fewer, Search("border troops", size=10))
    assert (results.total, results.strict_total) == (10, 9)
    assert ids(results)[-1] == 10


def test_every_stop_word_takes_effect() -> None:
    """Each word of the list is folded, and is not enough to be some of the words."""
    for word in match.stop_words():
        one = corpus([{"text": f"x{word}x {word}"}])
        assert search(one, Search(f"zebra {word}")).total == 0, word


# -- facets ------------------------------------------------------------------------------------


def listed(db: sqlite3.Connection, found: set[int], filters: dict[str, list[str]]) -> set[int]:
    """Narrow *found* in plain SQL, one facet after another."""
    for facet, values in filters.items():
        some: set[int] = set()
        for value in values:
            rows = db.execute(
                "select article_id from article_facets where facet = ? and value = ?",
                (facet, value),
            )
            some |= {row[0] for row in rows}
            if value == "":
                having = "select article_id from article_facets where facet = ?"
                some |= found - {row[0] for row in db.execute(having, (facet,))}
        found = found & some
    return found


def counts(db: sqlite3.Connection, found: set[int], facet: str) -> dict[str, int]:
    """Count a facet's values over *found*, and those without, in plain SQL."""
    rows = db.execute("select article_id, value from article_facets where facet = ?", (facet,))
    pairs = [(article, value) for article, value in rows if article in found]
    counted = {value: sum(v == value for _, v in pairs) for _, value in pairs}
    return {**counted, "": len(found - {article for article, _ in pairs})}


SELECTABLE = {
    "country": [*COUNTRIES, ""],
    "person": [*PEOPLE, ""],
    "agency": ["AP", "Reuters", ""],
    "section": ["world", "business", ""],
    "year": ["2018", "2019", ""],
}
QUERIES = ["", "-border", "-grain OR caravan", *WORDS, "caravan OR oil"]


@pytest.mark.parametrize("seed", range(40))
def test_counts_are_honest(many: sqlite3.Connection, seed: int) -> None:
    """A facet's counts ignore its own choice and honour all others; Σ and missing add up."""
    chance = random.Random(seed)
    facets = chance.sample(sorted(SELECTABLE), chance.randint(0, 3))
    filters = {f: chance.sample(SELECTABLE[f], chance.randint(1, 2)) for f in facets}
    q = chance.choice(QUERIES)
    found = set(ids(search(many, Search(q, size=100)))) | {
        key for page in (2, 3) for key in ids(search(many, Search(q, page=page, size=100)))
    }
    results = search(many, Search(q, filters, size=100))
    assert results.total == len(listed(many, found, filters))
    for facet, values in results.facets.items():
        others = {name: chosen for name, chosen in filters.items() if name != facet}
        expected = counts(many, listed(many, found, others), facet)
        assert results.missing[facet].count == expected.pop("")
        assert {v.value: v.count for v in values if v.count} == expected
        assert [v.value for v in values] == sorted(
            (v.value for v in values), key=lambda value: (-expected.get(value, 0), value)
        )
        assert {v.value for v in values if v.selected} == set(filters.get(facet, ())) - {""}


def test_a_count_is_what_choosing_gives(many: sqlite3.Connection) -> None:
    """Choosing a value lists as many articles as stood beside it, “none” included."""
    results = search(many, Search("caravan"))
    for facet, values in results.facets.items():
        for value in (*values, results.missing[facet]):
            chosen = search(many, Search("caravan", {facet: [value.value]}))
            assert chosen.total == value.count, (facet, value)


def test_chips_name_what_is_in_force(stories: sqlite3.Connection) -> None:
    """A chip shows the value as it is, keeps what was given, and unknown values match nothing."""
    filters = {"country": ["mexico", "honduras"], "person": ["contreras", "Nobody"], "year": [""]}
    results = search(stories, Search(filters=filters))
    assert [(chip.facet, chip.value, chip.given) for chip in results.chips] == [
        ("year", "", ""),
        ("person", "Denis Omar Contreras", "contreras"),
        ("person", "Nobody", "Nobody"),
        ("country", "mexico", "mexico"),  # Mexico and México: as it was given
        ("country", "Honduras", "honduras"),
    ]
    assert results.total == 0


def test_a_long_facet_says_so() -> None:
    """Of many values the most common are listed, with the number of all; a chosen one always."""
    size = MAX_FACET_VALUES + 20
    long = corpus({"text": "x", "facts": {"place": [f"P{n:03}"]}} for n in range(size))
    results = search(long, Search(filters={"place": [f"P{size - 1}"]}))
    assert len(results.facets["place"]) == MAX_FACET_VALUES + 1
    assert results.facet_sizes["place"] == size
    assert results.facets["place"][-1].selected


# -- hits --------------------------------------------------------------------------------------


def test_hits_are_marked(stories: sqlite3.Connection) -> None:
    """The words stand between char(2) and char(3), in the title and in the snippet."""
    (hit,) = search(stories, Search("caravans")).hits
    assert hit.title_marked == "\x02Caravan\x03 nears the border"
    assert "The \x02caravan\x03 of migrants" in hit.snippet_marked
    assert hit.score is not None
    assert hit.published_rule == "published.test"


def test_extract_has_the_most_different_hits() -> None:
    """Of a long text the part is shown in which the most of the words meet, cut between words."""
    far = "caravan " + "filler " * 100
    one = corpus([{"text": far + "troops met the caravan of asylum, " + far * 3}])
    (hit,) = search(one, Search("caravan troops asylum")).hits
    assert hit.snippet_marked.startswith("…filler filler")
    assert "\x02troops\x03 met the \x02caravan\x03 of \x02asylum\x03" in hit.snippet_marked
    assert hit.snippet_marked.endswith("filler…")
    assert len(hit.snippet_marked) < EXTRACT_BEFORE + EXTRACT_LENGTH + 10


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(["\x02a\x03", "\x02a b\x03", "c", " ", "\n", "\x02" + "d" * 300 + "\x03"])
    )
)
def test_extract_is_a_balanced_part(pieces: list[str]) -> None:
    """However hits lie, each mark is closed and what is shown is a part of the text."""
    shown = extract("".join(pieces))
    line = " ".join("".join(pieces).split())
    assert bool(shown) == ("\x02" in line)
    assert re.fullmatch("(\x02[^\x02\x03]+\x03|[^\x02\x03])*", shown)
    bare = line.translate({2: None, 3: None})
    assert shown.translate({2: None, 3: None}).strip("…") in bare
    assert len(shown) < 4 * (EXTRACT_BEFORE + EXTRACT_LENGTH)


def test_marking_stops_when_time_is_up() -> None:
    """FTS5 can't be interrupted while it marks: the clock is read after each article."""
    three = corpus([{"title": "oil", "text": "The oil."}] * 3)
    found = hits(three, (1, 2, 3), {}, dict.fromkeys((1, 2, 3), "oil"), lambda: True)
    assert ["\x02" in hit.snippet_marked for hit in found] == [True, False, False]
    assert [hit.snippet_marked for hit in found][1:] == ["The oil."] * 2


def test_long_texts_are_not_marked() -> None:
    """Beyond the length that FTS5 marks in time, an article is shown by how it begins."""
    text = "word oil gas and the troops near border. "
    fits, longer = MAX_MARKED // len(text), MAX_MARKED // len(text) + 1
    three = corpus(
        [{"text": text * fits}, {"text": text * longer}, {"text": text, "title": text * fits}]
    )
    shown = {hit.id: hit.snippet_marked for hit in search(three, Search("oil")).hits}
    assert {key: "\x02oil\x03" in text for key, text in shown.items()} == {
        1: True,
        2: False,
        3: False,
    }


LEDES = [
    ("A short story.", (), "A short story."),
    ("word " * 100, (), ("word " * 40).strip() + "…"),
    ("字" * 300, (), "字" * 200 + "…"),
    ("HEADLINE\nBy Jane Doe\n\nThe story.", [("title", 0, 8), ("byline", 12, 20)], "The story."),
    ("A picture.\nA picture.\n\nThe story.", [("caption", 0, 10)], "The story."),
    (
        "2018-10-25 AP, LIMA\n\nThe story.",
        [("published", 0, 10), ("dateline", 15, 19)],
        "The story.",
    ),
    ("LIMA (AP) — A story.\nMore.", [("dateline", 0, 4)], "LIMA (AP) — A story. More."),
    ("All caption.", [("caption", 0, 12)], "All caption."),
]


@pytest.mark.parametrize(("text", "spans", "lede"), LEDES, ids=[case[0][:20] for case in LEDES])
def test_without_words_the_story_begins(
    text: str, spans: Sequence[tuple[str, int, int]], lede: str
) -> None:
    """Where there is nothing to mark, the first words of the story stand."""
    one = corpus([{"title": "T", "text": text, "spans": spans}])
    assert search(one, Search()).hits[0].snippet_marked == lede
    assert search(one, Search("title:T")).hits[0].snippet_marked == lede


HEADED = [
    ("Oil is dear\n\nPrices rose on Monday.", "Prices rose on Monday."),
    ("OIL IS DEAR\nPrices of oil rose.", "Prices of \x02oil\x03 rose."),
    ("Oil is dear\nOil is dear\nIt rose.", "\x02Oil\x03 is dear It rose."),
    ("Oil is dear now.\nIt rose.", "\x02Oil\x03 is dear now. It rose."),
    ("Oil is dear", "\x02Oil\x03 is dear"),
]


@pytest.mark.parametrize(("text", "snippet"), HEADED)
def test_the_headline_is_not_told_twice(text: str, snippet: str) -> None:
    """Where the text begins with it, what follows is shown: its hits, else how the story begins."""
    one = corpus([{"title": "Oil is dear", "text": text}])
    (hit,) = search(one, Search("oil")).hits
    assert (hit.title_marked, hit.snippet_marked) == ("\x02Oil\x03 is dear", snippet)
    (hit,) = search(one, Search()).hits
    assert hit.snippet_marked == snippet.translate({2: None, 3: None})


# -- bad requests, hostile ones, and time ------------------------------------------------------

REFUSED = [
    (Search(page=0), "page"),
    (Search(size=0), "size"),
    (Search(size=101), "size"),
    (Search(sort="best"), "sort"),
    (Search(date_from="yesterday"), "from"),
    (Search(date_to="2018-02-30"), "to"),
    (Search(filters={"colour": ["red"]}), "facet"),
    (Search(filters={"agency": "AP"}), "agency must be a list"),
]


@pytest.mark.parametrize(("request_", "word"), REFUSED, ids=[word for _, word in REFUSED])
def test_refuses(stories: sqlite3.Connection, request_: Search, word: str) -> None:
    """A request that makes no sense gets a sentence."""
    with pytest.raises(ValueError, match=word):
        search(stories, request_)


@pytest.mark.parametrize(
    "request_",
    [
        Search(),
        Search(sort="oldest"),
        Search(q="border"),
        Search(q="border caravan zzz"),
        Search(q="border", sort="newest"),
        Search(q="-border"),
        Search(filters={"country": ["Mexico"]}),
        Search(q="nothing such", date_from="2030"),
    ],
    ids=["all", "oldest", "words", "relaxed", "newest", "not", "filter", "none"],
)
def test_listing_is_all_the_pages(many: sqlite3.Connection, request_: Search) -> None:
    """The listing has what the pages have one after the other, in the same order."""
    size = 7
    first = search(many, replace(request_, size=size))
    pages = [search(many, replace(request_, size=size, page=1 + n)) for n in range(first.pages)]
    assert listing(many, request_) == [hit.id for page in pages for hit in page.hits]


def test_listing_is_whole_or_nothing(many: sqlite3.Connection) -> None:
    """Where time is up there is no listing, rather than a part of one."""
    assert listing(many, Search(q="border"), seconds=0) is None


def test_past_the_end(stories: sqlite3.Connection) -> None:
    """A page past the end is empty, however far."""
    for request in (Search(page=10**21), Search("border", page=10**21), Search(page=2)):
        results = search(stories, request)
        assert (results.hits, results.pages) == ((), 1)


@settings(deadline=None, max_examples=300)
@given(
    q=st.text()
    | st.lists(st.sampled_from([q for q, _ in FOUND] + ["(", ")", "OR", "-"])).map(" ".join),
    values=st.lists(st.text(), max_size=2),
)
def test_nothing_breaks_it(stories: sqlite3.Connection, q: str, values: list[str]) -> None:
    """No text, as a query or as a facet's value, is an error."""
    search(stories, Search(q, {"person": values}))
    search(stories, Search("person:" + q))


def nested(depth: int, q: str = "c") -> str:
    """Nest what costs FTS5's parser most: ``"a" OR (("b" AND (…)) NOT "n")``."""
    for _ in range(depth):
        q = f"(a OR b {q} -n)"
    return q


HOSTILE = {
    "parentheses": "(" * 300 + "border" + ")" * 300,
    "open": "(" * 2000,
    "operators": "OR AND NOT " * 180,
    "negated": "NOT " * 499 + "a",
    "groups": "-(a OR " * 300,
    "deepest": nested(MAX_DEPTH),
    "deeper": nested(150),
    "words": "a " * 1000,
    "alternatives": "a OR " * 400 + "b",
    "near": "a NEAR/9 " * 200 + "b",
    "distance": "border NEAR/999999 late",
    "long": "border " * 15_000,
    "column": "title:(" * 100 + "a",
}


@pytest.mark.parametrize("q", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile(stories: sqlite3.Connection, q: str) -> None:
    """Long, deep and tangled queries are answered like any other."""
    assert search(stories, Search(q)).query_cut == (len(q) > 2000)


def naughty_strings() -> list[str]:
    """Return every line of the list of naughty strings, where there is one."""
    data = os.environ.get("DATELINE_DATA")
    if not data:
        pytest.skip("DATELINE_DATA names no folder with nasty/blns")
    folder = Path(data, "nasty", "blns")
    lines = (folder / "blns.txt").read_bytes().decode("utf-8", "surrogateescape").split("\n")
    return lines + json.loads((folder / "blns.json").read_text("utf-8"))


def test_naughty_strings(stories: sqlite3.Connection) -> None:
    """Every naughty string is a query and a facet's value."""
    for line in naughty_strings():
        search(stories, Search(line, {"country": [line]}))
        search(stories, Search(f'title:{line} OR -said:"{line}"'))


def test_out_of_time_at_once(stories: sqlite3.Connection) -> None:
    """Without any time nothing is found, and the results say that this is not all."""
    results = search(stories, Search("border", {"year": ["2018"]}), seconds=0)
    assert (results.hits, results.total, results.total_exact) == ((), 0, False)
    assert not results.facets_exact
    assert [chip.value for chip in results.chips] == ["2018"]


def test_out_of_time_for_facets(
    stories: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where only the facets take too long, the hits stand and the counts are said to be cut."""
    slow = """
    with recursive n(i) as (select 1 union all select i + 1 from n limit 1000000000)
    select '', '', count(*) from n
    """
    monkeypatch.setattr("dateline.facets.COUNTS", slow)
    results = search(stories, Search("border"), seconds=0.2)
    assert (results.total, results.total_exact, results.facets_exact) == (2, True, False)
    assert len(results.hits) == 2
    monkeypatch.undo()
    assert search(stories, Search("border")).facets_exact


def test_sqlite_s_own_errors_are_not_hidden() -> None:
    """A database that is no corpus is an error, with or without a limit of time."""
    empty = sqlite3.connect(":memory:")
    for seconds in (None, 5):
        with pytest.raises(sqlite3.OperationalError):
            search(empty, Search("border"), seconds=seconds)


def test_row_factories_and_read_only(tmp_path: Path, stories: sqlite3.Connection) -> None:
    """Datasette's connections, read-only and with `sqlite3.Row`, give the same."""
    file = tmp_path / "c.db"
    with sqlite3.connect(file) as copy:
        stories.backup(copy)
    connection = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    connection.row_factory = sqlite3.Row
    for q in ("border", "-border", "said:asylum OR oil", "person:contreras", ""):
        request = Search(q, {"year": ["2018"]})
        ours, theirs = search(connection, request), search(stories, request)
        assert (ours.hits, ours.facets) == (theirs.hits, theirs.facets)
    assert connection.row_factory is sqlite3.Row, "left as it was"
    connection.row_factory = lambda cursor, row: {"a row": row}
    for q in ("border", "person:contreras"):
        assert search(connection, Search(q)).hits == search(stories, Search(q)).hits
