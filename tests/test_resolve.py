"""Tests of which place a name means: the classics, by what the article says."""

from __future__ import annotations

import re

import pytest

from dateline.article import Place, Record
from dateline.facts.countries import countries
from dateline.facts.extract import extract
from dateline.facts.resolve import resolve
from dateline.parse import parse


def resolved(text: str, names: str) -> list[Place | None]:
    """Return what each of the names, “Paris|Texas”, means at its first mention and on."""
    article = parse(Record("x.txt", text, {}, {}, ""))
    facts = extract(article)
    facts += tuple(countries(article, facts))
    spans = [m.span() for m in re.finditer(rf"(?<!\w)(?:{names})(?!\w)", article.text)]
    return resolve([(article.text[s:e], s, e) for s, e in spans], article, facts)


CASES = [
    # text, the names in it, and where each mention lies
    (
        "A fire in Paris, Texas, destroyed a barn. Paris is small.",
        "Paris|Texas",
        "US/Texas US/Texas US/Texas",
    ),
    ("The president spoke in Paris on Monday.", "Paris", "FR/Île-de-France"),
    ("PARIS, Mo. — A barn burnt.", "PARIS", "US/Missouri"),
    ("He moved from London, Ont., to Toronto.", "London|Toronto", "CA/Ontario CA/Ontario"),
    (
        "She works in London, Ky., and lives in Laurel County.",
        "London|Laurel County",
        "US/Kentucky US/Kentucky",
    ),
    ("The minister returned to London and spoke to Labour MPs.", "London", "GB/England"),
    (
        "Police in Alexandria, La., called Rapides Parish.",
        "Alexandria|Rapides Parish",
        "US/Louisiana US/Louisiana",
    ),
    ("Egyptian police in Alexandria said so; Egypt mourns.", "Alexandria", "EG/Alexandria"),
    ("Washington, D.C., was calm.", "Washington", "US/District of Columbia"),
    ("Officials in Washington said so.", "Washington", "US/District of Columbia"),
    ("A storm hit Washington state on Monday.", "Washington", "US/Washington"),
    (
        "He was born in Seattle, Washington, in 1970.",
        "Seattle|Washington",
        "US/Washington US/Washington",
    ),
    ("They live in Washington, Pa., near the mine.", "Washington", "US/Pennsylvania"),
    ("New York's mayor spoke.", "New York", "US/New York"),
    ("Traffic in Mexico City was light.", "Mexico City", "MX/Mexico City"),
    ("The desert of New Mexico is dry.", "New Mexico", "US/New Mexico"),
    (
        "A senator from Georgia, born in Atlanta, told the sheriff.",
        "Georgia|Atlanta",
        "US/Georgia US/Georgia",
    ),
    (
        "Russian troops left Georgia, officials in Tbilisi said.",
        "Georgia|Tbilisi",
        "GE/None GE/None",
    ),
    ("The caravan rested in Tecun Uman, Guatemala.", "Tecun Uman", "GT/San Marcos"),
    (
        "Buses left San Jose for Honduras and Nicaragua; Costa Rica helped.",
        "San Jose",
        "CR/San José",
    ),
    (
        "Car makers in Birmingham, Ala., and Huntsville hired.",
        "Birmingham|Huntsville",
        "US/Alabama US/Alabama",
    ),
    ("A court in Stroud, Ontario, met.", "Stroud|Ontario", "None CA/Ontario"),
    (
        "Storms hit Michigan, Ohio and Indiana.",
        "Michigan|Ohio|Indiana",
        "US/Michigan US/Ohio US/Indiana",
    ),
    ("A man of Nowhereville spoke.", "Nowhereville", "None"),
]


@pytest.mark.parametrize(("text", "names", "expected"), CASES, ids=lambda value: value[:45])
def test_a_name_means_the_place_that_the_article_tells(
    text: str, names: str, expected: str
) -> None:
    """What follows a name goes first, then what else the article names, then size."""
    places = resolved(text, names)
    told = [f"{place.country}/{place.admin1}" if place else "None" for place in places]
    assert told == re.findall(r"None(?!\w)|[A-Z]{2}/.+?(?= [A-Z]{2}/| None|$)", expected)


def test_new_york_is_the_town_unless_the_state_is_meant() -> None:
    """The town is larger than a tenth of its state; “state” and “upstate” say otherwise."""
    for text, number in (
        ("New York is large.", 5128581),
        ("A law of New York state says so.", 5128638),
        ("Snow fell in upstate New York.", 5128638),
        ("The plant is in Buffalo, New York.", 5128638),
    ):
        place = resolved(text, "New York|Buffalo")[-1]
        assert place is not None and place.geonameid == number


def test_two_equal_namesakes_abroad_are_left_open() -> None:
    """Without a word about either country, a name of two towns of one size means neither."""
    assert resolved("The bridge in San Fernando was closed.", "San Fernando") == [None]


def test_a_country_is_itself() -> None:
    """A name read as a country resolves to the country's place."""
    (place,) = resolved("Migrants left Honduras on Friday.", "Honduras")
    assert place is not None and (place.name, place.admin1) == ("Honduras", None)


def test_no_names_no_places() -> None:
    """Nothing in, nothing out."""
    assert resolved("Nothing here.", "Paris") == []
