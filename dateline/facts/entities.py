"""Names in running text, read jointly: organisations first, then people, then places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from dateline.article import Article, Fact
from dateline.data import words
from dateline.facts.chunks import Chunk, find_chunks, listed
from dateline.facts.cues import Cue, cues_of
from dateline.facts.organizations import acronym, last_part, organization_rule
from dateline.facts.people import Mention, Name, describing_words, people, title_words
from dateline.facts.places import COUNTY, find_places, has_region_behind, is_state
from dateline.facts.rules import make
from dateline.gazetteer import country_of, entries

SHORT = 8
"""Characters of an agency's name in brackets: “(Reuters)”."""

MUNICIPAL = frozenset({"City", "County", "Fire", "Police", "School", "Town", "Township"})
"""What may stand between a place and the title of who serves it: “Ludlow Police Chief”."""

PARTISANS = frozenset({"Democrat", "Democrats", "Republican", "Republicans"})
"""Who sits for the place before them: “a Manhattan Democrat”."""

# "R-Elbow Lake", "DFL-Chisholm"
_PARTY_TAG = re.compile("(?:R|D|I|DFL)-(?=[A-Z])")


def names(article: Article, facts: tuple[Fact, ...]) -> Iterator[Fact]:
    """Yield a fact for each mention of an organisation, a person or a place.

    “said Trump” → ``Fact("person", "Donald Trump", 5, 10, "person.titled", …)``, where the article
    elsewhere has “US President Donald Trump”; a lone surname is a value of its own, never shown.
    """
    organizations, mentions = _read(article.text, list(find_chunks(article, facts)))
    yield from organizations
    for mention in mentions:
        if has_region_behind(article.text, mention.end):
            mention.cues |= Cue.QUALIFIED
    who = people(mentions)
    ends = {mention.end for mention in mentions if mention.name in who}
    for mention in mentions:
        if mention.name in who:
            value, rule = who[mention.name]
            fact = make("person", rule, value, mention.start, mention.end)
            yield fact if " " in value else replace(fact, shown=False)
    others = [mention for mention in mentions if mention.name not in who]
    for (rule, value, start, end), place in find_places(article, others, facts, ends):
        yield make("place", rule, value, start, end, place)


def _read(text: str, chunks: list[Chunk]) -> tuple[list[Fact], list[Mention]]:
    """Return the organisations, and the mentions of everything else."""
    organizations: list[Fact] = []
    mentions: list[Mention] = []
    full: dict[str, str] = {}
    last = -1
    for index, chunk in enumerate(chunks):
        if index <= last:
            continue
        last = last_part(text, chunks, index)
        start, end = chunk.starts[0], chunks[last].end
        name = tuple(text[start:end].split())
        rule = organization_rule(name)
        if last > index and rule != "known":
            rule = "parts"
        elif name[0] in full and len(name) == 1:
            rule = "acronym"
        if not rule:
            mentions += _mentions(text, chunk)
        elif rule != "known" or not _is_credit(text, start, end):
            value = " ".join(name)
            defined = acronym(text, end, value)
            if defined:
                full[text[slice(*defined)]] = value
            organizations.append(make("organization", rule, full.get(value, value), start, end))
    return organizations, mentions


def _is_credit(text: str, start: int, end: int) -> bool:
    """Tell whether an organisation only signs the text: “(AP)”, “Copyright 2018 The … LLC”."""
    in_brackets = text[start - 1 : start] == "(" and text[end : end + 1] == ")"
    return (in_brackets and end - start < SHORT) or "opyright" in text[max(0, start - 30) : start]


def _mentions(text: str, chunk: Chunk) -> Iterator[Mention]:
    """Yield what a chunk names: a person behind a title and the place before it, or one name."""
    name, cues = chunk.words, cues_of(text, chunk)
    tag = _PARTY_TAG.match(name[0])
    if tag:
        town = (name[0][tag.end() :], *name[1:])
        yield Mention(chunk.starts[0] + tag.end(), chunk.end, town, Cue.PARTY)
        return
    if len(name) == 1:
        yield Mention(chunk.starts[0], chunk.end, name, cues)
        return
    cut = title_words(name)
    cues |= Cue.TITLED if cut else 0
    if not cut:
        cut = describing_words(name)
        cues |= Cue.ROLE if cut else 0
    before = name[: cut - 1] if cut else name[:-1]
    area = _area(before, counties=not cut and name[-1] not in PARTISANS)
    if area:
        end = chunk.starts[area - 1] + len(name[area - 1])
        of_town = area == len(before) or name[area] in MUNICIPAL
        around = Cue.PEOPLE if of_town else 0 if cut else cues
        yield Mention(chunk.starts[0], end, name[:area], around)
    if cut:
        cues &= ~(Cue.OPENS | Cue.THE | Cue.IN)
    elif area:
        return
    while not cues & (Cue.TITLED | Cue.ROLE) and _is_adjective(name[cut:], cues):
        cues &= ~Cue.OPENS
        cues |= Cue.IN if name[cut].lower() in words("place_cues.txt") else 0
        cut += 1
    yield Mention(chunk.starts[cut], chunk.end, name[cut:], cues)


def _area(name: Name, *, counties: bool) -> int:
    """Return how many words are a place before something else: “Tarrant County Sheriff” has two.

    Before a title it may be any place: “North Dakota Governor”; else *counties* alone.
    """
    for length in range(min(3, len(name)), 0, -1):
        is_county = name[length - 1] in COUNTY or not counties
        if is_county and any(entry.own_name for entry in entries(" ".join(name[:length]))):
            return 0 if name[0].rstrip(".") in listed("titles.txt") else length
    return 0


def _is_adjective(name: Name, cues: int) -> bool:
    """Tell whether a name's first word is not part of it: a sentence's first word, “Mexican”."""
    first, joined = name[0], " ".join(name)
    known = first in listed("given_names.txt") or entries(joined) or country_of(joined)
    if len(name) == 1 or known:
        return False
    if first.lower() in words("place_cues.txt") and is_state(" ".join(name[1:])):
        return True  # “Northeast Texas”
    opens = cues & Cue.OPENS and first.lower() in words("common_words.txt")
    return bool(opens) or country_of(first) is not None
