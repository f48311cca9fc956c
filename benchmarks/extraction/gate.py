"""Measure the facts against labelled texts, and fail where one got worse.

    DATELINE_DATA=… python benchmarks/extraction/gate.py [--update | --write | --errors KIND]

Scores are counted over documents' sets of values. Published days must be exact; other values are
compared without case, accents, punctuation and order of words.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

from labelled import Case, load
from measured import Measured, count_rules, score, table
from score_names import measure_names
from score_places import measure_countries
from score_quotes import measure_quotes
from score_times import measure_times

from dateline.article import Record
from dateline.facts.extract import extract
from dateline.parse import parse

FLOORS = Path(__file__).parent / "floors.json"
RULES = Path(__file__).parents[2] / "dateline" / "data" / "rules.tsv"

KINDS = (
    "title", "published", "dateline", "agency", "byline", "caption", "credit", "country", "place",
    "person", "organization", "time", "quote",
)  # fmt: skip

OTHERS = (measure_countries, measure_names, measure_times, measure_quotes)
"""Beside the header: each measures its kinds on the sets that are labelled for them."""

TOLERANCE = 0.0005
"""Floors are written with three digits; nothing else moves, the sets and the rules are fixed."""

RULES_HEADER = """\
# How far each rule is to be trusted, written by benchmarks/extraction/gate.py --write.
# kind, rule, cases, of them right, precision, measured on
"""


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
    for other in OTHERS:
        measured.add(other(Path(data)))
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
