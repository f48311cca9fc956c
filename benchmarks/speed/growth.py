"""The plot of growth: how the cost of loading and of the page changes with the size, as SVG."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from html import escape
from typing import Any

WIDTH, HEIGHT = 400, 260
LEFT, RIGHT, TOP, BOTTOM = 52, 14, 34, 36
LEGEND = 18

STYLE = """
text { font: 12px system-ui, sans-serif; fill: #333 } .title { font-weight: 600 }
path { fill: none; stroke-width: 2 }
.grid { stroke: #8884; stroke-width: 1 } .s0 path { stroke-width: 4 }
.s0 { stroke: #0b66c3; color: #0b66c3 } .s1 { stroke: #c2410c; color: #c2410c }
.s2 { stroke: #15803d; color: #15803d } .s3 { stroke: #7e22ce; color: #7e22ce }
.s4 { stroke: #a16207; color: #a16207 } .s5 { stroke: #be185d; color: #be185d }
.s6 { stroke: #64748b; color: #64748b }
circle { fill: currentColor; stroke: none }
@media (prefers-color-scheme: dark) {
 text { fill: #ddd } .s0 { stroke: #6cb2ff; color: #6cb2ff } .s1 { stroke: #fb923c; color: #fb923c }
 .s2 { stroke: #4ade80; color: #4ade80 } .s3 { stroke: #d8a5ff; color: #d8a5ff }
 .s4 { stroke: #facc15; color: #facc15 } .s5 { stroke: #f9a8d4; color: #f9a8d4 }
 .s6 { stroke: #cbd5e1; color: #cbd5e1 } }
"""
"""Dateline's line is the thick one."""

COLOURS = 7

COMMON = "40 % and more"

Points = list[tuple[float, float]]
Lines = dict[str, Points]


def plot(runs: Sequence[dict[str, Any]]) -> str:
    """Return the drawing of all *runs*: three charts with one legend."""
    sizes = [results["corpus"]["articles"] for results in runs]
    smallest, largest = min(sizes), max(sizes)
    charts = {
        "loading: CPU ms an article": loading(runs),
        "complete page, 10 %: ms at p95": page(runs, "10 %"),
        "complete page, 40 % and more: ms at p95": page(runs, COMMON),
    }
    names = list(dict.fromkeys(name for lines in charts.values() for name in lines))
    parts = [chart(title, lines, names) for title, lines in charts.items()]
    placed = "".join(
        f'<g transform="translate({number * WIDTH} 0)">{part}</g>'
        for number, part in enumerate(parts)
    )
    width, height = WIDTH * len(charts), HEIGHT + LEGEND + 12
    size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">'
        f"<title>Growth from {smallest:,} to {largest:,} articles</title>"
        f"<style>{STYLE}</style>{placed}{''.join(legend(names))}</svg>\n"
    )


def loading(runs: Sequence[dict[str, Any]]) -> Lines:
    """Return the processor time of an article by size, for each engine."""
    lines: Lines = {}
    for results in runs:
        number = results["corpus"]["articles"]
        for name, figures in results["loading"].items():
            each = 1000 * figures["texts"]["cpu"] / number
            lines.setdefault(name, []).append((number, each))
    return lines


def page(runs: Sequence[dict[str, Any]], group: str) -> Lines:
    """Return the time of the complete page by size, for each engine that has one."""
    lines: Lines = {}
    for results in runs:
        for row in results["questions"]:
            if row["facets"] and row["class"] == group:
                point = results["corpus"]["articles"], row["wall"][1]
                lines.setdefault(row["engine"], []).append(point)
    return lines


def chart(title: str, lines: Lines, names: Sequence[str]) -> str:
    """Return one chart; both axes are logarithmic."""
    points = [point for some in lines.values() for point in some]
    if not points:
        return ""
    (left, right), (low, high) = _decades(x for x, _ in points), _decades(y for _, y in points)

    def place(x: float, y: float) -> tuple[float, float]:
        across = (math.log10(x) - left) / (right - left)
        up = (math.log10(max(y, 10**low)) - low) / (high - low)
        width, height = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
        return round(LEFT + across * width, 1), round(HEIGHT - BOTTOM - up * height, 1)

    parts = [f'<text class="title" x="{LEFT}" y="18">{escape(title)}</text>']
    for power in range(low, high + 1):
        x, y = place(10**left, 10**power)
        parts.append(f'<path class="grid" d="M{x} {y}H{WIDTH - RIGHT}"/>')
        parts.append(f'<text x="{x - 6}" y="{y + 4}" text-anchor="end">{_short(10**power)}</text>')
    for power in range(left, right + 1):
        x, y = place(10**power, 10**low)
        parts.append(f'<text x="{x}" y="{y + 20}" text-anchor="middle">{_short(10**power)}</text>')
    for name, some in lines.items():
        places = [place(*point) for point in some]
        path = "L".join(f"{x} {y}" for x, y in places)
        dots = "".join(f'<circle cx="{x}" cy="{y}" r="3"/>' for x, y in places)
        parts.append(f'<g class="s{names.index(name) % COLOURS}"><path d="M{path}"/>{dots}</g>')
    return "".join(parts)


def _decades(values: Iterator[float]) -> tuple[int, int]:
    """Return the powers of ten around *values*: ``[3, 40]`` → ``(0, 2)``."""
    powers = [math.log10(max(value, 1e-3)) for value in values]
    low, high = math.floor(min(powers)), math.ceil(max(powers))
    return low, max(high, low + 1)


def _short(number: float) -> str:
    """Return a power of ten as an axis has it: ``100_000`` → ``100k``."""
    for unit, name in ((1_000_000, "M"), (1_000, "k")):
        if number >= unit:
            return f"{number / unit:g}{name}"
    return f"{number:g}"


def legend(names: Sequence[str]) -> Iterator[str]:
    """Yield a dot and a name for each engine."""
    x, y = LEFT, HEIGHT + LEGEND
    for number, name in enumerate(names):
        yield f'<g class="s{number % COLOURS}"><circle cx="{x}" cy="{y - 4}" r="5"/></g>'
        yield f'<text x="{x + 10}" y="{y}">{escape(name)}</text>'
        x += 40 + 7 * len(name)
