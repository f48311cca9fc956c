"""When the articles of a result appeared: counts per year, month or day, true to scale."""

from __future__ import annotations

import json
import sqlite3
from calendar import monthrange
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from dateline.arrays import current
from dateline.facets import Ids
from dateline.lexemes import is_date

DATES = """
select coalesce(published, ''), count(*) from articles
where id in (select value from json_each(:ids)) group by published
"""

DATES_OF_ALL = "select coalesce(published, ''), count(*) from articles group by published"

YEAR, MONTH, DAY = 4, 7, 10
"""Characters of an ISO date of each grain: ``2018``, ``2018-10``, ``2018-10-25``."""

MOST = {DAY: 62, MONTH: 48, YEAR: 10_000}
"""Up to two months of any length are drawn by day, up to four years by month."""

STEPS = ((1, 120), (10, 1200), (100, 10_000))
"""Years to a bar and the longest time drawn so: of more bars than 120 each would be a hair."""

ENOUGH = 0.5
"""Share of the dated articles that a grain must show, unless a range of dates was asked for."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of time and how many articles are dated within it."""

    first: str
    """ISO 8601 of the grain, or the range's own start within it: ``2018-10``, ``2018-10-25``."""
    last: str
    articles: int


@dataclass(frozen=True, slots=True)
class Timeline:
    """Bars for a whole stretch of time, those of no article too."""

    grain: int
    """`YEAR`, `MONTH` or `DAY`."""
    step: int
    """Of these to a bar: 1, or of years 10 or 100."""
    bars: tuple[Bar, ...]
    coarser: int
    """Articles dated less finely than the grain, which no bar counts."""


def dates(connection: sqlite3.Connection, ids: Ids | None) -> dict[str, int]:
    """Count the articles *ids* by date as stored; None is all of them, ``""`` is undated.

    ``dates(connection, {1, 2, 3})`` → ``{"2018-10-25": 2, "": 1}``. By SQL all of 21,577 stories
    take 1 ms from the index, and any others 1.4 µs each.
    """
    if arrays := current(connection):
        return arrays.count_dates(ids)
    if ids is None:
        return dict(connection.execute(DATES_OF_ALL).fetchall())
    listed = json.dumps([int(key) for key in ids])
    return dict(connection.execute(DATES, {"ids": listed}).fetchall())


def timeline(
    counts: Mapping[str, int], first: str | None = None, last: str | None = None
) -> Timeline | None:
    """Lay out counts by date from *first* to *last*, else over the time they span.

    ``timeline({"2018-10-25": 2, "2018-10-27": 1, "2018": 1}).bars`` → three days of 2, 0 and 1;
    the one dated by its year is `coarser`, as it may be of these days. None if nothing is dated.
    """
    dated = {day: number for day, number in counts.items() if is_date(day)}
    if not dated:
        return None
    earliest = min(dated, key=lambda day: day + "-12-31"[len(day) - YEAR :])
    start = _first_day(first) if first else _last_day(earliest)
    end = _last_day(last) if last else _first_day(max(dated))
    for grain in (DAY, MONTH, YEAR):
        time = range(_ordinal(start, grain), _ordinal(end, grain) + 1)
        coarser = sum(number for day, number in dated.items() if len(day) < grain)
        enough = first or last or coarser <= ENOUGH * sum(dated.values())
        if 0 < len(time) <= MOST[grain] and enough:
            step = next(years for years, most in STEPS if len(time) <= most)
            bars = _bars(dated, grain, step, time, (first, last))
            return Timeline(grain, step, bars, coarser)
    return None


def _bars(
    dated: Mapping[str, int], grain: int, step: int, time: range, asked: tuple[str | None, ...]
) -> tuple[Bar, ...]:
    """Cut *time* into bars, which reach no further than the dates *asked* for."""
    shown: Counter[str] = Counter()
    for day, number in dated.items():
        shown[day[:grain]] += number  # dates less fine are the name of no bar
    first, last = asked
    bars = []
    for _, within in groupby(time, key=lambda ordinal: ordinal // step):
        names = [_iso(ordinal, grain) for ordinal in within]
        end = min(names[-1], last or names[-1], key=_last_day)
        articles = sum(shown[name] for name in names)
        bars.append(Bar(max(names[0], first or names[0]), end, articles))
    return tuple(bars)


def _ordinal(day: date, grain: int) -> int:
    """Return the number of a year, month or day, so that neighbours differ by one."""
    if grain == DAY:
        return day.toordinal()
    return day.year if grain == YEAR else day.year * 12 + day.month - 1


def _iso(ordinal: int, grain: int) -> str:
    if grain == DAY:
        return date.fromordinal(ordinal).isoformat()
    return f"{ordinal:04}" if grain == YEAR else f"{ordinal // 12:04}-{ordinal % 12 + 1:02}"


def _first_day(iso: str) -> date:
    """2018-10 → 1 October 2018."""
    return date.fromisoformat(iso + "-01-01"[len(iso) - YEAR :])


def _last_day(iso: str) -> date:
    """2018-10 → 31 October 2018."""
    if len(iso) == DAY:
        return date.fromisoformat(iso)
    month = _first_day(f"{iso[:YEAR]}{iso[YEAR:] or '-12'}")
    return month.replace(day=monthrange(month.year, month.month)[1])
