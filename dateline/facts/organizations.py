"""Organisations: by a closed list, by form, by head noun, and by the acronyms a text defines."""

from __future__ import annotations

import re
from functools import lru_cache

from dateline.data import words
from dateline.facts.chunks import MONTHS_AND_NAMES, Chunk, listed
from dateline.gazetteer import entries

MOST_PARTS = 4
"""Chunks of one name: “Department of Health, Education and Welfare” has three."""

JOINED = frozenset({"Securities", "Post", "Posts", "Truth", "Test", "Import", "Food", "Sheriff"})
"""Words that “and” joins to a head noun although they are none of the commonest English ones."""

MINISTRIES = frozenset({"Department", "Ministry", "Bureau", "Secretariat", "Directorate"})
"""Head nouns of names that list fields: “Bureau of Alcohol, Tobacco and Firearms”."""

# "Ministry of Health", "Council on Foreign Relations"
_OF = re.compile(r"\s(?:of|for|on)(?: the)?\s")

# "Health and Human Services", "Alcohol, Tobacco and Firearms"
_AND = re.compile(r"\s(?:and|&)\s|, ")

# "Sheriff’s Office", "Workers’ Party"
_POSSESSIVE = re.compile("['’]s? ")

# "World Health Organization (WHO)"
_ACRONYM = re.compile(r" \((?:the )?([A-Z][A-Za-z.&-]{1,9})\)")


@lru_cache(maxsize=20_000)
def organization_rule(name: tuple[str, ...]) -> str | None:
    """Return the rule by which capitalised words are an organisation, None where they are none.

    >>> organization_rule(("Refugee", "Agency")), organization_rule(("Denis", "Contreras"))
    ('head', None)
    """
    joined = " ".join(name).replace("'", "’")
    if joined in listed("organizations.txt"):
        return "known"
    if len(name) < 2 or " ".join(name[-2:]) in listed("not_organizations.txt") or entries(joined):
        return None
    last = name[-1].rstrip(".,")
    if last in listed("company_forms.txt"):
        return "form"
    if last in listed("team_names.txt") and entries(" ".join(name[:-1])):
        return "team"
    return "head" if is_head(last) and last not in listed("venue_heads.txt") else None


def is_head(word: str) -> bool:
    """Tell whether a word ends an organisation's name: “Ministry”, “Agency”."""
    return word in listed("organization_heads.txt")


def last_part(text: str, chunks: list[Chunk], index: int) -> int:
    """Return the index of the last chunk of one organisation's name, *index* where it has one.

    “Ministry of Health and Welfare”, “Securities and Exchange Commission”, “Sheriff’s Office”.
    """
    last = index
    while last + 1 < len(chunks) and last - index < MOST_PARTS:
        part, following = chunks[last].words, chunks[last + 1].words
        between = text[chunks[last].end : chunks[last + 1].starts[0]]
        if len(between) > 9 or following[0] in MONTHS_AND_NAMES:
            break
        if _AND.fullmatch(between):
            pair = is_head(following[-1]) and (part[-1] in JOINED or not is_head(part[-1]))
            joins = pair and between != ", " and _is_common(part[-1:])
            joins = joins or (last > index and _goes_on(chunks[index].words[-1], following))
        elif _POSSESSIVE.fullmatch(between):
            owner = len(part) == 1 or part[0] == "St." or part[-1] == "Sheriff"
            joins = is_head(following[-1]) and owner and (_is_common(part[-1:]) or len(part) > 1)
        else:
            titled = any(word.rstrip(".") in listed("titles.txt") for word in following)
            joins = _OF.fullmatch(between) is not None and is_head(part[-1]) and not titled
        if not joins:
            break
        last += 1
    return last


def _goes_on(head: str, part: tuple[str, ...]) -> bool:
    """Tell whether “and X” still belongs to what a department or a committee is for."""
    return _is_common(part) or (head in MINISTRIES and len(part) < 3 and not part[-1].isupper())


def _is_common(part: tuple[str, ...]) -> bool:
    return all(word in JOINED or word.lower() in words("common_words.txt") for word in part)


def acronym(text: str, end: int, name: str) -> tuple[int, int] | None:
    """Return the span of the acronym that is defined behind a name: its initials in brackets.

    >>> acronym("World Health Organization (WHO)", 25, "World Health Organization")
    (27, 30)
    """
    match = _ACRONYM.match(text, end)
    if match is None:
        return None
    letters = [c.lower() for c in match[1] if c.isupper()]
    initials = iter([word[0].lower() for word in re.findall(r"\w+", name)])
    return match.span(1) if len(letters) > 1 and all(c in initials for c in letters) else None
