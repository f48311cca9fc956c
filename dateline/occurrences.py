"""Which articles have a word, or any that begins so, and how often: of common words from arrays.

Of rare words and of articles that changed since these were made, the index is asked.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

import numpy as np

from dateline.arrays import Arrays, current
from dateline.postings import TITLE_WEIGHT, Numbers, read
from dateline.query import Term
from dateline.stems import stems

COMMON = """
select word, stretch, held, articles, frequencies from word_postings
where word in (select value from json_each(:stems)) order by word, stretch
"""

# To look has FTS5 write down what this transaction changed, so it comes before TOTALS.
RARE = """
select term, doc, sum(iif(col = 'title', :title_weight, 1)) from json_each(:stems)
cross join articles_instances on term = value
group by term, doc
"""

# As one text: rows of their own take four times as long.
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

# The + has FTS5 walk each stretch once, where the changed articles alone count.
CHANGED_MATCHES = """
select articles_fts.rowid from json_each(:stretches) as stretch
cross join articles_fts on articles_fts.rowid
    between json_extract(stretch.value, '$[0]') and json_extract(stretch.value, '$[1]')
where articles_fts match :match
and +articles_fts.rowid in (select value from json_each(:changed))
"""

WALKED = 1500
"""Articles that FTS5 walks by (50 ns each) while it finds its way to a stretch of them (75 µs). Of
the beginning of a word it merges the lists of all words first, each time."""


@dataclass(frozen=True, slots=True)
class Occurrences:
    """The articles of a word but those that changed; and how many have it, with those."""

    articles: Numbers
    frequencies: Numbers
    held: int
    changed: Sequence[int] = ()
    """The articles that changed and have it."""


def occurrences(
    connection: sqlite3.Connection, arrays: Arrays, terms: Collection[Term]
) -> dict[Term, Occurrences] | None:
    """Return the articles of each of *terms*, single words or their beginnings.

    None where no word is common: to ask the index for all is more than it needs to rank them.
    """
    stem = stems(term.text for term in terms)
    words = {stem[term.text]: term.text for term in terms if not term.prefix}
    begun = {stem[term.text]: term.text for term in terms if term.prefix}
    found = _common(connection, arrays, words)
    if not found and not any(_begins_common(connection, beginning) for beginning in begun):
        return None
    rare = {stem: word for stem, word in words.items() if stem not in found}
    found |= _rare(connection, arrays, rare)
    beginnings = {
        beginning: _begun(connection, arrays, beginning, f'"{text}" *')
        for beginning, text in begun.items()
    }
    return {term: (beginnings if term.prefix else found)[stem[term.text]] for term in terms}


def _begins_common(connection: sqlite3.Connection, beginning: str) -> bool:
    where = {"first": beginning, "last": beginning + LAST}
    return connection.execute(BEGUN + " limit 1", where).fetchone() is not None


def _begun(
    connection: sqlite3.Connection, arrays: Arrays, beginning: str, match: str
) -> Occurrences:
    """Add up the postings of all words with a *beginning*, which is *match* in FTS5's language."""
    often = np.zeros(len(arrays.lengths), np.int32)
    _add_rare(connection, beginning, _add_common(connection, beginning, often), often)
    articles = np.flatnonzero(often)
    return _postings(connection, arrays, match, articles, often[articles])


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


def held(connection: sqlite3.Connection, words: Mapping[str, str]) -> dict[str, int]:
    """Return how many articles have each stem, given with a word of which it is one.

    ``held(connection, {"govern": "governments"})`` → ``{"govern": 1702}``
    """
    stems = json.dumps(list(words))
    known: dict[str, int] = {}
    if arrays := current(connection):
        if len(arrays.changed):
            common = _common(connection, arrays, words)
            known = {stem: postings.held for stem, postings in common.items()}
        else:
            known = dict(connection.execute(HELD, {"stems": stems}).fetchall())
    rest = json.dumps(list(words.keys() - known))
    return known | dict(connection.execute(HELD_RARE, {"stems": rest}).fetchall())


def _common(
    connection: sqlite3.Connection, arrays: Arrays, words: Mapping[str, str]
) -> dict[str, Occurrences]:
    """Read the postings of those of *words* (stem → word) that are common."""
    rows = connection.execute(COMMON, {"stems": json.dumps(list(words))})
    return {
        stem: _postings(connection, arrays, f'"{words[stem]}"', *read([row[1:] for row in of]))
        for stem, of in groupby(rows.fetchall(), itemgetter(0))
    }


def _rare(
    connection: sqlite3.Connection, arrays: Arrays, words: Mapping[str, str]
) -> dict[str, Occurrences]:
    """Ask the index for the postings of *words* (stem → word)."""
    where = {"stems": json.dumps(list(words)), "title_weight": TITLE_WEIGHT}
    rows = {stem: np.zeros((0, 2), np.int32) for stem in words}
    for stem, of in groupby(connection.execute(RARE, where), itemgetter(0)):
        rows[stem] = np.array([row[1:] for row in of])
    return {
        stem: _postings(connection, arrays, f'"{words[stem]}"', *found.T)
        for stem, found in rows.items()
    }


def _postings(
    connection: sqlite3.Connection, arrays: Arrays, match: str, articles: Numbers, often: Numbers
) -> Occurrences:
    if not len(arrays.changed):
        return Occurrences(articles, often, len(articles))
    changed = np.zeros(len(arrays.lengths), np.bool_)
    changed[arrays.changed] = True
    same = ~changed[articles]
    anew = changed_matches(connection, arrays, match, len(articles))
    number = int(np.count_nonzero(same)) + len(anew)
    return Occurrences(articles[same], often[same], number, anew)


def changed_matches(
    connection: sqlite3.Connection, arrays: Arrays, match: str, most: int
) -> list[int]:
    """Return the articles that changed and match, by FTS5, for which a walk passes *most* at most.

    New articles are one stretch of ids; old ones that changed are many.
    """
    ids = arrays.changed
    if not len(ids):
        return []
    gaps = np.flatnonzero(np.diff(ids) > 1)
    if most < WALKED * len(gaps) or '" *' in match:
        gaps = gaps[:0]
    stretches = np.stack([ids[np.append(0, gaps + 1)], ids[np.append(gaps, -1)]], axis=1)
    where = {"stretches": json.dumps(stretches.tolist()), "changed": json.dumps(ids.tolist())}
    return [row[0] for row in connection.execute(CHANGED_MATCHES, {"match": match, **where})]
