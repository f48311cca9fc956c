"""Captions: what a picture shows, without who made it; a repeated one once."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dateline.article import Article, Fact
from dateline.facts.credit import CREDIT
from dateline.facts.rules import make

GLUED_WINDOW = 500
"""Characters of the body's begin in which a caption and its credit may be glued to the story."""

# "… the procedures for appeal/FILE": the end of a caption of a picture from the files
_FILE_MARK = re.compile(r"/FILE\b|\bFILE\.")

def captions(article: Article, _found: tuple[Fact, ...]) -> Iterator[Fact]:
    """Yield each caption once, without its credit."""
    seen: set[str] = set()
    for zone in article.zones:
        if zone.kind != "caption":
            continue
        start, end = _caption_span(article.text, zone.start, zone.end)
        value = " ".join(article.text[start:end].split())
        if len(value) > 15 and value.casefold() not in seen:
            seen.add(value.casefold())
            yield make("caption", "line", value, start, end)
    if not seen:
        yield from _glued_caption(article)


def _caption_span(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span of a caption within its line, without label and credit."""
    label = re.compile(r"(?:Image |Media |Photo )?[Cc]aption:?\s+").match(text, start, end)
    start = label.end() if label else start
    credit = CREDIT.search(text, start, end)
    if credit and credit.start() >= start:
        end = credit.start()
    while end > start and (text[end - 1].isspace() or text[end - 1] in "([|"):
        end -= 1
    return start, end


def _glued_caption(article: Article) -> Iterator[Fact]:
    """Yield the caption before a credit that is glued to the story's begin."""
    body = next((zone for zone in article.zones if zone.kind == "body"), None)
    if not body:
        return
    end = min(body.end, body.start + GLUED_WINDOW)
    mark = _FILE_MARK.search(article.text, body.start, end)
    credit = CREDIT.search(article.text, body.start, end)
    stop = mark.end() if mark else credit.start() if credit else body.start
    while stop > body.start and article.text[stop - 1] in " (\n\t":
        stop -= 1
    if 15 < stop - body.start and "\n" not in article.text[body.start : stop]:
        if mark and article.text[stop : stop + 1] == ".":
            stop += 1
        value = " ".join(article.text[body.start : stop].split())
        yield make("caption", "glued", value, body.start, stop)
