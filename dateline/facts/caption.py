"""Captions: what a picture shows, without who made it; a repeated one once."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dateline.article import Article, Fact
from dateline.facts.credit import CREDIT
from dateline.facts.rules import make

GLUED_WINDOW = 500
"""Characters of the body's begin in which a caption and its credit may be glued to the story."""

SHORTEST = 15
"""Characters; what is shorter beside a credit is a label."""

MOST_SENTENCES = 3
"""Points within a glued caption; with more, the credit stands behind the first paragraph."""

# "… the procedures for appeal/FILE": the end of a caption of a picture from the files
FILE_MARK = re.compile(r"/FILE\b\.?")

# "Image caption ", "Caption: ", "FILE PHOTO: ": what stands before a caption
_LABEL = re.compile(r"(?:(?:Image |Media |Photo )?[Cc]aption:?|FILE PHOTO:)\s+")

# ". Smoke rises over the harbour (": a glued caption, one line, with what parts it from the rest
_BARE = re.compile(r"[\s.?!]*([^\s.?!].*?)[ (\n\t]*")


def captions(article: Article, found: tuple[Fact, ...]) -> Iterator[Fact]:
    """Yield each caption once, without its credit."""
    seen: set[str] = set()
    for zone in article.zones:
        if zone.kind == "caption":
            start, end = _caption_span(article.text, zone.start, zone.end)
            value = " ".join(article.text[start:end].split())
            if len(value) > SHORTEST and value.casefold() not in seen:
                seen.add(value.casefold())
                yield make("caption", "line", value, start, end)
    if not seen:
        yield from _glued_caption(article, found)


def _caption_span(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span of a caption within its line, without label and credit."""
    label = _LABEL.match(text, start, end)
    start = label.end() if label else start
    credit = CREDIT.search(text, start, end)
    if credit and credit.start() >= start:
        end = credit.start()
    return start, start + len(text[start:end].rstrip(" \t\n\u00a0([|"))


def _glued_caption(article: Article, found: tuple[Fact, ...]) -> Iterator[Fact]:
    """Yield the caption before a credit that is glued to the story's begin, behind a headline."""
    body = next((zone for zone in article.zones if zone.kind == "body"), None)
    if body is None:
        return
    text = article.text
    titles = [f.end for f in found if f.kind == "title" and f.end is not None]
    start = max([body.start, *(end + 1 for end in titles if body.start < end < body.end)])
    end = min(body.end, start + GLUED_WINDOW)
    mark = FILE_MARK.search(text, start, end)
    credit = CREDIT.search(text, start, end)
    stop = mark.end() if mark else credit.start() if credit else start
    bare = _BARE.fullmatch(text, start, stop)
    if bare and len(bare[1]) > SHORTEST and bare[1].count(". ") < MOST_SENTENCES:
        yield make("caption", "glued", " ".join(bare[1].split()), *bare.span(1))
