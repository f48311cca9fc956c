"""What people do on the pages, in a real browser: with a mouse, without scripts, by keys alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from browser import Open, Page, expect, opening
from newsroom import press

# Answers about those whose last choice is a name come late, however they are aborted.
DELAY = """([name, wait]) => {
    const real = window.fetch;
    window.fetch = async (url, options) => {
        const answer = await real(url, {});
        if (url.endsWith(name)) await new Promise((then) => setTimeout(then, wait));
        return answer;
    };
}"""

SEARCH = "/corpus/-/search"
TALL = {"width": 1280, "height": 700}


@pytest.fixture(scope="module")
def open_page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Open]:
    """Yield a function that opens a page of the newsroom's corpus."""
    with opening(press(tmp_path_factory.mktemp("journeys"))) as open_at:
        yield open_at


def status(page: Page) -> Any:
    return page.locator("#status h2")


def box(page: Page, label: str) -> Any:
    return page.get_by_role("checkbox", name=re.compile(f"^{label} ?, "))


# -- the journey: type, narrow by two people and a year, open, evidence, back ---------------------


def with_a_mouse(page: Page, control: Any) -> None:
    control.click()


def by_keys(page: Page, control: Any) -> None:
    """Reach *control* by Tab alone and use it."""
    for _ in range(400):
        if control.evaluate("element => element === document.activeElement"):
            break
        page.keyboard.press("Tab")
    expect(control).to_be_focused()
    page.keyboard.press("Space" if control.get_attribute("type") == "checkbox" else "Enter")


WAYS: dict[str, tuple[dict[str, Any], Callable[[Page, Any], None]]] = {
    "mouse": ({}, with_a_mouse),
    "no script": ({"java_script_enabled": False}, with_a_mouse),
    "keys alone": ({}, by_keys),
    "keys alone, no script": ({"java_script_enabled": False}, by_keys),
    "phone": ({"viewport": {"width": 320, "height": 640}, "has_touch": True}, with_a_mouse),
}


@pytest.mark.parametrize(("options", "use"), WAYS.values(), ids=WAYS.keys())
def test_journey(open_page: Open, options: dict[str, Any], use: Callable[..., None]) -> None:
    """Words, two people and a year lead to an article and its evidence, and back to the same."""
    page = open_page("/", **options)
    scripted = options.get("java_script_enabled", True)
    page.get_by_role("searchbox", name="Words to look for").or_(
        page.get_by_role("combobox", name="Words to look for")
    ).focus()
    page.keyboard.type("border")
    page.keyboard.press("Enter")
    expect(status(page)).to_have_text("20 articles for “border”")
    for label in ("Maria Lopez", "Peter Novak", "2018"):
        use(page, box(page, label))
        if scripted:
            expect(page.locator(".chips")).to_contain_text(label)
    if not scripted:
        use(page, page.get_by_role("button", name="Apply filters"))
    expect(status(page)).to_have_text("3 articles for “border”")
    narrowed = page.url
    headline = page.locator(".hits h3 a").first.inner_text()
    use(page, page.locator(".hits h3 a").first)
    expect(page.get_by_role("heading", level=1)).to_have_text(headline)
    use(page, page.get_by_role("link", name="Poland", exact=True))
    expect(page.locator("mark.country:target")).to_have_text("Poland")
    use(page, page.get_by_role("link", name="← Results for “border”"))
    expect(status(page)).to_have_text("3 articles for “border”")
    page.goto(narrowed)
    use(page, page.locator(".hits h3 a").first)
    expect(page.get_by_role("heading", level=1)).to_have_text(headline)
    page.go_back()
    expect(status(page)).to_have_text("3 articles for “border”")
    for label in ("Maria Lopez", "Peter Novak", "2018"):
        expect(box(page, label)).to_be_checked()
    assert page.url == narrowed
    assert page.problems == []  # type: ignore[attr-defined]
    page.context.close()


# -- results that follow the filters --------------------------------------------------------------


def test_live_update_keeps_focus_and_place(open_page: Open) -> None:
    """Rule 7: what was ticked stays under the pointer, in focus, in the list that was unfolded."""
    page = open_page(SEARCH, viewport=TALL)
    page.locator("#more-source summary").click()
    chosen = box(page, "Paper 19")
    chosen.scroll_into_view_if_needed()
    before = chosen.bounding_box()
    page.evaluate("document.querySelector('#status').mine = true")
    chosen.click()
    expect(status(page)).to_have_text("2 articles")
    assert page.url.endswith("?source=Paper+19")
    expect(chosen).to_be_checked()
    expect(chosen).to_be_focused()
    assert chosen.bounding_box()["y"] == pytest.approx(before["y"], abs=2)
    assert page.locator("#more-source").get_attribute("open") is not None
    assert page.evaluate("document.querySelector('#status').mine"), "announced where it stands"
    page.context.close()


def test_history_goes_back_and_forward(open_page: Open) -> None:
    """Rule 9: each choice is a step of the history, with its list, boxes, words and title."""
    page = open_page(f"{SEARCH}?q=border&sort=oldest")
    box(page, "Maria Lopez").click()
    expect(status(page)).to_have_text("9 articles for “border”")
    page.get_by_role("link", name="Newest").click()
    expect(page.get_by_role("link", name="Newest")).to_have_attribute("aria-current", "true")
    page.get_by_role("link", name="Remove the filter Person: Maria Lopez").click()
    expect(status(page)).to_have_text("20 articles for “border”")
    assert page.url.endswith("?q=border&sort=newest")
    page.go_back()
    expect(box(page, "Maria Lopez")).to_be_checked()
    page.go_back()
    expect(page.get_by_role("link", name="Oldest")).to_have_attribute("aria-current", "true")
    page.go_back()
    expect(box(page, "Maria Lopez")).not_to_be_checked()
    expect(status(page)).to_have_text("20 articles for “border”")
    page.go_forward()
    expect(status(page)).to_have_text("9 articles for “border”")
    expect(box(page, "Maria Lopez")).to_be_checked()
    page.reload()
    expect(status(page)).to_have_text("9 articles for “border”")
    page.context.close()


def test_pages_begin_at_the_top(open_page: Open) -> None:
    """The next page of results is read from its first one on."""
    page = open_page(f"{SEARCH}?q=caravan", viewport=TALL)
    page.get_by_role("link", name="Next →").click()
    expect(page.locator(".pages span")).to_have_text("Page 2 of 3")
    expect(page.locator("#results")).to_be_focused()
    expect(page.locator(".hits h3").first).to_be_in_viewport()
    page.context.close()


def test_later_choice_wins(open_page: Open) -> None:
    """An answer that comes late is not shown over the one to what was asked since."""
    page = open_page(SEARCH)
    page.evaluate(DELAY, ["Lopez", 600])
    page.evaluate(
        "([...document.querySelectorAll('[value$=Lopez], [value$=Novak]')]).forEach(box => box.click())"
    )
    expect(page.locator(".chips li")).to_have_count(3)
    assert page.url.endswith("?person=Maria+Lopez&person=Peter+Novak")
    page.context.close()


def test_slow_server_is_asked_once(open_page: Open) -> None:
    """Rule 7: where answers take more than 400 ms, boxes wait for “Apply filters”."""
    page = open_page(SEARCH)
    page.evaluate(DELAY, ["Novak", 450])
    apply = page.get_by_role("button", name="Apply filters")
    expect(apply).to_be_hidden()
    box(page, "Peter Novak").click()
    expect(page.locator(".chips li")).to_have_count(2)
    expect(apply).to_be_hidden()
    box(page, "Maria Lopez").click()
    expect(apply).to_be_visible()
    url = page.url
    box(page, "2018").click()
    page.wait_for_timeout(100)
    assert page.url == url
    apply.click()
    expect(page.locator(".chips li")).to_have_count(4)
    page.context.close()


@pytest.mark.parametrize("answer", ["abort", "fulfill"], ids=["no answer", "an error"])
def test_failed_update_is_a_plain_page(open_page: Open, answer: str) -> None:
    """What can't be fetched is loaded as a link would be, so that the browser says what is wrong."""
    page = open_page(SEARCH)

    def fail(route: Any) -> None:
        if route.request.resource_type != "fetch":
            route.continue_()
        elif answer == "abort":
            route.abort()
        else:
            route.fulfill(status=500, body="no")

    page.route("**/search?*", fail)
    page.evaluate("window.before = true")
    box(page, "Maria Lopez").click()
    page.wait_for_url("**?person=Maria+Lopez")
    expect(box(page, "Maria Lopez")).to_be_checked()
    assert page.evaluate("window.before") is None
    page.context.close()


def test_wrong_date_is_not_asked(open_page: Open) -> None:
    """A date that can't be one changes nothing; a right one narrows the results at once."""
    page = open_page(SEARCH)
    page.get_by_label("From", exact=True).fill("yesterday")
    page.keyboard.press("Tab")
    page.wait_for_timeout(100)
    assert page.url.endswith(SEARCH)
    page.get_by_label("From", exact=True).fill("2019")
    page.keyboard.press("Tab")
    expect(page.locator(".chips")).to_contain_text("From: 2019")
    expect(page.get_by_label("To", exact=True)).to_be_focused()
    page.context.close()


# -- search within a long facet -------------------------------------------------------------------


def test_typing_narrows_a_long_facet(open_page: Open) -> None:
    """Rule 4: the list follows what is typed, which stays in focus and is no step of history."""
    page = open_page(SEARCH)
    steps = page.evaluate("history.length")
    page.get_by_label("Source: find a value").click()
    page.keyboard.type("PAPER 1")
    expect(page.locator("#facet-source .hint")).to_have_text("10 here have “PAPER 1”")
    page.keyboard.type("7")
    expect(page.locator("#facet-source li")).to_have_count(1)
    expect(page.get_by_label("Source: find a value")).to_have_value("PAPER 17")
    expect(page.get_by_label("Source: find a value")).to_be_focused()
    assert page.evaluate("history.length") == steps
    box(page, "Paper 17").click()
    expect(status(page)).to_have_text("2 articles")
    page.context.close()


def test_a_long_facet_is_searched_without_script(open_page: Open) -> None:
    """Rule 4: Enter in the field of a facet lists the values that contain the words."""
    page = open_page(SEARCH, java_script_enabled=False)
    page.get_by_label("Source: find a value").fill("17")
    page.keyboard.press("Enter")
    expect(page.locator("#facet-source li")).to_have_count(1)
    expect(status(page)).to_have_text("60 articles")
    page.context.close()


# -- keys -----------------------------------------------------------------------------------------


def test_keys_lead_through_results_and_hits(open_page: Open) -> None:
    """Rule 11: / to the box, j and k through results, Enter opens, n and p through hits, u back."""
    page = open_page(f"{SEARCH}?q=border&person=Maria+Lopez")
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("j/?")
    expect(page.locator("#q")).to_have_value("j/?")
    page.locator("#results").focus()
    headlines = page.locator(".hits h3 a")
    for key, number in (("j", 0), ("j", 1), ("k", 0), ("k", 0), ("j", 1)):
        page.keyboard.press(key)
        expect(headlines.nth(number)).to_be_focused()
        expect(headlines.nth(number)).to_be_in_viewport()
    headline = headlines.nth(1).inner_text()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(headline)
    page.wait_for_load_state()
    hits = page.locator("mark.hit")
    for key, number in (("n", 0), ("n", 1), ("p", 0)):
        page.keyboard.press(key)
        expect(hits.nth(number)).to_be_focused()
    page.keyboard.press("u")
    expect(status(page)).to_have_text("9 articles for “border”")
    expect(box(page, "Maria Lopez")).to_be_checked()
    page.context.close()


def test_keys_are_told_and_can_be_switched_off(open_page: Open) -> None:
    """Rule 11, WCAG 2.1.4: ? lists the keys; switched off, they do nothing, on later pages too."""
    page = open_page(f"{SEARCH}?q=border")
    page.keyboard.press("Control+j")
    expect(page.locator(".hits h3 a:focus")).to_have_count(0)
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keys")
    dialog.get_by_label("Single keys do this").uncheck()
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_be_hidden()
    for _ in range(2):
        page.keyboard.press("j")
        page.keyboard.press("?")
        expect(page.locator(".hits h3 a:focus")).to_have_count(0)
        expect(dialog).to_be_hidden()
        page.reload()
    page.get_by_role("button", name="Keys").click()
    dialog.get_by_label("Single keys do this").check()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    expect(page.locator(".hits h3 a:focus")).to_have_count(1)
    page.context.close()


def test_without_script_no_control_does_nothing(open_page: Open) -> None:
    """What only a script can do is not offered without one."""
    page = open_page(SEARCH, java_script_enabled=False)
    expect(page.locator("#keys-open")).to_be_hidden()
    expect(page.get_by_role("button", name="Apply filters")).to_be_visible()
    expect(page.locator(".apply a")).to_be_hidden()
    page.context.close()


def test_focus_is_not_covered(open_page: Open) -> None:
    """WCAG 2.4.11: no control that gets the focus lies under the bar with “Apply filters”."""
    page = open_page(SEARCH, viewport={"width": 1280, "height": 500}, java_script_enabled=False)
    page.locator("#from").focus()
    for _ in range(30):
        page.keyboard.press("Tab")
        covered = page.evaluate(
            """() => {
                const at = document.activeElement.getBoundingClientRect();
                const bar = document.querySelector(".apply").getBoundingClientRect();
                const own = document.activeElement.closest(".apply");
                return !own && at.bottom > bar.top && at.right > bar.left && at.top < bar.bottom;
            }"""
        )
        assert not covered
    page.context.close()
