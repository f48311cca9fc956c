"""Article → facts: the extractors, in order."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from dateline.article import KINDS, Article, Fact
from dateline.facts.agency import agencies
from dateline.facts.byline import bylines
from dateline.facts.caption import captions
from dateline.facts.credit import picture_and_desk_credits
from dateline.facts.dateline import datelines
from dateline.facts.published import published
from dateline.facts.title import titles

RULES_VERSION = 1
"""Counts up whenever the same text may give other facts; ``--rebuild`` compares it."""

EXTRACTORS: tuple[Callable[[Article, tuple[Fact, ...]], Iterable[Fact]], ...] = (
    datelines,
    bylines,
    agencies,
    titles,
    captions,
    picture_and_desk_credits,
    published,
)
"""Each takes the article and the facts found so far; later ones build on earlier ones."""


def extract(article: Article) -> tuple[Fact, ...]:
    """Return the facts of an article, by kind in the order of the page, then by place.

    A value that the record states is the only one of its kind, and has no span.
    """
    found: tuple[Fact, ...] = ()
    for extractor in EXTRACTORS:
        found += tuple(extractor(article, found))
    return tuple(sorted(found, key=lambda fact: (KINDS.index(fact.kind), fact.start or 0)))
