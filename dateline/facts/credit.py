"""Credits: who made the pictures, who edited the story, who helped with it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dateline.article import Article, Fact
from dateline.facts.agency import canonical
from dateline.facts.names import is_source, people
from dateline.facts.rules import make

GLUED_WINDOW = 500
"""Characters of the body's begin in which a caption and its credit may be glued to the story."""

TAIL_WINDOW = 700
"""Characters from the end in which “Editing by …” stands."""

# A quick look before `CREDIT`: one of these is in everything that it matches.
HINT = re.compile("/|[Pp](?:hoto|icture|HOTO|ICTURE)|Getty")

# "Picture: REUTERS/CARLOS GARCIA RAWLINS", "(AP Photo/Ron Schwane)", "Felix Marquez AP Photo.",
# "(Photo: Wavepiston)", "Photo by Jane Doe/Getty Images", "Jim Urquhart / Reuters.", "(AP Photo)",
# "(AFP PHOTO / JANE DOE)", "(Reuters/Jane Doe)", "(Getty Images)", "(The Observer file photo)"
CREDIT = re.compile(
    r"""
    (?=[(A-Zp]) (?:
      \(? \b(?:Photos?|Photograph|Pictures?)(?:[ ]credit)?
        (?: :[ ]? | [ ]by:?[ ] | [ ]courtesy[ ](?:of[ ])? )
        (?P<labelled> [^()\n]{2,70}? ) (?: \) | [.](?=\s|$) | $ )
    | \( (?P<bracketed> (?:AP|AFP|EPA)[ ](?:Photos?|PHOTOS?)(?:[ ]?/[^()\n]{3,50})?
        | (?:Reuters|Xinhua|AP)/[A-Z][\w.'’-]+(?:[ ][A-Z][\w.'’-]*){1,3}
        | (?:[^()\n]{3,40}[ ]via[ ])?Getty[ ]Images | [A-Z][\w .'’-]{1,40}[ ]file[ ]photo
        | [^()\n/]{3,40}[ ]?/[ ]?
          (?:AP|AFP|EPA|Reuters|REUTERS|Getty[ ]Images|[^()\n/]{3,40}[ ]via[ ]AP)
        | (?=[^/\n]*[a-z]) [A-Z][\w.'’-]+(?:[ ][A-Z][\w.'’-]*){1,3}[ ]?/[ ]?[A-Z][\w.'’ -]{2,40}
        ) \)
    | (?P<slashed> \b(?:REUTERS|AFP|EPA)/[A-Z][\w.'’-]*(?:[ ][A-Z][\w.'’-]*){0,3}
        (?:/[Ff]ile(?:[ ][Pp]hoto)?)? )
    | (?<=[.!?][ ])
      (?P<trailing> [A-Z][\w.'’-]+(?:[ ][A-Z][\w.'’-]*){1,2},?[ ](?:AP|AFP|EPA)[ ]Photo )
    | (?<=[.!?][ ])
      (?P<handout> [A-Z][\w.'’ -]{2,40}?[ ]?/[ ]?(?:Reuters|REUTERS|AFP|AP|Getty[ ]Images) )
      (?=[.]?$)
    )
    """,
    re.VERBOSE | re.MULTILINE,
)

# "Editing by Tom Brown and Bernadette Baum", "| Compiled by Spectator staff"
_EDITED = re.compile(
    r"\b(?:Editing|Edited|EDITING|(?<=\| )Compiled|^Compiled|[Aa]dditional [Rr]eporting) by:?[ ]"
    r"(?=([^\W\d_][^;)|\n]{0,160}))",
    re.MULTILINE,
)

# "Credits. Liz McLaughlin, NBC News.", "Credit: Jane Doe"
_CREDITS_LINE = re.compile(
    r"\bCredits?[.:] ([A-Z][\w’'-]+(?: [A-Z][\w.’'-]*){1,3}(?:, [A-Z][\w ]{1,30}?)?)(?=[.\n]|$)"
)

# "Associated Press writers Jane Doe in Kabul and John Roe contributed to this report."
_CONTRIBUTED = re.compile(
    r"(?:^|[.!?”\")_]\s{1,3}|\n\s*)((?:[^.\n]|\.(?=,)){5,160}?)"
    r" (?:also )?contributed (?:to this|reporting)"
)

# "Associated Press writers ": before the names of who contributed
_JOB = re.compile(r".*?\b(?:[Ww]riters?|[Rr]eporters?|[Cc]orrespondents?) ")

# "Spectator staff", "the Observer news staff"
_STAFF = re.compile(r"(?:the )?[A-Z][\w.]+(?: [A-Z]?[\w.]+){0,2}? [Ss]taff\b")


def picture_and_desk_credits(article: Article, _found: tuple[Fact, ...]) -> Iterator[Fact]:
    """Yield who made the pictures, and who edited the story or helped with it."""
    seen: set[str] = set()
    for rule, value, start, end in _credits(article):
        if value.casefold() not in seen:
            seen.add(value.casefold())
            yield make("credit", rule, value, start, end)


def _credits(article: Article) -> Iterator[tuple[str, str, int, int]]:
    text = article.text
    for zone in article.zones:
        if zone.kind == "caption":
            yield from _pictures(text, zone.start, zone.end)
    body = next((zone for zone in article.zones if zone.kind == "body"), None)
    if body:
        yield from _pictures(text, body.start, min(body.end, body.start + GLUED_WINDOW))
    tail = max(0, len(text) - TAIL_WINDOW)
    by = any(text.find(hint, tail) >= 0 for hint in ("ing by", "ed by", "ING BY"))
    for match in _EDITED.finditer(text, tail) if by else ():
        yield from _editors(text, *match.span(1))
    for match in _CREDITS_LINE.finditer(text, tail) if text.find("redit", tail) >= 0 else ():
        yield "line", credit_value(match[1]), *match.span(1)
    for match in _CONTRIBUTED.finditer(text, tail) if text.find("contributed", tail) >= 0 else ():
        for start, end in _contributors(text, *match.span(1)):
            yield "contributed", text[start:end], start, end


def _pictures(text: str, start: int, end: int) -> Iterator[tuple[str, str, int, int]]:
    if not HINT.search(text, start, end):
        return
    for match in CREDIT.finditer(text, start, end):
        first, last = match.span(str(match.lastgroup))
        value = credit_value(text[first:last])
        if value:
            yield "picture", value, first, last


# "AP Photo" in "Felix Marquez AP Photo", "AP Photo/Ron Schwane"
_AGENCY_PHOTO = re.compile(r",? ?\b(AP|AFP|EPA) (?:Photos?|PHOTOS?)\b")

# "File", "FILE PHOTO": says when, not who
_FROM_FILES = re.compile(r"files?(?: photo)?", re.IGNORECASE)


def credit_value(written: str) -> str:
    """Return a credit with the photographer first, then the source.

    >>> credit_value("REUTERS/CARLOS GARCIA RAWLINS"), credit_value("Felix Marquez AP Photo")
    ('Carlos Garcia Rawlins, Reuters', 'Felix Marquez, AP')
    """
    bare = re.sub(r"\s+", " ", written).strip(" .,").removesuffix(" file photo")
    parts = re.split(r"/| via |, ", _AGENCY_PHOTO.sub(r"/\1/", bare))
    parts = [part.strip() for part in parts]
    parts = [part for part in parts if part and not _FROM_FILES.fullmatch(part)]
    if len(parts) > 1 and is_source(parts[0]) and not is_source(parts[-1]):
        parts = parts[1:] + parts[:1]
    return ", ".join(_credit_case(part) for part in parts)


def _credit_case(part: str) -> str:
    """Return a name in capitals in normal case, a source by its short name."""
    if is_source(part):
        return canonical(part)
    words_in_capitals = part.isupper() and " " in part
    return part.title().replace("’S", "’s") if words_in_capitals else part


def _editors(text: str, start: int, end: int) -> Iterator[tuple[str, str, int, int]]:
    spans = people(text, start, end)
    for first, last in spans:
        yield "edited", text[first:last], first, last
    staff = _STAFF.match(text, start, end)
    if staff and not spans:
        yield "edited", staff[0], staff.start(), staff.end()


def _contributors(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the people before “contributed to this report”, behind their agency and job."""
    job = _JOB.match(text, start, end)
    yield from people(text, job.end() if job else start, end)
