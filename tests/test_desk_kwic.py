"""Tests of contexts, key words and articles alike, against plain scans of the same texts."""

from __future__ import annotations

import doctest
import random
import re
import sqlite3
from collections import Counter
from collections.abc import Iterator

import pytest
from corpus_fixture import corpus

from dateline.clock import Clock
from dateline.desk import concordance as concordances
from dateline.desk import keyness as keynesses
from dateline.desk.concordance import concordance
from dateline.desk.keyness import Keyness, g2, keyness, statement
from dateline.desk.similar import similar, telling
from dateline.hits import MAX_MARKED
from dateline.results import Search
from dateline.search import search
from dateline.statements import listed
from dateline.stems import stems
from dateline.web.desk import kwic
from tests.conftest import ROOT

WORDS = (
    "caravan", "caravans", "Caravan", "border", "bordering", "troops", "Tecún", "TECUN", "home",
    "homes", "homeless", "covid-19", "the", "said", "d’Ivoire", "國", "😀", "_", "x", "National",
    "Guard", "guards", "mother-in-law", "2018", "don't",
)  # fmt: skip
GLUE = (" ", " ", " ", ", ", ".\n\n", " – ", "-", "\t", " “", "” ")

QUERIES = (
    "caravan", "tecun", "home*", "said OR the", "border troops", '"national guard"', "covid-19",
    '"the said"', "caravan NEAR/2 troops", "troops -caravan", "(home OR border) -said", "x x",
    '"home home" OR home', 'title:caravan border', "don't", "2018 section:world", "h*", "guar*",
    '"national gua"*', "mother-in-law OR in", "國", "NOT caravan", "section:world", "zebra",
)  # fmt: skip

# COVID-19 → COVID, 19: as unicode61 cuts
TOKEN = re.compile(r"[^\W_]+")

Span = tuple[int, int]


def texts(size: int, seed: int) -> list[dict[str, str | None]]:
    chance = random.Random(seed)

    def text(most: int) -> str:
        words = chance.choices(WORDS, k=chance.randint(1, most))
        return "".join(word + chance.choice(GLUE) for word in words)

    return [
        {
            "title": text(4),
            "text": text(120),
            "published": chance.choice(["2018", "2020-01-21", None]),
            "section": chance.choice(["world", None]),
        }
        for _ in range(size)
    ]


@pytest.fixture(scope="module")
def made() -> Iterator[sqlite3.Connection]:
    """Yield a corpus of words by chance."""
    connection = corpus(texts(60, seed=5))
    connection.execute("update articles set word_count = length(text) / 6 + 1")
    yield connection
    connection.close()


@pytest.fixture(scope="module")
def long() -> Iterator[sqlite3.Connection]:
    """Yield a corpus of words by chance, in which two texts have more than 200,000 characters."""
    chance = random.Random(8)
    rows = texts(40, seed=6)
    some = [*WORDS, "National Guards", "border troops", "troops said", "home home"]
    for row in rows[3:5]:
        words = chance.choices([*some, "grain"], [*[1] * len(some), 1000], k=40_000)
        row["text"] = "".join(word + chance.choice(GLUE) for word in words)
        assert len(str(row["text"])) > 2 * MAX_MARKED
    connection = corpus(rows)
    yield connection
    connection.close()


# -- contexts ------------------------------------------------------------------------------------


def scanned(text: str, phrases: list[str]) -> list[Span]:
    """Return where any of *phrases* stands in *text*, by its tokens; a last ``*`` is any ending."""
    tokens = list(TOKEN.finditer(text))
    known = stems({token[0].lower() for token in tokens})
    found = set()
    for phrase in phrases:
        wanted = TOKEN.findall(phrase.lower())
        stemmed = [stems([word])[word] for word in wanted]
        for at in range(len(tokens) - len(wanted) + 1):
            part = [known[token[0].lower()] for token in tokens[at : at + len(wanted)]]
            last = (
                part[-1].startswith(stemmed[-1]) if phrase[-1] == "*" else part[-1:] == stemmed[-1:]
            )
            if part[:-1] == stemmed[:-1] and last:
                found.add((tokens[at].start(), tokens[at + len(wanted) - 1].end()))
    return merged(sorted(found))


def merged(spans: list[Span]) -> list[Span]:
    """Join what overlaps: one place of the text is one line."""
    whole: list[Span] = []
    for start, end in spans:
        if whole and start < whole[-1][1]:
            whole[-1] = whole[-1][0], max(end, whole[-1][1])
        else:
            whole.append((start, end))
    return whole


SCANNED = {
    "caravan": ["caravan"],
    "tecun": ["tecún"],
    "home*": ["home*"],
    "said OR the": ["said", "the"],
    '"national guard"': ["national guard"],
    "covid-19": ["covid-19"],
    "border caravan": ["border", "caravan"],
    '"home home" OR home': ["home home", "home"],
    '"border troops" OR "troops said"': ["border troops", "troops said"],
    '"national gua"*': ["national gua*"],
    "國 OR x": ["國", "x"],
    "h* OR 2018": ["h*", "2018"],
}


@pytest.mark.parametrize("q", SCANNED)
@pytest.mark.parametrize("length", ["short texts", "long texts"])
def test_lines_are_those_of_a_plain_scan(
    request: pytest.FixtureRequest, length: str, q: str
) -> None:
    """Every place of the words in the listed articles is a line, and nothing else is."""
    made = request.getfixturevalue("made" if length == "short texts" else "long")
    needed = [[phrase] for phrase in SCANNED[q]]
    if " OR " in q or len(needed) == 1:
        needed = [SCANNED[q]]
    rows = made.execute(
        "select id, title || ' § ' || text, text from articles order by id"
    ).fetchall()
    listed = [row for row in rows if all(scanned(row[1], some) for some in needed)]
    expected = {(key, *span) for key, _, text in listed for span in scanned(text, SCANNED[q])}
    found, page = set(), 1
    while lines := concordance(made, Search(q=q, size=100, page=page)).lines:
        found |= {(line.article_id, line.start, line.end) for line in lines}
        page += 1
    assert found == expected
    assert found
    total = concordance(made, Search(q=q))
    assert (total.total, total.exact) == (len(expected), True)


def test_a_line_is_its_text(made: sqlite3.Connection) -> None:
    """The node and what stands around it is the article's own text, blanks aside."""
    for line in concordance(made, Search(q="home*", size=100)).lines:
        (text,) = made.execute(
            "select text from articles where id = ?", [line.article_id]
        ).fetchone()
        assert re.sub(r"\s+", " ", text[line.start : line.end]) == line.node
        assert re.sub(r"\s+", " ", text[: line.start]).endswith(line.left)
        assert re.sub(r"\s+", " ", text[line.end :]).startswith(line.right)


NEAR = {
    "caravan one two troops": ["caravan", "troops"],
    "troops one two caravan": ["troops", "caravan"],
    "caravan one two three troops": [],
    "caravan here, caravan one troops": ["caravan", "troops"],
}


@pytest.mark.parametrize("text", NEAR)
def test_near_shows_only_what_is_near(text: str) -> None:
    """The two words are lines where they stand near each other, not elsewhere in the article."""
    connection = corpus(
        [{"text": f"{text}. Then there was, after very many other words, a caravan."}]
    )
    lines = concordance(connection, Search(q="caravan NEAR/2 troops")).lines
    assert [line.node for line in lines][-2:] == NEAR[text]


ORDERS = {
    None: ["Home alone", "home again", "HOME, Ann"],
    "right": ["home again", "Home alone", "HOME, Ann"],
    "left": ["HOME, Ann", "Home alone", "home again"],
}


@pytest.mark.parametrize("order", ORDERS)
def test_lines_are_sorted_by_the_words_next_to_them(order: str | None) -> None:
    """1L, then 2L …, or 1R, then 2R …, without case; else as the articles and their texts are."""
    connection = corpus(
        [
            {"text": "Far away Home alone. Very near home again!", "published": "2020"},
            {"text": "Another Zoe: a HOME, Ann", "published": "2018"},
        ]
    )
    lines = concordance(connection, Search(q="home"), order).lines
    shown = [line.node + line.right for line in lines]
    assert [text[:9].strip(" .!") for text in shown] == [text[:9] for text in ORDERS[order]]


def test_what_is_sorted_is_said_to_be_cut(
    made: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Past the limit there are more lines: sorted are the first, and in the texts' order one can go on."""
    whole = concordance(made, Search(q="h*", size=100)).lines
    monkeypatch.setattr(concordances, "MAX_LINES", 30)
    sorted_lines = concordance(made, Search(q="h*", size=100), "left")
    assert (sorted_lines.total, sorted_lines.exact, len(sorted_lines.lines)) == (30, False, 30)
    assert {(one.article_id, one.start) for one in sorted_lines.lines} == {
        (one.article_id, one.start) for one in whole[:30]
    }
    assert concordance(made, Search(q="h*", size=20, page=4)).lines == whole[60:80]


@pytest.mark.parametrize("q", QUERIES)
def test_any_query_has_its_lines(made: sqlite3.Connection, q: str) -> None:
    """No query fails; excluded words and filters make no lines."""
    nodes = {line.node.lower() for line in concordance(made, Search(q=q, size=100)).lines}
    assert "caravan" not in nodes or "caravan" in q.replace("-caravan", "").replace(
        "NOT caravan", ""
    )
    assert "world" not in nodes


def test_time_that_is_up_is_said(made: sqlite3.Connection) -> None:
    """Without time there are no lines and no figures, and nothing claims to be complete."""
    assert not concordance(made, Search(q="the"), seconds=0).exact
    assert not keyness(made, Search(q="the"), seconds=0).exact


def test_a_long_text_is_read_as_far_as_time_allows(
    long: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was found by then is shown, and not said to be all."""
    whole = concordance(long, Search(q="home", sort="oldest")).total
    looks = iter(range(10**9))
    monkeypatch.setattr(Clock, "is_over", lambda _: next(looks) > 12)
    found = concordance(long, Search(q="home", sort="oldest"))
    assert 0 < found.total < whole
    assert not found.exact


def test_an_unknown_order_is_refused(made: sqlite3.Connection) -> None:
    """A sentence says what it may be."""
    with pytest.raises(ValueError, match="order must be left or right"):
        concordance(made, Search(q="the"), "up")


# -- key words -----------------------------------------------------------------------------------


def counted(connection: sqlite3.Connection, where: str) -> tuple[Counter[str], int]:
    """Count the stems of some articles and their words, one by one."""
    rows = connection.execute(
        f"select title || ' § ' || text, word_count from articles where {where}"
    )
    counts: Counter[str] = Counter()
    size = 0
    for text, words in rows:
        tokens = TOKEN.findall(text.lower())
        counts.update(stems(tokens)[token] for token in tokens)
        size += words
    return counts, size


SIDES = {
    "": ("section = 'world'", "section is not 'world'"),
    "published:2020": ("section = 'world'", "section is not 'world' and published like '2020%'"),
}


@pytest.mark.parametrize("against", SIDES)
@pytest.mark.parametrize("common", [False, True])
def test_figures_are_those_of_scipy(made: sqlite3.Connection, against: str, common: bool) -> None:
    """Counts are exact, and G² is scipy's over the two cells (Rayson and Garside)."""
    power_divergence = pytest.importorskip("scipy.stats").power_divergence
    (here, size_here), (there, size_there) = (counted(made, side) for side in SIDES[against])
    found = keyness(made, Search(filters={"section": ["world"]}), against, common=common)
    assert found.sizes == (size_here, size_there)
    assert len(found.words) > 5
    for word in found.words:
        stem = stems([word.word.lower()])[word.word.lower()]
        assert (word.here, word.there) == (here[stem], there[stem])
        rate = (word.here + word.there) / sum(found.sizes)
        expected = [size * rate for size in found.sizes]
        figure = power_divergence([word.here, word.there], expected, lambda_="log-likelihood")
        assert abs(word.score) == pytest.approx(figure.statistic, abs=1e-6)
        assert word.score >= 0 or word.here < expected[0]
    scores = [word.score for word in found.words]
    assert scores == sorted(scores, reverse=True)
    assert ("the" in {word.word for word in found.words}) == common


@pytest.mark.parametrize("against", SIDES)
@pytest.mark.parametrize("common", [False, True])
def test_the_statement_makes_the_same_figures(
    made: sqlite3.Connection, against: str, common: bool
) -> None:
    """What is pasted into any SQLite gives the words that are shown, in their order."""
    asked = Search(q="section:world OR title:border", sort="newest")
    found = keyness(made, asked, against, common=common)

    def written(one: Search) -> str:
        return listed(made, one, search(made, one))

    other = written(Search(q=against, sort="newest")) if against else None
    rows = made.execute(statement(found.words, written(asked), other)).fetchall()
    assert [(row[0], *row[2:]) for row in rows] == [(w.word, w.here, w.there) for w in found.words]
    assert [row[1] for row in rows] == pytest.approx([w.score for w in found.words], abs=1e-9)
    assert len(rows) > 5


def test_a_word_is_shown_as_it_is_written_most() -> None:
    """It is counted by its stem, but not shown as one."""
    connection = corpus(
        [{"text": "Homes, homes, homes: HOME!"}, {"text": "Nothing of it is here."}]
    )
    (word, *_) = keyness(connection, Search(q="homes")).words
    assert (word.word, word.here, word.there) == ("homes", 4, 0)


def test_two_sides_that_are_one_are_not_compared(made: sqlite3.Connection) -> None:
    """All articles against the rest, or against themselves, have no key words."""
    assert keyness(made, Search()) == Keyness(
        (), (60, 0), keyness(made, Search()).sizes, exact=True
    )
    assert keyness(made, Search(q="caravan"), "caravan").words == ()


def test_g2_of_a_published_table() -> None:
    """Half as often as expected is below zero; the sign is of the use, the size of the surprise."""
    assert g2(10, 10, 100, 100) == 0
    assert g2(0, 0, 100, 100) == 0
    assert g2(1, 10, 1000, 1000) == -g2(10, 1, 1000, 1000) < 0


# -- articles alike ------------------------------------------------------------------------------

STORIES = [
    {"title": "Caravan nears border", "text": "The caravan of migrants walked to the border."},
    {"title": "Caravan nears border", "text": "The caravan of migrants walked to the border."},
    {"title": "Migrants in Mexico", "text": "A caravan of migrants rested in Mexico."},
    {"title": "Wheat", "text": "Prices of wheat fell in Chicago, traders said."},
    {"title": "Wheat again", "text": "Wheat rose in Chicago, traders said."},
    {"title": None, "text": ""},
]


def test_articles_alike_are_of_the_same_words() -> None:
    """A copy comes first and is said to be one; the article itself and the others never come."""
    connection = corpus(STORIES)
    found = similar(connection, 1, 10)
    assert [(one.id, bool(one.copy)) for one in found] == [(2, True), (3, False)]
    assert found[0].score > found[1].score > 0
    assert [one.id for one in similar(connection, 4, 10)] == [5]
    assert len(similar(connection, 1, 1)) == 1


@pytest.mark.parametrize("article", [6, 7, -1])
def test_nothing_is_like_nothing(article: int) -> None:
    """An article without words, or that is not there, has none like it."""
    assert similar(corpus(STORIES), article, 10) == ()


def test_words_of_the_title_tell_twice_as_much() -> None:
    """What is in the headline is what it is about."""
    stories = [{"title": "grain", "text": "wheat"}, {"text": "grain"}, {"text": "wheat"}]
    assert telling(corpus(stories), 1) == ["grain", "wheat"]


def test_common_words_are_left_out_when_they_cost_too_much(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """However common it is, the best word is asked for; the others as long as there is room."""
    monkeypatch.setattr("dateline.desk.similar.MAX_POSTINGS", 1)
    assert len(telling(corpus(STORIES), 1)) == 1


@pytest.mark.parametrize("module", [concordances, keynesses, kwic])
def test_examples_are_true(module: object) -> None:
    """The examples in docstrings work."""
    assert doctest.testmod(module, optionflags=doctest.ELLIPSIS).failed == 0  # type: ignore[arg-type]


# -- what the manual shows -----------------------------------------------------------------------

MANUAL = (ROOT / "docs" / "kwic.md").read_text("utf-8")


def test_the_manual_shows_the_lines_of_the_seeds() -> None:
    """Its block is what the query gives."""
    connection = sqlite3.connect(f"file:{ROOT / 'corpus.db'}?mode=ro", uri=True)
    lines = concordance(connection, Search(q="home*"), "right").lines
    block = MANUAL.split("```")[1].strip("\n")
    shown = [f"{one.left[-45:]:>45} {one.node:<9} {one.right[:45]}".rstrip() for one in lines]
    assert [" ".join(line.split()) for line in block.splitlines()] == [
        " ".join(line.split()) for line in shown
    ]


def test_the_manual_shows_the_key_words_of_the_seeds() -> None:
    """Each row of its table is a row of the page, in the same order."""
    connection = sqlite3.connect(f"file:{ROOT / 'corpus.db'}?mode=ro", uri=True)
    words = keyness(connection, Search(filters={"year": ["2018"]}), "year:2020").words
    rows = {f"| {w.word} | {w.score:.1f} | {w.here} | {w.there} |".replace("-", "−") for w in words}
    shown = re.findall(r"^\| \w+ \| [−\d.]+ \|.*\|$", MANUAL, re.MULTILINE)
    assert len(shown) == 6
    assert set(shown) <= rows
