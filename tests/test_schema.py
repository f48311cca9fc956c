"""Tests of schema.sql: what may be relied on is there, and every column has its comment."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys

import pytest

from dateline.corpus import APPLICATION_ID, SCHEMA_VERSION, schema_statements
from dateline.web.descriptions import metadata
from tests.conftest import ROOT

RELIED_ON = {
    "articles": "id path title text published agency source byline section language url word_count sha256 extra",
    "articles_fts": "title text",
    "facts": "id article_id kind value start end rule confidence shown entity_id",
    "people": "id name merged_into",
    "person_forms": "person_id form articles",
    "places": "id name country admin1 latitude longitude geonameid",
    "quotes": "id article_id text speaker person_id verb start end rule confidence",
    "quotes_fts": "text speaker",
    "article_facets": "article_id facet value",
    "rejects": "path reason at",
}  # fmt: skip


@pytest.fixture(scope="module")
def empty() -> sqlite3.Connection:
    """Return a database with the schema and nothing in it."""
    connection = sqlite3.connect(":memory:")
    for statement in schema_statements():
        connection.execute(statement)
    return connection


@pytest.mark.parametrize("table", RELIED_ON)
def test_columns_that_may_be_relied_on(table: str, empty: sqlite3.Connection) -> None:
    """The public tables have their columns."""
    columns = {row[0] for row in empty.execute(f"select name from pragma_table_info('{table}')")}
    assert set(RELIED_ON[table].split()) <= columns


def test_every_table_and_column_has_a_comment(empty: sqlite3.Connection) -> None:
    """What a table holds stands in schema.sql, and from there on Datasette's pages."""
    described = metadata()["tables"]
    tables = empty.execute(
        "select name from pragma_table_list where schema = 'main' and type in ('table', 'view', "
        "'virtual') and name not like 'sqlite%'"
    ).fetchall()
    for (table,) in tables:
        assert described[table]["description"], table
        if table in ("facet_definitions", "articles_vocab", "articles_instances"):
            continue
        for (column,) in empty.execute(f"select name from pragma_table_info('{table}')"):
            assert described[table]["columns"].get(column), f"{table}.{column}"


def test_quotations_are_the_words_of_their_article(empty: sqlite3.Connection) -> None:
    """Whoever adds, moves or drops them by SQL, or the article: the index follows."""

    def found() -> list[tuple[str, str]]:
        words = "select rowid from quotes_fts where quotes_fts match 'go OR stay'"
        empty.execute("insert into quotes_fts (quotes_fts, rank) values ('integrity-check', 1)")
        return empty.execute(f"select text, rule from quotes where id in ({words})").fetchall()

    empty.execute(
        "insert into articles (path, text, word_count, sha256, rules)"
        " values ('a.txt', 'Émile said: “We go.”', 4, '', 1)"
    )
    empty.execute(
        'insert into quotes (article_id, start, "end", rule, confidence) values (1, 13, 18, ?, 1)',
        ("quote.mine",),
    )
    assert found() == [("We go", "quote.mine")]
    empty.execute('update quotations set "end" = 15')
    assert found() == []
    empty.execute('update quotations set "end" = 20')
    empty.execute("update articles set text = 'Émile said: “We stay.”'")
    assert found() == [("We stay", "quote.mine")]
    empty.execute("delete from articles")
    assert found() == empty.execute("select id from quotations").fetchall() == []


def test_the_stock_shell_reads_the_schema() -> None:
    """schema.sql is plain SQL, and a corpus asks for nothing of ours."""
    if not shutil.which("sqlite3"):
        pytest.skip("needs the sqlite3 shell")
    source = (ROOT / "dateline/schema.sql").read_bytes()
    subprocess.run(["sqlite3", "-bail", ":memory:"], input=source, check=True)
    query = "select count(*) from articles_fts where articles_fts match 'asylum'"
    line = ["sqlite3", "-readonly", str(ROOT / "corpus.db"), query]
    assert subprocess.run(line, capture_output=True, text=True, check=True).stdout == "2\n"


def test_the_committed_corpus_is_marked_as_ours() -> None:
    """application_id and user_version tell a corpus from any other file."""
    connection = sqlite3.connect(f"file:{ROOT / 'corpus.db'}?mode=ro", uri=True)
    assert connection.execute("pragma application_id").fetchone() == (APPLICATION_ID,)
    assert connection.execute("pragma user_version").fetchone() == (SCHEMA_VERSION,)
    assert connection.execute("pragma journal_mode").fetchone() == ("delete",)
    connection.close()


def test_the_schema_page_is_up_to_date() -> None:
    """docs/schema.md is made from the comments."""
    line = [sys.executable, "tools/schema_docs.py", "--check"]
    assert subprocess.run(line, cwd=ROOT, check=False).returncode == 0
