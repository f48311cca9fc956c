"""Contexts and key words in a real browser: sorted by keys, followed to the passage, readable."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from browser import Axe, Open, Page, expect, opening
from newsroom import press

KWIC = "/corpus/-/kwic?q=on+OR+harbour&from=2016"
KEYNESS = "/corpus/-/keyness?year=2016&against=year:2017"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

pages = pytest.mark.parametrize("path", [KWIC, KEYNESS], ids=["kwic", "keyness"])


@pytest.fixture(scope="module")
def open_page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Open]:
    """Yield a function that opens a page of the newsroom's corpus."""
    with opening(press(tmp_path_factory.mktemp("kwic"))) as open_at:
        yield open_at


def by_keys(page: Page, name: str) -> None:
    """Reach a link by Tab alone and follow it."""
    link = page.get_by_role("link", name=name, exact=True).first
    for _ in range(60):
        if link.evaluate("link => link === document.activeElement"):
            break
        page.keyboard.press("Tab")
    expect(link).to_be_focused()
    page.keyboard.press("Enter")


def column(page: Page, name: str) -> list[str]:
    return page.locator(f"table.kwic tbody .{name}").all_inner_texts()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_sorted_by_keys(open_page: Open, scripts: bool) -> None:
    """Left, right and back to the texts, by Tab and Enter alone; then to the passage."""
    page = open_page(KWIC, java_script_enabled=scripts)
    for name, order in (("By the words before", "left"), ("By the words after", "right")):
        by_keys(page, name)
        page.wait_for_url(f"**order={order}*")
        expect(page.get_by_role("link", name=name)).to_have_attribute("aria-current", "true")
    after = [text.strip(' ."”').casefold() for text in column(page, "after")]
    assert after == sorted(after)
    expect(page.locator("table.kwic caption")).to_have_text("Lines 1 to 20")
    node = column(page, "node")[0]
    by_keys(page, page.locator("table.kwic tbody a").first.inner_text())
    expect(page.locator("#passage")).to_have_text(node)
    assert not page.problems  # type: ignore[attr-defined]
    page.context.close()


@pages
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_readable_for_all(open_page: Open, path: str, scheme: str, width: int) -> None:
    """Axe finds nothing, and nothing leaves the page."""
    page = open_page(path, color_scheme=scheme, viewport={"width": width, "height": 800})
    found = Axe().run(page, options={"runOnly": RULES})
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.context.close()


def test_targets_are_large_enough(open_page: Open) -> None:
    """Every link and control is at least 24 pixels high."""
    page = open_page(KWIC)
    small = "all => all.map(one => one.getBoundingClientRect().height).filter(size => size < 24)"
    assert page.locator("main :is(a, input:not([type=hidden]), button)").evaluate_all(small) == []
    page.context.close()
