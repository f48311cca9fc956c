"""Which values a facet has, which articles have them, and how many that leaves.

A facet's counts ignore its own selection and honour all others, so that a second value can be
chosen beside the first. Within a facet any of the chosen values will do. Whether a query is relaxed
is decided once, under all filters in force, and holds for every count: so the counts add up to what
is listed.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from dateline.arrays import Arrays, Codes, current, most_common
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

HAVING_VALUES_AMONG = """
select facet_postings.article_id
from json_each(:ids) as listed
cross join facet_postings on facet_postings.article_id = listed.value
where facet_postings.value_id in (select value from json_each(:values))
"""

COUNTS = """
select facet_values.facet, facet_values.value, counted.articles, facet_values.id
from (
    select facet_postings.value_id, count(*) as articles
    from json_each(:ids) as listed
    cross join facet_postings on facet_postings.article_id = listed.value
    group by facet_postings.value_id
) as counted
join facet_values on facet_values.id = counted.value_id
where :facet is null or facet_values.facet = :facet
"""

COUNTS_OF_ALL = """
select facet_values.facet, facet_values.value, counted.articles, facet_values.id
from (
    select value_id, count(*) as articles from facet_postings
    where :facet is null or value_id in (select id from facet_values where facet = :facet)
    group by value_id
) as counted
join facet_values on facet_values.id = counted.value_id
"""

HOW_MANY = "select count(*) from articles"

EVERY = "select id from articles"

# An article of October 2018 may have appeared on any day of it.
PUBLISHED = """
select id from articles
where published || substr('-12-31', length(published) - 3) >= :first and published <= :last
"""

# The same of every date there is.
PUBLISHED_DATES = """
select coalesce(value || substr('-12-31', length(value) - 3) >= :first and value <= :last, 0)
from json_each(:dates)
"""

Ids = Set[int]


@dataclass(frozen=True, slots=True)
class Choice:
    """The values chosen of one facet, and the articles that have any of them."""

    facet: str
    values: Mapping[str, int]
    """As they are in the database, with their ids; ``""`` for “has no value”."""
    ids: Ids
    chips: tuple[Chip, ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """How many articles have each value of a facet."""

    articles: Mapping[str, int]
    """The most common values, and those chosen; ``""`` is how many have none."""
    size: int
    """How many values some article has."""


NO_COUNTS = Counts({}, 0)


def choose(connection: sqlite3.Connection, facet: str, given: Sequence[str]) -> Choice:
    """Find out what *given* values of a facet mean; unknown ones match nothing.

    ``choose(connection, "country", ["mexico"]).values`` → ``{"Mexico": 7}``
    """
    meant = resolve(connection, facet, dict.fromkeys(given))
    values = {value: key for some in meant.values() for value, key in some.items()}
    chips = (
        Chip(facet, next(iter(some)) if len(some) == 1 else asked, asked)
        for asked, some in meant.items()
    )
    return Choice(facet, values, _having(connection, values.values()), tuple(chips))


def _having(connection: sqlite3.Connection, values: Collection[int]) -> Ids:
    where = {"values": json.dumps(list(values))}
    if arrays := current(connection):
        where["ids"] = json.dumps(arrays.changed.tolist())
        changed = connection.execute(HAVING_VALUES_AMONG, where)
        return arrays.holding(values, (row[0] for row in changed))
    return frozenset(row[0] for row in connection.execute(HAVING_VALUES, where))


def every(connection: sqlite3.Connection) -> Ids:
    """Return the ids of all articles."""
    if arrays := current(connection):
        return arrays.every()
    return frozenset(row[0] for row in connection.execute(EVERY))


def published_within(connection: sqlite3.Connection, first: str | None, last: str | None) -> Ids:
    """Return the ids of the articles that may have appeared from *first* to *last*."""
    end = last or "9999"
    end += "-12-31"[len(end) - 4 :]  # 2018 is to 2018-12-31, 2018-10 to 2018-10-31
    where = {"first": first or "", "last": end}
    if arrays := current(connection):
        where["dates"] = json.dumps(arrays.dates)
        rows = connection.execute(PUBLISHED_DATES, where)
        return arrays.published(row[0] for row in rows)
    return frozenset(row[0] for row in connection.execute(PUBLISHED, where))


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


def count(
    connection: sqlite3.Connection, ids: Ids | None, own: Choice | None = None
) -> dict[str, Counts]:
    """Count every facet's values over the articles *ids*, or only those of the facet of *own*.

    None is all articles. ``count(connection, {3})["country"].articles`` → ``{"Mexico": 1}``
    """
    if arrays := current(connection):
        return _counted_by_arrays(connection, arrays, ids, own)
    counts: dict[str, dict[str, int]] = {}
    for facet, value, articles, _ in _counted(connection, ids, own):
        counts.setdefault(facet, {})[value] = articles
    return {
        facet: Counts(articles, len(articles) - ("" in articles))
        for facet, articles in counts.items()
    }


def _counted(connection: sqlite3.Connection, ids: Ids | None, own: Choice | None) -> list[Any]:
    """Count by SQL: facet, value, how many articles, and the value's id."""
    where = {"ids": json.dumps(list(ids or ())), "facet": own.facet if own else None}
    return connection.execute(COUNTS_OF_ALL if ids is None else COUNTS, where).fetchall()


def _counted_by_arrays(
    connection: sqlite3.Connection, arrays: Arrays, ids: Ids | None, own: Choice | None
) -> dict[str, Counts]:
    """Count with arrays, and with SQL the articles that changed since these were made."""
    wanted = arrays.facets.get(own.facet, slice(0, 0)) if own else slice(0, len(arrays.values))
    codes, numbers = arrays.count(ids, wanted)
    changed = frozenset(arrays.changed.tolist())
    rows = _counted(connection, changed if ids is None else changed & ids, own) if changed else ()
    codes, numbers, new = _together(arrays, codes, numbers, rows)
    chosen = np.flatnonzero(np.isin(codes, arrays.codes_of(own.values.values() if own else ())))
    counts = {}
    for facet in arrays.facets.keys() | new.keys() if own is None else [own.facet]:
        those = arrays.facets.get(facet, slice(0, 0))
        first, end = np.searchsorted(codes, (those.start, those.stop)).tolist()
        places = first + most_common(numbers[first:end], MAX_FACET_VALUES + 1)
        if end - first > len(places):
            places = np.append(places, [first, *chosen])  # where "" is, if some have it
        articles = dict(zip(arrays.names_of(codes[places]), numbers[places].tolist(), strict=True))
        articles |= new.get(facet, {})
        size = end - first + len(new.get(facet, ()))
        counts[facet] = Counts(articles, size - ("" in articles))
    return counts


def _together(
    arrays: Arrays, codes: Codes, numbers: Codes, rows: Collection[Any]
) -> tuple[Codes, Codes, dict[str, dict[str, int]]]:
    """Add the *rows* of `_counted` to what arrays counted; return apart what these don't know."""
    new: dict[str, dict[str, int]] = defaultdict(dict)
    more: dict[int, int] = {}
    known = arrays.codes_of([key for *_, key in rows])
    for (facet, value, articles, _), code in zip(rows, known, strict=True):
        if code >= 0:
            more[code] = articles
        else:
            new[facet][value] = articles
    if more:
        added = np.array(sorted(more.items()))
        there = np.isin(added[:, 0], codes)
        numbers[np.searchsorted(codes, added[there, 0])] += added[there, 1]
        places = np.searchsorted(codes, added[~there, 0])
        codes = np.insert(codes, places, added[~there, 0])
        numbers = np.insert(numbers, places, added[~there, 1])
    return codes, numbers, new


@dataclass(frozen=True, slots=True)
class FacetLists:
    """What the page shows of the facets: see `Results`."""

    values: dict[str, tuple[FacetValue, ...]] = field(default_factory=dict)
    missing: dict[str, FacetValue] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)

    def add(self, facet: str, counts: Counts, chosen: Collection[str]) -> None:
        """List the most common values of *facet*, those chosen always; nothing if it has none."""
        known = dict.fromkeys(chosen, 0) | dict(counts.articles)
        without = known.pop("", 0)
        if not known and not chosen:
            return
        by_count = sorted(known, key=lambda value: (-known[value], value))
        shown = by_count[:MAX_FACET_VALUES]
        shown += [value for value in by_count[MAX_FACET_VALUES:] if value in chosen]
        self.values[facet] = tuple(FacetValue(v, known[v], v in chosen) for v in shown)
        self.missing[facet] = FacetValue("", without, "" in chosen)
        self.sizes[facet] = counts.size + len(known.keys() - counts.articles.keys())


def in_order(facets: Iterable[str]) -> list[str]:
    """Sort *facets* as they stand on the page."""
    wanted = set(facets)
    return [facet for facet in FACETS if facet in wanted]
