"""Article ids → the hits of one page: what each article is, and its words around the match."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence

from dateline.results import MARK_START, Hit

LEDE_LENGTH = 200
"""Characters of an article's beginning that are shown where no words were asked for."""

LEDE_SCOPE = 4000
"""Characters of an article in which its beginning is looked for: captions may precede it."""

ROWS = """
select id, path, title, published, agency, source, byline, url, (
    select rule from facts
    where article_id = articles.id and kind = 'published' and value = articles.published
    order by confidence desc, id limit 1
)
from articles
where id in (select value from json_each(:ids))
"""

# 32 words are about two lines; the marks are results.MARK_START and MARK_END.
MARKED = """
select snippet(articles_fts, 1, char(2), char(3), '…', 32),
    highlight(articles_fts, 0, char(2), char(3))
from articles_fts
where articles_fts match :match and rowid = :id
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
    found = []
    for key in ids:
        snippet, title = _marked(connection, key, expressions.get(key))
        _, path, plain_title, *columns = rows[key]
        published, agency, source, byline, url, rule = columns
        found.append(
            Hit(
                id=key,
                path=path,
                title=plain_title,
                title_marked=title if title is not None else plain_title,
                published=published,
                published_rule=rule,
                agency=agency,
                source=source,
                byline=byline,
                url=url,
                score=scores.get(key),
                snippet_marked=snippet or lede(connection, key),
            )
        )
    return tuple(found)


def _marked(
    connection: sqlite3.Connection, key: int, expression: str | None
) -> tuple[str | None, str | None]:
    """Return the snippet and the title with their marks, each None without a hit to show."""
    if expression is None:
        return None, None
    row = connection.execute(MARKED, {"match": expression, "id": key}).fetchone()
    if row is None:
        return None, None
    snippet, title = row
    return (" ".join(snippet.split()) if MARK_START in snippet else None), title


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
