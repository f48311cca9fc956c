"""Measure contexts, key words and articles alike, as the pages ask for them.

    DATELINE_DATA=… python benchmarks/desk/desk.py [--db FILE] [--requests 100] [--write]

README.md says what is asked.
"""

from __future__ import annotations

import argparse
import asyncio
import datetime
import os
import platform
import random
import re
import sqlite3
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from datasette.app import Datasette

from dateline.desk.similar import similar
from dateline.ingest import main as ingest

HERE = Path(__file__).parent
STORIES = "news/reuters21578.jsonl.xz"
GOAL = 150
"""Milliseconds at p95, for the first page."""

clock = time.process_time
"""Of this process, which does all the work: other programs on the machine don't count."""

COMMON = ("said", "the", "market", "year", "trade", "oil", "s*", '"said the"', "pct OR mln")
"""Every fourth question of contexts is one of these."""

# Chicago   grain
WORD = re.compile(r"[^\W\d_]{4,}")


def words(connection: sqlite3.Connection, chance: random.Random, number: int) -> list[str]:
    """Return words of headlines by chance."""
    titles = connection.execute("select title from articles where title <> ''").fetchall()
    found = [WORD.findall(title) for (title,) in chance.sample(titles, 3 * number)]
    return [chance.choice(some).lower() for some in found if some][:number]


def questions(connection: sqlite3.Connection, number: int) -> dict[str, list[Any]]:
    """Return what is asked, the same each time."""
    chance = random.Random(5)  # noqa: S311  questions, not secrets
    asked = words(connection, chance, 3 * number)
    contexts = [
        {"q": chance.choice(COMMON) if not at % 4 else asked[at], "order": order}
        for at in range(number)
        for order in [("", "left", "right")[at % 3]]
    ]
    pairs = [
        {"q": asked[number + at], "against": asked[2 * number + at] if at % 2 else ""}
        for at in range(number)
    ]
    ids = [row[0] for row in connection.execute("select id from articles")]
    return {
        "contexts": [f"kwic?{urlencode(one)}" for one in contexts],
        "key words": [f"keyness?{urlencode(one)}" for one in pairs],
        "articles alike": chance.sample(ids, number),
    }


async def pages(db: Path, paths: list[str]) -> list[float]:
    """Ask for pages, one after the other; return how long each took."""
    client = Datasette([str(db)]).client
    times = []
    for path in [paths[0], *paths]:
        started = clock()
        answer = await client.get(f"/{db.stem}/-/{path}")
        times.append(1000 * (clock() - started))
        assert answer.status_code == 200, path
    return times[1:]


def alike(connection: sqlite3.Connection, ids: list[int]) -> list[float]:
    """Find the articles like each of *ids*."""
    times = []
    for key in ids:
        started = clock()
        similar(connection, key, 10)
        times.append(1000 * (clock() - started))
    return times


def measure(db: Path, number: int) -> str:
    """Return a table of what was measured."""
    connection = sqlite3.connect(f"file:{db}?mode=ro", uri=True)
    (articles,) = connection.execute("select count(*) from articles").fetchone()
    asked = questions(connection, number)
    alone: Callable[[list[str]], list[float]] = lambda paths: asyncio.run(pages(db, paths))  # noqa: E731
    times = {name: alone(asked[name]) for name in ("contexts", "key words")}
    times["articles alike"] = alike(connection, asked["articles alike"])
    lines = [f"| {articles:,} articles, {number} questions each | p50 ms | p95 ms | most ms |"]
    lines.append("|---|---|---|---|")
    for name, took in times.items():
        took.sort()
        middle, late = took[len(took) // 2], took[int(0.95 * len(took))]
        goal = "" if late <= GOAL else f" (goal: {GOAL})"
        lines.append(f"| {name} | {middle:.0f} | {late:.0f}{goal} | {took[-1]:.0f} |")
    return "\n".join(lines)


def main() -> None:
    """Build the corpus unless it is given, measure, and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--db", type=Path, help="a corpus that is there")
    parser.add_argument("--requests", type=int, default=100)
    parser.add_argument("--write", action="store_true", help="add the run to README.md")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        db = given.db or Path(folder) / "reuters.db"
        if not given.db:
            ingest([str(Path(os.environ["DATELINE_DATA"]) / STORIES), "--db", str(db), "--quiet"])
        table = measure(db, given.requests)
    machine = f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    run = f"\n## {datetime.date.today()}, {machine}, {os.cpu_count()} cores\n\n{table}\n"
    print(run)
    if given.write:
        with (HERE / "README.md").open("a", encoding="utf-8") as readme:
            readme.write(run)


if __name__ == "__main__":
    main()
