"""The values of the read side: what is asked for, and what is answered.

Free of SQL and of SQLite's types, so that another engine can answer the same question.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

FACETS = (
    "year",
    "month",
    "person",
    "country",
    "place",
    "organization",
    "agency",
    "source",
    "dateline",
    "byline",
    "section",
    "language",
)
"""Every facet, in the order of the page."""

SORTS = ("relevance", "newest", "oldest")

MARK_START, MARK_END = "\x02", "\x03"
"""Around each hit: control characters, which no stored text has (`text.normalise` strips them)."""


@dataclass(frozen=True, slots=True)
class Search:
    """What a visitor asks for.

    ``Search(q="caravan", filters={"country": ["Mexico"]}, date_from="2018")``
    """

    q: str = ""
    """The query as typed, in the language of docs/query-language.md."""
    filters: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Facet → values: any of one facet's values, all of the facets. ``""`` is “has no value”."""
    date_from: str | None = None
    """First day, inclusive: ISO 8601 of any precision (``2018``, ``2018-10``, ``2018-10-25``)."""
    date_to: str | None = None
    """Last day, inclusive; ``2018`` is to the end of 2018."""
    sort: str | None = None
    """One of `SORTS`; None is relevance with a query and newest without."""
    page: int = 1
    size: int = 20


@dataclass(frozen=True, slots=True)
class Hit:
    """One article on the page of results."""

    id: int
    path: str
    title: str | None
    title_marked: str | None
    """The title with ``chr(2)`` and ``chr(3)`` around each hit; never HTML."""
    published: str | None
    published_rule: str | None
    """The rule that dated it (``given``, ``published.dateline`` …); None when undated."""
    agency: str | None
    source: str | None
    byline: str | None
    url: str | None
    """Where it was published, as its record states it: any string, to be checked before linking."""
    score: float | None
    """Relevance, larger is better: a list's never rise; None without words to rank by."""
    snippet_marked: str
    """An extract with ``chr(2)`` and ``chr(3)`` around each hit; never HTML."""
    matches: int | None
    """Hits in its text; None where they were not looked for."""
    copies: int | None = None
    """Other articles that tell its story in the same words; None where that is not told."""


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value of a facet and how many articles choosing it would list."""

    value: str
    count: int
    selected: bool


@dataclass(frozen=True, slots=True)
class Chip:
    """One narrowing that is in force: a chosen facet value."""

    facet: str
    value: str
    """As shown; ``""`` for “has no value”."""
    given: str
    """As it stands in the request, so that it can be taken out again."""


@dataclass(frozen=True, slots=True)
class Results:
    """The answer to a `Search`: one page of hits, the total, and every facet's counts."""

    query: str
    """The query as read: cut at `query.MAX_LENGTH`."""
    query_cut: bool
    total: int
    """Articles listed over all pages."""
    total_exact: bool
    stories: int | None
    """How many stories these articles tell, copies and reprints counted once; None if unknown."""
    relaxed: bool
    """Whether articles with only some of the words follow those with all."""
    strict_total: int
    """Articles that have all the words (equals `total` unless `relaxed`)."""
    suggestion: str | None
    sort: str
    """The sort in force."""
    page: int
    pages: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, tuple[FacetValue, ...]]
    """Facets that have values here, in the order of `FACETS`; values by count, then by name."""
    missing: Mapping[str, FacetValue]
    """For each of these facets, the articles that have no value (value ``""``)."""
    facet_sizes: Mapping[str, int]
    """How many values each of these facets has here, of which `facets` lists the most common."""
    facets_exact: bool
    dates: Mapping[str, int]
    """What is listed, counted by date of publication as stored; ``""`` is undated."""
    chips: tuple[Chip, ...]
    elapsed_ms: float
