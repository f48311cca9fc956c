"""A corpus in memory, straight through the schema: for tests of the read side."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterable, Mapping
from importlib import resources
from typing import Any

COLUMNS = ("title", "text", "published", "agency", "source", "byline", "section", "language", "url")

INSERT_ARTICLE = f"""
insert into articles (id, path, {", ".join(COLUMNS)}, word_count, sha256, rules)
values (:id, :path, {", ".join(":" + column for column in COLUMNS)}, 1, '', 1)
"""

FILL_FACETS = """
insert into facet_values (facet, value) select distinct facet, value from facet_definitions;
insert into facet_postings
select distinct facet_values.id, facet_definitions.article_id
from facet_definitions join facet_values using (facet, value);
"""


def corpus(articles: Iterable[Mapping[str, Any]]) -> sqlite3.Connection:
    """Make a corpus of articles with ids from 1.

    Beside the columns an article may have ``facts`` ({kind: values}), ``forms`` ({name: forms}),
    ``quotes`` (words, added to its text if they are not in it) and ``spans`` ((kind, start, end) of evidence in the header).
    """
    connection = sqlite3.connect(":memory:")
    schema = resources.files("dateline").joinpath("schema.sql").read_text("utf-8")
    connection.executescript(schema)
    for number, article in enumerate(articles, 1):
        row = dict.fromkeys(COLUMNS) | {"text": ""} | dict(article)
        said = (quote for quote in article.get("quotes", ()) if quote not in row["text"])
        row["text"] += "".join(f"\n“{quote}”" for quote in said)
        connection.execute(INSERT_ARTICLE, {"id": number, "path": f"{number}.txt", **row})
        for kind, values in article.get("facts", {}).items():
            for value in values:
                _insert_fact(connection, number, kind, value)
        for kind, start, end in article.get("spans", ()):
            _insert_fact(connection, number, kind, row["text"][start:end], start, end)
        if row["published"]:
            _insert_fact(connection, number, "published", row["published"])
        for quote in article.get("quotes", ()):
            start = row["text"].index(quote)
            connection.execute(
                "insert into quotes (article_id, start, end, rule, confidence)"
                " values (?, ?, ?, 'quotes', 1)",
                (number, start, start + len(quote)),
            )
        for name, forms in article.get("forms", {}).items():
            connection.executemany(
                "insert or ignore into person_forms values (?, ?, 1)",
                [(_person(connection, name), form) for form in forms],
            )
    connection.executescript(FILL_FACETS)
    return connection


def _insert_fact(
    connection: sqlite3.Connection,
    article: int,
    kind: str,
    value: str,
    start: int = 0,
    end: int = 0,
) -> None:
    entity = _person(connection, value) if kind == "person" else None
    connection.execute(
        'insert into facts (article_id, kind, value, start, "end", rule, confidence, shown,'
        " entity_id) values (?, ?, ?, ?, ?, ?, 1, 1, ?)",
        (article, kind, value, start, end, f"{kind}.test", entity),
    )


def _person(connection: sqlite3.Connection, name: str) -> int:
    row = connection.execute("select id from people where name = ?", (name,)).fetchone()
    if row is None:
        row = (name, name.lower(), name.lower())
        insert = "insert into people (name, folded, ends) values (?, ?, ?)"
        return connection.execute(insert, row).lastrowid or 0
    return int(row[0])


WORDS = (
    "caravan",
    "border",
    "troops",
    "asylum",
    "migrant",
    "river",
    "budget",
    "oil",
    "grain",
    "vote",
)
COUNTRIES = ("Mexico", "Honduras", "Guatemala", "Cuba")
PEOPLE = ("Denis Contreras", "Ana Ruiz", "José Peña", "Mary O'Neill")


def generated(size: int, seed: int) -> list[dict[str, Any]]:
    """Make *size* articles by chance, the same ones for the same *seed*."""
    chance = random.Random(seed)

    def some(values: Iterable[str]) -> list[str]:
        return [value for value in values if chance.random() < 0.3]

    return [
        {
            "title": chance.choice([None, " ".join(chance.choices(WORDS, k=3))]),
            "text": " ".join(chance.choices(WORDS, k=chance.randint(1, 12))),
            "published": chance.choice([None, "2018", "2018-10", "2018-10-25", "2019-01-02"]),
            "agency": chance.choice([None, "AP", "Reuters"]),
            "section": chance.choice([None, "world", "business"]),
            "facts": {"country": some(COUNTRIES), "person": some(PEOPLE)},
        }
        for _ in range(size)
    ]
