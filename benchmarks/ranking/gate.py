"""Measure the ranking on collections with judgements, beside bm25s; fail where it got worse.

    DATELINE_DATA=… python benchmarks/ranking/gate.py [--update] [--collections DIR]

Each collection is loaded by the product's own command and asked through `dateline.search.search`,
as the page does. bm25s answers the same queries over the same texts in the same run.
"""

from __future__ import annotations

import argparse
import json
import os
import sqlite3
import sys
import tempfile
from pathlib import Path

from collection import Collection, load
from measures import FIGURES, Runs, score
from rival import rival

from dateline.ingest import main as ingest
from dateline.search import MAX_SIZE, Search, search

FLOORS = Path(__file__).parent / "floors.json"

TOLERANCE = 0.0005
"""Floors are written with three digits; texts, queries and ranking are fixed."""

GOAL_EACH, GOAL_MEAN = 1.0, 1.03
"""nDCG@10 as a share of bm25s: on every collection, and on average."""

Figures = dict[str, dict[str, float]]


def ours(collection: Collection, folder: Path) -> Runs:
    """Load *collection* with the product's command, and ask it every query."""
    database = folder / f"{collection.name}.db"
    status = ingest([str(collection.file), "--db", str(database), "--map", "id=_id", "--quiet"])
    if status not in (0, 1):  # 1: a collection may hold documents without text
        raise SystemExit(f"{collection.name} could not be loaded")
    connection = sqlite3.connect(database)
    names = dict(connection.execute("select id, path from articles"))
    runs = {}
    for key, text in collection.queries.items():
        hits = search(connection, Search(q=text, sort="relevance", size=MAX_SIZE)).hits
        runs[key] = [names[hit.id].rpartition("#")[2] for hit in hits]
    connection.close()
    return runs


def measure(collections: list[Collection]) -> Figures:
    """Return the figures of each collection: ours, and with `bm25s ` before them the rival's."""
    figures: Figures = {}
    with tempfile.TemporaryDirectory() as folder:
        for collection in collections:
            own = score(ours(collection, Path(folder)), collection.judged)
            other = score(rival(collection, MAX_SIZE), collection.judged)
            named = {f"bm25s {name}": value for name, value in other.items()}
            figures[collection.name] = own | named
    return figures


def table(figures: Figures) -> list[str]:
    """Lay the figures out: ours, the rival's and the ratio, for each figure."""
    lines = [f"{'':9}" + "".join(f"{name:>12}   bm25s   ratio" for name in FIGURES)]
    for name, row in figures.items():
        cells = ((row[figure], row[f"bm25s {figure}"]) for figure in FIGURES)
        lines.append(f"{name:9}" + "".join(f"{a:12.3f}{b:8.3f}{a / b:8.3f}" for a, b in cells))
    means = (
        sum(row[figure] / row[f"bm25s {figure}"] for row in figures.values()) / len(figures)
        for figure in FIGURES
    )
    return [*lines, f"{'mean':9}" + "".join(f"{mean:28.3f}" for mean in means)]


def failures(figures: Figures, floors: Figures) -> list[str]:
    """Return a sentence for each figure below its floor, and for each goal that is missed."""
    below = [
        f"{name}: {figure} {figures.get(name, {}).get(figure, 0.0):.3f} is below its floor {floor}"
        for name, by_figure in floors.items()
        for figure, floor in by_figure.items()
        if figures.get(name, {}).get(figure, 0.0) < floor - TOLERANCE
    ]
    ratios = {name: row["nDCG@10"] / row["bm25s nDCG@10"] for name, row in figures.items()}
    below += [
        f"{name}: nDCG@10 is {ratio:.3f} of bm25s"
        for name, ratio in ratios.items()
        if ratio < GOAL_EACH
    ]
    mean = sum(ratios.values()) / len(ratios)
    return below + ([f"nDCG@10 is {mean:.3f} of bm25s on average"] if mean < GOAL_MEAN else [])


def main() -> int:
    """Run the gate."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--update", action="store_true", help="raise the floors")
    parser.add_argument("--allow-regression", action="store_true", help="let --update lower them")
    parser.add_argument("--collections", metavar="DIR", help="other collections; no floors")
    options = parser.parse_args()
    data = options.collections or os.environ.get("DATELINE_DATA")
    if not data:
        print("Set DATELINE_DATA to the folder that holds relevance/.", file=sys.stderr)
        return 2
    folder = Path(data) if options.collections else Path(data) / "relevance"
    figures = measure([load(path) for path in sorted(folder.iterdir()) if path.is_dir()])
    print("\n".join(table(figures)))
    floors = {}
    if FLOORS.exists() and not options.collections:
        floors = json.loads(FLOORS.read_text())
    failed = failures(figures, floors)
    for failure in failed:
        print(failure, file=sys.stderr)
    if options.update and (not failed or options.allow_regression):
        FLOORS.write_text(json.dumps(own_figures(figures), indent=2) + "\n")
        return 0
    return 1 if failed else 0


def own_figures(figures: Figures) -> Figures:
    """Return what floors are written of: our figures, with three digits."""
    return {
        name: {figure: round(row[figure], 3) for figure in FIGURES} for name, row in figures.items()
    }


if __name__ == "__main__":
    sys.exit(main())
