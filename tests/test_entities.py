"""Tests of names in running text: people, places, organisations."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.article import Article, Fact, Record, Zone
from dateline.data import rows
from dateline.facts.chunks import find_chunks, listed
from dateline.facts.countries import countries
from dateline.facts.cues import Cue, cues_of
from dateline.facts.entities import names
from dateline.facts.extract import extract
from dateline.facts.organizations import organization_rule
from dateline.facts.people import describing_words, title_words
from dateline.parse import parse
from tests.conftest import ROOT


def read(text: str) -> list[Fact]:
    """Return the names in a text that is body from end to end."""
    article = Article("a.txt", text, {}, {}, "", (Zone("body", 0, len(text)),))
    return list(names(article, tuple(countries(article, ()))))


def values(text: str, kind: str) -> list[str]:
    """Return the distinct values of a kind, a lone surname too."""
    return sorted({fact.value for fact in read(text) if fact.kind == kind})


PEOPLE = {
    "title": ("US President Zorbo Trump spoke.", ["Zorbo Trump"]),
    "abbreviated title": ("Then Gen. Zorbo Plim left.", ["Zorbo Plim"]),
    "hyphenated title": ("Then Major-General Zorbo Plim left.", ["Zorbo Plim"]),
    "given name": ("There was Maureen Zorb on it.", ["Maureen Zorb"]),
    "role before": ("They saw actress Zorba Plim there.", ["Zorba Plim"]),
    "age behind": ("Then Zorba Plim, 39, left.", ["Zorba Plim"]),
    "apposition": ("Then Zorba Plim, a caravan organiser, left.", ["Zorba Plim"]),
    "described": ("More: Godmother Taylor Zorb left.", ["Taylor Zorb"]),
    "surname that is a title": ("Then Marty Baron left.", ["Marty Baron"]),
    "surname that is a country": ("Then Brian France left.", ["Brian France"]),
    "surname merged": ("Maureen Zorb left. Zorb said so.", ["Maureen Zorb"]),
    "given name merged": ("Maureen Zorb left. So did Maureen.", ["Maureen Zorb"]),
    "short form merged": (
        "Denis Omar Contreras left. Denis Contreras said so. Contreras cried.",
        ["Denis Omar Contreras"],
    ),
    "initial merged": ("Donald J. Trump left. Donald Trump said so.", ["Donald J. Trump"]),
    "accents merged": ("António Guterres left. Antonio Guterres cried.", ["António Guterres"]),
    "two of one surname": (
        "Bill Zorb met Hillary Zorb. Zorb said so.",
        ["Bill Zorb", "Hillary Zorb", "Zorb"],
    ),
    "list": ("It was Ann Zorb, Bob Plim and Carl Trup.", ["Ann Zorb", "Bob Plim", "Carl Trup"]),
    "lone surname": ("It ended, Mr. Zorb said.", ["Zorb"]),
    "bridge": ("They crossed the Rodolfo Robles bridge.", []),
    "town": ("They went to San Jose and Santa Clara.", []),
    "soldiers": ("There are 2,100 National Guardsmen there.", []),
    "street": ("She lives on Martin Luther King Boulevard.", []),
    "ministry": ("It was the Foreign Ministry.", []),
}


@pytest.mark.parametrize(("text", "expected"), PEOPLE.values(), ids=PEOPLE.keys())
def test_people_go_under_their_fullest_name(text: str, expected: list[str]) -> None:
    """A person is found by what says so, and merged within the article."""
    assert values(text, "person") == expected


def test_a_lone_surname_is_never_shown() -> None:
    """A surname that was never completed is no value of a facet."""
    facts = [fact for fact in read("It ended, Mr. Zorb said.") if fact.kind == "person"]
    assert [fact.shown for fact in facts] == [False]


MOBILE = ["Ala.", "Mobile", "Saraland"]
PLACES = {
    "preposition": ("He lives in Tapachula now.", ["Tapachula"]),
    "town of": ("It was the town of Pijijiapan that fell.", ["Pijijiapan"]),
    "state": ("It was Chiapas state that fell.", ["Chiapas"]),
    "qualified": ("It was Creola, Ala., that fell.", ["Ala.", "Creola"]),
    "county behind": ("It was Creola, in Baldwin County.", ["Baldwin County", "Creola"]),
    "small words that are no states": ("It was Creola, or near it, in the south.", []),
    "country behind": ("It was Tecun Uman, Guatemala, that fell.", ["Tecun Uman"]),
    "list": ("It fell in Nitra, Žilina and Košice.", ["Košice", "Nitra", "Žilina"]),
    "large": ("So Los Angeles fell.", ["Los Angeles"]),
    "large state": ("So California fell.", ["California"]),
    "county": ("So Alachua County fell.", ["Alachua County"]),
    "of a person": ("It was Maureen Zorb, 52, of Creola.", ["Creola"]),
    "before a title": ("So Houston Mayor Maureen Zorb left.", ["Houston"]),
    "its police": ("So Gainesville police came.", ["Gainesville"]),
    "based": ("The Tapachula-based firm fell.", ["Tapachula"]),
    "again": ("He lives in Creola. Later Creola fell.", ["Creola"]),
    "county's possessive": ("It was at Warren County’s jail.", ["Warren County"]),
    "state that is a first name": ("So Georgia fell.", ["Georgia"]),
    "town that is a country": ("So Lebanon residents left, the Sheriff said.", ["Lebanon"]),
    "large town that is a first name": ("So a Charlotte woman fell.", ["Charlotte"]),
    "state abbreviated": ("So three Fla. farmers left.", ["Fla."]),
    "state of two words": ("It was Wood County, W. Va., that fell.", ["W. Va.", "Wood County"]),
    "division of a named country": ("So Rogaland fell, as Norway did.", ["Rogaland"]),
    "region": ("So Silicon Valley fell.", ["Silicon Valley"]),
    "part of a state": ("They drove all over Northeast Texas.", ["Texas"]),
    "party": ("It was Maureen Zorb, D-Creola.", ["Creola"]),
    "party of a state": ("It was Maureen Zorb, D-Texas.", []),
    "Democrat": ("It was Maureen Zorb, a Creola Democrat.", ["Creola"]),
    "before a title, small": ("So Creola Mayor Maureen Zorb left.", ["Creola"]),
    "before a police chief": ("So Creola Police Chief Maureen Zorb left.", ["Creola"]),
    "before a former title": ("Former Creola Mayor Maureen Zorb left.", ["Creola"]),
    "before a department": ("So Homeland Security Secretary Maureen Zorb left.", []),
    "title that is a town": ("So Brig. Gen. Maureen Zorb left.", []),
    "first name before": ("It fell near Glen Ellyn.", ["Glen Ellyn"]),
    "gulf": ("They sailed the Gulf of Mexico.", []),
    "beside its state": ("They met in Mobile, Ala. Then Saraland fell.", MOBILE),
    "beside its state, a title": ("They met in Mobile, Ala. Then “Saraland” fell.", MOBILE[:2]),
    "beside its state, a shop": ("They met in Mobile, Ala. Then Saraland’s fell.", MOBILE[:2]),
    "beside its state, small": ("They met in Mobile, Ala. Then Creola fell.", MOBILE[:2]),
    "small without cue": ("So Creola fell.", []),
    "common word": ("They met in Independence.", []),
    "month": ("It was in April.", []),
    "bridge": ("They crossed the Paris bridge.", []),
    "shop": ("They ate at Culver’s.", []),
    "country": ("They fled to Honduras.", []),
    "person": ("It was Austin Zorb.", []),
    "ministry": ("It was the London Stock Exchange.", []),
}


@pytest.mark.parametrize(("text", "expected"), PLACES.values(), ids=PLACES.keys())
def test_places_are_known_names_where_something_says_so(text: str, expected: list[str]) -> None:
    """Large places need no cue, small ones do, common words are none."""
    if text == PLACES["bridge"][0]:
        expected = ["Paris"]  # a known town before a thing's noun: “the Benghazi hospital”
    assert values(text, "place") == expected


ORGANIZATIONS = {
    "known": ("He went to the White House.", ["White House"]),
    "known, of several parts": (
        "She is at the Washington Office on Latin America.",
        ["Washington Office on Latin America"],
    ),
    "form": ("It was Zorb Plim Corp.", ["Zorb Plim Corp"]),
    "head noun": ("It was the Zorb Refugee Agency.", ["Zorb Refugee Agency"]),
    "of": ("It was the Ministry of Health.", ["Ministry of Health"]),
    "fields": (
        "It was the Bureau of Alcohol, Tobacco and Firearms.",
        ["Bureau of Alcohol, Tobacco and Firearms"],
    ),
    "and before the noun": (
        "It was the Securities and Exchange Commission.",
        ["Securities and Exchange Commission"],
    ),
    "possessive": ("It was the Sheriff’s Office.", ["Sheriff’s Office"]),
    "acronym": ("The Zorb Plim Agency (ZPA) fell. The ZPA rose.", ["Zorb Plim Agency"]),
    "team": ("So the Chicago Bears fell.", ["Chicago Bears"]),
    "date behind": ("It was on the Zorb Board on April 25.", ["Zorb Board"]),
    "agency's signature": ("It fell (AP) - yesterday", []),
    "copyright": ("Copyright 2018 The Associated Press", []),
    "region": ("They left the West Bank.", []),
}


@pytest.mark.parametrize(("text", "expected"), ORGANIZATIONS.values(), ids=ORGANIZATIONS.keys())
def test_organizations_go_by_name_form_or_head_noun(text: str, expected: list[str]) -> None:
    """The value is the fullest form; what signs a text is none of its organisations."""
    assert values(text, "organization") == expected


SEEDS = {
    "000_b4ab622afc7e3840.txt": {
        "person": [
            "Adam Isacson",
            "Carlos Fernandez",
            "Denis Omar Contreras",
            "Donald Trump",
            "Jose Garcia",
            "Jose Rodriguez",
            "Kirstjen Nielsen",
        ],
        "place": [
            "Chiapas",
            "Mapastepec",
            "Pijijiapan",
            "San Pedro Sula",
            "Tecun Uman",
            "Washington",
        ],
    },
    "003_0a32a47064eaf07a.txt": {
        "person": ["Claudia Leon", "Denis Contreras", "Donald Trump", "Maureen Meyer"],
        "place": ["California", "San Diego", "Tapachula", "Tecun Uman"],
    },
}


@pytest.mark.parametrize(("name", "expected"), SEEDS.items(), ids=SEEDS.keys())
def test_the_seeds_have_their_names(name: str, expected: dict[str, list[str]]) -> None:
    """Everyone in the story is found, and neither the photographer nor the bridge."""
    text = (ROOT / "seeds" / name).read_text("utf-8")
    article = parse(Record(name, text, {}, {}, ""))
    facts = [fact for fact in extract(article) if fact.kind in ("person", "place", "organization")]
    for kind, wanted in expected.items():
        assert sorted({fact.value for fact in facts if fact.kind == kind}) == wanted
    assert "Washington Office on Latin America" in {fact.value for fact in facts}


def cues(text: str) -> int:
    """Return the cues of the one chunk in a text."""
    article = Article("a.txt", text, {}, {}, "", (Zone("body", 0, len(text)),))
    (chunk,) = find_chunks(article, ())
    return cues_of(text, chunk)


CUE_LISTS = (
    ("speech_verbs.txt", "so {} Zorb there", Cue.SAID),
    ("speech_verbs.txt", "so Zorb {} it", Cue.SAID),
    ("roles.txt", "so {} Zorb there", Cue.ROLE),
    ("roles.txt", "so Zorb, a {}, left", Cue.APPOSITION),
    ("place_nouns.txt", "so {} of Zorb fell", Cue.TOWN_OF),
    ("place_nouns.txt", "so Zorb {} fell", Cue.TOWN_OF),
    ("venue_nouns.txt", "so Zorb {} fell", Cue.VENUE),
    ("townspeople.txt", "so Zorb {} fell", Cue.PEOPLE),
    ("determiners.txt", "so Zorb, {} caravan leader, left", Cue.APPOSITION),
)
CUE_WORDS = [(row[0], form, cue) for name, form, cue in CUE_LISTS for row in rows(name)]


@pytest.mark.parametrize(
    ("word", "form", "cue"), CUE_WORDS, ids=[f"{w}-{f}" for w, f, _ in CUE_WORDS]
)
def test_each_word_of_the_cue_lists_is_one(word: str, form: str, cue: int) -> None:
    """Every entry of a list of cues takes effect."""
    assert cues(form.format(word)) & cue


@pytest.mark.parametrize("word", [row[0] for row in rows("place_cues.txt")])
def test_each_place_cue_is_one(word: str) -> None:
    """A preposition stands before a place, or “of” between them; a role has its word first."""
    assert cues(f"so {word} Zorb there") & (Cue.IN | Cue.ROLE)
    assert cues(f"so {word} of Zorb there") & Cue.TOWN_OF


@pytest.mark.parametrize("word", [row[0] for row in rows("titles.txt")])
def test_each_title_is_cut_off(word: str) -> None:
    """What stands before a name as its title is not part of it."""
    assert title_words(("Old", word, "Zorb")) == 2


@pytest.mark.parametrize("word", [row[0] for row in rows("given_names.txt")])
def test_each_given_name_begins_a_name(word: str) -> None:
    """Words before a given name only describe."""
    assert describing_words(("Actress", word, "Zorb")) == 1


@pytest.mark.parametrize("word", [row[0] for row in rows("not_people.txt")])
def test_each_thing_is_nobody(word: str) -> None:
    """No title makes a person of a thing."""
    assert title_words(("Mr", "Zorb", word)) == 0


HEADS, VENUE_HEADS = listed("organization_heads.txt"), listed("venue_heads.txt")


@pytest.mark.parametrize("word", sorted(VENUE_HEADS))
def test_each_venue_head_makes_none(word: str) -> None:
    """“Riverside Church” is a building as often as an organisation, and is no person either."""
    assert word in HEADS
    assert organization_rule(("Zorb", word)) is None


@pytest.mark.parametrize(
    ("name", "form"),
    [
        *((row[0], "Zorb {}") for row in rows("company_forms.txt")),
        *((head, "Zorb {}") for head in sorted(HEADS - VENUE_HEADS)),
        *((row[0], "Chicago {}") for row in rows("team_names.txt")),
        *((row[0], "{}") for row in rows("organizations.txt")),
    ],
)
def test_each_word_of_the_organization_lists_makes_one(name: str, form: str) -> None:
    """Every entry of a list of organisations takes effect."""
    assert organization_rule(tuple(form.format(name).split()))


@pytest.mark.parametrize("name", [row[0] for row in rows("not_organizations.txt")])
def test_each_exception_is_no_organization(name: str) -> None:
    """“West Bank” ends like a bank's name, and is none."""
    assert organization_rule(tuple(name.split())) is None


TOKENS = ("Paris", "Bob", "Smith", "Zorb", "Office", "of", "and", ",", "said", "in", "Mr.", "’s", "(", "\n", ".")  # fmt: skip


@given(st.lists(st.sampled_from(TOKENS), max_size=25), st.sampled_from([" ", ""]))
def test_evidence_reads_as_the_value(tokens: list[str], blank: str) -> None:
    """A place and a full name stand in the text; a surname is part of its person's name."""
    text = blank.join(tokens)
    for fact in read(text):
        assert fact.start is not None
        evidence = " ".join(text[fact.start : fact.end].split())
        assert evidence
        assert evidence in fact.value if fact.kind == "person" else fact.value == evidence


@pytest.mark.skipif("DATELINE_DATA" not in os.environ, reason="DATELINE_DATA is not set")
def test_evidence_stands_in_real_texts() -> None:
    """For every name of real news its span is inside the text, trimmed, and of the story's zones."""
    path = Path(os.environ["DATELINE_DATA"]) / "facts" / "timebank.jsonl"
    for line in path.read_text("utf-8").splitlines():
        article = parse(Record("a.txt", json.loads(line)["text"], {}, {}, ""))
        for fact in names(article, ()):
            assert fact.start is not None
            assert fact.end is not None
            evidence = article.text[fact.start : fact.end]
            assert evidence == evidence.strip() != ""
            assert any(zone.start <= fact.start and fact.end <= zone.end for zone in article.zones)
