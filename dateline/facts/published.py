"""The day of publication, where the text states it: header, stamp, dateline, caption, last line.

Never a year that is not there, never a weekday alone, never a copyright year.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from dateline.article import Article, Fact, Zone
from dateline.data import rows
from dateline.dates import Stated, find_dates, find_numeric, has_year, read_date, stamped_date
from dateline.facts.rules import given, make
from dateline.openings import find_openings

HEAD_WINDOW = 260
"""Characters of the body's begin in which a byline's date may be glued to the story."""

TAIL_WINDOW = 320
"""Characters from the end in which a stamp or a closing credit with its date stands."""

NAME_TO_DATE = 60
"""Characters between a writer's name and the date: “Staff Writer”, a newspaper's name."""

LONGEST_LINE = 200
"""Characters looked at before a date in a header's line."""

Dated = tuple[str, int, int]
"""ISO date, start and end of its evidence."""

# "AP-WF-02-20-16 0337GMT": AP's stamp, month-day-year
_AP_STAMP = re.compile(r"\bAP-[A-Z]{2}-(?P<month>\d\d)-(?P<day>\d\d)-(?P<year>\d\d)\b")

# "212322 GMT Nov 18": IPTC 7901, day hour minute, month year
_IPTC_STAMP = re.compile(
    r"\b(?P<day>\d\d)\d{4} (?:GMT|UTC) (?P<month>[A-Z][a-z]{2}) (?P<year>\d\d)\b"
)

# "09-12-18 0810": Kyodo's stamp alone on its line, day-month-year
_KYODO_STAMP = re.compile(
    r"^\W*(?:Kyodo )?(?P<day>\d\d)-(?P<month>\d\d)-(?P<year>\d\d)(?: \d{4}\w*)?\W*$", re.MULTILINE
)

# "Published Saturday, March 31, 2018", "Updated: April 05, 2018": what comes before the date
_LABEL = re.compile(
    r"\b(?:[Pp]ublished|Posted|Updated|Created|PUBLISHED|POSTED|UPDATED)\b:?\s?(?:on |at )?$"
)

# "Today: July 24, 2008": the day of the visit, not of the story; "FILE - In this Oct. 2, 2015"
_NOT_PUBLISHED = re.compile(
    r"\b(?:Today(?: is|'s date)?:?|Last modified:?|Accessed:?|[Ff]ile|FILE|since|until)\b.{0,30}$"
)

# "(Xinhua News Agency April 6, 2018)", "5. Apr 2018 at 13:51 | Compiled by", a day's own last line
_CREDIT_BEFORE = re.compile(r"\((?:[A-Z][\w.&’'-]*,?[ ]){1,4}$|\|[ ]?$|\n\s*$")
_CREDIT_AFTER = re.compile(r"\)|\s*$|,? at \d\d?[:.]\d\d\s*\||\s*\|")

# "On January 3, 1777, General …": the date is part of a sentence
_PREPOSITIONS = frozenset(
    {"on", "in", "of", "by", "since", "until", "from", "after", "before", "effective"}
)

# "December 5, 1955, when …", "APRIL 7 1745 EST": a sentence, and an hour that looks like a year
_GOES_ON = re.compile(r",? [a-z]{3,}|[ ](?:[ECMP][SD]T|GMT)\b")

# "— Jane Doe (@janedoe) June 28, 2016": what stands before a tweet's day
_TWEET = re.compile(r"\(@\w+\) (?=\w)")

# "jdoe@example.com" in a byline
_EMAIL = re.compile(r"\S+@\S+")

_WEEKDAYS = tuple(row[0] for row in rows("weekdays.txt"))


def published(article: Article, found: tuple[Fact, ...]) -> Iterator[Fact]:
    """Yield the day of publication, by the first rule that finds one."""
    stated = article.given.get("published")
    if stated:
        iso = read_date(stated)
        yield from [given("published", iso)] if iso else []
        return
    for rule, dates in (
        ("header", _in_header(article, found)),
        ("stamp", _stamps(article.text)),
        ("dateline", _complete(o.date for o in find_openings(article) if o.date)),
        ("caption", _in_captions(article)),
        ("closing", _closing(article.text)),
        ("tweets", _tweets(article.text)),
    ):
        first = next(iter(dates), None)
        if first:
            yield make("published", rule, *first)
            return


def _body(article: Article) -> Zone | None:
    return next((zone for zone in article.zones if zone.kind == "body"), None)


def _dates(text: str, start: int, end: int) -> list[Stated]:
    """Return the complete dates of a stretch in both notations, in order."""
    if not has_year(text, start, end):
        return []
    found = [*find_dates(text, start, end), *find_numeric(text, start, end)]
    return sorted(found, key=lambda stated: stated.start)


def _complete(dates: Iterable[Stated]) -> Iterator[Dated]:
    return ((d.iso, d.start, d.end) for d in dates if d.iso and d.day)


def _in_header(article: Article, found: tuple[Fact, ...]) -> Iterator[Dated]:
    """Yield the days in the header's lines, then behind a byline that is glued to the story."""
    text, body = article.text, _body(article)
    for zone in article.zones:
        if zone.kind == "header":
            for dated in _complete(_dates(text, zone.start, zone.end)):
                if _stands_alone(text, zone, dated):
                    yield dated
    if body is None:
        return
    names = [f.end for f in found if f.kind in ("byline", "title") and f.end is not None]
    for dated in _complete(_dates(text, body.start, min(body.end, body.start + HEAD_WINDOW))):
        before = text[max(body.start, dated[1] - NAME_TO_DATE) : dated[1]]
        ends = (end for end in names if 0 <= dated[1] - end <= NAME_TO_DATE)
        behind_name = any(_no_sentence(text[end : dated[1]]) for end in ends)
        if behind_name or dated[1] == body.start or _LABEL.search(before):
            yield dated


def _stands_alone(text: str, zone: Zone, dated: Dated) -> bool:
    """Tell whether a date in a header's line is the line's own, not part of a sentence."""
    _iso, start, end = dated
    line_start = max(text.rfind("\n", zone.start, start) + 1, zone.start, start - LONGEST_LINE)
    before, after = text[line_start:start].rstrip(), text[end : end + 20]
    if _NOT_PUBLISHED.search(before):
        return False
    last_word = before.split()[-1] if before else ""
    in_sentence = last_word.islower() or last_word.casefold() in _PREPOSITIONS
    labelled = _LABEL.search(f"{before} ") or re.search(r"\b[Bb]y\b|\b[Dd]ate$|posted", before)
    return bool(labelled) or not (in_sentence or _GOES_ON.match(after))


def _no_sentence(between: str) -> bool:
    """Tell whether words between a name and a date are a job and a newspaper, not a sentence."""
    words = re.findall(r"[^\W\d_]+", _EMAIL.sub("", between))
    return all(word[0].isupper() or word in ("of", "the") for word in words)


def _stamps(text: str) -> Iterator[Dated]:
    """Yield the machine stamps at the end of wire copy."""
    start = max(0, len(text) - TAIL_WINDOW)
    for stamp in (_AP_STAMP, _IPTC_STAMP, _KYODO_STAMP):
        for match in stamp.finditer(text, start):
            iso = stamped_date(**match.groupdict())
            if iso:
                yield iso, match.start(), match.end()


def _in_captions(article: Article) -> Iterator[Dated]:
    """Yield the days of the captions above the story, as far as the story tells of them."""
    text, body = article.text, _body(article)
    for zone in article.zones:
        if zone.kind != "caption" or body is None or zone.start > body.start:
            continue
        for iso, start, end in _complete(_dates(text, zone.start, zone.end)):
            if not _NOT_PUBLISHED.search(text, max(zone.start, start - 40), start):
                yield _moved(text, body, iso), start, end


def _moved(text: str, body: Zone, iso: str) -> str:
    """Return the day after a caption's where the story tells of that weekday as past.

    A picture of Wednesday runs with a story that says “on Thursday”: the paper is Thursday's.
    """
    following = _next_day(iso)
    weekday = _WEEKDAYS[date.fromisoformat(following).weekday()]
    return following if _tells_of(text, body, weekday) else iso


def _next_day(iso: str) -> str:
    return (date.fromisoformat(iso) + timedelta(days=1)).isoformat()


def _tells_of(text: str, body: Zone, weekday: str) -> bool:
    """Tell whether a body has a weekday as its own time: “said on Thursday”, not “since last …”."""
    position = text.find(weekday, body.start, body.end)
    while position >= 0:
        before = text[max(body.start, position - 40) : position]
        if re.search(r"\b(?:said|told|wrote|\w{3,}ed)\b[^.;]*$", before) and not re.search(
            r"\b(?:last|since|next|until|before|by|from|coming|previous|earlier) $", before
        ):
            return True
        position = text.find(weekday, position + 1, body.end)
    return False


def _closing(text: str) -> Iterator[Dated]:
    """Yield a day in the closing credit: “(Xinhua News Agency April 6, 2018)”."""
    start = max(0, len(text) - TAIL_WINDOW)
    for dated in _complete(_dates(text, start, len(text))):
        before = text[max(0, dated[1] - 60) : dated[1]]
        after = _CREDIT_AFTER.match(text, dated[2])
        if _LABEL.search(before) or (after and (_CREDIT_BEFORE.search(before) or "|" in after[0])):
            yield dated


def _tweets(text: str) -> Iterator[Dated]:
    """Yield the last day of the tweets that a story is about: two or more, a day apart at most."""
    begins = [match.end() for match in _TWEET.finditer(text)]
    stated = (d for at in begins for d in find_dates(text, at, at + 20) if d.start == at)
    days = sorted(_complete(stated))
    if len(days) > 1 and _next_day(days[0][0]) >= days[-1][0]:
        yield days[-1]
