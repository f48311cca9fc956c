"""The places of a result as a map: which part of the world it shows, and where things stand on it.

The projection is the plainest: a degree of longitude is as wide as it is in the middle of the map.
So the outline, static/outline.svg, needs only to be scaled, and all maps are cut from one file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import cos, radians, sqrt
from typing import Any

from dateline.atlas import Points
from dateline.results import FacetValue, Results, Search
from dateline.web import parameters, wording

WIDTH = 300
"""The map in units of its own; it is drawn from 272 pixels wide, and so a unit is about one."""

LOWEST, HIGHEST = 130, 300
"""The world is low, and Chile high."""

MARGIN = 1.25
"""Room around the places, as a multiple of what they span."""

NEAREST = 6.0
"""Degrees that a map is high or wide at least: nearer, the outline has too few points."""

WIDEST = 180
"""Degrees that places span at most to be shown on a part of the world."""

WEST = -170
"""Where the outline and a map of the world begin: in the Bering Strait, where no land is cut."""

OUTLIERS = 20
"""One in so many articles may lie beyond each side of the map: else one far place makes every map
one of the world."""

LARGEST, SMALLEST, FULL = 16, 2.5, 10
"""Radius of the place that most articles name, of any, and from how many articles on."""

LABELS, LINE, LETTER = 8, 13, 7
"""Names that are written at most; how high a line is, and how wide a letter."""


Circle = tuple[float, float, float, str, str, bool, str]
"""Where it stands, its radius, its place, that in words, whether it is chosen, where it leads."""


@dataclass(frozen=True, slots=True)
class View:
    """A part of the world: its north-western corner and the units of a degree, east and south."""

    west: float
    north: float
    east_units: float
    south_units: float
    height: float

    def place(self, latitude: float, longitude: float) -> tuple[float, float]:
        """Return where a point is on the map, which may lie across 180° east."""
        east, south = (longitude - self.west) % 360, self.north - latitude
        return round(east * self.east_units, 1), round(south * self.south_units, 1)

    def outlines(self) -> Iterator[str]:
        """Yield how to move and scale the outline; twice where the map crosses its edge."""
        scale = f"scale({self.east_units:.4f} {self.south_units:.4f})"
        for turn in (-360, 0, 360):
            if WEST + turn < self.west + WIDTH / self.east_units and WEST + turn + 360 > self.west:
                x = (turn - self.west) * self.east_units
                yield f"translate({x:.2f} {self.north * self.south_units:.2f}) {scale}"


def chart(url: str, asked: Search, results: Results, points: Points) -> dict[str, Any] | None:
    """Return what the template draws for the places of *results*; None where none is known.

    Choosing a circle narrows the results to its place, or takes that back: it is the facet drawn.
    """
    listed = results.facets.get("place", ())
    known = [value for value in listed if value.value in points]
    if not known:
        return None
    most = max(value.count for value in known)
    weights = [1 + 100 * value.count // max(most, 1) for value in known]
    view = look_at([points[v.value] for v, n in zip(known, weights, strict=True) for _ in range(n)])
    circles: list[Circle] = []
    for value in known:
        x, y = view.place(*points[value.value])
        radius = max(LARGEST * sqrt(value.count / max(most, FULL)), SMALLEST)
        if x <= WIDTH and 0 <= y <= view.height:
            words = f"{value.value}, {wording.articles(value.count)}"
            link = url + _choice(asked, results, value)
            circles.append((x, y, round(radius, 1), value.value, words, value.selected, link))
    return {
        "width": WIDTH,
        "height": round(view.height, 1),
        "outlines": list(view.outlines()),
        "circles": circles,
        "labels": list(_labels(circles, view.height)),
        "beyond": len(listed) - len(circles),
    }


def look_at(points: Sequence[tuple[float, float]]) -> View:
    """Return the part of the world that shows nearly all *points*, a latitude and longitude each.

    Of all meridians to start from, that one is taken which leaves out the widest empty stretch, so
    that Fiji and Samoa are neighbours.
    """
    norths, easts = sorted(point[0] for point in points), sorted(point[1] % 360 for point in points)
    gaps = [b - a for a, b in pairwise([*easts, easts[0] + 360])]
    after = gaps.index(max(gaps)) + 1
    easts = easts[after:] + [east + 360 for east in easts[:after]]
    far = len(points) // OUTLIERS
    south, high = norths[far], norths[-1 - far] - norths[far]
    left, wide = easts[far], easts[-1 - far] - easts[far]
    narrow = max(cos(radians(south + high / 2)), 0.2)
    if wide > WIDEST:
        left, wide = WEST, 360
    units = min(
        WIDTH / min(max(wide * MARGIN * narrow, NEAREST), 360 * narrow),
        HIGHEST / max(high * MARGIN, NEAREST),
    )
    height = max(high * MARGIN * units, LOWEST)
    west = (left + wide / 2 - WIDTH / units / narrow / 2 + 180) % 360 - 180
    return View(west, south + high / 2 + height / units / 2, units * narrow, units, height)


def _choice(asked: Search, results: Results, value: FacetValue) -> str:
    """Return the query string that adds a place to those chosen, or takes it back."""
    given = {
        chip.given for chip in results.chips if (chip.facet, chip.value) == ("place", value.value)
    }
    chosen = asked.filters.get("place", ())
    places = [*(name for name in chosen if name not in given), *([] if given else [value.value])]
    return parameters.write(asked, filters={**asked.filters, "place": places})


def _labels(circles: Sequence[Circle], height: float) -> Iterator[tuple[float, float, str]]:
    """Yield the names of the largest circles that have room, to the right or to the left."""
    taken = [(x - r, y - r, x + r, y + r) for x, y, r, *_ in circles[:LABELS]]
    for x, y, r, name, *_ in circles[:LABELS]:
        width = len(name) * LETTER
        for left in (x + r + 2, x - r - 2 - width):
            box = (left, y - LINE / 2, left + width, y + LINE / 2)
            within = left >= 0 and box[2] <= WIDTH and box[1] >= 0 and box[3] <= height
            if within and not any(
                a < box[2] and box[0] < c and b < box[3] and box[1] < d for a, b, c, d in taken
            ):
                taken.append(box)
                yield round(left, 1), y + 4, name
                break
