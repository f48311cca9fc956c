"""Measure the days of time expressions: sets of days per document, and each rule's values.

    DATELINE_DATA=… python benchmarks/extraction/score_times.py [--errors]

TimeBank: every TIMEX3 date or time whose value has a day, against the facts whose value is a day;
the document's creation time is given as its day of publication. Gold: the expressions labelled,
found by their words; what is found beyond them is not counted, since calendar dates have no label.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections import Counter
from pathlib import Path

from measured import Measured

from dateline.article import Article, Fact, Record
from dateline.facts.extract import extract
from dateline.facts.times import times
from dateline.parse import parse

DAY = re.compile(r"\d{4}-\d\d-\d\d")


def read(text: str, given: dict[str, str]) -> tuple[Article, list[Fact]]:
    """Return an article and its times."""
    article = parse(Record("case", text, given, {}, ""))
    facts = tuple(fact for fact in extract(article) if fact.kind != "time")
    return article, list(times(article, facts))


def measure_times(data: Path) -> Measured:
    """Count the days on both sets."""
    measured = Measured()
    for line in (data / "facts" / "timebank.jsonl").open(encoding="utf-8"):
        _timebank(json.loads(line), measured)
    for path in sorted((data / "gold").glob("[0-9]*.json")):
        label = json.loads(path.read_text(encoding="utf-8"))
        _gold(path, label["relative_dates"], measured)
    return measured


def _timebank(record: dict, measured: Measured) -> None:
    article, found = read(record["text"], {"published": record["dct"][:10]})
    labels = [t for t in record["timex"] if t["type"] in ("DATE", "TIME") and DAY.match(t["value"])]
    wanted = {t["value"][:10]: t["text"] for t in labels}
    days = {f.value: f for f in found if DAY.fullmatch(f.value)}
    score = measured.scores["timebank", "time"]
    score.right += len(days.keys() & wanted.keys())
    score.wrong += len(days.keys() - wanted.keys())
    score.missed += len(wanted.keys() - days.keys())
    name = record["id"]
    for day in days.keys() - wanted.keys():
        fact = days[day]
        around = article.text[max(0, fact.start - 60) : fact.end + 20]
        score.errors.append(f"{name} {record['dct']}: wrong {day} {fact.rule} {around!r}")
    score.errors += [f"{name} missed {d} {wanted[d]!r}" for d in wanted.keys() - days.keys()]
    for fact in days.values():
        count(measured, "timebank", fact, fact.value in wanted)


def _gold(path: Path, labels: list[dict[str, str]], measured: Measured) -> None:
    with path.with_suffix(".txt").open(encoding="utf-8", newline="") as file:
        article, found = read(file.read(), {})
    score = measured.scores["gold", "time"]
    for label in labels:
        same = [f for f in found if overlap(article, f, label["text"])]
        if any(fact.value == label["date"] for fact in same):
            score.right += 1
        else:
            score.missed += 1
            score.wrong += bool(same)
            score.errors.append(f"{path.stem}: {label} found {[(f.value, f.rule) for f in same]}")
        for fact in same:
            count(measured, "gold", fact, fact.value == label["date"])


def overlap(article: Article, fact: Fact, words: str) -> bool:
    """Tell whether a fact stands at a label's words, whole."""
    return words == article.text[fact.start : fact.end]


def count(measured: Measured, name: str, fact: Fact, right: bool) -> None:
    """Count one value of a rule."""
    rule: Counter[str] = measured.rules["time", fact.rule]
    rule["right" if right else "wrong"] += 1
    rule[f"on {name}"] += 1


def report(measured: Measured, errors: bool) -> None:
    """Print the tables."""
    for (_kind, rule), c in sorted(measured.rules.items()):
        cases = c["right"] + c["wrong"]
        print(f"{rule:28}{cases:6}{c['right']:6}{c['right'] / cases:7.3f}")
    for (name, kind), s in measured.scores.items():
        print(
            f"{name:10}{kind:9} right {s.right} wrong {s.wrong} missed {s.missed} "
            f"P {s.precision:.3f} R {s.recall:.3f} F {s.f:.3f}"
        )
        if errors:
            print("\n".join(s.errors))


if __name__ == "__main__":
    report(measure_times(Path(os.environ["DATELINE_DATA"])), "--errors" in sys.argv)
