"""Measure how fast facts are read: articles per second on one core, in all and by stage.

    DATELINE_DATA=… python benchmarks/extraction/speed.py

CPU time, not wall-clock; after one pass to warm the caches, the fastest of `PASSES` over the same
texts. A goal that is missed is marked and makes the status 1.
"""

from __future__ import annotations

import json
import lzma
import os
import platform
import sys
import zipfile
from collections import Counter
from pathlib import Path
from time import process_time_ns

from dateline.article import Fact, Record
from dateline.facts.extract import EXTRACTORS
from dateline.facts.language import guess_language
from dateline.facts.quotes import quotes
from dateline.parse import parse

PASSES = 7
ARTICLES = 500
"""Of each set, evenly."""

LONGEST = 8_000
"""Characters; PolNeAR without its longest articles has the 3.6 kB on average that the goals ask."""

STAGE_OF = {"country": "countries", "names": "names, places", "time": "times"}
"""Extractor → stage; the others read the header."""

GOALS = {"everything": 400, "header, quotes, times": 1_000}
"""Articles of about 3.6 kB per second."""

PARTS = {"header, quotes, times": ("zones", "header", "quotes", "times")}


def load(data: Path) -> dict[str, list[str]]:
    """Return the texts of each set, sampled."""
    with (data / "facts" / "polnear_dev.jsonl").open(encoding="utf-8") as file:
        sets = {"polnear": [json.loads(line)["text"] for line in file]}
        sets["polnear"] = [text for text in sets["polnear"] if len(text) <= LONGEST]
    with lzma.open(data / "news" / "reuters21578.jsonl.xz", "rt", encoding="utf-8") as file:
        sets["reuters"] = [json.loads(line)["text"] for line in file]
    with zipfile.ZipFile(data / "news" / "bbc.zip") as archive:
        names = [name for name in archive.namelist() if name.endswith(".txt")]
        sets["bbc"] = [archive.read(name).decode("utf-8", "replace") for name in names]
    return {name: texts[:: max(1, len(texts) // ARTICLES)] for name, texts in sets.items()}


def read(text: str, spent: Counter[str]) -> None:
    """Read one article as `dateline.reading` does, and add each stage's nanoseconds to *spent*."""
    clock = process_time_ns()

    def lap(stage: str) -> None:
        nonlocal clock
        now = process_time_ns()
        spent[stage] += now - clock
        clock = now

    article = parse(Record("speed", text, {}, {}, ""))
    lap("zones")
    facts: tuple[Fact, ...] = ()
    for name, extractor in EXTRACTORS.items():
        facts += tuple(extractor(article, facts))
        lap(STAGE_OF.get(name, "header"))
    quotes(article, facts)
    lap("quotes")
    guess_language(article.text)
    lap("language")


def fastest(texts: list[str]) -> Counter[str]:
    """Return the nanoseconds by stage of the fastest pass."""
    passes = []
    for _ in range(PASSES + 1):
        spent: Counter[str] = Counter()
        for text in texts:
            read(text, spent)
        passes.append(spent)
    return min(passes[1:], key=lambda spent: spent.total())


def main() -> int:
    """Print the table, and compare the set of long articles with the goals."""
    data = os.environ.get("DATELINE_DATA")
    if not data:
        print("Set DATELINE_DATA to the folder with the texts.", file=sys.stderr)
        return 2
    print(f"Python {platform.python_version()}, {platform.machine()}, one core")
    missed = 0
    for name, texts in load(Path(data)).items():
        spent = fastest(texts)
        size = sum(map(len, texts)) / len(texts)
        print(f"\n{name}: {len(texts)} articles of {size:,.0f} characters")
        spent["everything"] = spent.total()
        for part, stages in PARTS.items():
            spent[part] = sum(spent[stage] for stage in stages)
        for stage, nanoseconds in spent.items():
            rate = len(texts) / nanoseconds * 1e9
            below = name == "polnear" and rate < GOALS.get(stage, 0)
            missed += below
            each = nanoseconds / len(texts) / 1e6
            print(f"  {stage:24}{each:7.3f} ms{rate:10,.0f}/s{'  below its goal' if below else ''}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
