"""Strings made comparable: one way to normalise a text, fold a name, cut paragraphs and words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_LINE_ENDS = re.compile("\r\n|[\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029]")
"""Everything that `str.splitlines` counts as the end of a line."""

_CONTROLS = re.compile("[\x00-\x08\x0e-\x1b\x1f\x7f-\x9f\ufeff\ufffe\uffff]")
"""C0 and C1 controls but tab and newline, byte-order marks and noncharacters.

Stripped before any offset exists. The search's marks are ``char(2)`` and ``char(3)``: a text that
kept its own would forge highlights.
"""


# “…illegally.\n\nGo back…”  “…said.\n    He added…”
_GAPS = re.compile(r"\n[ \t]*\n\s*|\n[ \t]+")
"""What stands between paragraphs, in a text that has blank lines or indented ones at all."""

_LINES = re.compile(r"\n\s*")

_NO_WORD = re.compile(r"[\W_]+")

_NO_LETTER = re.compile(r"[^\w\x00-\x7f]")
"""What is neither ASCII's nor in any word."""

_MARKS = "’—“”–…‘‑\xa0"
"""Of 1,500 articles with other characters than ASCII's, all but 90 have no others than these."""

_BLANKS = {code: code if chr(code).isalnum() else " " for code in range(128)}
"""ASCII with blanks for all that is in no word."""


def normalise(text: str) -> str:
    r"""Return *text* with one kind of line end, in NFC, without control characters.

    >>> normalise("Cafe\u0301\r\n\x02Tecu\u0301n\tUma\u0301n")
    'Café\nTecún\tUmán'
    """
    return unicodedata.normalize("NFC", _CONTROLS.sub("", _LINE_ENDS.sub("\n", text)))


def fold(name: str) -> str:
    """Return *name* as it is compared: without case, accents and doubled blanks.

    >>> fold("Ciudad  Tecún Umán")
    'ciudad tecun uman'
    """
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return " ".join(bare.split())


def paragraphs(text: str) -> Iterator[tuple[int, int]]:
    r"""Yield where each paragraph begins and ends; in a text without gaps each line is one.

    >>> list(paragraphs("One.\nStill one.\n\nTwo.")), list(paragraphs("One.\nTwo."))
    ([(0, 15), (17, 21)], [(0, 4), (5, 9)])
    """
    start = 0
    for gap in (_GAPS if _GAPS.search(text) else _LINES).finditer(text):
        if gap.start() > start:
            yield start, gap.start()
        start = gap.end()
    if start < len(text):
        yield start, len(text)


def tokens(text: str) -> list[str]:
    """Cut *text* into words as the index does (FTS5's unicode61), to which _ is no letter.

    >>> tokens("COVID-19's a_b")
    ['COVID', '19', 's', 'a', 'b']
    """
    text = spaced(text)
    return (text.translate(_BLANKS) if text.isascii() else _NO_WORD.sub(" ", text)).split()


def spaced(text: str, no_letter: re.Pattern[str] = _NO_LETTER) -> str:
    """Return *text* with a blank for each character that is in no word and not ASCII's.

    In a text that has nothing but ASCII then, words are told apart in half the time.
    *no_letter* says which these are, beside the usual marks.
    """
    if not text.isascii():
        for mark in _MARKS:
            text = text.replace(mark, " ")
        if not text.isascii():
            text = no_letter.sub(" ", text)
    return text
