"""The page of docs/ that is made of the latest run of each size, and its plot."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from growth import plot
from questions import GROUPS
from report import Results, loading_table, told, without_facts

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "speed.md"
PLOT = ROOT / "docs" / "speed.svg"

START, END = "<!-- figures: benchmarks/speed/speed.py --write -->\n", "<!-- end of figures -->"

MILLION = 1_000_000

PAGE_GOALS = {
    "at most 1,000 of a million": 8,
    "1.4 %": 20,
    "10 %": 40,
    "40 % and more": 120,
    "two common words": 120,
}
"""Milliseconds at p95 for the complete page of a million articles, in the one process."""

RATE_GOAL, PEAK_GOAL, FILE_GOAL, BARE_GOAL, ADDING_GOAL, CLIENTS_GOAL = 600, 700, 2.6, 1.15, 50, 1.0
"""Articles/s on two cores; MB; file / text; times bare FTS5; ms at p95; throughput."""


def write(results: Results, runs: Path) -> None:
    """Keep a run, and make the page of the figures anew."""
    number = results["corpus"]["articles"]
    folder = runs / results["machine"]["date"]
    folder.mkdir(parents=True, exist_ok=True)
    content = json.dumps(results, ensure_ascii=False, indent=1)
    (folder / f"{number}.json").write_text(content + "\n", "utf-8")
    (folder / f"{number}.txt").write_text("\n".join(told(results)) + "\n", "utf-8")
    write_page(latest_runs(runs))


def write_page(runs: list[Results]) -> None:
    """Write the plot, and the figures between their marks."""
    PLOT.write_text(plot(runs), "utf-8")
    before, _, rest = PAGE.read_text("utf-8").partition(START)
    after = rest.partition(END)[2]
    PAGE.write_text(before + START + "\n".join(figures(runs)) + "\n" + END + after, "utf-8")


def latest_runs(runs: Path) -> list[Results]:
    """Return the latest run of each number of articles, the smallest first."""
    found = {int(file.stem): file for file in sorted(runs.glob("*/*.json"))}
    return [json.loads(found[number].read_text("utf-8")) for number in sorted(found)]


def figures(runs: list[Results]) -> Iterator[str]:
    """Yield the growth, then for each size, the largest first, its goals and tables."""
    yield "## Growth\n"
    yield from growth_table(runs)
    for results in reversed(runs):
        where = results["machine"]
        yield f"\n## {results['corpus']['articles']:,} articles\n"
        yield (
            f"{where['date']}, Python {where['python']}, SQLite {where['sqlite']}, "
            f"{where['cores']} cores, load {where['load']} at the start: `{results['command']}`\n"
        )
        yield from loading_table(results)
        yield from (f"\n{line}" for line in without_facts(results))
        yield ""
        yield from page_table(results)
        yield f"\n{behind(results)}\n"
        yield "| goal | measured | |"
        yield "|---|---|---|"
        yield from goals(results)


def growth_table(runs: list[Results]) -> Iterator[str]:
    """Yield a line for each size: what an article costs, and what the page takes."""
    yield (
        "| articles | loading: CPU ms an article | bare FTS5 | peak MB | complete page of 10 %: "
        "p95, ms | bare FTS5 | 40 % and more | bare FTS5 |"
    )
    yield "|---" * 8 + "|"
    for results in runs:
        number, loading = results["corpus"]["articles"], results["loading"]
        costs = {name: 1000 * one["texts"]["cpu"] / number for name, one in loading.items()}
        rows = complete_pages(results)
        pages = [
            f"{rows[group, name]['wall'][1]:,.1f}"
            for group in ("10 %", "40 % and more")
            for name in ("Dateline", "bare FTS5")
        ]
        peak = loading["Dateline"]["texts"]["peak_mb"]
        cells = [f"{costs['Dateline']:.2f}", f"{costs['bare FTS5']:.2f}", f"{peak:.0f}", *pages]
        yield f"| {number:,} | {' | '.join(cells)} |"


def complete_pages(results: Results) -> dict[tuple[str, str], Results]:
    """Return the rows of the page with facets, by class and engine."""
    return {(row["class"], row["engine"]): row for row in results["questions"] if row["facets"]}


def page_table(results: Results) -> Iterator[str]:
    """Yield a line for each class: p95 of the complete page, ratios by processor time."""
    rows = complete_pages(results)
    names = [n for n in dict.fromkeys(name for _, name in rows) if n != "Dateline"]
    yield f"| complete page | matches | Dateline: p95, ms | its CPU, ms | {' | '.join(names)} |"
    yield "|---" * (4 + len(names)) + "|"
    for group in GROUPS:
        if mine := rows.get((group, "Dateline")):
            others = [rows.get((group, name)) for name in names]
            cells = " | ".join(f"{row['cpu ratio'][1]:.2f} ×" if row else "–" for row in others)
            times = f"{mine['wall'][1]:,.1f} | {mine['cpu'][1]:,.1f}"
            yield f"| {group} | {mine['matches']:,} | {times} | {cells} |"


def behind(results: Results) -> str:
    """Say in which classes who is ahead of Dateline, and by how much at worst."""
    ahead: dict[str, list[float]] = {}
    rows = complete_pages(results)
    classes = sum(name == "Dateline" for _, name in rows)
    for (_, name), row in rows.items():
        if "Dateline" not in name and row["cpu ratio"][1] < 1:
            ahead.setdefault(name, []).append(row["cpu ratio"][1])
    told = [
        f"{name} in {len(ratios)} of {classes} classes (at worst {min(ratios):.2f} ×)"
        for name, ratios in ahead.items()
    ]
    return f"Ahead of Dateline, complete page: {', '.join(told) or 'none'}."


def goals(results: Results) -> Iterator[str]:
    """Yield a line for each goal that can be judged at this size."""
    loading, ours = results["loading"], results["loading"]["Dateline"]
    text, adding = results["corpus"]["text bytes"], results["incremental"]["adding"]["p95"]
    rate, clients = ours["articles/s"], results["clients"]["ratio"]
    yield goal(f"loading, all facts: {RATE_GOAL} articles/s", rate, rate >= RATE_GOAL)
    peak, size = ours["texts"]["peak_mb"], ours["bytes"] / text
    yield goal(f"largest process: {PEAK_GOAL} MB", peak, peak <= PEAK_GOAL)
    yield goal(f"file: {FILE_GOAL} times the text", size, size <= FILE_GOAL)
    if parts := ours.get("without facts"):
        times = parts["tables"] / sum(json.loads(loading["bare FTS5"]["said"][0]).values())
        yield goal(f"store and index: {BARE_GOAL} times bare FTS5", times, times <= BARE_GOAL)
    yield goal(f"one article more: {ADDING_GOAL} ms at p95", adding, adding <= ADDING_GOAL)
    yield goal("eight clients: what one gets", clients, clients >= CLIENTS_GOAL)
    if results["corpus"]["articles"] >= MILLION:
        rows = complete_pages(results)
        for group, most in PAGE_GOALS.items():
            time = rows[group, "Dateline"]["wall"][1]
            yield goal(f"complete page, {group}: {most} ms at p95", time, time <= most)


def goal(name: str, measured: float, met: bool) -> str:
    """Return a line of the table of goals."""
    figure = f"{measured:,.2f}" if measured < 100 else f"{measured:,.0f}"
    return f"| {name} | {figure} | {'met' if met else 'missed'} |"


if __name__ == "__main__":
    write_page(latest_runs(Path(__file__).parent / "runs"))
