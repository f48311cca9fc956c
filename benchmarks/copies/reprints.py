"""Reprints, made of real stories as newspapers make them: cut, renamed, corrected, misspelt."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from dateline.text import paragraphs

# American → British, as newspapers change them
SPELLINGS = {
    "color": "colour", "labor": "labour", "center": "centre", "program": "programme",
    "defense": "defence", "favor": "favour", "traveled": "travelled", "percent": "per cent",
    "organization": "organisation", "organized": "organised", "realize": "realise",
    "recognize": "recognise", "neighbor": "neighbour", "behavior": "behaviour",
    "check": "cheque", "license": "licence", "toward": "towards", "gray": "grey",
    "dlrs": "dollars", "pct": "per cent", "mln": "million", "billion": "bln",
}  # fmt: skip

NEAR = {
    "a": "s", "b": "v", "c": "x", "d": "f", "e": "r", "g": "h", "h": "j", "i": "o", "l": "k",
    "m": "n", "n": "m", "o": "p", "p": "o", "r": "t", "s": "a", "t": "y", "u": "i", "w": "e",
}  # fmt: skip
"""The next key."""

LETTERS_A_TYPO = 250
"""Letters to each typing error: a careless hand."""

DROPPED = 0.3
"""The share of paragraphs that an editor drops."""


def cut(text: str, share: float) -> str:
    """Keep the first paragraphs, up to *share* of the letters, and the sentence begun there."""
    end = text.find(". ", int(len(text) * share))
    return text if end < 0 else text[: end + 1]


def dropped(text: str, dice: random.Random) -> str:
    """Drop some of the paragraphs, never the first."""
    first, *others = (text[start:end] for start, end in paragraphs(text))
    return "\n\n".join([first, *(other for other in others if dice.random() > DROPPED)])


def mistyped(text: str, dice: random.Random) -> str:
    """Hit the next key, leave a letter out, or type two in the wrong order."""
    found = list(text)
    for place in dice.sample(range(len(text) - 1), len(text) // LETTERS_A_TYPO):
        letter, after = found[place], found[place + 1]
        found[place] = dice.choice([NEAR.get(letter, letter), "", after])
    return "".join(found)


def respelt(text: str) -> str:
    """Write it as on the other side of the Atlantic."""
    words = re.compile(rf"\b({'|'.join(SPELLINGS)})", re.IGNORECASE)
    return words.sub(lambda word: SPELLINGS[word[0].lower()], text)


def corrected(text: str, dice: random.Random) -> str:
    """Correct one figure, and say so."""
    figures = list(re.finditer(r"\d+", text))
    if figures:
        figure = dice.choice(figures)
        text = f"{text[: figure.start()]}{int(figure[0]) + 3}{text[figure.end() :]}"
    return f"(This story corrects a figure in the report of this morning.)\n\n{text}"


def reworded(text: str, dice: random.Random) -> str:
    """Correct one word that is no figure: who said it."""
    found = list(re.finditer(r"\bsaid\b|\bthe\b", text))
    if not found:
        return text
    word = dice.choice(found)
    return f"{text[: word.start()]}told reporters{text[word.end() :]}"


def headed(text: str, title: str) -> str:
    """Put another paper's headline, byline and dateline over it."""
    body = re.sub(r"^[A-Z][A-Za-z. ]+, (?:[A-Z][a-z]{2,4}\.? \d+)? ?-+ ", "", text)
    return f"{title}\n\nBy Jane Doe, Staff Writer\n\nLONDON (AP) — {body}"


KINDS: dict[str, Callable[[str, str, str, random.Random], str]] = {
    "another head": lambda head, body, other, dice: headed(body, other),
    "cut to a half": lambda head, body, other, dice: f"{head}\n\n{cut(body, 0.5)}",
    "cut to a third": lambda head, body, other, dice: f"{head}\n\n{cut(body, 0.33)}",
    "paragraphs dropped": lambda head, body, other, dice: f"{head}\n\n{dropped(body, dice)}",
    "typing errors": lambda head, body, other, dice: f"{head}\n\n{mistyped(body, dice)}",
    "a word corrected": lambda head, body, other, dice: f"{head}\n\n{reworded(body, dice)}",
    "a figure corrected": lambda head, body, other, dice: f"{head}\n\n{corrected(body, dice)}",
    "other spelling": lambda head, body, other, dice: f"{head}\n\n{respelt(body)}",
    "cut, another head": lambda head, body, other, dice: headed(cut(body, 0.5), other),
    "all of it": lambda head, body, other, dice: headed(
        mistyped(respelt(cut(body, 0.6)), dice), other
    ),
}
"""Kind → (headline, body, another story's headline, dice) → the reprint."""
