"""Copies of a story in a real browser: from the badge to the list, and to the copy."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from browser import Axe, Open, opening
from test_browser import AXE_RULES, LOW_CONTRAST, SMALL_TARGETS
from test_copies import STORY

from dateline.ingest import main

PAGES = ("/corpus/-/search?q=caravan", "/corpus/-/article/1?q=caravan#copies")


@pytest.fixture(scope="module")
def open_page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Open]:
    """Yield a function that opens a page of a corpus with copies."""
    folder = tmp_path_factory.mktemp("copies")
    for paper in ("a", "b", "long/path/" * 9 + "c"):
        file = folder / "papers" / f"{paper}.txt"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"Caravan goes on\n\n{STORY}", "utf-8")
    main([str(folder / "papers"), "--db", str(folder / "corpus.db"), "--quiet"])
    with opening(folder / "corpus.db") as open_at:
        yield open_at


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_from_the_badge_to_a_copy(open_page: Open, scripts: bool) -> None:
    """The badge leads to the list beside the article, and the list to the copy."""
    page = open_page("/corpus/-/search?q=caravan", java_script_enabled=scripts)
    assert page.get_by_role("status").inner_text() == "3 articles (one story) for “caravan”"
    page.get_by_role("link", name="+ 2 copies of Caravan goes on").first.click()
    page.locator("#copies").get_by_role("link", name="Caravan goes on").first.click()
    assert page.url.endswith("/corpus/-/article/2")
    page.context.close()


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(open_page: Open, path: str, scheme: str) -> None:
    """The checks of axe-core find no violation, and all text has enough contrast."""
    page = open_page(path, color_scheme=scheme)
    found = Axe().run(page, options={"runOnly": AXE_RULES})
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate(LOW_CONTRAST) == []
    page.context.close()


@pytest.mark.parametrize("path", PAGES)
def test_page_fits_a_phone(open_page: Open, path: str) -> None:
    """At 320 pixels nothing has to be scrolled sideways, and what can be pressed is large enough."""
    page = open_page(path, viewport={"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.evaluate(SMALL_TARGETS) == []
    page.context.close()
