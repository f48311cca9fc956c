"""People: which capitalised names are a person's, and who is who within one article."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

from dateline.data import words
from dateline.facts.chunks import listed
from dateline.facts.cues import Cue
from dateline.facts.organizations import is_head
from dateline.facts.place_names import is_town, region_name
from dateline.gazetteer import country_of, entries
from dateline.text import fold

LONGEST_NAME = 6
"""Words, particles counted: “Juan Carlos de la Cruz Reyna”."""

BIG_PLACE = 100_000
"""People of a place that a name with a given name may mean rather than a person: “San Jose”."""

MOST = 50
"""People of one surname in an article; more are a list, and nobody's short forms."""

SUFFIXES = frozenset({"Jr", "Jr.", "Sr", "Sr.", "II", "III", "IV"})

RULES = ("titled", "listed_cued", "role", "listed", "apposition", "heard", "unknown")
"""How a full name was found to be a person's, the surest first."""

WEAK = frozenset(RULES[5:])
"""Rules of names that may as well be the end of a longer one: “Suu Kyi”, “Van Boxtel”."""

_NOT_PEOPLE = listed("not_people.txt") | listed("company_forms.txt") | {"&"}

# "McCainRep": two words that a page's furniture glued; but "MacDonald", "FitzGerald"
_GLUED = re.compile(r"(?!Mac|Fitz|Van)[^\W_]*[a-z]{2}[A-Z]")

_folded = lru_cache(maxsize=20_000)(fold)

Name = tuple[str, ...]
"""A name by its words: ``("Denis", "Omar", "Contreras")``."""


@dataclass(slots=True)
class Mention:
    """A name that is no organisation's, with what stands around it."""

    start: int
    end: int
    name: Name
    cues: int
    """Of `dateline.facts.cues`."""


def title_words(name: Name) -> int:
    """Return how many words before a person's name are titles and what goes with them.

    >>> title_words(("US", "President", "Donald", "Trump")), title_words(("General", "Motors"))
    (2, 0)
    """
    for index in range(len(name) - 2, -1, -1):
        word = name[index].rstrip(".").rpartition("-")[2]
        if not listed("titles.txt").isdisjoint((word, word.capitalize())):
            return index + 1 if not any(map(_impersonal, name[index + 1 :])) else 0
    return 0


def describing_words(name: Name) -> int:
    """Return how many words before a given name only describe the person.

    >>> describing_words(("Iron", "Mike", "Tyson")), describing_words(("Aung", "San", "Kyi"))
    (1, 0)
    """
    for index, word in enumerate(name[:-1]):
        if word in listed("given_names.txt"):
            return index if not any(map(_impersonal, name[index + 1 :])) else 0
        plain = word.lower()
        common = plain in words("common_words.txt") or plain in words("roles.txt")
        coined = len(word) == 1 or "-" in word or (word.isupper() and word[-1] != ".")
        if not (common or coined or _impersonal(word)):
            return 0
    return 0


def people(mentions: list[Mention]) -> dict[Name, tuple[str, str]]:
    """Return (value, rule) for each name that is a person's: “Contreras” → “Denis Contreras”."""
    cues: dict[Name, int] = defaultdict(int)
    for mention in mentions:
        cues[mention.name] |= mention.cues
    rules = {name: _rule(name, seen, cues) for name, seen in cues.items() if len(name) > 1}
    found, owners = _merged({name: rule for name, rule in rules.items() if rule})
    for name, seen in cues.items():
        if name not in found or found[name][1] in WEAK:
            owner = owners.get(_folded(" ".join(name)), set()) - {name}
            if len(owner) == 1 and not country_of(name[0]):
                found[name] = found[owner.pop()]
            elif len(name) == 1 and not (_impersonal(name[0]) or name[0] in listed("titles.txt")):
                rule = _lone_rule(name[0], seen, bool(owner))
                if rule:
                    found[name] = name[0], rule
    return found


def _rule(name: Name, seen: int, cues: dict[Name, int]) -> str | None:
    """Return the rule by which a name of several words is a person's."""
    lexical = _lexical(name)
    if lexical == "no" or len(name) > LONGEST_NAME:
        return None
    if seen & Cue.TITLED:
        return "titled"
    personal = seen & Cue.PERSONAL
    if not personal and seen & (Cue.THE | Cue.VENUE):
        return None
    if not personal and seen & (Cue.IN | Cue.QUALIFIED) and entries(" ".join(name)):
        return None  # “near Glen Ellyn”
    if lexical == "listed":
        return "listed_cued" if personal else "listed"
    if seen & (Cue.AGE | Cue.ROLE):
        return "role"
    if lexical == "place":
        return None
    if seen & Cue.APPOSITION:
        return "apposition"
    if lexical == "common":
        return None
    return "heard" if seen & Cue.SAID or (surname_of(name),) in cues else "unknown"


@lru_cache(maxsize=20_000)
def _lexical(name: Name) -> str:
    """Return what a name's own words say: "listed", "place", "common", "no", or "" for nothing."""
    joined = " ".join(name)
    given = listed("given_names.txt")
    is_given = name[0] in given or name[0].partition("-")[0] in given
    namesake = is_given and len(name) == 2 and not is_town(name[0])  # “Brian France”
    if any(map(_impersonal, name[:-1] if namesake and country_of(name[1]) else name)):
        return "no"
    if country_of(joined) or (name[-1][-1] == "." and name[-1] not in SUFFIXES):
        return "no"
    if region_name(f"{joined}."):  # “W. Va.”
        return "no"
    if not is_given and any(word in listed("titles.txt") for word in name):
        return "no"
    if len(name[0]) > 3 and name[0].isupper() != surname_of(name).isupper():
        return "no"
    place = entries(joined)
    if place and (not is_given or place[0].population > BIG_PLACE or place[0].kind == "admin1"):
        return "place"
    second = len(name) > 2 and (name[1] in given or _is_initial(name[1]))
    if is_given or second or _is_initial(name[0]):
        return "listed"
    shouted = any(len(word) > 2 and word.isupper() for word in name)
    if shouted or is_town(name[0]) or is_town(surname_of(name)):
        return "common"
    return "common" if any(word.lower() in words("common_words.txt") for word in name) else ""


@lru_cache(maxsize=20_000)
def _impersonal(word: str) -> bool:
    """Tell whether no person's name has a word: “Bridge”, “Ministry”, “Mexican”."""
    if word in listed("given_names.txt"):
        return False
    known = word in _NOT_PEOPLE or is_head(word) or country_of(word) is not None
    return known or _GLUED.match(word) is not None


def _is_initial(word: str) -> bool:
    return len(word) == 2 and word[1] == "."


def surname_of(name: Name) -> str:
    """Return the last word of a name that is no suffix.

    >>> surname_of(("Martin", "Luther", "King", "Jr."))
    'King'
    """
    return next((word for word in reversed(name) if word not in SUFFIXES), name[-1])


def _merged(full: dict[Name, str]) -> tuple[dict[Name, tuple[str, str]], dict[str, set[Name]]]:
    """Return each full name's value and rule, and the full names by their shorter forms, folded.

    A shorter full name goes under the longer one that it fits, where only one does.
    """
    target: dict[Name, Name] = {}
    rules: dict[Name, str] = {}
    owners: dict[str, set[Name]] = defaultdict(set)
    for name in sorted(full, key=len, reverse=True):
        others = owners[_folded(surname_of(name))]
        longer = [long for long in others if _is_short(name, long)] if len(others) < MOST else []
        owner = target[name] = longer[0] if len(longer) == 1 else name
        rules[owner] = min(full[name], rules.get(owner, full[name]), key=RULES.index)
        if owner == name:
            bare = name if name[-1] not in SUFFIXES else name[:-1]
            for form in (bare[0], *(" ".join(bare[index:]) for index in range(1, len(bare)))):
                owners[_folded(form)].add(name)
            owners[_folded(bare[-1].removeprefix("al-"))].add(name)
    found = {name: (" ".join(owner), rules[owner]) for name, owner in target.items()}
    return found, owners


def _is_short(short: Name, full: Name) -> bool:
    """Tell whether a name is a shorter form: first names agree, the other words are contained."""
    first, other = _folded(short[0]), _folded(full[0])
    initial = first[1:] in ("", ".") and first[0] == other[0]
    return (first == other or initial) and set(map(_folded, short[1:])) <= set(
        map(_folded, full[1:])
    )


def _lone_rule(word: str, seen: int, owned: bool) -> str | None:
    """Return the rule by which a word that no one full name has is a person's: “Trump”."""
    if seen & Cue.TITLED:
        return "single_titled"
    if owned and not is_town(word):
        return "single_shared"
    personal = seen & Cue.PERSONAL and not seen & (Cue.THE | Cue.VENUE)
    if not personal or entries(word) or len(word) < 3 or word.isupper():
        return None
    return "single" if word.lower() not in words("common_words.txt") else None
