"""The article page as a reading desk, in a real browser: select, cite, open again; facts; hits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from browser import Axe, Open, Page, expect, opening
from desk_corpus import build
from test_browser import AXE_RULES, LOW_CONTRAST, SMALL_TARGETS

ARTICLE = "/corpus/-/article/2?q=caravan"
PASSAGE = "/corpus/-/passage?exact=Contreras%2C&end=hundreds+of+migrants#passage"
SAFE = {"permissions": ["clipboard-read", "clipboard-write"]}

SELECT = """([first, last]) => {
    const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
    const range = new Range();
    for (let begun = false, ended = false; !ended && walker.nextNode(); ) {
        const [start, end] = [first, last].map(words => walker.currentNode.data.indexOf(words));
        if (start >= 0 && !begun) range.setStart(walker.currentNode, start);
        begun ||= start >= 0;
        ended = begun && end >= 0;
        if (ended) range.setEnd(walker.currentNode, end + last.length);
    }
    getSelection().removeAllRanges();
    getSelection().addRange(range);
}"""

MARKED = """() => [...document.querySelectorAll("mark.passage")]
    .filter(mark => !mark.parentElement.closest("mark.passage"))
    .map(mark => mark.textContent).join("")"""

IN_SIGHT = (
    "mark => { const box = mark.getBoundingClientRect(); return box.top > 0 && box.top < 700; }"
)


@pytest.fixture(scope="module")
def open_page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Open]:
    """Yield a function that opens a page of the seeds and some more."""
    with opening(build(tmp_path_factory.mktemp("desk"))) as open_at:
        yield open_at


def copied(page: Page, button: str) -> str:
    page.get_by_role("button", name=button).click()
    expect(page.locator(".selected [role=status]")).to_have_text("Copied")
    return str(page.evaluate("navigator.clipboard.readText()"))


def squeezed(text: str) -> str:
    return "".join(text.split())


SELECTIONS: dict[str, tuple[str, str]] = {
    "words": ("Here we are", "throw us out, we’ll return!"),
    "paragraphs": ("pint-sized", "hundreds of migrants"),
    "one word of many": ("caravans", "caravans"),
}


def with_a_link(page: Page) -> str:
    return str(page.get_by_role("link", name="Link to the passage").get_attribute("href"))


@pytest.mark.parametrize("name", SELECTIONS)
def test_passage_is_copied_and_opened(open_page: Open, name: str) -> None:
    """Selected words give a link; whoever opens it sees just these words, marked and in sight."""
    first, last = SELECTIONS[name]
    page = open_page(ARTICLE, **SAFE)
    expect(page.locator(".selected")).to_be_hidden()
    page.evaluate(SELECT, [first, last])
    expect(page.locator(".selected")).to_be_visible()
    chosen = page.evaluate("`${getSelection()}`")
    link = copied(page, "Copy the link")
    assert link.startswith("http://127.0.0.1")
    assert len(link) < 800
    citation = copied(page, "Copy as a citation")
    assert citation.startswith(f"“{' '.join(chosen.split())}” – ")
    assert citation.endswith(link)
    there = open_page(link, java_script_enabled=False)
    assert squeezed(there.evaluate(MARKED)) == squeezed(chosen)
    assert there.url.endswith("#passage")
    assert there.locator("#passage").evaluate(IN_SIGHT)
    assert page.problems == there.problems == []  # type: ignore[attr-defined]
    page.context.close()
    there.context.close()


def test_selected_words_are_cited_in_a_file(open_page: Open) -> None:
    """Each format of a reference manager can be taken of the words that are selected."""
    page = open_page(ARTICLE)
    page.evaluate(SELECT, ["Here we are", "throw us out, we’ll return!"])
    chosen = page.evaluate("`${getSelection()}`")
    for name in ("RIS", "BibTeX", "CSL-JSON"):
        with page.expect_download() as download:
            page.locator(".selected").get_by_role("link", name=name).click()
        text = download.value.path().read_text("utf-8")
        assert f"“{' '.join(chosen.split())}”" in text
    assert page.problems == []  # type: ignore[attr-defined]
    page.context.close()


def test_selection_that_runs_out_of_the_text_ends_with_it(open_page: Open) -> None:
    """What is selected beyond the text is no part of the passage."""
    page = open_page(ARTICLE)
    last = page.locator(".text > p").last.text_content()
    page.evaluate(SELECT, [last[-30:], "More like this"])
    there = open_page(with_a_link(page))
    assert squeezed(there.evaluate(MARKED)) == squeezed(last[-30:])
    page.context.close()
    there.context.close()


def test_paragraph_has_a_link_without_scripts(open_page: Open) -> None:
    """By keys alone: the sign of a paragraph is reached by Tab, seen, and followed by Enter."""
    page = open_page("/corpus/-/article/2", java_script_enabled=False)
    link = page.locator(".to-passage").nth(1)
    assert link.evaluate("link => getComputedStyle(link).opacity") == "0"
    for _ in range(40):
        page.keyboard.press("Tab")
        if link.evaluate("link => link === document.activeElement"):
            break
    assert link.evaluate("link => getComputedStyle(link).opacity") == "1"
    paragraph = squeezed(page.locator(".text > p:has(.to-passage)").nth(1).text_content())
    page.keyboard.press("Enter")
    expect(page.locator("#passage")).to_be_visible()
    assert squeezed(page.evaluate(MARKED)) == paragraph
    page.context.close()


def test_all_mentions_of_a_fact_are_marked(open_page: Open) -> None:
    """Choosing one marks each of its mentions, and only these; the next choice lets go of them."""
    page = open_page("/corpus/-/article/2")
    fact = page.locator(".facts li", has=page.locator(".mentions")).first
    fact.locator(".value a").click()
    mentions = fact.locator("a[href^='#']").count()
    expect(page.locator("mark.same")).to_have_count(mentions)
    page.get_by_role("link", name="21 January 2020", exact=True).click()
    expect(page.locator("mark.same")).to_have_count(1)
    page.context.close()


def test_keys_go_through_the_hits_and_the_results(open_page: Open) -> None:
    """N and p step through the hits; the results before and after are two links."""
    page = open_page(ARTICLE)
    hits = page.locator("mark.hit")
    assert f"{hits.count()} places in the text match" in page.locator(".story .note").inner_text()
    page.keyboard.press("n")
    expect(hits.nth(0)).to_be_focused()
    page.keyboard.press("n")
    expect(hits.nth(1)).to_be_focused()
    page.keyboard.press("p")
    expect(hits.nth(0)).to_be_focused()
    number = page.get_by_role("navigation", name="Results").locator("span").inner_text()
    step = "Previous" if number.startswith("2") else "Next"
    page.get_by_role("link", name=step, exact=True).click()
    page.wait_for_url("**/article/1?q=caravan")
    page.context.close()


STATES: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "phone": {"viewport": {"width": 320, "height": 640}, "has_touch": True},
}


@pytest.mark.parametrize("options", STATES.values(), ids=STATES.keys())
def test_page_is_accessible_and_fits(open_page: Open, options: dict[str, Any]) -> None:
    """Axe finds nothing with a passage marked and words selected; all fits, all can be pressed."""
    page = open_page(PASSAGE, **options)
    page.evaluate(SELECT, ["Here we are", "we’ll return!"])
    expect(page.locator(".selected")).to_be_visible()
    found = Axe().run(page, options={"runOnly": AXE_RULES})
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate(LOW_CONTRAST) == []
    assert page.evaluate(SMALL_TARGETS) == []
    width = page.evaluate("document.documentElement.clientWidth")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.context.close()


def test_on_paper_the_controls_are_left_out(open_page: Open) -> None:
    """In print there are the words and their citation, and nothing to press."""
    page = open_page(PASSAGE)
    page.emulate_media(media="print")
    for control in (".back", ".selected", ".to-passage"):
        for found in page.locator(control).all():
            expect(found).to_be_hidden()
    expect(page.locator(".cite")).to_be_visible()
    page.context.close()
