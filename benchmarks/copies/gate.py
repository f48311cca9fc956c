"""Measure how copies and reprints are told from other stories; fail where it got worse.

    DATELINE_DATA=… python benchmarks/copies/gate.py [--update]

Real stories and reprints made of them are loaded by the product's own command. What it says are
reprints is compared with what was made of what, and with real stories that follow a formula.
"""

from __future__ import annotations

import argparse
import json
import lzma
import os
import random
import re
import sqlite3
import sys
import tempfile
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from itertools import combinations
from pathlib import Path

from reprints import KINDS

from dateline.ingest import main as ingest

FLOORS = Path(__file__).parent / "floors.json"

TOLERANCE = 0.0005
"""Floors are written with three digits; texts and dice are fixed."""

SEED = 1
STORIES = 150
"""Stories of each collection of which reprints are made."""

SHORTEST = 600
"""Characters of such a story: a cut of less is a sentence or two."""

FORMULAS = {
    "reuters": (
        r"FED (?:ADDS|EXPECTED|SETS|BUYS)", r"TREASURY BALANCES", r"U\.K\. MONEY MARKET",
        r"CASH WHOLESALE", r".*SLAUGHTER GUESSTIMATES", r"GRAIN SHIPS", r"FREDDIE MAC ADJUSTS",
        r".* ISSUES .* (?:EURO)?BOND", r"U\.S\. .*M-1 ", r".*WEEKLY (?:ELECTRIC|EXPORT)",
        r".*<[A-Z.]+> .*(?:NET|LOSS|PAYOUT|DIVIDEND)$", r"DOE |API ", r".*SPOT ", r"BANK OF FRANCE",
    ),
    "whitehouse": (
        r".*Approves .* (?:Disaster|Emergency)", r".*Continuation of the National Emergency",
        r".*Visitor Logs?", r".*Delegation of Authority", r"Press Briefing by", r"Nominations Sent",
        r"Readout of", r"Statement (?:from|by)", r"Bill Signed", r"Presidential Nominations",
    ),
    "senate": (
        r".*FIRE ?FIGHTING", r".*FUNDING (?:FOR|TO)", r".*(?:Fire|Grant)", r".*RECEIVES?\b",
        r".*ANNOUNCES", r".*HEARING",
    ),
}  # fmt: skip
"""Headlines of stories that follow a formula: those of different days are different stories."""

MOST_OF_ONE = 60
"""Stories of one formula."""

Story = tuple[str, str, str, str]
"""Id, headline, body, day."""

Figures = dict[str, float]


def read(file: Path) -> Iterator[Story]:
    """Yield the stories of a collection."""
    if file.suffix == ".zip":
        with zipfile.ZipFile(file) as archive:
            for name in sorted(archive.namelist()):
                if name.endswith(".txt"):
                    head, _, body = archive.read(name).decode("utf-8", "replace").partition("\n")
                    yield name, head.strip(), body.strip(), ""
        return
    with lzma.open(file, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            row = json.loads(line)
            text = f"{row.get('dateline') or ''} {row.get('text') or ''}".strip()
            if text:
                day = (row.get("date") or "").strip().split(" ")[0]
                yield str(number), row.get("title") or "", text, iso(day)


def iso(day: str) -> str:
    """Return a day as ISO 8601: Reuters has 26-FEB-1987."""
    with suppress(ValueError):
        return datetime.strptime(day, "%d-%b-%Y").date().isoformat()
    return day


def originals(name: str, stories: list[Story], dice: random.Random) -> Iterator[dict[str, str]]:
    """Yield some stories, and after each its reprints, one of every kind."""
    long = [story for story in stories if len(story[2]) >= SHORTEST and story[1]]
    once = Counter(body for _, _, body, _ in long)
    chosen = dice.sample([story for story in long if once[story[2]] == 1], STORIES)
    for number, story in enumerate(chosen):
        _, head, body, _ = story
        other = chosen[number - 1][1]
        stories.remove(story)
        yield {"id": f"{name}/{number}/original", "text": f"{head}\n\n{body}"}
        for kind, reprint in KINDS.items():
            made = reprint(head, body, other, dice)
            yield {"id": f"{name}/{number}/{kind}", "text": made}


def formulaic(name: str, stories: list[Story], dice: random.Random) -> Iterator[dict[str, str]]:
    """Yield real stories that follow a formula, with their day."""
    for number, formula in enumerate(FORMULAS.get(name, ())):
        found = [story for story in stories if re.match(formula, story[1]) and story[3]]
        for story in dice.sample(found, min(len(found), MOST_OF_ONE)):
            stories.remove(story)
            key, head, body, day = story
            yield {
                "id": f"formula/{name} {number}/{day}/{key}",
                "text": f"{head}\n\n{body}",
                "published": day,
            }


def collect(folder: Path) -> Iterator[dict[str, str]]:
    """Yield everything that is loaded."""
    for file in ("bbc.zip", "reuters21578.jsonl.xz", "whitehouse.jsonl.xz", "senate.jsonl.xz"):
        name = re.split(r"[\d.]", file)[0]
        dice = random.Random(SEED)  # noqa: S311 - the same for every run
        stories = list({story[2]: story for story in read(folder / file)}.values())
        if name != "senate":  # its texts have their head glued to them
            yield from originals(name, stories, dice)
        yield from formulaic(name, stories, dice)


def found_in(articles: Iterable[dict[str, str]], folder: Path) -> dict[str, int]:
    """Load articles with the product's command; return the story of each that has copies."""
    file, database = folder / "x.jsonl", folder / "copies.db"
    file.write_text("".join(json.dumps(article) + "\n" for article in articles), "utf-8")
    if ingest([str(file), "--db", str(database), "--quiet"]):
        raise SystemExit("the stories could not be loaded")
    connection = sqlite3.connect(database)
    rows = connection.execute("select path, story_id from reprints join articles on id=article_id")
    stories = {path.partition("#")[2]: story for path, story in rows}
    connection.close()
    return stories


def measure(articles: list[dict[str, str]], stories: dict[str, int]) -> tuple[Figures, list[str]]:
    """Return precision, and recall by kind; and the pairs that are wrong."""
    figures: Figures = {}
    for kind in KINDS:
        made = [a["id"] for a in articles if a["id"].endswith(f"/{kind}")]
        originals = [f"{key.rpartition('/')[0]}/original" for key in made]
        hit = sum(
            key in stories and stories[key] == stories.get(original)
            for key, original in zip(made, originals, strict=True)
        )
        figures[f"recall, {kind}"] = hit / len(made)
    together = defaultdict(list)
    for key, story in stories.items():
        together[story].append(key)
    right, wrong = 0, []
    for keys in together.values():
        for pair in combinations(sorted(keys), 2):
            if same_story(*pair):
                right += 1
            else:
                wrong.append(" = ".join(pair))
    figures["precision of pairs"] = right / (right + len(wrong))
    formula = [a["id"] for a in articles if a["id"].startswith("formula/")]
    mistaken = {key for pair in wrong for key in pair.split(" = ")}
    figures["formulas told apart"] = 1 - sum(key in mistaken for key in formula) / len(formula)
    return figures, wrong


def same_story(one: str, other: str) -> bool:
    """Whether both were made of one story; two of a formula, of one day, may be."""
    return one.rpartition("/")[0] == other.rpartition("/")[0]


def main() -> int:
    """Run the gate."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--update", action="store_true", help="raise the floors")
    parser.add_argument("--allow-regression", action="store_true", help="let --update lower them")
    parser.add_argument("--wrong", action="store_true", help="list the pairs that are wrong")
    options = parser.parse_args()
    if not os.environ.get("DATELINE_DATA"):
        print("Set DATELINE_DATA to the folder that holds news/.", file=sys.stderr)
        return 2
    articles = list(collect(Path(os.environ["DATELINE_DATA"]) / "news"))
    with tempfile.TemporaryDirectory() as folder:
        figures, wrong = measure(articles, found_in(articles, Path(folder)))
    print("\n".join(f"{name:32}{value:8.3f}" for name, value in figures.items()))
    print("\n".join(wrong if options.wrong else []))
    floors = json.loads(FLOORS.read_text()) if FLOORS.exists() else {}
    failed = [
        f"{name}: {figures.get(name, 0):.3f} is below its floor {floor}"
        for name, floor in floors.items()
        if figures.get(name, 0) < floor - TOLERANCE
    ]
    for failure in failed:
        print(failure, file=sys.stderr)
    if options.update and (not failed or options.allow_regression):
        written = {name: round(value, 3) for name, value in figures.items()}
        FLOORS.write_text(json.dumps(written, indent=2) + "\n")
        return 0
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
