"""Search within a long facet: of 3,000 people, those whose names have “contr” in them.

The parameter ``in_person=contr`` narrows the list of values that the page shows, and nothing else:
which articles are listed, and how they are counted, stays as it is.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import parse_qs

from dateline.facets import MAX_FACET_VALUES
from dateline.results import FacetValue, Results, Search
from dateline.search import search
from dateline.text import fold
from dateline.web import wording

PREFIX = "in_"

MAX_WORDS = 100
"""Characters that are looked for: longer than nearly every name."""

MAX_ALIKE = 1_000
"""Values that are counted when more contain what was typed; each takes some 10 µs."""

VALUES = "select value from facet_values where facet = :facet and value <> ''"


@dataclass(frozen=True, slots=True)
class Within:
    """What was looked for within a facet, and what came of it."""

    words: str
    values: tuple[FacetValue, ...]
    """Those chosen, and those that contain the words here, the most common first."""
    told: str


def read(query_string: str, facets: Sequence[str]) -> dict[str, str]:
    """Return what is looked for within which facet.

    >>> read("q=caravan&in_person=contr&in_place=", ("person", "place"))
    {'person': 'contr'}
    """
    given = parse_qs(query_string)
    words = {facet: given.get(PREFIX + facet, [""])[0].strip()[:MAX_WORDS] for facet in facets}
    return {facet: some for facet, some in words.items() if some}


def look(
    connection: sqlite3.Connection,
    asked: Search,
    results: Results,
    words: Mapping[str, str],
    fields: Container[str],
    seconds: float,
) -> dict[str, Within]:
    """Find the values of each facet that contain its words, with what choosing them would list."""
    deadline = time.monotonic() + seconds
    found = {}
    for facet, some in words.items():
        listed, wanted = results.facets.get(facet, ()), fold(some)
        chosen = [value for value in listed if value.selected]
        names, cut = [value.value for value in listed], False
        if results.facet_sizes.get(facet, 0) > len(listed):
            names, cut = [name for (name,) in connection.execute(VALUES, {"facet": facet})], True
        alike = [name for name in names if wanted in fold(wording.facet_value(facet, name))]
        if cut and alike:
            # Values that are chosen are listed, however rare: so these are chosen.
            filters = {**asked.filters, facet: alike[:MAX_ALIKE]}
            one, left = replace(asked, filters=filters, page=1, size=1), deadline - time.monotonic()
            listed = search(connection, one, seconds=left, fields=fields).facets.get(facet, ())
        new = set(alike).difference(value.value for value in chosen)
        others = [replace(v, selected=False) for v in listed if v.count and v.value in new]
        told = f"{len(others):,} here {'has' if len(others) == 1 else 'have'} “{some}”"
        if len(alike) > MAX_ALIKE:
            told = f"More than {MAX_ALIKE:,} have “{some}”: type more of it"
        found[facet] = Within(some, (*chosen, *others[:MAX_FACET_VALUES]), told)
    return found
