"""The values that travel through Dateline: found, read, and told with evidence.

An article is found as a :class:`Record`, normalised once into an :class:`Article`, and every
:class:`Fact` read out of it points back at its words: ``article.text[fact.start:fact.end]`` is
always the evidence. Only values that somebody gave (front matter, a CSV column) have no span.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

GIVEN_KEYS = (
    "id",
    "title",
    "text",
    "published",
    "byline",
    "agency",
    "source",
    "section",
    "url",
    "language",
)
"""What a record may say of its article under Dateline's own names; the rest goes to ``extra``."""

KINDS = (
    "title",
    "published",
    "dateline",
    "agency",
    "byline",
    "caption",
    "credit",
    "person",
    "organization",
    "place",
    "country",
    "time",
)
"""Every kind of fact, in the order of a newspaper's page: head, picture, body."""

GIVEN = "given"
"""The rule of a fact that the record stated and nobody inferred."""


@dataclass(frozen=True, slots=True)
class Record:
    """One article as it was found, decoded but not yet normalised.

    ``Record("x.jsonl#7", "HAVANA (AP) -- …", {"published": "1987-02-26"}, {"topics": []}, "9f…")``
    """

    path: str
    """Where it was found: ``seeds/a.txt``, ``bbc.zip!tech/1.txt``, ``x.jsonl.xz#7``."""
    text: str
    """The text as decoded; newlines, control characters and Unicode still as found."""
    given: Mapping[str, str]
    """What the record states, under the names of `GIVEN_KEYS` (without id and text)."""
    extra: Mapping[str, Any]
    """Every other key of the record, as JSON values."""
    sha256: str
    """Hex digest of the file, of the archive's member, or of the record as canonical JSON."""


@dataclass(frozen=True, slots=True)
class Reject:
    """An input that could not be loaded, and why, in words for the person who gave it."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Zone:
    """A stretch of an article's text that plays one part on the page.

    Kinds: ``header`` (headline, byline, dateline lines), ``caption``, ``body``, ``footer``
    (“Reporting by …”), ``boilerplate`` (share buttons, navigation, copyright), ``table``.
    """

    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Article:
    """A record whose text was normalised once; all offsets count characters of this text."""

    path: str
    text: str
    given: Mapping[str, str]
    extra: Mapping[str, Any]
    sha256: str
    zones: tuple[Zone, ...] = ()
    """In order, not overlapping, covering every character that is not blank."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place as the gazetteer knows it.

    ``Place("Ciudad Tecún Umán", "GT", "San Marcos", 14.68, -92.14, 3595560)``
    """

    name: str
    country: str | None
    """ISO 3166-1 alpha-2."""
    admin1: str | None
    """First-order division: state, province, department."""
    latitude: float | None
    longitude: float | None
    geonameid: int | None


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that an article says, the rule that read it, and where it stands.

    ``Fact("published", "2018-10-25", 179, 194, "published.caption", 0.95)``: the value is
    normalised, ``article.text[179:194]`` is “October 25 2018”.
    """

    kind: str
    value: str
    start: int | None
    """Character offset of the evidence; None only for the rule `GIVEN`."""
    end: int | None
    rule: str
    """The rule's name, ``kind.rule``, or `GIVEN`."""
    confidence: float
    """0 to 1: the share of this rule's values that measured right, or 1 when given."""
    shown: bool
    """Whether the rule is measured well enough to be a facet (see ``data/rules.tsv``)."""
    place: Place | None = None
    """Where a place, country or dateline lies; None where that is not known."""


@dataclass(frozen=True, slots=True)
class Quote:
    """Words that somebody said, wrote or tweeted, and who it was.

    ``Quote("We feel like he’s not human", "Carlos Fernandez", True, "said", 2705, 2732, …)``:
    ``article.text[start:end]`` is the quotation without its marks.
    """

    text: str
    speaker: str | None
    """As resolved: a person's name in this article, else the words that describe the speaker."""
    named: bool
    """Whether the speaker is a person of the article, under the value of its ``person`` facts."""
    verb: str | None
    start: int
    end: int
    rule: str
    """The rule's name, ``quote.rule``; the ones that resolve a pronoun say so."""
    confidence: float


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything about one article that becomes rows: made from that article alone."""

    article: Article
    facts: tuple[Fact, ...]
    quotes: tuple[Quote, ...]
    title: str | None
    published: str | None
    """ISO 8601 of the precision known: ``2018-10-25``, ``2018-10``, ``2018``."""
    agency: str | None
    source: str | None
    byline: str | None
    section: str | None
    language: str | None
    """ISO 639-1, given or guessed from the whole text."""
    url: str | None
    word_count: int
    extra: Mapping[str, Any] = field(default_factory=dict)
    sketch: tuple[int, ...] = ()
    """By which numbers its copies are found: see `dateline.sketch`."""
    failures: tuple[str, ...] = ()
    """Extractors that could not read it, and what they raised: its facts lack theirs."""
