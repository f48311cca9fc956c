"""Measure the facts against labelled texts, and fail where one got worse.

    DATELINE_DATA=… python benchmarks/extraction/gate.py [--update | --write | --errors KIND]

Scores are counted over documents' sets of values. Published days must be exact; other values are
compared without case, accents, punctuation and order of words.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from labelled import Case, load

from dateline.article import Article, Fact, Record
from dateline.facts.agency import canonical
from dateline.facts.credit import credit_value
from dateline.facts.extract import extract
from dateline.parse import parse
from dateline.text import fold

FLOORS = Path(__file__).parent / "floors.json"
RULES = Path(__file__).parents[2] / "dateline" / "data" / "rules.tsv"

KINDS = ("title", "published", "dateline", "agency", "byline", "caption", "credit")

TOLERANCE = 0.0005
"""Floors are written with three digits; nothing else moves, the sets and the rules are fixed."""

RULES_HEADER = """\
# How far each rule is to be trusted, written by benchmarks/extraction/gate.py --write.
# kind, rule, cases, of them right, precision, measured on
"""


@dataclass
class Score:
    """Counts of one kind on one set."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    evidence_right: int = 0
    evidence_cases: int = 0
    errors: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """Share of the values found that are right."""
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


def measure(sets: dict[str, list[Case]]) -> Measured:
    """Extract the facts of every case and count what is right."""
    measured = Measured()
    for name, cases in sets.items():
        for case in cases:
            article = parse(Record(case.name, case.text, {}, {}, ""))
            facts = extract(article)
            for kind in case.expected:
                found = [fact for fact in facts if fact.kind == kind]
                score(case, kind, article, found, measured.scores[name, kind])
                count_rules(name, case, kind, found, measured)
    return measured


def score(case: Case, kind: str, article: Article, found: list[Fact], into: Score) -> None:
    """Count one kind of one case."""
    wanted = wanted_values(case, kind, found)
    values = {comparable(kind, fact.value): fact for fact in found}
    right = wanted.keys() & values.keys()
    missed = wanted.keys() - values.keys() if kind not in case.unstated else set()
    into.right += len(right)
    into.wrong += len(values) - len(right)
    into.missed += len(missed)
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


def below_floors(measured: Measured, floors: dict[str, dict[str, float]]) -> list[str]:
    """Return a sentence for each figure that is below its floor."""
    now = figures(measured)
    return [
        f"{name}: {figure} {now.get(name, {}).get(figure, 0.0):.3f} is below its floor {floor:.3f}"
        for name, by_figure in floors.items()
        for figure, floor in by_figure.items()
        if now.get(name, {}).get(figure, 0.0) < floor - TOLERANCE
    ]


def figures(measured: Measured) -> dict[str, dict[str, float]]:
    """Return precision and recall by ``set.kind``."""
    return {
        f"{name}.{kind}": {"precision": round(s.precision, 3), "recall": round(s.recall, 3)}
        for (name, kind), s in measured.scores.items()
    }


def write_rules(measured: Measured) -> None:
    """Write the table from which facts take confidence and `shown`."""
    lines = []
    for (kind, rule), counts in sorted(
        measured.rules.items(), key=lambda item: (KINDS.index(item[0][0]), item[0][1])
    ):
        cases = counts["right"] + counts["wrong"]
        on = " ".join(key[3:] for key in sorted(counts) if key.startswith("on "))
        precision = f"{counts['right'] / cases:.3f}"
        lines.append("\t".join([kind, rule, str(cases), str(counts["right"]), precision, on]))
    RULES.write_text(RULES_HEADER + "\n".join(lines) + "\n", encoding="utf-8")


def main() -> int:
    """Run the gate."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--update", action="store_true", help="raise the floors")
    parser.add_argument("--allow-regression", action="store_true", help="let --update lower them")
    parser.add_argument("--write", action="store_true", help="rewrite dateline/data/rules.tsv")
    parser.add_argument("--errors", metavar="KIND", choices=KINDS, help="list what went wrong")
    options = parser.parse_args()
    data = os.environ.get("DATELINE_DATA")
    if not data:
        print("Set DATELINE_DATA to the folder with the labelled texts.", file=sys.stderr)
        return 2
    measured = measure(load(Path(data)))
    print("\n".join(table(measured)))
    if options.errors:
        for (_name, kind), result in measured.scores.items():
            if kind == options.errors:
                print("\n".join(result.errors))
    if options.write:
        write_rules(measured)
    floors = json.loads(FLOORS.read_text()) if FLOORS.exists() else {}
    failures = below_floors(measured, floors)
    for failure in failures:
        print(failure, file=sys.stderr)
    if options.update and (not failures or options.allow_regression):
        FLOORS.write_text(json.dumps(figures(measured), indent=2) + "\n")
        return 0
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
