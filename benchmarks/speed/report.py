"""The figures of a run as text and JSON, and the page of docs/ that is made of all runs."""

from __future__ import annotations

import datetime
import json
import os
import platform
import sqlite3
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from growth import plot
from questions import GROUPS

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "speed.md"
PLOT = ROOT / "docs" / "speed.svg"

START, END = "<!-- figures: benchmarks/speed/speed.py --write -->\n", "<!-- end of figures -->"

PACKAGES = ("dateline", "datasette", "sqlite-utils", "tantivy", "bm25s", "psycopg")

NOT_SHOWN = """\
What the numbers do not show: other machines, and what others do on this one meanwhile (the load
stands above; ratios are of one run, processor time is of the process alone); cold files: all is
warm; disks and networks; how good the answers are (benchmarks/ranking has that). Loading is done
once for each engine, one after the other. README.md says in what the engines' answers differ."""

Results = dict[str, Any]


def machine() -> dict[str, Any]:
    """Say what was measured where."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    models = [line.partition(": ")[2] for line in lines if line.startswith("model name")]
    return {
        "date": str(datetime.date.today()),
        "packages": {name: found for name in PACKAGES if (found := _version(name))},
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "system": f"{platform.system()} {platform.machine()}, {models[0] if models else 'unknown'}",
        "cores": os.cpu_count(),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9),
        "load": round(os.getloadavg()[0], 1),
    }


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def told(results: Results) -> Iterator[str]:
    """Yield the lines of a run."""
    where = results["machine"]
    packages = ", ".join(f"{name} {found}" for name, found in where["packages"].items())
    yield results["command"]
    yield f"{where['date']}; {packages}; Python {where['python']}, SQLite {where['sqlite']}"
    yield (
        f"{where['system']}, {where['cores']} cores, {where['memory_gb']} GB, "
        f"load {where['load']} at the start"
    )
    yield from (f"left out: {name} {why}" for name, why in results["left out"].items())
    yield "\nCorpus"
    yield from _corpus(results["corpus"])
    yield "\nLoading"
    yield from loading_table(results)
    yield from _parts(results)
    for facets in (False, True):
        yield f"\nThe first page {'with' if facets else 'without'} facets, ms"
        yield from questions_table(results, facets)
    yield f"\ncut off by the limit of time, over HTTP: {results['cut off over HTTP']} answers"
    yield f"clients: {json.dumps(results['clients'], ensure_ascii=False)}"
    yield f"one article more, ms: {json.dumps(results['incremental'], ensure_ascii=False)}"
    yield f"\n{NOT_SHOWN}"


def _corpus(corpus: Results) -> Iterator[str]:
    """Yield what the texts are like."""
    for name, value in corpus.items():
        if name.startswith("document"):
            yield f"{name}, by how many of the real texts have a word:"
            yield from (f"  {json.dumps(row)}" for row in value)
        else:
            yield f"{name}: {json.dumps(value)}"


def loading_table(results: Results) -> Iterator[str]:
    """Yield the table of what loading took; ratios are of processor time and to Dateline's."""
    heads = "articles/s | CPU s | ratio | peak MB | file / text | facets: CPU s | then file / text"
    yield f"| engine | {heads} |"
    yield "|---" * 8 + "|"
    text = results["corpus"]["bytes"]
    ours = results["loading"]["Dateline"]["texts"]["cpu"]
    for name, figures in results["loading"].items():
        texts, facets = figures["texts"], figures["with facets"]
        more = f"{facets['cpu']:.1f}" if facets["cpu"] else "–"
        yield (
            f"| {name} | {figures['articles/s']:,.0f} | {texts['cpu']:.1f} "
            f"| {texts['cpu'] / ours:.2f} | {texts['peak_mb']:.0f} | {figures['bytes'] / text:.2f} "
            f"| {more} | {figures['bytes with facets'] / text:.2f} |"
        )


def _parts(results: Results) -> Iterator[str]:
    """Yield what Dateline's loading consists of, beside the bare one."""
    ours, bare = results["loading"]["Dateline"], results["loading"]["bare FTS5"]
    yield f"Dateline's processes, CPU s: {ours['said'][0]}; bare FTS5: {bare['said'][0]}"
    if parts := ours.get("without facts"):
        spent = sum(json.loads(bare["said"][0]).values())
        yield (
            f"without reading facts: {parts['storing']:.1f} CPU s to store and index, "
            f"{parts['storing'] / spent:.2f} of bare FTS5's {spent:.1f}"
        )


def questions_table(results: Results, facets: bool) -> Iterator[str]:
    """Yield the table of a page's times; a ratio is the engine's p95 to Dateline's."""
    yield "| class | matches | engine | p50 | p95 | CPU p50 | p95 | ratio p50 | p95 | asked |"
    yield "|---" * 10 + "|"
    for row in results["questions"]:
        if row["facets"] == facets:
            times = " | ".join(f"{time:,.1f}" for time in (*row["wall"], *row["cpu"]))
            ratios = " | ".join(f"{ratio:.2f}" for ratio in row["wall ratio"])
            yield (
                f"| {row['class']} | {row['matches']:,} | {row['engine']} | {times} | {ratios} "
                f"| {row['asked']} |"
            )


def write(results: Results, runs: Path) -> None:
    """Keep a run, and make the page of the figures anew from the latest run of each size."""
    number = results["corpus"]["articles"]
    folder = runs / results["machine"]["date"]
    folder.mkdir(parents=True, exist_ok=True)
    content = json.dumps(results, ensure_ascii=False, indent=1)
    (folder / f"{number}.json").write_text(content + "\n", "utf-8")
    (folder / f"{number}.txt").write_text("\n".join(told(results)) + "\n", "utf-8")
    latest = latest_runs(runs)
    PLOT.write_text(plot(latest), "utf-8")
    before, _, rest = PAGE.read_text("utf-8").partition(START)
    after = rest.partition(END)[2]
    PAGE.write_text(before + START + "\n".join(figures(latest)) + "\n" + END + after, "utf-8")


def latest_runs(runs: Path) -> list[Results]:
    """Return the latest run of each number of articles, the smallest first."""
    found = {int(file.stem): file for file in sorted(runs.glob("*/*.json"))}
    return [json.loads(found[number].read_text("utf-8")) for number in sorted(found)]


def figures(runs: list[Results]) -> Iterator[str]:
    """Yield the tables of the page: the complete page at each size, then loading."""
    for results in reversed(runs):
        where = results["machine"]
        yield f"### {results['corpus']['articles']:,} articles\n"
        yield (
            f"{where['date']}, Python {where['python']}, SQLite {where['sqlite']}, "
            f"{where['cores']} cores, load {where['load']} at the start: `{results['command']}`\n"
        )
        yield from loading_table(results)
        yield ""
        yield from page_table(results)
        yield ""
        clients, more = results["clients"], results["incremental"]
        yield (
            f"Eight clients at once get {clients['ratio']:.2f} times the pages of one; "
            f"{len(clients['failed'])} of {clients['pages']} failed. One article more takes "
            f"{more['adding']['p95']:.0f} ms at p95, the first search after it "
            f"{more['first search after it']['p95']:.0f} ms.\n"
        )


def page_table(results: Results) -> Iterator[str]:
    """Yield a line for each class: the complete page's p95 in ms, and the ratios to it."""
    rows = {(row["class"], row["engine"]): row for row in results["questions"] if row["facets"]}
    names = [n for n in dict.fromkeys(name for _, name in rows) if n != "Dateline"]
    yield f"| complete page, p95 | matches | Dateline, ms | {' | '.join(names)} |"
    yield "|---" * (3 + len(names)) + "|"
    for group in GROUPS:
        if mine := rows.get((group, "Dateline")):
            others = [rows.get((group, name)) for name in names]
            cells = " | ".join(f"{row['wall ratio'][1]:.2f} ×" if row else "–" for row in others)
            yield f"| {group} | {mine['matches']:,} | {mine['wall'][1]:,.1f} | {cells} |"
