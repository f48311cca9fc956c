"""How good is a list of documents? nDCG@10, average precision and recall, as trec_eval has them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log2

Runs = Mapping[str, Sequence[str]]
"""Query → documents, the best first."""

Judged = Mapping[str, Mapping[str, int]]
"""Query → document → grade above 0."""

FIGURES = ("nDCG@10", "MAP", "recall@100")


def score(runs: Runs, judged: Judged) -> dict[str, float]:
    """Return the mean of each figure over the queries; a query without an answer counts as 0."""
    by_query = [_score(runs.get(query, ()), grades) for query, grades in judged.items()]
    return {
        figure: sum(row[at] for row in by_query) / len(by_query)
        for at, figure in enumerate(FIGURES)
    }


def _score(run: Sequence[str], grades: Mapping[str, int]) -> tuple[float, float, float]:
    ranks = [rank for rank, document in enumerate(run[:100], 1) if document in grades]
    precisions = (found / rank for found, rank in enumerate(ranks, 1))
    best = _gain(sorted(grades.values(), reverse=True))
    gain = _gain([grades.get(document, 0) for document in run])
    return gain / best, sum(precisions) / len(grades), len(ranks) / len(grades)


def _gain(grades: Sequence[int]) -> float:
    """Return the discounted gain of the first ten."""
    return sum(grade / log2(rank + 1) for rank, grade in enumerate(grades[:10], 1))
