"""BM25 over the accelerators' postings: what FTS5 says of common words, many times as soon.

Only queries of plain words are answered, of which at least one is common. Every number is FTS5's
own: how many articles there are and how long, how many have each word, and the order in which a
score adds up. Of articles that changed since the accelerators were made FTS5 itself is asked.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from itertools import groupby
from math import log
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from dateline.arrays import Arrays, current
from dateline.postings import TITLE_WEIGHT, Numbers, read, unpacked
from dateline.query import And, Node, Not, Or, Term
from dateline.sets import ArticleSet, Mask, Scores
from dateline.stems import is_one_word, stems

SATURATION, LENGTH_WEIGHT = 1.2, 0.75
"""FTS5's k1 and b."""

LEAST_RARITY = 1e-6
"""What FTS5 takes for a word that more than half of all articles have."""

COMMON = """
select word, stretch, held, articles, frequencies from word_postings
where word in (select value from json_each(:stems)) order by word, stretch
"""

# To look has FTS5 write down what this transaction changed, so it comes before TOTALS.
RARE = """
select term, doc, sum(iif(col = 'title', :title_weight, 1)) from json_each(:stems)
cross join articles_instances on term = value
group by term, doc
"""

TOTALS = "select block from articles_fts_data where id = 1"

HELD = """
select word, sum(held) from word_postings where word in (select value from json_each(:stems))
group by word
"""

HELD_RARE = "select value, doc from json_each(:stems) cross join articles_vocab on term = value"

# The + has FTS5 walk each stretch once, where the changed articles alone count.
CHANGED_MATCHES = """
select articles_fts.rowid from json_each(:stretches) as stretch
cross join articles_fts on articles_fts.rowid
    between json_extract(stretch.value, '$[0]') and json_extract(stretch.value, '$[1]')
where articles_fts match :match
and +articles_fts.rowid in (select value from json_each(:changed))
"""

# In one walk: each time FTS5 begins to rank, it counts all articles of every word.
CHANGED_SCORES = """
select rowid, -bm25(articles_fts, :title_weight, 1.0) from articles_fts
where articles_fts match :match and rowid between :first and :last
and +rowid in (select value from json_each(:changed))
"""

WALKED = 1500
"""Articles that FTS5 walks by (50 ns each) while it finds its way to a stretch of them (75 µs)."""


def ranked(connection: sqlite3.Connection, node: Node, match: str) -> Scores | None:
    """Return what matches *node* and its BM25; None where that is for FTS5 to say.

    *match* is the same in FTS5's language.
    """
    words = _words(connection, node)
    if words is None:
        return None
    matched = words.matching(node)
    parts = [words.weighed(*part) for part in words.counted(node, matched)]
    if len(parts) == 1:
        ids, worth = parts[0]
    else:
        sums = np.zeros(len(matched))
        for ids, worth in parts:
            sums[ids] += worth
        ids = np.flatnonzero(matched)
        worth = sums[ids]
    if changed := _changed(connection, words.arrays, match, words.most):
        where = {"first": min(changed), "last": max(changed), "changed": json.dumps(changed)}
        where |= {"match": match, "title_weight": TITLE_WEIGHT}
        anew = np.array(connection.execute(CHANGED_SCORES, where).fetchall())
        ids, worth = np.append(ids, anew[:, 0].astype(np.int64)), np.append(worth, anew[:, 1])
        order = np.argsort(ids)
        ids, worth = ids[order], worth[order]
    return Scores(ids, worth)


def matching(connection: sqlite3.Connection, node: Node, match: str) -> ArticleSet | None:
    """Return what matches *node*, as `ranked`."""
    words = _words(connection, node)
    if words is None:
        return None
    matched = words.matching(node)
    matched[_changed(connection, words.arrays, match, words.most)] = True
    return ArticleSet(matched)


def held(connection: sqlite3.Connection, words: Mapping[str, str]) -> dict[str, int]:
    """Return how many articles have each stem, given with a word of which it is one.

    ``held(connection, {"govern": "governments"})`` → ``{"govern": 1702}``
    """
    stems = json.dumps(list(words))
    known: dict[str, int] = {}
    if arrays := current(connection):
        if len(arrays.changed):
            common = _common(connection, arrays, words)
            known = {stem: postings.held for stem, postings in common.items()}
        else:
            known = dict(connection.execute(HELD, {"stems": stems}).fetchall())
    rest = json.dumps(list(words.keys() - known))
    return known | dict(connection.execute(HELD_RARE, {"stems": rest}).fetchall())


@dataclass(frozen=True, slots=True)
class _Postings:
    """The articles of one word, without those that changed; and how many have it, with those."""

    articles: Numbers
    frequencies: Numbers
    held: int


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of a query, each by its text."""

    arrays: Arrays
    postings: Mapping[str, _Postings]
    number: int
    """How many articles there are."""
    length: float
    """Of an article, on average."""

    @property
    def most(self) -> int:
        """How many articles have the commonest of the words."""
        return max(word.held for word in self.postings.values())

    def matching(self, node: Node) -> Mask:
        """Return which articles match *node*, without those that changed."""
        matched = self._mask(node)
        matched[self.arrays.changed] = False
        return matched

    def _mask(self, node: Node) -> Mask:
        if isinstance(node, Not):
            return ~self._mask(node.part)
        if isinstance(node, (And, Or)):
            join = np.logical_and if isinstance(node, And) else np.logical_or
            return reduce(join, map(self._mask, node.parts))
        mask = np.zeros(len(self.arrays.lengths), np.bool_)
        if isinstance(node, Term):
            mask[self.postings[node.text].articles] = True
        return mask

    def counted(self, node: Node, within: Mask) -> Iterator[tuple[_Postings, Mask]]:
        """Yield each word, in their order, with the articles whose scores it counts for.

        A word counts where all that it stands among matches: of “oil OR (ship crew)” “ship” counts
        for articles with both.
        """
        if isinstance(node, And):
            within = within & self._mask(node)
        if isinstance(node, (And, Or)):
            for part in node.parts:
                yield from self.counted(part, within)
        elif isinstance(node, Term):
            yield self.postings[node.text], within

    def weighed(self, word: _Postings, within: Mask) -> tuple[Numbers, NDArray[np.float64]]:
        """Return what *word* adds to the scores of articles, computed as FTS5 does."""
        counts = within[word.articles]
        ids, often = word.articles, word.frequencies
        if not counts.all():
            ids, often = ids[counts], often[counts]
        rarity = log((self.number - word.held + 0.5) / (word.held + 0.5))
        length = LENGTH_WEIGHT * self.arrays.lengths[ids] / self.length
        damping = SATURATION * (1 - LENGTH_WEIGHT + length)
        rarity = rarity if rarity > 0 else LEAST_RARITY
        return ids, rarity * (often * (SATURATION + 1) / (often + damping))


def _words(connection: sqlite3.Connection, node: Node) -> _Words | None:
    """Fetch what is known of a query's words; None if it has other parts, or none is common."""
    texts = list(_texts(node))
    if None in texts or not (arrays := current(connection)):
        return None
    stem = stems(text for text in texts if text)
    words = {stem[text]: text for text in texts if text}
    postings = _common(connection, arrays, words)
    if not postings:
        return None
    rare = {stem: word for stem, word in words.items() if stem not in postings}
    postings |= _rare(connection, arrays, rare)
    (block,) = connection.execute(TOTALS).fetchone()
    number, *mentions = unpacked(block, np.int64).tolist()
    by_text = {text: postings[stem[text]] for text in texts if text}
    return _Words(arrays, by_text, number, sum(mentions) / number)


def _texts(node: Node) -> Iterator[str | None]:
    """Yield the words of a query; None for what is more than a word.

    So is NOT within a group: where what stands before it is nowhere, FTS5 counts what it excludes
    for one article.
    """
    for part in node.parts if isinstance(node, And) else (node,):
        yield from _grouped(part.part if isinstance(part, Not) else part)


def _grouped(node: Node) -> Iterator[str | None]:
    if isinstance(node, (And, Or)):
        for part in node.parts:
            yield from _grouped(part)
    elif isinstance(node, Term) and not node.prefix and not node.column:
        yield node.text if is_one_word(node.text) else None
    else:
        yield None


def _common(
    connection: sqlite3.Connection, arrays: Arrays, words: Mapping[str, str]
) -> dict[str, _Postings]:
    """Read the postings of those of *words* (stem → word) that are common."""
    rows = connection.execute(COMMON, {"stems": json.dumps(list(words))})
    return {
        stem: _postings(connection, arrays, words[stem], *read([row[1:] for row in of]))
        for stem, of in groupby(rows.fetchall(), itemgetter(0))
    }


def _rare(
    connection: sqlite3.Connection, arrays: Arrays, words: Mapping[str, str]
) -> dict[str, _Postings]:
    """Ask the index for the postings of *words* (stem → word)."""
    where = {"stems": json.dumps(list(words)), "title_weight": TITLE_WEIGHT}
    rows = {stem: np.zeros((0, 2), np.int32) for stem in words}
    for stem, of in groupby(connection.execute(RARE, where), itemgetter(0)):
        rows[stem] = np.array([row[1:] for row in of])
    return {
        stem: _postings(connection, arrays, words[stem], *found.T) for stem, found in rows.items()
    }


def _postings(
    connection: sqlite3.Connection, arrays: Arrays, word: str, articles: Numbers, often: Numbers
) -> _Postings:
    if not len(arrays.changed):
        return _Postings(articles, often, len(articles))
    changed = np.zeros(len(arrays.lengths), np.bool_)
    changed[arrays.changed] = True
    same = ~changed[articles]
    anew = _changed(connection, arrays, f'"{word}"', len(articles))
    return _Postings(articles[same], often[same], int(np.count_nonzero(same)) + len(anew))


def _changed(connection: sqlite3.Connection, arrays: Arrays, match: str, most: int) -> list[int]:
    """Return the articles that changed and match, by FTS5, for which a walk passes *most* at most.

    New articles are one stretch of ids; old ones that changed are many.
    """
    ids = arrays.changed
    if not len(ids):
        return []
    gaps = np.flatnonzero(np.diff(ids) > 1)
    if most < WALKED * len(gaps):
        gaps = gaps[:0]
    stretches = np.stack([ids[np.append(0, gaps + 1)], ids[np.append(gaps, -1)]], axis=1)
    where = {"stretches": json.dumps(stretches.tolist()), "changed": json.dumps(ids.tolist())}
    return [row[0] for row in connection.execute(CHANGED_MATCHES, {"match": match, **where})]
