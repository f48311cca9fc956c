"""Cues: what the words around a capitalised chunk say about what it names."""

from __future__ import annotations

import re

from dateline.data import words
from dateline.facts.chunks import Chunk

APPOSITION_WINDOW = 80
"""Characters behind “X, ” in which the noun of an apposition stands."""

APPOSITION_WORDS = 7
"""Words of it that are looked at: “a 39-year-old unemployed former caravan organiser”."""


class Cue:
    """What the words around a mention say, as bits."""

    TITLED = 1
    """A title before it: “Gen. X”."""
    ROLE = 2
    """A noun for people before it: “actress X”."""
    SAID = 4
    """A verb of speech beside it."""
    AGE = 8
    """“X, 39,” or “X (39)”."""
    APPOSITION = 16
    """“X, a caravan organiser”, “X, who”."""
    IN = 32
    """A preposition of place or a direction before it."""
    TOWN_OF = 64
    """“town of X”, “X state”."""
    QUALIFIED = 128
    """“X, Calif.”"""
    THE = 256
    """“the X”."""
    VENUE = 512
    """“X bridge”."""
    OPENS = 1024
    """It opens a sentence."""
    OF = 2048
    """“Jane Doe of X”, “Jane Doe, 52, of X”."""
    ARTICLE = 4096
    """“a X …”."""
    PEOPLE = 8192
    """“X resident”, “X police”."""
    BASED = 16384
    """“X-based”."""
    PARTY = 32768
    """“Jane Doe, R-X”."""
    PERSONAL = TITLED | ROLE | SAID | AGE | APPOSITION
    """What only people have beside them."""


# ", 39,", ", aged 39,", ", 52, of", " (39)"
_AGE = re.compile(r",? (?:(?:aged?|now) )?\(?\d{1,2}(?:[,.;)]| and\b| of\b|-year-old)")


def _by_word(*lists: tuple[str, int]) -> dict[str, int]:
    """Return the cue of each word of some lists; the later list has it."""
    return {word: cue for name, cue in lists for word in words(name)}


_BEFORE = _by_word(
    ("speech_verbs.txt", Cue.SAID), ("place_cues.txt", Cue.IN), ("roles.txt", Cue.ROLE)
) | {"-based": Cue.BASED, "the": Cue.THE, "a": Cue.ARTICLE, "an": Cue.ARTICLE}

_BEHIND = _by_word(
    ("roles.txt", Cue.PEOPLE),
    ("townspeople.txt", Cue.PEOPLE),
    ("speech_verbs.txt", Cue.SAID),
    ("place_nouns.txt", Cue.TOWN_OF),
    ("venue_nouns.txt", Cue.VENUE),
) | {"who": Cue.APPOSITION}


def cues_of(text: str, chunk: Chunk) -> int:
    """Return what the words before and behind a chunk say.

    “said Denis Omar Contreras, a caravan organiser” → ``Cue.SAID | Cue.APPOSITION``
    """
    return (Cue.OPENS if chunk.opens else 0) | _before(chunk) | _behind(text, chunk)


def _before(chunk: Chunk) -> int:
    if chunk.before != "of":
        return _BEFORE.get(chunk.before, 0)
    noun = chunk.before_that.lower()
    if noun in words("place_nouns.txt") or noun in words("place_cues.txt"):
        return Cue.TOWN_OF
    return Cue.OF


def _behind(text: str, chunk: Chunk) -> int:
    end = chunk.end
    following = text[end : end + 1]
    if following == "," or text[end : end + 2] == " (":
        return Cue.AGE if _AGE.match(text, end) else _behind_comma(text, chunk)
    if following not in (" ", "\n"):
        return 0
    return _BEHIND.get(text[end + 1 : end + 18].partition(" ")[0].rstrip('.,;:)”"').lower(), 0)


def _behind_comma(text: str, chunk: Chunk) -> int:
    """Return what stands behind “X,”: a relative clause, an apposition."""
    following = text[chunk.end + 1 : chunk.end + APPOSITION_WINDOW].split(None, APPOSITION_WORDS)
    first = following[0].lower() if following else ""
    if first in ("who", "whose"):
        return Cue.APPOSITION
    roles = words("roles.txt")
    near = {first.rstrip(","), *(word.rstrip(",.") for word in following[1:2])}
    if chunk.before in words("place_cues.txt") or not (
        first in words("determiners.txt") or near & roles
    ):
        return 0
    for word in following[:APPOSITION_WORDS]:
        bare = word.rstrip(',.;:”"')
        if bare in roles:
            return Cue.APPOSITION
        if bare != word:
            break
    return 0
