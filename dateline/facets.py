"""Which values a facet has, which articles have them, and how many that leaves.

A facet's counts ignore its own selection and honour all others, so that a second value can be
chosen beside the first. Within a facet any of the chosen values will do. Whether a query is relaxed
is decided once, under all filters in force, and holds for every count: so the counts add up to what
is listed.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field

from dateline.results import FACETS, Chip, FacetValue
from dateline.text import fold

MAX_FACET_VALUES = 100
"""Values listed of one facet, the most common; `Results.facet_sizes` tells how many there are."""

VALUE = "select value, id from facet_values where facet = :facet and value = :value"

VALUES = "select value, id from facet_values where facet = :facet"

PERSON_FORMS = """
select person_forms.form, coalesce(whole.name, people.name)
from person_forms
join people on people.id = person_forms.person_id
left join people as whole on whole.id = people.merged_into
"""

HAVING_VALUES = """
select article_id from facet_postings
where value_id in (select value from json_each(:values))
"""

COUNTS = """
select facet_values.facet, facet_values.value, counted.articles
from (
    select facet_postings.value_id, count(*) as articles
    from json_each(:ids) as listed
    cross join facet_postings on facet_postings.article_id = listed.value
    where :facet is null
        or facet_postings.value_id in (select id from facet_values where facet = :facet)
    group by facet_postings.value_id
) as counted
join facet_values on facet_values.id = counted.value_id
"""

COUNTS_OF_ALL = """
select facet_values.facet, facet_values.value, counted.articles
from (
    select value_id, count(*) as articles from facet_postings
    where :facet is null or value_id in (select id from facet_values where facet = :facet)
    group by value_id
) as counted
join facet_values on facet_values.id = counted.value_id
"""

HOW_MANY = "select count(*) from articles"

EVERY = "select id from articles"

COMPLEMENT_ABOVE = 0.65
"""Share of the corpus from which counting the other articles is quicker: all of them take 1.7 µs
each to count and some of them 5.8 µs (21,578 stories with 9.5 values each)."""

Ids = frozenset[int]


@dataclass(frozen=True, slots=True)
class Choice:
    """The values chosen of one facet, and the articles that have any of them."""

    facet: str
    values: frozenset[str]
    """As they are in the database; ``""`` for “has no value”."""
    ids: Ids
    chips: tuple[Chip, ...]


Counts = Mapping[str, Mapping[str, int]]
"""How many articles have each value of each facet; ``""`` is how many have none."""


def choose(connection: sqlite3.Connection, facet: str, given: Sequence[str]) -> Choice:
    """Find out what *given* values of a facet mean; unknown ones match nothing.

    ``choose(connection, "country", ["mexico"]).values`` → ``frozenset({"Mexico"})``
    """
    meant = resolve(connection, facet, dict.fromkeys(given))
    values = {value: key for some in meant.values() for value, key in some.items()}
    rows = connection.execute(HAVING_VALUES, {"values": json.dumps(list(values.values()))})
    chips = (
        Chip(facet, next(iter(some)) if len(some) == 1 else asked, asked)
        for asked, some in meant.items()
    )
    return Choice(facet, frozenset(values), frozenset(row[0] for row in rows), tuple(chips))


def resolve(
    connection: sqlite3.Connection, facet: str, given: Iterable[str]
) -> dict[str, dict[str, int]]:
    """Return for each of *given* the values of *facet* that it may mean, with their ids.

    The value itself, else those that differ in case and accents; else, of a person, the names of
    those who are known by that form. A value that is shown means itself alone, so that its count
    is what choosing it gives.
    """
    exact = {asked: _exact(connection, facet, asked) for asked in given}
    wanted = {fold(asked) for asked, some in exact.items() if not some}
    if not wanted:
        return exact
    known = dict(connection.execute(VALUES, {"facet": facet}).fetchall())
    alike = _alike(zip(known, known, strict=True), wanted)
    if facet == "person" and wanted - alike.keys():
        alike = _alike(connection.execute(PERSON_FORMS), wanted - alike.keys()) | alike
    return {
        asked: some or {name: known[name] for name in alike.get(fold(asked), ()) if name in known}
        for asked, some in exact.items()
    }


def _exact(connection: sqlite3.Connection, facet: str, value: str) -> dict[str, int]:
    return dict(connection.execute(VALUE, {"facet": facet, "value": value}).fetchall())


def _alike(forms: Iterable[tuple[str, str]], wanted: Set[str]) -> dict[str, list[str]]:
    """Return, sorted, the names of those forms that are *wanted* when they are folded."""
    alike: dict[str, set[str]] = {}
    for form, name in forms:
        folded = fold(form)
        if folded in wanted:
            alike.setdefault(folded, set()).add(name)
    return {folded: sorted(names) for folded, names in alike.items()}


def count(connection: sqlite3.Connection, ids: Ids | None, facet: str | None = None) -> Counts:
    """Count a facet's values, or every facet's, over the articles *ids*; None is all of them."""
    if ids is None:
        return _counted(connection, COUNTS_OF_ALL, frozenset(), facet)
    (articles,) = connection.execute(HOW_MANY).fetchone()
    if len(ids) <= COMPLEMENT_ABOVE * articles:
        return _counted(connection, COUNTS, ids, facet)
    every = frozenset(row[0] for row in connection.execute(EVERY))
    whole = count(connection, None, facet)
    others = _counted(connection, COUNTS, every - ids, facet)
    return {name: _less(whole[name], others.get(name, {})) for name in whole}


def _counted(connection: sqlite3.Connection, sql: str, ids: Ids, facet: str | None) -> Counts:
    counts: dict[str, dict[str, int]] = {}
    for name, value, articles in connection.execute(
        sql, {"ids": json.dumps(list(ids)), "facet": facet}
    ):
        counts.setdefault(name, {})[value] = articles
    return counts


def _less(whole: Mapping[str, int], part: Mapping[str, int]) -> dict[str, int]:
    """Subtract *part* from *whole*, and leave out what comes to nothing."""
    left = {key: number - part.get(key, 0) for key, number in whole.items()}
    return {key: number for key, number in left.items() if number}


@dataclass(frozen=True, slots=True)
class FacetLists:
    """What the page shows of the facets: see `Results`."""

    values: dict[str, tuple[FacetValue, ...]] = field(default_factory=dict)
    missing: dict[str, FacetValue] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)

    def add(self, facet: str, counts: Mapping[str, int], chosen: frozenset[str]) -> None:
        """List the most common values of *facet*, those chosen always; nothing if it has none."""
        known = dict.fromkeys(chosen, 0) | dict(counts)
        without = known.pop("", 0)
        if not known and not chosen:
            return
        by_count = sorted(known, key=lambda value: (-known[value], value))
        shown = by_count[:MAX_FACET_VALUES]
        shown += [value for value in by_count[MAX_FACET_VALUES:] if value in chosen]
        self.values[facet] = tuple(FacetValue(v, known[v], v in chosen) for v in shown)
        self.missing[facet] = FacetValue("", without, "" in chosen)
        self.sizes[facet] = len(known)


def in_order(facets: Iterable[str]) -> list[str]:
    """Sort *facets* as they stand on the page."""
    wanted = set(facets)
    return [facet for facet in FACETS if facet in wanted]
