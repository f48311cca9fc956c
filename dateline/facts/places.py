"""Places: which names that the gazetteer has are places where they stand."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache

from dateline.article import Article, Fact, Place
from dateline.data import words
from dateline.facts.chunks import MONTHS_AND_NAMES, listed
from dateline.facts.cues import Cue
from dateline.facts.people import Mention, Name
from dateline.facts.place_names import normal_case, read_regions, region_name
from dateline.facts.resolve import LONGEST_REGION, Area, namesakes, resolve
from dateline.gazetteer import Entry, country_of, entries

LARGE_TOWN = 20_000
"""People of a town that needs no cue, where its name has several words: “Grove City”."""

LARGE_CITY = 150_000
"""The same where it has one; at 100,000 the rule falls from .91 to .896: “Henderson”, “Mobile”."""

LARGE_STATE = 1_000_000
"""People of a state that needs none: “Gulf” and “Batman” are smaller."""

FAMILIAR = frozenset({"US", "CA", "GB", "AU"})
"""Countries of which English newspapers name every state without a cue."""

SPORT_WORDS = 4
"""Words of matches that make a report on one, where a bare city is its team."""

COUNTY = frozenset({"County", "Parish"})
"""What ends a county's name."""

LIST_JOINTS = frozenset({", ", " and ", ", and ", " or ", " & ", " to "})
"""What stands between the members of a list."""

NEARBY = 10_000
"""People of a town times the places of its state in the article, from which one word needs
no cue; measured at .93, with 5,000 at .92, with 2,000 at .86: “Dyer”, “Croft”."""

FEW_SPORT_WORDS = 2
"""Words of matches from which that says nothing: towns and players share the line-ups."""

# "Moore Street", "Dunn’s"; "East Stirling", "“Hudson”": part of another name, or a title
_PART_BEHIND = re.compile(r"['’]s|[ -][A-Z]")
_PART_BEFORE = re.compile(r"(?:(?<=[^.!?:”\"] )[A-Z][\w.’'-]* |[“\"‘'-])$")

# "ORLANDO", "Fla."
_PART = re.compile(r"[^,\s](?:[^,]*[^,\s])?")

TEAM_RULES = frozenset({"again", "bare_county", "bare_large", "bare_state", "townspeople"})
"""Rules that in a report on a match find the teams."""

RULES_BY_CUE = {Cue.TOWN_OF: "town_of", Cue.IN: "in", Cue.OF: "of_person", Cue.BASED: "based"}

Found = tuple[str, str, int, int]
"""Rule, value, start and end of a place."""

Codes = Collection[str | None]
"""The countries that an article names."""


def find_places(
    article: Article, mentions: list[Mention], facts: tuple[Fact, ...], ends: set[int]
) -> Iterator[tuple[Found, Place | None]]:
    """Yield the places of the datelines, and those among the mentions that are no person's.

    “in the town of Pijijiapan” → ``("town_of", "Pijijiapan", 15, 25)`` and which place that is;
    *ends* is where people's mentions end, for “Jane Doe of X”.
    """
    text, seen = article.text, defaultdict[Name, int](int)
    for mention in mentions:
        if text[mention.start - 5 : mention.start - 4] != "," and mention.start - 4 not in ends:
            mention.cues &= ~Cue.OF
        seen[mention.name] |= mention.cues
    lands = {f.start: f.place.country for f in facts if f.kind == "country" and f.place}
    sport = len(words("sport_words.txt").intersection(text.split()))
    found, last_end = list(_in_datelines(text, facts)), -1
    for mention in mentions:
        start, end, name = mention.start, mention.end, " ".join(mention.name)
        if start in lands and country_of(name):
            continue
        region = name if name[-1] == "." else f"{name}."  # “Conn.”, “D.C.”
        if _abbreviates(text, start, region) and region_name(region) == region:
            rule, name, end = "region", region, start + len(region)
        else:
            in_list = 0 <= last_end < start and text[last_end:start] in LIST_JOINTS
            rule = _rule(text, mention, seen[mention.name], in_list, lands.values()) or ""
        if rule:
            last_end = end
            rule = "sport" if sport >= SPORT_WORDS and rule in TEAM_RULES else rule
            found.append((rule, normal_case(name), start, end))
    places = resolve([(value, start, end) for _, value, start, end in found], article, facts)
    yield from zip(found, places, strict=True)
    if sport < FEW_SPORT_WORDS:
        areas = Counter[Area]((p.country, p.admin1) for p in places if p and p.admin1)
        taken = {start for _, _, start, _ in found}
        others = [m for m in mentions if m.start not in taken and not seen[m.name] & Cue.PERSONAL]
        yield from _nearby(text, others, areas)


def _nearby(
    text: str, mentions: list[Mention], areas: Mapping[Area, int]
) -> Iterator[tuple[Found, Place]]:
    """Yield the places that nothing tells but the others of their state: “Creola” beside Mobile."""
    for mention in mentions:
        start, end, name = mention.start, mention.end, " ".join(mention.name)
        if not _is_plain(name):
            continue
        thing = mention.cues & Cue.THE and not text[end : end + 2].strip().islower()
        before = text[max(0, start - 18) : start]
        if thing or _PART_BEHIND.match(text, end) or _PART_BEFORE.search(before):
            continue
        for place, _kind, people, _own in namesakes(name):
            others = areas.get((place.country, place.admin1), 0)
            if others and (len(mention.name) > 1 or people * others >= NEARBY):
                yield ("nearby", normal_case(name), start, end), place
                break


@lru_cache(maxsize=20_000)
def _is_plain(name: str) -> bool:
    """Tell whether a name is nothing but a place's: no common word, none that people have."""
    known = namesakes(name)
    if not any(entry.own_name for entry in known) or (" " not in name and _is_common(name)):
        return False
    return name not in listed("given_names.txt") or is_state(name)


def _in_datelines(text: str, facts: tuple[Fact, ...]) -> Iterator[Found]:
    """Yield the places of the datelines: “ORLANDO, Fla.” has two."""
    for fact in facts:
        if fact.kind == "dateline" and fact.start is not None:
            for part in _PART.finditer(text, fact.start, fact.end or 0):
                value = normal_case(part[0])
                if entries(part[0]) and not country_of(value):
                    yield "dateline", value, *part.span()


def _abbreviates(text: str, start: int, region: str) -> bool:
    """Tell whether a name with its point is short for a state: “Hartford, Conn.”, “Mich. farms”."""
    behind = text[start + len(region) : start + len(region) + 2]
    is_short = text[start - 2 : start] == ", " or (behind[:1] == " " and behind[1:].islower())
    return is_short and text.startswith(region, start)


def has_region_behind(text: str, end: int) -> bool:
    """Tell whether “, Calif.”, “, Guatemala” or “, in Mindanao” stands behind a name."""
    if text.startswith(", in ", end):
        return text[end + 5 : end + 6].isupper()
    if not text.startswith(",", end) or not text[end + 2 : end + 3].isupper():
        return False
    stop, qualified = read_regions(text, end, end + LONGEST_REGION)
    return qualified and text[stop : stop + 1] != "-"  # “Ohio-based”


def _rule(text: str, mention: Mention, seen: int, in_list: bool, named: Codes) -> str | None:
    """Return the rule by which a name is a place here, None where it is none or too little says so.

    Small towns need a cue at this mention or at another: *seen* has the cues of all.
    """
    name, cues = " ".join(mention.name), mention.cues
    known = namesakes(name)
    if not known:
        return None
    if cues & Cue.QUALIFIED:
        return "qualified"
    if cues & Cue.PARTY:
        return "party" if known[0].kind != "admin1" else None
    if len(mention.name) == 1 and _is_common(name):
        return None
    kind, people, is_plain = known[0].kind, known[0].population, _is_plain(name)
    of_town = cues & Cue.PEOPLE or (cues & Cue.VENUE and cues & (Cue.ARTICLE | Cue.THE))
    if of_town and (is_plain or people >= LARGE_CITY):
        return "townspeople"
    possessive = text[mention.end : mention.end + 2] in ("’s", "'s")  # “at Culver’s”
    shop = cues & Cue.IN and possessive and kind == "town" and people < LARGE_CITY
    if shop or (cues & Cue.VENUE and kind not in ("admin1", "admin2")):
        return None
    for cue, rule in RULES_BY_CUE.items():
        if cues & cue:
            return rule
    if seen & (Cue.TOWN_OF | Cue.QUALIFIED) or (is_plain and seen & Cue.IN and not seen & Cue.SAID):
        return "again"
    if in_list and any(entry.own_name for entry in known):
        return "listed"
    return _bare_rule(mention.name, known[0], named) if is_plain else None


def is_state(name: str) -> bool:
    """Tell whether a name is most of all a state that English newspapers name without a cue.

    >>> is_state("Virginia"), is_state("Jalisco"), is_state("Georgia")
    (True, False, True)
    """
    found = namesakes(name)
    return bool(found) and found[0].kind == "admin1" and found[0].place.country in FAMILIAR


def _bare_rule(name: Name, entry: Entry, named: Codes) -> str | None:
    """Return the rule by which a name is a place without any cue."""
    if entry.kind == "admin1":
        near = entry.place.country in FAMILIAR or entry.place.country in named
        return "bare_state" if near or entry.population >= LARGE_STATE else None
    if name[-1] in COUNTY or (entry.kind == "region" and len(name) > 1):
        return "bare_county"
    large = LARGE_TOWN if len(name) > 1 else LARGE_CITY
    return "bare_large" if entry.population >= large else None


def _is_common(word: str) -> bool:
    """Tell whether a word is more than a place's name: “Mobile”, “June”, “SWAT”, “Christmas”."""
    shouted = word.isupper() and len(word) < 6 and not region_name(word)
    if shouted or len(word) < 3 or word in MONTHS_AND_NAMES:
        return True
    return word.lower() in words("common_words.txt") or word in listed("not_people.txt")
