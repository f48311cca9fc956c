"""Tests of who says the words that were looked for: under a result, and in its JSON."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import desk_corpus
import pytest
from bs4 import BeautifulSoup, Tag
from corpus_fixture import corpus as made
from web_corpus import serve

from dateline.desk import quoted as quoted_module
from dateline.desk.quoted import looked_for, quoted
from dateline.results import Search
from dateline.search import search

PAGE = "/corpus/-/search"

HELD = "Whatever Trump may say, he’s not going to hold us back"


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return desk_corpus.build(tmp_path_factory.mktemp("quoted"))


async def results(corpus: Path, query: str, **options: Any) -> list[Tag]:
    response = await serve(corpus, **options).client.get(f"{PAGE}?{query}")
    assert response.status_code == 200, response.text[:2000]
    return BeautifulSoup(response.text, "html.parser").select(".hits > li")


def words(found: Tag | None) -> str:
    assert found is not None
    return " ".join(found.get_text().split())


# -- which quotation -----------------------------------------------------------------------------

LOOKED_FOR = {
    "caravan border": '("caravan") OR ("border")',
    "the border": '("border")',
    "the": "",
    "": "",
    "title:caravan": "",
    "-caravan country:Mexico published:2018": "",
    'said:home "go back" migra*': '({text} : "home")',
    "said:(home OR house)": '({text} : "home") OR ({text} : "house")',
    "border NEAR/3 wall": '(NEAR("border" "wall", 3))',
    'migra* "go back"': '("migra" *) OR ("go back")',
}


@pytest.mark.parametrize("q", LOOKED_FOR)
def test_what_is_looked_for_in_quotations(q: str) -> None:
    """What said: asks for, else the words that tell, but those of titles."""
    assert looked_for(q) == LOOKED_FOR[q]


SAID = (
    "Nothing of it.",
    "The border is closed, the border is long.",
    "A caravan nears the borders.",
    "Caravans, borders, walls.",
)


@pytest.mark.parametrize(
    ("q", "said"),
    [
        ("border", "The \x02border\x03 is closed, the \x02border\x03 is long."),
        ("border caravan", "A \x02caravan\x03 nears the \x02borders\x03."),
        ("wall border caravan", "\x02Caravans\x03, \x02borders\x03, \x02walls\x03."),
        ("bord*", "The \x02border\x03 is closed, the \x02border\x03 is long."),
        ('"is long"', "The border is closed, the border \x02is long\x03."),
        ("border NEAR/2 long", "The border is closed, the \x02border\x03 is \x02long\x03."),
        ("zebra OR nothing", "\x02Nothing\x03 of it."),
        ("zebra", None),
        ("the", None),
    ],
)
def test_the_quotation_with_the_most_words(q: str, said: str | None) -> None:
    """Of those with as many different words it is the first in the text."""
    connection = made([{"text": " ".join(SAID), "quotes": SAID}, {"text": "Silent."}])
    found = quoted(connection, q, [1, 2])
    assert {key: one.marked for key, one in found.items()} == ({1: said} if said else {})


def test_only_the_articles_of_the_page_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many quotations an article has, and however long they are, some of it is read."""
    monkeypatch.setattr(quoted_module, "MOST", 2)
    monkeypatch.setattr(quoted_module, "LONGEST", 20)
    connection = made([{"quotes": ("y", "z", "border")}, {"quotes": ("x " * 20 + "border",)}] * 2)
    assert quoted(connection, "border", [1, 2]) == {}
    assert set(quoted(connection, "y x", [2, 3])) == {2, 3}


def test_time_that_is_up_leaves_it_out() -> None:
    """Results are worth showing without it."""
    connection = made([{"quotes": ("A border.",)}])
    assert quoted(connection, "border", [1], seconds=0) == {}


# -- on the page ---------------------------------------------------------------------------------


async def test_a_hit_in_a_quotation_has_its_speaker(corpus: Path) -> None:
    """The quotation with its marks, a link to who said it, and one to where it stands."""
    hit, *_ = await results(corpus, "q=hold+back")
    said = hit.select_one(".said")
    assert words(said) == f"Denis Omar Contreras: “{HELD}”"
    assert said is not None
    assert [mark.text for mark in said.select("mark")] == ["hold", "back"]
    person, passage = (str(link["href"]) for link in said.select("a"))
    assert person == "/corpus/-/person/3"
    path, _, anchor = passage.partition("#")
    assert path == "/corpus/-/article/1?q=hold+back"
    article = BeautifulSoup((await serve(corpus).client.get(path)).text, "html.parser")
    assert words(article.find(id=anchor)) == HELD


async def test_what_is_asked_of_quotations_is_shown_in_one(corpus: Path) -> None:
    """For said: the hits that count are those in quotations, and each result shows one."""
    (hit,) = await results(corpus, "q=said:yen")
    assert words(hit.select_one(".said")) == "James Baker: “The yen is strong”"
    (hit,) = await results(corpus, "q=said:fleeing+caravan")
    assert [mark.text for mark in hit.select(".said mark")] == ["fleeing"]


async def test_hits_outside_of_quotations_have_no_speaker(corpus: Path) -> None:
    """Nobody is shown who did not say it."""
    (hit,) = await results(corpus, "q=pijijiapan")
    assert hit.select_one(".said") is None


async def test_a_surname_alone_is_no_link(corpus: Path) -> None:
    """Who is not known by name is named as the article does."""
    hit, *_ = await results(corpus, "q=houses+dear")
    said = hit.select_one(".said")
    assert words(said).endswith(": “Houses are dear”")
    assert said is not None
    assert len(said.select("a")) == 1


def hidden(table: str) -> dict[str, Any]:
    return {"config": {"databases": {"corpus": {"tables": {table: {"allow": False}}}}}}


async def test_hidden_quotations_are_not_shown(corpus: Path) -> None:
    """Who may not see the quotations doesn't see them here; without the people there is no link."""
    for query in ("q=hold+back", "q=said:hold"):
        for hit in await results(corpus, query, **hidden("quotes")):
            assert hit.select_one(".said") is None
    hit, *_ = await results(corpus, "q=hold+back", **hidden("people"))
    assert len(hit.select(".said a")) == 1
    page = await serve(corpus, **hidden("quotes")).client.get(f"{PAGE}.json?q=hold+back")
    assert [one["quote"] for one in page.json()["articles"]] == [None] * 2


async def test_in_json(corpus: Path) -> None:
    """Scripts have it, too: HTML as in the snippet, and null where no quotation has the words."""
    client = serve(corpus).client
    article, *_ = (await client.get(f"{PAGE}.json?q=fleeing")).json()["articles"]
    quote = article["quote"]
    assert quote.pop("url") == f"/corpus/-/article/1#quote-{quote.pop('id')}"
    assert quote == {
        "marked": "We&#39;ve come <mark>fleeing</mark> our country. If we return to Honduras, the "
        "gangs will probably kill us",
        "speaker": "Denis Omar Contreras",
        "person_id": 3,
    }
    article, *_ = (await client.get(f"{PAGE}.json?q=pijijiapan")).json()["articles"]
    assert article["quote"] is None


def test_every_quotation_shown_has_what_said_asks(corpus: Path) -> None:
    """The articles of said:x are those in which a quotation with x is found."""
    connection = sqlite3.connect(corpus)
    for q in ("said:home", "said:the", "said:hom*", "said:(yen OR going)", 'said:"is strong"'):
        ids = [hit.id for hit in search(connection, Search(q=q)).hits]
        assert set(quoted(connection, q, ids)) == set(ids), q
    connection.close()
