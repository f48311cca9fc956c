"""Tests for the parts of the pages: marks, spans, names, query strings."""

from __future__ import annotations

import doctest

import pytest
from datasette.app import Datasette  # before our modules, so that it finds the plugin's hooks
from hypothesis import example, given
from hypothesis import strategies as st
from markupsafe import escape

from dateline import hits
from dateline.article import GIVEN
from dateline.data import rows
from dateline.results import Search
from dateline.web import evidence, headline, links, marks, parameters, wording

assert Datasette

MODULES = (hits, marks, parameters, headline, wording, links)


def test_every_rule_has_its_words() -> None:
    """Each measured rule is told in words that go on from “This date was …”."""
    spoken = {row[0]: row[1] for row in rows("rule_words.tsv")}
    assert {GIVEN, *(row[1] for row in rows("rules.tsv"))} <= spoken.keys()
    for rule, told in spoken.items():
        assert told.startswith(("read from ", "inferred from ", "stated ")), rule


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__.rpartition(".")[2])
def test_examples(module: object) -> None:
    """The examples in the docstrings are true."""
    result = doctest.testmod(module)  # type: ignore[arg-type]
    assert result.attempted
    assert not result.failed


@given(st.text(alphabet="a<&\"'\x02\x03 "))
def test_marks_are_escaped_and_balanced(marked: str) -> None:
    """Whatever stands between the marks, the HTML has no other tags, each is closed."""
    html = str(marks.to_html(marked))
    assert html.count("<mark>") == html.count("</mark>")
    bare = html.replace("<mark>", "").replace("</mark>", "")
    assert bare == str(escape(marked.replace("\x02", "").replace("\x03", "")))


TEXT = "Jane Doe, 40, said.\n\nShe left."


def spans() -> st.SearchStrategy[list[evidence.Span]]:
    ends = st.integers(-2, len(TEXT) + 2)
    pairs = st.lists(st.tuples(ends, ends), max_size=8)
    return pairs.map(
        lambda found: [
            evidence.Span(start, end, "person", f"fact-{number}")
            for number, (start, end) in enumerate(found)
        ]
    )


TWO_ENDING_ALIKE = [
    evidence.Span(0, 22, "person", "fact-0"),
    evidence.Span(19, 22, "person", "fact-1"),
]


@given(spans())
@example(TWO_ENDING_ALIKE)  # after the end of the paragraph the two could not be told apart
def test_marked_paragraphs_are_the_text_and_nest(wanted: list[evidence.Span]) -> None:
    """Marks add nothing to the text, close in the order they opened, and cover their spans."""
    covered: dict[str, str] = {}
    paragraphs = list(evidence.paragraphs(TEXT, wanted))
    assert ["".join(t.text for t in tokens) for tokens in paragraphs] == TEXT.split("\n\n")
    for tokens in paragraphs:
        open_marks: list[str | None] = []
        for token in tokens:
            if token.opens:
                open_marks.append(token.opens.anchor)
                if token.opens.anchor:
                    assert token.opens.anchor not in covered, "an anchor stands once"
                    covered[token.opens.anchor] = ""
            elif token.closes:
                open_marks.pop()
            for anchor in open_marks:
                if anchor:
                    covered[anchor] += token.text
        assert not open_marks
    visible = TEXT.replace("\n\n", "\0\0")
    for span in wanted:
        usable = 0 <= span.start < span.end <= len(TEXT)
        assert (span.anchor in covered) == bool(
            usable and visible[span.start : span.end].strip("\0")
        )
        if usable and covered.get(str(span.anchor)):
            assert TEXT[span.start : span.end].strip().startswith(covered[str(span.anchor)].strip())


def test_nested_marks_cover_the_whole_evidence() -> None:
    """A date inside a caption doesn't cut the caption's mark in two."""
    inner, outer = evidence.Span(6, 8, "published", "b"), evidence.Span(0, 10, "caption", "a")
    (tokens,) = evidence.paragraphs("On the 25 of October", [inner, outer])
    shape = "".join(
        f"<{token.opens.anchor}>" if token.opens else "</>" if token.closes else token.text
        for token in tokens
    )
    assert shape == "<a>On the<b> 2</>5 </>of October"


def test_crossing_marks_are_split() -> None:
    """Of two spans that cross, the second goes on after the first, without a second anchor."""
    spans = [evidence.Span(0, 8, "person", "a"), evidence.Span(5, 12, "person", "b")]
    (tokens,) = evidence.paragraphs("Jane Doe, 40, said.", spans)
    shape = "".join(
        f"<{token.opens.anchor}>" if token.opens else "</>" if token.closes else token.text
        for token in tokens
    )
    assert shape == "<a>Jane <b>Doe</></><None>, 40</>, said."


PARAGRAPHS = {
    "blank lines": ("a\nb\n\nc", ["a\nb", "c"]),
    "lines only": ("a\nb\nc\n", ["a", "b", "c"]),
    "blank at the ends": ("\n\na\n \n\nb\n\n", ["a", "b"]),
    "nothing": ("", []),
}


@pytest.mark.parametrize(("text", "expected"), PARAGRAPHS.values(), ids=PARAGRAPHS.keys())
def test_paragraphs(text: str, expected: list[str]) -> None:
    """Blank lines part paragraphs; in a text without any, every line end does."""
    found = ["".join(t.text for t in tokens) for tokens in evidence.paragraphs(text, [])]
    assert found == expected


STAND_INS = {
    "nothing": ("", [], None),
    "blank": (" \n\n ", [], None),
    "one word": ("Hello", [], "Hello"),
    "no spaces": ("x" * 200, [], "x" * 90 + "…"),
    "first line of few words": (
        "Page 1\nThe caravan has left Honduras.",
        [],
        "The caravan has left Honduras.",
    ),
    "only furniture": ("HAVANA (AP) --", [(0, 6), (8, 10)], "HAVANA (AP) --"),
    "date within the story": (
        "They met on May 5 in Cuba.",
        [(12, 17)],
        "They met on May 5 in Cuba.",
    ),
    "fact beyond the lead": (
        "The caravan has left Honduras.",
        [(5000, 5010)],
        "The caravan has left Honduras.",
    ),
}


@pytest.mark.parametrize(
    ("text", "furniture", "expected"), STAND_INS.values(), ids=STAND_INS.keys()
)
def test_stand_in(text: str, furniture: list[tuple[int, int]], expected: str | None) -> None:
    """An article without a headline is named by the first words of its story."""
    assert headline.stand_in(text, furniture) == expected


ADDRESSES = {
    "http": ("http://example.org", True),
    "https in capitals": ("HTTPS://EXAMPLE.ORG/a?b#c", True),
    "script": ("javascript:alert(1)", False),
    "script behind a blank": (" javascript:alert(1)", False),
    "data": ("data:text/html,x", False),
    "relative": ("//example.org", False),
    "line end inside": ("http://example.org/\njavascript:x", False),
    "control inside": ("http://example.org/\x01", False),
    "blank inside": ("http://example.org/a b", False),
    "nothing after the slashes": ("http://", False),
    "empty": ("", False),
    "none": (None, False),
}


@pytest.mark.parametrize(("url", "safe"), ADDRESSES.values(), ids=ADDRESSES.keys())
def test_only_web_addresses_are_linked(url: str | None, safe: bool) -> None:
    """Nothing but http and https is linked, in any case, and nothing with hidden characters."""
    assert links.web_address(url) == (url if safe else None)


searches = st.builds(
    Search,
    q=st.text(st.characters(exclude_categories=["Cs"])).map(str.strip),
    filters=st.dictionaries(
        st.sampled_from(["agency", "person"]),
        st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1, unique=True).map(
            tuple
        ),
    ),
    date_from=st.none() | st.just("2018-10"),
    sort=st.none() | st.just("oldest"),
    page=st.integers(1, 10**12),
    size=st.integers(1, 100),
)


@given(searches)
def test_url_is_the_state(search: Search) -> None:
    """What a link says is what the page it leads to has been asked."""
    assert parameters.read(parameters.write(search, page=search.page)[1:]) == search
