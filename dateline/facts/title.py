"""The headline, where the text has one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dateline.article import Article, Fact
from dateline.data import rows
from dateline.facts.caption import FILE_MARK
from dateline.facts.credit import CREDIT
from dateline.facts.rules import given, make

LONGEST = 200
"""Characters; the longest of 588 PolNeAR headlines has 160."""

MOST_HEADER_LINES = 20
"""More short lines before a story are a page's navigation."""

LONGEST_GLUED = 110
"""Characters of a headline that stands as the first sentence in one line with the story."""

_LINE = re.compile(r"[^\n]+")

# lines of a header that are no headline: bylines, dates, wire slugs, kickers, notes to editors
_NO_TITLE = re.compile(
    r"""
    [\s^]* (?:
        (?i:by|byline|posted|published|updated|date|source|contact|author|recasts|corrects)\b[ :]
      | (?i:dear)\b | ["“][^"”]*$
      | BC- | [a-z]{1,4}\d{3,} | \W*$ | [\d\s/:.,-]+$ | \w+/\w+/\S*$ | AP[ ]Photo | \(? [A-Z]+ \)? $
      | (?:\w+,[ ])? (?:[A-Z][a-z]+\.?[ ]\d{1,2} | \d{1,2}\.?[ ][A-Z][a-z]+),?[ ]\d{4} \W* $
    )
    """,
    re.VERBOSE,
)

# "Press Release Sanders Supports Gun Safety Bill January 16, 2016 Twitter": kicker and day
_KICKER = re.compile(r"(?:Press Release|News Release|Media Release|PRESS RELEASE|NEWS RELEASE):? +")
_TRAILING_DATE = re.compile(
    r" +(?:[A-Z][a-z]+ \d{1,2},? \d{4}|\d{1,2} [A-Z][a-z]+ \d{4})\b.{0,30}$"
)

# what a headline that ends with a point does not have: it tells in the present
_TELLS = re.compile(
    r"\b(?:said|was|were|had|today \w+ed|following)\b"
    r"|\bon (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b"
)

# words that make a first sentence a story's lead, or a caption, rather than its headline
_LEAD = re.compile(
    r"^(?:The|An?|In|On|At) .{50}|^(?:Today|Yesterday|Earlier|I)\b|^[\"“][^\"”]*$"
    r"|\b(?:said|today \w+ed|was|were|had|has been|have been|yesterday|who|which)\b"
    r"|\bon (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b"
)

# "Safety stressed on St. Patrick's Day.": a point that ends no sentence
_NO_END = "".join(rf"(?<!\b{row[0]})" for row in rows("abbreviated_titles.txt"))

# "Fiery crash kills three . Three people": the first sentence of a line
_FIRST_SENTENCE = re.compile(rf"([^\n]{{8,110}}?[^.\sA-Z])\s?{_NO_END}[.?!] (?=[\"“‘'(]?[A-Z])")


def titles(article: Article, found: tuple[Fact, ...]) -> Iterator[Fact]:
    """Yield the headline: a line of the header, or a headline glued to the story."""
    stated = article.given.get("title")
    if stated:
        yield given("title", stated)
        return
    span, rule = _header_line(article, found), "line"
    if not span:
        span, rule = _glued(article, found), "glued"
    if span:
        yield make("title", rule, " ".join(article.text[slice(*span)].split()), *span)


def _header_line(article: Article, found: tuple[Fact, ...]) -> tuple[int, int] | None:
    """Return the span of the first line of the header that reads like a headline."""
    text = article.text
    spare = None
    header = [zone for zone in article.zones if zone.kind == "header"]
    if sum(text.count("\n", zone.start, zone.end) + 1 for zone in header) > MOST_HEADER_LINES:
        return None
    for zone in header:
        for line in _LINE.finditer(text, zone.start, zone.end):
            start, end = line.span()
            span = None if _overlaps(found, start, end) else _trimmed(text, start, end)
            many = span and (text.count(" ", *span) >= 3 or " v " in text[slice(*span)])
            if span and many and not (spare and text[span[1] - 1] == "."):  # a lead, not a headline
                return _with_next_line(text, span, zone.end)
            behind_byline = any(f.kind == "byline" and (f.end or 0) <= start for f in found)
            spare = spare or (None if behind_byline else span)
    return spare


def _trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Return a line's span without kicker and date, None where it is no headline."""
    kicker = _KICKER.match(text, start, end)
    start = kicker.end() if kicker else start
    date = _TRAILING_DATE.search(text, start, end)
    if date and date.start() > start + 20:
        end = date.start()
    while start < end and (text[start].isspace() or text[start] in "^"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in "<"):
        end -= 1
    line = text[start:end]
    if not 2 <= len(line) <= LONGEST or _NO_TITLE.match(line) or " " not in line:
        return None
    return None if line[-1] in ".:" and _TELLS.search(line) else (start, end)


def _with_next_line(text: str, span: tuple[int, int], limit: int) -> tuple[int, int]:
    """Return the span with the next line where the headline is wrapped: “… to / Managing …”."""
    start, end = span
    if re.search(r"\b(?:to|of|in|for|the|a|an|and|with|on|at|from|by)$", text[start:end]):
        following = re.compile(r"\s*\n([^\n]{3,100})").match(text, end, limit)
        if following:
            return start, end + len(following[0].rstrip())
    return span


def _glued(article: Article, found: tuple[Fact, ...]) -> tuple[int, int] | None:
    """Return the span of a first sentence that reads like a headline, not like a lead."""
    first = article.zones[0] if article.zones else None
    if not first or first.kind != "body":
        return None
    match = _FIRST_SENTENCE.match(article.text, first.start, first.start + LONGEST_GLUED + 4)
    if not match or _LEAD.search(match[1]):
        return None
    start, end = match.span(1)
    if FILE_MARK.search(article.text, start, end) or CREDIT.match(article.text, match.end()):
        return None
    return None if _overlaps(found, start, end) else (start, end)


def _overlaps(found: tuple[Fact, ...], start: int, end: int) -> bool:
    """Tell whether a dateline, byline or agency stands in a stretch: it is no headline then."""
    spans = ((fact.start, fact.end or 0) for fact in found if fact.start is not None)
    return any(first < end and last > start for first, last in spans)
