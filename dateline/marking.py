"""Texts that are at hand → where a query's words stand in them, by FTS5 itself.

FTS5's highlight() is the truth about what a query finds, but takes the square of a text's hits, and
can't be interrupted. So texts are put into an index in memory, long ones a piece at a time.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from itertools import takewhile

from dateline.results import MARK_END, MARK_START

# The columns and the tokenizer are those of articles_fts.
INDEX = """
create virtual table pieces
using fts5(title, text, tokenize='porter unicode61 remove_diacritics 2')
"""

INSERT = "insert into pieces (rowid, title, text) values (?, ?, ?)"

MARKED = """
select rowid, highlight(pieces, 0, char(2), char(3)), highlight(pieces, 1, char(2), char(3))
from pieces where pieces match :match
"""

Text = tuple[int, str | None, str]
"""A number, a title and a text."""

PIECE = 20_000
"""Characters of a piece: of 100,000 in which every second is a hit highlight() takes 190 ms, of a
fifth of these 8 ms."""

OVERLAP = 4_000
"""Characters at a piece's end that are the next one's beginning: some 600 words. Of two words that
stand near each other, further apart than this, one may be missed."""

_HIT = re.compile(f"{MARK_START}[^{MARK_END}]*{MARK_END}")
"""A hit as highlight() marks it: between characters that no stored text has."""

_BETWEEN_WORDS = re.compile(r"[\W_]")


def marked(texts: Iterable[Text], match: str) -> list[Text]:
    r"""Return those of *texts* that have what *match* asks for, with marks.

    >>> marked([(7, None, "He left."), (8, "To stay", "They stayed.")], '"stay"')
    [(8, 'To \x02stay\x03', 'They \x02stayed\x03.')]
    """
    with closing(sqlite3.connect(":memory:")) as index:
        index.execute(INDEX)
        index.executemany(INSERT, texts)
        return index.execute(MARKED, {"match": match}).fetchall()


def spans(
    text: str, match: str, is_over: Callable[[], bool] = lambda: False
) -> list[tuple[int, int]]:
    """Return where in *text* stands what *match* asks for; once time *is_over*, as far as known.

    >>> spans("He left. They had left before.", '"leave" OR "left"')
    [(3, 7), (18, 22)]
    """
    found: list[tuple[int, int]] = []
    for begin, end in takewhile(lambda _: not is_over(), _pieces(text)):
        for at, _, piece in marked([(begin, None, text[begin:end])], match):
            found += [(at + first, at + last) for first, last in hits(piece)]
    whole: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if whole and start < whole[-1][1]:
            whole[-1] = whole[-1][0], max(end, whole[-1][1])
        else:
            whole.append((start, end))
    return whole


def hits(text: str) -> Iterator[tuple[int, int]]:
    r"""Yield where the hits of a marked text stand in it, once it has no marks.

    >>> list(hits("a \x02caravan\x03 of \x02migrants\x03"))
    [(2, 9), (13, 21)]
    """
    for before, hit in enumerate(_HIT.finditer(text)):
        yield hit.start() - 2 * before, hit.end() - 2 * before - 2


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each piece begins and ends: never within a word."""
    at = 0
    while at < len(text):
        yield at, _cut(text, at + PIECE + OVERLAP)
        at = _cut(text, at + PIECE)


def _cut(text: str, at: int) -> int:
    found = _BETWEEN_WORDS.search(text, at)
    return found.start() if found else len(text)
