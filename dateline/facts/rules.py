"""How far each rule is to be trusted: the measured table, and the one way to make a fact."""

from __future__ import annotations

from collections import Counter
from functools import cache

from dateline.article import GIVEN, Fact, Place
from dateline.data import rows

MIN_PRECISION = 0.90
"""A rule below this is stored and never shown: one wrong facet value in ten is too many."""

MIN_CASES = 20
"""With fewer cases a rule's own precision says little: its kind as a whole decides."""


def make(
    kind: str, rule: str, value: str, start: int, end: int, place: Place | None = None
) -> Fact:
    """Return a fact with the confidence that its rule has earned.

    ``make("agency", "dateline", "AP", 9, 11)`` → ``Fact("agency", "AP", 9, 11, "agency.dateline",
    0.99, True)``
    """
    name = f"{kind}.{rule}"
    confidence = _precisions().get(name, _precisions().get(kind, 0.0))
    return Fact(kind, value, start, end, name, confidence, confidence >= MIN_PRECISION, place)


def given(kind: str, value: str) -> Fact:
    """Return a fact that the record stated: no span, full confidence."""
    return Fact(kind, value, None, None, GIVEN, 1.0, True)


@cache
def _precisions() -> dict[str, float]:
    """Return the precision of each rule with enough cases and of each kind as a whole."""
    table: dict[str, float] = {}
    cases: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for kind, rule, rule_cases, rule_right, *_ in rows("rules.tsv"):
        cases[kind] += int(rule_cases)
        right[kind] += int(rule_right)
        if int(rule_cases) >= MIN_CASES:
            table[rule] = round(int(rule_right) / int(rule_cases), 3)
    return table | {kind: round(right[kind] / cases[kind], 3) for kind in cases if cases[kind]}
