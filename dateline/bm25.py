"""BM25 over the articles of words: what FTS5 says, many times as soon.

Only queries of words and their beginnings are answered. Every number is FTS5's own: how many
articles there are and how long, how many have each word, and the order in which a score adds up.
FTS5 itself looks up how long each article is, which takes most of its time for a rare word.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from math import log

import numpy as np
from numpy.typing import NDArray

from dateline.arrays import Arrays, current
from dateline.occurrences import Occurrences, occurrences
from dateline.postings import Numbers, unpacked
from dateline.query import And, Node, Not, Or, Term
from dateline.sets import ArticleSet, Mask, Scores
from dateline.stems import is_one_word

SATURATION, LENGTH_WEIGHT = 1.2, 0.75
"""FTS5's k1 and b."""

LEAST_RARITY = 1e-6
"""What FTS5 takes for a word that more than half of all articles have."""

TOTALS = "select block from articles_fts_data where id = 1"


def ranked(connection: sqlite3.Connection, node: Node) -> Scores | None:
    """Return what matches *node* and its BM25; None where that is for FTS5 to say."""
    words = _words(connection, node)
    if words is None:
        return None
    first, *others = node.parts if isinstance(node, And) else (node,)
    if isinstance(first, Term) and not others:
        return Scores(*words.weighed(words.postings[first]))
    matched = words.matching(node)
    sums = np.zeros(len(matched))
    for word, within in words.counted(node, matched):
        ids, worth = words.weighed(word, within)
        sums[ids] += worth
    ids = np.flatnonzero(matched)
    return Scores(ids, sums[ids])


def matching(connection: sqlite3.Connection, node: Node) -> ArticleSet | None:
    """Return what matches *node*, as `ranked`."""
    words = _words(connection, node)
    return None if words is None else ArticleSet(words.matching(node))


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of a query."""

    arrays: Arrays
    postings: Mapping[Term, Occurrences]
    number: int
    """How many articles there are."""
    length: float
    """Of an article, on average."""

    def matching(self, node: Node) -> Mask:
        """Return which articles match *node*."""
        if isinstance(node, Not):
            return ~self.matching(node.part)
        if isinstance(node, (And, Or)):
            join = np.logical_and if isinstance(node, And) else np.logical_or
            return reduce(join, map(self.matching, node.parts))
        mask = np.zeros(len(self.arrays.lengths), np.bool_)
        if isinstance(node, Term):
            mask[self.postings[node].articles] = True
        return mask

    def counted(self, node: Node, within: Mask) -> Iterator[tuple[Occurrences, Mask]]:
        """Yield each word, in their order, with the articles whose scores it counts for.

        A word counts where all that it stands among matches: of “oil OR (ship crew)” “ship” counts
        for articles with both.
        """
        if isinstance(node, And):
            within = within & self.matching(node)
        if isinstance(node, (And, Or)):
            for part in node.parts:
                yield from self.counted(part, within)
        elif isinstance(node, Term):
            yield self.postings[node], within

    def weighed(
        self, word: Occurrences, within: Mask | None = None
    ) -> tuple[Numbers, NDArray[np.float64]]:
        """Return what *word* adds to the scores of articles, computed as FTS5 does."""
        ids, often = word.articles, word.frequencies
        if within is not None and not (counts := within[ids]).all():
            ids, often = ids[counts], often[counts]
        held = len(word.articles)
        rarity = log((self.number - held + 0.5) / (held + 0.5))
        length = LENGTH_WEIGHT * self.arrays.lengths[ids] / self.length
        damping = SATURATION * (1 - LENGTH_WEIGHT + length)
        rarity = rarity if rarity > 0 else LEAST_RARITY
        return ids, rarity * (often * (SATURATION + 1) / (often + damping))


def _words(connection: sqlite3.Connection, node: Node) -> _Words | None:
    """Fetch what is known of a query's words; None if it has other parts."""
    terms = list(_terms(node))
    if None in terms or not (arrays := current(connection)):
        return None
    postings = occurrences(connection, arrays, [term for term in terms if term])
    (block,) = connection.execute(TOTALS).fetchone()
    number, *mentions = unpacked(block, np.int64).tolist() or [0]
    return _Words(arrays, postings, number, sum(mentions) / (number or 1))


def _terms(node: Node) -> Iterator[Term | None]:
    """Yield the words of a query, whole or only begun; None for what is more than a word.

    So is NOT within a group: where what stands before it is nowhere, FTS5 counts what it excludes
    for one article.
    """
    for part in node.parts if isinstance(node, And) else (node,):
        yield from _grouped(part.part if isinstance(part, Not) else part)


def _grouped(node: Node) -> Iterator[Term | None]:
    if isinstance(node, (And, Or)):
        for part in node.parts:
            yield from _grouped(part)
    elif isinstance(node, Term) and not node.column:
        yield node if is_one_word(node.text) else None
    else:
        yield None
