"""Article → facts: the extractors, in order; installed packages may add to them or replace them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from importlib.metadata import entry_points

from dateline.article import KINDS, Article, Fact
from dateline.facts.agency import agencies
from dateline.facts.byline import bylines
from dateline.facts.caption import captions
from dateline.facts.countries import countries
from dateline.facts.credit import picture_and_desk_credits
from dateline.facts.dateline import datelines
from dateline.facts.entities import names
from dateline.facts.published import published
from dateline.facts.times import times
from dateline.facts.title import titles

RULES_VERSION = 2
"""Counts up whenever the same text may give other facts; ``--rebuild`` compares it."""

Extractor = Callable[[Article, tuple[Fact, ...]], Iterable[Fact]]
"""Takes the article and the facts found so far: later ones build on earlier ones."""

EXTRACTORS: Mapping[str, Extractor] = {
    "dateline": datelines,
    "byline": bylines,
    "agency": agencies,
    "title": titles,
    "caption": captions,
    "credit": picture_and_desk_credits,
    "published": published,
    "country": countries,
    "names": names,
    "time": times,
}
"""Dateline's own, in their order; ``names`` reads people, places and organisations together."""

GROUP = "dateline.extractors"
"""The entry points of other packages' extractors; see docs/extending.md."""


@cache
def extractors() -> Mapping[str, Extractor]:
    """Return all extractors: an installed one replaces ours of its name, or follows them."""
    installed = {point.name: point.load() for point in entry_points(group=GROUP)}
    return {**EXTRACTORS, **dict(sorted(installed.items()))}


def extract(article: Article, failures: list[str] | None = None) -> tuple[Fact, ...]:
    """Return the facts of an article, by kind in the order of the page, then by place.

    A value that the record states is the only one of its kind, and has no span. What an extractor
    raises is raised, or, where there is a list of *failures*, put there in words: an article that
    one of them can't read is worth having without its facts.
    """
    found: tuple[Fact, ...] = ()
    for name, extractor in extractors().items():
        try:
            found += tuple(extractor(article, found))
        except Exception as error:
            if failures is None:
                raise
            failures.append(f"{name} ({error!r})")
    return tuple(sorted(found, key=_place_on_page))


def _place_on_page(fact: Fact) -> tuple[int, str, int]:
    order = KINDS.index(fact.kind) if fact.kind in KINDS else len(KINDS)
    return order, fact.kind, fact.start or 0
