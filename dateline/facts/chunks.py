"""Capitalised chunks: where names may stand in running text, and the words before them.

A chunk is a run of capitalised words, with the particles, initials and nicknames that stand inside
names: “US President Donald Trump”, “Juan Carlos de la Cruz”, “Beauregard “Bud” Torres”.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice

from dateline.article import Article, Fact, Zone
from dateline.data import rows, words
from dateline.facts.credit import CREDIT

LONGEST = 120
"""Characters; longer runs of capitals are no names."""

BEFORE_WINDOW = 32
"""Characters before a chunk in which the two words before it are looked for."""

WRAPPED_LINES = 3
"""Line breaks inside sentences that make a text one of wrapped lines, where names cross them."""

CREDITED = frozenset({"byline", "credit", "agency", "dateline", "published", "title"})
"""Facts whose spans are not the story's text; a headline is read apart, unless in capitals."""

MONTHS_AND_NAMES = frozenset({"April", "June", "May", "Jan"})
"""Months that people are called, too."""

_UPPER = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪĮİĶĹĻĽŁŃŅŇŌŐŒŔŘŚŞŠŢȚŤŪŮŰŲŹŻŽ"
_PARTICLES = "|".join(sorted(words("name_particles.txt") | {"es", "upon"}, key=len, reverse=True))
_ABBREVIATED = "|".join(rf"(?<=\b{row[0]}\.)" for row in rows("abbreviated_titles.txt"))

# "Contreras", "O’Neill", "Jean-Claude", "AT&T", "R.", "U.S.", "Sen."; the first letter apart, so
# that the search runs from capital to capital
_REST = rf"""
    (?: \.(?:[{_UPPER}]\.)*
      | [^\W_]* (?:(?:['’](?![sS]\b)|[-&])[^\W_]+)* (?: \. (?:{_ABBREVIATED}) )?
    )
"""
_WORD = rf"(?: (?:[aeA][lnst]-|d['’])? [{_UPPER}] {_REST} )"


def _chunk_pattern(blank: str) -> re.Pattern[str]:
    """Return the pattern of a chunk whose words are parted by *blank*."""
    # "Sen. Mitch McConnell", "Roger van Boxtel", "Roberto “Hands of Stone” Duran", "Voorhis & Co"
    return re.compile(
        rf"""
        [{_UPPER}] (?<![\w@#/].) {_REST}
        (?: {blank}
            (?: (?:{_PARTICLES}){blank} ){{0,3}}
            (?: [“"][{_UPPER}][^”"\n]{{1,20}}[”"][ ] )?
            (?: &[ ] )?
            {_WORD}
        ){{0,11}}
        """,
        re.VERBOSE,
    )


_CHUNK = _chunk_pattern("[ \u00a0]")
_WRAPPED_CHUNK = _chunk_pattern("[ \u00a0]{0,2}[ \u00a0\n]")

# "the man of the\nhouse": a line broken inside a sentence
_WRAP = re.compile(r"\n[a-z]")

_TOKEN = re.compile(r"\S+")

_SENTENCE_END = frozenset(".!?:;\n•*—")


@dataclass(slots=True)  # not frozen: that takes three times as long to make, 90 times an article
class Chunk:
    """Capitalised words: ``Chunk((4, 11), ("Donald", "Trump"), 16, "president", "us", False)``."""

    starts: tuple[int, ...]
    words: tuple[str, ...]
    end: int
    before: str
    """The word before, "" where a comma, a quotation mark or the sentence's begin is nearer."""
    before_that: str
    opens: bool
    """Whether it opens a sentence, so that its first word's capital says nothing."""


@cache
def listed(name: str) -> frozenset[str]:
    """Return the first column of a data file as written: capitals are what a name is known by."""
    return frozenset(row[0] for row in rows(name))


_SMALL = {word.capitalize() for word in words("stopwords_en.txt") | words("openers.txt")}
_SMALL -= {"Will", "Don", "Am", "Haven"}
"""The words that sentences begin with, capitalised, but for those that are names too."""

_MONTHS = {form for row in rows("months.tsv") for form in row[1:3]} - MONTHS_AND_NAMES
_NO_NAMES = _SMALL | _MONTHS | listed("weekdays.txt")
"""The words that are never part of a name: weekdays, months, what opens sentences."""


def find_chunks(article: Article, facts: tuple[Fact, ...]) -> Iterator[Chunk]:
    """Yield the chunks of the running text in body, captions and plain headlines, in order.

    “… said US President Donald Trump on Thursday” →
    ``Chunk(…, ("US", "President", "Donald", "Trump"), …, "said", …)``; days and months are none.
    """
    text = article.text
    wrapped = sum(1 for _ in islice(_WRAP.finditer(text), WRAPPED_LINES)) == WRAPPED_LINES
    pattern = _WRAPPED_CHUNK if wrapped else _CHUNK
    spans = [(f.start, f.end, f.kind) for f in facts if f.start is not None and f.end is not None]
    for start, end, kind in spans:
        if kind == "title" and _is_sentence(text[start:end]):
            yield from _chunks(pattern, text, start, end, [])
    taken = sorted((span for span in spans if span[2] in CREDITED), reverse=True)
    for zone in article.zones:
        if zone.kind in ("body", "caption"):
            yield from _chunks(pattern, text, zone.start, _end(text, zone), taken)


def _chunks(
    pattern: re.Pattern[str], text: str, first: int, last: int, taken: list[tuple[int, int, str]]
) -> Iterator[Chunk]:
    """Yield the chunks between two offsets, without the spans *taken*, which stand in reverse."""
    for match in pattern.finditer(text, first, last):
        start, end = match.span()
        while taken and taken[-1][1] <= start:
            taken.pop()
        is_free = not (taken and taken[-1][0] < end) and end - start <= LONGEST
        if is_free and match[0] not in _NO_NAMES:
            before = _before(text[max(first, start - BEFORE_WINDOW) : start])
            if match[0].isalpha():
                yield Chunk((start,), (match[0],), end, *before)
            else:
                yield from _pieces(match, *before)


def _is_sentence(title: str) -> bool:
    """Tell whether a headline is written like a sentence, so that its capitals mean something."""
    title_words = title.split()
    return sum(map(str.islower, title_words)) * 2 >= len(title_words) - 1


def _end(text: str, zone: Zone) -> int:
    """Return where a zone's running text ends: a caption's before the picture's credit."""
    credit = CREDIT.search(text, zone.start, zone.end) if zone.kind == "caption" else None
    return credit.start() if credit else zone.end


def _pieces(match: re.Match[str], before: str, before_that: str, opens: bool) -> Iterator[Chunk]:
    """Yield a run of capitalised words without the small words and the days in it."""
    start = match.start()
    starts: list[int] = []
    piece: list[str] = []
    for token in _TOKEN.finditer(match[0]):
        word = token[0]
        based = word[-6:] == "-based"
        if based or not _ends_name(word):
            starts.append(start + token.start())
            piece.append(word[:-6] if based else word)
            if not based:
                continue
            before, before_that = "-based", ""  # “Bergamo-based”: in Bergamo
        if piece:
            yield _chunk(starts, piece, before, before_that, opens)
        starts, piece, before, before_that, opens = [], [], word.lower(), "", False
    if piece:
        yield _chunk(starts, piece, before, before_that, opens)


def _before(window: str) -> tuple[str, str, bool]:
    """Return the word before a chunk, the one before that, and whether it opens a sentence."""
    bare = window.rstrip(" \u00a0“”\"‘'([")
    if not bare.strip() or bare[-1] in _SENTENCE_END:
        return "", "", True
    near = window.split()[-2:]
    if not (window[-1].isspace() and near[-1][-1].isalnum()):
        return "", "", False
    return near[-1].lower(), near[0] if len(near) > 1 else "", False


def _chunk(starts: list[int], piece: list[str], before: str, that: str, opens: bool) -> Chunk:
    return Chunk(tuple(starts), tuple(piece), starts[-1] + len(piece[-1]), before, that, opens)


@lru_cache(maxsize=20_000)
def _ends_name(word: str) -> bool:
    """Tell whether a word is part of no name: a day, a small word, “We’d”, “Milan-born”."""
    if word in _NO_NAMES:
        return True
    if word.isalpha():
        return False
    last = word.rpartition("-")[2]
    if last != word and last.islower():
        return last in words("common_words.txt") or last.endswith("ed")
    return word.replace("’", "'").partition("'")[0] in _SMALL
