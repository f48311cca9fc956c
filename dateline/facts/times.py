"""Days that a story tells of, resolved against the day it was published and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from dateline.article import Article, Fact
from dateline.data import rows
from dateline.dates import Stated, find_dates, iso_date, month_number
from dateline.facts.rules import make

ZONES = ("body", "caption")
"""Where a story tells; the dates of header and footer say when it was printed."""

TENSE_WINDOW = 90
"""Characters around a weekday in which its verb is looked for: the rest of a long sentence."""

HALF_YEAR = 183
"""Days: a date without its year is the nearest one."""

_WEEKDAYS = tuple(row[0] for row in rows("weekdays.txt"))
_DAY_PART = r"(?:[ ](?:early|late)?[ ]?(?:morning|afternoon|evening|night)s?\b)"

# "on Sunday night", "last Friday", "early yesterday", "tonight", "this morning", "last month"
_RELATIVE = re.compile(
    rf"""
    \b (?: (?:[Oo]n|[Ee]arly|[Ll]ate|[Ee]arlier|[Ll]ater|[Bb]y|[Uu]ntil|[Ss]ince)[ ](?:on[ ])? )?
    (?: (?: (?P<which>[Ll]ast|[Nn]ext|[Tt]his(?:[ ](?:coming|past))?|[Pp]ast|[Tt]he[ ]previous)[ ] )?
        (?P<weekday>(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)
        (?![’']?s?[ ](?:Times|Mail|Telegraph|Express|Mirror|Herald|Post|Mass|School|Night[ ]L))
      | (?P<day>[Tt]oday|[Tt]onight|[Yy]esterday|[Tt]omorrow|[Ll]ast[ ]night
          |[Tt]his[ ](?:morning|afternoon|evening))
    ) {_DAY_PART}? (?![\w-])
    """,
    re.VERBOSE,
)

# "will meet", "is to be named", "plans to visit", "scheduled for": what follows has yet to happen;
# the verb after it is part of the cue, so that "to be announced" is not taken for the past
_FUTURE = re.compile(
    r"""
    \b (?: (?: will | shall | won['’]t | (?:is|are|was|were)[ ](?:also[ ])?to
      | (?:plans?|planned|planning|expect(?:s|ed)?|intends?|intended|hop(?:es?|ed|ing)|wants?|ready
          |scheduled|due|set|agreed|vow(?:s|ed)|going|slated|prepar(?:es|ed|ing))[ ](?:to|for|on) )
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
            yield from _stated(article.text, zone.start, zone.end, day)
            if day:
                yield from _relative(article.text, zone.start, zone.end, day)


def _stated(text: str, start: int, end: int, day: date | None) -> Iterable[Fact]:
    """Yield calendar dates; without a year they are those nearest to the day of publication."""
    for stated in find_dates(text, start, end):
        if stated.iso:
            yield make("time", "date", stated.iso, stated.start, stated.end)
        elif day and stated.day:
            nearest = _nearest(day, stated)
            if nearest:
                yield make("time", "month_day", nearest, stated.start, stated.end)


def _nearest(day: date, stated: Stated) -> str | None:
    """Return a year-less date in the year in which it is nearest to *day*."""
    candidates = (iso_date(year, stated.month, stated.day) for year in _years(day))
    days = [date.fromisoformat(iso) for iso in candidates if iso]
    return min(days, key=lambda other: abs(other - day)).isoformat() if days else None


def _years(day: date) -> tuple[int, int, int]:
    return day.year, day.year - 1, day.year + 1


def _relative(text: str, start: int, end: int, day: date) -> Iterator[Fact]:
    """Yield today, yesterday, tomorrow and weekdays."""
    for match in _RELATIVE.finditer(text, start, end):
        if match["weekday"]:
            rule, offset = _weekday(match, day, start, end)
        else:
            word = match["day"].casefold()
            rule = "near_day"
            offset = {"yesterday": -1, "last night": -1, "tomorrow": 1}.get(word, 0)
        value = (day + timedelta(offset)).isoformat()
        yield make("time", rule, value, match.start(), match.end())


def _weekday(match: re.Match[str], day: date, start: int, end: int) -> tuple[str, int]:
    """Return the rule and the days from publication to a weekday.

    Past unless a verb or a word before it says otherwise: of 147 weekdays in TimeBank 7 are ahead.
    """
    ahead = (_WEEKDAYS.index(match["weekday"]) - day.weekday()) % 7
    which = (match["which"] or "").casefold()
    if which in ("last", "the previous", "past", "this past"):
        return "last_weekday", (ahead or 7) - 7
    if which == "next":
        return "next_weekday", ahead or 7
    if which or match[0][:2] in ("by", "un") or _is_ahead(match, start, end):
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
