"""The timeline and the map in a real browser: drawn, followed, and large enough to be read."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from browser import Axe, Open, expect, opening
from test_atlas import sample, with_places
from test_timeline import DATES
from web_corpus import Sample

SEARCH = "/corpus/-/search"
WIDTHS = pytest.mark.parametrize("width", [320, 1280])

OVERLAPS = """svg => {
    const boxes = [...svg.querySelectorAll("text")].map(text => text.getBoundingClientRect());
    return boxes.flatMap((a, i) => boxes.slice(i + 1).filter(b =>
        a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom));
}"""

OUTSIDE = """svg => {
    const page = document.documentElement.clientWidth;
    return [...svg.querySelectorAll("text, .bar, circle")]
        .map(shape => shape.getBoundingClientRect())
        .filter(box => box.left < 0 || box.right > page + 0.5 || !box.width);
}"""

GROUND = "shape => getComputedStyle(shape).fill"


def dated(number: int, day: str | None, *places: str) -> Sample:
    """Return an article of a day that names *places*."""
    made = sample(number, *places)
    return Sample(made.path, made.text, made.facts, {"published": day} if day else {})


@pytest.fixture(scope="module")
def open_page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Open]:
    """Yield a function that opens a page of a corpus with dates and places."""
    samples = tuple(
        dated(number, day, "Paris", *(["Havana"] if number % 2 else []))
        for number, day in enumerate(DATES)
    )
    with opening(with_places(tmp_path_factory.mktemp("charts") / "corpus.db", samples)) as open_at:
        yield open_at


@WIDTHS
@pytest.mark.parametrize(
    "query", ["", "?from=2018&to=2018", "?from=2018-10&to=2018-10", "?from=1000"]
)
def test_charts_fit_and_can_be_read(open_page: Open, query: str, width: int) -> None:
    """At 320 pixels and wide no label lies on another, and nothing leaves the page."""
    page = open_page(SEARCH + query, viewport={"width": width, "height": 900})
    for chart in (page.locator(".timeline svg"), page.locator(".map svg")):
        assert chart.evaluate(OVERLAPS) == []
        assert chart.evaluate(OUTSIDE) == []
    size = page.locator(".timeline text").first.evaluate(
        "text => text.getBoundingClientRect().height"
    )
    assert size >= 10
    page.context.close()


def test_the_outline_is_drawn(open_page: Open) -> None:
    """The policy lets the outline in, and it covers the map."""
    page = open_page(SEARCH)
    box = page.locator(".map .land").first.bounding_box()
    assert box is not None
    assert box["width"] > 200
    assert page.problems == []  # type: ignore[attr-defined]
    page.context.close()


@pytest.mark.parametrize("scripts", [True, False], ids=["live", "without JavaScript"])
def test_a_bar_narrows_and_there_is_a_way_back(open_page: Open, scripts: bool) -> None:
    """Years, months, days, and up again."""
    page = open_page(SEARCH, java_script_enabled=scripts)
    for name, total in (("2018, 7", "7 articles"), ("October 2018, 5", "6 articles")):
        page.get_by_role("link", name=name).click()
        expect(page.locator("[role=status] h2")).to_have_text(total)
    assert page.url.endswith("?from=2018-10&to=2018-10")
    page.get_by_role("link", name="All years").click()
    expect(page.locator("[role=status] h2")).to_have_text("12 articles")
    page.context.close()


def test_a_bar_is_reached_by_keyboard(open_page: Open) -> None:
    """Bars are links in the order of time, which can be skipped together."""
    page = open_page(SEARCH)
    page.locator(".timeline .skip").focus()
    page.keyboard.press("Tab")
    focused = "document.activeElement.getAttribute('aria-label')"
    assert page.evaluate(focused) == "2016, 2 articles"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("[role=status] h2")).to_have_text("7 articles")
    page.locator(".timeline .skip").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    page.context.close()


def test_a_circle_narrows_to_its_place(open_page: Open) -> None:
    """The circle of Havana lists the articles that name it; again, and it is taken back."""
    page = open_page(SEARCH)
    page.locator(".map a[aria-label^='Havana']").click()
    expect(page.locator("[role=status] h2")).to_have_text("6 articles")
    page.locator(".map a[aria-label^='Havana']").click()
    expect(page.locator("[role=status] h2")).to_have_text("12 articles")
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_charts_follow_the_scheme(open_page: Open, scheme: str) -> None:
    """Bars, land and circles have the colours of the scheme, and axe finds nothing to say."""
    page = open_page(SEARCH, color_scheme=scheme)
    link = page.locator("a.skip").first.evaluate("link => getComputedStyle(link).color")
    assert page.locator(".bar").first.evaluate(GROUND) == link
    assert page.locator(".map circle").first.evaluate(GROUND) == link
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    page.context.close()
