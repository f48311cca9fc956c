"""The opening of a story, as wires write it: where, when, by which agency, then the first words.

``TECUN UMAN, Guatemala, Nov. 12 (Reuters) —``: the facts “dateline”, “published” and “agency” are
read from here, and the body begins here. docs/wire-conventions.md has the shapes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from dateline.article import Article, Zone
from dateline.dates import Stated, find_dates
from dateline.facts.names import AGENCY, is_agency
from dateline.facts.place_names import CAPITALS, UPPER, Place, may_be_town, read_places, starts_date

OPENING_LENGTH = 110
"""Characters from a line's begin to its dash; the longest met, with two places, has 78."""

OPENING_LINES = 10
"""Lines of header and body that may open the story; a scraped press page has seven before it."""

GLUED_WINDOW = 420
"""Characters at the start of the body in which a headline or byline may be glued before it."""

SHORTEST_LEAD = 25
"""Characters that must follow a place that nothing but a dash makes a dateline."""

HEADLINES = 2
"""Lines before a town that is in no list, where no blank line is; more are a table or a report."""

STRONG = ("agency", "date", "source_first")
"""Rules that go before the others: an agency or a day stands with the place."""

# What may end an opening: "(AP)", "/TASS/", then "--", "—", "_", " - ", ":", ".-" or nothing
_END = re.compile(
    r"""
    [ ]{0,3} (?:
        (?:--)? \( (?P<brackets> [^()\n]{2,45} ) \)
      | [.]? [ ]? / [ ]? (?P<slashes> [A-Z][\w -]{1,40}? ) [ ]? / [.]?
    )?
    [ ]{0,3} (?P<dash> --+ | [—–―_]+ | [.]?-(?=[ \n]|$) | :(?=\W?\w) )?
    """,
    re.VERBOSE,
)

# What an opening that is not in capitals has at least one of
_MARKS = re.compile(r"[(—–―_/]|-[- ]| \d")

# "(NEW YORK) —", "(WKRG) —", "(CNN)": brackets at the begin of a line
_BRACKETS = re.compile(r"\(([^()\n]{2,45})\)[ ]{0,3}(--+|[—–―_]+|-(?=[ \n])|:)?")

# "OAKLAND, Calif. (AP) - " after a sentence: the next brief of several
_BRIEF = re.compile(rf"(?<=[.!?”\"] ){CAPITALS}[^().!?\n]{{0,30}}(?:\.[^().!?\n]{{0,20}}){{0,3}}\(")

# Where a headline or a byline ends that is glued before an opening
_GLUED = re.compile(rf" (?=[{UPPER}]{{2}}|(?<=[.!?”\"] )\()")

# "AP, TECUN UMAN, Guatemala", "date 2020-01-21 AP, TECUN UMAN": the agency before the place
_SOURCE_FIRST = re.compile(
    rf"(?:[Dd]ate:? )?(?P<date>\S+ )??(?P<agency>{AGENCY}) ?[,/] ?(?=[{UPPER}]{{2}})"
)

# a line, or what a zone has of it; an empty one too
_LINE = re.compile(r"[^\n]*\n|[^\n]+")

# "WKRG", "KOB-TV", "CTV": what a station of North America calls itself
_STATION = re.compile(r"[KWC][A-Z]{2,3}(?:[- ](?:TV|FM|DT))?")

# "WKRG", "WBKO-TV", "IANS": a station's call sign or an agency's initials
_CALL_SIGN = re.compile(rf"[{UPPER}]{{2,6}}\d{{0,2}}(?:[- ][{UPPER}\d]{{1,4}})?")


@dataclass(frozen=True, slots=True)
class Opening:
    """What an opening says, by which rule, and where the story's own words begin."""

    places: tuple[Place, ...]
    date: Stated | None
    agency: tuple[int, int] | None
    """The span between the brackets."""
    rule: str
    end: int


def find_openings(article: Article) -> tuple[Opening, ...]:
    """Return the openings of an article: usually one; each of several briefs has its own."""
    return _find(article.text, article.zones)


@lru_cache(maxsize=1)  # three kinds of facts are read from the same openings, one after the other
def _find(text: str, zones: tuple[Zone, ...]) -> tuple[Opening, ...]:
    """Find the first opening with an agency or a day, else the first at all, and what follows.

    Further down in a body a place and a dash are a table's row, a digest's item or an aside.
    """
    first: Opening | None = None
    for start, further_down in _line_starts(text, zones):
        opening = read_opening(text, start)
        if opening and opening.rule in STRONG and (opening.places or not further_down):
            first = opening
            break
        first = first or (None if further_down else opening)
    first = first or next(_glued_openings(text, zones), None)
    if first is None:
        return ()
    return (first, *(_briefs(text, first.end) if first.agency else ()))


def read_opening(text: str, start: int, *, glued: bool = False) -> Opening | None:
    """Return the opening that begins at *start*, None where none does.

    >>> read_opening("HAVANA (AP ) -- A crowd gathered.", 0).places
    (Place(start=0, end=6, name='HAVANA', capitals=True, known=True),)
    """
    limit = min(len(text), start + OPENING_LENGTH)
    while start < limit and text[start] in " \t^":
        start += 1
    if text.startswith("(", start):
        return _bracketed(text, start)
    if not text[start + 1 : start + 2].isupper() and not _MARKS.search(text, start, limit):
        return None
    in_header = not glued and text.find("\n", start, limit) >= 0
    source_first = _SOURCE_FIRST.match(text, start, limit) if in_header else None
    if source_first:
        return _source_first(text, source_first, limit)
    return _place_first(text, start, limit, glued)


def _place_first(text: str, start: int, limit: int, glued: bool) -> Opening | None:
    """Read “TIJUANA, Mexico, Nov 12 (Reuters) -” and its like, with or without each part."""
    places, position = read_places(text, start, limit)
    date, position = _read_date(text, position, limit)
    end = _END.match(text, position) if places or date else None
    if end is None:
        return None
    agency = next((end.span(g) for g in ("brackets", "slashes") if end[g]), None)
    if agency and not _may_stand(text[slice(*agency)], places, bool(end["dash"])):
        return None
    if agency and not date:
        date, position = _read_date(text, end.end(), limit)
    rule = _rule(text, places, date, end, glued)
    if rule is None:
        return None
    return Opening(places, date, agency, rule, max(position, end.end()))


def _may_stand(agency: str, places: tuple[Place, ...], dash: bool) -> bool:
    """Tell whether these brackets hold an agency; an unknown one needs a dash and a known place."""
    if is_agency(agency):
        return True
    trusted = not places or any(place.known for place in places)
    return dash and trusted and bool(_CALL_SIGN.fullmatch(agency.strip()))


def _rule(
    text: str, places: tuple[Place, ...], date: Stated | None, end: re.Match[str], glued: bool
) -> str | None:
    """Return the rule by which this is an opening, None where too little speaks for it."""
    capitals = bool(places) and places[0].capitals
    known = any(place.known for place in places)
    dash = end["dash"]
    lead = _lead_follows(text, end.end())
    if end["brackets"] or end["slashes"]:
        return "agency" if known or dash or date or (capitals and lead) else None
    if not places or not (capitals or known):
        return None
    if date:
        between = text[places[-1].end : date.start].strip()
        sure = known or between == "," or (date.iso and text[date.start].isdigit())
        ends_line = text[date.end : date.end + 1] in ("\n", "")
        closed = ends_line or dash not in (None, ":") or (dash and capitals and known)
        return "date" if sure and closed else None
    if glued and not (dash and dash != ":" and capitals):
        return None
    if dash == ":":
        return "colon" if capitals and known and lead else None
    if dash:
        if known:
            return "dash" if capitals else "dash_normal_case" if lead else None
        opens = lead and _unknown_town(text, places[0], end.end(), glued)
        return "dash_capitals" if opens else None
    bare = capitals and known and len(places) == 1
    return "bare" if bare and re.match(r" [A-Z][a-z]", text[places[0].end :][:3]) else None


def _unknown_town(text: str, place: Place, after: int, glued: bool) -> bool:
    """Tell whether a name in capitals, in no list, opens a story: “WHEAT - US three” does not."""
    before = text[max(0, place.start - 3) : place.start].rstrip(" ")
    if glued:
        opens = before[-1:] in '.?!”"0123456789'
    else:
        opens = before.endswith("\n\n") or text.count("\n", 0, place.start) <= HEADLINES
    followed_by_date = starts_date(text[after : after + 12].lstrip())  # “BANGKOK TAPIOCA - APRIL 7”
    return opens and not followed_by_date and may_be_town(place.name)


def _lead_follows(text: str, position: int) -> bool:
    """Tell whether a sentence follows in the same line, not a headline in capitals."""
    line = text[position : position + 60].split("\n")[0].strip()
    starts = line[:1].isupper() or line[:1] in "“\"‘'"
    return starts and len(line) > SHORTEST_LEAD and sum(map(str.islower, line)) * 2 > len(line)


def _read_date(text: str, position: int, limit: int) -> tuple[Stated | None, int]:
    """Return the date that follows, behind a comma or not, and where the reading goes on."""
    begin = position
    while begin < limit and text[begin] in " ,":
        begin += 1
    if begin >= limit or not (text[begin].isdigit() or starts_date(text[begin : begin + 12])):
        return None, position
    date = next(find_dates(text, begin, limit), None)
    return (date, date.end) if date and date.start == begin else (None, position)


def _bracketed(text: str, start: int) -> Opening | None:
    """Read “(NEW YORK) —”, “(WKRG) —” or “(CNN)”."""
    match = _BRACKETS.match(text, start)
    if not match:
        return None
    places, position = read_places(text, start + 1, match.end(1))
    if match[2] and places and position == match.end(1) and places[0].known:
        return Opening(places, None, None, "brackets", match.end())
    lead = text[match.end() : match.end() + 2].split("\n")[0].strip()
    if (is_agency(match[1]) and (match[2] or lead)) or (match[2] and _STATION.fullmatch(match[1])):
        return Opening((), None, match.span(1), "agency", match.end())
    return None


def _source_first(text: str, match: re.Match[str], limit: int) -> Opening | None:
    """Read a whole line “date 2020-01-21 AP, TECUN UMAN, Guatemala”."""
    places, position = read_places(text, match.end(), limit)
    if not places or text[position:].split("\n", 1)[0].strip():
        return None
    date = next(find_dates(text, match.start(), match.end()), None)
    return Opening(places, date, match.span("agency"), "source_first", position)


def _line_starts(text: str, zones: tuple[Zone, ...]) -> Iterator[tuple[int, bool]]:
    """Yield where the first lines of header and body begin, and whether further down in a body."""
    story = next((zone.start for zone in zones if zone.kind in ("body", "table")), len(text))
    above = (zone for zone in zones if zone.kind in ("header", "body"))
    lines = (line for zone in above for line in _LINE.finditer(text, zone.start, zone.end))
    yield from ((line.start(), line.start() > story) for line in islice(lines, OPENING_LINES))


def _glued_openings(text: str, zones: tuple[Zone, ...]) -> Iterator[Opening]:
    """Yield the openings behind a headline or byline that is glued to the story's first line."""
    body = next((zone for zone in zones if zone.kind == "body"), None)
    if body:
        end = min(body.end, body.start + GLUED_WINDOW)
        for match in _GLUED.finditer(text, body.start, end):
            opening = read_opening(text, match.end(), glued=True)
            before = text[max(0, match.start() - 4) : match.start()]
            new_line = not text[text.rfind("\n", 0, match.end()) + 1 : match.end()].strip()
            inside = before[-1:].isupper() or before in (" ST.", " FT.", " MT.") or new_line
            if opening and not (inside and opening.rule not in STRONG):
                yield opening


def _briefs(text: str, start: int) -> Iterator[Opening]:
    """Yield the openings of further briefs in the same text; each names its agency."""
    for match in _BRIEF.finditer(text, start):
        opening = read_opening(text, match.start(), glued=True)
        if opening and opening.rule == "agency" and opening.places:
            yield opening
