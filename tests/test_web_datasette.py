"""Tests for Datasette's own pages: those of a corpus explain it, all others are as they were."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from datasette.plugins import pm
from web_corpus import DATASETTE_1, SCHEMA, build, serve

from dateline import corpus as write_side
from dateline.web import corpora, descriptions


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("own") / "corpus.db")


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a database with the tables of a corpus that was never marked as one."""
    path = tmp_path_factory.mktemp("other") / "other.db"
    connection = sqlite3.connect(path)
    connection.executescript(SCHEMA.read_text(encoding="utf-8"))
    connection.execute(
        "insert into articles (path, text, word_count, sha256, rules, agency)"
        " values ('a', 'b', 1, '', 1, 'AP')"
    )
    connection.commit()
    connection.close()
    return path


def test_both_sides_agree_on_what_a_corpus_is() -> None:
    """The pages look for the mark that the loader sets, and read the version that it writes."""
    assert corpora.APPLICATION_ID == write_side.APPLICATION_ID
    assert corpora.SCHEMA_VERSION == write_side.SCHEMA_VERSION


def test_every_table_and_column_is_described(corpus: Path) -> None:
    """The comments of schema.sql are found for all tables and columns of a corpus."""
    connection = sqlite3.connect(corpus)
    described = descriptions.metadata()["tables"]
    names = "select name from sqlite_master where type in ('table', 'view') and sql not null"
    for (table,) in connection.execute(names).fetchall():
        if table.startswith(("articles_fts_", "quotes_fts_", "facet_values_fts_", "sqlite_")):
            continue  # FTS5's and SQLite's own
        assert described[table]["description"], table
        columns = {row[1] for row in connection.execute(f"pragma table_info({table})")}
        # A union, whose columns article_facets describes, and FTS5's own columns.
        if table not in ("facet_definitions", "articles_vocab", "articles_instances"):
            assert described[table]["columns"].keys() == columns, table
    connection.close()
    assert descriptions.OPTIONS.keys() <= described.keys()


async def test_table_page_explains_itself(corpus: Path) -> None:
    """Descriptions, facets and order of the table of articles come without any configuration."""
    response = await serve(corpus).client.get("/corpus/articles")
    page = BeautifulSoup(response.text, "html.parser")
    text = page.get_text()
    assert "One row for each article" in text
    assert "The headline; NULL where the text has none" in text
    assert "sorted by published descending" in text
    assert "Suggested facets" not in text
    assert "agency" in page.select_one(".facet-results").get_text()
    assert "/corpus/-/search" in response.text


async def test_database_page_explains_itself(corpus: Path) -> None:
    """The corpus's page describes it, hides internals and leads to the search."""
    response = await serve(corpus).client.get("/corpus")
    assert "Made by Dateline" in response.text
    assert 'href="/corpus/-/search"' in response.text
    shown = (await serve(corpus).client.get("/corpus.json")).json()["tables"]
    hidden = {table["name"] for table in shown if table["hidden"]}
    assert {"facet_values", "facet_postings", "files"} <= hidden
    assert not {"articles", "facts", "people", "rejects"} & hidden


async def test_words_of_the_user_win(corpus: Path) -> None:
    """Titles, descriptions, facets and order that the user states replace ours, and only those."""
    metadata = {
        "databases": {
            "corpus": {
                "title": "The archive",
                "tables": {
                    "articles": {"description": "Mine.", "columns": {"title": "My column."}}
                },
            }
        }
    }
    config = {"databases": {"corpus": {"tables": {"articles": {"sort": "id"}}}}}
    if not DATASETTE_1:
        metadata["databases"]["corpus"]["tables"]["articles"]["sort"] = "id"
        config = None
    datasette = serve(corpus, metadata=metadata, config=config)
    text = (await datasette.client.get("/corpus/articles")).text
    assert "Mine." in text
    assert "My column." in text
    assert "One row for each article" not in text
    assert "The news agency the story is from" in text
    home = BeautifulSoup((await datasette.client.get("/")).text, "html.parser")
    assert home.select_one(".masthead .name").get_text() == "The archive"
    again = await serve(corpus).client.get("/corpus/articles")
    assert "One row for each article" in again.text, "one instance's words stay with it"


@pytest.mark.parametrize("url", ["/", "/other", "/other/articles", "/other/articles/1"])
async def test_other_databases_are_untouched(other: Path, url: str) -> None:
    """Pages of what is not a corpus are, but for the clock, those of Datasette without us."""
    with_plugin = await serve(other).client.get(url)
    plugin = pm.unregister(name="dateline")
    try:
        without = await serve(other).client.get(url)
    finally:
        pm.register(plugin, name="dateline")
    took = re.compile(r"took [\d.]+ms")
    assert took.sub("", with_plugin.text) == took.sub("", without.text)
    assert with_plugin.headers.pop("x-content-type-options") == "nosniff"
    assert with_plugin.headers == without.headers


async def test_facets_are_suggested_beside_other_databases(corpus: Path, other: Path) -> None:
    """The setting that turns suggestions off for corpora stays on where others would lose it."""
    mixed, alone = serve(corpus, other), serve(corpus)
    await mixed.invoke_startup()
    await alone.invoke_startup()
    assert mixed.setting("suggest_facets") is True
    assert alone.setting("suggest_facets") is False


async def test_corpus_attached_later_is_found(corpus: Path, other: Path) -> None:
    """A corpus that is added while the server runs gets its pages and descriptions."""
    datasette = serve(other)
    assert (await datasette.client.get("/corpus/-/search")).status_code == 404
    await datasette.client.get("/other")
    from datasette.database import Database

    datasette.add_database(Database(datasette, path=str(corpus)))
    assert (await datasette.client.get("/corpus/-/search")).status_code == 200
    assert "One row for each article" in (await datasette.client.get("/corpus/articles")).text


async def test_other_version_says_what_to_do(tmp_path: Path) -> None:
    """A corpus of another version of the schema has no pages of ours, and is told how to get them."""
    path = build(tmp_path / "corpus.db")
    with sqlite3.connect(path) as connection:
        connection.execute("pragma user_version = 99")
    connection.close()
    said = f"made by another version of Dateline (schema 99, this one has {corpora.SCHEMA_VERSION}): load the articles into"
    for url in ("/corpus/-/search", "/corpus/-/search.json", "/corpus/-/article/1"):
        response = await serve(path).client.get(url)
        assert response.status_code == 404
        assert said in response.text
    home = await serve(path).client.get("/")
    assert home.status_code == 200
    assert "content-security-policy" not in home.headers, "Datasette's own index"
    assert "/-/search" not in home.text
    beside = await serve(path, build(tmp_path / "second.db")).client.get("/")
    assert 'action="/second/-/search"' in beside.text
    assert 'href="/corpus"' in beside.text


async def test_plugin_is_installed(corpus: Path) -> None:
    """Datasette loads the plugin by its entry point, with templates and static files."""
    client = serve(corpus).client
    plugins = (await client.get("/-/plugins.json")).json()
    plugins = plugins if isinstance(plugins, list) else plugins["plugins"]
    (plugin,) = [plugin for plugin in plugins if plugin["name"] == "dateline"]
    assert plugin["static"] is True
    assert plugin["templates"] is True
    css = await client.get("/-/static-plugins/dateline/dateline.css")
    assert css.headers["content-type"].startswith("text/css")
