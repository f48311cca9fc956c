"""Datelines: the places a story was filed from."""

from __future__ import annotations

from collections.abc import Iterator

from dateline.article import Article, Fact
from dateline.facts.place_names import normal_case
from dateline.facts.rules import make
from dateline.openings import find_openings


def datelines(article: Article, _found: tuple[Fact, ...]) -> Iterator[Fact]:
    """Yield a fact for each place: “Washington/Pijijiapan —” has two."""
    for opening in find_openings(article):
        for place in opening.places:
            value = normal_case(place.name)
            yield make("dateline", opening.rule, value, place.start, place.end)
