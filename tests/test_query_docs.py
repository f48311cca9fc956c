"""The examples of docs/query-language.md are true."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from corpus_fixture import corpus

from dateline.lexemes import MAX_DEPTH
from dateline.match import RELAX_BELOW
from dateline.query import MAX_LENGTH, NEAR_DISTANCE
from dateline.results import FACETS
from dateline.search import Search, search

PAGE = Path(__file__).parent.parent.joinpath("docs", "query-language.md").read_text("utf-8")

# | `caravan migrants` | 1; then 4 | all the words first |
EXAMPLE = re.compile(r"\| `(?P<q>.+?)` \| (?P<strict>[\d, ]+|none)(?:; then (?P<more>[\d, ]+))? \|")


def rows() -> Iterator[list[str]]:
    """Yield the cells of the page's table of articles."""
    for line in PAGE.split("## Words", maxsplit=1)[0].splitlines():
        if re.match(r"\| \d", line):
            yield [cell.strip() for cell in line.strip("|").split("|")]


@pytest.fixture(scope="module")
def five() -> sqlite3.Connection:
    articles = []
    for _, published, agency, country, person, title, text in rows():
        facts = {"country": [country] if country else [], "person": [person] if person else []}
        row = {"published": published or None, "agency": agency or None}
        forms = {person: [person, person.split()[-1]]} if person else {}
        quotes = re.findall("“(.+?)”", text)
        content = {"title": title, "text": text, "facts": facts, "forms": forms, "quotes": quotes}
        articles.append(row | content)
    return corpus(articles)


EXAMPLES = [match.groupdict() for match in EXAMPLE.finditer(PAGE)]


def test_the_page_has_its_examples() -> None:
    """Every row that looks like an example is one."""
    assert len(EXAMPLES) == PAGE.count("\n| `")


@pytest.mark.parametrize("example", EXAMPLES, ids=[example["q"] for example in EXAMPLES])
def test_example(five: sqlite3.Connection, example: dict[str, str | None]) -> None:
    """Each example finds what the page says, and adds what the page says it adds."""
    strict, more = (
        {int(number) for number in re.findall(r"\d+", example[part] or "")}
        for part in ("strict", "more")
    )
    results = search(five, Search(example["q"] or ""))
    found = [hit.id for hit in results.hits]
    assert set(found[: results.strict_total]) == strict
    assert set(found[results.strict_total :]) == more


def test_the_page_s_numbers() -> None:
    """The limits on the page are those of the code, and all the facets are named."""
    assert f"up to {MAX_LENGTH:,} characters" in PAGE
    assert f"to a depth of {MAX_DEPTH}" in PAGE
    assert f"is `NEAR/{NEAR_DISTANCE}`" in PAGE
    assert RELAX_BELOW == 10 and "fewer than ten" in PAGE
    assert all(f"`{facet}`" in PAGE for facet in FACETS)
