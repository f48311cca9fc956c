"""The pages in a real browser: what only layout, a policy or a keyboard can show.

Skipped without Playwright and chromium, unless DATELINE_BROWSER=1 asks for them (browser.py).
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from browser import Axe, Open, opening
from web_corpus import SAMPLES, Sample, build

LONG = "Donaudampfschifffahrtsgesellschaft" * 12
LONG_WORDS = Sample(
    f"{LONG}.txt",
    f"{LONG}\n\nOf {LONG}.",
    (("dateline", LONG, LONG, "dateline.dash", True),),
    {"title": LONG, "agency": LONG, "source": LONG, "byline": LONG},
)

SEARCH = "/corpus/-/search?q=caravan&agency=AP&agency=&from=1987"
PAGES = {
    "home": "/",
    "search": SEARCH,
    "relaxed": "/corpus/-/search?q=caravan+trucks+asylum",
    "within a facet": "/corpus/-/search?in_agency=a",
    "nothing found": "/corpus/-/search?q=caravan&year=1999",
    "error": "/corpus/-/search?page=x",
    "not found": "/corpus/-/article/99",
    "article": "/corpus/-/article/1?q=caravan",
    "long words": f"/corpus/-/search?q={LONG}&agency={LONG}",
    "article of long words": "/corpus/-/article/5",
    "hostile article": "/corpus/-/article/4?q=caravan",
}
pages = pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())

AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

SMALL_TARGETS = """() => [...document.querySelectorAll("a, button, input, summary")]
    .map(found => found.closest("label") || found)
    // Within sentences lines decide; what a chart links to, a table of links beside it does too.
    .filter(found => !found.closest("p, .unseen, .skip, h3, svg"))
    .map(found => [found.outerHTML.slice(0, 80), found.getBoundingClientRect()])
    .filter(([, box]) => box.width && (box.height < 23.5 || box.width < 23.5))
    .map(([html, box]) => `${html} ${box.width}x${box.height}`)"""

LOW_CONTRAST = """() => {
    const numbers = colour => colour.match(/[\\d.]+/g).map(Number);
    const light = ([r, g, b]) => [r, g, b]
        .map(part => part / 255)
        .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
        .reduce((sum, part, index) => sum + part * [0.2126, 0.7152, 0.0722][index], 0);
    const ground = element => {
        for (let at = element; at; at = at.parentElement) {
            const colour = numbers(getComputedStyle(at).backgroundColor);
            if (colour.length === 3 || colour[3] > 0) return colour;
        }
        return [255, 255, 255];
    };
    const poor = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const element = walker.currentNode.parentElement;
        if (!walker.currentNode.data.trim() || element.closest(".unseen")) continue;
        const [a, b] = [numbers(getComputedStyle(element).color), ground(element)].map(light);
        const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        if (ratio < 4.5) poor.push(`${ratio.toFixed(2)} ${walker.currentNode.data.trim()}`);
    }
    return poor;
}"""


@pytest.fixture(scope="module")
def open_page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Open]:
    """Yield a function that opens a page of two served corpora."""
    folder = tmp_path_factory.mktemp("browser")
    corpus = build(folder / "corpus.db", (*SAMPLES, LONG_WORDS))
    with opening(corpus, build(folder / "other.db")) as open_at:
        yield open_at


@pages
def test_nothing_is_refused_or_fetched_elsewhere(open_page: Open, path: str) -> None:
    """The policy blocks nothing that the page needs, and the page asks nobody else."""
    page = open_page(path)
    page.context.close()
    expected = [problem for problem in page.problems if "status of 40" in problem]  # type: ignore[attr-defined]
    assert page.problems == expected  # type: ignore[attr-defined]


@pages
def test_page_fits_a_phone(open_page: Open, path: str) -> None:
    """At 320 pixels nothing has to be scrolled sideways."""
    page = open_page(path, viewport={"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.context.close()


@pages
@pytest.mark.parametrize("width", [320, 1280])
def test_targets_are_large_enough(open_page: Open, path: str, width: int) -> None:
    """What can be pressed is at least 24 pixels high and wide, but for links within sentences."""
    page = open_page(path, viewport={"width": width, "height": 800})
    assert page.evaluate(SMALL_TARGETS) == []
    page.context.close()


@pages
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(open_page: Open, path: str, scheme: str) -> None:
    """The checks of axe-core, WCAG 2.2 AA and good practice, find no violation."""
    page = open_page(path, color_scheme=scheme)
    found = Axe().run(page, options={"runOnly": AXE_RULES})
    assert found.violations_count == 0, found.generate_report()
    page.context.close()


@pages
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast(open_page: Open, path: str, scheme: str) -> None:
    """All text has a contrast of 4.5:1 or more, on light and on dark."""
    page = open_page(path, color_scheme=scheme)
    assert page.evaluate(LOW_CONTRAST) == []
    page.context.close()


def test_filters_work_without_javascript(open_page: Open) -> None:
    """Checking values and pressing Apply lists them, keeps the query and the order."""
    page = open_page("/corpus/-/search?q=caravan&sort=oldest", java_script_enabled=False)
    page.get_by_label("AP, 2 articles").check()
    page.get_by_label("From", exact=True).fill("2018")
    page.get_by_role("button", name="Apply filters").click()
    assert page.get_by_role("status").get_by_role("heading").inner_text() == (
        "1 article for “caravan”"
    )
    assert page.url.endswith("?q=caravan&sort=oldest&from=2018&to=&agency=AP")
    page.get_by_role("link", name="Remove the filter Agency: AP").click()
    assert "agency" not in page.url
    page.context.close()


def test_wrong_date_is_caught_before_it_is_sent(open_page: Open) -> None:
    """A date that can't be one is refused by the form itself."""
    page = open_page("/corpus/-/search")
    page.get_by_label("From", exact=True).fill("yesterday")
    page.get_by_role("button", name="Search").click()
    assert page.url.endswith("/corpus/-/search")
    page.context.close()


def test_fact_shows_its_evidence(open_page: Open) -> None:
    """Following a fact scrolls to its words and lights them, by a rule of the style sheet."""
    page = open_page("/corpus/-/article/1")
    page.get_by_role("link", name="25 October 2018", exact=True).click()
    mark = page.locator("mark:target")
    assert mark.inner_text() == "October 25 2018"
    lit = mark.evaluate("element => getComputedStyle(element).backgroundColor")
    plain = page.locator("mark.dateline").first.evaluate(
        "element => getComputedStyle(element).backgroundColor"
    )
    assert lit != plain
    page.context.close()


def test_keyboard_reaches_the_content_first(open_page: Open) -> None:
    """The first Tab shows a link that skips to the results; focus is always visible."""
    page = open_page(SEARCH)
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the results")
    assert skip.evaluate("element => element === document.activeElement")
    assert skip.bounding_box()["x"] >= 0  # type: ignore[index]
    for _ in range(12):
        page.keyboard.press("Tab")
        width = page.evaluate("parseFloat(getComputedStyle(document.activeElement).outlineWidth)")
        assert width >= 2
    page.context.close()


def test_print_leaves_the_controls_out(open_page: Open) -> None:
    """On paper stand the articles, not the forms."""
    page = open_page(SEARCH)
    page.emulate_media(media="print")
    assert page.get_by_role("button", name="Apply filters").is_hidden()
    assert page.locator(".hits h3").first.is_visible()
    page.context.close()
