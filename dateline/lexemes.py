"""A query's text → words, phrases and parentheses, each with what is glued to its front.

The first half of reading a query; query.py builds the tree.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import date

from dateline.results import FACETS

MAX_DEPTH = 12
"""Groups within groups; deeper parentheses are punctuation.

FTS5's parser (3.40.1) has a stack of 100 entries; a group costs at most 7 of them
(``a OR ((b AND (…)) NOT c)``): it overflows at 15 groups.
"""

QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂", '"'))
"""Quotation marks that keyboards and word processors make of ``"``."""

FIELDS = ("title", "said", "published", *FACETS)
"""What may stand before a colon."""

# -person:"Denis Contreras"  title:caravan  migra*  -(a OR b)  country:(Mexico OR Cuba)  )
LEXEME = re.compile(
    r"""
    (?P<minus> (?<![^\s(]) - (?=[^\s)-]) )?
    (?: (?P<field> [^\W\d_]+ ) : (?=[^\s/)]) )?
    (?: " (?P<phrase> [^"]* ) " (?P<star> \*? )
      | (?P<open> \( )
      | (?P<word> [^\s()"]+ )
    )
  | (?P<close> \) )
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Lexeme:
    """A word, a phrase or a parenthesis, with what was glued to its front."""

    kind: str
    """``word``, ``phrase``, ``(`` or ``)``."""
    text: str = ""
    minus: bool = False
    field: str | None = None
    prefix: bool = False


def lexemes(text: str, fields: Container[str] = FIELDS) -> Iterator[Lexeme]:
    """Cut *text* into lexemes; a field not of *fields* is a word of its own (``foo:bar``)."""
    for match in LEXEME.finditer(text.translate(QUOTES)):
        minus, field = bool(match["minus"]), match["field"]
        if field and field.lower() not in fields:
            yield Lexeme("word", field, minus)
            field = None
        field = field and field.lower()
        if match["close"]:
            yield Lexeme(")")
        elif match["open"]:
            yield Lexeme("(", "", minus, field)
        elif match["phrase"] is not None:
            yield Lexeme("phrase", match["phrase"], minus, field, bool(match["star"]))
        else:
            word = match["word"]
            yield Lexeme("word", word.rstrip("*"), minus, field, word.endswith("*"))


def balanced(found: list[Lexeme]) -> list[Lexeme]:
    """Drop parentheses without a partner, and pairs deeper than `MAX_DEPTH`."""
    dropped, opened = set(), []
    for at, lexeme in enumerate(found):
        if lexeme.kind == "(":
            opened.append(at)
        elif lexeme.kind == ")":
            if len(opened) > MAX_DEPTH:
                dropped |= {opened[-1], at}
            if not opened:
                dropped.add(at)
            else:
                opened.pop()
    dropped.update(opened)
    return [lexeme for at, lexeme in enumerate(found) if at not in dropped]


def clean(q: str) -> str:
    r"""Return *q* with blanks for control characters and lone surrogates.

    >>> clean("border\x00troops\ud800")
    'border troops '
    """
    return "".join(" " if unicodedata.category(c) in ("Cc", "Cs") else c for c in q)


_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)
"""``2018``, ``2018-10``, ``2018-10-25``"""


def is_date(text: str) -> bool:
    """Tell whether *text* is an ISO 8601 date of any precision; 2018-02-30 is none."""
    match = _DATE.fullmatch(text)
    if match is None:
        return False
    try:
        date(*(int(part or 1) for part in match.groups()))
    except ValueError:
        return False
    return True
