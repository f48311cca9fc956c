"""A query's tree → the articles that match it, with their scores.

What is only text becomes one FTS5 expression, as large as possible; filters, ``said:`` and what
they are mixed with are worked out over sets of article ids.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, reduce
from importlib import resources
from operator import or_
from typing import TypeGuard

import numpy as np

from dateline import bm25
from dateline.arrays import current
from dateline.facets import Ids, choose, every, published_within
from dateline.postings import TITLE_WEIGHT
from dateline.query import And, Filter, Near, Node, Not, Or, Published, Query, Term
from dateline.sets import Scores
from dateline.text import fold, tokens

RELAX_BELOW = 10
"""With fewer articles that have all the words, those that have some of them follow."""

# SQLite's bm25() is smaller for better.
RANKED = """
select rowid, -bm25(articles_fts, :title_weight, 1.0)
from articles_fts where articles_fts match :match order by rowid
"""

MATCHING = "select rowid from articles_fts where articles_fts match :match"

QUOTING = """
select article_id from quotes
where id in (select rowid from quotes_fts where quotes_fts match :match)
"""


# -- the tree → FTS5 ---------------------------------------------------------------------------


def expression(node: Node) -> str | None:
    """Write *node* in FTS5's language, or None where FTS5 alone can't answer it.

    >>> expression(parse('border -"national guard" migra*').root)
    '("border" AND "migra" *) NOT ("national guard")'
    """
    if isinstance(node, (Term, Near)):
        column = node.column if isinstance(node, Term) else node.left.column
        return None if column == "said" else _in_column(column, _text(node))
    if isinstance(node, Or):
        return _join(" OR ", [expression(part) for part in node.parts])
    if isinstance(node, And):
        wanted = [expression(part) for part in node.parts if not isinstance(part, Not)]
        unwanted = [expression(part.part) for part in node.parts if isinstance(part, Not)]
        positive = _join(" AND ", wanted)
        negative = _join(" OR ", unwanted)
        if positive is None or not unwanted:
            return positive
        return None if negative is None else f"({positive}) NOT ({negative})"
    return None


def _join(operator: str, parts: Sequence[str | None]) -> str | None:
    """Join FTS5 expressions, each in parentheses unless alone; None if any is missing."""
    known = [part for part in parts if part is not None]
    if not known or len(known) < len(parts):
        return None
    return known[0] if len(known) == 1 else operator.join(map(_grouped, known))


def _grouped(part: str) -> str:
    simple = part.startswith('"') and part.count('"') == 2
    return part if simple else f"({part})"


def _text(node: Term | Near) -> str:
    if isinstance(node, Near):
        return f"NEAR({_text(node.left)} {_text(node.right)}, {node.distance})"
    quoted = '"' + node.text.replace('"', " ") + '"'
    return quoted + " *" if node.prefix else quoted


def _in_column(column: str | None, part: str) -> str:
    return f"{{{column}}} : {part}" if column else part


# -- the tree → ids ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Matches:
    """The articles a query finds."""

    ids: Ids | None
    """None is every article."""
    scores: Scores
    """BM25, without the articles that no word ranks."""
    expression: str | None
    """What ranked them, in FTS5's language: its hits are what snippets show."""


def matches(connection: sqlite3.Connection, query: Query) -> Matches:
    """Find the articles for *query*, ranked where it has words to rank by."""
    if query.root is None:
        return Matches(None, Scores(), None)
    found = _ranked(connection, conjuncts(query.root))
    if found is not None:
        return found
    ids = evaluate(connection, query.root)
    asked = tuple({expression(part): part for part in _asked(query.root)}.values())
    if not asked:
        return Matches(ids, Scores(), None)
    some = asked[0] if len(asked) == 1 else Or(asked)
    return Matches(ids, _scores(connection, some).within(ids), expression(some))


def relaxed(connection: sqlite3.Connection, query: Query) -> Matches | None:
    """Find the articles that have some of the words; None where *query* can't be relaxed."""
    return _ranked(connection, loosened(query))


def loosened(query: Query) -> tuple[Node, ...]:
    """Return what is still required when some of the words will do; nothing where that can't be.

    Phrases and filters stay required. Words like “the” are not enough, unless all are like that;
    a part of a word with punctuation is.
    """
    parts = () if query.root is None or query.operators else conjuncts(query.root)
    asked = [part for part in parts if _is_word(part)]
    if len(asked) < 2:
        return ()
    telling = [part for word in asked for part in _telling(word)] or asked
    some = Or(tuple(telling)) if len(telling) > 1 else telling[0]
    return (some, *(part for part in parts if not _is_word(part)))


def evaluate(connection: sqlite3.Connection, node: Node) -> Ids:
    """Return the ids of the articles that *node* describes.

    ``evaluate(connection, Filter("country", "Mexico"))`` → ``frozenset({3, 14})``
    """
    text = expression(node)
    if text is not None:
        return _matching(connection, node, text)
    if isinstance(node, And):
        return _all_of(connection, node.parts)
    if isinstance(node, Or):
        return reduce(or_, (evaluate(connection, part) for part in node.parts))
    if isinstance(node, Not):
        return every(connection) - evaluate(connection, node.part)
    if isinstance(node, Filter):
        return choose(connection, node.facet, [node.value]).ids
    if isinstance(node, Published):
        return published_within(connection, node.first, node.last)
    return _ids(connection.execute(QUOTING, {"match": said(node)}))


def said(node: Term | Near) -> str:
    """Write what stands inside quotations in FTS5's language: ``{text} : "asylum"``."""
    return _in_column("text", _text(node))


@cache
def stop_words() -> frozenset[str]:
    """Return the words that say nothing about what an article is about."""
    text = resources.files("dateline").joinpath("data/stopwords_en.txt").read_text("utf-8")
    return frozenset(line for line in text.splitlines() if line and not line.startswith("#"))


def _ranked(connection: sqlite3.Connection, parts: Sequence[Node]) -> Matches | None:
    """Rank the articles that have all of *parts* by the text among them, if there is any."""
    textual, rest = _split(parts)
    if textual is None:
        return None
    scores = _scores(connection, textual)
    arrays = current(connection)
    ids = scores.articles(len(arrays.lengths) if arrays else 0)
    if rest:
        ids = _narrowed(connection, ids, rest)
        scores = scores.within(ids)
    return Matches(ids, scores, expression(textual))


def _scores(connection: sqlite3.Connection, node: Node) -> Scores:
    """Rank what *node* finds, which FTS5 alone can answer."""
    scores = bm25.ranked(connection, node)
    if scores is not None:
        return scores
    where = {"match": expression(node) or "", "title_weight": TITLE_WEIGHT}
    rows = connection.execute(RANKED, where)
    found = np.fromiter(rows, "i8,f8")
    return Scores(found["f0"], found["f1"])


def _matching(connection: sqlite3.Connection, node: Node, text: str) -> Ids:
    """Find what *node* finds, which FTS5 alone can answer: it is *text* in its language."""
    ids = bm25.matching(connection, node)
    return _ids(connection.execute(MATCHING, {"match": text})) if ids is None else ids


def _all_of(connection: sqlite3.Connection, parts: Sequence[Node]) -> Ids:
    textual, rest = _split(parts)
    found = every(connection) if textual is None else evaluate(connection, textual)
    return _narrowed(connection, found, rest)


def _narrowed(connection: sqlite3.Connection, ids: Ids, parts: Iterable[Node]) -> Ids:
    """Keep those of *ids* that have all of *parts*."""
    for part in parts:
        if isinstance(part, Not):
            ids -= evaluate(connection, part.part)
        else:
            ids &= evaluate(connection, part)
    return ids


def split(parts: Sequence[Node]) -> tuple[str | None, Sequence[Node]]:
    """Part *parts* into one FTS5 expression and the rest; all are rest if no text is wanted."""
    textual, rest = _split(parts)
    return None if textual is None else expression(textual), rest


def _split(parts: Sequence[Node]) -> tuple[Node | None, Sequence[Node]]:
    textual = [part for part in parts if expression(_bare(part)) is not None]
    if all(isinstance(part, Not) for part in textual):
        return None, parts
    return And(tuple(textual)), [part for part in parts if part not in textual]


def _bare(node: Node) -> Node:
    return node.part if isinstance(node, Not) else node


def conjuncts(node: Node) -> tuple[Node, ...]:
    """Return the parts of *node* that are all required."""
    return node.parts if isinstance(node, And) else (node,)


def _is_word(node: Node) -> TypeGuard[Term]:
    return isinstance(node, Term) and not node.quoted and node.column != "said"


def _telling(word: Term) -> list[Term]:
    """Cut *word* into its parts that are no stop words: ``don't`` has none, ``covid-19`` two."""
    cut = [word.text] if word.prefix else tokens(word.text)
    return [replace(word, text=part) for part in cut if fold(part) not in stop_words()]


def wanted(node: Node) -> Iterator[str]:
    """Yield the text that *node* asks for, not what it excludes, in FTS5's language."""
    yield from filter(None, map(expression, _asked(node)))


def _asked(node: Node) -> Iterator[Term | Near]:
    if isinstance(node, (And, Or)):
        for part in node.parts:
            yield from _asked(part)
    elif isinstance(node, (Term, Near)) and expression(node):
        yield node


def words(node: Node) -> Iterator[str]:
    """Yield what *node* asks for as words: neither beginnings of words, nor what was said."""
    if isinstance(node, (And, Or)):
        for part in node.parts:
            yield from words(part)
    elif isinstance(node, Near):
        yield from (node.left.text, node.right.text)
    elif isinstance(node, Term) and not node.prefix and node.column != "said":
        yield node.text


def _ids(rows: Iterable[Sequence[int]]) -> Ids:
    return frozenset(row[0] for row in rows)
