"""Tests of the gazetteer: names as newspapers write them, countries, and its data's own sense."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.data import rows
from dateline.gazetteer import country_of, country_places, entries, key, lookup, state_of

FOUND = [
    # name, the name it stands for, country, first-order division
    ("Tecun Uman", "Ciudad Tecún Umán", "GT", "San Marcos"),
    ("TECUN UMAN", "Ciudad Tecún Umán", "GT", "San Marcos"),
    ("Ciudad Tecún Umán", "Ciudad Tecún Umán", "GT", "San Marcos"),
    ("Pijijiapan", "Pijijiapan", "MX", "Chiapas"),
    ("Mapastepec", "Mapastepec", "MX", "Chiapas"),
    ("Matias Romero", "Matías Romero Avendaño", "MX", "Oaxaca"),
    ("Oaxaca State", "Oaxaca", "MX", "Oaxaca"),
    ("Chiapas", "Chiapas", "MX", "Chiapas"),
    ("San Pedro Sula", "San Pedro Sula", "HN", "Cortés Department"),
    ("New York City", "New York City", "US", "New York"),
    ("Ft. Worth", "Fort Worth", "US", "Texas"),
    ("Port-au-Prince", "Port-au-Prince", "HT", "Ouest"),
    ("The Hague", "The Hague", "NL", "South Holland"),
    ("Kiev", "Kyiv", "UA", "Kyiv City"),
    ("Bombay", "Mumbai", "IN", "Maharashtra"),
    ("Calif.", "California", "US", "California"),
    ("W. Va.", "West Virginia", "US", "West Virginia"),
    ("Rapides Parish", "Rapides Parish", "US", "Louisiana"),
    ("Oxfordshire", "Oxfordshire", "GB", "England"),
    ("Darfur", "Darfur", "SD", None),
    ("Honduras", "Honduras", "HN", None),
    ("Hong Kong", "Hong Kong", "HK", None),
]


@pytest.mark.parametrize(("name", "usual", "country", "admin1"), FOUND, ids=lambda v: str(v))
def test_a_name_is_found_as_newspapers_write_it(
    name: str, usual: str, country: str, admin1: str | None
) -> None:
    """Accents, capitals, prefixes and former names lead to the same place, the best known first."""
    place = lookup(name)[0]
    assert (place.name, place.country, place.admin1) == (usual, country, admin1)
    assert place.latitude is not None and place.longitude is not None


def test_washington_dc_is_not_the_state() -> None:
    """The capital goes by three names; the bare one is also a state's."""
    for name in ("Washington, D.C.", "Washington DC", "Washington D.C."):
        assert any(place.admin1 == "District of Columbia" for place in lookup(name))
    kinds = {(e.kind, e.place.admin1) for e in entries("Washington") if e.place.country == "US"}
    assert {("admin1", "Washington"), ("town", "District of Columbia")} <= kinds


def test_the_most_populous_comes_first_and_a_country_before_all() -> None:
    """Georgia the country has fewer people than Georgia the state."""
    assert entries("Georgia")[0].kind == "country"
    people = [entry.population for entry in entries("Paris")]
    assert people == sorted(people, reverse=True) and len(people) > 5


@pytest.mark.parametrize(
    "name", ["", " ", "Europe", "Middle East", "Asia", "Xyzzyville", "x" * 10_000]
)
def test_what_is_no_place_of_ours_is_not_found(name: str) -> None:
    """Continents are left out on purpose: a village of that name is never what is meant."""
    assert lookup(name) == ()


COUNTRIES = [
    *[(w, "HN") for w in ("Honduras", "Honduran", "Hondurans")],
    *[(w, "US") for w in ("US", "U.S.", "USA", "America", "Americans", "the United States")],
    *[(w, "GB") for w in ("Britain", "UK", "U.K.", "British", "Briton", "Brits")],
    *[(w, "NL") for w in ("the Netherlands", "The Netherlands", "Holland", "Dutch")],
    *[(w, "MM") for w in ("Burma", "Burmese", "Myanmar")],
    *[(w, "CI") for w in ("Ivory Coast", "Côte d'Ivoire", "Ivorian")],
    *[(w, "KR") for w in ("South Korea", "South Koreans")],
    *[(w, "PS") for w in ("Palestinian", "Palestinians")],
    *[(w, "NE") for w in ("Niger", "Nigerien")],
    *[(w, "NG") for w in ("Nigeria", "Nigerian")],
    *[(w, "DO") for w in ("Dominican Republic", "Dominicans")],
    ("Dominica", "DM"),
    ("Turkey", "TR"),
    *[(w, None) for w in ("Central American", "European", "Korean", "Korea", "Soviet Union", "EU")],
    *[(w, None) for w in ("us", "turkey", "china", "polish", "England", "Scottish", "New Mexico")],
    *[(w, None) for w in ("Hong Kong", "Puerto Rico", "Gaza", "", "the ")],
]


@pytest.mark.parametrize(("words", "code"), COUNTRIES, ids=lambda v: str(v))
def test_a_noun_or_demonym_tells_its_country(words: str, code: str | None) -> None:
    """Nouns and demonyms as written; regions, territories and common words tell none."""
    assert country_of(words) == code


def test_every_country_has_its_place() -> None:
    """Each code of the table leads to a place of the gazetteer in that country, with its number."""
    assert len(country_places()) == len(rows("countries.tsv")) > 220
    for code, place in country_places().items():
        assert place.country == code
        assert place.geonameid


@pytest.mark.parametrize("row", rows("states.tsv"), ids=lambda row: row[1])
def test_every_abbreviation_leads_to_a_state_of_the_gazetteer(row: tuple[str, ...]) -> None:
    """Each state's name and AP abbreviation finds the division it stands for."""
    country, name, postal, others = row
    assert state_of(postal) == (country, name)
    for form in [name, *(o for o in others.split("|") if o.endswith("."))]:
        assert any(e.kind == "admin1" and e.place.country == country for e in entries(form)), form


@given(st.text(max_size=80))
def test_any_text_can_be_looked_up(name: str) -> None:
    """A look-up never fails, and a key is a key of itself."""
    lookup(name)
    assert key(key(name)) == key(name)


def test_importing_the_gazetteer_does_not_unpack_it() -> None:
    """The fifth of a second is paid by the first look-up, not by every start of the program."""
    code = (
        "import dateline.facts.resolve, dateline.facts.countries, dateline.gazetteer as g;"
        "assert g._lines_by_key.cache_info().currsize == 0; g.lookup('Paris');"
        "assert g._lines_by_key.cache_info().currsize == 1"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
