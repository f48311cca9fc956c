"""Tests of the timeline: what the bars count, how they are cut, and where each of them leads."""

from __future__ import annotations

import sqlite3
from collections import Counter
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from corpus_fixture import corpus, generated
from hypothesis import given
from hypothesis import strategies as st
from web_corpus import Sample, build, serve

from dateline.search import Search, search
from dateline.timeline import DAY, MONTH, YEAR, dates, timeline
from dateline.web.parameters import read

PAGE = "/corpus/-/search"


def days(first: str, count: int, step: int = 1) -> dict[str, int]:
    """Return an article on each of *count* days, *step* apart."""
    start = date.fromisoformat(first)
    return {(start + timedelta(days=step * n)).isoformat(): 1 for n in range(count)}


# -- how time is cut ---------------------------------------------------------------------------

GRAINS = {
    "one day": (days("2018-10-25", 1), (None, None), (DAY, 1, 1)),
    "two months": (days("2018-07-01", 62), (None, None), (DAY, 1, 62)),
    "more than two": (days("2018-07-01", 63), (None, None), (MONTH, 1, 3)),
    "four years": (days("2015-01-01", 2, 1430), (None, None), (MONTH, 1, 48)),
    "more than four": (days("2015-01-01", 2, 1470), (None, None), (YEAR, 1, 5)),
    "120 years": ({"1900": 1, "2019": 1}, (None, None), (YEAR, 1, 120)),
    "decades": ({"1900": 1, "2020": 1}, (None, None), (YEAR, 10, 13)),
    "1200 years": ({"0800": 1, "1999": 1}, (None, None), (YEAR, 10, 120)),
    "centuries": ({"0001": 1, "9999": 1}, (None, None), (YEAR, 100, 100)),
    "a year of the range": ({"2018-10-25": 1}, ("2018", "2018"), (MONTH, 1, 12)),
    "a month of the range": ({"2018-10-25": 1}, ("2018-02", "2018-02"), (DAY, 1, 28)),
    "a leap month": ({"2016-02-25": 1}, ("2016-02", "2016-02"), (DAY, 1, 29)),
    "from one day on": ({"2018-10-25": 1}, ("2018-10-20", None), (DAY, 1, 6)),
    "up to one day": ({"2018-10-25": 1}, (None, "2018-10-26"), (DAY, 1, 2)),
    "mostly years": ({"2018-10-25": 1, "2018": 9}, (None, None), (YEAR, 1, 1)),
    "mostly days": ({"2018-10-25": 9, "2018": 1}, (None, None), (DAY, 1, 1)),
    "a far month": ({"2018-10-25": 9, "2019-10": 1}, (None, None), (MONTH, 1, 13)),
    "a range of the undecided": ({"2018": 9}, ("2018-10", "2018-10"), (DAY, 1, 31)),
}


@pytest.mark.parametrize(("counts", "asked", "shape"), GRAINS.values(), ids=GRAINS.keys())
def test_grain_follows_the_span(
    counts: dict[str, int], asked: tuple[str | None, str | None], shape: tuple[int, int, int]
) -> None:
    """Days for two months, months for four years, else years, decades or centuries."""
    time = timeline(counts, *asked)
    assert time is not None
    assert (time.grain, time.step, len(time.bars)) == shape


def test_every_stretch_has_its_bar() -> None:
    """Bars of nothing are kept: the axis is true to scale."""
    time = timeline({"2018-10-25": 2, "2018-10-27": 1, "2018": 1, "": 4, "soon": 1})
    assert time is not None
    assert [(bar.first, bar.articles) for bar in time.bars] == [
        ("2018-10-25", 2),
        ("2018-10-26", 0),
        ("2018-10-27", 1),
    ]
    assert time.coarser == 1


def test_bars_reach_no_further_than_the_range() -> None:
    """What a bar leads to is what it counts, at the ends of the range too."""
    time = timeline(days("2018-11-20", 100), "2018-11-20", "2019-02-10")
    assert time is not None
    assert [(bar.first, bar.last) for bar in time.bars] == [
        ("2018-11-20", "2018-11"),
        ("2018-12", "2018-12"),
        ("2019-01", "2019-01"),
        ("2019-02", "2019-02-10"),
    ]
    decades = timeline({"1987": 1, "2120": 1}, "1985", "2120")
    assert decades is not None
    assert (decades.bars[0].first, decades.bars[0].last) == ("1985", "1989")


NOTHING = {
    "no article": ({}, (None, None)),
    "undated": ({"": 3}, (None, None)),
    "no dates": ({"soon": 1, "2018-13": 2, "0000": 1}, (None, None)),
    "a range that ends before it begins": ({"2018": 1}, ("2019", "2017")),
}


@pytest.mark.parametrize(("counts", "asked"), NOTHING.values(), ids=NOTHING.keys())
def test_no_timeline_of_nothing(
    counts: dict[str, int], asked: tuple[str | None, str | None]
) -> None:
    """Where nothing is dated there is nothing to draw."""
    assert timeline(counts, *asked) is None


precision = st.sampled_from([YEAR, MONTH, DAY])
a_date = st.builds(lambda day, length: day.isoformat()[:length], st.dates(), precision)


@given(st.dictionaries(a_date | st.just(""), st.integers(1, 9)), st.none() | a_date)
def test_bars_and_the_rest_come_to_the_total(counts: dict[str, int], first: str | None) -> None:
    """Each article is in one bar, or dated less finely, or undated; bars follow on each other."""
    counts = {day: n for day, n in counts.items() if not first or day >= first}
    time = timeline(counts, first)
    if time is None:
        assert not counts.keys() - {""}
        return
    assert sum(bar.articles for bar in time.bars) + time.coarser == sum(
        counts.values()
    ) - counts.get("", 0)
    assert all(a.last < b.first for a, b in pairwise(time.bars))
    assert len(time.bars) <= 120


# -- what is counted ---------------------------------------------------------------------------

ASKED = {
    "all": Search(),
    "words": Search(q="caravan"),
    "a filter": Search(filters={"agency": ["AP"]}),
    "a range": Search(date_from="2018-10", date_to="2018-12"),
    "nothing": Search(q="zebra"),
    "relaxed": Search(q="caravan border troops asylum migrant river"),
}


@pytest.mark.parametrize("asked", ASKED.values(), ids=ASKED.keys())
def test_dates_equal_plain_sql(asked: Search) -> None:
    """What is listed over all pages is counted by date, each article once."""
    connection = corpus(generated(300, seed=4))
    results = search(connection, Search(**{**_fields(asked), "size": 100}))
    listed: list[int] = []
    for page in range(1, results.pages + 1):
        listed += [
            hit.id
            for hit in search(
                connection, Search(**{**_fields(asked), "size": 100, "page": page})
            ).hits
        ]
    stored = dict(connection.execute("select id, coalesce(published, '') from articles"))
    assert results.dates == Counter(stored[key] for key in listed)


def _fields(asked: Search) -> dict[str, Any]:
    return {
        "q": asked.q,
        "filters": asked.filters,
        "date_from": asked.date_from,
        "date_to": asked.date_to,
    }


def test_none_is_every_article() -> None:
    """Without a query or filter nothing is listed one by one: all are counted."""
    connection = corpus(generated(20, seed=4))
    every = frozenset(row[0] for row in connection.execute("select id from articles"))
    assert dates(connection, None) == dates(connection, every)
    assert dates(connection, frozenset()) == {}


# -- the chart on the page ---------------------------------------------------------------------


def sample(number: int, published: str | None, **columns: str) -> Sample:
    text = "A caravan of <b>trucks</b>."
    return Sample(
        f"{number}.txt", text, (), {**columns, **({"published": published} if published else {})}
    )


DATES = (
    *["2016-05-02"] * 2,
    *["2018-10-25"] * 3,
    *["2018-10-27", "2018-11-03", "2022-01-31"],
    *["2018-10", "2018", None, None],
)


@pytest.fixture(scope="module")
def dated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    samples = tuple(sample(number, day) for number, day in enumerate(DATES))
    return build(tmp_path_factory.mktemp("timeline") / "corpus.db", samples)


async def figure(corpus: Path, query: str = "") -> Any:
    response = await serve(corpus).client.get(PAGE + query)
    assert response.status_code == 200
    return BeautifulSoup(response.text, "html.parser").select_one("figure.timeline")


def bars(chart: Any) -> dict[str, str]:
    return {link["aria-label"]: link["href"] for link in chart.select("svg a")}


async def test_years_lead_to_months_and_to_days(dated: Path) -> None:
    """Each bar narrows the dates to it; the next chart is of a finer grain."""
    years = await figure(dated)
    assert years.figcaption.get_text() == "Articles per year, 2016 to 2022"
    assert bars(years) == {
        "2016, 2 articles": f"{PAGE}?from=2016&to=2016",
        "2018, 7 articles": f"{PAGE}?from=2018&to=2018",
        "2022, 1 article": f"{PAGE}?from=2022&to=2022",
    }
    months = await figure(dated, "?from=2018&to=2018")
    assert months.figcaption.get_text() == "Articles per month, 2018"
    assert bars(months) == {
        "October 2018, 5 articles": f"{PAGE}?from=2018-10&to=2018-10",
        "November 2018, 1 article": f"{PAGE}?from=2018-11&to=2018-11",
    }
    in_days = await figure(dated, "?from=2018-10&to=2018-10")
    assert list(bars(in_days)) == ["25 October 2018, 3 articles", "27 October 2018, 1 article"]
    one = await figure(dated, "?from=2018-10-25&to=2018-10-25")
    assert bars(one) == {}
    assert len(one.select("rect.bar")) == 1


async def test_what_no_bar_counts_is_said(dated: Path) -> None:
    """Articles dated less finely, and undated ones, are told in words, the latter with a link."""
    hints = [hint.get_text() for hint in (await figure(dated)).select(".hint")]
    assert hints == ["2 articles are undated."]
    assert (await figure(dated)).select_one(".hint a")["href"] == f"{PAGE}?year="
    hints = [h.get_text() for h in (await figure(dated, "?from=2018&to=2018")).select(".hint")]
    assert hints == ["1 article is dated only by year, and in no bar."]
    hints = [
        h.get_text() for h in (await figure(dated, "?from=2018-10&to=2018-10")).select(".hint")
    ]
    assert hints == ["2 articles are dated only by month or year, and in no bar."]


WIDER = {
    "": [],
    "?from=2018": ["All years"],
    "?from=2016&to=2018": ["All years"],
    "?from=2018&to=2018": ["All years"],
    "?from=2018-10&to=2018-11": ["All years", "2018"],
    "?from=2018-10&to=2018-10": ["All years", "2018"],
    "?from=2018-10-25&to=2018-10-27": ["All years", "2018", "October 2018"],
}


@pytest.mark.parametrize(("query", "names"), WIDER.items(), ids=[q or "all" for q in WIDER])
async def test_ways_back(dated: Path, query: str, names: list[str]) -> None:
    """From any range there is a way back to its month, its year, and to all years."""
    found = (await figure(dated, query)).select("nav a")
    assert [link.get_text() for link in found] == names
    assert [link["href"] for link in found[:1]] == [f"{PAGE}?"] * bool(names)


async def test_bars_stand_true_to_scale(dated: Path) -> None:
    """2016 is as far from 2018 as it should be, and heights are in proportion."""
    drawn = (await figure(dated)).select("rect.bar")
    first, second, third = ((float(r["x"]), float(r["height"])) for r in drawn)
    assert second[0] - first[0] == pytest.approx((third[0] - first[0]) / 3, abs=0.1)
    assert (first[1], second[1]) == (pytest.approx(72 * 2 / 7, abs=0.01), 72)


async def test_chart_keeps_the_search_and_drops_the_page(dated: Path) -> None:
    """A bar narrows what is there: words and filters stay, the page is the first again."""
    chart = await figure(dated, "?q=caravan+%22trucks%22&sort=oldest&size=5&page=2")
    asked = read(bars(chart)["2018, 7 articles"].partition("?")[2])
    assert asked == Search(
        'caravan "trucks"', date_from="2018", date_to="2018", sort="oldest", size=5
    )


async def test_table_says_the_same(dated: Path) -> None:
    """The table under the chart has the same links and numbers, for who can't see or hit bars."""
    chart = await figure(dated)
    cells = [
        (row.th.get_text(), row.td.get_text(), row.a["href"]) for row in chart.select("tbody tr")
    ]
    named = {f"{name}, {n} article{'s' * (n != '1')}": href for name, n, href in cells}
    assert named == bars(chart)


async def test_labels_do_not_collide(dated: Path) -> None:
    """Labels of the axis keep their distance at any number of bars, and end within the chart."""
    for query in ("", "?from=2018&to=2018", "?from=2018-10&to=2018-10", "?from=1800", "?from=0001"):
        chart = await figure(dated, query)
        places = [float(text["x"]) for text in chart.select("svg text:not(.most)")]
        assert places, query
        assert all(b - a >= 28 for a, b in pairwise(places)), query
        assert places[-1] + 25 <= 300


async def test_no_chart_of_a_very_long_search(dated: Path) -> None:
    """Each bar repeats the search: of a script's thousand values there is none."""
    values = "&".join(f"agency=Agency+{n}" for n in range(200))
    assert await figure(dated, f"?agency=&{values}") is None
    assert await figure(dated, "?agency=") is not None


async def test_undated_only_has_no_chart(dated: Path) -> None:
    """Of undated articles there is nothing to draw."""
    assert await figure(dated, "?year=") is None


def test_timeline_survives_other_hands(dated: Path, tmp_path: Path) -> None:
    """What another program wrote as a date is left out rather than misread."""
    connection = sqlite3.connect(tmp_path / "copy.db")
    with sqlite3.connect(dated) as original:
        original.backup(connection)
    connection.execute("update articles set published = 'x\ud7ff<script>' where id < 3")
    results = search(connection, Search())
    time = timeline(results.dates)
    assert time is not None
    assert sum(bar.articles for bar in time.bars) + time.coarser == 8
