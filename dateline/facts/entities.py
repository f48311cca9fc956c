"""Names in running text, read jointly: organisations first, then people, then places."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from dateline.article import Article, Fact
from dateline.data import words
from dateline.facts.chunks import Chunk, find_chunks, listed
from dateline.facts.cues import Cue, cues_of
from dateline.facts.organizations import acronym, last_part, organization_rule
from dateline.facts.people import Mention, Name, describing_words, people, title_words
from dateline.facts.places import COUNTY, find_places
from dateline.facts.resolve import resolve
from dateline.facts.rules import make
from dateline.gazetteer import country_of, entries

SHORT = 8
"""Characters of an agency's name in brackets: “(Reuters)”."""


def names(article: Article, facts: tuple[Fact, ...]) -> Iterator[Fact]:
    """Yield a fact for each mention of an organisation, a person or a place.

    “said Trump” → ``Fact("person", "Donald Trump", 5, 10, "person.titled", …)``, where the article
    elsewhere has “US President Donald Trump”; a lone surname is a value of its own, never shown.
    """
    organizations, mentions = _read(article.text, list(find_chunks(article, facts)))
    yield from organizations
    who = people(mentions)
    ends = {mention.end for mention in mentions if mention.name in who}
    for mention in mentions:
        if mention.name in who:
            value, rule = who[mention.name]
            fact = make("person", rule, value, mention.start, mention.end)
            yield fact if " " in value else replace(fact, shown=False)
    others = [mention for mention in mentions if mention.name not in who]
    found = find_places(article.text, others, facts, ends)
    resolved = resolve([(value, start, end) for _, value, start, end in found], article, facts)
    for (rule, value, start, end), place in zip(found, resolved, strict=True):
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
    if len(name) == 1:
        yield Mention(chunk.starts[0], chunk.end, name, cues)
        return
    cut = title_words(name)
    cues |= Cue.TITLED if cut else 0
    if not cut:
        cut = describing_words(name)
        cues |= Cue.ROLE if cut else 0
    area = _area(name[: cut - 1] if cut else name[:-1], counties=not cut)
    if area:
        end = chunk.starts[area - 1] + len(name[area - 1])
        yield Mention(chunk.starts[0], end, name[:area], 0 if cut else cues)
    if cut:
        cues &= ~(Cue.OPENS | Cue.THE | Cue.IN)
    elif area:
        return
    while not cues & (Cue.TITLED | Cue.ROLE) and _is_adjective(name[cut:], cues):
        cues &= ~Cue.OPENS
        cut += 1
    yield Mention(chunk.starts[cut], chunk.end, name[cut:], cues)


def _area(name: Name, *, counties: bool) -> int:
    """Return how many words are a place before something else: “Tarrant County Sheriff” has two.

    Before a title it may be any place: “North Dakota Governor”; else *counties* alone.
    """
    for length in range(min(3, len(name)), 0, -1):
        if (name[length - 1] in COUNTY or not counties) and entries(" ".join(name[:length])):
            return length
    return 0


def _is_adjective(name: Name, cues: int) -> bool:
    """Tell whether a name's first word is not part of it: a sentence's first word, “Mexican”."""
    first, joined = name[0], " ".join(name)
    known = first in listed("given_names.txt") or entries(joined) or country_of(joined)
    if len(name) == 1 or known:
        return False
    opens = cues & Cue.OPENS and first.lower() in words("common_words.txt")
    return bool(opens) or country_of(first) is not None
