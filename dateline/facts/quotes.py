"""Words in quotation marks that somebody said, wrote or tweeted, and who it was."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dateline.article import Article, Fact, Quote
from dateline.facts.cast import Cast, Voice
from dateline.facts.rules import make
from dateline.facts.speakers import Span, hear

FEWEST_WORDS = 3
"""“fruitless” and “de facto” are scare quotes as often as speech, and tell nothing alone."""

SMALL_WORD = 3
"""Letters of a word that a title may leave without a capital: “The Art of the Deal”."""

TITLE_SHARE = 0.75
"""Share of a title's longer words in capitals; of the spans in PolNeAR that this drops 55 % (47 of
85) are in no label as speech, of those that it keeps 3 %."""

LONGEST_WORK = 12
"""Characters of “a column titled ” that tell a work's name."""

OPENING = ("“", "„", "«", "``")
CLOSING = ("”", "»", '"', "''", "’’")
CLOSING_SINGLE = ("‘", "’", "'")

NOBODY = Voice("", False, "unattributed")

WRAPPED = 120
"""Characters: where no line is longer, lines are broken by width, and paragraphs by blank lines."""

# a quotation mark; "``" and "''" are those of wire copy; a single one only where it begins a word,
# or ends a clause: no apostrophe. One class first: five times faster than alternatives
_MARK = re.compile(
    r"""
    [“”„«»"‘'’`]
    (?: (?<=[“”„«»"]) | (?<=`)` | (?<=')' | (?<=’)’
      | (?<=[‘'])(?<!\w.)(?=\w) | (?<=[’'])(?<=[,.?!…].)(?!\w) )
    """,
    re.VERBOSE,
)

# “51 percent.“, „so“: close behind a word and before none, the opening mark closes
_TURNED = re.compile(r"(?<!\s)“(?!\w)")

# “… two of whom were in uniform, said Monahan.”: where a quotation without a closing mark ends
_ATTRIBUTED = re.compile(r",(?= (?:(?:he|she|they) )?(?:said|says|added|told)\b)")

# "a book titled", "the song": before the name of a work
_TITLED = re.compile(
    r"\b(?:titled|entitled|named|called|known as|author of|book|novel|song|anthem|film|movie|show"
    r"|series|album|play|op-ed|column|essay|episode|slogan|['’]s),? \Z"
)

# “Lose safety? Lose work?” (2005): a poster, a film, a book, with its year
_WORK_YEAR = re.compile(r"\s\((?:1[5-9]|20)\d\d\)")

# ‘A really tough decision’: a short line in single marks is a subhead, a long one British speech
_SUBHEAD = re.compile(r"(?<=\n)[‘'](?!').{1,60}[’']$", re.MULTILINE)

# “On Monday \n\n …”: the paragraph ends at a blank line or before an indent
_PARAGRAPH = re.compile(r"[^\n]+(?:\n(?![ \t]*\n|[ \t]{2})[^\n]+)*")
_LINE = re.compile(r"[^\n]+")


def quotes(article: Article, facts: tuple[Fact, ...]) -> tuple[Quote, ...]:
    """Return the quotations of an article's story, in order.

    In seeds' “We feel like he’s not human,” said Carlos Fernandez, a 39-year-old bricklayer:
    ``Quote("We feel like he’s not human", "Carlos Fernandez", True, "said", …, "quote.verb_name")``
    """
    text = article.text
    cast = Cast(text, facts)
    found: list[Quote] = []
    intro: int | None = None
    for start, end in _paragraphs(article):
        spans = list(_spans(text, start, end))
        voices = hear(cast, spans, start if intro is None else intro, end)
        for span, voice in zip(spans, voices, strict=True):
            if _is_speech(text, span, voice):
                found.append(_quote(text, span, voice or NOBODY))
        intro = start if text[end - 1] == ":" else None
    return tuple(found)


def _quote(text: str, span: Span, voice: Voice) -> Quote:
    start, end = span.start, span.end
    rule = make("quote", voice.rule, "", start, end)
    return Quote(
        text[start:end], voice.speaker or None, voice.named, voice.verb,
        start, end, rule.rule, rule.confidence,
    )  # fmt: skip


def _paragraphs(article: Article) -> Iterator[tuple[int, int]]:
    """Yield the span of each paragraph of the story; wrapped lines are one paragraph."""
    text = article.text
    for zone in article.zones:
        if zone.kind == "body":
            longest = max(map(len, text[zone.start : zone.end].split("\n")))
            shape = _PARAGRAPH if longest <= WRAPPED else _LINE
            for match in shape.finditer(text, zone.start, zone.end):
                end = match.start() + len(match[0].rstrip())
                if end > match.start():
                    yield match.start(), end


def _spans(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield the quotations of a paragraph."""
    opened: re.Match[str] | None = None
    inner = False
    marks = list(_MARK.finditer(text, start, end))
    for index, mark in enumerate(marks):
        kind = "”" if mark[0] == "“" and _TURNED.match(text, mark.start()) else mark[0]
        if opened is None:
            opened = mark if _opens(text, mark) else None
        elif kind == "“" and opened[0] in ("“", '"'):
            ends = 2 if opened[0] == "“" else 1
            inner = [end[0] for end in marks[index + 1 : index + 1 + ends]] == ["”"] * ends
            if not inner and opened[0] == "“":
                yield from _span(text, opened, mark.start(), None)
                opened = mark
        elif kind in (CLOSING_SINGLE if opened[0] in CLOSING_SINGLE else CLOSING):
            if not inner:
                yield from _span(text, opened, mark.start(), mark.end())
                opened = None
            inner = False
    if opened is not None and opened[0] not in CLOSING_SINGLE:
        yield from _span(text, opened, end, None)


def _opens(text: str, mark: re.Match[str]) -> bool:
    """Tell whether a mark begins a quotation, by itself or by what stands around it."""
    if mark[0] in OPENING:
        return True
    before = text[mark.start() - 1] if mark.start() else " "
    after = text[mark.end() : mark.end() + 1] or " "
    if mark[0] in CLOSING_SINGLE:
        return after.isalpha() and before in " \n(—"
    return not before.isalnum() and before != "=" and not after.isspace() and after != ">"


def _span(text: str, opened: re.Match[str], end: int, after: int | None) -> Iterator[Span]:
    """Yield a quotation without blanks and closing comma, unless nothing is left.

    One that is not closed ends at the words that attribute it, else with its paragraph.
    """
    cut = None if after else _ATTRIBUTED.search(text, opened.end(), end)
    if cut:
        end = after = cut.start()
    words = text[opened.end() : end]
    start = opened.end() + len(words) - len(words.lstrip())
    last = start + len(words.strip().rstrip(", \n"))
    if last > start:
        yield Span(opened.start(), start, last, after or end)


def _is_speech(text: str, span: Span, voice: Voice | None) -> bool:
    """Tell whether a quotation is somebody's words, not a title, a slogan or a scare quote."""
    words = text[span.start : span.end].split()
    if len(words) < FEWEST_WORDS or _SUBHEAD.match(text, span.open):
        return False
    if voice and not _TITLED.search(text, max(0, span.open - LONGEST_WORK), span.open):
        return True
    telling = [word for word in words if len(word) > SMALL_WORD or word[0].isupper()]
    capitalised = sum(not word[0].islower() for word in telling)
    titled = len(telling) > 1 and capitalised >= len(telling) * TITLE_SHARE
    return not titled and not _WORK_YEAR.match(text, span.after)
