"""The filters beside a list: a box for each facet, as the templates write them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from dateline.facets import FacetLists
from dateline.results import Chip, FacetValue
from dateline.web import wording
from dateline.web.within import Within

SHOWN_VALUES = 8
"""Values of a facet before “Show more”: 6 to 10 are read without skipping any."""

FOLDED_VALUES = 2
"""So few more are shown rather than hidden behind “Show 1 more”, which takes as much room."""

SEARCHABLE = 20
"""Values of a facet from which on it can be searched: more are no longer looked through."""


def fieldsets(
    facets: Sequence[str],
    lists: FacetLists,
    chips: Sequence[Chip],
    within: Mapping[str, Within] | None = None,
    counted: str = "article",
) -> Iterator[dict[str, Any]]:
    """Yield each of *facets* that has anything to choose, with how many of what is *counted*.

    *within* is what was found in facets that are searched; None where they can't be.
    """
    for name in facets:
        found = (within or {}).get(name)
        values = list(found.values) if found else _values(name, lists, chips)
        missing = lists.missing.get(name)
        if not (values or found or (missing and missing.selected)):
            continue
        cut = SHOWN_VALUES if len(values) > SHOWN_VALUES + FOLDED_VALUES else len(values)
        first = values[:cut] + [value for value in values[cut:] if value.selected]
        if missing and (missing.selected or (missing.count and not found)):
            first.append(missing)
        size = lists.sizes.get(name, len(values))
        searchable = found or (size > SEARCHABLE and within is not None)
        yield {
            "name": name,
            "heading": wording.FACETS[name][0],
            "counted": counted,
            "values": [_choice(name, value, counted) for value in first],
            "more": [_choice(name, value, counted) for value in values[cut:] if not value.selected],
            "cut": None if found or size <= len(values) else f"The top {len(values)} of {size:,}",
            "searchable": f"{size:,}" if searchable else None,
            "within": found,
            "selected": sum(chip.facet == name for chip in chips),
        }


def _choice(facet: str, value: FacetValue, counted: str) -> tuple[str, str, str, str, bool]:
    """Return a value as the template writes it: every call in there takes as long as a line."""
    label = wording.facet_value(facet, value.value)
    noun = counted if value.count == 1 else f"{counted}s"
    return value.value, label, f"{value.count:,}", noun, value.selected


def _values(name: str, lists: FacetLists, chips: Sequence[Chip]) -> list[FacetValue]:
    values = list(lists.values.get(name, ()))
    # What was chosen stays where it was, even when nothing has it any more.
    listed = {value.value for value in values}
    chosen = [chip.value for chip in chips if chip.facet == name and chip.value]
    values += [FacetValue(value, 0, True) for value in chosen if value not in listed]
    if name in ("year", "month"):  # time has an order of its own
        values.sort(key=lambda value: value.value, reverse=True)
    return values
