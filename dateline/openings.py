"""The opening of a story, as wires write it: where, when, by which agency, then the first words.

``TECUN UMAN, Guatemala, Nov. 12 (Reuters) —``: the facts “dateline”, “published” and “agency” are
read from here, and the body begins here. docs/wire-conventions.md has the shapes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from dateline.article import Article
from dateline.data import rows, words
from dateline.dates import Stated, find_dates
from dateline.facts.place_names import is_town, normal_case, region_name
from dateline.text import fold

OPENING_LENGTH = 110
"""Characters from a line's begin to its dash; the longest met, with two places, has 78."""

OPENING_LINES = 14
"""Lines of header and body that may open the story; press pages have up to ten before it."""

GLUED_WINDOW = 420
"""Characters at the start of the body in which a headline or byline may be glued before it."""

SHORTEST_LEAD = 25
"""Characters that must follow a place that nothing but a dash makes a dateline."""

STRONG = ("agency", "date", "source_first")
"""Rules that go before the others: an agency or a day stands with the place."""

_UPPER = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪĮİĶĹĻĽŁŃŅŇŌŐŒŔŘŚŞŠŢȚŤŪŮŰŲŹŻŽ"
_SAINT = r"(?:S[Tt]e?|F[Tt]|M[Tt])\."
_CAPS = rf"(?:{_SAINT}|(?:Mc|Mac|De|La|O['’])?[{_UPPER}][{_UPPER}'’-]+|[{_UPPER}]\.)"
_TITLE = rf"(?:{_SAINT}|[{_UPPER}][^\W\d_][\w'’-]*)"
_SMALL = r"(?:de|del|da|do|dos|la|las|los|el|al|of|the|am|an|der|den|sur|y|and)(?=[ -])"

# "TECUN UMAN", "RIO DE JANEIRO", "O'SMACH", "AL-AIN"; "Ciudad de México", "St. Louis"
_PLACE = re.compile(
    rf"(?P<capitals>{_CAPS}(?:[ -](?:{_CAPS}|{_SMALL})){{0,4}})(?![^\W\d_])"
    rf"|{_TITLE}(?:[ -](?:{_TITLE}|{_SMALL})){{0,3}}"
)

# ", Guatemala", " , N.J."
_REGION = re.compile(r"[ ]?,[ ]?([^\W\d_][\w.'’ -]{1,32})")

# "Washington/Pijijiapan", "BAGHDAD and BASRA"
_NEXT_PLACE = re.compile(r" ?/ ?(?=[^\W\d_])| and | & ")

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

# "(NEW YORK) —", "(WKRG) —", "(CNN)": brackets at the begin of a line
_BRACKETS = re.compile(r"\(([^()\n]{2,45})\)[ ]{0,3}(--+|[—–―_]+|-(?=[ \n])|:)?")

# "OAKLAND, Calif. (AP) - " after a sentence: the next brief of several
_BRIEF = re.compile(rf"(?<=[.!?”\"] ){_CAPS}[^().!?\n]{{0,30}}(?:\.[^().!?\n]{{0,20}}){{0,3}}\(")

# Where a headline or a byline ends that is glued before an opening
_GLUED = re.compile(rf"(?:[.!?”\"]|By|\d|[a-z])[ ]+(?=[{_UPPER}]{{2}})|(?<=[.!?”\"])[ ](?=\()")

_AGENCIES = {fold(form) for row in rows("agencies.tsv") for form in row[1:]}
_FORMS = "|".join(
    sorted((re.escape(form) for row in rows("agencies.tsv") for form in row[1:]), key=len)[::-1]
)

# "AP, TECUN UMAN, Guatemala", "date 2020-01-21 AP, TECUN UMAN": the agency before the place
_SOURCE_FIRST = re.compile(rf"(?:[Dd]ate:? )?(?P<date>\S+ )??(?P<agency>{_FORMS}) ?[,/] ?(?=[{_UPPER}]{{2}})")

# "WKRG", "WBKO-TV", "IANS": a station's call sign or an agency's initials
_CALL_SIGN = re.compile(rf"[{_UPPER}]{{2,6}}(?:[- ](?:TV|FM|DT))?")


@dataclass(frozen=True, slots=True)
class Place:
    """A place of an opening; ``known`` when it is a known town or has its state or country."""

    start: int
    end: int
    capitals: bool
    known: bool


@dataclass(frozen=True, slots=True)
class Opening:
    """What an opening says, by which rule, and where the story's own words begin."""

    places: tuple[tuple[int, int, str], ...]
    """Start, end and value in normal case of each."""
    date: Stated | None
    agency: tuple[int, int] | None
    """The span between the brackets."""
    rule: str
    end: int


def find_openings(article: Article) -> tuple[Opening, ...]:
    """Return the openings of an article: usually one; each of several briefs has its own."""
    text = article.text
    openings = [opening for start in _line_starts(article) if (opening := read_opening(text, start))]
    strong = [opening for opening in openings if opening.rule in STRONG]
    first = next(iter([*strong, *openings, *_glued_openings(article)]), None)
    if first is None:
        return ()
    return (first, *(_briefs(text, first.end) if first.agency else ()))


def read_opening(text: str, start: int, *, glued: bool = False) -> Opening | None:
    """Return the opening that begins at *start*, None where none does.

    >>> read_opening("HAVANA (AP ) -- A crowd gathered.", 0).places
    ((0, 6, 'Havana'),)
    """
    limit = min(len(text), start + OPENING_LENGTH)
    while start < limit and text[start] in " \t^":
        start += 1
    if text.startswith("(", start):
        return _bracketed(text, start)
    source_first = None if glued else _SOURCE_FIRST.match(text, start, limit)
    if source_first:
        return _source_first(text, source_first, limit)
    places, position = _read_places(text, start, limit)
    date, position = _read_date(text, position, limit)
    if not places and not date:
        return None
    end = _END.match(text, position)
    if end is None:
        return None
    agency = next((end.span(g) for g in ("brackets", "slashes") if end[g]), None)
    if agency and not _may_be_agency(text[slice(*agency)]):
        return None
    if agency and not date:
        date, position = _read_date(text, end.end(), limit)
    rule = _rule(text, places, date, bool(agency), end, glued)
    return Opening(_values(text, places), date, agency, rule, max(position, end.end())) if rule else None


def _rule(
    text: str, places: list[Place], date: Stated | None, agency: bool, end: re.Match[str], glued: bool
) -> str | None:
    """Return the rule by which this is an opening, None where too little speaks for it."""
    capitals = bool(places) and places[0].capitals
    known = any(place.known for place in places)
    dash = end["dash"]
    if agency:
        return "agency" if capitals or known or dash else None
    if not places or not (capitals or known):
        return None
    if date:
        closed = dash not in (None, ":") or text[date.end : date.end + 1] in ("\n", "")
        return "date" if closed else None
    if glued and not (dash and dash != ":" and capitals and known):
        return None
    if dash == ":":
        return "colon" if capitals and known and _lead_follows(text, end.end()) else None
    if dash:
        if known:
            return "dash" if capitals else "dash_normal_case"
        return "dash_capitals" if _lead_follows(text, end.end()) else None
    bare = capitals and known and len(places) == 1
    return "bare" if bare and re.match(r" [A-Z][a-z]", text[places[0].end :][:3]) else None


def _lead_follows(text: str, position: int) -> bool:
    """Tell whether a sentence follows in the same line, not a headline in capitals."""
    line = text[position : position + 60].split("\n")[0].strip()
    return len(line) > SHORTEST_LEAD and sum(map(str.islower, line)) * 2 > len(line)


def _read_places(text: str, start: int, limit: int) -> tuple[list[Place], int]:
    """Return the places at *start* and where they end."""
    places: list[Place] = []
    position = start
    while match := _PLACE.match(text, position, limit):
        name, capitals = match[0], match["capitals"] is not None
        if name.casefold() in _no_places() or _starts_date(name) or name.endswith("-"):
            break
        end, qualified = _read_regions(text, match.end(), limit)
        known = qualified or is_town(name) or (capitals and region_name(name) is not None)
        places.append(Place(position, end, capitals, known))
        joint = _NEXT_PLACE.match(text, end, limit)
        if not joint:
            break
        position = joint.end()
    return places, places[-1].end if places else start


def _read_regions(text: str, position: int, limit: int) -> tuple[int, bool]:
    """Read “, Guatemala” or “, Oaxaca, Mexico”; return where it ends and whether there was one."""
    qualified = False
    while match := _REGION.match(text, position, limit):
        end = _region_end(text, match.start(1), match.end(1))
        if end is None:
            break
        position, qualified = end, True
    return position, qualified


def _region_end(text: str, start: int, end: int) -> int | None:
    """Return where the longest known state or country that begins at *start* ends."""
    while end > start:
        candidate = text[start:end].rstrip()
        if region_name(candidate):
            return start + len(candidate)
        end = max(text.rfind(" ", start, end), text.rfind("-", start, end), start)
    return None


def _read_date(text: str, position: int, limit: int) -> tuple[Stated | None, int]:
    """Return the date that follows, behind a comma or not, and where the reading goes on."""
    begin = position
    while begin < limit and text[begin] in " ,":
        begin += 1
    if begin >= limit or not (text[begin].isdigit() or _starts_date(text[begin : begin + 12])):
        return None, position
    date = next(find_dates(text, begin, limit), None)
    return (date, date.end) if date and date.start == begin else (None, position)


def _starts_date(words_ahead: str) -> bool:
    """Tell whether the first word is a month or a weekday."""
    first = re.match(r"[^\W\d_]+", words_ahead)
    return first is not None and first[0].casefold() in _calendar()


def _bracketed(text: str, start: int) -> Opening | None:
    """Read “(NEW YORK) —”, “(WKRG) —” or “(CNN)”."""
    match = _BRACKETS.match(text, start)
    if not match:
        return None
    places, position = _read_places(text, start + 1, match.end(1))
    if match[2] and places and position == match.end(1) and places[0].known:
        return Opening(_values(text, places), None, None, "brackets", match.end())
    known = fold(match[1]) in _AGENCIES
    if known or (match[2] and _may_be_agency(match[1])):
        return Opening((), None, match.span(1), "agency", match.end())
    return None


def _source_first(text: str, match: re.Match[str], limit: int) -> Opening | None:
    """Read a whole line “date 2020-01-21 AP, TECUN UMAN, Guatemala”."""
    places, position = _read_places(text, match.end(), limit)
    line_end = text.find("\n", position)
    if not places or text[position : line_end if line_end >= 0 else len(text)].strip():
        return None
    date = next(find_dates(text, match.start(), match.end()), None)
    return Opening(_values(text, places), date, match.span("agency"), "source_first", position)


def _values(text: str, places: list[Place]) -> tuple[tuple[int, int, str], ...]:
    return tuple((p.start, p.end, normal_case(text[p.start : p.end])) for p in places)


def _may_be_agency(name: str) -> bool:
    """Tell whether what stands in an opening's brackets can be an agency."""
    return fold(name.strip()) in _AGENCIES or bool(_CALL_SIGN.fullmatch(name.strip()))


def _line_starts(article: Article) -> Iterator[int]:
    """Yield where the first lines of header and body begin."""
    left = OPENING_LINES
    for zone in article.zones:
        start = zone.start if zone.kind in ("header", "body") else zone.end
        while left and start < zone.end:
            yield start
            left -= 1
            line_end = article.text.find("\n", start, zone.end)
            start = zone.end if line_end < 0 else line_end + 1


def _glued_openings(article: Article) -> Iterator[Opening]:
    """Yield the openings behind a headline or byline that is glued to the story's first line."""
    body = next((zone for zone in article.zones if zone.kind == "body"), None)
    if body:
        end = min(body.end, body.start + GLUED_WINDOW)
        for match in _GLUED.finditer(article.text, body.start, end):
            opening = read_opening(article.text, match.end(), glued=True)
            if opening:
                yield opening


def _briefs(text: str, start: int) -> Iterator[Opening]:
    """Yield the openings of further briefs in the same text; each names its agency."""
    for match in _BRIEF.finditer(text, start):
        opening = read_opening(text, match.start(), glued=True)
        if opening and opening.rule == "agency" and opening.places:
            yield opening


@cache
def _calendar() -> frozenset[str]:
    months = {form.casefold() for row in rows("months.tsv") for form in row[1:]}
    return frozenset(months) | words("weekdays.txt")


@cache
def _no_places() -> frozenset[str]:
    return words("not_places.txt") | _calendar()
