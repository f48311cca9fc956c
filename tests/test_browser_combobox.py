"""The suggestions under the search box, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import Axe, Open, Page, expect, opening
from web_corpus import Sample, build

TEXT = "A caravan of trucks. The caravanserai was full."
PLACES = (("place", "Caravanças", "caravan", "place.name", True),)


@pytest.fixture(scope="module")
def open_page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Open]:
    """Yield a function that opens a page of a served corpus."""
    folder: Path = tmp_path_factory.mktemp("combobox")
    samples = tuple(Sample(f"{n}.txt", TEXT, PLACES) for n in range(2))
    with opening(build(folder / "corpus.db", samples)) as open_at:
        yield open_at


@pytest.fixture
def page(open_page: Open) -> Iterator[Page]:
    """Yield the search page with three letters typed and their suggestions shown."""
    opened = open_page("/corpus/-/search")
    box = opened.get_by_role("combobox")
    box.press_sequentially("trucks carav")
    expect(opened.get_by_role("option")).to_have_count(3)
    yield opened
    opened.context.close()


def test_what_is_offered(page: Page) -> None:
    """Each option names what it is and in how many articles; only what wasn't typed is bold."""
    option = page.get_by_role("option").first
    expect(option).to_have_text("Caravanças place, 2 articles")
    assert option.locator("b").all_inner_texts() == ["anças"]
    box = page.get_by_role("combobox")
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(box).to_have_attribute("aria-controls", "suggestions")
    assert page.problems == []  # type: ignore[attr-defined]


def test_chosen_with_the_keyboard(page: Page) -> None:
    """Arrows move through the options and back to the box; Enter fills it and doesn't submit."""
    box = page.get_by_role("combobox")
    box.press("ArrowUp")
    expect(box).to_have_attribute("aria-activedescendant", "suggestion-2")
    box.press("ArrowDown")
    assert box.get_attribute("aria-activedescendant") is None
    box.press("ArrowDown")
    expect(page.locator("#suggestion-0")).to_have_attribute("aria-selected", "true")
    box.press("Enter")
    expect(box).to_have_value('trucks place:"Caravanças"')
    expect(box).to_be_focused()
    expect(box).to_have_attribute("aria-expanded", "false")
    assert page.url.endswith("/corpus/-/search")
    box.press("Enter")
    page.wait_for_url("**q=trucks*")


def test_chosen_by_pointing(page: Page) -> None:
    """A click fills the box, which keeps the focus."""
    page.get_by_role("option").nth(1).click()
    expect(page.get_by_role("combobox")).to_have_value("trucks caravan")
    expect(page.get_by_role("combobox")).to_be_focused()
    expect(page.get_by_role("listbox")).to_be_hidden()


@pytest.mark.parametrize("key", ["Escape", "Tab"])
def test_closed(page: Page, key: str) -> None:
    """Escape and Tab close the list and leave what was typed."""
    page.get_by_role("combobox").press(key)
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(page.get_by_role("combobox")).to_have_value("trucks carav")


def test_closed_when_too_little_is_left(page: Page) -> None:
    """With fewer than three letters nothing is offered."""
    page.get_by_role("combobox").fill("ca")
    expect(page.get_by_role("listbox")).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe(page: Page, scheme: str) -> None:
    """Nothing is wrong, says axe, with the open list."""
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_fits_a_phone(open_page: Open) -> None:
    """At 320 pixels the list is within the page, under the box, in targets of 24 pixels and more."""
    page = open_page("/corpus/-/search", viewport={"width": 320, "height": 640}, has_touch=True)
    page.get_by_role("combobox").press_sequentially("carav")
    option = page.get_by_role("option").first
    expect(option).to_be_visible()
    box, shown = page.get_by_role("combobox").bounding_box(), option.bounding_box()
    assert box is not None
    assert shown is not None
    assert shown["y"] >= box["y"] + box["height"] - 1
    assert shown["height"] >= 24
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    option.tap()
    expect(page.get_by_role("combobox")).to_have_value('place:"Caravanças"')
    page.context.close()


def test_without_javascript(open_page: Open) -> None:
    """Without JavaScript the box is a plain one."""
    page = open_page("/corpus/-/search", java_script_enabled=False)
    expect(page.get_by_role("searchbox")).to_be_visible()
    expect(page.get_by_role("combobox")).to_have_count(0)
    page.context.close()
