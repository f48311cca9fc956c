"""How the pages put things: facets, kinds, dates, rules and confidence in words."""

from __future__ import annotations

from functools import cache

from dateline.article import GIVEN
from dateline.data import rows

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

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

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
    return _words("language_names.tsv").get(value, value) if facet == "language" else value


def country(code: str | None) -> str:
    """Return the name of a country by its code: ``country("GT")`` → ``"Guatemala"``."""
    return {row[0]: row[2] for row in rows("countries.tsv")}.get(code or "", code or "")


def rule(name: str) -> str:
    """Return where a rule reads its values; one without words of its own has its name.

    >>> rule("published.caption"), rule("given"), rule("dateline.mine")
    ('read from a caption', 'stated with the article', 'read by rule dateline.mine')
    """
    return _words("rule_words.tsv").get(name, f"read by rule {name}")


@cache
def _words(name: str) -> dict[str, str]:
    """Return a data file of keys and their words."""
    return {row[0]: row[1] for row in rows(name)}


def inferred(name: str | None) -> str | None:
    """Return the words behind the badge of a date that nobody stated; None for no badge."""
    return None if name is None or name == GIVEN else rule(name)


def confidence(share: float) -> str:
    """Return in words how often a rule's values measured right.

    >>> confidence(0.95), confidence(0.5)
    ('likely: measured 95% right', 'less certain: measured 50% right')
    >>> confidence(0.997), confidence(1.0)
    ('near certain: measured 99% right', 'near certain: not wrong where it was measured')
    """
    if share >= 1:  # a few dozen cases: no promise
        return "near certain: not wrong where it was measured"
    word = "near certain" if share >= _SURE else "likely" if share >= _LIKELY else "less certain"
    return f"{word}: measured {min(share, 0.99):.0%} right"


def stories(count: int | None, total: int) -> str:
    """Return how many stories the articles of a list tell, where that is not as many.

    >>> stories(61, 214), stories(1, 3), stories(2, 2)
    (' (61 distinct stories)', ' (one story)', '')
    """
    if count is None or count == total:
        return ""
    return " (one story)" if count == 1 else f" ({count:,} distinct stories)"


def copies(count: int) -> str:
    """Return how many copies an article has.

    >>> copies(3), copies(1)
    ('+ 3 copies', '+ 1 copy')
    """
    return f"+ {count:,} {'copy' if count == 1 else 'copies'}"


def other_length(words: int) -> str:
    """Return how a text's length differs from another's, in words.

    >>> other_length(-340), other_length(1), other_length(0)
    ('340 words fewer', '1 word more', 'as many words')
    """
    if not words:
        return "as many words"
    noun = "word" if abs(words) == 1 else "words"
    return f"{abs(words):,} {noun} {'more' if words > 0 else 'fewer'}"


def articles(count: int, exact: bool = True) -> str:
    """Return a number of articles in words.

    >>> articles(1), articles(2500), articles(300, exact=False)
    ('1 article', '2,500 articles', 'at least 300 articles')
    """
    noun = "article" if count == 1 else "articles"
    return f"{'' if exact else 'at least '}{count:,} {noun}"
