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

_NEAR_DAYS = {"yesterday": -1, "last night": -1, "tomorrow": 1}
_WEEKDAYS = tuple(row[0] for row in rows("weekdays.txt"))

# "on Sunday night", "last Friday", "early yesterday", "tonight", "this morning"; neither “every
# Friday” nor “Sunday nights” nor the Sunday Times
_RELATIVE = re.compile(
    r"""
    \b (?<!each[ ]) (?<!every[ ]) (?<!previous[ ])
    (?: (?: [Oo]n | [Ee]arly | [Ll]ate | [Ee]arlier | [Ll]ater ) [ ] (?:on[ ])? )?
    (?: (?: (?P<which>[Ll]ast|[Nn]ext|[Tt]his(?:[ ]coming|[ ]past)?|[Pp]ast) [ ] )?
        (?P<weekday>(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)
        (?! [ ](?:Times|Mail|Telegraph|Express|Mirror|Herald|Post|[Mm]ass|[Ss]chool|Night[ ]L) )
      | (?P<day>[Tt]oday|[Tt]onight|[Yy]esterday|[Tt]omorrow|[Ll]ast[ ]night
          |[Tt]his[ ](?:morning|afternoon|evening))
    )
    (?: [ ] (?:(?:early|late)[ ])? (?:morning|afternoon|evening|night) \b )?
    (?! \w | - | [ ](?:morning|afternoon|evening|night)s | ['’]s[ ](?:world|society|generation) )
    """,
    re.VERBOSE,
)

# "will meet", "is to be named", "plans to visit", "scheduled for": what follows has yet to happen;
# the verb after it is part of the cue, so that "to be announced" is not taken for the past
_FUTURE = re.compile(
    r"""
    (?<!had[ ]been[ ]) \b (?: (?: will | shall | won['’]t | (?:is|are|was|were)[ ]to
      | (?:plans?|planned|planning|expect(?:s|ed)?|intends?|intended|hop(?:es?|ed|ing)|wants?|ready
          |scheduled|due|set|agreed|vow(?:s|ed)|going|slated|prepar(?:es|ed|ing))[ ](?:to|for|on) ) \b
        (?:[ ](?:be|also|not|have))? [ ]?[a-z]*
      | upcoming | deadline | starting | beginning | (?:begins|starts|opens|closes|ends|meets?)(?=[ ](?:on[ ])?\Z) ) \b
      | ['’]ll\b [ ]?[a-z]*
    """,
    re.VERBOSE,
)

# "said", "was", "killed": what comes after it has happened
_PAST = re.compile(
    r"\b(?:said|was|were|had|did|told|made|took|went|came|held|won|lost|met|gave|left|began|wrote"
    r"|sent|fell|rose|shot|became|got|saw|found|struck|broke|spoke|led|has|have|[a-z]{3,}ed)\b"
)

# where the sentence of a weekday begins or ends
_SENTENCE_END = re.compile(r"[.!?][”\"’)]*\s+(?=[A-Z“\"‘(])|[\n;“”]")


def times(article: Article, facts: tuple[Fact, ...]) -> Iterator[Fact]:
    """Yield the days that the story's text tells of, each at its words.

    In seeds' “laid out the plan on Sunday night”, published on 2020-01-21:
    ``Fact("time", "2020-01-19", …, "time.weekday", …)``, whose evidence is “on Sunday night”.
    """
    published = next((f.value for f in facts if f.kind == "published" and f.shown), "")
    day = date.fromisoformat(published) if len(published) == len("2020-01-21") else None
    for zone in article.zones:
        if zone.kind in ZONES:
            dates = list(find_dates(article.text, zone.start, zone.end))
            yield from _calendar(article.text, dates, day)
            if day:
                taken = [(stated.start, stated.end) for stated in dates]
                yield from _relative(article.text, zone, taken, day)


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


def _relative(text: str, zone: Zone, taken: list[tuple[int, int]], day: date) -> Iterator[Fact]:
    """Yield today, yesterday, tomorrow and weekdays, but for the weekdays of stated dates."""
    for match in _RELATIVE.finditer(text, zone.start, zone.end):
        if any(start < match.end() and match.start() < end for start, end in taken):
            continue
        if match["weekday"]:
            rule, offset = _weekday(match, day, zone.start, zone.end)
        elif (
            match["day"][0].isupper() and text[match.start() - 2 : match.start()].rstrip().isalpha()
        ):
            continue  # "USA Today", "The Tonight Show"
        else:
            word = match["day"].casefold()
            rule, offset = "near_day", _NEAR_DAYS.get(word, 0)
        value = (day + timedelta(offset)).isoformat()
        yield make("time", rule, value, match.start(), match.end())


def _weekday(match: re.Match[str], day: date, start: int, end: int) -> tuple[str, int]:
    """Return the rule and the days from publication to a weekday.

    Past unless a verb or a word before it says otherwise: of 147 weekdays in TimeBank 7 are ahead.
    """
    ahead = (_WEEKDAYS.index(match["weekday"]) - day.weekday()) % 7
    which = (match["which"] or "").casefold()
    if which in ("last", "past", "this past"):
        return "last_weekday", ahead - 7
    if which == "next":
        return "next_weekday", ahead or 7
    if which or _is_ahead(match, start, end):
        return "coming_weekday", ahead
    return "weekday", ahead - 7 if ahead else 0


def _is_ahead(match: re.Match[str], start: int, end: int) -> bool:
    """Tell whether the verb nearest to a weekday, in its sentence, speaks of the future."""
    text = match.string
    start = max(start, match.start() - TENSE_WINDOW)
    for stop in _SENTENCE_END.finditer(text, start, match.start()):
        start = stop.end()
    future = None
    for cue in _FUTURE.finditer(text, start, match.start()):
        future = cue
    if future or _PAST.search(text, start, match.start()):
        return future is not None and not _PAST.search(text, future.end(), match.start())
    stop_after = _SENTENCE_END.search(text, match.end(), min(end, match.end() + TENSE_WINDOW))
    end = stop_after.start() if stop_after else min(end, match.end() + TENSE_WINDOW)
    future = _FUTURE.search(text, match.end(), end)
    past = _PAST.search(text, match.end(), end)
    return future is not None and (past is None or future.start() < past.start())
