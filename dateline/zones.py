"""Which part each stretch of a text plays on the page: header, caption, body, footer.

By lines: a newspaper's page is made of them. What is glued into one line with the story (a byline
before the lead, a credit after the last sentence) stays with its line, but for a final note in
brackets, which is a footer wherever it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from dateline.article import Zone
from dateline.data import words
from dateline.facts.credit import CREDIT, HINT
from dateline.openings import read_opening

HEADER_LINES = 40
"""Lines looked through for the story's begin; the longest header met, a scraped page, has 20."""

FOOTER_LINES = 12
"""Lines looked through from the end for credits and notes."""

RUNNING_LENGTH = 160
"""A line this long is running text; of 2,225 BBC and 588 PolNeAR headlines none is longer."""

SENTENCE_WORDS = 12
"""A line after the first with so many words and a full stop is a paragraph, not a headline."""

FIRST_SENTENCE_WORDS = 20
"""Headlines end with a full stop too, in some feeds; of 588 of PolNeAR none has more words."""

LONGEST_FURNITURE = 60
"""Longer lines are not looked up among the pieces of page furniture."""

AFTER_CREDIT = 3
"""Characters that may follow a caption's credit: a point, a bracket, a quotation mark."""

LONGEST_CAPTION = 900
"""Longer paragraphs are stories that mention a photo, not captions."""

# a line without the blanks around it
_LINE = re.compile(r"\S(?:[^\n]*\S)?")

# "Image caption Boken, centre, is …", "… the laid down procedures for appeal/FILE."
_CAPTION_LABEL = re.compile(
    r"(?:Image |Media |Photo )?[Cc]aption:? |FILE ?[-–—] |.{20,}/FILE\b.{0,3}$"
)

# "(Reporting by Jane Doe in Washington; Editing by John Roe)", also unclosed at the end of the text
_CLOSING_NOTE = re.compile(
    r"""
    \( (?:Additional[ ])? (?:Reporting|Writing|Editing|Compiled|Written|Edited|Production|Filming)
    [ ]by \b [^()]{0,600} (?: \([^()]{0,80}\) [^()]{0,300} )* (?:\)\.?|\Z)
    """,
    re.VERBOSE | re.IGNORECASE,
)

# "Reporting by Jane Doe", "-30-", "###", "CONTACT: …", "Follow Jane Doe on Twitter"
_FOOTER = re.compile(
    r"""
    \W{0,3}
    (?: (?:Additional[ ])?(?:Reporting|Writing|Editing|Compiled|Edited)[ ]by\b
      | Follow[ ].{3,60}[ ]on[ ](?:Twitter|Facebook|Instagram)\b
      | (?:Media[ ])?Contacts?\b:? | SOURCE\b
      | [-—–]{1,2}[ ]?(?:30|ENDS?)[ ]?[-—–]{1,2} | \#[ ]?\#[ ]?\# | \(?(?:END|ENDS|MORE)\)?\.? $
      | [A-Z]{2,3}-[A-Z]{2}-\d\d-\d\d-\d\d | \d{6}[ ]GMT\b
    )
    """,
    re.VERBOSE,
)

# "Jane Doe is a reporter for X.", "About the author", "JANE DOE With a decade …, Jane Doe has"
_AUTHOR = re.compile(
    r"""
    \W{0,3} (?:
        (?:[A-Z][\w.'’-]+[ ]){2,4} (?:is|was)[ ] [^.\n]{0,60}?
        \b(?:reporter|writer|correspondent|editor|journalist|columnist|blogger|author)\b
      | (?i:about[ ]the[ ](?:author|writer))
      | (?P<name> [A-Z'’-]{2,} (?:[ ][A-Z'’-]{2,}){1,2} ) [ ] [A-Z]?[a-z] .* \b(?i:(?P=name))\b
    )
    """,
    re.VERBOSE,
)

# "Copyright 2018 The Associated Press. All rights reserved.", "© Jane Doe", "| No Comments »"
_COPYRIGHT = re.compile(r"\W{0,3}(?:Copyright\b|\(c\)|©[ \d])", re.IGNORECASE)

# "BC-Kenya-Explosion, 5th Ld-Writethru", "^Eds: Updates.", "z6715-----", "1ST LEAD", "Page/slug/"
_WIRE_CONTROL = re.compile(
    r"""
    \W* (?:[a-z][ ]{1,2}){0,2} (?:&\w{1,6};\s{0,3}){0,3} (?:
        [AB][CMP]-[\w-]*-[\w-]
      | (?:Eds?|EDS|With[ ]AP[ ]Photos?)\b[:.] | AP[ ]Photos?[ ](?:[A-Z]{2,}\d|[A-Z\d ,]+$)
      | [a-z]{1,4}\d{3,5}\b | (?:\d\w\w[ ])?(?:LEAD|Ld)\b
      | (?:REFILE|URGENT|EMBARGOED|HFR|BULLETIN)\b
      | (?:[\w-]+/){2,} \s* $
      | MEDIA[ ]RELEASE[ ]\w+ | Source:[ ] | Logo[ ]-[ ]
    )
    """,
    re.VERBOSE,
)

# "12 3 4", "1.5 2.25": a row of figures in columns
_FIGURES = re.compile(r"\d[\d.,:]*(?:[ \t/-]+|\.{2,})(?:\S+[ \t]+){0,2}[-+]?\d")


def find_zones(text: str) -> tuple[Zone, ...]:
    r"""Return the zones of a normalised text, in order, without overlap or gap but blanks.

    >>> [(z.kind, text[z.start:z.end]) for text in ["Big news\n\nParis (AP) — So it was."]
    ...  for z in find_zones(text)]
    [('header', 'Big news'), ('body', 'Paris (AP) — So it was.')]
    """
    lines = [match.span() for match in _LINE.finditer(text)]
    kinds = [_line_kind(text[start:end]) for start, end in lines]
    _mark_tables(kinds)
    body = _body_line(text, lines, kinds)
    for index in range(body):
        if kinds[index] in ("", "footer"):
            kinds[index] = "header"
    for index in range(body, len(kinds)):
        near_end = index >= len(kinds) - FOOTER_LINES
        if not kinds[index] or (kinds[index] == "footer" and not near_end):
            kinds[index] = "body"
    for index in range(max(body + 1, len(kinds) - 2), len(kinds)):
        if _AUTHOR.match(text, *lines[index]):
            kinds[index] = "boilerplate"
    _mark_teasers([text[end - 1] for _, end in lines], kinds)
    return tuple(_joined(_split_notes(text, lines, kinds)))


def _mark_teasers(last_characters: list[str], kinds: list[str]) -> None:
    """Turn two closing lines or more that break off (“learn about …”) into boilerplate."""
    end = len(kinds)
    while end and kinds[end - 1] == "body" and last_characters[end - 1] == "…":
        end -= 1
    if 0 < end < len(kinds) - 1:
        kinds[end:] = ["boilerplate"] * (len(kinds) - end)


def _line_kind(line: str) -> str:
    """Return what a line is by its own words, "" where only its place can tell."""
    length = len(line)
    if length <= LONGEST_FURNITURE and line.casefold().rstrip(" .:…»>") in words("boilerplate.txt"):
        return "boilerplate"
    if length <= RUNNING_LENGTH and _WIRE_CONTROL.match(line):
        return "boilerplate"
    if length <= LONGEST_CAPTION and _is_caption(line):
        return "caption"
    if length > RUNNING_LENGTH * 2:
        return ""
    reserved = length < RUNNING_LENGTH and "ll rights reserved" in line
    if reserved or _COPYRIGHT.match(line):
        return "boilerplate"
    if _FOOTER.match(line) or "contributed to this" in line or "contributed reporting" in line:
        return "footer"
    if length < RUNNING_LENGTH and _is_tabular(line):
        return "figures"
    return ""


def _is_caption(line: str) -> bool:
    """Tell whether a line is a caption: it has a label, or ends with a picture's credit."""
    if _CAPTION_LABEL.match(line):
        return True
    ends = (credit.end() for credit in CREDIT.finditer(line))
    return HINT.search(line) is not None and any(len(line) - end <= AFTER_CREDIT for end in ends)


def _is_tabular(line: str) -> bool:
    """Tell whether a line has figures in columns and more digits than a sentence has."""
    digits = sum(map(str.isdigit, line[:RUNNING_LENGTH]))
    return digits * 5 >= len(line) and _FIGURES.search(line) is not None


def _mark_tables(kinds: list[str]) -> None:
    """Turn three rows of figures or more in a sequence into a table, fewer into plain lines."""
    for kind, run in groupby(range(len(kinds)), key=kinds.copy().__getitem__):
        rows = list(run)
        for index in rows if kind == "figures" else ():
            kinds[index] = "table" if len(rows) >= 3 else ""


def _body_line(text: str, lines: list[tuple[int, int]], kinds: list[str]) -> int:
    """Return the index of the line with which the story begins."""
    for index in range(min(len(lines), HEADER_LINES)):
        if not kinds[index] and _opens_story(text, lines, index):
            return index
    first_plain = next((i for i, kind in enumerate(kinds[:HEADER_LINES]) if not kind), 0)
    return min(first_plain + 1, len(kinds)) if len(kinds) > 1 else 0


def _opens_story(text: str, lines: list[tuple[int, int]], index: int) -> bool:
    """Tell whether running text begins at a line: a paragraph, a dateline, or wrapped lines."""
    start, end = lines[index]
    line = text[start : min(end, start + RUNNING_LENGTH)]
    if line[0] == "^":
        return False
    if end - start >= RUNNING_LENGTH:
        return True
    many_words = line.count(" ") >= (SENTENCE_WORDS if index else FIRST_SENTENCE_WORDS)
    if line[-1] in "<=":
        return False
    if many_words and line[-1] in '.?!”"’':
        return True
    follows = lines[index + 1][0] if index + 1 < len(lines) else None
    wrapped = follows is not None and follows - end <= 2 and text[follows].islower()
    if wrapped and end - start > 45 and line[-1] not in ".:":
        return True
    opening = read_opening(text, start)
    return opening is not None and (end > opening.end or text[opening.end - 1] in "-—–―_")


def _split_notes(
    text: str, lines: list[tuple[int, int]], kinds: list[str]
) -> Iterator[tuple[str, int, int]]:
    """Yield (kind, start, end) of each line, closing notes in brackets cut out as footers."""
    for (start, end), kind in zip(lines, kinds, strict=True):
        if kind == "body" and text.find(" by", start, end) >= 0:
            for note in _CLOSING_NOTE.finditer(text, start, end):
                if note.start() > start:
                    yield kind, start, note.start()
                yield "footer", note.start(), note.end()
                start = note.end()
        if start < end:
            yield kind, start, end


def _joined(pieces: Iterator[tuple[str, int, int]]) -> Iterator[Zone]:
    """Join neighbours of one kind; captions stay apart, each is one picture's."""
    for _, run in groupby(pieces, key=lambda piece: piece[: 2 if piece[0] == "caption" else 1]):
        (kind, start, end), *more = run
        yield Zone(kind, start, more[-1][2] if more else end)
