"""Measure people, places and organisations against labelled texts, by kind and by rule.

    DATELINE_DATA=… PYTHONPATH=. python benchmarks/extraction/score_names.py [--errors SET.KIND]

Counted over documents' sets of values, tables left out. A value is right when the label has it,
without case, accents, punctuation and a leading “the”. Labels that list every form (CoNLL) are
merged first: a form whose words are part of exactly one longer form of the document is that one.
Labels that must be found: people of two words or more (a lone surname is right, and never shown);
places that are no countries and that the gazetteer knows. “shown” counts only the rules that
measure at 0.90 or more in this very run.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from measured import Measured, Score

from dateline.article import Article, Fact, Record
from dateline.facts.countries import countries
from dateline.facts.entities import names
from dateline.facts.extract import extract
from dateline.facts.rules import MIN_CASES, MIN_PRECISION
from dateline.gazetteer import country_of, entries
from dateline.parse import parse
from dateline.text import fold

OURS = ("person", "place", "organization")


@dataclass(frozen=True)
class Named:
    """One text and its labels by kind; a kind without labels is not counted."""

    name: str
    text: str
    labels: dict[str, list[str]]


@dataclass
class Counts:
    """What one kind came to on one set."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    errors: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """Share of the values found that are right."""
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        """Share of the labelled values that were found."""
        return self.right / max(1, self.right + self.missed)

    @property
    def f(self) -> float:
        """Harmonic mean of both."""
        return 2 * self.right / max(1, 2 * self.right + self.wrong + self.missed)


Scores = dict[tuple[str, str], Counts]
Rules = dict[str, Counter[str]]


def load(data: Path) -> dict[str, list[Named]]:
    """Return the sets that label names in running text."""
    facts = data / "facts"
    return {
        "gold": list(_gold(data / "gold")),
        "conll": list(_conll(facts / "conll_dev.jsonl")),
        "lgl": list(_toponyms(facts / "lgl.jsonl", "phrase")),
        "geovirus": list(_toponyms(facts / "geovirus.jsonl", "name")),
    }


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _gold(folder: Path) -> Iterator[Named]:
    for path in sorted(folder.glob("[0-9]*.json")):
        label = json.loads(path.read_text(encoding="utf-8"))
        with path.with_suffix(".txt").open(encoding="utf-8", newline="") as file:
            text = file.read()
        yield Named(
            path.stem,
            text,
            {
                "person": [person["name"] for person in label["people"]],
                "place": [*label["places"], *label["dateline_places"]],
                "organization": label["organizations"],
            },
        )


def _conll(path: Path) -> Iterator[Named]:
    for line in _lines(path):
        if not line["tabular"]:
            gold = line["gold"]
            labels = {
                "person": gold["person"],
                "place": gold["location"],
                "organization": gold["organization"],
            }
            yield Named(str(line["id"]), str(line["text"]), labels)


def _toponyms(path: Path, key: str) -> Iterator[Named]:
    for line in _lines(path):
        labels = {"place": [toponym[key] for toponym in line["toponyms"]]}
        yield Named(str(line["id"]), str(line["text"]), labels)


def comparable(value: str, kind: str = "") -> str:
    """Return a value as it is compared: “The Hague” and “HAGUE” are one.

    Labels differ in whether “Russian Interior Ministry” has its first word: it is left out.
    """
    first, _, rest = value.partition(" ")
    if kind == "organization" and rest and country_of(first):
        value = rest
    return re.sub(r"^the ", "", " ".join(re.findall(r"\w+", fold(value))))


def merged(forms: list[str]) -> set[str]:
    """Return a document's labels with each short form folded into the one longer form it fits."""
    keys = {comparable(form) for form in forms}
    owners = {
        key: [k for k in keys if k != key and set(key.split()) < set(k.split())] for key in keys
    }
    return {key for key in keys if len(owners[key]) != 1}


def found_in(article: Article) -> list[Fact]:
    """Return the names of an article, whether or not they are among its facts already."""
    facts = tuple(fact for fact in extract(article) if fact.kind not in OURS)
    if not any(fact.kind == "country" for fact in facts):
        facts += tuple(countries(article, facts))
    return [fact for fact in names(article, facts) if not _in_compound(article, fact)]


def _in_compound(article: Article, fact: Fact) -> bool:
    """Tell whether a place is the first half of “Milan-based”, which only some labels mark."""
    return article.text[fact.end or 0 :][:1] == "-"


def measure(sets: dict[str, list[Named]]) -> tuple[Scores, Rules]:
    """Read every case and count what is right, of all facts and of those that may be shown."""
    found = {
        (set_name, case.name): found_in(parse(Record(case.name, case.text, {}, {}, "")))
        for set_name, cases in sets.items()
        for case in cases
    }
    scores: Scores = defaultdict(Counts)
    rules: Rules = defaultdict(Counter)
    for set_name, cases in sets.items():
        for case in cases:
            for kind, labels in case.labels.items():
                facts = [f for f in found[set_name, case.name] if f.kind == kind]
                count(case, kind, facts, labels, scores[set_name, kind])
                count_rules(set_name, kind, facts, labels, rules)
    for set_name, cases in sets.items():
        for case in cases:
            for kind, labels in case.labels.items():
                facts = [f for f in found[set_name, case.name] if f.kind == kind]
                facts = [f for f in facts if may_be_shown(rules, f)]
                count(case, kind, facts, labels, scores[set_name, f"{kind} shown"])
    return scores, rules


def measure_names(data: Path) -> Measured:
    """Return what `measure` counts as the gate has it: each kind, and of it what may be shown."""
    scores, rules = measure(load(data))
    measured = Measured()
    for key, c in scores.items():
        measured.scores[key] = Score(c.right, c.wrong, c.missed, errors=c.errors)
    for rule, verdicts in rules.items():
        for key, number in verdicts.items():
            name = f"on {key.split()[1]}" if " " in key else key
            measured.rules[rule.split(".")[0], rule][name] += number
    return measured


def may_be_shown(rules: Rules, fact: Fact) -> bool:
    """Tell whether a fact's rule measures well enough here: `rules.make` has the same two bars."""
    if (fact.kind == "person" and " " not in fact.value) or fact.rule == "organization.venue":
        return False
    counted = [rules[fact.rule]]
    if counted[0]["right"] + counted[0]["wrong"] < MIN_CASES:
        counted = [verdicts for rule, verdicts in rules.items() if rule.startswith(fact.kind)]
    right = sum(verdicts["right"] for verdicts in counted)
    return right >= MIN_PRECISION * sum(v["right"] + v["wrong"] for v in counted)


def count_rules(
    set_name: str, kind: str, facts: list[Fact], labels: list[str], rules: Rules
) -> None:
    """Count each rule's values of one case; labels' singles make a lone surname right."""
    wanted = merged(labels) if kind == "person" else {comparable(label, kind) for label in labels}
    for rule, value in {(fact.rule, comparable(fact.value, kind)) for fact in facts}:
        verdict = "right" if value in wanted else "wrong"
        rules[rule][verdict] += 1
        rules[rule][f"{verdict} {set_name}"] += 1


def _required(kind: str, label: str) -> bool:
    """Tell whether a label must be found: no lone surname, no country, no unknown place."""
    if kind == "person":
        return " " in comparable(label)
    if kind == "place":
        forms = (label, label.title(), label.upper(), label.removeprefix("the ").title())
        return bool(entries(label)) and not any(map(country_of, forms))
    return True


def count(case: Named, kind: str, facts: list[Fact], labels: list[str], into: Counts) -> None:
    """Count one kind of one case; what is right but not required is neither found nor missed."""
    values = {comparable(fact.value, kind): fact for fact in facts}
    wanted = merged(labels) if kind == "person" else {comparable(label, kind) for label in labels}
    required = {comparable(label, kind) for label in labels if _required(kind, label)} & wanted
    into.right += len(values.keys() & required)
    into.missed += len(required - values.keys())
    into.wrong += len(values.keys() - wanted)
    into.errors += [
        f"{case.name}: wrong {values[v].rule} {values[v].value!r}  "
        f"…{_context(case.text, values[v])}…"
        for v in sorted(values.keys() - wanted)
    ]
    into.errors += [f"{case.name}: missed {v!r}" for v in sorted(required - values.keys())]


def _context(text: str, fact: Fact) -> str:
    start = fact.start or 0
    return text[max(0, start - 40) : start + 70].replace("\n", " ")


def report(scores: Scores, rules: Rules) -> Iterator[str]:
    """Yield the lines of the report."""
    for (set_name, kind), c in sorted(scores.items(), key=lambda item: item[0][::-1]):
        yield (
            f"{kind:19}{set_name:9}{c.right:6}{c.wrong:6}{c.missed:7}"
            f"{c.precision:7.3f}{c.recall:7.3f}{c.f:7.3f}"
        )
    for rule, verdicts in sorted(rules.items()):
        cases = verdicts["right"] + verdicts["wrong"]
        by_set = " ".join(
            f"{s}:{verdicts[f'right {s}']}/{verdicts[f'right {s}'] + verdicts[f'wrong {s}']}"
            for s in ("gold", "conll", "lgl", "geovirus")
            if verdicts[f"right {s}"] + verdicts[f"wrong {s}"]
        )
        yield f"{rule:26}{cases:6}{verdicts['right']:6}{verdicts['right'] / cases:7.3f}  {by_set}"


def main() -> int:
    """Print the figures."""
    data = os.environ.get("DATELINE_DATA")
    if not data:
        print("Set DATELINE_DATA to the folder with the labelled texts.", file=sys.stderr)
        return 2
    scores, rules = measure(load(Path(data)))
    print("\n".join(report(scores, rules)))
    if len(sys.argv) == 3 and sys.argv[1] == "--errors":
        set_name, _, kind = sys.argv[2].partition(".")
        print("\n".join(scores[set_name, kind].errors))
    return 0


if __name__ == "__main__":
    sys.exit(main())
