"""How the pages put things: facets, kinds, dates, rules and confidence in words."""

from __future__ import annotations

from dateline.article import GIVEN

FACETS = {
    "year": ("Year", "Undated"),
    "month": ("Month", "Month unknown"),
    "person": ("Person", "Nobody named"),
    "country": ("Country", "None named"),
    "place": ("Place", "None named"),
    "organization": ("Organization", "None named"),
    "agency": ("Agency", "No agency"),
    "source": ("Source", "Unknown"),
    "dateline": ("Dateline", "No dateline"),
    "byline": ("Byline", "No byline"),
    "section": ("Section", "Unknown"),
    "language": ("Language", "Unclear"),
}
"""Each facet's heading, and what the articles without a value for it are called."""

KINDS = {
    "title": "Headline",
    "published": "Published",
    "dateline": "Dateline",
    "agency": "Agency",
    "byline": "Byline",
    "caption": "Caption",
    "credit": "Picture credit",
    "person": "People",
    "organization": "Organizations",
    "place": "Places",
    "country": "Countries",
    "time": "Times",
}

SORTS = {"relevance": "Relevance", "newest": "Newest", "oldest": "Oldest"}

LANGUAGES = {
    "ar": "Arabic",
    "de": "German",
    "en": "English",
    "es": "Spanish",
    "fr": "French",
    "it": "Italian",
    "ja": "Japanese",
    "nl": "Dutch",
    "pl": "Polish",
    "pt": "Portuguese",
    "ru": "Russian",
    "sv": "Swedish",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "zh": "Chinese",
}
"""The languages of the largest news agencies; another one is shown by its code."""

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

PLACES = {
    "byline": "the byline",
    "caption": "a caption",
    "closing": "the closing lines",
    "dateline": "the dateline",
    "header": "the header",
    "line": "a line of its own",
    "picture": "the line of a picture",
    "stamp": "a time stamp",
    "tweet": "a tweet",
}
"""The places that rules are named for, after their kind: ``published.caption``."""

_SURE = 0.98
_LIKELY = 0.90
"""From here on a fact is shown as a facet; see facts.shown in schema.sql."""


def date(iso: str) -> str:
    """Return an ISO date as newspapers write it.

    >>> date("2018-10-25"), date("2018-10"), date("2018"), date("soon")
    ('25 October 2018', 'October 2018', '2018', 'soon')
    """
    year, _, rest = iso.partition("-")
    month, _, day = rest.partition("-")
    if not (month.isdigit() and month.isascii() and 1 <= int(month) <= len(MONTHS)):
        return iso
    name = f"{MONTHS[int(month) - 1]} {year}"
    return f"{day.lstrip('0')} {name}" if day else name


def facet_value(facet: str, value: str) -> str:
    """Return a facet's value as shown.

    >>> facet_value("month", "2018-10"), facet_value("language", "en"), facet_value("year", "")
    ('October 2018', 'English', 'Undated')
    """
    if not value:
        return FACETS[facet][1]
    if facet == "month":
        return date(value)
    return LANGUAGES.get(value, value) if facet == "language" else value


def rule(name: str) -> str:
    """Return where a rule reads its values, or its name where that says more.

    >>> rule("published.caption"), rule("given"), rule("dateline.dash")
    ('read from a caption', 'stated with the article', 'read by rule dateline.dash')
    """
    if name == GIVEN:
        return "stated with the article"
    place = PLACES.get(name.rpartition(".")[2])
    return f"read from {place}" if place else f"read by rule {name}"


def inferred(name: str | None) -> str | None:
    """Return the words behind the badge of a date that nobody stated; None for no badge."""
    return None if name is None or name == GIVEN else rule(name)


def confidence(share: float) -> str:
    """Return in words how often a rule's values measured right.

    >>> confidence(0.95), confidence(0.5)
    ('likely: measured 95% right', 'less certain: measured 50% right')
    """
    word = "near certain" if share >= _SURE else "likely" if share >= _LIKELY else "less certain"
    return f"{word}: measured {share:.0%} right"


def articles(count: int, exact: bool = True) -> str:
    """Return a number of articles in words.

    >>> articles(1), articles(2500), articles(300, exact=False)
    ('1 article', '2,500 articles', 'at least 300 articles')
    """
    noun = "article" if count == 1 else "articles"
    return f"{'' if exact else 'at least '}{count:,} {noun}"
