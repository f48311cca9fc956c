"""Bylines: who wrote the story, one fact for each person, as written."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dateline.article import Article, Fact, Zone
from dateline.data import words
from dateline.dates import find_dates, has_year
from dateline.facts.names import people
from dateline.facts.rules import given, make

GLUED_WINDOW = 400
"""Characters of the body's begin in which a byline may be glued to the story."""

TAIL_WINDOW = 700
"""Characters from the end in which “Reporting by …” stands; AP's with contributors has 500."""

LONGEST_SIGNATURE = 80
"""Characters of a signature in capitals with the end of the sentence before it."""

_BY = (
    "(?:By|BY|by|BYLINE|Byline|Author|AUTHOR|Posted by|POSTED BY|Written by|WRITTEN BY|Reported by"
    "|Story by|STORY BY|Words by|Text by|Par|Por|Von|Di|Door|Av)"
)

# "By Jane Doe", "^By CHARLES ODUM=", "Posted by Jane Doe on …", "BYLINE: Jane Doe.", "Author\nJane"
_LINE = re.compile(rf"^[\s^|•*-]{{0,4}}{_BY}(?::[ ]?|\n| )[ ]?([^\W\d_].*)", re.MULTILINE)

# "… new jobs. By Bill Engle Staff Writer March 27, 2009 …": between two sentences
_GLUED = re.compile(r"(?:^|(?<=[.!?”\"’/])[ ]|(?<=FILE[. ]))(?:By|BY)[ ]([^\W\d_].*)")

# ", NBC News ", " Associated Press ", " | ": between a name that stands first and the day
_NEWSROOM = re.compile(
    r"[,|\s–-]*(?:(?:[A-Z][\w&.’'-]*|of|the)[,|\s–-]+){0,5}(?:\d\d?:\d\d ?[ap]\.?m\.?,? )?"
)

# "Jane Doe, The Canadian Press": a line of a header that is a name and its newsroom
_NAME_LINE = re.compile(r"^([^,\n]{5,40}), (?:[A-Z][\w.&-]* ){0,5}([A-Z]\w+)$", re.MULTILINE)

# What may follow the last name of a byline's line: its end, a job, a newspaper, a day; no verb
_AFTER = re.compile(r"\W*$|\s*[,|/=–—(.-]|\s+(?:in|on|at|for|of|\W*[A-Z\d])")

# "(Reporting by Jane Doe in Boston; …", "- Reporting by: Jane Doe in Vienna", "Writing by X":
# a list of at most 250 characters, which isn't used up, "Writing by" may stand in it
_REPORTING = re.compile(
    r"(?<!dditional )\b(?:Reporting|REPORTING|Writing|Written|Reported) by:?[ ]"
    r"(?=([^\W\d_][^;)]{0,250}))"
)

# "Follow Jane Doe on Twitter", "Jane Doe may be reached at", "Jane Doe can be contacted"
_FOLLOW = re.compile(r"\b(?:Follow|Contact|Email|E-mail) (?=([^\W\d_][^.\n]{4,39}) (?:on|at) )")
_REACHED = re.compile(
    r"(?:(?<=[.!?”\"] )|(?<=\n))([A-Z](?:(?!['’]s )[^.\n]){4,40}?)"
    r" (?:may|can) be (?:reached|contacted|followed)\b"
)

_TAIL_RULES = (
    ("reporting", ("orting by", "ORTING by", "iting by", "itten by", "orted by"), _REPORTING),
    ("follow", ("Follow ", "Contact ", "mail "), _FOLLOW),
    ("reached", (" be reached", " be contacted", " be followed"), _REACHED),
)
"""Rule, words of which one is in the text where the pattern matches, pattern."""

# "OLIVE BURROWS With a decade of storytelling …, Olive Burrows has": the writer's life, at the end
_LIFE = re.compile(r"^([A-Z][A-Z'’-]+(?: [A-Z][A-Z'’-]+){1,2}) (?=[A-Z]?[a-z])", re.MULTILINE)

# "… facility. JAMES KONSTANTIN GALVEZ.": a name alone, in capitals, at the end of the last line; on
# a line of its own it is who signed a letter, a decree, a proclamation
_CAPITALS_OR_INITIAL = r"(?:[A-Z][A-Z'’-]+|[A-Z]\.)"
_SIGNED = re.compile(
    rf"[a-z\d)][.!?”\"]+ +"
    rf"({_CAPITALS_OR_INITIAL}(?: {_CAPITALS_OR_INITIAL}){{1,4}})\.?\s*\Z"
)


def bylines(article: Article, _found: tuple[Fact, ...]) -> Iterator[Fact]:
    """Yield a fact for each writer, once, where the name stands first."""
    stated = article.given.get("byline")
    if stated:
        yield from _given(stated)
        return
    seen: set[str] = set()
    for rule, start, end in _spans(article):
        name = " ".join(article.text[start:end].split())
        if name.casefold() not in seen:
            seen.add(name.casefold())
            yield make("byline", rule, name, start, end)


def _given(stated: str) -> Iterator[Fact]:
    """Yield the people of a stated byline; a byline without a person's name is no one."""
    bare = re.compile(rf"\W{{0,3}}{_BY}:? ").match(stated)
    spans = people(stated, bare.end() if bare else 0, len(stated))
    yield from (given("byline", stated[start:end]) for start, end in spans)


def _spans(article: Article) -> Iterator[tuple[str, int, int]]:
    """Yield (rule, start, end) of each name, header first."""
    text = article.text
    body = next((zone for zone in article.zones if zone.kind == "body"), None)
    above = [zone for zone in article.zones if body is None or zone.start < body.start]
    above = [zone for zone in above if zone.kind in ("header", "boilerplate")]
    if above:
        yield from _in_header(text, above[0].start, above[-1].end)
    if body:
        yield from _glued(text, body)
    yield from _in_tail(text)


def _in_header(text: str, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    """Yield the people of the first line with a byline: “By Jane Doe and John Roe”."""
    for match in _LINE.finditer(text, start, end):
        names = people(text, *match.span(1))
        if names and _AFTER.match(text, names[-1][1], match.end()):
            yield from (("line", *name) for name in names)
            return
    for match in _NAME_LINE.finditer(text, start, end):
        newsroom = match[2].casefold() in words("job_words.txt")
        if newsroom and match.span(1) in people(text, *match.span(1)):
            yield ("name_line", *match.span(1))
            return


def _glued(text: str, body: Zone) -> Iterator[tuple[str, int, int]]:
    """Yield the people of a byline between a headline and the story, in one line with both."""
    end = min(body.end, body.start + GLUED_WINDOW)
    by = text.find("By ", body.start, end) >= 0 or text.find("BY ", body.start, end) >= 0
    match = _LINE.match(text, body.start, end) or (by and _GLUED.search(text, body.start, end))
    if match:
        yield from (("glued", *name) for name in people(text, *match.span(1)))
        return
    for stated in find_dates(text, body.start, end) if has_year(text, body.start, end) else ():
        stop = max(text.rfind(mark, body.start, stated.start) for mark in (". ", "? ", "! "))
        start = stop + len(". ") if stop >= 0 else body.start
        for first, last in people(text, start, stated.start)[:1] if stated.iso else []:
            newsroom = _NEWSROOM.fullmatch(text, last, stated.start)
            if newsroom and _is_newsroom(newsroom[0]):
                yield "name_first", first, last
        return


def _is_newsroom(words_between: str) -> bool:
    """Tell whether the words between a name and a day begin with a job or a news organisation."""
    first = re.search(r"[^\W\d_]+", words_between.removeprefix(", The"))
    known = first is not None and first[0].casefold() in words("job_words.txt")
    return known and "Release" not in words_between


def _in_tail(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield the writers that the story's end names, by the rules of `_TAIL_RULES`."""
    start = max(0, len(text) - TAIL_WINDOW)
    for rule, hints, pattern in _TAIL_RULES:
        if any(text.find(hint, start) >= 0 for hint in hints):
            for match in pattern.finditer(text, start):
                names = people(text, *match.span(1))
                yield from ((rule, *name) for name in (names if rule == "reporting" else names[:1]))
    yield from _signed(text, start)


def _signed(text: str, start: int) -> Iterator[tuple[str, int, int]]:
    """Yield who signed in capitals, and whose life stands under the story."""
    signature = _SIGNED.search(text, max(start, len(text) - LONGEST_SIGNATURE))
    if signature and signature.span(1) in people(text, *signature.span(1)):
        yield ("signed", *signature.span(1))
    for match in _LIFE.finditer(text, start):
        if match[1].title() in text[match.end() : match.end() + TAIL_WINDOW]:
            yield from (("life", *name) for name in people(text, *match.span(1))[:1])
