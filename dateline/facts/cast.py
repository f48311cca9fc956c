"""The people of one article as its story goes on: who is named where, and whom “he” means."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from dateline.article import Fact
from dateline.data import rows

MEMORY = 1500
"""Characters back to whom a pronoun can mean: some five paragraphs."""

_PRONOUNS = {row[0]: row[1] for row in rows("gendered_names.tsv")}
"""Given name → “he” or “she”, where nearly all who have it are of one sex."""

_HONORIFIC = re.compile(r"\b(Mr|Mrs|Ms|Miss)\.? ")

# what stands before a subject: a sentence's end, a comma, "and", "”, said"; titles may follow
_LEAD = re.compile(
    r"(?:\A|[.!?”\"’'\n:;—–)]\s*|,\s|\b(?:[a-z]\w*[ ]and|And|[Bb]ut|[Aa]s|[Ww]hen|[Ww]hile"
    r"|[Aa]fter|[Bb]efore|[Tt]hat|[Bb]ecause|[Ii]f|[Ff]or|named)\s|[,”\"']\s(?:said|says|added|adds|wrote|asked)\s)"
    r"(?:(?:[A-Z][\w.’'-]*|[Tt]he|[Aa]n?|former|[a-z]+(?:er|or|man|ist|ent|ief))\s){0,5}\Z"
)


@dataclass(frozen=True, slots=True)
class Voice:
    """Who says something: ``Voice("Adam Isacson", True, "name_verb", "said", 4401)``."""

    speaker: str
    named: bool
    rule: str
    """How it was found; of a subject alone ``""``, ``name``, ``noun`` or ``pronoun``."""
    verb: str | None = None
    at: int = -1
    """Where the verb stands."""


class Cast:
    """The people of an article where they are mentioned, and who spoke last."""

    def __init__(self, text: str, facts: tuple[Fact, ...]) -> None:
        """Take the facts of kind person, by place."""
        self.text = text
        people = [fact for fact in facts if fact.kind == "person" and fact.start is not None]
        self.people = sorted((fact.start or 0, fact.end or 0, fact.value) for fact in people)
        self.whole = {who[2]: who[0] for who in self.people[::-1] if who[1] - who[0] == len(who[2])}
        self._organizations = {fact.value for fact in facts if fact.kind == "organization"}
        self.starts = [start for start, _end, _name in self.people]
        self.quoted: list[int] = []
        self.spoke: Voice | None = None
        self.last: Voice | None = None

    def within(self, start: int, end: int) -> list[tuple[int, int, str]]:
        """Return the people mentioned in a stretch."""
        return self.people[bisect_left(self.starts, start) : bisect_left(self.starts, end)]

    def meant(self, pronoun: str, position: int) -> Voice | None:
        """Return whom “he” or “she” means: who last led a sentence, or spoke."""
        lead = spare = None
        for start, end, name in reversed(self.within(position - MEMORY, position)):
            known = self._pronoun(name)
            new = start < self.whole.get(name, 0) and self.text.startswith(". ", start - 2)
            if new and known not in (None, pronoun):  # “Gov. Brown” may be no “Jerry Brown”
                name, known = self.text[start:end], None
            if known in (None, pronoun) and self._leads(start, end):
                lead = start, name
                break
            spare = spare or (start, name) if known == pronoun else spare
        last = self.spoke
        later = last and (lead is None or (last.named and last.at > lead[0]))
        near = last and position - last.at <= MEMORY
        if last and later and near and self._pronoun(last.speaker) in (None, pronoun):
            return Voice(last.speaker, last.named, "pronoun")
        lead = lead or spare
        return Voice(lead[1], True, "pronoun") if lead else None

    def organization(self, phrase: str) -> Voice | None:
        """Return the one organisation that “the BHPD” or “the police department” can mean."""
        the, _, short = phrase.partition(" ")
        if the not in ("The", "the"):
            return None
        fits = self._short.get(short) or self._short.get(short.lower(), [])
        return Voice(fits[0], False, "noun") if len(fits) == 1 else None

    @cached_property
    def _short(self) -> dict[str, list[str]]:
        """“BHPD”, “department”, “police department” → the organisations that are called so."""
        found: dict[str, list[str]] = defaultdict(list)
        for name in sorted(self._organizations):
            words = name.split()
            found["".join(filter(str.isupper, (word[0] for word in words)))].append(name)
            for index in range(1, len(words)):
                found[" ".join(words[index:]).lower()].append(name)
        return found

    def _pronoun(self, name: str) -> str | None:
        """Return “he” or “she” where an honorific or the given name tells which."""
        return self._honorifics.get(name) or _PRONOUNS.get(name.split(" ")[0])

    @cached_property
    def _honorifics(self) -> dict[str, str]:
        """“Mr. Brown” → he, by the person's whole name."""
        found = {}
        for start, _end, name in self.people:
            honorific = _HONORIFIC.search(self.text, max(0, start - 5), start + 5)
            if honorific:
                found[name] = "he" if honorific[1] == "Mr" else "she"
        return found

    def _leads(self, start: int, end: int) -> bool:
        """Tell whether a mention is a subject, or a speaker's, and not inside of a quotation."""
        before = _LEAD.search(self.text, max(0, start - 80), start)
        if before is None or bisect_right(self.quoted, start) % 2:
            return False
        appositive = before[0][:1] == "," and self.text[end : end + 1] == ","
        return not appositive and self.text[end : end + 2] not in ("’s", "'s")
