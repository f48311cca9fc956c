"""What a run counts, by set, kind and rule, and how a value is compared with its label."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from labelled import Case

from dateline.article import Article, Fact
from dateline.facts.agency import canonical
from dateline.facts.credit import credit_value
from dateline.text import fold


@dataclass
class Score:
    """Counts of one kind on one set."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    silent: int = 0
    """Texts that state nothing, and nothing was taken from them."""
    evidence_right: int = 0
    evidence_cases: int = 0
    errors: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """Share of the values found that are right; where nothing is stated, of silent texts."""
        if not self.right and not self.missed and self.silent:
            return self.silent / (self.silent + self.wrong)
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """Share of the labelled values that were found."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    @property
    def f(self) -> float:
        """Harmonic mean of both."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


@dataclass
class Measured:
    """Everything that one run counted."""

    scores: dict[tuple[str, str], Score] = field(default_factory=lambda: defaultdict(Score))
    """By set and kind."""
    rules: dict[tuple[str, str], Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    """By kind and rule: how many ``right`` and ``wrong``, and on which sets."""

    def add(self, other: Measured) -> None:
        """Take over what another scorer measured."""
        self.scores.update(other.scores)
        self.rules.update(other.rules)


def comparable(kind: str, value: str) -> str:
    """Return a value as it is compared with the label.

    >>> comparable("credit", "REUTERS/JANE DOE") == comparable("credit", "Jane Doe, Reuters")
    True
    """
    if kind == "published":
        return value
    if kind == "agency":
        value = canonical(value)
    if kind == "credit":
        value = credit_value(value)
    return " ".join(sorted(re.findall(r"\w+", fold(value))))


def score(case: Case, kind: str, article: Article, found: list[Fact], into: Score) -> None:
    """Count one kind of one case."""
    wanted = wanted_values(case, kind, found)
    values = {comparable(kind, fact.value): fact for fact in found}
    right = wanted.keys() & values.keys()
    missed = wanted.keys() - values.keys() if kind not in case.unstated else set()
    into.right += len(right)
    into.wrong += len(values) - len(right)
    into.missed += len(missed)
    into.silent += not wanted and not values
    into.errors += [
        f"{case.name}: wrong {values[v].rule} {values[v].value!r}, expected {list(wanted.values())}"
        for v in values.keys() - right
    ]
    into.errors += [f"{case.name}: missed {wanted[v]!r}" for v in missed]
    if right and kind in case.evidence:
        fact = found[0]
        said = article.text[fact.start : fact.end].strip(" ()")
        into.evidence_cases += 1
        into.evidence_right += said == case.evidence[kind].strip(" ()")


def wanted_values(case: Case, kind: str, found: list[Fact]) -> dict[str, str]:
    """Return the right values as compared; metadata's day is right in the precision found."""
    values = case.expected[kind]
    if kind == "published" and kind in case.unstated and found:
        values = [value[: len(found[0].value)] for value in values]
    return {comparable(kind, value): value for value in values}


def count_rules(name: str, case: Case, kind: str, found: list[Fact], into: Measured) -> None:
    """Count each rule's values as right or wrong."""
    wanted = wanted_values(case, kind, found)
    for fact in found:
        verdict = "right" if comparable(kind, fact.value) in wanted else "wrong"
        into.rules[kind, fact.rule][verdict] += 1
        into.rules[kind, fact.rule][f"on {name}"] += 1


def table(measured: Measured) -> Iterator[str]:
    """Yield the lines of the report."""
    yield "set      kind        right wrong missed      P      R      F  evidence"
    for (name, kind), s in measured.scores.items():
        evidence = f"{s.evidence_right}/{s.evidence_cases}" if s.evidence_cases else ""
        yield (
            f"{name:9}{kind:11}{s.right:6}{s.wrong:6}{s.missed:7}"
            f"{s.precision:7.3f}{s.recall:7.3f}{s.f:7.3f}  {evidence}"
        )
