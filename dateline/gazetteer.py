"""The places of the world by name: countries, states, counties and towns.

``data/gazetteer.tsv.xz`` has one place a line (data/GAZETTEER.md tells how it was made). It is
unpacked at the first look-up, a fifth of a second once in a process, and never by an import.
"""

from __future__ import annotations

import lzma
import re
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from dateline.article import Place
from dateline.data import rows
from dateline.text import fold

KINDS = {"c": "country", "a": "admin1", "b": "admin2", "t": "town", "r": "region"}
"""The kinds of places by their letter in the file: “Texas” is admin1, “Lamar County” admin2."""

LONGEST_NAME = 60
"""Characters; “Saint Vincent and the Grenadines” has 32, the longest town's name 59."""

MINOR = 100_000
"""A town so small comes after its namesakes where the name is not its usual one."""

_SHORT = {"st": "saint", "ste": "sainte", "mt": "mount", "ft": "fort", "pt": "point"}
_MARKS = str.maketrans({"-": " ", ".": " ", ",": " ", "'": None, "’": None})

# The blank in "d c"
_INITIALS = re.compile(r"(?<=\b\w) (?=\w\b)")

# What a name may have around it that the gazetteer leaves out: "Enugu State", "City of Westminster"
_AROUND = re.compile(
    r"^(?:city|town|state|province|village|greater|downtown|metropolitan)[ ](?:of[ ])?(?=.)"
    r"|(?<=.)[ ](?:city|state|province|region|district|governorate|prefecture|oblast|township)$"
)


COUNTRY_WORDS = {
    form: code
    for code, status, name, nouns, demonyms in rows("countries.tsv")
    for form in (name, *nouns.split("|"), *demonyms.split("|"))
    if status == "country" and form != "-"
}
"""Every noun and demonym of a country, as written → the country's code."""

HOME_WORDS = {word: row[0] for row in rows("home_words.tsv") for word in row[1].split("|")}
"""Capitalised words by which a country's local papers are known: “Sheriff” → US."""

_STATES = {
    short: (country, name)
    for country, name, postal, others in rows("states.tsv")
    for short in (postal, *others.split("|"))
}


class Entry(NamedTuple):
    """A place with what helps to choose among namesakes."""

    place: Place
    kind: str
    """One of the values of `KINDS`."""
    population: int
    own_name: bool
    """Whether it was looked up by its usual name, not by another spelling or a former one."""


def key(name: str) -> str:
    """Return a name as places are compared: folded, without points and hyphens, “St.” written out.

    >>> key("St. Louis"), key("Port-au-Prince"), key("Washington, D.C."), key("The Hague")
    ('saint louis', 'port au prince', 'washington dc', 'hague')
    """
    words = (name if name.isascii() else fold(name)).lower().translate(_MARKS).split()
    if len(words) > 1:
        words = [_SHORT.get(word, word) for word in words[words[0] == "the" :]]
    return _INITIALS.sub("", " ".join(words))


def lookup(name: str) -> tuple[Place, ...]:
    """Return every place that a name may mean, the most populous first.

    >>> [(place.name, place.country) for place in lookup("TECUN UMAN")]
    [('Ciudad Tecún Umán', 'GT')]
    """
    return tuple(entry.place for entry in entries(name))


@lru_cache(maxsize=20_000)  # the names of a day's news come again and again
def entries(name: str) -> tuple[Entry, ...]:
    """Return the same with kind and population; countries come before everything else."""
    if len(name) > LONGEST_NAME:
        return ()
    short_for = state_of(name) if name.endswith(".") else None
    wanted, lines = key(short_for[1] if short_for else name), _lines_by_key()
    found = lines.get(wanted) or lines.get(_AROUND.sub("", wanted), ())
    made = sorted((_entry(line, wanted) for line in found), key=_order)
    if short_for:
        return tuple(e for e in made if e.kind == "admin1" and e.place.country == short_for[0])
    return tuple(made)


def _entry(line: str, wanted: str) -> Entry:
    kind, name, keys, country, admin1, lat, lon, people, number = line.split("\t")
    geonameid = int(number) if number else None
    place = Place(name, country, admin1 or None, float(lat), float(lon), geonameid)
    own_name = (keys or name.lower()).partition("|")[0] == wanted
    return Entry(place, KINDS[kind], int(people), own_name)


def _order(entry: Entry) -> tuple[bool, bool, int]:
    minor = entry.population < MINOR and not entry.own_name
    return entry.kind != "country", minor, -entry.population


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


def country_of(words: str) -> str | None:
    """Return the ISO code of a country by its noun or demonym, None for anything else.

    >>> country_of("Hondurans"), country_of("U.S."), country_of("the Netherlands")
    ('HN', 'US', 'NL')
    >>> country_of("European"), country_of("Korean"), country_of("us"), country_of("turkey")
    (None, None, None, None)
    """
    return COUNTRY_WORDS.get(words[4:] if words[:4].lower() == "the " else words)


@cache
def country_places() -> dict[str, Place]:
    """Return each country and territory by its code, under the name that newspapers use."""
    return {code: lookup(name)[0] for code, _status, name, *_ in rows("countries.tsv")}


def state_of(short: str) -> tuple[str, str] | None:
    """Return country and name of a state by its abbreviation as written, postal or AP's.

    >>> state_of("Ga."), state_of("ON"), state_of("ga")
    (('US', 'Georgia'), ('CA', 'Ontario'), None)
    """
    return _STATES.get(short)
