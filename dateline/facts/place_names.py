"""Places as datelines name them: known towns, states and countries, and their normal case."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from dateline.data import rows, words
from dateline.text import fold

UPPER = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪĮİĶĹĻĽŁŃŅŇŌŐŒŔŘŚŞŠŢȚŤŪŮŰŲŹŻŽ"
"""Latin capitals, for use between square brackets."""

_SAINT = r"(?:S[Tt]e?|F[Tt]|M[Tt])\."
CAPITALS = (
    rf"(?:{_SAINT}|(?:Mc|Mac|De|La|O['’])?[{UPPER}](?:[{UPPER}'’]|-(?=[{UPPER}]))+|[{UPPER}]\.)"
)
_TITLE = rf"(?:{_SAINT}|[{UPPER}][^\W\d_][\w'’-]*)"
_SMALL = r"(?:de|del|da|do|dos|la|las|los|el|al|of|the|am|an|der|den|sur|y|and)(?=[ -])"

# "TECUN UMAN", "RIO DE JANEIRO", "O'SMACH", "AL-AIN"; "Ciudad de México", "St. Louis"
_PLACE = re.compile(
    rf"(?P<capitals>{CAPITALS}(?:[ -](?:{CAPITALS}|{_SMALL})){{0,4}})(?![^\W\d_])"
    rf"|{_TITLE}(?:[ -](?:{_TITLE}|{_SMALL})){{0,3}}"
)

# ", Guatemala", " , N.J."
_REGION = re.compile(r"[ ]?,[ \n]?([^\W\d_][\w.'’ -]{1,32})")

# "Washington/Pijijiapan", "BAGHDAD and BASRA"
_NEXT_PLACE = re.compile(r" ?/ ?(?=[^\W\d_])| and | & ")

# "RIO DE JANEIRO": the small words inside a place's name
_SMALL_WORDS = re.compile(
    r"(?<=[ -])(?:De|Del|Da|Do|Dos|La|Las|Los|El|Of|The|And|Au|Sur|Am|Y)(?=[ -])"
)

# "BYESVILLE", "ISLE OF PALMS", "ST. PARIS"
_UNKNOWN_TOWN = re.compile(
    r"(?:(?:NEW|SAN|LAS|LOS|EL|LA|LE|[SFM]T\.) )?"
    r"[^\W\d_]{4,}(?:[ -](?:[^\W\d_]{4,}|OF|DE|LA)){0,2}"
)

_CALENDAR = words("weekdays.txt") | {
    form.casefold() for row in rows("months.tsv") for form in row[1:]
}
_NO_PLACES = words("not_places.txt") | _CALENDAR

# "O'SMACH", "ST", "TECUN": a word in capitals; "’S" at its end stays with it
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]{1,2}(?![^\W\d_]))?")


@dataclass(frozen=True, slots=True)
class Place:
    """A place of an opening; ``known`` when it is a known town or has its state or country."""

    start: int
    end: int
    name: str
    """As written: “TECUN UMAN, Guatemala”."""
    capitals: bool
    known: bool


def is_town(name: str) -> bool:
    """Tell whether a name is a town that may open a story without a state or country.

    >>> is_town("HAVANA"), is_town("CLINTON")
    (True, False)
    """
    return _lower(name) in words("cities.txt")


def may_be_town(name: str) -> bool:
    """Tell whether a name in capitals may be a town although no list has it; no abbreviation is.

    >>> may_be_town("ISLE OF PALMS"), may_be_town("WKRG-TV")
    (True, False)
    """
    return _UNKNOWN_TOWN.fullmatch(name) is not None


def region_name(name: str) -> str | None:
    """Return a state's or country's name as it is shown, None for anything else.

    >>> region_name("IND."), region_name("S.C."), region_name("guatemala"), region_name("Cornelius")
    ('Ind.', 'S.C.', 'Guatemala', None)
    """
    return name if name in _REGIONS else _REGIONS_BY_KEY.get(_key(name))


@lru_cache(maxsize=20_000)
def normal_case(place: str) -> str:
    """Return a dateline's place as it is written in running text.

    >>> normal_case("TECUN UMAN, Guatemala"), normal_case("RIO DE JANEIRO"), normal_case("AL-AIN")
    ('Tecun Uman, Guatemala', 'Rio de Janeiro', 'Al-Ain')
    """
    name, *regions = (" ".join(part.split()) for part in place.split(","))
    if sum(map(str.isupper, name)) > sum(map(str.islower, name)):
        name = _SMALL_WORDS.sub(lambda match: match[0].lower(), _WORD.sub(_capitalised, name))
    return ", ".join([name, *(region_name(region) or region for region in regions)])


def read_places(text: str, start: int, limit: int) -> tuple[tuple[Place, ...], int]:
    """Return the places at *start* and where they end."""
    places: list[Place] = []
    position = start
    while match := _PLACE.match(text, position, limit):
        name, capitals = match[0], match["capitals"] is not None
        if name.casefold() in _NO_PLACES or starts_date(name) or name.endswith("-"):
            break
        end, qualified = read_regions(text, match.end(), limit)
        known = qualified or is_town(name)
        places.append(Place(position, end, text[position:end], capitals, known))
        joint = _NEXT_PLACE.match(text, end, limit)
        if not joint:
            break
        position = joint.end()
    return tuple(places), places[-1].end if places else start


def read_regions(text: str, position: int, limit: int) -> tuple[int, bool]:
    """Read what tells where a place lies; return where it ends and whether there was any.

    >>> read_regions("in Juchitan, Oaxaca, Mexico, on Monday", 11, 38)
    (27, True)
    """
    start, qualified = position, False
    while (match := _REGION.match(text, position, limit)) and text.count(",", start, position) < 2:
        end = _region_end(text, match.start(1), match.end(1))
        if end is None:
            break
        position, qualified = end, True
    return position, qualified


def _region_end(text: str, start: int, end: int) -> int | None:
    """Return where the longest known state or country that begins at *start* ends."""
    while end > start:
        candidate = text[start:end].rstrip()
        if region_name(candidate):
            return start + len(candidate)
        end = max(text.rfind(" ", start, end), text.rfind("-", start, end), start)
    return None


def starts_date(words_ahead: str) -> bool:
    """Tell whether the first word is a month or a weekday."""
    first = re.match(r"[^\W\d_]+", words_ahead)
    return first is not None and first[0].casefold() in _CALENDAR


def _capitalised(match: re.Match[str]) -> str:
    """Return a word with only its first letter in capitals; “MCLEAN” is “McLean”."""
    word = match[0]
    if word[:2] in ("MC", "Mc") and len(word) > len("MCX"):
        return "Mc" + word[2:].capitalize()
    return word.capitalize()


def _key(name: str) -> str:
    """Return a region's letters alone: “W. Va.” is “wva”."""
    return _lower(name).replace(".", "").replace(" ", "")


def _lower(name: str) -> str:
    """Return a folded name; most are plain ASCII, where lower case is all that folding does."""
    return name.lower() if name.isascii() else fold(name)


_REGIONS = frozenset(row[0] for row in rows("regions.txt"))
_CAPITALS_FIRST = sorted(rows("regions.txt"), key=lambda row: row[0].isupper(), reverse=True)
_REGIONS_BY_KEY = {_key(row[0]): row[0] for row in _CAPITALS_FIRST}
"""The regions by their letters alone; where two agree, “Ind.” beats “IN”."""
