"""The agency a story comes from: in its opening, behind the writer's name, or in a closing credit.

A picture's agency is not the story's, and four agencies in one footer are nobody's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dateline.article import Article, Fact
from dateline.data import rows
from dateline.facts.names import AGENCY
from dateline.facts.rules import given, make
from dateline.openings import find_openings
from dateline.text import fold

CLOSING_WINDOW = 300
"""Characters from the end in which a story's closing credit stands."""

_SHORT_NAMES = {fold(form): row[0] for row in reversed(rows("agencies.tsv")) for form in row[1:]}
"""An agency's forms, folded → its short name; of two with one form the first in the list."""

# ", Associated Press", " AP Sports Writer", "Reuters": right behind a writer's name
_AFTER_NAME = re.compile(rf"\W{{0,6}}(?:The )?({AGENCY})\b(?! Photo)")

# "By The Associated Press", "By dpa correspondents ="
_BY_AGENCY = re.compile(
    rf"^\W{{0,3}}By:? (?:The )?({AGENCY})\b[^.\n]{{0,30}}$", re.MULTILINE | re.IGNORECASE
)

# A quick look before `_CLOSING`: a bracket at the end, a copyright, a short last line
_CLOSING_HINT = re.compile(
    r"\)[.\s]*\Z|[Cc]opyright|©|\([Cc]\)|\n[^\n]{2,40}\Z|(?:[-–—]|Source:) ?[\w. -]{2,30}\Z"
)

# "(Xinhua News Agency April 6, 2018)", "Copyright 2018 The Associated Press.", "© 2018 AFP"
_CLOSING = re.compile(
    rf"""
      \( (?:Source:[ ])? ({AGENCY}) (?:[ ,][^()]{{0,30}})? \) [.]? \s* $
    | (?:[Cc]opyright|COPYRIGHT|©|\([Cc]\)) [^.\n]{{0,14}}? \d{{4}},? [ ]
      (?:[Bb]y[ ])?(?:[Tt]he[ ])? ({AGENCY})\b
    | (?:^|\n|[.!?”"]\s{{0,2}}(?:[-–—]|Source:))\W{{0,3}} (?:The[ ])? ({AGENCY}) \.? \s* $
    """,
    re.VERBOSE | re.MULTILINE,
)


def agencies(article: Article, found: tuple[Fact, ...]) -> Iterator[Fact]:
    """Yield the story's agency, by the first rule that finds one."""
    stated = article.given.get("agency")
    if stated:
        yield given("agency", canonical(stated))
        return
    for rule, spans in (
        ("dateline", (opening.agency for opening in find_openings(article) if opening.agency)),
        ("header", _in_header(article)),
        ("byline", _behind_names(article, found)),
        ("closing", _closing(article)),
    ):
        first = next(spans, None)
        if first:
            yield make("agency", rule, canonical(article.text[slice(*first)]), *first)
            return


def canonical(name: str) -> str:
    """Return an agency's short name: “Associated Press” → “AP”; an unknown one stays as written.

    >>> canonical("The Associated Press"), canonical("REUTERS"), canonical("WKRG")
    ('AP', 'Reuters', 'WKRG')
    """
    return _SHORT_NAMES.get(fold(name.strip(" .")), name.strip())


def _in_header(article: Article) -> Iterator[tuple[int, int]]:
    for zone in article.zones:
        if zone.kind == "header":
            match = _BY_AGENCY.search(article.text, zone.start, zone.end)
            if match:
                yield match.span(1)


def _behind_names(article: Article, found: tuple[Fact, ...]) -> Iterator[tuple[int, int]]:
    ends = (fact.end for fact in found if fact.kind == "byline" and fact.end is not None)
    for match in filter(None, (_AFTER_NAME.match(article.text, end) for end in ends)):
        yield match.span(1)


def _closing(article: Article) -> Iterator[tuple[int, int]]:
    """Yield the closing credit's agency where it names exactly one."""
    start = max(0, len(article.text) - CLOSING_WINDOW)
    if not _CLOSING_HINT.search(article.text, start):
        return
    spans = [match.span(match.lastindex or 0) for match in _CLOSING.finditer(article.text, start)]
    if len({canonical(article.text[slice(*span)]) for span in spans}) == 1:
        yield spans[0]
