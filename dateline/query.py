"""What a person typed → a small tree, never an error.

The language is that of docs/query-language.md. lexemes.py cuts the text into words, phrases and
parentheses; `_Reader` builds the tree by the grammar in its methods' docstrings. What can't be an
operator where it stands is a word. The tree knows nothing of SQL: match.py finds its articles.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container
from dataclasses import dataclass, replace

from dateline.lexemes import FIELDS, Lexeme, balanced, clean, is_date, lexemes
from dateline.results import FACETS

MAX_LENGTH = 2000
"""Characters of a query that are read. Longer ones are pasted articles, not questions."""

NEAR_DISTANCE = 10
"""Words between the two of a bare NEAR, as in FTS5."""


@dataclass(frozen=True, slots=True)
class Term:
    """One word or phrase: ``Term("national guard", quoted=True)``, ``Term("migra", prefix=True)``.

    A word with punctuation (``covid-19``) is a phrase to the index: its parts, side by side.
    """

    text: str
    quoted: bool = False
    prefix: bool = False
    """Whether the last word is only the beginning of one."""
    column: str | None = None
    """``title``, ``said`` (inside quotations), or None for anywhere in the article."""


@dataclass(frozen=True, slots=True)
class Near:
    """Two terms, in either order, with at most *distance* words between them."""

    left: Term
    right: Term
    distance: int


@dataclass(frozen=True, slots=True)
class Filter:
    """The articles with a value of a facet: ``Filter("country", "Mexico")``; ``""`` is none."""

    facet: str
    value: str


@dataclass(frozen=True, slots=True)
class Published:
    """The articles that may have appeared between two dates of any precision, inclusive."""

    first: str | None
    last: str | None


@dataclass(frozen=True, slots=True)
class And:
    """All of these: at least two, none of them an `And`."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any of these: at least two, none of them an `Or`."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Every article but these."""

    part: Node


Node = Term | Near | Filter | Published | And | Or | Not


@dataclass(frozen=True, slots=True)
class Query:
    """A query as it was read."""

    text: str
    """The text that was read: cleaned, and cut at `MAX_LENGTH`."""
    cut: bool
    root: Node | None
    """None where there is nothing to look for."""
    operators: bool
    """Whether AND, OR, NOT, NEAR or ``-`` was used: such a query is never relaxed."""


def parse(q: str, fields: Container[str] = FIELDS) -> Query:
    """Read a query; anything is one. Names before a colon that are not of *fields* are words.

    >>> parse('caravan "national guard"').root
    And(parts=(Term(text='caravan', ...), Term(text='national guard', quoted=True, ...)))
    """
    text = clean(q[:MAX_LENGTH])
    plain = text.lower() if text.isupper() and _PROSE.search(text) else text
    reader = _Reader(balanced(list(lexemes(plain, fields))))
    root = reader.either(None)
    return Query(text, len(q) > MAX_LENGTH, root, reader.operators)


# THE WAR AND THE TALKS: a headline's capitals, whose AND is no operator
_PROSE = re.compile(r"\b(?:BY|FOR|FROM|IN|OF|ON|THE|TO|WITH)\b")

# NEAR/5
_NEAR = re.compile(r"NEAR(?:/(\d{1,6}))?", re.ASCII)


def _has_token(text: str) -> bool:
    """Tell whether FTS5 finds a word in *text*: unicode61 takes letters, numbers, private use."""
    return any(unicodedata.category(c)[0] in "LN" or unicodedata.category(c) == "Co" for c in text)


def _joined(kind: type[And] | type[Or], parts: list[Node]) -> Node | None:
    """Join *parts* into one flat node, or what is left where there are fewer than two."""
    flat: list[Node] = []
    for part in parts:
        flat += part.parts if isinstance(part, kind) else (part,)
    if len(flat) < 2:
        return flat[0] if flat else None
    return kind(tuple(flat))


class _Reader:
    """A recursive descent over lexemes; as deep as `MAX_DEPTH` groups, never more."""

    def __init__(self, lexemes: list[Lexeme]) -> None:
        self.lexemes = lexemes
        self.at = 0
        self.operators = False

    def either(self, field: str | None) -> Node | None:
        """Read ``either := all ("OR" all)*``, up to the closing parenthesis or the end."""
        parts = [self.all(field)]
        while self._ahead() is not None:
            self._take_operator()
            parts.append(self.all(field))
        return _joined(Or, [part for part in parts if part is not None])

    def all(self, field: str | None) -> Node | None:
        """Read ``all := some ("AND"? some)*``, up to an OR."""
        parts = [self.some(field)]
        while self._ahead() is not None and not self._operator("OR"):
            if self._operator("AND"):
                self._take_operator()
            parts.append(self.some(field))
        return _joined(And, [part for part in parts if part is not None])

    def some(self, field: str | None) -> Node | None:
        """Read ``some := "NOT"* "-"? near``."""
        negated = False
        while self._operator("NOT"):
            self._take_operator()
            negated = not negated
        ahead = self._ahead()
        if ahead is not None and ahead.minus:
            self.operators = True
            negated = not negated
        part = self.near(field)
        return Not(part) if negated and part is not None else part

    def near(self, field: str | None) -> Node | None:
        """Read ``near := atom ("NEAR/n" atom)*`` between words and phrases; a chain is by pairs."""
        left = self.atom(field)
        pairs: list[Node] = []
        while isinstance(left, Term) and (right := self._near_to(left, field)):
            pairs.append(right)
            left = right.right
        return _joined(And, pairs) or left

    def atom(self, field: str | None) -> Node | None:
        """Read ``atom := "(" either ")" | field? (word | phrase)``."""
        lexeme = self._ahead()
        if lexeme is None:
            return None
        self.at += 1
        field = lexeme.field or field
        if lexeme.kind != "(":
            return _leaf(lexeme, field)
        group = self.either(field)
        self.at += 1
        return group

    def _near_to(self, left: Term, field: str | None) -> Near | None:
        """Read ``NEAR/5 troops`` after *left*, or nothing where it is no operator."""
        near = self._ahead()
        if near is None or not (match := _bare(near) and _NEAR.fullmatch(near.text)):
            return None
        following = self.lexemes[self.at + 1 : self.at + 2]
        if not following or following[0].kind not in ("word", "phrase") or following[0].minus:
            return None
        right = _leaf(following[0], following[0].field or field)
        if not isinstance(right, Term) or right.column != left.column:
            return None
        self.at += 2
        self.operators = True
        return Near(left, right, int(match[1] or NEAR_DISTANCE))

    def _ahead(self) -> Lexeme | None:
        """Return the next lexeme of this group, None at its end."""
        if self.at < len(self.lexemes) and self.lexemes[self.at].kind != ")":
            return self.lexemes[self.at]
        return None

    def _operator(self, name: str) -> bool:
        """Tell whether the next lexeme is the operator *name*, with something to work on."""
        ahead = self._ahead()
        if ahead is None or ahead.text != name or not _bare(ahead):
            return False
        after = self.lexemes[self.at + 1 : self.at + 2]
        return bool(after) and after[0].kind != ")"

    def _take_operator(self) -> None:
        self.at += 1
        self.operators = True


def _bare(lexeme: Lexeme) -> bool:
    """Tell whether *lexeme* is a word alone, as operators are."""
    return lexeme == replace(lexeme, kind="word", minus=False, field=None, prefix=False)


def _leaf(lexeme: Lexeme, field: str | None) -> Node | None:
    """Read a word or phrase under *field*; None where there is nothing to look for."""
    if field in FACETS:
        return Filter(field, " ".join(lexeme.text.split()))
    if field == "published" and (published := _published(lexeme.text)):
        return published
    if not _has_token(lexeme.text):
        return None
    column = field if field != "published" else None
    return Term(lexeme.text, lexeme.kind == "phrase", lexeme.prefix, column)


def _published(text: str) -> Published | None:
    """Read ``2018``, ``2018-10..2020``, ``..2020`` or ``2018..``; None where it is no date."""
    first, dots, last = text.partition("..")
    if not dots:
        last = first
    if not (first or last) or any(day and not is_date(day) for day in (first, last)):
        return None
    return Published(first or None, last or None)
