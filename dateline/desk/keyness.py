"""The words that mark some articles against others, by log-likelihood.

A word's figure is G² of Rayson and Garside (2000, “Comparing corpora using frequency profiling”):
over two cells, how often it stands here and there, against what the sizes of both make expect.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Collection, Container, Sequence
from dataclasses import dataclass, replace
from functools import partial
from math import log

from dateline.clock import reading
from dateline.lexemes import FIELDS
from dateline.match import stop_words
from dateline.results import Search
from dateline.search import listing
from dateline.statements import quoted
from dateline.stems import stems
from dateline.text import tokens

SAMPLE, READ = 80, 3_000
"""Articles of each side, evenly spread, in which words are looked for; and characters of each."""

CANDIDATES = 100, 50
"""Words that are more, and less, frequent in the first sample, and are then counted in all
articles. Of the twenty that mark “oil” in Reuters stories 19 are found so; with 20 and 12 it was
10, with 200 and 100 it is 20, in a third more time."""

MORE, LESS = 20, 12
"""Words that are told, of those that are more and less frequent."""

OFTEN, LEAST = 2, 3
"""Times that a word has to stand in both samples, and on both sides, together."""

TEXTS = """
select coalesce(title, '') || ' ' || substr(text, 1, :read) from articles
where id in (select value from json_each(:ids))
"""

WORDS = """
select coalesce(sum(word_count), 0) from articles
where id in (select value from json_each(:ids))
"""

COUNTS = """
select term, count(*) from json_each(:stems) as stems
cross join articles_instances on term = stems.value
where doc in (select value from json_each(:ids)) group by term
"""

ALL_COUNTS = """
select term, cnt from json_each(:stems) as stems
cross join articles_vocab on term = stems.value
"""

# The figures of some words, for whoever asks in SQL. (A build of SQLite may lack ln(): its own
# shell has it, and so has that of Debian.)
STATEMENT = """with
here (id) as materialized (select id from (
{here}
)),
there (id) as materialized (select id from (
{there}
) except select id from here),
listed (side, id) as materialized (select 1, id from here union all select 2, id from there),
sizes (here, there) as (
    select sum(iif(side = 1, word_count, 0)), sum(iif(side = 2, word_count, 0))
    from listed join articles using (id)
),
words (stem, word) as (values
    {words}
),
places (stem, side, often) as (
    select stem, side, count(*) from words
    cross join articles_instances on term = stem cross join listed on id = doc group by 1, 2
),
counts (word, here, there, rate) as (
    select word, sum(iif(side = 1, often, 0)), sum(iif(side = 2, often, 0)),
        1.0 * sum(often) / (sizes.here + sizes.there)
    from places join words using (stem) cross join sizes group by stem
)
select word, 2 * iif(counts.here >= sizes.here * rate, 1, -1) * (
    iif(counts.here, counts.here * ln(counts.here / (sizes.here * rate)), 0)
    + iif(counts.there, counts.there * ln(counts.there / (sizes.there * rate)), 0)
) as g2, counts.here, counts.there
from counts cross join sizes order by g2 desc, word"""


@dataclass(frozen=True, slots=True)
class KeyWord:
    """A word, as written most often, that stands more or less often here than there."""

    word: str
    here: int
    there: int
    score: float
    """G², below zero for a word that stands less often here than there."""


@dataclass(frozen=True, slots=True)
class Keyness:
    """The words that mark some articles, by their score, and how much was compared."""

    words: tuple[KeyWord, ...] = ()
    articles: tuple[int, int] = (0, 0)
    sizes: tuple[int, int] = (0, 0)
    """Words in these articles, here and there."""
    exact: bool = False
    """Whether there was time for it."""


def keyness(
    connection: sqlite3.Connection,
    request: Search,
    against: str = "",
    *,
    common: bool = False,
    seconds: float | None = None,
    fields: Container[str] = FIELDS,
) -> Keyness:
    """Compare what *request* lists with what the query *against* does, or with all the rest.

    An article of both is one of *request*. Stop words are left out unless *common*.
    ``keyness(connection, Search(filters={"year": ["2018"]}), "year:2020").words[0].word`` →
    ``"Trump"``. Raises ValueError, with a sentence, on a request that makes no sense.
    """
    asked = (replace(request, sort="newest"), Search(q=against, sort="newest"))
    found = [listing(connection, one, seconds=seconds, fields=fields) for one in asked]
    if found[0] is None or found[1] is None:
        return Keyness()
    here, there = sorted(found[0]), sorted({*found[1]}.difference(found[0]))
    with reading(connection, seconds) as clock:
        work = partial(_compared, connection, here, there, rest=not against, common=common)
        return clock.run(work) or Keyness()


def g2(here: int, there: int, words_here: int, words_there: int) -> float:
    """Return how unlikely two counts are by chance, below zero where there are fewer here.

    >>> round(g2(10, 0, 100, 100), 2), round(g2(0, 10, 100, 100), 2), g2(5, 10, 100, 200)
    (13.86, -13.86, 0.0)
    """
    rate = (here + there) / (words_here + words_there)
    expected = (words_here * rate, words_there * rate)
    cells = zip((here, there), expected, strict=True)
    score = 2 * sum(count * log(count / mean) for count, mean in cells if count)
    return score if here >= expected[0] else -score


def statement(words: Collection[KeyWord], here: str, there: str | None) -> str:
    """Write the statement that makes the figures of *words*.

    *here* and *there* are those that list the articles (`statements.listed`); None is all the rest.
    """
    stem = stems({word.word.lower() for word in words})
    pairs = (f"({quoted(stem[word.word.lower()])}, {quoted(word.word)})" for word in words)
    return STATEMENT.format(
        here=here, there=there or "select id from articles", words=",\n    ".join(pairs)
    )


def _compared(
    connection: sqlite3.Connection, here: list[int], there: list[int], *, rest: bool, common: bool
) -> Keyness:
    """Find words in samples of both, and count them in all of both; *rest* is all the others."""
    sides, articles = [{"ids": json.dumps(ids)} for ids in (here, there)], (len(here), len(there))
    sizes = _size(connection, here), _size(connection, there)
    if not all(sizes):
        return Keyness((), articles, sizes, exact=True)
    written = _candidates([_sampled(connection, ids) for ids in (here, there)], common)
    stems_asked = {"stems": json.dumps(list(written))}
    counts = dict(connection.execute(COUNTS, stems_asked | sides[0]).fetchall())
    other = ALL_COUNTS if rest else COUNTS
    others = dict(connection.execute(other, stems_asked | sides[1]).fetchall())
    words = []
    for term, word in written.items():
        often = counts.get(term, 0)
        elsewhere = others.get(term, 0) - rest * often
        if often + elsewhere >= LEAST:
            words.append(KeyWord(word, often, elsewhere, g2(often, elsewhere, *sizes)))
    words.sort(key=lambda word: (-word.score, word.word))
    more, less = ([w for w in words if w.score * sign > 0] for sign in (1, -1))
    return Keyness((*more[:MORE], *less[-LESS:]), articles, sizes, exact=True)


def _size(connection: sqlite3.Connection, ids: Sequence[int]) -> int:
    """Return how many words the texts of some articles have."""
    (number,) = connection.execute(WORDS, {"ids": json.dumps(ids)}).fetchone()
    return int(number)


def _sampled(connection: sqlite3.Connection, ids: Sequence[int]) -> Counter[str]:
    """Count the words of some articles, as they are written."""
    some = ids[:: -(-len(ids) // SAMPLE)]
    rows = connection.execute(TEXTS, {"ids": json.dumps(some), "read": READ})
    return Counter(word for (text,) in rows for word in tokens(text))


def _candidates(samples: Sequence[Counter[str]], common: bool) -> dict[str, str]:
    """Return the stems that differ most between two samples, each as it is written most often."""
    stem = stems({word.lower() for sample in samples for word in sample})
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    often: list[Counter[str]] = [Counter(), Counter()]
    left_out = frozenset() if common else stop_words()
    for sample, counter in zip(samples, often, strict=True):
        for word, times in sample.items():
            if (lower := word.lower()) not in left_out and (common or len(word) > 1):
                counter[stem[lower]] += times
                forms[stem[lower]][word] += times
    sizes = [sample.total() for sample in samples]
    differ = {
        term: g2(often[0][term], often[1][term], *sizes)
        for term in forms
        if often[0][term] + often[1][term] >= OFTEN
    }
    ranked = sorted(differ, key=lambda term: (-differ[term], term))
    more, less = CANDIDATES
    best = dict.fromkeys(ranked[:more] + ranked[-less:])
    return {term: min(forms[term], key=lambda form: (-forms[term][form], form)) for term in best}
