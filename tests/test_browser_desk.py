"""The research desk in a real browser: from a person to what was said, to the passage."""

from __future__ import annotations

from collections.abc import Iterator

import desk_corpus
import pytest
from browser import Axe, Open, opening
from test_browser import AXE_RULES, LOW_CONTRAST, SMALL_TARGETS

PAGES = {
    "quotes": "/corpus/-/quotes?said=home+OR+fleeing&country=Mexico&speaker=contreras",
    "person": "/corpus/-/person/3",
    "namesakes": "/corpus/-/people?q=baker",
    "place": "/corpus/-/place/1",
    "places": "/corpus/-/places?size=3&page=2",
    "quotation under a result": "/corpus/-/search?q=hold+back",
    "refused": "/corpus/-/places?page=x",
}
pages = pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())


@pytest.fixture(scope="module")
def open_page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Open]:
    """Yield a function that opens a page of the desk's corpus."""
    with opening(desk_corpus.build(tmp_path_factory.mktemp("desk"))) as open_at:
        yield open_at


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_from_a_person_to_the_passage(open_page: Open, scripts: bool) -> None:
    """Find Contreras in the list, read what he said, and see it lit in its article."""
    page = open_page("/corpus/-/people", java_script_enabled=scripts)
    page.get_by_label("Names with words that begin like").fill("contr")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Denis Omar Contreras", exact=True).click()
    page.get_by_role("link", name="Among all quotations").click()
    assert page.get_by_role("status").inner_text() == "2 quotations"
    page.get_by_role("link", name="The passage in").nth(1).press("Enter")
    mark = page.locator("mark:target").first
    assert mark.inner_text().startswith("We've come fleeing our country.")
    box = mark.bounding_box()
    assert box is not None
    assert 0 <= box["y"] < 720
    page.context.close()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_from_a_result_to_who_said_it(open_page: Open, scripts: bool) -> None:
    """A quotation under a result leads to its words in the article, and its speaker to a page."""
    page = open_page("/corpus/-/search?q=said:fleeing", java_script_enabled=scripts)
    said = page.locator(".hits .said")
    assert said.locator("mark").inner_text() == "fleeing"
    said.get_by_role("link").nth(1).click()
    page.wait_for_url("**/article/1?q=said%3Afleeing#quote-*")
    assert page.locator("mark:target").first.inner_text().startswith("We've come fleeing")
    page.go_back()
    said.get_by_role("link", name="Denis Omar Contreras").click()
    page.wait_for_url("**/person/3")
    page.context.close()


def test_speakers_are_chosen_without_scripts(open_page: Open) -> None:
    """Checking two speakers and pressing Apply lists what either said, and keeps the words."""
    page = open_page("/corpus/-/quotes?q=caravan", java_script_enabled=False)
    page.get_by_label("Claudia Leon, 1 quotation").check()
    page.get_by_label("Denis Omar Contreras, 2 quotations").check()
    page.get_by_role("button", name="Apply filters").click()
    assert page.get_by_role("status").inner_text() == "3 quotations"
    assert "q=caravan" in page.url
    page.context.close()


@pages
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(open_page: Open, path: str, scheme: str) -> None:
    """The checks of axe-core find no violation, and all text has enough contrast."""
    page = open_page(path, color_scheme=scheme)
    found = Axe().run(page, options={"runOnly": AXE_RULES})
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate(LOW_CONTRAST) == []
    told = page.problems  # type: ignore[attr-defined]
    assert [problem for problem in told if "status of 400" not in problem] == []
    page.context.close()


@pages
def test_page_fits_a_phone(open_page: Open, path: str) -> None:
    """At 320 pixels nothing has to be scrolled sideways, and what can be pressed is large enough."""
    page = open_page(path, viewport={"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.evaluate(SMALL_TARGETS) == []
    page.context.close()
