"""The best of what matches, read once more: the second stage of ranking.

FTS5's BM25 knows how often each word stands in an article. Here the best articles' beginnings are
read for what it doesn't know: whether the query's words stand close together, and which other words
the best of them share. Nothing is added or dropped. It reads these texts, and of the index only how
many articles have each word of the query, so that what it costs does not grow with the corpus.
docs/decisions/0005-ranking.md has the gains.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dateline.lexicon import numbered
from dateline.match import stop_words
from dateline.occurrences import held
from dateline.postings import TITLE_WEIGHT
from dateline.sets import Scores
from dateline.stems import stems
from dateline.text import tokens

DEPTH = 100
"""The best articles, which are read once more: over six collections nDCG@10 is the same within
0.2 % from 60 to 200, and 150 cost twice as much."""

READ = 1200
"""Characters of an article that are read: with 2,000, nDCG@10 is the same."""

LAST = "select coalesce(max(id), 1) from articles"

BEGINNINGS = """
select id, substr(coalesce(title, ''), 1, :length), substr(text, 1, :length) from articles
where id in (select value from json_each(:ids)) order by id
"""

SATURATION, LENGTH_WEIGHT = 2.0, 0.6
"""BM25's k1 and b. FTS5 has 1.2 and 0.75, which favours very short articles."""

NEAR = 8
"""Words from one of the query's words to the next that still count as close."""

PROXIMITY, NEAR_ENOUGH = 1.0, 1.5
"""What words that stand close add, at most; and the closeness that adds half of it."""

TEACHERS, LESSONS, LEARNING = 10, 20, 0.4
"""The best articles, how many words are learnt from them, and what these add to the best score."""

CANDIDATES = 3 * LESSONS
"""The best words, which are looked at for lessons: single letters are none."""

TRUST = 2
"""Power of a teacher's score by which it counts: one that stands out is hardly overruled."""

Numbers = NDArray[np.integer[Any]]

Worth = NDArray[np.float64]

Wanted = tuple[Numbers, Worth]
"""Words as numbers, and what each is worth."""


def best_first(
    connection: sqlite3.Connection,
    words: Iterable[str],
    strict: Scores,
    some: Scores,
    number: int,
    is_over: Callable[[], bool] = lambda: False,
) -> dict[int, float]:
    """Return the first *number* of the articles that have all of *words*, then of those with some.

    Both come with their BM25. The best `DEPTH` are read again; equals stand in the order of their
    ids. A score is lifted where one that must stand below it is higher.
    """
    number = max(number, DEPTH) + 1  # one more tells how high the rest stands
    first = strict.best(number)
    ranked = first | some.without(strict).best(number - len(first)) if some else first
    top = dict(islice(ranked.items(), DEPTH))
    rest = dict(islice(ranked.items(), DEPTH, None))
    again = rerank(connection, words, top, is_over)
    order = sorted(top, key=lambda key: (key not in first, -again[key], key))
    highest, scores = max(rest.values(), default=0.0), {}
    for key in reversed(order):
        highest = scores[key] = max(again[key], highest)
    return {key: scores[key] for key in order} | rest


def rerank(
    connection: sqlite3.Connection,
    words: Iterable[str],
    scores: Mapping[int, float],
    is_over: Callable[[], bool] = lambda: False,
) -> Mapping[int, float]:
    """Return new scores for the articles of *scores*, which are BM25's for a query's *words*.

    ``rerank(connection, ["border", "caravan"], {3: 2.1, 14: 2.0})`` → ``{3: 2.0, 14: 2.4}``
    where the two stand side by side in 14. Once time *is_over*, the scores stay as they were.
    """
    telling = [word for word in tokens(" ".join(words).lower()) if word not in stop_words()]
    if len(scores) < 2 or not telling or is_over():
        return scores
    where = {"ids": json.dumps(list(scores)), "length": READ}
    rows = connection.execute(BEGINNINGS, where).fetchall()
    if is_over():
        return scores
    keys = [row[0] for row in rows]
    before = np.array([scores[key] for key in keys])
    texts = _Texts([row[1:] for row in rows], telling, _rarities(connection, telling))
    again = texts.score(texts.asked)
    even = before.sum() / (again.sum() or 1.0)
    mixed = (before + even * again) / 2 + PROXIMITY * texts.closeness()
    more = texts.score(texts.lessons(mixed))
    share = LEARNING * mixed.max() / (more.max() or 1.0)
    return dict(zip(keys, (mixed + share * more).tolist(), strict=True))


def _rarities(connection: sqlite3.Connection, words: Sequence[str]) -> list[float]:
    """Return how rare each word is in the whole corpus, as BM25 counts it."""
    (articles,) = connection.execute(LAST).fetchone()
    stem = stems(words)
    having = held(connection, {stem[word] for word in words})
    return [float(_rarity(having.get(stem[word], 0), articles)) for word in words]


def _rarity(held: ArrayLike, articles: int) -> Worth:
    held = np.asarray(held)
    return np.log(1 + np.maximum(articles - held + 0.5, 0.5) / (held + 0.5))


class _Texts:
    """The articles that are read, in the order of their ids: each word is a number from 0."""

    def __init__(
        self, articles: Sequence[tuple[str, str]], asked: Sequence[str], rarities: Sequence[float]
    ) -> None:
        """Read titles and beginnings; of the words that are *asked* the rarity is known."""
        parts = [part for both in articles for part in both]
        numbers, sizes, self.names = numbered([*parts, " ".join(stop_words()), " ".join(asked)])
        there = np.zeros(len(self.names), np.bool_)
        there[numbers] = True
        self.vocabulary = np.flatnonzero(there)
        numbers = (np.cumsum(there, dtype=np.int32) - 1)[numbers]
        ends = np.cumsum(sizes)
        self.words, stop_numbers, asked_numbers = np.split(numbers, ends[-3:-1])
        self.part_of = np.repeat(np.arange(len(parts)), sizes[:-2])
        self.text_of, self.number = self.part_of // 2, len(articles)
        self.worth = np.where(self.part_of % 2, 1.0, TITLE_WEIGHT)
        having = np.zeros((self.number, len(self.vocabulary)), np.bool_)
        having[self.text_of, self.words] = True
        self.held = having.sum(axis=0, dtype=np.int32)
        self.rarity = _rarity(self.held, self.number)
        self.rarity[asked_numbers] = rarities
        words, times = np.unique(asked_numbers, return_counts=True)
        self.asked: Wanted = words, times.astype(np.float64)
        self.telling = self.held > 1
        self.telling[stop_numbers] = False
        # prose has many stop words and tables have none: they are no length
        counts = np.ones(len(self.vocabulary))
        counts[stop_numbers] = 0
        lengths = np.bincount(self.text_of, counts[self.words], self.number)
        share = LENGTH_WEIGHT * lengths / (lengths.mean() or 1.0)
        self.damping = SATURATION * (1 - LENGTH_WEIGHT + share)

    def score(self, wanted: Wanted) -> Worth:
        """Return what each article is worth to one who wants these words."""
        words, worth = wanted
        column = np.full(len(self.vocabulary), -1)
        column[words] = np.arange(len(words))
        columns = column[self.words]
        hits = np.flatnonzero(columns >= 0)
        often = self._often(hits, self.text_of, self.number, columns, len(words))
        scores: Worth = (worth * self._weights(often, slice(None), words)).sum(axis=1)
        return scores

    def _often(
        self, at: Numbers, rows: Numbers, height: int, columns: Numbers, width: int
    ) -> Worth:
        """Return how often each word, a column, stands in each text, a row, *at* these places."""
        cells = rows[at] * width + columns[at]
        often: Any = np.bincount(cells, self.worth[at], height * width)
        return np.reshape(often, (height, width))

    def _weights(self, often: Worth, texts: Numbers | slice, words: Numbers | slice) -> Worth:
        """Return what words say about articles: BM25, as if these texts were all there are."""
        damping = self.damping[texts, np.newaxis]
        return self.rarity[words] * often * (SATURATION + 1) / (often + damping)

    def closeness(self) -> Worth:
        """Return 0 to 1: how often two different words of the query stand within `NEAR` words."""
        is_asked = np.zeros(len(self.vocabulary), np.bool_)
        is_asked[self.asked[0]] = True
        hits = np.flatnonzero(is_asked[self.words])
        one, other = self.words[hits[:-1]], self.words[hits[1:]]
        apart, part = np.diff(hits), self.part_of[hits]
        close = (apart <= NEAR) & (one != other) & (part[:-1] == part[1:])
        worth = np.minimum(self.rarity[one], self.rarity[other]) / apart
        near = np.bincount(self.text_of[hits[:-1]][close], worth[close], self.number)
        return near / (near + NEAR_ENOUGH)

    def lessons(self, scores: Worth) -> Wanted:
        """Return the words that tell the best articles from the others, and what each is worth."""
        teachers = np.argsort(-scores, kind="stable")[:TEACHERS]
        row = np.full(self.number, -1)
        row[teachers] = np.arange(len(teachers))
        rows, size = row[self.text_of], len(self.vocabulary)
        taught = np.flatnonzero(rows >= 0)
        often = self._often(taught, rows, len(teachers), self.words, size)
        weights = self._weights(often, teachers, slice(None))
        learnt = (scores[teachers, np.newaxis] ** TRUST * weights).sum(axis=0)
        learnt *= self.telling
        number = min(CANDIDATES, len(learnt))
        least = np.partition(learnt, -number)[-number]
        candidates = np.flatnonzero((learnt >= least) & (learnt > 0)).tolist()
        names = {word: self.names[self.vocabulary[word]] for word in candidates}
        telling = [word for word in candidates if len(names[word]) > 1]
        best = sorted(telling, key=lambda word: (-learnt[word], names[word]))[:LESSONS]
        words = np.array(best, np.intp)
        return words, learnt[words]
