"""An article's text with its evidence marked: nested and crossing spans made a tree."""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import count

from dateline.text import paragraphs as bounds_of
from dateline.web.headline import FURNITURE

RUNNING = 100
"""Characters of a paragraph of running text; a line between two such may be a subhead."""

# "‘Go back to your country’", "What happens next?"
_SUBHEAD = re.compile(r"[“‘\"']?[^\W_a-z][^\n]{2,70}\w\??[”’\"']?")

# "(Reporting by Jane Doe; Editing by John Roe)", "Copyright 2018 The Associated Press"
_FOOTER = re.compile(
    r"\W{0,3}(?:(?:Additional )?(?:Reporting|Writing|Edit(?:ing|ed)|Compiled) by\b|Copyright\b|©)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the text to be marked: the evidence of a fact, or a hit of the query."""

    start: int
    end: int
    kind: str
    """The fact's kind, or ``hit``."""
    anchor: str | None
    """The id to be linked to, ``fact-12``; None for a hit and for what follows a split."""


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a marked paragraph: words, the beginning of a mark, or its end."""

    text: str = ""
    opens: Span | None = None
    closes: bool = False


def paragraphs(text: str, spans: Iterable[Span]) -> Iterator[list[Token]]:
    """Yield each paragraph of *text* with its marks opened and closed within it.

    With spans over “Jane Doe” and “Doe, 40”: ``<Jane <Doe>><, 40>`` – the second is split.
    """
    sound = (span for span in spans if 0 <= span.start < span.end <= len(text))
    waiting = sorted(sound, key=lambda span: span.start, reverse=True)
    carried: list[Span] = []
    for start, end in bounds_of(text):
        here = carried
        while waiting and waiting[-1].start < end:
            here.append(waiting.pop())
        clipped = [_clip(span, start, end) for span in here if span.end > start]
        carried = [replace(span, anchor=None) for span in here if span.end > end]
        yield list(_tokens(text, start, end, clipped))


def zones(text: str, spans: Iterable[Span]) -> Iterator[tuple[int, int, str | None]]:
    """Yield where each paragraph begins and ends, and what it is where it is not the story.

    An ``aside`` (a caption, a credit, a header, a footer) or a ``subhead``; the first by its facts.
    """
    covered = bytearray(len(text))
    for span in spans:
        if span.kind in FURNITURE and 0 <= span.start < span.end <= len(text):
            size = span.end - span.start
            again = text.find(text[span.start : span.end], span.end, span.end + size + RUNNING)
            for start in (span.start, max(again, span.start)):  # pages repeat their captions
                covered[start : start + size] = b"\1" * size
    bounds = list(bounds_of(text))
    running = [False, *(end - start >= RUNNING for start, end in bounds), False]
    for (start, end), before, after in zip(bounds, running, running[2:], strict=False):
        aside = covered.count(1, start, end) * 2 > end - start or _FOOTER.match(text, start, end)
        subhead = before and after and _SUBHEAD.fullmatch(text, start, end)
        yield start, end, "aside" if aside else "subhead" if subhead else None


def _clip(span: Span, start: int, end: int) -> Span:
    return replace(span, start=max(span.start, start), end=min(span.end, end))


def _tokens(text: str, position: int, end: int, spans: Iterable[Span]) -> Iterator[Token]:
    number = count()  # so that of two alike the first in stays the first out
    queue = [(s.start, -s.end, next(number), s) for s in spans if s.start < s.end]
    heapq.heapify(queue)
    stack: list[Span] = []
    while queue or stack:
        following = queue[0][0] if queue else end
        if stack and stack[-1].end <= following:
            closing = stack.pop()
            yield Token(text[position : closing.end])
            yield Token(closes=True)
            position = closing.end
            continue
        span = heapq.heappop(queue)[-1]
        if stack and span.end > stack[-1].end:  # crosses the mark it begins in: split there
            rest = replace(span, start=stack[-1].end, anchor=None)
            heapq.heappush(queue, (rest.start, -rest.end, next(number), rest))
            span = replace(span, end=rest.start)
        yield Token(text[position : span.start])
        yield Token(opens=span)
        position = span.start
        stack.append(span)
    yield Token(text[position:end])
