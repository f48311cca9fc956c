"""What is being typed → how it may go on: names, words and phrases that the corpus has."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Container, Iterator
from dataclasses import dataclass

from dateline.lexemes import QUOTES, clean
from dateline.match import stop_words
from dateline.query import MAX_LENGTH
from dateline.spelling import forms, stemmed
from dateline.text import fold

MAX_COMPLETIONS = 5
"""More are not read while typing (GOV.UK's design of the same)."""

MAX_WORDS = 2
"""Of these, words: they are in so many articles that names would never be among the first."""

MIN_LETTERS = 3
"""Letters from which anything is completed; fewer begin too much."""

MAX_NAME = 4
"""Words of a name that are looked at."""

SCOPE = 100
"""Characters at the end of the query in which that is looked for which is being typed."""

KINDS = ("person", "country", "place", "organization", "byline")
"""Facets whose values are completed."""

# caravan person:"denis con   "national gua   title:carav
_TAIL = re.compile(r'(?:(?P<field>[^\W\d_]+):)?"?(?P<words>[^"():]*)$')

# AND   NEAR/5
_OPERATOR = re.compile(r"AND|OR|NOT|NEAR(?:/\d+)?")

NAMES = """
select facet_values.facet, facet_values.value, (
    select count(*) from facet_postings where value_id = facet_values.id
) as articles
from facet_values_fts
join facet_values on facet_values.id = facet_values_fts.rowid
where facet_values_fts match :match and instr(facet_values.value, '"') = 0
and facet_values.facet in (select value from json_each(:facets))
order by articles desc, facet_values.value
limit :most
"""

STEMS = """
select term, doc from articles_vocab where term >= :start and term < :start || char(1114111)
union all
select term, doc from json_each(:shorter) as shorter
cross join articles_vocab on articles_vocab.term = shorter.value
order by doc desc, term
limit :most
"""

HAVING = "select count(*) from articles_fts where articles_fts match :match"


@dataclass(frozen=True, slots=True)
class Completion:
    """One way to go on: ``Completion("Denis Omar Contreras", "person", 2, 'person:"Denis …"')``."""

    value: str
    kind: str
    """One of `KINDS`, ``word`` or ``phrase``."""
    count: int
    """Articles that have it."""
    query: str
    """The whole query with it in place of what was being typed."""


def complete(
    connection: sqlite3.Connection, q: str, kinds: Container[str] = KINDS
) -> list[Completion]:
    """Return what may be meant by the end of *q*, names of some *kinds* first, then words.

    ``complete(connection, "caravan cont")[0].query`` → ``'caravan person:"Denis Omar Contreras"'``
    """
    text = clean(q[:MAX_LENGTH]).translate(QUOTES)
    opened = text.count('"') % 2
    tail = _TAIL.search(text, max(0 if opened else text.rfind('"') + 1, len(text) - SCOPE))
    if tail is None:
        return []
    field = (tail["field"] or "").lower()
    facets = [kind for kind in KINDS if kind in kinds and field in (kind, "")]
    found: dict[str, Completion] = {}
    whole = opened or field in KINDS
    for start, typed in list(_typed(tail["words"]))[: 1 if whole else None]:
        head = text[: tail.start() if whole else tail.start("words") + start]
        head += "" if not head or head[-1] in " (-:" else " "
        ways = list(_names(connection, typed, facets, head))
        if field in ("", "title", "said"):
            ways += _words(connection, typed, head)
        found |= {one.query: one for one in ways}
    names = [one for one in found.values() if one.kind in KINDS]
    words = [one for one in found.values() if one.kind not in KINDS][:MAX_WORDS]
    return names[: MAX_COMPLETIONS - len(words)] + words


def _typed(words: str) -> Iterator[tuple[int, str]]:
    """Yield the last words, the most first, each time with where they begin."""
    found: list[tuple[int, str]] = []
    for word in re.finditer(r"[^\s-]\S*", words):
        found = [] if _OPERATOR.fullmatch(word[0]) else [*found, (word.start(), fold(word[0]))]
    for at in range(max(len(found) - MAX_NAME, 0), len(found)):
        typed = " ".join(word for _, word in found[at:])
        if sum(map(str.isalnum, typed)) >= MIN_LETTERS:
            yield found[at][0], typed


def _names(
    connection: sqlite3.Connection, typed: str, facets: list[str], head: str
) -> Iterator[Completion]:
    """Yield the names with words that begin like *typed*, those of most articles first."""
    where = {"match": f'"{typed}" *', "facets": json.dumps(facets), "most": MAX_COMPLETIONS}
    for kind, value, articles in connection.execute(NAMES, where):
        yield Completion(value, kind, articles, f'{head}{kind}:"{value}"')


def _words(connection: sqlite3.Connection, typed: str, head: str) -> Iterator[Completion]:
    """Yield the words that begin like *typed*, or the phrases where it is two words."""
    first, _, last = typed.rpartition(" ")
    if not last.isalpha() or len(last) < MIN_LETTERS or (first and first in stop_words()):
        return
    if first:
        phrases = forms(connection, f'"{typed}" *') if first.isalpha() else []
        expressions = [f'"{phrase}"' for phrase in phrases if fold(phrase).startswith(typed)]
        for value in expressions[:MAX_WORDS]:
            (articles,) = connection.execute(HAVING, {"match": value}).fetchone()
            yield Completion(value.strip('"'), "phrase", articles, head + value)
        return
    shorter = json.dumps([typed[:end] for end in range(MIN_LETTERS, len(typed))])
    where = {"start": typed, "shorter": shorter, "most": MAX_COMPLETIONS}
    for stem, articles in connection.execute(STEMS, where).fetchall():
        written = [
            form for form in forms(connection, stemmed(stem)) if fold(form).startswith(typed)
        ]
        if written and written[0] != typed:
            yield Completion(written[0], "word", articles, head + written[0])
