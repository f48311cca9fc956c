"""Make dateline/web/static/outline.svg: the land and its borders, to draw places on.

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python tools/build_outline.py package/countries-110m.json

The package (ISC) carries Natural Earth's 1:110m countries 4.1 (public domain) as TopoJSON: arcs of
whole steps, the first point of each from the corner of the map, the others from the point before.
A ring is a list of arcs, ``~n`` for arc n backwards; an arc of two countries is a border.

The map goes from 170° west to 190° east, through the Bering Strait, so that no land is cut in two.
Antarctica is left out.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

TARGET = Path(__file__).parent.parent / "dateline" / "web" / "static" / "outline.svg"

SCALE = 10
"""Steps to a degree, 11 km: points of a 1:110m map are some 80 km apart."""

HEAD = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="-170 -84 360 144">
<!-- Natural Earth 1:110m countries 4.1, public domain (https://www.naturalearthdata.com), from
world-atlas 2.0.2. A unit is a degree, x east and y south. Made by tools/build_outline.py. -->
"""

ROUND = 360 * SCALE
WEST = -170 * SCALE
ANTARCTIC = 60 * SCALE
"""No land is drawn that lies south of it, in steps south."""

Point = tuple[int, int]


def points(topology: dict[str, Any]) -> list[list[Point]]:
    """Return the arcs as tenths of a degree, east and south."""
    (kx, ky), (dx, dy) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        line: list[Point] = []
        for step_x, step_y in arc:
            x, y = x + step_x, y + step_y
            point = (round((x * kx + dx) * SCALE), -round((y * ky + dy) * SCALE))
            if not line or line[-1] != point:
                line.append(point)
        arcs.append(line)
    return arcs


def rings(topology: dict[str, Any], name: str) -> Iterator[list[int]]:
    """Yield the rings of a layer, each the numbers of its arcs."""
    for shape in topology["objects"][name]["geometries"]:
        if shape["type"] not in ("Polygon", "MultiPolygon"):
            continue
        several = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
        for polygon in several:
            yield from polygon


def joined(ring: list[int], arcs: list[list[Point]]) -> list[Point]:
    """Join the arcs of a ring into one line, which does not jump at 180° east."""
    line: list[Point] = []
    turns = 0
    for number in ring:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        for x, y in arc[1:] if line else arc:
            if line and abs(x + turns - line[-1][0]) > ROUND / 2:
                turns += ROUND if x + turns < line[-1][0] else -ROUND
            line.append((x + turns, y))
    middle = (min(line)[0] + max(line)[0]) / 2
    shift = ROUND if middle < WEST else 0
    return [(x + shift, y) for x, y in line]


def path(line: list[Point], end: str = "") -> str:
    """Write a line as SVG does, in short: from its start by steps."""
    steps = ",".join(f"{b[0] - a[0]},{b[1] - a[1]}" for a, b in pairwise(line))
    return f"M{line[0][0]},{line[0][1]}l{steps}{end}".replace(",-", "-").replace(",", " ")


def main() -> None:
    """Write the outline of the topology named on the command line."""
    topology = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    arcs = points(topology)
    land = [joined(ring, arcs) for ring in rings(topology, "land")]
    land = [line for line in land if len(line) > 3 and min(y for _, y in line) < ANTARCTIC]
    uses = Counter(n if n >= 0 else ~n for ring in rings(topology, "countries") for n in ring)
    borders = [arcs[number] for number, times in sorted(uses.items()) if times > 1]
    drawn = {
        "land": "".join(path(line[:-1], "z") for line in land),
        "borders": "".join(path(line) for line in borders if len(line) > 1),
    }
    # The lines stay thin however far the map is enlarged.
    shapes = "".join(
        f'<path id="{name}" '
        f'transform="scale({1 / SCALE})" vector-effect="non-scaling-stroke" d="{shape}"/>\n'
        for name, shape in drawn.items()
    )
    TARGET.write_text(f"{HEAD}{shapes}</svg>\n", encoding="utf-8")
    print(TARGET, TARGET.stat().st_size)


if __name__ == "__main__":
    main()
