"""The content of a corpus, to be compared: by id, or by path where histories differ."""

from __future__ import annotations

import sqlite3
from pathlib import Path

BY_ID = (
    "select * from articles order by id",
    "select * from facts order by id",
    "select * from facet_values order by id",
    "select * from facet_postings order by value_id, article_id",
    "select * from facet_places order by value_id",
    "select path, reason from rejects order by path",
    "select * from people order by id",
    "select * from places order by id",
    "select * from quotes order by id",
    "select * from reprints order by article_id",
    "select * from sketches order by hash, article_id",
    "select path, size, sha256, outside, columns, articles, rejected from files order by path",
    "select term, doc, cnt from temp.terms order by term",
    "select name, content from accelerators order by name",
    "select article_id from changed_articles",
)
"""Everything but times."""

BY_PATH = (
    "select path, title, published, agency, source, byline, section, language, url, word_count, "
    "sha256, rules, extra, given, text from articles order by path",
    'select path, kind, value, start, "end", rule, confidence, shown from facts '
    'join articles on articles.id = article_id order by path, start, "end", kind, value, rule',
    "select path, facet, value from article_facets join articles on articles.id = article_id "
    "order by path, facet, value",
    "select distinct facet, value from facet_values order by facet, value",
    "select value, geonameid from facet_places join facet_values on facet_values.id = value_id "
    "join places on places.id = place_id order by value",
    "select a.path, b.path from reprints as one join reprints as other using (story_id) "
    "join articles as a on a.id = one.article_id join articles as b on b.id = other.article_id "
    "order by 1, 2",
    "select hash, path from sketches join articles on articles.id = article_id order by 1, 2",
    "select path, reason from rejects order by path",
    "select path, size, sha256, outside, columns, articles, rejected from files order by path",
    "select term, doc, cnt from temp.terms order by term",
)
"""Everything that does not depend on the order of runs."""


def content(
    database: str | Path, queries: tuple[str, ...] = BY_ID
) -> list[list[tuple[object, ...]]]:
    """Return everything in a corpus, once it is found sound."""
    connection = sqlite3.connect(database)
    try:
        assert connection.execute("pragma integrity_check").fetchall() == [("ok",)]
        for index in ("articles_fts", "quotes_fts"):
            connection.execute(f"insert into {index} ({index}, rank) values ('integrity-check', 1)")
        connection.rollback()
        connection.execute(
            "create virtual table temp.terms using fts5vocab(main, articles_fts, row)"
        )
        return [connection.execute(query).fetchall() for query in queries]
    finally:
        connection.close()
