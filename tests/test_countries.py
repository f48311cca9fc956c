"""Tests of countries: named by noun or demonym, and not by what only looks like one."""

from __future__ import annotations

import json
import lzma
import time
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.article import Article, Fact, Record
from dateline.data import rows
from dateline.facts.countries import countries
from dateline.facts.extract import extract
from dateline.parse import parse

LEAD = "A paragraph that is long enough to be a story of its own comes before the names. " * 3


def found(text: str) -> tuple[Article, list[Fact]]:
    """Return the article of a text, and its countries."""
    article = parse(Record("x.txt", text, {}, {}, ""))
    return article, list(countries(article, extract(article)))


def named(text: str) -> list[str]:
    """Return the countries of a sentence, each once, in order."""
    return list(dict.fromkeys(fact.value for fact in found(text)[1]))


CASES = [
    # what newspapers write, and the countries it names
    (
        "Honduran migrants left Guatemala for the US on Friday.",
        ["Honduras", "Guatemala", "United States"],
    ),
    ("Two Hondurans told U.S. officials so.", ["Honduras", "United States"]),
    ("The U.S.-led coalition and pro-Russian forces met.", ["United States", "Russia"]),
    ("The U.S. Justice Department said no.", ["United States"]),
    ("The Bank of Japan kept its rates.", ["Japan"]),
    ("He flew from Britain to the Netherlands.", ["United Kingdom", "Netherlands"]),
    ("The Burmese army and Ivory Coast's rebels agreed.", ["Myanmar", "Ivory Coast"]),
    ("A South Korean ship met a North Korean one.", ["South Korea", "North Korea"]),
    ("TURKEY AND GREECE AGREE ON GAS", ["Turkey", "Greece"]),
    ("The Democratic Republic of Congo asked for help.", ["Congo"]),
    ("Brazzaville, the capital of Congo, was calm.", ["Republic of Congo"]),
    ("Niger and Nigeria share a border.", ["Niger", "Nigeria"]),
    (
        "Guinea-Bissau, Equatorial Guinea and Papua New Guinea",
        ["Guinea-Bissau", "Equatorial Guinea", "Papua New Guinea"],
    ),
    ("Dominica is not the Dominican Republic.", ["Dominica", "Dominican Republic"]),
    (
        "Armenia, Azerbaijan, Georgia, Iraq and Iran were told.",
        ["Armenia", "Azerbaijan", "Georgia", "Iraq", "Iran"],
    ),
    ("Georgia's president spoke in Tbilisi.", ["Georgia"]),
    ("Israel and Jordan signed in Amman.", ["Israel", "Jordan"]),
    ("The president of Chad met Sudan's.", ["Chad", "Sudan"]),
    ("A Mexican-American judge heard the case.", ["Mexico", "United States"]),
    ("The French are fond of it, said a Frenchman.", ["France"]),
    # the same letters, something else
    ("A senator from Georgia, born in Atlanta, told the sheriff.", []),
    ("The Georgia man was arrested in Cobb County.", []),
    ("A fire in Lebanon, Tenn., and one in Mexico, Mo.", []),
    ("They live in Cuba, New York.", []),
    ("She moved from New Mexico to New Jersey.", []),
    ("Mexico City, Guatemala City and the Gulf of Mexico", []),
    ("Central American and Latin American leaders met.", []),
    ("African Americans and Native Americans voted.", []),
    ("American Airlines, Air France and British Airways raised fares.", []),
    ("The Jamaica Observer Times and Canada Post Inc. said so.", []),
    ("Bank of America and USA Today published it.", []),
    ("Michael Jordan and Chad Smith played.", []),
    ("Mr. Jordan said that Jordan would not.", []),
    ("Israel Gonzalez of Texas pleaded guilty.", []),
    ("The Cleveland Indians beat the Tigers.", []),
    ("The Caddo Indians lived along the Indian River.", []),
    ("They ate turkey from fine china and polish the table.", []),
    ("A guinea pig and a jersey were lost.", []),
    ("Tell us. Join us.", []),
    ("TELL US NOW", []),
    ("It cost US$460 million.", []),
    ("She speaks French.", []),
    ("Officials in England, Scotland and Northern Ireland agreed.", []),
    ("The European Union and the Soviet Union differed.", []),
    ("The house on Georgia Avenue near Poland Road burnt.", []),
    ("The British Columbia coast is wet.", []),
    ("Kuwaiti is one thing, Kuwait City another.", ["Kuwait"]),
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=lambda value: str(value)[:40])
def test_countries_of_a_sentence(text: str, expected: list[str]) -> None:
    """A country is named by noun or demonym; states, regions, people and companies are none."""
    assert named(text) == expected


def test_each_mention_is_a_fact_with_its_words_and_place() -> None:
    """Every mention counts, points at its own words and carries the country's place."""
    article, facts = found(f"{LEAD}Mexico said that Mexicans in the United\nStates stay.")
    assert [article.text[f.start : f.end] for f in facts] == [
        "Mexico",
        "Mexicans",
        "United\nStates",
    ]
    assert [f.rule for f in facts] == ["country.noun", "country.demonym", "country.noun"]
    assert [f.place.country for f in facts if f.place] == ["MX", "MX", "US"]


def test_boilerplate_tables_and_bylines_name_no_country() -> None:
    """“By Chad Smith” and a copyright line are not the story's countries."""
    text = (
        "Fire in the harbour tonight\n\nBy France Roe\n\n"
        + "A fire broke out near the old harbour. " * 5
    )
    assert named(f"{text}\n\nCopyright 2018 The Canadian Press. All rights reserved.") == []


@pytest.mark.parametrize("phrase", [row[0] for row in rows("not_countries.txt")])
def test_every_phrase_of_the_list_is_needed(phrase: str) -> None:
    """No phrase of the list names a country where it stands in a sentence."""
    assert named(f"they saw the {phrase} again, and Honduras too") == ["Honduras"]


@pytest.mark.parametrize(
    "row", [r for r in rows("namesakes.tsv") if r[2] != "-"], ids=lambda r: r[0]
)
def test_each_cue_tells_the_country_of_its_namesake(row: tuple[str, ...]) -> None:
    """With one of its cues a name is the country; among American county news it is not."""
    name, _part, cues = row
    for cue in cues.split("|"):
        _article, facts = found(f"they came from {name} by way of {cue}")
        assert any(fact.start == 15 for fact in facts), cue
    _article, facts = found(f"the sheriff of {name} in Ross County and a Baptist")
    assert not facts


@pytest.mark.parametrize("word", [row[0] for row in rows("not_first_names.txt")])
def test_each_word_before_a_country_is_no_first_name(word: str) -> None:
    """“Former France” is a country where “Brian France” is a man."""
    assert named(f"it was {word.capitalize()} France again") == ["France"]
    assert named("it was Brian France again") == []


@pytest.mark.parametrize("word", rows("home_words.tsv")[0][1].split("|"))
def test_each_word_of_home_outweighs_a_cue(word: str) -> None:
    """One word of American papers against one of the country: the name is not the country."""
    assert named(f"the {word} told them in Georgia that the Kremlin was far") == []


BEHIND = {
    "other": "Street|St.|High School|Hills|Hill|County",
    "company": "Times|Airlines|Motors Inc",
}


@pytest.mark.parametrize("words", [w for listed in BEHIND.values() for w in listed.split("|")])
def test_what_stands_behind_makes_it_a_street_or_a_company(words: str) -> None:
    """A street, a school or a company called after a country is not the country."""
    assert named(f"they met near Honduras {words} and left") == []
    assert named("they met near Honduras Prime Minister and left") == ["Honduras"]


PIECES = ["US", " ", "Jordan", "The ", "\n", ", Ga.", "Chad", ".", "(", "é", "United States"]


@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
def test_evidence_reads_as_the_country(text: str) -> None:
    """Whatever the text, a fact's words are in it and are a country's."""
    article, facts = found(text)
    for fact in facts:
        assert fact.start is not None
        assert article.text[fact.start : fact.end] in ("US", "Jordan", "Chad", "United States")


@pytest.mark.parametrize("piece", ["A", "(", "US ", "Jordan ", "United ", "\n", "é", "Georgia,"])
def test_a_long_run_of_one_thing_is_read_in_linear_time(piece: str) -> None:
    """Nothing looks further than a line around a name."""
    text = piece * (200_000 // len(piece))
    article = Article("x", text, {}, {}, "", parse(Record("x", text, {}, {}, "")).zones)
    start = time.process_time()
    list(countries(article, ()))
    assert time.process_time() - start < 5


def _real_texts(data: Path) -> list[str]:
    with lzma.open(data / "news" / "reuters21578.jsonl.xz", "rt") as lines:
        texts = [json.loads(line)["text"] for number, line in enumerate(lines) if number % 20 == 0]
    with zipfile.ZipFile(data / "news" / "bbc.zip") as archive:
        names = [name for name in archive.namelist() if name.endswith(".txt")]
        return texts + [archive.read(name).decode("latin-1") for name in names[::10]]


def test_evidence_in_real_texts_reads_as_the_country(real_texts: Path) -> None:
    """In Reuters and BBC stories every fact's words are a noun or demonym of its country."""
    forms = {
        row[2]: {f.casefold() for c in (2, 3, 4) for f in row[c].split("|")}
        for row in rows("countries.tsv")
    }
    forms["Republic of Congo"] |= forms["Congo"]
    for text in _real_texts(real_texts):
        article, facts = found(text)
        for fact in facts:
            words = " ".join(article.text[fact.start : fact.end].split()).casefold()
            assert words in forms[fact.value]
