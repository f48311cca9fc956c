"""Full names: what each is told by, and which of several with the same ends it may stand for."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from dateline.text import fold, tokens

PEOPLE_REMEMBERED = 50_000
"""Names whose keys are remembered: an article names each person four times."""


@lru_cache(PEOPLE_REMEMBERED)
def key_of(name: str) -> str | None:
    """Return what a full name is told by; None for a bare surname, which is nobody.

    >>> key_of("José  GARCÍA")
    'jose garcia'
    """
    words = tokens(fold(name))
    return " ".join(words) if len(words) > 1 else None


def may_be(short: str, long: str) -> bool:
    """Whether a shorter name may be the person of a longer one with the same ends.

    An initial stands for the word in its place: George W. Bush is not George H. W. Bush.

    >>> may_be("denis contreras", "denis omar contreras")
    True
    >>> may_be("george w bush", "george h w bush")
    False
    """
    ours, theirs = short.split()[1:-1], long.split()[1:-1]
    return len(ours) < len(theirs) and all(
        theirs[place][0] == word if len(word) == 1 else word in theirs
        for place, word in enumerate(ours)
    )


def wholes(short: str, names: Iterable[str]) -> list[str]:
    """Return the longest of *names* that a shorter one may be; two, if there are more.

    They come in the order of their words, most first. No name need be compared with all others: a
    million articles have a thousand people of the same first and last word.

    >>> wholes("john doe", ["john a b doe", "john a doe"])
    ['john a b doe']
    """
    longer: list[str] = []
    best: list[str] = []
    for name in names:
        if len(best) > 1 or name.count(" ") <= short.count(" "):
            break
        if may_be(short, name):
            if not any(may_be(name, other) for other in longer):
                best.append(name)
            longer.append(name)
    return best


def ends_of(key: str) -> str:
    """Return a name's first and last word: ``denis omar contreras`` → ``denis contreras``."""
    words = key.split()
    return f"{words[0]} {words[-1]}"
