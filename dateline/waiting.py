"""The words of the articles that changed since the accelerators were made: see `arrays`.

These are few. To find them in the corpus's index FTS5 would walk through all articles of a word, so
they are cut into words once, by FTS5 itself, and remembered.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from dateline.postings import TITLE_WEIGHT, Numbers

# The tokenizer is that of articles_fts.
INDEX = """
create virtual table changed
using fts5(title, text, content='', tokenize='porter unicode61 remove_diacritics 2');
create virtual table words using fts5vocab(changed, instance);
"""

INSERT = "insert into changed (rowid, title, text) values (?, ?, ?)"

WORDS = """
select doc, term, sum(iif(col = 'title', ?, 1)), count(*) from words group by doc, term
order by doc
"""

Text = tuple[str | None, str]
"""An article's title and text."""


@dataclass(frozen=True, slots=True)
class Article:
    """An article that changed: its words by their numbers, and how often it has each."""

    version: int
    """The hash of its title and text."""
    numbers: NDArray[np.int32]
    often: NDArray[np.int32]
    length: int
    """How many words it has."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """All articles that changed, each of their words one after the other."""

    stems: Mapping[str, int]
    """Each of their words as the index has it, and its number."""
    known: Mapping[int, Article]
    articles: Numbers
    numbers: Numbers
    often: Numbers

    def having(self, stem: str) -> tuple[Numbers, Numbers]:
        """Return the articles that have a word, in their order, and how often."""
        places = np.flatnonzero(self.numbers == self.stems.get(stem, -1))
        return self.articles[places], self.often[places]

    def having_begun(self, beginning: str) -> tuple[Numbers, Numbers]:
        """Return the articles that have words with a beginning, once for each of these."""
        wanted = [number for stem, number in self.stems.items() if stem.startswith(beginning)]
        places = np.flatnonzero(np.isin(self.numbers, wanted))
        return self.articles[places], self.often[places]


NONE = Waiting({}, {}, *np.zeros((3, 0), np.int32))


def waiting(texts: Mapping[int, Text], before: Waiting) -> Waiting:
    """Return the words of articles by their id, as far as they have any.

    What *before* has of the same title and text is taken over.
    """
    known = {
        key: article
        for key, article in before.known.items()
        if key in texts and hash(texts[key]) == article.version
    }
    stems, new = dict(before.stems), {key: texts[key] for key in texts.keys() - known}
    for key, rows in groupby(_words(new) if new else (), itemgetter(0)):
        words = [(stems.setdefault(stem, len(stems)), often, n) for _, stem, often, n in rows]
        numbers, often, mentions = np.array(words, np.int32).T
        known[key] = Article(hash(texts[key]), numbers, often, int(mentions.sum()))
    if not known:
        return NONE
    order = sorted(known)
    every = [known[key] for key in order]
    articles = np.repeat(order, [len(article.numbers) for article in every])
    numbers = np.concatenate([article.numbers for article in every])
    often = np.concatenate([article.often for article in every])
    return Waiting(stems, known, articles, numbers, often)


def _words(texts: Mapping[int, Text]) -> list[tuple[int, str, int, int]]:
    """Return article, stem, how often it counts, how often it stands there, by article."""
    with closing(sqlite3.connect(":memory:")) as index:
        index.executescript(INDEX)
        index.executemany(INSERT, ((key, *text) for key, text in texts.items()))
        return index.execute(WORDS, (TITLE_WEIGHT,)).fetchall()
