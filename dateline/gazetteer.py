"""The places of the world by name: countries, states, counties and towns.

``data/gazetteer.tsv.xz`` has one place a line (data/GAZETTEER.md tells how it was made). It is
unpacked at the first look-up, a quarter of a second, and never by an import.
"""

from __future__ import annotations

import lzma
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from dateline.article import Place
from dateline.data import rows
from dateline.text import fold

KINDS = {"c": "country", "a": "admin1", "b": "admin2", "t": "town", "r": "region"}
"""The kinds of places by their letter in the file: “Texas” is admin1, “Lamar County” admin2."""

LONGEST_NAME = 60
"""Characters; “Saint Vincent and the Grenadines” has 32, the longest town's name 59."""

_SHORT = {"st": "saint", "ste": "sainte", "mt": "mount", "ft": "fort", "pt": "point"}

# What a name may have around it that the gazetteer leaves out: "Enugu State", "City of Westminster"
_AROUND = re.compile(
    r"^(?:city|town|state|province|village|greater|downtown|metropolitan)[ ](?:of[ ])?(?=.)"
    r"|(?<=.)[ ](?:city|state|province|region|district|governorate|prefecture|oblast|township)$"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A place with what helps to choose among namesakes."""

    place: Place
    kind: str
    """One of the values of `KINDS`."""
    population: int
    own_name: bool
    """Whether it was looked up by its name, not by another spelling or a former name."""


def key(name: str) -> str:
    """Return a name as places are compared: folded, without points and hyphens, “St.” written out.

    >>> key("St. Louis"), key("Port-au-Prince"), key("Washington, D.C."), key("The Hague")
    ('saint louis', 'port au prince', 'washington dc', 'hague')
    """
    plain = name.lower() if name.isascii() else fold(name)
    plain = plain.replace("-", " ").replace(".", " ").replace(",", " ").replace("’", "'")
    words = plain.replace("'", "").split()
    if len(words) > 1:
        if words[0] == "the":
            del words[0]
        words = _joined_initials([_SHORT.get(word, word) for word in words])
    return " ".join(words)


def _joined_initials(words: list[str]) -> list[str]:
    """Return words with single letters in a row made one: “d c” is “dc”."""
    joined: list[str] = []
    last = ""
    for word in words:
        if len(word) == 1 and len(last) == 1:
            joined[-1] += word
        else:
            joined.append(word)
        last = word
    return joined


def lookup(name: str) -> tuple[Place, ...]:
    """Return every place that a name may mean, the most populous first.

    >>> [(place.name, place.country) for place in lookup("TECUN UMAN")]
    [('Ciudad Tecún Umán', 'GT')]
    """
    return tuple(entry.place for entry in entries(name))


@lru_cache(maxsize=20_000)  # the names of a day's news come again and again
def entries(name: str) -> tuple[Entry, ...]:
    """Return the same with kind and population: countries first, then by population."""
    if len(name) > LONGEST_NAME:
        return ()
    short_for = state_of(name) if name.endswith(".") else None
    if short_for:
        country, state = short_for
        return tuple(e for e in entries(state) if e.kind == "admin1" and e.place.country == country)
    wanted = key(name)
    lines = _lines_by_key()
    found = lines.get(wanted) or lines.get(_AROUND.sub("", wanted), ())
    made = (_entry(line, wanted) for line in found)
    return tuple(sorted(made, key=_order))


def state_of(short: str) -> tuple[str, str] | None:
    """Return country and name of a state by its abbreviation as written, postal or AP's.

    >>> state_of("Ga."), state_of("ONT"), state_of("W. Va.")
    (('US', 'Georgia'), None, ('US', 'West Virginia'))
    """
    return _states().get(short)


@cache
def _states() -> dict[str, tuple[str, str]]:
    return {
        short: (country, name)
        for country, name, postal, others in rows("states.tsv")
        for short in (postal, *others.split("|"))
    }


def _order(entry: Entry) -> tuple[bool, bool, int]:
    """Sort countries first, other names last where a place has it as its own, then by people."""
    minor = not entry.own_name and entry.population < 100_000
    return entry.kind != "country", minor, -entry.population


def country_of(words: str) -> str | None:
    """Return the ISO code of a country by its noun or demonym, None for anything else.

    >>> country_of("Hondurans"), country_of("U.S."), country_of("the Netherlands")
    ('HN', 'US', 'NL')
    >>> country_of("European"), country_of("Korean"), country_of("us"), country_of("turkey")
    (None, None, None, None)
    """
    found = country_words().get(words) or country_words().get(words.removeprefix("the "))
    return found or country_words().get(words.removeprefix("The "))


@cache
def country_words() -> dict[str, str]:
    """Return every noun and demonym of a country, as written, with the country's code."""
    found = {}
    for code, status, name, nouns, demonyms in rows("countries.tsv"):
        if status == "country":
            forms = [name, *nouns.split("|"), *demonyms.split("|")]
            found.update(dict.fromkeys((form for form in forms if form != "-"), code))
    return found


def home_of(word: str) -> str | None:
    """Return the country whose local papers a capitalised word speaks of.

    >>> home_of("Sheriff"), home_of("Councillor"), home_of("Police")
    ('US', 'GB', None)
    """
    return _homes().get(word)


@cache
def _homes() -> dict[str, str]:
    return {word: code for code, listed in rows("home_words.tsv") for word in listed.split("|")}


@cache
def country_names() -> dict[str, str]:
    """Return the name that newspapers use for each country and territory, by code."""
    return {code: name for code, _status, name, *_ in rows("countries.tsv")}


@cache
def country_places() -> dict[str, Place]:
    """Return each country and territory by its code, under the name that newspapers use."""
    return {code: lookup(name)[0] for code, name in country_names().items()}


def places() -> Iterator[Entry]:
    """Yield every place of the gazetteer."""
    for line in dict.fromkeys(line for lines in _lines_by_key().values() for line in lines):
        yield _entry(line, "")


def _entry(line: str, wanted: str) -> Entry:
    kind, name, _, country, admin1, lat, lon, people, number = line.split("\t")
    place = Place(
        name, country, admin1 or None, float(lat), float(lon), int(number) if number else None
    )
    return Entry(place, KINDS[kind], int(people), key(name) == wanted)


@cache
def _lines_by_key() -> dict[str, tuple[str, ...]]:
    """Return the gazetteer's lines by the keys under which they are found."""
    packed = (files("dateline.data") / "gazetteer.tsv.xz").read_bytes()
    found: dict[str, tuple[str, ...]] = {}
    for line in lzma.decompress(packed).decode().splitlines():
        _kind, name, keys, _rest = line.split("\t", 3)
        for one in (keys or name.lower()).split("|"):
            found[one] = (*found[one], line) if one in found else (line,)
    return found
