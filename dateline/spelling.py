"""A query with a word that the corpus doesn't have → the query as it was probably meant.

Candidates are written one edit away from the word and looked up in the index, which stems them;
the correction is a word as articles have it. So there is no dictionary beside the corpus, and
names are corrected as words are. Of 300 words of Reuters headlines with one random edit 17 are left
alone, being words themselves or of the same stem; of the rest 87 % are put right, and 6 % become
something else (`benchmarks/spelling/measure.py`).
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections import Counter
from collections.abc import Iterable
from string import ascii_lowercase

from dateline.lexemes import FIELDS, LEXEME, QUOTES
from dateline.text import fold

MAX_READ = 32
"""Words of a query that are looked up."""

MAX_CORRECTED = 3
"""Words of a query that are corrected; with more unknown ones it isn't a matter of spelling."""

FEW = 10
"""A word of fewer articles may be a slip in the articles, too."""

MUCH_MORE = 100
"""A word that the corpus has is corrected only to one of so many times its articles."""

KNOWN_FROM = 6
"""Letters of such a word: shorter ones are names too often. Of 300 Reuters headline words of fewer
than ten articles 10 are questioned, 8 of them misspelt (`annoucement`); from 4 letters on, 25."""

MAX_COUNTED = 10_000
"""Articles up to which candidates are counted, at 0.07 µs each: more are as good."""

MAX_TRIED = 8
"""Candidates, the most common first, whose form in the articles is looked up."""

MAX_READ_THROUGH = 50
"""Articles that are searched for a word as it is written."""

MAX_FORMS = 8
"""Articles that are asked how they write a stem: all of them together 0.2 to 0.7 ms."""

MAX_TEXT = 20_000
"""Characters of an article that is asked: FTS5's snippet() takes the square of the hits."""

TWO_EDITS_FROM = 7
"""Letters of a word in which two edits are corrected. In shorter ones too many words are near."""

SAME_START = 3
"""First letters that two edits have to leave: of Senate releases 374 stems start with `com`, and
2,034 with `co`, which takes 24 ms."""

# caravn   (caravn   Caravn,
_WORD = re.compile(r"\W*([^\W\d_]{4,20})\W*")

COUNTED = """
select candidates.value, (
    select count(*) from (
        select 1 from articles_fts where articles_fts match '"' || candidates.value || '"'
        limit :most
    )
) as articles
from json_each(:candidates) as candidates
where articles >= :least
order by articles desc, candidates.value
"""

WRITTEN = """
select count(*) from (
    select title, text from articles_fts where articles_fts match :match limit :articles
)
where lower(ifnull(title, '') || ' ' || substr(text, 1, :longest) || ' ') glob :word
"""

FORMS = """
select snippet(articles_fts, -1, char(2), char(3), '', 3) from articles_fts
where articles_fts match :match and length(text) <= :longest
limit :articles
"""

STEMS = (
    "select term, doc from articles_vocab where term >= :start and term < :start || char(1114111)"
)


def corrected(connection: sqlite3.Connection, q: str) -> str | None:
    """Return *q* with the words corrected that the corpus lacks or hardly has; None without any.

    Operators, phrases, filters and what is excluded stay as they were typed.
    ``corrected(connection, 'caravn -"national guard"')`` → ``'caravan -"national guard"'``
    """
    places = {place: q[slice(*place)] for place in _words(q)}
    folded = dict.fromkeys(map(fold, places.values()))
    articles = dict(_counted(connection, folded, 0, FEW))
    doubtful = [word for word in folded if articles[word] < (FEW if len(word) >= KNOWN_FROM else 1)]
    better: dict[str, str] = {}
    for word in doubtful[:MAX_CORRECTED]:
        if meant := correction(connection, word, articles[word]):
            better[word] = meant
        elif not articles[word]:
            break  # nothing has all the words anyway
    text = q
    for (start, end), word in reversed(places.items()):
        if meant := better.get(fold(word)):
            meant = meant[0].upper() + meant[1:] if word[0].isupper() else meant
            text = text[:start] + meant + text[end:]
    return text if text != q else None


def _words(q: str) -> list[tuple[int, int]]:
    """Return where the words stand that may be misspelled."""
    found = []
    for lexeme in LEXEME.finditer(q.translate(QUOTES)):
        field = (lexeme["field"] or "title").lower()
        word = _WORD.fullmatch(lexeme["word"] or "")
        kept = lexeme["minus"] or (field in FIELDS and field not in ("title", "said"))
        if word and word[1] != "NEAR" and not kept:
            start = lexeme.start("word")
            found.append((start + word.start(1), start + word.end(1)))
    return found[:MAX_READ]


def correction(connection: sqlite3.Connection, word: str, articles: int = 0) -> str | None:
    """Return what *word*, folded and in so many *articles*, was meant to be; None if who knows.

    The most common word one edit away, else two words written as one, else one two edits away.
    ``correction(connection, "nationalguard")`` → ``"national guard"``
    """
    least = max(MUCH_MORE * articles, 1)
    near = _counted(connection, _edits(word), least, MAX_COUNTED)[:MAX_TRIED]
    best = (0, 0, "")
    for text, number in near:
        if number >= best[0] and (written := _written(connection, text)):
            best = max(best, (number, written, text))
    if best[2]:
        return best[2]
    for text, _ in _counted(connection, _splits(word), least, MAX_COUNTED):
        return text
    if articles:
        return None
    stems = _stems(connection, word) if len(word) >= TWO_EDITS_FROM else []
    matches = [f'"{text}"' for text, _ in near] + [stemmed(stem) for stem in stems]
    return _nearest(connection, matches, word)


def _edits(word: str) -> set[str]:
    """Return what is one edit away: a letter more, less or other, or two in the wrong order."""
    parts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    less = {a + b[1:] for a, b in parts if b}
    swapped = {a + b[1] + b[0] + b[2:] for a, b in parts if len(b) > 1}
    other = {a + c + b[1:] for a, b in parts if b for c in ascii_lowercase}
    more = {a + c + b for a, b in parts for c in ascii_lowercase}
    return (less | swapped | other | more) - {word}


def _splits(word: str) -> set[str]:
    return {f"{word[:at]} {word[at:]}" for at in range(3, len(word) - 2)}


def _counted(
    connection: sqlite3.Connection, candidates: Iterable[str], least: int, most: int
) -> list[tuple[str, int]]:
    """Return which of *candidates* at least so many articles have, the most common first."""
    where = {"candidates": json.dumps(sorted(candidates)), "least": least, "most": most}
    return connection.execute(COUNTED, where).fetchall()


def _written(connection: sqlite3.Connection, word: str) -> int:
    """Count the articles, of the first with the stem of *word*, that have the word itself."""
    where = {"match": f'"{word}"', "word": f"*[^a-z]{word}[^a-z]*", "articles": MAX_READ_THROUGH}
    (number,) = connection.execute(WRITTEN, where | {"longest": MAX_TEXT}).fetchone()
    return int(number)


def _nearest(connection: sqlite3.Connection, matches: list[str], word: str) -> str | None:
    """Return which form of what FTS5 finds for any of *matches* is the fewest edits away."""
    found: list[tuple[int, int, str]] = []
    for rank, match in enumerate(matches[:MAX_TRIED]):
        for form in forms(connection, match):
            away = distance(fold(form), word)
            found += [(away, rank, form)] if 0 < away <= 2 else []
    return min(found)[2] if found else None


def forms(connection: sqlite3.Connection, match: str) -> list[str]:
    """Return how some articles write what FTS5 finds for *match*, the most common form first.

    ``forms(connection, '"immigr"')`` → ``["immigration", "immigrants"]``
    """
    where = {"match": match, "longest": MAX_TEXT, "articles": MAX_FORMS}
    marked = "".join(row[0] for row in connection.execute(FORMS, where))
    hits = re.findall("\x02([^\x03]+)\x03", marked.lower())
    written = Counter(" ".join(hit.split()) for hit in hits)
    return sorted(written, key=lambda form: (-written[form], form))


def stemmed(stem: str) -> str:
    """Return what has FTS5 find *stem*: Porter's stemmer makes another stem of some stems.

    >>> stemmed("increas")
    '"increas" OR "increase" OR "increasment"'
    """
    return f'"{stem}" OR "{stem}e" OR "{stem}ment"'


def _stems(connection: sqlite3.Connection, word: str) -> list[str]:
    """Return the stems that some beginning of *word* is at most two edits away from."""
    found = []
    for stem, articles in connection.execute(STEMS, {"start": word[:SAME_START]}):
        if abs(len(word) - len(stem)) <= 5 and len(set(stem) - set(word)) <= 2:
            away = min(_distances(stem, word))
            found += [(away, -articles, stem)] if away <= 2 else []
    return [stem for _, _, stem in sorted(found)]


def distance(a: str, b: str) -> int:
    """Count the edits between two words, neighbours in the wrong order as one (Damerau 1964).

    >>> distance("immigratoin", "immigration"), distance("caravn", "caravan")
    (1, 1)
    """
    return _distances(a, b)[-1]


def _distances(a: str, b: str) -> list[int]:
    """Count the edits from *a* to each beginning of *b*."""
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a):
        older, before, row = before, row, [i + 1]
        for j, y in enumerate(b):
            row.append(min(before[j] + (x != y), before[j + 1] + 1, row[j] + 1))
            if i and j and x == b[j - 1] and y == a[i - 1]:
                row[-1] = min(row[-1], older[j - 1] + 1)
    return row
