"""Stated calendar dates, as ISO 8601 of the precision that is known; nothing is guessed.

Two ways in: :func:`read_date` reads one isolated value (a column, front matter), and
:func:`find_dates` finds complete and year-less dates in running text, with their spans.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timezone

from dateline.data import rows

FIRST_YEAR = 1605
"""The first printed newspaper, the Strasbourg *Relation*; an earlier year is no publication."""

LAST_YEAR = 2099
"""Fixed, so that a text reads the same in any year; later numbers are prices and quantities."""

CENTURY_PIVOT = 69
"""Two-digit years of machine stamps: 69–99 are 19xx, 00–68 are 20xx, as POSIX reads them."""

_MONTHS = {form.casefold(): int(row[0]) for row in rows("months.tsv") for form in row[1:]}
_BEGINS: dict[str, set[str]] = {}
for _form in _MONTHS:
    _BEGINS.setdefault(_form[0], set()).add(_form[1:3])
_MONTH = "|".join(f"{first}(?:{'|'.join(sorted(rest))})" for first, rest in sorted(_BEGINS.items()))
_WORD = rf"(?:{_MONTH})[^\W\d_]{{0,8}}"

# "October 25 2018", "Jan. 5th, 2010", "April 1 , 1997", "26-FEB-1987", "5. Apr 2018", "Dec. 11";
# the month by its first three letters here, then looked up: ten times faster than sixty names
_DATE = re.compile(
    rf"""
    (?<![\w.,/]) (?<!\w-)
    (?: (?P<iso> (?P<iso_year>\d{{4}})-(?P<iso_month>\d\d)-(?P<iso_day>\d\d)) (?!\d|-\d)
      | (?P<month>{_WORD}) \.? [ ]{{0,2}}
        (?: (?P<day>\d{{1,2}}) (?:st|nd|rd|th)? (?!\d|[:.]\d)
            (?: [ ]? ,? [ ]{{1,2}} (?P<year>\d{{4}}) | ,(?P<close_year>\d{{4}}) )?
          | ,?[ ] (?P<month_year>\d{{4}})
        )
      | (?P<day_first>\d{{1,2}}) (?:st|nd|rd|th|\.)? (?: [ ](?:of|de)[ ] | [ -] )
        (?P<month_second>{_WORD}) \.?
        (?: (?: ,?[ ] (?:de[ ]|del[ ])? | - ) (?P<year_last>\d{{4}}) )?
    ) (?!\w)
    """,
    re.VERBOSE | re.IGNORECASE,
)

# "Wednesday, " before a date
_WEEKDAY_BEFORE = re.compile(
    r"\b(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?\.? ?,? {1,2}\Z"
)
_LONGEST_WEEKDAY = len("Wednesday ,  ")

# "13/04/2018", "19.04.2018", "04-13-2018": day and month in either order
_NUMERIC = re.compile(r"(?<![\w.,/-])(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?![\w/-]|\.\d)")

# "2018-10-25T12:24", "2009-03-20 12:24:52.002364-05", "2018/10/25", "20181025", "2018-10", "2018"
_ISO = re.compile(
    r"(\d{4})(?:([-/.]?)(\d\d)(?:\2(\d\d))?)?(?:[T ]?\d\d:?\d\d.*|Z)?", re.ASCII | re.DOTALL
)

_FOUR_FIGURES = re.compile(r"[12]\d{3}")

# "1540425600", "1540425600000": seconds or milliseconds since 1970, of 2001 to 2033
_UNIX = re.compile(r"(1\d{9})(?:\d{3})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Stated:
    """A date as a text states it: ``Stated(179, 194, "2018-10-25", 10, 25)``."""

    start: int
    end: int
    iso: str | None
    """Of the precision stated; None without a year."""
    month: int
    day: int | None


def iso_date(year: int, month: int | None = None, day: int | None = None) -> str | None:
    """Return the date as ISO 8601, None where there is no such day.

    >>> iso_date(2018, 10, 25), iso_date(2018, 10), iso_date(2018, 2, 30)
    ('2018-10-25', '2018-10', None)
    """
    if not FIRST_YEAR <= year <= LAST_YEAR or not 1 <= (month or 1) <= 12:
        return None
    if month is None:
        return f"{year:04}"
    if day is None:
        return f"{year:04}-{month:02}"
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def stamped_date(year: str, month: str, day: str) -> str | None:
    """Return the day of a machine's stamp, its year in two digits, its month in figures or not.

    >>> stamped_date("87", "02", "26"), stamped_date("18", "Nov", "21")
    ('1987-02-26', '2018-11-21')
    """
    century = 1900 if int(year) >= CENTURY_PIVOT else 2000
    number = int(month) if month.isdigit() else _MONTHS.get(month.casefold(), 0)
    return iso_date(century + int(year), number, int(day))


def has_year(text: str, start: int, end: int) -> bool:
    """Tell whether there are four figures in ``text[start:end]``: a quick look before a search.

    >>> has_year("On Dec. 11", 0, 10), has_year("in 2018", 0, 7)
    (False, True)
    """
    return _FOUR_FIGURES.search(text, start, end) is not None


def find_dates(text: str, start: int = 0, end: int | None = None) -> Iterator[Stated]:
    """Yield the calendar dates in ``text[start:end]``, with those that lack a year.

    >>> [d.iso for d in find_dates("On October 25 2018, not Dec. 11, nor 03/04/2018.")]
    ['2018-10-25', None]
    """
    for match in _DATE.finditer(text, start, len(text) if end is None else end):
        stated = _stated(match)
        if stated:
            yield stated


def find_numeric(text: str, start: int = 0, end: int | None = None) -> Iterator[Stated]:
    """Yield dates in figures whose order is certain: ``13/04/2018``, ``04/13/2018``, ``5/5/2018``.

    >>> [d.iso for d in find_numeric("13/04/2018 03/04/2018 30.02.2018")]
    ['2018-04-13']
    """
    for match in _NUMERIC.finditer(text, start, len(text) if end is None else end):
        iso = _certain_order(int(match[1]), int(match[3]), int(match[4]))
        if iso and len(iso) == len("2018-04-13"):
            yield Stated(match.start(), match.end(), iso, int(iso[5:7]), int(iso[8:]))


def read_date(string: str) -> str | None:
    """Read one isolated value; the day as it is stated, whatever the time zone.

    >>> read_date("26-FEB-1987 15:01:01.79"), read_date("03/04/2018"), read_date("soon")
    ('1987-02-26', '2018', None)
    """
    string = " ".join(string.split())[:100]
    unix = _UNIX.fullmatch(string)
    if unix:
        return _unix_day(int(unix[1]))
    iso = _ISO.fullmatch(string)
    if iso:
        return iso_date(int(iso[1]), *(int(part) for part in (iso[3], iso[4]) if part))
    stated = next((found for found in find_dates(string) if found.iso), None)
    if stated:
        return stated.iso
    numeric = _NUMERIC.search(string)
    return _certain_order(int(numeric[1]), int(numeric[3]), int(numeric[4])) if numeric else None


def _stated(match: re.Match[str]) -> Stated | None:
    """Read a match of `_DATE`, None where there is no such day."""
    found = match.groupdict()
    start = match.start()
    if found["iso"]:
        month, day, year = int(found["iso_month"]), int(found["iso_day"]), found["iso_year"]
    else:
        month = _MONTHS.get((found["month"] or found["month_second"]).casefold(), 0)
        if not month:
            return None
        weekday = _WEEKDAY_BEFORE.search(match.string, max(0, start - _LONGEST_WEEKDAY), start)
        start = weekday.start() if weekday else start
        day_digits = found["day"] or found["day_first"]
        day = int(day_digits) if day_digits else 0
        year = found["year"] or found["close_year"] or found["month_year"] or found["year_last"]
    if year is None:
        exists = iso_date(2000, month, day) is not None  # a leap year has every day
        return Stated(start, match.end(), None, month, day) if exists else None
    iso = iso_date(int(year), month, day or None)
    return Stated(start, match.end(), iso, month, day or None) if iso else None


def _certain_order(first: int, second: int, year: int) -> str | None:
    """Return the day where only one order of day and month is possible, else just the year.

    >>> _certain_order(13, 4, 2018), _certain_order(3, 4, 2018), _certain_order(31, 13, 2018)
    ('2018-04-13', '2018', None)
    """
    readings = {iso_date(year, second, first), iso_date(year, first, second)} - {None}
    if len(readings) == 1:
        return readings.pop()
    return iso_date(year) if readings else None


def _unix_day(seconds: int) -> str | None:
    """Return the UTC day of a Unix time, None where it may as well be a stamp YYYYMMDDHH."""
    digits = str(seconds)
    if int(digits[8:]) < 24 and iso_date(int(digits[:4]), int(digits[4:6]), int(digits[6:8])):
        return None
    return datetime.fromtimestamp(seconds, timezone.utc).date().isoformat()
