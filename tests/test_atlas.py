"""Tests of the map: which place a name is, which part of the world is shown, where links lead."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from content import BY_PATH, content
from corpus_fixture import corpus as fixture
from hypothesis import given
from hypothesis import strategies as st
from web_corpus import HOSTILE, Sample, build, serve

from dateline.atlas import located
from dateline.faceting import PUT_PLACES
from dateline.web.atlas import WIDTH, look_at
from dateline.web.parameters import read

PAGE = "/corpus/-/search"

PLACES = {
    "Paris": (48.85, 2.35),
    "Suva": (-18.14, 178.44),
    "Apia": (-13.83, -171.77),
    "Havana": (23.13, -82.38),
    HOSTILE: (10.0, 10.0),
}


def sample(number: int, *places: str) -> Sample:
    """Return an article that names *places*."""
    facts = tuple(("place", place, place, "place.test", True) for place in places)
    return Sample(f"{number}.txt", f"A caravan to {', '.join(places)}.", facts)


def with_places(path: Path, samples: tuple[Sample, ...]) -> Path:
    """Write a corpus whose places lie where `PLACES` says."""
    build(path, samples)
    with sqlite3.connect(path) as connection:
        for number, (name, point) in enumerate(PLACES.items(), 1):
            row = (number, name, *point, number)
            connection.execute(
                "insert into places (id, name, latitude, longitude, geonameid) values (?, ?, ?, ?, ?)",
                row,
            )
        connection.execute(
            "insert into facet_places select facet_values.id, places.id from facet_values"
            " join places on places.name = value where facet = 'place'"
        )
    connection.close()
    return path


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    samples = (
        sample(1, "Paris", "Suva"),
        sample(2, "Paris", "Atlantis"),
        sample(3, "Havana", HOSTILE),
    )
    return with_places(tmp_path_factory.mktemp("atlas") / "corpus.db", samples)


# -- which place a name is ---------------------------------------------------------------------


def meaning(*mentions: tuple[int, int]) -> sqlite3.Connection:
    """Return a corpus of articles that mean by “Paris” the place of this number."""
    connection = fixture(
        {"facts": {"place": ["Paris"] * sum(article == n for article, _ in mentions)}}
        for n in range(1, 5)
    )
    for number, (latitude, geonameid) in enumerate([(48.9, 20), (33.7, 10), (99.0, 5)], 1):
        connection.execute(
            "insert into places (id, name, latitude, longitude, geonameid) values (?, 'Paris', ?, 2, ?)",
            (number, latitude, geonameid),
        )
    connection.execute("delete from mentions")
    connection.execute("delete from fact_values")
    for article, place in mentions:
        connection.execute(
            "insert into facts (article_id, kind, value, rule, confidence, shown, entity_id) "
            "values (?, 'place', 'Paris', 'place.test', 1, 1, ?)",
            (article, place),
        )
    for statement in PUT_PLACES:
        connection.execute(statement, {"names": '["Paris"]'})
    return connection


MEANT = {
    "the one": ([(1, 1)], (48.9, 2)),
    "most often": ([(1, 1), (2, 2), (3, 2)], (33.7, 2)),
    "in most articles, however often": ([(1, 1), (1, 1), (1, 1), (2, 2), (3, 2)], (33.7, 2)),
    "as often: the lower number in GeoNames": ([(1, 1), (2, 2)], (33.7, 2)),
    "nowhere on Earth": ([(1, 3)], None),
    "unknown": ([], None),
}


@pytest.mark.parametrize(("mentions", "point"), MEANT.values(), ids=MEANT.keys())
def test_a_name_is_the_place_most_often_meant(
    mentions: list[tuple[int, int]], point: tuple[float, float] | None
) -> None:
    """Of several places of a name the one is drawn that most articles mean."""
    assert located(meaning(*mentions), ["Paris"]).get("Paris") == point


COUNTS = """
select facts.value, places.geonameid, count(distinct facts.article_id)
from facts join places on places.id = facts.entity_id
where facts.kind = 'place' and facts.shown group by 1, 2 order by 1, 3, 2 desc
"""

STORED = """
select facet_values.value, places.geonameid from facet_places
join facet_values on facet_values.id = value_id join places on places.id = place_id
"""


STORIES = {
    "a.txt": "PARIS, Texas (AP) -- A caravan left Paris, Texas, for Houston, Texas, on Monday.",
    "b.txt": "PARIS (AP) -- A caravan left Paris, France, for Lyon, France, on Monday.",
    "c.txt": "HAVANA (AP) -- The caravan came to Havana, Cuba, from Paris, France, on Tuesday.",
}


def meant(counts: list[Any]) -> dict[str, int]:
    """Return the last place of each name: the one that most articles mean."""
    return {name: place for name, place, _ in counts}


def test_ingest_counts_what_is_meant(
    write: Callable[..., Path], ingest: Callable[..., int], rows: Callable[..., list[Any]]
) -> None:
    """Whatever the order of runs, the counts are those of the articles that are there."""
    for name, text in STORIES.items():
        write(f"in/{name}", text)
    assert ingest("in", "--db", "fresh.db", "--quiet") == 0
    for name in sorted(STORIES, reverse=True):
        assert ingest(f"in/{name}", "--quiet") == 0
        assert dict(rows(STORED)) == meant(rows(COUNTS)) != {}
    assert content("corpus.db", BY_PATH) == content("fresh.db", BY_PATH)
    write("in/a.txt", STORIES["c.txt"] + " And to Houston, Texas.")
    assert ingest("in", "--quiet") == 0
    assert dict(rows(STORED)) == meant(rows(COUNTS))
    Path("in/b.txt").unlink()
    assert ingest("in", "--prune", "--quiet") == 0
    assert dict(rows(STORED)) == meant(rows(COUNTS))
    assert "Lyon" not in {row[0] for row in rows(STORED)}
    assert ingest("--rebuild", "--quiet") == 0
    assert dict(rows(STORED)) == meant(rows(COUNTS)) != {}


# -- which part of the world is shown ----------------------------------------------------------

VIEWS = {
    "one town": (["Paris"], lambda degrees: degrees < 20),
    "a strait of the world": (["Suva", "Apia"], lambda degrees: degrees < 20),
    "half the world": (["Paris", "Havana"], lambda degrees: 90 < degrees < 180),
    "the world": (["Paris", "Havana", "Suva"], lambda degrees: degrees >= 359),
}


@pytest.mark.parametrize(("names", "fits"), VIEWS.values(), ids=VIEWS.keys())
def test_view_follows_the_places(names: list[str], fits: Callable[[float], bool]) -> None:
    """A town, a sea across 180° east, a continent or the world: as near as all of them allow."""
    view = look_at([PLACES[name] for name in names])
    assert fits(WIDTH / view.east_units), WIDTH / view.east_units
    for name in names:
        x, y = view.place(*PLACES[name])
        assert 0 <= x <= WIDTH
        assert 0 <= y <= view.height


def test_neighbours_across_the_date_line() -> None:
    """Apia is to the east of Suva, and the outline is drawn on both sides of the line."""
    view = look_at([PLACES["Suva"], PLACES["Apia"]])
    assert 0 < view.place(*PLACES["Suva"])[0] < view.place(*PLACES["Apia"])[0] < WIDTH
    assert len(list(view.outlines())) == 1
    further = look_at([PLACES["Suva"], (21.3, -157.86)])
    assert len(list(further.outlines())) == 2


def test_one_far_place_does_not_make_it_the_world() -> None:
    """One article in twenty on each side may lie beyond the map."""
    near = look_at([PLACES["Paris"]] * 40 + [PLACES["Suva"]])
    assert WIDTH / near.east_units < 20


points = st.tuples(st.floats(-90, 90), st.floats(-180, 180))


@given(st.lists(points, min_size=1, max_size=19))
def test_any_places_are_on_their_map(given_points: list[tuple[float, float]]) -> None:
    """Wherever up to nineteen places lie, the map has them all, and a size that is drawn."""
    view = look_at(given_points)
    assert 130 <= view.height <= 300.01
    assert 1 <= len(list(view.outlines())) <= 3
    for point in given_points:
        x, y = view.place(*point)
        assert 0 <= x <= WIDTH + 0.1
        assert -0.1 <= y <= view.height + 0.1


# -- the map on the page -----------------------------------------------------------------------


async def figure(corpus: Path, query: str = "", **options: Any) -> Any:
    response = await serve(corpus, **options).client.get(PAGE + query)
    assert response.status_code == 200
    return BeautifulSoup(response.text, "html.parser").select_one("figure.map")


async def test_circles_are_the_facet(corpus: Path) -> None:
    """Each place has its circle, with name and count, and a link that adds it to the search."""
    drawn = await figure(corpus, "?q=caravan&place=Havana&agency=")
    links = {link["aria-label"]: read(link["href"].partition("?")[2]) for link in drawn.select("a")}
    assert links.keys() == {
        "Paris, 2 articles",
        "Suva, 1 article",
        "Havana, 1 article, chosen",
        f"{HOSTILE}, 1 article",
    }
    assert links["Paris, 2 articles"].filters == {"place": ("Havana", "Paris"), "agency": ("",)}
    assert links["Paris, 2 articles"].q == "caravan"
    assert "place" not in links["Havana, 1 article, chosen"].filters
    assert len(drawn.select("circle.chosen")) == 1


async def test_a_choice_is_taken_back_as_it_was_given(corpus: Path) -> None:
    """`place=paris` chooses Paris, and the circle of Paris takes it back."""
    drawn = await figure(corpus, "?place=paris")
    (chosen,) = (link for link in drawn.select("a") if link.select(".chosen"))
    assert chosen["aria-label"] == "Paris, 2 articles, chosen"
    assert read(chosen["href"].partition("?")[2]).filters == {}


async def test_area_is_the_number_of_articles(tmp_path: Path) -> None:
    """Twice the articles, twice the area."""
    samples = tuple(sample(n, "Paris", *(["Havana"] if n % 2 else [])) for n in range(20))
    drawn = await figure(with_places(tmp_path / "corpus.db", samples))
    paris, havana = (float(circle["r"]) ** 2 for circle in drawn.select("circle"))
    assert paris / havana == pytest.approx(2, rel=0.02)


async def test_what_is_not_drawn_is_said(corpus: Path) -> None:
    """Places without a position are counted in words."""
    assert (await figure(corpus)).select_one(
        ".hint"
    ).get_text() == "1 of the places listed is not on this map."


async def test_names_from_texts_are_only_text(corpus: Path) -> None:
    """A hostile name stays a name, in the labels too."""
    drawn = await figure(corpus)
    assert drawn.select("script, mark") == []
    assert HOSTILE in {
        circle.title.get_text().partition(", 1")[0] for circle in drawn.select("circle")
    }


async def test_labels_do_not_overlap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where places crowd, some names are left out: those written keep apart and inside."""
    crowd = {f"Town {n}": (40 + n % 3 * 9, n * 2.0) for n in range(30)}
    monkeypatch.setattr("test_atlas.PLACES", crowd)
    samples = tuple(sample(n, *list(crowd)[: n + 1]) for n in range(30))
    drawn = await figure(with_places(tmp_path / "corpus.db", samples))
    boxes = [(float(t["x"]), float(t["y"]), len(t.get_text()) * 7) for t in drawn.select("text")]
    assert len(boxes) >= 2
    for (x, y, wide), (other_x, other_y, other_wide) in combinations(boxes, 2):
        assert abs(y - other_y) >= 13 or x + wide <= other_x or other_x + other_wide <= x
    assert all(x >= 0 and x + wide <= WIDTH for x, _, wide in boxes)


async def test_no_place_no_map(corpus: Path) -> None:
    """Where nothing has a position there is no empty map."""
    assert await figure(corpus, "?q=nothing+at+all") is None


@pytest.mark.parametrize("table", ["places", "facts"])
async def test_hidden_tables_hide_the_map(corpus: Path, table: str) -> None:
    """Who may not see the places is shown none."""
    config = {"databases": {"corpus": {"tables": {table: {"allow": False}}}}}
    assert await figure(corpus, config=config) is None


async def test_the_outline_is_served(corpus: Path) -> None:
    """The land that the page refers to is there, and small."""
    drawn = await figure(corpus)
    address, _, land = drawn.select_one("use.land")["href"].partition("#")
    response = await serve(corpus).client.get(address)
    assert response.headers["content-type"].startswith("image/svg+xml")
    assert f'id="{land}"' in response.text
    assert len(response.content) < 60_000
    assert json.dumps("borders") in response.text
