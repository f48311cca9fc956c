"""Bare FTS5: the least that SQLite can do to load and search, and stock SQL for facets."""

from __future__ import annotations

import json
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import measuring
from engine import PAGE, TOP, Engine, Inputs
from measuring import Cost
from questions import TOKENIZER, Question

COLUMNS = ("id", "title", "text", "published", "source", "section")

SCHEMA = f"""
create table articles (id integer primary key, title, text, published, source, section);
create virtual table articles_fts using fts5 (
    title, text, content='articles', content_rowid='id', tokenize='{TOKENIZER}');
"""

LOAD = "insert into articles values (:id, :title, :text, :published, :source, :section)"

INDEX = "insert into articles_fts (rowid, title, text) select id, title, text from articles"

FACETS = """
create table facet_values (value_id integer primary key, facet, value, unique (facet, value));
create table article_facets (
    article_id integer, value_id integer, primary key (article_id, value_id)) without rowid;
"""

FACET_INDEXES = """
create index article_facets_value on article_facets (value_id, article_id);
create index articles_published on articles (published);
"""

MATCHING = "select rowid from articles_fts where articles_fts match :q"

HAVING = """
(select article_id from article_facets join facet_values using (value_id)
    where facet = :facet and value = :value)
"""

BEST = " order by bm25(articles_fts) limit :page"

SNIPPETS = """
select rowid, snippet(articles_fts, 1, char(2), char(3), '…', 40) from articles_fts
where articles_fts match :q and rowid in (select value from json_each(:ids))
"""

NEWEST = "select id, substr(text, 1, 300) from articles order by published desc limit :page"

COUNTS = """
with counts as (
    select value_id, count(*) as articles from article_facets
    {among} group by value_id
), places as (
    select facet, value, articles,
        row_number() over (partition by facet order by articles desc, value) as place
    from counts join facet_values using (value_id)
)
select facet, value, articles from places where place <= :top
"""


class BareFts5(Engine):
    """One table, one index of its words, one of its facets."""

    name = "bare FTS5"
    most = 10_000_000

    @property
    def db(self) -> Path:
        """The database."""
        return self.folder / "bare.db"

    def load(self, inputs: Inputs) -> Cost:
        """Load in a process of its own."""
        self.db.unlink(missing_ok=True)
        return measuring.run([sys.executable, __file__, "texts", inputs.articles, self.db])

    def add_facets(self, inputs: Inputs) -> Cost:
        """Add the tables of facets to the same database."""
        return measuring.run([sys.executable, __file__, "facets", inputs.facets, self.db])

    def bytes(self) -> int:
        """Return the size of the one file."""
        return measuring.size(self.db)

    @contextmanager
    def opened(self) -> Iterator[None]:
        """Open the file."""
        self._connection = sqlite3.connect(f"file:{self.db}?mode=ro", uri=True)
        yield
        self._connection.close()

    def ask(self, question: Question, facets: bool) -> int:
        """Ask for the total, the best ids, their snippets, and the counts."""
        facet, value = question.facet or (None, None)
        given = {"q": question.fts5, "facet": facet, "value": value, "page": PAGE, "top": TOP}
        if not question.words:
            total = self._all("select count(*) from articles", {})[0][0]
            self._all(NEWEST, given)
            if facets:
                self._all(COUNTS.format(among=""), given)
            return int(total)
        matching = MATCHING + (f" and rowid in {HAVING}" if facet else "")
        total = self._all(f"select count(*) from ({matching})", given)[0][0]  # noqa: S608
        ids = [row[0] for row in self._all(matching + BEST, given)]
        self._all(SNIPPETS, {**given, "ids": json.dumps(ids)})
        if facets:
            self._all(COUNTS.format(among=f"where article_id in ({matching})"), given)
        return int(total)

    def _all(self, query: str, given: dict[str, Any]) -> list[Any]:
        return self._connection.execute(query, given).fetchall()


# -- in the process that is measured ---------------------------------------------------------------


def records(file: str) -> Iterator[dict[str, Any]]:
    """Yield the records of a file of JSON Lines."""
    with Path(file).open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def connect(db: str) -> sqlite3.Connection:
    """Open a database that is thrown away where loading fails."""
    connection = sqlite3.connect(db, isolation_level=None)
    connection.executescript("pragma journal_mode = off; pragma synchronous = off")
    connection.execute("pragma cache_size = -65536")
    return connection


def texts(file: str, db: str) -> dict[str, float]:
    """Load the texts, then index them in one statement."""
    connection = connect(db)
    connection.executescript(SCHEMA)
    connection.execute("begin")
    started = time.process_time()
    empty = dict.fromkeys(COLUMNS)
    connection.executemany(LOAD, ({**empty, **record} for record in records(file)))
    stored = time.process_time()
    connection.execute(INDEX)
    connection.execute("commit")
    return {"storing": stored - started, "indexing": time.process_time() - stored}


def facets(file: str, db: str) -> dict[str, float]:
    """Load the facets, each value once."""
    connection = connect(db)
    connection.executescript(FACETS)
    connection.execute("begin")
    started = time.process_time()
    numbers: dict[tuple[str, str], int] = {}
    connection.executemany(
        "insert into article_facets values (?, ?)",
        (
            (record["id"], number)
            for record in records(file)
            for number in sorted(
                numbers.setdefault((facet, value), len(numbers) + 1)
                for facet, values in record["facets"].items()
                for value in values
            )
        ),
    )
    connection.executemany(
        "insert into facet_values values (?, ?, ?)",
        ((number, *pair) for pair, number in numbers.items()),
    )
    connection.execute("commit")
    connection.executescript(FACET_INDEXES)
    connection.execute("analyze")
    return {"facets": time.process_time() - started}


if __name__ == "__main__":
    print(json.dumps({"texts": texts, "facets": facets}[sys.argv[1]](*sys.argv[2:])))
