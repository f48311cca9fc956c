"""Tests of `dateline.highlighting`: the words that FTS5's highlight() marks, without it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.highlighting import highlighted, wanted
from dateline.marking import marked
from dateline.stems import asked

WORDS = (
    *("storm", "Storms", "stormy", "STORMED", "store", "sto", "the", "then", "us", "used", "2018", "20189"),
    *("happy", "happiness", "ability", "able", "ponies", "gas", "filing", "file", "x", "a1"),
)  # fmt: skip

FOREIGN = (
    "Tecún",
    "größe",
    "ﬁle",
    "İ",
    "國",
    "stôrm",
    "storm\u0301",
    "\ue000",
    "\u2066",
    "₽",
    "🤣",
)
"""To FTS5's old Unicode, what it doesn't know is a letter."""

GLUE = (" ", ", ", "-", "_", "’s ", "—", "\xa0", "\n\n", "…", "•", "\u200b", "£", "'")

MATCHES = (
    '"storm"', '"Storms" AND "the"', '"happy" OR "able" OR "us"', '"sto" *', '"storm" AND "fil" *',
    '"2018"', '"file" OR "files"', '"ponies" OR "gas"', '"tho" *',
)  # fmt: skip

TEXTS = st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(GLUE))).map(
    lambda pairs: "".join(word + glue for word, glue in pairs)
)

MORE = (
    '"oil price"', '"storm" NOT "oil"', '("a1" AND "b1") OR "c1"', '{title} : "oil"', '"covid-19"',
    'NEAR("oil" "price", 8)', '"tecún"', '"x" *', '"a"', '"d\'oh"', '"國"', "",
)  # fmt: skip


@pytest.mark.parametrize("match", MATCHES)
@given(text=TEXTS)
def test_marks_are_those_of_highlight(match: str, text: str) -> None:
    """Whatever stands between the words, the same ones are marked."""
    words = wanted(match)
    assert words
    required = match.replace(" OR ", " AND ").split(" AND ")
    fts5 = marked([(1, None, text)], " OR ".join(required))  # AND marks what OR does, where all are
    assert highlighted(text, words) == (fts5[0][2] if fts5 else text)


def test_what_is_no_letter_is_none_to_fts5() -> None:
    """Each character that ends a word here ends it in the index."""
    others = [chr(code) for code in range(128, 0x2700) if not chr(code).isalnum()]
    known = [other for other in others if highlighted(other, [("storm", False)]) is not None]
    assert len(known) > 1_000
    for other in known:
        text = f"a storm{other}a storms"
        assert marked([(1, None, text)], '"storm"') == [
            (1, None, highlighted(text, [("storm", False)]))
        ]


@pytest.mark.parametrize("match", MORE)
def test_other_queries_are_left_to_fts5(match: str) -> None:
    """Phrases, columns, exclusions, words that are two to the index, and single letters."""
    assert wanted(match) is None


@pytest.mark.parametrize("word", FOREIGN)
def test_texts_with_other_letters_are_left_to_fts5(word: str) -> None:
    """What folds to a word's first letter need not be that letter."""
    assert highlighted(f"The storm in {word}", [("storm", False)]) is None


ROOTS = "b", "fl", "no", "hum", "sens", "rel", "valen", "gener", "hopp", "agr", "electr", "y"

ENDINGS = (
    "", "s", "es", "sses", "ies", "eed", "ed", "ing", "y", "ational", "tional", "enci", "ency", "ance", "anci",
    "izer", "bli", "ably", "alli", "ally", "entli", "eli", "ely", "ousli", "ously", "ization", "ation",
    "ator", "alism", "iveness", "fulness", "ousness", "aliti", "ality", "iviti", "ivity", "biliti",
    "bility", "logi", "logy", "icate", "ative", "alize", "iciti", "icity", "ical", "ful", "ness", "al",
    "er", "ic", "able", "ible", "ant", "ement", "ment", "ent", "ion", "sion", "tion", "ou", "ism", "ate", "iti",
    "ous", "ive", "ize", "e", "ll", "bled", "bling", "ized", "ating",
)  # fmt: skip


def test_a_word_begins_as_its_stem_does() -> None:
    """The stemmer changes a stem's last letter at most: so those words alone are looked at."""
    words = [root + one + more for root in ROOTS for one in ENDINGS for more in ENDINGS]
    assert [pair for pair in asked(words).items() if not pair[0].startswith(pair[1][:-1])] == []
