"""Countries: named by noun or demonym in the article's own words.

A table of phrases is looked up at every capitalised word, the longest first; phrases that name
something else (“New Mexico”, “African American”, “American Airlines”) use up their words. What is
left is doubted only by its neighbours and, for names that are also an American place's or a
person's, by the story around.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache

from dateline.article import Article, Fact
from dateline.data import rows, words
from dateline.facts.rules import make
from dateline.gazetteer import COUNTRY_WORDS, HOME_WORDS, country_places, state_of

READ_ZONES = frozenset({"header", "caption", "body"})
"""Tables are teams and figures; boilerplate and footers name desks, not the story's countries."""

NAMED_PEOPLE = frozenset({"byline", "credit", "agency"})
"""Facts whose words are no part of the story: “By Chad Smith”, “Air France handout”."""

SHORTEST_CAPITALS = 4
"""Letters of a name that is also looked for in capitals: “TURKEY”, but “US” may be “us”."""

NEAR = 40
"""Characters looked at around a name."""

_NOUNS = frozenset(
    form.casefold() for row in rows("countries.tsv") for form in (row[2], *row[3].split("|"))
)
"""The countries' names in all their forms, folded; every other word for one is a demonym."""

_STATE_NAMES = frozenset(name for _, name, *_ in rows("states.tsv")) - {"Georgia", "Washington"}
"""The states' names but for two that may go on a list of countries and capitals."""

_NAMESAKES = {
    word: (part, frozenset(cues.split("|")) - {"-"}) for word, part, cues in rows("namesakes.tsv")
}
"""Country → the part of a person's name that it may be, and the words of a story on the country."""

# The letters that begin a capitalised word: "United", "U" of "U.S.", "Côte"
_CAPITALISED = re.compile(r"[A-Z][A-Za-zÀ-ÿ]*")

_BEHIND = {row[0]: row[1] for row in rows("behind_countries.tsv")}

# "Lebanon" before ", Tenn.", " Street", " Valley News Co"
_NO_COUNTRY_AFTER = re.compile(
    r",[ ](?P<state>[A-Z]\w*\.?(?:[ ]?[A-Z]\w*\.?)?)"
    rf"|[ ](?:{_BEHIND['other']})(?!\w)"
    rf"|[ ](?:[A-Z][\w&.'-]*[ ]){{0,2}}(?:{_BEHIND['company']})\b"
)

# "in Spanish.", "speaks French and"; "-language", " translation": the language, not the country
_LANGUAGE_BEFORE = re.compile(r"\b(?:[Ii]n|speaks?|spoke|speaking|fluent|learn(?:ing)?|into) $")
_LANGUAGE_AFTER = re.compile(
    r"[ -](?:language|speak(?:ing|ers?)|translat\w+|lessons?|and|or|on|with)\b|[.,;]"
)

# "Jordan Smith", "Chad J. Roe": but not "Jordan President", "Israel Air Force"
_NAME_AFTER = re.compile(rf" (?!{_BEHIND['office']})(?:[A-Z][a-z]{{2,}}|[A-Z]\. [A-Z])")


def countries(article: Article, found: Sequence[Fact]) -> Iterator[Fact]:
    """Yield a fact for every mention of a country, under the name that newspapers use.

    ``Honduran migrants`` → ``Fact("country", "Honduras", 0, 8, "country.demonym", …)``
    """
    text = article.text.replace("\n", " ")  # a name may be broken over two lines
    taken = [(f.start, f.end or 0) for f in found if f.kind in NAMED_PEOPLE and f.start is not None]
    places = country_places()
    told: dict[str, bool] = {}
    for zone in (zone for zone in article.zones if zone.kind in READ_ZONES):
        for start, end, phrase_code in _mentions(text, zone.start, zone.end):
            if any(s <= start < e for s, e in taken) or not _is_country(text, start, end, told):
                continue
            place = places[_which_congo(text, phrase_code)]
            rule = "noun" if text[start:end].casefold() in _NOUNS else "demonym"
            yield make("country", rule, place.name, start, end, place)


def _mentions(text: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, code) of the longest known phrases that are countries."""
    table = _phrases()
    done = start
    for match in _CAPITALISED.finditer(text, start, end):
        phrases = table.get(match[0])
        at = match.start()
        if not phrases or at < done or (at and text[at - 1].isalnum()):
            continue
        for phrase, code in phrases:
            stop = at + len(phrase)
            inside_word = phrase[-1].isalpha() and text[stop : stop + 1].isalnum()
            if stop <= end and text.startswith(phrase, at) and not inside_word:
                done = stop
                if code:
                    yield at, stop, code
                break


def _is_country(text: str, start: int, end: int, told: dict[str, bool]) -> bool:
    """Tell whether a country's noun or demonym means the country where it stands."""
    name, after = text[start:end], text[end : end + NEAR]
    before = text[max(0, start - NEAR) : start]
    stop = _NO_COUNTRY_AFTER.match(after)
    if stop and (not stop["state"] or _is_state(stop["state"])):
        return False
    if name == "US" and _in_capitals(before, after):
        return False
    language = _LANGUAGE_BEFORE.search(before) and _LANGUAGE_AFTER.match(after)
    if language and name[-1] != "s" and name.casefold() not in _NOUNS:
        return False
    normal = name.capitalize() if name.isupper() else name
    part, cues = _NAMESAKES.get(normal, ("-", frozenset()))
    if (part in ("last", "both") and _first_name_ends(before)) or (
        part in ("first", "both") and _NAME_AFTER.match(after)
    ):
        return False
    if normal not in told:
        told[normal] = not cues or _is_foreign_story(text, cues)
    return told[normal]


def _first_name_ends(before: str) -> bool:
    """Tell whether the last word may be a first name: “Michael ”, not “In ” or “Northern ”."""
    word = before[before.rfind(" ", 0, -1) + 1 :].strip("“\"'‘(")
    if not (word.endswith(" ") and word[0].isupper()) or word.strip().endswith((",", "ern", "ing")):
        return False
    known = word.casefold().strip()
    return known not in words("stopwords_en.txt") and known not in words("not_first_names.txt")


def _is_foreign_story(text: str, cues: frozenset[str]) -> bool:
    """Tell whether a story has more words of a country than of the United States at home."""
    found = _CAPITALISED.findall(text)
    return sum(word in cues for word in found) > sum(HOME_WORDS.get(w) == "US" for w in found)


def _is_state(behind: str) -> bool:
    """Tell whether what follows a comma begins with an American state: “Lebanon, Tenn.”."""
    short = state_of(behind) or state_of(behind.split()[0])
    return short is not None or behind.rstrip(".") in _STATE_NAMES


def _in_capitals(before: str, after: str) -> bool:
    """Tell whether a word stands among words in capitals, where “US” is “us”."""
    around = before[-12:] + after[:12]
    return not any(map(str.islower, around)) and any(map(str.isalpha, around))


def _which_congo(text: str, code: str) -> str:
    """Return Brazzaville's Congo instead of Kinshasa's where the story is about that one."""
    return "CG" if code == "CD" and "Brazzaville" in text and "Kinshasa" not in text else code


@cache
def _phrases() -> dict[str, list[tuple[str, str]]]:
    """Return the phrases by their first letters, longest first; no code: not a country."""
    phrases = {row[0]: "" for row in rows("not_countries.txt")} | COUNTRY_WORDS
    for phrase, code in list(phrases.items()):
        if len(phrase) >= SHORTEST_CAPITALS:
            phrases.setdefault(phrase.upper(), code)
    table: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for phrase in sorted(phrases, key=len, reverse=True):
        table[_CAPITALISED.findall(phrase)[0]].append((phrase, phrases[phrase]))
    return dict(table)
