"""Measure quotations and their speakers, by set and by rule.

    DATELINE_DATA=… python benchmarks/extraction/score_quotes.py [SET.KIND]

With a set and a kind (``polnear.speaker``) what went wrong there is listed too.

PolNeAR: what stands in quotation marks (“ ”, " ", '' '') inside of an attribution's content, four
words or more, one per paragraph. Found: four fifths of it are ours. A quotation of ours is wrong
where it lies in no attribution's content; of 60 such, drawn at random and read, 51 are speech that
the readers left without a label, 5 are none, and 4 may be either. A speaker is right where a word
of it is in the source; a pronoun has no antecedent in these labels, and is right where a rule for
pronouns, or one that continues an earlier quotation, found it. Gold: text and speaker exactly, but
for case, accents and articles; verbs are shown and have no floor.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from measured import Measured

from dateline.article import Article, Quote, Record
from dateline.facts.extract import extract
from dateline.facts.quotes import quotes
from dateline.parse import parse
from dateline.text import fold

FEWEST_WORDS = 4
SHARE = 0.8
QUOTED = re.compile(r"(?:[“\"]|'')((?:[^“”\"'\n]|'(?!'))+)(?:[”\"\n]|''|\Z)")
PRONOUNS = {"he", "she", "they", "it", "who", "which", "i", "we", "his", "her", "him", "that"}
EMPTY = {"the", "a", "an", "of", "in", "for", "and", "s", "to", "at", "on", "mr", "ms", "mrs"}
CONTINUES = (
    "quote.pronoun",
    "quote.split",
    "quote.continued",
    "quote.participle",
    "quote.next_paragraph",
)


def read(text: str) -> tuple[Article, tuple[Quote, ...]]:
    """Return an article and its quotations."""
    article = parse(Record("case", text, {}, {}, ""))
    return article, quotes(article, extract(article))


def measure_quotes(data: Path) -> Measured:
    """Count quotations and speakers on both sets."""
    measured = Measured()
    for line in (data / "facts" / "polnear_dev.jsonl").open(encoding="utf-8"):
        _polnear(json.loads(line), measured)
    for path in sorted((data / "gold").glob("[0-9]*.json")):
        with path.with_suffix(".txt").open(encoding="utf-8", newline="") as file:
            _gold(path.stem, file.read(), json.loads(path.read_text("utf-8")), measured)
    return measured


def _labelled(record: dict) -> tuple[dict[tuple[int, int], list[str]], list[tuple[int, int]]]:
    """Return PolNeAR's direct quotations with their sources, and all contents."""
    text = record["text"]
    direct: dict[tuple[int, int], list[str]] = {}
    contents = []
    for annotation in record["annotations"]:
        for attribution in annotation["attributions"]:
            source = " ".join(part["text"] for part in attribution.get("source", []))
            for part in attribution.get("content", []):
                for start, end in part["spans"]:
                    before, after = text[max(0, start - 2) : start], text[end : end + 2]
                    start -= 2 if before == "''" else before[-1:] in ("“", '"')
                    end += 2 if after == "''" else after[:1] in ("”", '"')
                    contents.append((start, end))
                    for match in QUOTED.finditer(text, start, end):
                        if len(match[1].split()) >= FEWEST_WORDS:
                            direct.setdefault(match.span(1), []).append(source)
    return direct, contents


def _polnear(record: dict, measured: Measured) -> None:
    text, name = record["text"], record["id"][:40]
    article, found = read(text)
    if article.text != text:
        return
    direct, contents = _labelled(record)
    found = tuple(quote for quote in found if len(quote.text.split()) >= FEWEST_WORDS)
    score = measured.scores["polnear", "quote"]
    for quote in found:
        inside = any(share(quote.start, quote.end, *content) >= SHARE for content in contents)
        score.wrong += not inside
        if not inside:
            score.errors.append(f"{name}: no quote {quote.rule} {shown(text, quote)}")
    for (start, end), sources in direct.items():
        match = next((q for q in found if share(start, end, q.start, q.end) >= SHARE), None)
        score.right += match is not None
        score.missed += match is None
        if match is None:
            score.errors.append(f"{name}: missed {text[max(0, start - 50) : end + 30]!r}")
        if any(sources):
            _speaker(name, text, sources, match, measured)


def shown(text: str, quote: Quote) -> str:
    """Return a quotation with what stands around it."""
    ends = text[quote.end - 20 : quote.end] if quote.end - quote.start > 60 else ""
    return repr(
        text[max(0, quote.start - 120) : min(quote.end, quote.start + 40)]
        + ("…" if ends else "")
        + ends
        + text[quote.end : quote.end + 60]
    )


def _speaker(
    name: str, text: str, sources: list[str], quote: Quote | None, measured: Measured
) -> None:
    score = measured.scores["polnear", "speaker"]
    if quote is None or quote.speaker is None:
        score.missed += 1
        if quote:
            score.errors.append(f"{name}: none {quote.rule}, {sources} {shown(text, quote)}")
        return
    right = any(same_source(source, quote) for source in sources if source)
    score.right += right
    score.wrong += not right
    score.missed += not right
    measured.rules["quote", quote.rule]["right" if right else "wrong"] += 1
    measured.rules["quote", quote.rule]["on polnear"] += 1
    if not right:
        score.errors.append(
            f"{name}: {quote.rule} {quote.speaker!r}, {sources} {shown(text, quote)}"
        )


def same_source(source: str, quote: Quote) -> bool:
    """Tell whether a source's words name a speaker."""
    wanted = words(source)
    if wanted and wanted <= PRONOUNS:
        return quote.rule.startswith(CONTINUES) or (
            quote.named and wanted & {"who", "which", "i", "that"} != set()
        )
    return bool((wanted - PRONOUNS) & words(quote.speaker or ""))


def words(name: str) -> set[str]:
    """Return the words of a name that tell something."""
    return set(re.findall(r"\w+", fold(name))) - EMPTY


def share(start: int, end: int, other_start: int, other_end: int) -> float:
    """Return the share of the first span that the second covers."""
    return (min(end, other_end) - max(start, other_start)) / max(1, end - start)


def _gold(name: str, text: str, label: dict, measured: Measured) -> None:
    article, found = read(text)
    score, speakers = measured.scores["gold", "quote"], measured.scores["gold", "speaker"]
    verbs = measured.scores["gold", "verb"]
    wanted = {comparable(quote["text"]): quote for quote in label["quotes"]}
    ours = {comparable(quote.text): quote for quote in found}
    score.right += len(ours.keys() & wanted.keys())
    score.wrong += len(ours.keys() - wanted.keys())
    score.missed += len(wanted.keys() - ours.keys())
    score.errors += [
        f"{name}: no quote {ours[k].rule} {shown(article.text, ours[k])}"
        for k in ours.keys() - wanted.keys()
    ]
    score.errors += [f"{name}: missed {wanted[k]}" for k in wanted.keys() - ours.keys()]
    for key in wanted.keys() & ours.keys():
        quote, speaker = ours[key], wanted[key]["speaker"]
        right = same_speaker(quote.speaker, speaker)
        speakers.right += right
        speakers.missed += not right
        speakers.wrong += quote.speaker is not None and not right
        if not right:
            said = f"{quote.rule} {quote.speaker!r} not {speaker!r}"
            speakers.errors.append(f"{name}: {said} {shown(article.text, quote)}")
        verbs.right += quote.verb == wanted[key]["verb"]
        verbs.wrong += quote.verb != wanted[key]["verb"]
        if quote.verb != wanted[key]["verb"]:
            said = f"{quote.rule} {quote.verb!r} not {wanted[key]['verb']!r}"
            verbs.errors.append(f"{name}: {said} {shown(article.text, quote)}")
        if quote.speaker is not None:
            measured.rules["quote", quote.rule]["right" if right else "wrong"] += 1
            measured.rules["quote", quote.rule]["on gold"] += 1


def comparable(text: str) -> str:
    """Return a quotation as it is compared: without marks at its ends and wrapped lines."""
    return " ".join(text.split()).strip(" ,")


def same_speaker(ours: str | None, wanted: str | None) -> bool:
    """Tell whether two descriptions of a speaker are the same, but for articles."""
    if ours is None or wanted is None:
        return ours == wanted
    return words(ours) == words(wanted)


def report(measured: Measured, errors: str) -> Iterator[str]:
    """Yield the tables."""
    for (_kind, rule), c in sorted(measured.rules.items()):
        cases = c["right"] + c["wrong"]
        yield f"{rule:38}{cases:6}{c['right']:6}{c['right'] / cases:7.3f}"
    for (name, kind), s in measured.scores.items():
        yield (
            f"{name:10}{kind:9} right {s.right} wrong {s.wrong} missed {s.missed} "
            f"P {s.precision:.3f} R {s.recall:.3f} F {s.f:.3f}"
        )
        if errors and f"{name}.{kind}".startswith(errors):
            yield from s.errors


if __name__ == "__main__":
    chosen = sys.argv[1] if sys.argv[1:] else ""
    print("\n".join(report(measure_quotes(Path(os.environ["DATELINE_DATA"])), chosen)))
