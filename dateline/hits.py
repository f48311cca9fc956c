"""Article ids → the hits of one page: what each article is, and its words around the match."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from dateline.results import MARK_START, Hit

LEDE_LENGTH = 200
"""Characters of an article's beginning that are shown where no words were asked for."""

LEDE_SCOPE = 4000
"""Characters of an article in which its beginning is looked for: captions may precede it."""

# The columns are the fields of `Hit`, in order, without what the match adds.
ROWS = """
select id, path, title, published, (
    select rule from facts
    where article_id = articles.id and kind = 'published' and value = articles.published
    order by confidence desc, id limit 1
), agency, source, byline, url
from articles
where id in (select value from json_each(:ids))
"""

# 32 words are about two lines; the marks are results.MARK_START and MARK_END. The + has FTS5 walk
# its matches once: by rowid it would merge a prefix's lists for each (s*: 4,700 ms, now 240).
MARKED = """
select rowid, snippet(articles_fts, 1, char(2), char(3), '…', 32),
    highlight(articles_fts, 0, char(2), char(3))
from articles_fts
where articles_fts match :match and +rowid in (select value from json_each(:ids))
"""

BEGINNING = "select substr(text, 1, :length) from articles where id = :id"

HEADER_SPANS = """
select start, "end" from facts
where article_id = :id and start < :length
and kind in ('title', 'published', 'dateline', 'agency', 'byline', 'caption', 'credit')
"""


def hits(
    connection: sqlite3.Connection,
    ids: Sequence[int],
    scores: Mapping[int, float],
    expressions: Mapping[int, str],
) -> tuple[Hit, ...]:
    """Return the articles *ids*, in that order, with the hits of each one's FTS5 expression."""
    rows = {row[0]: row for row in connection.execute(ROWS, {"ids": json.dumps(list(ids))})}
    marks = _marks(connection, expressions)
    found = []
    for key in ids:
        _, path, plain_title, *about = rows[key]
        snippet, title = marks.get(key, ("", plain_title))
        shown = " ".join(snippet.split()) if MARK_START in snippet else lede(connection, key)
        columns: list[Any] = [key, path, plain_title, title, *about, scores.get(key), shown]
        found.append(Hit(*columns))
    return tuple(found)


def _marks(
    connection: sqlite3.Connection, expressions: Mapping[int, str]
) -> dict[int, tuple[str, str | None]]:
    """Return the snippet and the title of each article, with marks around its hits."""
    marks = {}
    for expression in set(expressions.values()):
        ids = [key for key, own in expressions.items() if own == expression]
        rows = connection.execute(MARKED, {"match": expression, "ids": json.dumps(ids)})
        marks.update({key: (snippet, title) for key, snippet, title in rows})
    return marks


def lede(connection: sqlite3.Connection, key: int) -> str:
    """Return how the story of an article begins, after its head and its captions."""
    (text,) = connection.execute(BEGINNING, {"id": key, "length": LEDE_SCOPE}).fetchone()
    spans = connection.execute(HEADER_SPANS, {"id": key, "length": LEDE_SCOPE}).fetchall()
    return shortened(" ".join(_story_lines(text, spans)) or text)


def _story_lines(text: str, spans: Iterable[Sequence[int]]) -> list[str]:
    """Drop the lines that are mostly evidence of the header, and their copies."""
    evidence = {at for start, end in spans for at in range(start, min(end, len(text)))}
    kept, dropped, at = [], set(), 0
    for line in text.splitlines(keepends=True):
        stripped = line.strip()
        header = sum(position in evidence for position in range(at, at + len(line)))
        at += len(line)
        if 2 * header > len(stripped):
            dropped.add(stripped)
        elif stripped not in dropped:
            kept.append(stripped)
    return kept


def shortened(text: str) -> str:
    """Cut *text* after a word, at `LEDE_LENGTH` characters.

    ``shortened("Showers continued …")`` → ``"Showers continued throughout the week in the…"``
    """
    line = " ".join(text[:LEDE_SCOPE].split())
    if len(line) <= LEDE_LENGTH:
        return line
    return line[: LEDE_LENGTH + 1].rpartition(" ")[0].rstrip(" ,;:—–-") + "…"
