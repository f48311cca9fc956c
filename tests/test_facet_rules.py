"""Twelve rules for a page of facets, each shown to hold.

What needs a browser stands in test_browser_journeys.py, test_browser.py (contrast, targets, axe)
and test_browser_combobox.py.
"""

from __future__ import annotations

import asyncio
import random
import re
import sqlite3
from functools import cache
from pathlib import Path
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import pytest
from bs4 import BeautifulSoup, Tag
from datasette.app import Datasette
from newsroom import PEOPLE, press
from web_corpus import serve

PAGE = "/corpus/-/search"


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return press(tmp_path_factory.mktemp("rules"))


@cache
def served(corpus: Path, _loop: asyncio.AbstractEventLoop) -> Datasette:
    """Return one Datasette for all pages of a test."""
    return serve(corpus)


async def read(corpus: Path, **asked: object) -> BeautifulSoup:
    client = served(corpus, asyncio.get_running_loop()).client
    response = await client.get(f"{PAGE}?{urlencode(asked, doseq=True)}")
    assert response.status_code == 200
    return BeautifulSoup(response.text, "html.parser")


def words(element: Tag | None) -> str:
    assert element is not None
    return " ".join(element.get_text().split())


def total(page: BeautifulSoup) -> int:
    number = re.match(r"[\d,]+", words(page.select_one("#status h2")))
    return int(number[0].replace(",", "")) if number else 0


def counts(page: BeautifulSoup, facet: str) -> dict[str, int]:
    labels = page.select(f"#facet-{facet} li")
    return {str(li.input["value"]): int(words(li.select_one(".count")).split()[0]) for li in labels}


def having(corpus: Path, facet: str, values: list[str]) -> set[int]:
    """Ask plain SQL for the articles that have any of a facet's values; ``""`` is no value."""
    sql = """
        select id from articles where :none and id not in (
            select article_id from article_facets where facet = :facet)
        union select article_id from article_facets
        where facet = :facet and value in (select value from json_each(:values))"""
    quoted = "[" + ",".join(f'"{value}"' for value in values) + "]"
    connection = sqlite3.connect(corpus)
    rows = connection.execute(sql, {"facet": facet, "values": quoted, "none": "" in values})
    found = {row[0] for row in rows}
    connection.close()
    return found


CHOICES = {
    "person": list(PEOPLE),
    "year": ["2016", "2017", "2018", "2019", ""],
    "source": [f"Paper {number:02}" for number in range(12)],
}


def selections(number: int) -> list[dict[str, list[str]]]:
    chance = random.Random(5)
    return [
        {
            facet: chance.sample(values, chance.randint(1, 3))
            for facet, values in CHOICES.items()
            if chance.random() < 0.6
        }
        for _ in range(number)
    ]


async def test_rule_1_or_within_and_across(corpus: Path) -> None:
    """Any of a facet's values, all of the facets: fifty selections list what plain SQL finds."""
    every = set(range(1, 61))
    for chosen in selections(50):
        expected = every.intersection(*(having(corpus, *pair) for pair in chosen.items()))
        assert total(await read(corpus, **chosen)) == len(expected), chosen


async def test_rule_2_counts_say_what_you_would_get(corpus: Path) -> None:
    """A count ignores its own facet's choice and honours all others; the page says so."""
    chosen = {"person": ["Maria Lopez"], "year": ["2018"], "q": "border"}
    page = await read(corpus, **chosen)
    for facet in ("person", "year"):
        for value, count in counts(page, facet).items():
            assert total(await read(corpus, **{**chosen, facet: value})) == count
    assert "how many articles each choice would list" in words(page.select_one("#filters > .hint"))
    for values in page.select("#filters fieldset > ul"):
        assert (
            values["title"] == "How many articles each choice would list, under the other filters"
        )


async def test_rule_3_choices_stay_and_are_chips(corpus: Path) -> None:
    """What is applied stays ticked in its list, and stands above the results to be taken out."""
    before = await read(corpus, q="border")
    page = await read(corpus, q="border", person=["Peter Novak", "Anna Schmidt"])
    order = [str(box["value"]) for box in before.select("#facet-person input")]
    assert [str(box["value"]) for box in page.select("#facet-person input")] == order
    ticked = {box["value"] for box in page.select("#facet-person input[checked]")}
    assert ticked == {"Peter Novak", "Anna Schmidt"}
    chips = [words(link) for link in page.select("#results .chips a")]
    assert [chip.removeprefix("Remove the filter ") for chip in chips] == [
        "Person: Peter Novak ×",
        "Person: Anna Schmidt ×",
        "Clear all",
    ]


async def test_rule_4_some_values_then_the_rest(corpus: Path) -> None:
    """Eight values and a number for the rest; beyond twenty the facet can be searched."""
    page = await read(corpus)
    source = page.select_one("#facet-source")
    assert source is not None
    assert len(source.select(":scope > ul > li")) == 8
    assert words(source.summary) == "Show 17 more for Source"
    assert source.select_one("input[name=in_source]")["placeholder"] == "Find among 25"
    assert page.select_one("#facet-person input[type=search]") is None
    assert page.select_one("#facet-person details") is None


async def test_rule_4_a_facet_is_searched(corpus: Path) -> None:
    """Words for a facet narrow its list, case and accents apart, and nothing else."""
    plain, page = (
        await read(corpus, q="border"),
        await read(corpus, q="border", in_source="PÁPER 1"),
    )
    names = list(counts(page, "source"))
    assert names == [n for n in counts(plain, "source") if n.startswith("Paper 1")]
    assert len(names) == 6
    assert words(page.select_one("#facet-source .hint")) == "6 here have “PÁPER 1”"
    assert total(page) == total(plain)
    assert counts(page, "person") == counts(plain, "person")
    for link in page.select("#results a"):
        assert "in_source" not in str(link["href"])


async def test_rule_4_every_value_can_be_reached(
    corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A value that is too rare to be listed is found by its name, with its true count."""
    from dateline import facets

    whole = counts(await read(corpus, q="border", person="Maria Lopez"), "source")
    monkeypatch.setattr(facets, "MAX_FACET_VALUES", 3)
    cut = await read(corpus, q="border", person="Maria Lopez")
    rare = next(value for value in whole if value not in counts(cut, "source"))
    page = await read(corpus, q="border", person="Maria Lopez", in_source=rare)
    assert counts(page, "source") == {rare: whole[rare]}
    page = await read(corpus, q="border", in_source=rare, source=["Paper 00", "Paper 03"])
    assert list(counts(page, "source")) == ["Paper 00", "Paper 03", rare]


@pytest.mark.parametrize("words_given", ["%", "\x00", "a" * 5000, "<b>", '"', "[", "']"])
async def test_rule_4_odd_words_for_a_facet(corpus: Path, words_given: str) -> None:
    """Whatever is looked for within a facet, the page says how many have it: none."""
    page = await read(corpus, in_source=words_given, in_person=words_given, in_nothing="x")
    assert words(page.select_one("#facet-source .hint")).startswith("0 here have “")
    assert counts(page, "source") == {}


async def test_rule_5_none_is_a_value(corpus: Path) -> None:
    """Undated articles can be chosen, and the values of a single-valued facet sum up to all."""
    page = await read(corpus, q="border")
    assert sum(counts(page, "year").values()) == total(page)
    undated = counts(page, "year")[""]
    assert undated > 0
    assert total(await read(corpus, q="border", year="")) == undated


async def test_rule_6_no_dead_ends(corpus: Path) -> None:
    """Only what is chosen has a count of nought; nothing found names the filters and ways out."""
    page = await read(corpus, q="border", source="Paper 01", person="Maria Lopez", year="2018")
    assert words(page.select_one("#status h2")) == "No articles for “border”"
    nothing = words(page.select_one(".no-results"))
    assert "Filtered by Year: 2018, Person: Maria Lopez, Source: Paper 01." in nothing
    for item in page.select(".no-results li"):
        (count,) = re.findall(r"(\d+) article", words(item))
        asked = parse_qs(urlsplit(str(item.a["href"])).query)
        assert total(await read(corpus, **asked)) == int(count)
    for label in page.select("#filters li"):
        assert label.input.has_attr("checked") or words(label.select_one(".count")) != "0 articles"


async def test_rule_7_a_form_that_needs_no_script(corpus: Path) -> None:
    """Boxes, dates and words belong to one GET form, which a button of the filters sends."""
    page = await read(corpus, q="border")
    form = page.select_one("form#search")
    assert form is not None
    assert (form["method"], form["action"]) == ("get", PAGE)
    assert {control.get("form") for control in page.select("#filters input")} == {"search"}
    assert words(page.select_one("#filters button[form=search]")) == "Apply filters"


async def test_rule_8_the_count_comes_first(corpus: Path) -> None:
    """The results begin with how many there are, in words, where a screen reader is told."""
    page = await read(corpus, q="border")
    first = page.select_one("#results > *")
    assert first is not None
    assert first["role"] == "status"
    assert words(first.h2) == "20 articles for “border”"


async def test_rule_9_the_address_is_the_state(corpus: Path) -> None:
    """Reading the address gives the same list; another filter starts its pages anew."""
    asked = {"q": "border", "sort": "oldest", "size": "5", "page": "2", "person": "Maria Lopez"}
    page = await read(corpus, **asked)
    assert [words(h) for h in page.select(".hits h3")] == [
        words(h) for h in (await read(corpus, **asked)).select(".hits h3")
    ]
    hidden = {box["name"]: box["value"] for box in page.select("input[type=hidden]")}
    assert hidden == {"sort": "oldest", "size": "5"}
    back = parse_qsl(urlsplit(str(page.select_one(".hits h3 a")["href"])).query)
    assert dict(back) == asked, "and the way back from an article leads to it"


async def test_rule_9_the_way_back(corpus: Path) -> None:
    """From an article, “Results” leads to the search with its filters, order and page."""
    page = await read(corpus, q="border", sort="oldest", person="Maria Lopez", page=1)
    link = str(page.select_one(".hits h3 a")["href"])
    article = BeautifulSoup((await serve(corpus).client.get(link)).text, "html.parser")
    back = article.select_one(".back a")
    assert back is not None
    assert back["href"] == f"{PAGE}?q=border&person=Maria+Lopez&sort=oldest"
    assert words(back) == "← Results for “border”"


async def test_rule_10_facets_are_named_controls(corpus: Path) -> None:
    """A facet is a fieldset with a legend; a label has its value and its count in words."""
    page = await read(corpus)
    for facet in page.select("#filters fieldset"):
        assert facet.legend is not None
    for item in page.select("#filters li"):
        if item.input:
            assert re.search(r", [\d,]+ articles?$", words(item.label))
    assert page.select_one(".dates #from") is not None
    assert page.select_one(".dates #to") is not None


async def test_rule_11_a_result_says_why(corpus: Path) -> None:
    """A result has marked words, and the people and places it names: those chosen first."""
    page = await read(corpus, q="border", person="Peter Novak", place="Berlin")
    hit = page.select_one(".hits > li")
    assert hit is not None
    assert {mark.text for mark in hit.select(".snippet mark")} == {"border"}
    named = hit.select_one(".named")
    assert [words(name) for name in named.select("b")] == ["Peter Novak", "Berlin"]
    assert words(named).startswith("People: Peter Novak")
    assert "Countries: Poland, Germany" in words(named)


async def test_rule_11_hits_are_counted(corpus: Path) -> None:
    """A result says how often its text has the words; nothing where none were asked for."""
    page = await read(corpus, q="border")
    assert {words(meta).rpartition(" · ")[2][-6:] for meta in page.select(".hits .meta")} == {
        "3 hits"
    }
    assert "hits" not in words((await read(corpus)).select_one(".hits .meta"))


async def test_rule_12_suggestions_have_an_address(corpus: Path) -> None:
    """The search box says where suggestions come from, and sends nothing by itself."""
    q = (await read(corpus)).select_one("#q")
    assert q is not None
    assert q["data-suggest"] == "/corpus/-/suggest.json"
