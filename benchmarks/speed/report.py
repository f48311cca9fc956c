"""The figures of one run as text, and where it was made."""

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
    yield "\nquestions of which an engine finds as many articles as Dateline, with facets:"
    yield from _agreeing(results)
    yield f"\ncut off by the limit of time, over HTTP: {results['cut off over HTTP']} answers"
    yield f"failed: {json.dumps(results['failed'], ensure_ascii=False)}"
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
    text = results["corpus"]["text bytes"]
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
    """Yield what the loading of Dateline and of bare FTS5 consists of."""
    for name in ("Dateline", "bare FTS5"):
        parts = json.loads(results["loading"][name]["said"][0])
        yield f"{name}, CPU s: " + ", ".join(f"{part} {spent:.1f}" for part, spent in parts.items())
    yield from without_facts(results)


def without_facts(results: Results) -> Iterator[str]:
    """Yield what Dateline takes for the part that bare FTS5 does too, where it was measured."""
    loading = results["loading"]
    if parts := loading["Dateline"].get("without facts"):
        bare = sum(json.loads(loading["bare FTS5"]["said"][0]).values())
        yield (
            f"To store the articles and index their words Dateline takes {parts['tables']:.1f} "
            f"CPU s, {parts['tables'] / bare:.2f} times the {bare:.1f} of bare FTS5; with all that "
            f"it does but reading facts (hashes, facets, arrays, reprints) {parts['storing']:.1f}."
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


def _agreeing(results: Results) -> Iterator[str]:
    """Yield for each engine how many of its totals are Dateline's."""
    rows = [row for row in results["questions"] if row["facets"]]
    for name in dict.fromkeys(row["engine"] for row in rows):
        same, asked = (
            sum(row[key] for row in rows if row["engine"] == name)
            for key in ("same total", "asked")
        )
        yield f"{name}: {same} of {asked}"
