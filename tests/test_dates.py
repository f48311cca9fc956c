"""Stated dates: one isolated value, and dates in running text."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.dates import find_dates, find_numeric, iso_date, read_date, stamped_date

ISOLATED = {
    "26-FEB-1987 15:01:01.79": "1987-02-26",
    "2009-03-20 12:24:52.002364-05": "2009-03-20",
    "Thu, 25 Oct 2018 23:10:00 -0700": "2018-10-25",
    "2018-10-25T23:00:00Z": "2018-10-25",
    "2018-10-25T23:00:00+09:00": "2018-10-25",
    "October 25, 2018": "2018-10-25",
    "25 Oct. 2018": "2018-10-25",
    "5. Apr 2018": "2018-04-05",
    "January 5th, 2010": "2010-01-05",
    "Wednesday, April 4, 2018": "2018-04-04",
    "12 de octubre de 2018": "2018-10-12",
    "3 février 2018": "2018-02-03",
    "20181025": "2018-10-25",
    "20181025123000": "2018-10-25",
    "2018/10/25": "2018-10-25",
    "2018-10": "2018-10",
    "Oct 2018": "2018-10",
    "2018": "2018",
    " 2018 ": "2018",
    "13/04/2018": "2018-04-13",
    "04/13/2018": "2018-04-13",
    "19.04.2018": "2018-04-19",
    "05/05/2018": "2018-05-05",
    "03/04/2018": "2018",
    "1540425600": "2018-10-25",
    "1540425600000": "2018-10-25",
    "2018-02-30": None,
    "2018-13-01": None,
    "30/02/2018": None,
    "February 30, 2018": None,
    "18-10-25": None,
    "1066-10-14": None,
    "3018-10-25": None,
    "25": None,
    "Dec. 11": None,
    "last Tuesday": None,
    "": None,
}


@pytest.mark.parametrize(("stated", "iso"), ISOLATED.items())
def test_read_date(stated, iso):
    """A value is read in the precision it states; what is impossible or ambiguous is not."""
    assert read_date(stated) == iso


FOUND = {
    "in Tecun Uman, on October 25 2018. Picture": [("October 25 2018", "2018-10-25")],
    "KUALA LUMPUR, April 1 , 1997 (AFP)": [("April 1 , 1997", "1997-04-01")],
    "Published Saturday, March 31, 2018 1:19PM": [("Saturday, March 31, 2018", "2018-03-31")],
    "NEW YORK, Dec. 11 (UPI)": [("Dec. 11", None)],
    " date 2020-01-21 AP": [("2020-01-21", "2020-01-21")],
    "Matušík. 5. Apr 2018 at 13:51": [("5. Apr 2018", "2018-04-05")],
    "--Nov. 12, 2018--The": [("Nov. 12, 2018", "2018-11-12")],
    "in March of 2018": [],
    "at 11 March past noon": [("11 March", None)],
    "Section 2020-01-215 of 12,2018 pages, room 14.2018": [],
    "Marching 12 2018 miles, Decades 5": [],
}


@pytest.mark.parametrize("text", FOUND)
def test_find_dates(text):
    """Dates are found with their weekday and without the words around them."""
    assert [(text[d.start : d.end], d.iso) for d in find_dates(text)] == FOUND[text]


@pytest.mark.parametrize("text", ["80101911/26.06.2025", "1.2.2018.3", "30.02.2018", "03/04/2018"])
def test_find_numeric_is_sure_or_silent(text):
    """Figures that are no date, or two dates, give none."""
    assert list(find_numeric(text)) == []


def test_two_digit_years():
    """Machine stamps have two digits: 69 to 99 are of the last century."""
    years = [stamped_date(two, "12", "31") for two in ("69", "99", "00", "18", "68")]
    assert [year and year[:4] for year in years] == ["1969", "1999", "2000", "2018", "2068"]


@settings(deadline=None, derandomize=True)
@given(st.dates(min_value=date(1605, 1, 1)))
def test_every_day_is_read_back(day):
    """Any day of the newspaper's age is read back from its ISO form."""
    expected = day.isoformat() if day.year <= 2099 else None
    assert read_date(day.isoformat()) == expected


@settings(deadline=None, derandomize=True)
@given(st.text())
def test_read_date_is_total(text):
    """No string makes it fail, and what it returns is ISO."""
    iso = read_date(text)
    assert iso is None or iso_date(*map(int, iso.split("-"))) == iso
