"""Tests of `dateline.postings`: numbers and lists of articles as bytes, and back."""

from __future__ import annotations

import sqlite3
from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dateline.postings import STRETCH, packed, read, unpacked, written

EDGES = [0, 1, 127, 128, 16_383, 16_384, 2**21 - 1, 2**21, 2**28, 2**31 - 1]


@given(st.lists(st.integers(0, 2**31 - 1) | st.sampled_from(EDGES)))
def test_numbers_come_back(numbers: list[int]) -> None:
    """Any numbers are read as they were written."""
    assert unpacked(packed(numbers)).tolist() == numbers


@given(st.lists(st.integers(0, 2**55)))
def test_large_numbers_come_back(numbers: list[int]) -> None:
    """So are large ones, where there is room for them."""
    assert unpacked(packed(numbers), np.int64).tolist() == numbers


@given(
    st.dictionaries(
        st.integers(1, 2**18) | st.integers(1, 2**29), st.integers(1, 10**6) | st.integers(1, 3)
    )
)
def test_articles_come_back(frequencies: dict[int, int]) -> None:
    """A word's articles and how often each has it are read as they were written."""
    articles = np.array(sorted(frequencies), np.int32)
    often = np.array([frequencies[key] for key in sorted(frequencies)], np.int32)
    stretches = list(written(articles, often))
    held = {number: held for number, held, *_ in stretches}
    assert held == Counter(key // STRETCH for key in frequencies)
    found, counts = read(stretches)
    assert found.tolist() == articles.tolist()
    assert counts.tolist() == often.tolist()


def test_fts5_writes_the_same() -> None:
    """The lengths that FTS5 notes are numbers of this format."""
    database = sqlite3.connect(":memory:")
    database.execute("create virtual table t using fts5(title, text)")
    for title, text in ((3, 200), (0, 20_000), (128, 0)):
        database.execute("insert into t values (?, ?)", ("a " * title, "b " * text))
    noted = b"".join(row[0] for row in database.execute("select sz from t_docsize order by id"))
    assert unpacked(noted).tolist() == [3, 200, 0, 20_000, 128, 0]
