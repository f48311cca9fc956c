"""The timeline of a result as a chart: what each bar is called, where it leads, how wide it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dateline.results import Results, Search
from dateline.timeline import DAY, MONTH, YEAR, Timeline, timeline
from dateline.web import parameters, wording

WIDTH, HEIGHT = 300, 72
"""The chart in units of its own; it is drawn from 272 pixels wide, and so a unit is about one."""

MAX_SLOT = 40
"""Room of a bar where there are few."""

BROAD = 0.84
"""Part of its room that a bar fills."""

LEAST = 1.5
"""Height of a bar of few articles among many."""

TICKS = {DAY: (1, 2, 4, 7, 14), MONTH: (1, 2, 3, 6, 12), YEAR: (1, 2, 5, 10, 20, 50, 200, 1000)}
"""Days, months or years from one label to the next: the first that leaves room is taken."""

ROOM = {DAY: 40, MONTH: 28, YEAR: 30}
"""Widths of “25 Oct”, “Oct” and “2018” with a blank."""

GRAINS = {DAY: "day", MONTH: "month", YEAR: "year", 10 * YEAR: "decade", 100 * YEAR: "century"}
"""What a bar is of, by grain times step."""

COARSER = {DAY: "month or year", MONTH: "year"}


def chart(url: str, asked: Search, results: Results) -> dict[str, Any] | None:
    """Return what the template draws for *results*; None where none of them is dated.

    The bars count what is listed, each article once: with those that are dated less finely, or not
    at all, they come to the total. Choosing a bar narrows the dates to it.
    """
    time = timeline(results.dates, asked.date_from, asked.date_to)
    if time is None:
        return None
    slot = min(WIDTH / len(time.bars), MAX_SLOT)
    span = _named(asked.date_from or time.bars[0].first, asked.date_to or time.bars[-1].last)
    undated = {**asked.filters, "year": ("",)}
    return {
        "heading": f"Articles per {GRAINS[time.grain * time.step]}, {span}",
        "most": f"{max(bar.articles for bar in time.bars):,}",
        "slot": round(slot, 2),
        "width": round(slot * BROAD, 2),
        "bars": list(_bars(url, asked, time, slot)),
        "ticks": list(_ticks(time, slot)),
        "wider": list(_wider(url, asked)),
        "coarser": time.coarser and (time.coarser, COARSER[time.grain]),
        "undated": results.dates.get("", 0),
        "undated_url": "year" in results.missing and url + parameters.write(asked, filters=undated),
    }


def _named(first: str, last: str) -> str:
    """Return a stretch of time in words.

    >>> _named("2018-10", "2018-10"), _named("1980", "1989")
    ('October 2018', '1980 to 1989')
    """
    return wording.date(first) + (f" to {wording.date(last)}" if last != first else "")


def _bars(url: str, asked: Search, time: Timeline, slot: float) -> Iterator[tuple[Any, ...]]:
    """Yield what is drawn of each bar but empty ones; the one that is all there is leads nowhere.

    ``(33.33, 72.0, "October 2018", "12", "October 2018, 12 articles", "/corpus/-/search?…")``
    """
    most = max(bar.articles for bar in time.bars)
    for number, bar in enumerate(time.bars):
        if bar.articles:
            height = round(max(HEIGHT * bar.articles / most, LEAST), 2)
            name = _named(bar.first, bar.last)
            link = url + parameters.write(asked, date_from=bar.first, date_to=bar.last)
            all_there_is = (bar.first, bar.last) == (asked.date_from, asked.date_to)
            words = f"{name}, {wording.articles(bar.articles)}"
            where = round(number * slot, 2), height
            yield *where, name, f"{bar.articles:,}", words, None if all_there_is else link


def _ticks(time: Timeline, slot: float) -> Iterator[tuple[float, str]]:
    """Yield the labels of the axis, as many as there is room for: how far along, and the words."""
    room = ROOM[time.grain]
    every = next(n for n in TICKS[time.grain] if n / time.step * slot >= room)
    for number, bar in enumerate(time.bars):
        year, month, day = (*map(int, bar.first[: time.grain].split("-")), 1, 1)[:3]
        name = str(year) if month == 1 and day == 1 else wording.MONTHS[month - 1][:3]
        if time.grain == DAY:
            name = f"{day} {wording.MONTHS[month - 1][:3]}"
        place = {DAY: number, MONTH: month - 1, YEAR: year}[time.grain]
        if place % every == 0 and number * slot + room <= WIDTH:
            yield round(number * slot, 1), name


def _wider(url: str, asked: Search) -> Iterator[tuple[str, str]]:
    """Yield the ways back from a range of dates, the widest first."""
    first, last = asked.date_from or "", asked.date_to or ""
    if first or last:
        yield "All years", url + parameters.write(asked, date_from=None, date_to=None)
    for grain in (YEAR, MONTH):
        whole = first[:grain]
        if whole and whole == last[:grain] and max(len(first), len(last)) > grain:
            up = parameters.write(asked, date_from=whole, date_to=whole)
            yield wording.date(whole), url + up
