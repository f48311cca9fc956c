"""Places: which names that the gazetteer has are places where they stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from dateline.article import Fact
from dateline.data import words
from dateline.facts.chunks import MONTHS_AND_NAMES, listed
from dateline.facts.cues import Cue
from dateline.facts.people import Mention, Name
from dateline.facts.place_names import normal_case, region_name
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

RULES_BY_CUE = (
    (Cue.TOWN_OF, "town_of"),
    (Cue.IN, "in"),
    (Cue.OF, "of_person"),
    (Cue.BASED, "based"),
)

Found = tuple[str, str, int, int]
"""Rule, value, start and end of a place."""


def find_places(
    text: str, mentions: list[Mention], facts: tuple[Fact, ...], ends: set[int]
) -> list[Found]:
    """Return the places of the datelines, and those among the mentions that are no person's.

    “in the town of Pijijiapan” → ``("town_of", "Pijijiapan", 15, 25)``; *ends* is where people's
    mentions end, for “Jane Doe of X”.
    """
    lands = {fact.start for fact in facts if fact.kind == "country"}
    sport = len(words("sport_words.txt").intersection(text.split())) >= SPORT_WORDS
    seen: dict[Name, int] = defaultdict(int)
    for mention in mentions:
        if _has_region_behind(text, mention.end):
            mention.cues |= Cue.QUALIFIED
        if text[mention.start - 5 : mention.start - 4] != "," and mention.start - 4 not in ends:
            mention.cues &= ~Cue.OF
        seen[mention.name] |= mention.cues
    found = list(_in_datelines(text, facts))
    last_end = -1
    for mention in mentions:
        start, end, name = mention.start, mention.end, " ".join(mention.name)
        if country_of(name) and (start in lands or not mention.cues & Cue.QUALIFIED):
            continue
        region = name if name[-1] == "." else f"{name}."  # “Conn.”, “D.C.”
        in_region = text[start - 2 : start] == ", " and text.startswith(region, start)
        if in_region and region_name(region) == region:
            rule, name, end = "region", region, start + len(region)
        else:
            in_list = 0 <= last_end < start and text[last_end:start] in LIST_JOINTS
            rule = _rule(text, mention, seen[mention.name], in_list) or ""
        if sport and (rule.startswith("bare") or rule in ("again", "townspeople")):
            rule = "sport"
        if rule:
            last_end = end
            found.append((rule, normal_case(name), start, end))
    return found


def _in_datelines(text: str, facts: tuple[Fact, ...]) -> Iterator[Found]:
    """Yield the places of the datelines: “ORLANDO, Fla.” has two."""
    for fact in facts:
        if fact.kind == "dateline" and fact.start is not None:
            start = fact.start
            for part in text[start : fact.end].split(","):
                name = part.strip()
                value = normal_case(name)
                if entries(name) and not country_of(value):
                    at = start + part.index(name)
                    yield "dateline", value, at, at + len(name)
                start += len(part) + 1


def _has_region_behind(text: str, end: int) -> bool:
    """Tell whether “, Calif.” or “, Guatemala” stands behind a name."""
    if text[end : end + 2] not in (", ", ",\n"):
        return False
    following = text[end + 2 : end + 34].partition(",")[0].split()
    regions = (" ".join(following[:count]) for count in (3, 2, 1))
    return any(region_name(region) or region_name(region.rstrip('.;)”"')) for region in regions)


def _rule(text: str, mention: Mention, seen: int, in_list: bool) -> str | None:
    """Return the rule by which a name is a place here, None where it is none or too little says so.

    Small towns need a cue at this mention or at another: *seen* has the cues of all.
    """
    name, cues = " ".join(mention.name), mention.cues
    known = entries(name)
    if not known:
        return None
    if cues & Cue.QUALIFIED:
        return "qualified"
    if len(mention.name) == 1 and _is_common(name):
        return None
    kind, people = known[0].kind, known[0].population
    is_own = any(entry.own_name for entry in known)
    is_plain = is_own and name not in listed("given_names.txt")
    if is_plain and (cues & Cue.PEOPLE or (cues & Cue.VENUE and cues & (Cue.ARTICLE | Cue.THE))):
        return "townspeople"
    possessive = text[mention.end : mention.end + 2] in ("’s", "'s")
    if cues & Cue.VENUE and kind not in ("admin1", "admin2"):
        return None
    if cues & Cue.IN and possessive and people < LARGE_CITY:  # “at Culver’s”
        return None
    for cue, rule in RULES_BY_CUE:
        if cues & cue:
            return rule
    if seen & (Cue.TOWN_OF | Cue.QUALIFIED) or (is_plain and seen & Cue.IN and not seen & Cue.SAID):
        return "again"
    if in_list and is_own:
        return "listed"
    return _bare_rule(mention.name, known[0]) if is_plain else None


def _bare_rule(name: Name, entry: Entry) -> str | None:
    """Return the rule by which a name is a place without any cue."""
    if entry.kind == "admin1":
        is_large = entry.population >= LARGE_STATE or entry.place.country in FAMILIAR
        return "bare_state" if is_large else None
    if name[-1] in COUNTY:
        return "bare_county"
    return (
        "bare_large" if entry.population >= (LARGE_TOWN if len(name) > 1 else LARGE_CITY) else None
    )


def _is_common(word: str) -> bool:
    """Tell whether a word is more than a place's name: “Mobile”, “June”, “SWAT”, “Christmas”."""
    shouted = word.isupper() and len(word) < 6 and not region_name(word)
    if shouted or len(word) < 3 or word in MONTHS_AND_NAMES:
        return True
    return word.lower() in words("common_words.txt") or word in listed("not_people.txt")
