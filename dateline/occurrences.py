"""Which articles have a word, or any that begins so, and how often.

Of common words the accelerators' postings say it, of rare ones the index.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator, Set
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

import numpy as np

from dateline.arrays import Arrays, current
from dateline.postings import TITLE_WEIGHT, Numbers, counted, read, stretches_of
from dateline.query import Term
from dateline.sets import Mask
from dateline.stems import stems

COMMON = """
select word, stretch, held, articles, frequencies from word_postings
where word in (select value from json_each(:stems))
and (:stretches is null or stretch in (select value from json_each(:stretches)))
order by word, stretch
"""

# To look has FTS5 write down what this transaction changed, so it comes before TOTALS.
# As one text: rows of their own take four times as long.
RARE = """
select value, (
    select group_concat(iif(col = 'title', -doc, doc)) from articles_instances where term = value
) from json_each(:stems)
"""

RARE_BETWEEN = """
select group_concat(iif(col = 'title', -doc, doc)) from articles_instances
where term between :first and :last
"""

BEGUN = """
select word, stretch, held, articles, frequencies from word_postings
where word between :first and :last order by word, stretch
"""

LAST = "\U0010ffff"
"""After all that a word may go on with."""

HELD = """
select word, sum(held) from word_postings where word in (select value from json_each(:stems))
group by word
"""

HELD_RARE = "select value, doc from json_each(:stems) cross join articles_vocab on term = value"


@dataclass(frozen=True, slots=True)
class Occurrences:
    """The articles of a word, and how often each has it; a hit in the title is two."""

    articles: Numbers
    frequencies: Numbers


def occurrences(
    connection: sqlite3.Connection, arrays: Arrays, terms: Collection[Term]
) -> dict[Term, Occurrences]:
    """Return the articles of each of *terms*, single words or their beginnings."""
    stem = stems(term.text for term in terms)
    words = {stem[term.text] for term in terms if not term.prefix}
    begun = {stem[term.text] for term in terms if term.prefix}
    found = _common(connection, arrays, words)
    found |= _rare(connection, words - found.keys())
    beginnings = {beginning: _begun(connection, arrays, beginning) for beginning in begun}
    return {term: (beginnings if term.prefix else found)[stem[term.text]] for term in terms}


def _begun(connection: sqlite3.Connection, arrays: Arrays, beginning: str) -> Occurrences:
    """Add up the postings of all words with a *beginning*."""
    often = np.zeros(len(arrays.lengths), np.int32)
    common = _add_common(connection, beginning, often)
    _add_rare(connection, beginning, common, often)
    often[arrays.changed] = 0
    np.add.at(often, *arrays.waiting.having_begun(beginning))
    articles = np.flatnonzero(often)
    return Occurrences(articles, often[articles])


def _add_common(connection: sqlite3.Connection, beginning: str, often: Numbers) -> list[str]:
    """Add to *often* how often articles have common words with a beginning; return these words."""
    rows = connection.execute(BEGUN, {"first": beginning, "last": beginning + LAST})
    words = []
    for word, of in groupby(rows, itemgetter(0)):
        articles, frequencies = read([row[1:] for row in of])
        often[articles] += frequencies
        words.append(word)
    return words


def _add_rare(
    connection: sqlite3.Connection, beginning: str, common: list[str], often: Numbers
) -> None:
    """Add what stands in the index before, between and after the *common* words."""
    firsts = [beginning, *(word + "\0" for word in common)]
    lasts = [*map(_before, common), beginning + LAST]
    for first, last in zip(firsts, lasts, strict=True):
        (text,) = connection.execute(RARE_BETWEEN, {"first": first, "last": last}).fetchone()
        mentions = np.fromstring(text or "", np.int64, sep=",")
        np.add.at(often, np.abs(mentions), np.where(mentions < 0, TITLE_WEIGHT, 1))


def _before(word: str) -> str:
    """Return the end of what stands before *word*: to say “less than” has FTS5 walk through it."""
    last = ord(word[-1]) - 1
    return word[:-1] + (chr(last) if last != 0xDFFF else "\ud7ff") + LAST


def held(connection: sqlite3.Connection, stems: Set[str]) -> dict[str, int]:
    """Return how many articles have each stem, if any has.

    ``held(connection, {"govern"})`` → ``{"govern": 1702}``
    """
    known: dict[str, int] = {}
    if arrays := current(connection):
        known = dict(connection.execute(HELD, {"stems": json.dumps(list(stems))}).fetchall())
        if len(arrays.changed):
            gone, stretches = _changed(arrays), stretches_of(arrays.changed)
            for stem, articles, _ in _read(connection, known.keys(), stretches):
                known[stem] -= int(gone[articles].sum())
            known = {stem: n + len(arrays.waiting.having(stem)[0]) for stem, n in known.items()}
    rest = json.dumps(list(stems - known.keys()))
    return known | dict(connection.execute(HELD_RARE, {"stems": rest}).fetchall())


def _common(
    connection: sqlite3.Connection, arrays: Arrays, stems: Set[str]
) -> dict[str, Occurrences]:
    """Read the postings of those of *stems* that are common."""
    return {
        stem: _with_changes(arrays, stem, articles, often)
        for stem, articles, often in _read(connection, stems)
    }


def _read(
    connection: sqlite3.Connection, stems: Set[str], stretches: list[int] | None = None
) -> Iterator[tuple[str, Numbers, Numbers]]:
    """Yield those of *stems* that are common, with their postings, in all stretches or some."""
    where = {"stems": json.dumps(list(stems)), "stretches": stretches and json.dumps(stretches)}
    rows = connection.execute(COMMON, where).fetchall()
    for stem, of in groupby(rows, itemgetter(0)):
        yield stem, *read([row[1:] for row in of])


def _rare(connection: sqlite3.Connection, stems: Set[str]) -> dict[str, Occurrences]:
    """Ask the index for the postings of *stems*."""
    texts = dict(connection.execute(RARE, {"stems": json.dumps(list(stems))}).fetchall())
    return {stem: Occurrences(*counted(text or "")) for stem, text in texts.items()}


def _with_changes(arrays: Arrays, stem: str, articles: Numbers, often: Numbers) -> Occurrences:
    """Return the postings of a word with what the articles that changed have of it now."""
    if not len(arrays.changed):
        return Occurrences(articles, often)
    gone = _changed(arrays)[articles]
    if gone.any():
        articles, often = articles[~gone], often[~gone]
    often = often.astype(np.int32)  # they may be bytes
    anew, often_anew = arrays.waiting.having(stem)
    places = np.searchsorted(articles, anew)
    return Occurrences(_with(articles, places, anew), _with(often, places, often_anew))


def _with(numbers: Numbers, places: Numbers, more: Numbers) -> Numbers:
    """Insert *more* numbers, before some *places*: as a rule the last."""
    first = places.min(initial=len(numbers))
    return np.append(numbers[:first], np.insert(numbers[first:], places - first, more))


def _changed(arrays: Arrays) -> Mask:
    changed = np.zeros(len(arrays.lengths), np.bool_)
    changed[arrays.changed] = True
    return changed
