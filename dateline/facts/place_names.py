"""Places as datelines name them: known towns, states and countries, and their normal case."""

from __future__ import annotations

import re
from functools import cache

from dateline.data import rows, words
from dateline.text import fold

# "RIO DE JANEIRO": the small words inside a place's name
_SMALL = re.compile(r"(?<=[ -])(?:De|Del|Da|Do|Dos|La|Las|Los|El|Of|The|And|Au|Sur|Am|Y)(?=[ -])")

# "O'SMACH", "ST", "TECUN": a word in capitals; "’S" at its end stays with it
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]{1,2}(?![^\W\d_]))?")


def is_town(name: str) -> bool:
    """Tell whether a name is a town that may open a story without a state or country.

    >>> is_town("HAVANA"), is_town("CLINTON")
    (True, False)
    """
    return fold(name) in words("cities.txt")


def region_name(name: str) -> str | None:
    """Return a state's or country's name as it is shown, None for anything else.

    >>> region_name("IND."), region_name("S.C."), region_name("guatemala"), region_name("Cornelius")
    ('Ind.', 'S.C.', 'Guatemala', None)
    """
    exact, by_key = _regions()
    return name if name in exact else by_key.get(_key(name))


def normal_case(place: str) -> str:
    """Return a dateline's place as it is written in running text.

    >>> normal_case("TECUN UMAN, Guatemala"), normal_case("RIO DE JANEIRO"), normal_case("AL-AIN")
    ('Tecun Uman, Guatemala', 'Rio de Janeiro', 'Al-Ain')
    """
    name, *regions = (" ".join(part.split()) for part in place.split(","))
    if name.isupper():
        name = _SMALL.sub(lambda match: match[0].lower(), _WORD.sub(_capitalised, name))
    return ", ".join([name, *(region_name(region) or region for region in regions)])


def _capitalised(match: re.Match[str]) -> str:
    """Return a word with only its first letter in capitals; “MCLEAN” is “McLean”."""
    word = match[0]
    if word.startswith("MC") and len(word) > len("MCX"):
        return "Mc" + word[2:].capitalize()
    return word.capitalize()


def _key(name: str) -> str:
    """Return a region's letters alone: “W. Va.” is “wva”."""
    return re.sub(r"[.\s]", "", fold(name))


@cache
def _regions() -> tuple[frozenset[str], dict[str, str]]:
    """Return the regions as written, and by their letters; where two agree, “Ind.” beats “IN”."""
    names = sorted((row[0] for row in rows("regions.txt")), key=str.isupper, reverse=True)
    return frozenset(names), {_key(name): name for name in names}
