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
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from itertools import chain, islice, pairwise
from math import log

from dateline.bm25 import held
from dateline.match import stop_words
from dateline.postings import TITLE_WEIGHT
from dateline.sets import Scores
from dateline.stems import stemmed, stems
from dateline.text import tokens

DEPTH = 100
"""The best articles, which are read once more: over six collections nDCG@10 is the same within
0.2 % from 60 to 200, and 150 cost twice as much."""

READ = 1200
"""Characters of an article that are read: with 2,000, nDCG@10 is the same."""

LAST = "select coalesce(max(id), 1) from articles"

BEGINNINGS = """
select id, coalesce(title, ''), substr(text, 1, :length) from articles
where id in (select value from json_each(:ids))
"""

SATURATION, LENGTH_WEIGHT = 2.0, 0.6
"""BM25's k1 and b. FTS5 has 1.2 and 0.75, which favours very short articles."""

NEAR = 8
"""Words from one of the query's words to the next that still count as close."""

PROXIMITY, NEAR_ENOUGH = 1.0, 1.5
"""What words that stand close add, at most; and the closeness that adds half of it."""

TEACHERS, LESSONS, LEARNING = 10, 20, 0.4
"""The best articles, how many words are learnt from them, and what these add to the best score."""

TRUST = 2
"""Power of a teacher's score by which it counts: one that stands out is hardly overruled."""

Weights = Mapping[str, float]


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
    stem = stems(telling)
    asked = Counter(stem[word] for word in telling)
    where = {"ids": json.dumps(list(scores)), "length": READ}
    rarity = _rarities(connection, {stem[word]: word for word in telling})
    texts = _Texts(connection.execute(BEGINNINGS, where), rarity, is_over)
    if is_over():
        return scores
    again = {key: texts.score(key, asked) for key in scores}
    even = sum(scores.values()) / (sum(again.values()) or 1.0)
    mixed = {
        key: (scores[key] + even * again[key]) / 2 + PROXIMITY * texts.closeness(key, asked)
        for key in scores
    }
    learnt = texts.lessons(mixed)
    more = {key: texts.score(key, learnt) for key in scores}
    share = LEARNING * max(mixed.values()) / (max(more.values()) or 1.0)
    return {key: mixed[key] + share * more[key] for key in scores}


def _rarities(connection: sqlite3.Connection, words: Mapping[str, str]) -> dict[str, float]:
    """Return how rare each stem is in the whole corpus, as BM25 counts it."""
    (articles,) = connection.execute(LAST).fetchone()
    having = held(connection, words)
    return {stem: _rarity(having.get(stem, 0), articles) for stem in words}


def _rarity(held: int, articles: int) -> float:
    return log(1 + max(articles - held + 0.5, 0.5) / (held + 0.5))


class _Texts:
    """The articles that are read, how rare each word of the query is, and the others among them."""

    def __init__(
        self,
        rows: Iterable[tuple[int, str, str]],
        rarity: Mapping[str, float],
        is_over: Callable[[], bool],
    ) -> None:
        read = list(rows)
        parts = stemmed(tokens(text.lower()) for _, *both in read for text in both)
        self.parts: dict[int, tuple[list[str], list[str]]] = {}
        self.often: dict[int, dict[str, float]] = {}
        for (key, *_), head, body in zip(read, parts[::2], parts[1::2], strict=True):
            if is_over():
                break
            self.parts[key] = head, body
            often: dict[str, float] = dict(Counter(body))
            for word in head:
                often[word] = often.get(word, 0.0) + TITLE_WEIGHT
            self.often[key] = often
        self.held = Counter(chain.from_iterable(self.often.values()))
        stop = _stop_words()  # prose has many and tables have none: they are no length
        lengths = {
            key: len(head) + len(body) - sum(map(stop.__contains__, chain(head, body)))
            for key, (head, body) in self.parts.items()
        }
        mean = sum(lengths.values()) / (len(lengths) or 1) or 1.0
        self.damping = {
            key: SATURATION * (1 - LENGTH_WEIGHT + LENGTH_WEIGHT * length / mean)
            for key, length in lengths.items()
        }
        self.rarity = dict(rarity)

    def rarity_of(self, word: str) -> float:
        """Return how rare a word is: of the query's in the corpus, of others among these texts."""
        if word not in self.rarity:
            self.rarity[word] = _rarity(self.held[word], len(self.parts))
        return self.rarity[word]

    def weight(self, key: int, word: str) -> float:
        """Return what *word* says about an article: BM25, as if these texts were all there are."""
        often = self.often[key].get(word, 0.0)
        return self.rarity_of(word) * often * (SATURATION + 1) / (often + self.damping[key])

    def score(self, key: int, wanted: Weights) -> float:
        """Return what an article is worth to one who wants these words."""
        often = self.often[key]
        return sum(worth * self.weight(key, w) for w, worth in wanted.items() if w in often)

    def closeness(self, key: int, asked: Weights) -> float:
        """Return 0 to 1: how often two different words of the query stand within `NEAR` words."""
        near = 0.0
        if len(asked.keys() & self.often[key].keys()) < 2:
            return near
        for part in self.parts[key]:
            hits = [(at, word) for at, word in enumerate(part) if word in asked]
            for (at, word), (then, other) in pairwise(hits):
                if word != other and then - at <= NEAR:
                    near += min(self.rarity_of(word), self.rarity_of(other)) / (then - at)
        return near / (near + NEAR_ENOUGH)

    def lessons(self, scores: Mapping[int, float]) -> Weights:
        """Return the words that tell the best articles from the others, and what each is worth."""
        learnt: dict[str, float] = {}
        for key in sorted(scores, key=lambda key: (-scores[key], key))[:TEACHERS]:
            for word in self.often[key].keys() - _stop_words():
                if self.held[word] > 1 and len(word) > 1:
                    worth = scores[key] ** TRUST * self.weight(key, word)
                    learnt[word] = learnt.get(word, 0.0) + worth
        best = sorted(learnt, key=lambda word: (-learnt[word], word))[:LESSONS]
        return {word: learnt[word] for word in best}


@cache
def _stop_words() -> frozenset[str]:
    stem = stems(stop_words())
    return frozenset(stem[word] for word in stop_words())
