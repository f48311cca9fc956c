"""Days in running text, resolved against the day of publication and nothing else."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.article import Article, Fact, Record, Zone
from dateline.data import rows
from dateline.facts.times import times
from dateline.parse import parse
from tests.conftest import ROOT

PUBLISHED = "2020-01-21"
"""A Tuesday."""


def found(text, published=PUBLISHED, zone="body"):
    """Return (words, value) of each time in a text that was published on a day, or on none."""
    article = Article("a", text, {}, {}, "", (Zone(zone, 0, len(text)),))
    known = (Fact("published", published, None, None, "given", 1.0, True),) if published else ()
    return [(text[fact.start : fact.end], fact.value) for fact in times(article, known)]


CASES = {
    "noun-that-looks-ahead": ("He laid out the plan on Sunday night to all.", [("on Sunday night", "2020-01-19")]),
    "yesterday": ("They were preparing early yesterday to walk.", [("early yesterday", "2020-01-20")]),
    "today-capital": ("Today, nobody came.", [("Today", "2020-01-21")]),
    "tonight": ("They wait tonight.", [("tonight", "2020-01-21")]),
    "last-night": ("It rained last night.", [("last night", "2020-01-20")]),
    "this-morning": ("It rained this morning.", [("this morning", "2020-01-21")]),
    "tomorrow": ("It ends tomorrow.", [("tomorrow", "2020-01-22")]),
    "day-itself": ("Police said Tuesday that it rained.", [("Tuesday", "2020-01-21")]),
    "past-weekday": ("Police said on Friday that it rained.", [("on Friday", "2020-01-17")]),
    "weekday-first": ("On Friday, police said it rained.", [("On Friday", "2020-01-17")]),
    "weekday-first-ahead": ("On Friday, the court will decide.", [("On Friday", "2020-01-24")]),
    "will": ("She said the court will decide on Friday.", [("on Friday", "2020-01-24")]),
    "is-to-be-announced": ("The winner is to be announced Friday.", [("Friday", "2020-01-24")]),
    "scheduled-for": ("The vote is scheduled for Thursday night.", [("Thursday night", "2020-01-23")]),
    "had-been-due": ("The offer had been due to expire on Friday.", [("on Friday", "2020-01-17")]),
    "will-of-another-sentence": ("It will end. Police came on Friday.", [("on Friday", "2020-01-17")]),
    "last-weekday": ("since last Friday", [("last Friday", "2020-01-17")]),
    "last-same-weekday": ("It rained last Tuesday.", [("last Tuesday", "2020-01-14")]),
    "next-weekday": ("They meet next Monday.", [("next Monday", "2020-01-27")]),
    "this-coming": ("They meet this coming Sunday.", [("this coming Sunday", "2020-01-26")]),
    "every-week": ("They meet every Friday and on Sunday nights.", []),
    "newspapers": ("The Sunday Times, USA Today and The Tonight Show said so.", []),
    "world-of-today": ("In today's world nobody waits.", []),
    "month-day": ("before the Nov. 6 elections", [("Nov. 6", "2019-11-06")]),
    "month-day-ahead": ("the March 3 primaries", [("March 3", "2020-03-03")]),
    "day-month": ("on 6 November", [("6 November", "2019-11-06")]),
    "year-ended": ("in the year ended March 31", [("March 31", "2019-03-31")]),
    "full-date": ("on October 25, 2018 and after", [("October 25, 2018", "2018-10-25")]),
    "weekday-with-date": ("on Friday, Oct. 13, it fell", [("Friday, Oct. 13", "2019-10-13")]),
    "month-of-a-year": ("In April 2018 it fell.", [("April 2018", "2018-04")]),
    "leap-day": ("on Feb. 29", [("Feb. 29", "2020-02-29")]),
    "not-last-week": ("last week, a year ago, two days earlier", []),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES)
def test_days(text, expected):
    """Each expression is found, with the words before it, and means the right day."""
    assert found(text) == expected


UNKNOWN = {
    "no-day": (None, "today, on Friday, Nov. 6 and May 2, 2018", [("May 2, 2018", "2018-05-02")]),
    "only-a-month": ("2020-01", "today, on Friday, Nov. 6", []),
}


@pytest.mark.parametrize(("published", "text", "expected"), UNKNOWN.values(), ids=UNKNOWN)
def test_no_day_without_the_day_of_publication(published, text, expected):
    """Where the day of publication is unknown, only dates that need none are told."""
    assert found(text, published) == expected


def test_a_day_of_publication_that_is_not_shown_counts_for_nothing():
    """A guess that is not good enough to be shown is not good enough to count days from."""
    guess = Fact("published", PUBLISHED, 0, 5, "published.guess", 0.5, False)
    article = Article("a", "today", {}, {}, "", (Zone("body", 0, 5),))
    assert not list(times(article, (guess,)))


def test_only_the_story_tells_of_days():
    """The days of a header are about the paper, those of a table about its rows."""
    assert found("Updated on Friday", zone="header") == found("on Friday", zone="table") == []


def test_the_second_seed():
    """“on Sunday night” is the 19th, and “early yesterday” the 20th of January 2020."""
    text = (ROOT / "seeds" / "003_0a32a47064eaf07a.txt").read_text("utf-8")
    seed = parse(Record("seed", text, {}, {}, ""))
    known = (Fact("published", PUBLISHED, 5, 15, "published.header", 1.0, True),)
    told = {seed.text[f.start : f.end]: f.value for f in times(seed, known)}
    assert told == {
        "on Sunday night": "2020-01-19",
        "early yesterday": "2020-01-20",
        "yesterday": "2020-01-20",
        "on Sunday": "2020-01-19",
    }


TENSES = {"will": "It {} end on Friday.", "plan": "They {} to meet on Friday."}


@pytest.mark.parametrize(("word", "tense"), rows("tense_words.tsv"))
def test_every_tense_word_counts(word, tense):
    """Each word of the list says whether the Friday after it is the last one or the next."""
    text = TENSES.get(tense, "It will end when all of them {} on Friday.").format(word)
    assert found(text)[0][1] == ("2020-01-17" if tense == "past" else "2020-01-24")


PIECES = ["on ", "Friday", " night", "today", "Nov. 6", " 2018", "last ", "2018-10-25", ". ", "\n", "will ",
          "every ", ", ", "this morning", "said ", "31", "Feb. 30", "9999", "é"]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.sampled_from(PIECES), max_size=30).map("".join),
    st.dates().map(lambda day: day.isoformat()).filter(lambda day: "1605" < day < "2099"),
)
def test_words_and_days_are_sound(text, published):
    """Each time's words are there and not blank, and its value is a date of the calendar."""
    for words, value in found(text, published):
        assert words
        assert words in text
        assert len(value) in (4, 7, 10)


@pytest.mark.parametrize(
    "piece", ["a", "((((", "1", "on ", "Friday ", "will ", "Nov. 6 ", "Friday, Nov. 6 "]
)
def test_hostile_text_takes_linear_time(piece):
    """Ten times the text takes about ten times as long, not a hundred times."""

    def seconds(length):
        text = (piece * (length // len(piece) + 1))[:length]
        started = time.process_time()
        found(text)
        return time.process_time() - started

    seconds(1_000)
    assert min(seconds(200_000) for _ in range(3)) < 60 * max(seconds(20_000), 0.01)
