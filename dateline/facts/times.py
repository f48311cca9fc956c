"""Days that a story tells of, resolved against the day it was published and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from dateline.article import Article, Fact, Zone
from dateline.data import rows
from dateline.dates import Stated, find_dates, iso_date
from dateline.facts.rules import make

ZONES = ("body", "caption")
"""Where a story tells; the dates of header and footer say when it was printed."""

TENSE_WINDOW = 90
"""Characters around a weekday in which its verb is looked for: the rest of a long sentence."""

DATE_REACH = 20
"""Characters from a figure to the end of its date: “6 September ”, “Wednesday, September 6”."""

LONGEST_PREFIX = len("earlier on this coming ")

_NEAR_DAYS = {"esterday": -1, "ast night": -1, "omorrow": 1}
_TENSES = {row[0]: row[1] for row in rows("tense_words.tsv")}
_WEEKDAYS = tuple(row[0][1:] for row in rows("weekdays.txt"))

# "Sunday night", "yesterday", "this morning"; neither “Sunday nights” nor the Sunday Times. The
# first letters as one class: seven times faster than whole words
_RELATIVE = re.compile(
    r"""
    [MTWFSYLtyl]
    (?: (?P<weekday> (?<=M)onday | (?<=T)(?:uesday|hursday) | (?<=W)ednesday | (?<=F)riday
          | (?<=S)(?:aturday|unday) )
        (?! [ ](?:Times|Mail|Telegraph|Express|Mirror|Herald|Post|[Mm]ass|[Ss]chool|Night[ ]L) )
      | (?P<day> oday | onight | esterday | omorrow | ast[ ]night
          | his[ ](?:morning|afternoon|evening) )
    )
    (?: [ ] (?:(?:early|late)[ ])? (?:morning|afternoon|evening|night) \b )?
    (?! \w | - | [ ](?:morning|afternoon|evening|night)s | ['’]s[ ](?:world|society|generation) )
    """,
    re.VERBOSE,
)

# "on last", "early", "next": what belongs to the words before a day
_BEFORE = re.compile(
    r"\b(?:(?:[Oo]n|[Ee]arly|[Ll]ate|[Ee]arlier|[Ll]ater) (?:on )?)?"
    r"(?:(?P<which>[Ll]ast|[Nn]ext|[Tt]his(?: coming| past)?|[Pp]ast) )?\Z"
)

# "every Friday", "the previous Friday": no day, or one that only the context tells
_NO_DAY = re.compile(r"(?:\w|-|\b(?:each|every|previous|of|USA|VOA|The) )\Z")

_FIGURES = re.compile(r"[0-9]+")

# where the sentence of a weekday begins or ends
_SENTENCE_END = re.compile(r"[.!?][”\"’)]*\s+(?=[A-Z“\"‘(])|[\n;“”]")


def times(article: Article, facts: tuple[Fact, ...]) -> Iterator[Fact]:
    """Yield the days that the story's text tells of, each at its words.

    In seeds' “laid out the plan on Sunday night”, published on 2020-01-21:
    ``Fact("time", "2020-01-19", …, "time.weekday", …)``, whose evidence is “on Sunday night”.
    """
    published = next((f.value for f in facts if f.kind == "published" and f.shown), "")
    day = date.fromisoformat(published) if len(published) == len("2020-01-21") else None
    text = article.text
    for zone in (zone for zone in article.zones if zone.kind in ZONES):
        dates = [d for window in _windows(text, zone) for d in find_dates(text, *window)]
        yield from _calendar(text, dates, day)
        if day:
            taken = {at for stated in dates for at in range(stated.start, stated.end)}
            yield from _relative(text, zone, taken, day)


def _windows(text: str, zone: Zone) -> Iterator[tuple[int, int]]:
    """Yield the stretches in which a calendar date can stand: around figures."""
    start, end = zone.start, zone.start
    for figures in _FIGURES.finditer(text, zone.start, zone.end):
        if figures.start() - DATE_REACH > end:
            yield start, end
            start = figures.start() - DATE_REACH
        end = min(zone.end, figures.end() + DATE_REACH)
    yield start, end


def _calendar(text: str, dates: list[Stated], day: date | None) -> Iterator[Fact]:
    """Yield calendar dates; without a year they are those nearest to the day of publication."""
    for stated in dates:
        if stated.iso:
            yield make("time", "date", stated.iso, stated.start, stated.end)
        elif day and stated.day:
            over = text[max(0, stated.start - 6) : stated.start] == "ended "
            nearest = _nearest(day, stated.month, stated.day, over)
            if nearest:
                yield make("time", "month_day", nearest, stated.start, stated.end)


def _nearest(day: date, month: int, number: int, over: bool) -> str | None:
    """Return a year-less date in the year in which it is nearest to *day*, or last was."""
    years = (day.year, day.year - 1, day.year + 1)
    dates = [date.fromisoformat(iso) for iso in (iso_date(y, month, number) for y in years) if iso]
    candidates = [other for other in dates if not over or other <= day]
    return min(candidates, key=lambda other: abs(other - day)).isoformat() if candidates else None


def _relative(text: str, zone: Zone, taken: set[int], day: date) -> Iterator[Fact]:
    """Yield today, yesterday, tomorrow and weekdays, but for the weekdays of stated dates."""
    for match in _RELATIVE.finditer(text, zone.start, zone.end):
        start, end = match.span()
        if start in taken or _NO_DAY.search(text, max(zone.start, start - len("previous ")), start):
            continue
        prefix = _BEFORE.search(text, max(zone.start, start - LONGEST_PREFIX), start)
        which = (prefix["which"] or "").casefold() if prefix else ""
        start = prefix.start() if prefix else start
        rule, offset = _resolved(match, which, start, day, zone)
        yield make("time", rule, (day + timedelta(offset)).isoformat(), start, end)


def _resolved(
    match: re.Match[str], which: str, start: int, day: date, zone: Zone
) -> tuple[str, int]:
    """Return the rule and the days from publication to a day that a word tells.

    A weekday is past unless a word or a verb says otherwise: of 144 in TimeBank 7 are ahead.
    """
    if match["day"]:
        return "near_day", _NEAR_DAYS.get(match["day"], 0)
    ahead = (_WEEKDAYS.index(match["weekday"]) - day.weekday()) % 7
    if which in ("last", "past", "this past"):
        return "last_weekday", ahead - 7
    if which == "next":
        return "next_weekday", ahead or 7
    if which or _is_ahead(match.string, zone, start, match.end()):
        return "coming_weekday", ahead
    return "weekday", ahead - 7 if ahead else 0


def _is_ahead(text: str, zone: Zone, start: int, end: int) -> bool:
    """Tell whether the verb nearest to a weekday, in its sentence, speaks of the future."""
    before = _SENTENCE_END.split(text[max(zone.start, start - TENSE_WINDOW) : start])[-1]
    after = _SENTENCE_END.split(text[end : min(zone.end, end + TENSE_WINDOW)])[0]
    tenses = list(_tenses(before.split()))
    return tenses[-1] if tenses else next(_tenses(after.split()), False)


def _tenses(words: list[str]) -> Iterator[bool]:
    """Yield for each verb whether it speaks of the future: “had been due”, “is to be named”."""
    covered = -1
    for index, word in enumerate(words):
        kind = _TENSES.get(word.lower())
        ahead = kind == "will" or word.endswith(("’ll", "'ll"))
        if ahead or (kind == "plan" and words[index + 1 : index + 2] in (["to"], ["for"])):
            yield words[max(0, index - 2) : index] != ["had", "been"]
            covered = index + 3
        elif index > covered and (kind or (word.endswith("ed") and len(word) > 4)):
            yield False
