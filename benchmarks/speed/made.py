"""A text made of two real ones: paragraphs of one source and topic, names and numbers exchanged."""

from __future__ import annotations

import datetime
import random
import re
from typing import TYPE_CHECKING

from texts import Record, paragraphs

if TYPE_CHECKING:
    from corpus import Pool

KEPT = 0.65
"""Share of a text's paragraphs that stay; as many as go come from a companion of its group."""

USUAL_NAMES = 400
"""Names that are never exchanged: United, States, Senate, Monday, Washington …"""

EXCHANGED = 0.4
"""Share of the other names, and of the numbers, that are exchanged, the same throughout a text."""

TAIL, TAIL_START = 0.6, 2_000
"""A name of rank above r is drawn with probability (1 + r / start) ** -tail: Zipf and Mandelbrot's
law. There is always a rarer one to come, so the vocabulary goes on growing, as real ones do."""

UNDATED = 0.1
"""Share of the records that state no date: it stands in the text alone."""

LAST_DAY = 31
"""Numbers up to it may be days of a month and stay."""

FIRST_YEAR, LAST_YEAR = 1987, 2025
GROWTH = 1.04
"""Each year has so many times the articles of the year before."""

WEEKDAYS = (5, 6, 6, 6, 5, 2, 2)
"""How much is published from Monday to Sunday."""

LONG_PARAGRAPH = 1_200
"""Characters from which a paragraph is cut; half of the senators' texts are one."""

# … said.  The next
BETWEEN_SENTENCES = re.compile(r"(?<=[a-z][.!?”\"])\s+(?=[“\"A-Z])")
SENTENCES = 3

# CLEVELAND, Feb 26 -     WASHINGTON, March 3 (Reuters)
DATELINE_DAY = re.compile(r"(?<=, )[A-Z][a-z]{2,8}\.? \d{1,2}(?= ?(?:[-–—(]|$))")

# Cleveland     1987     40
NAME_OR_NUMBER = re.compile(r"\b(?:[A-Z][a-z]{2,}|\d{2,})\b")

ONSETS = "b br c ch d dr f g gr h k kl l m n p r s st t tr v w z".split()  # noqa: SIM905
VOWELS = "a e i o u ai ei ou".split()  # noqa: SIM905
ENDS = ["", "", "n", "r", "l", "s", "nd", "ck"]
SYLLABLES = [onset + vowel + end for onset in ONSETS for vowel in VOWELS for end in ENDS[1:]]


class Names:
    """Names by rank: those of the real texts, the most frequent first, then made-up ones."""

    def __init__(self, real: list[str]) -> None:
        self._real = real[USUAL_NAMES:]
        self._usual = frozenset(real[:USUAL_NAMES])
        self._known = frozenset(real)

    def is_exchangeable(self, word: str) -> bool:
        """Whether *word* is a name, and not one of the usual ones."""
        return word in self._known and word not in self._usual

    def of_rank(self, rank: int) -> str:
        """Return the name of a *rank*; made up beyond the real ones, ``70_000`` → ``Brendzai``."""
        if rank < len(self._real):
            return self._real[rank]
        rank += len(SYLLABLES)
        parts = []
        while rank:
            rank, digit = divmod(rank, len(SYLLABLES))
            parts.append(SYLLABLES[digit])
        return "".join(parts).capitalize()


class Made:
    """What makes the articles beyond the real ones, each from its number alone."""

    def __init__(self, pool: Pool, seed: int) -> None:
        self._pool, self._seed = pool, seed
        self._years = range(FIRST_YEAR, LAST_YEAR + 1)
        self._weights = [GROWTH**year for year in range(len(self._years))]

    def article(self, number: int) -> Record:
        """Return article *number* (from 0)."""
        chance = random.Random(self._seed * 10_000_000 + number)  # noqa: S311
        at = chance.randrange(len(self._pool))
        base, other = self._pool[at], self._pool.companion(at, chance)
        day = self._day(chance)
        parts = recombined(parts_of(base["text"]), parts_of(other["text"])[1:], chance)
        parts[0] = DATELINE_DAY.sub(f"{day:%b} {day.day}", parts[0], count=1)
        title = base.get("title", "")
        body = "\n\n".join(parts)
        title, body = self._exchanged(title, body, day, chance)
        record = {**base, "text": body, "published": str(day)}
        if title:
            record["title"] = title
        if chance.random() < UNDATED:
            del record["published"]
            record["text"] = f"{day:%B} {day.day}, {day.year}\n\n{body}"
        return record

    def _day(self, chance: random.Random) -> datetime.date:
        """Draw a day: more of late, fewer at weekends."""
        (year,) = chance.choices(self._years, self._weights)
        first = datetime.date(year, 1, 1) + datetime.timedelta(days=7 * chance.randrange(52))
        (weekday,) = chance.choices(range(7), WEEKDAYS)
        return first + datetime.timedelta(days=weekday - first.weekday())

    def _exchanged(
        self, title: str, body: str, day: datetime.date, chance: random.Random
    ) -> tuple[str, str]:
        """Exchange a share of the names and numbers, the same ones in title and body."""
        names, given = self._pool.names, {}

        def other(match: re.Match[str]) -> str:
            word = match[0]
            if word not in given:
                given[word] = word
                if chance.random() < EXCHANGED:
                    if word[0].isdigit():
                        given[word] = other_number(word, day, chance)
                    elif names.is_exchangeable(word):
                        rank = TAIL_START * ((1 - chance.random()) ** (-1 / TAIL) - 1)
                        given[word] = names.of_rank(int(min(rank, 1e8)))
            return given[word]

        return NAME_OR_NUMBER.sub(other, title), NAME_OR_NUMBER.sub(other, body)


def other_number(digits: str, day: datetime.date, chance: random.Random) -> str:
    """Return another number of as many digits; for a year one near, for a day itself."""
    if int(digits) <= LAST_DAY:
        return digits
    if len(digits) == 4 and digits[:2] in ("19", "20"):
        return str(day.year + chance.choice((-2, -1, -1, 0, 0, 0, 1)))
    low = 10 ** (len(digits) - 1)
    return str(chance.randrange(low, 10 * low))


def parts_of(text: str) -> list[str]:
    """Return the paragraphs; where there are none, a few sentences at a time."""
    parts = []
    for paragraph in paragraphs(text):
        if len(paragraph) <= LONG_PARAGRAPH:
            parts.append(paragraph)
            continue
        sentences = BETWEEN_SENTENCES.split(paragraph)
        for at in range(0, len(sentences), SENTENCES):
            parts.append(" ".join(sentences[at : at + SENTENCES]))
    return parts


def recombined(base: list[str], other: list[str], chance: random.Random) -> list[str]:
    """Keep the beginning and most of *base*, and put a stretch of *other* for what is left out."""
    out = round(len(base) * (1 - KEPT))
    if not out or not other:
        return list(base)
    start = chance.randrange(1, len(base) - out + 1)
    taken = min(out, len(other))
    begin = chance.randrange(len(other) - taken + 1)
    return base[:start] + other[begin : begin + taken] + base[start + out :]
