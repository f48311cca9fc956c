"""`sqlite-utils insert` and `enable-fts`, served by stock Datasette: the commands a user types."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from itertools import zip_longest
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import measuring
from engine import FACETS, PAGE, TOP, Engine, Facets, Inputs
from measuring import Cost
from page import WITHOUT_PLUGINS, Server, serving, wait_for
from questions import Question

SQLITE_UTILS = [sys.executable, "-m", "sqlite_utils"]

SINGLE = ("year", "month", "agency", "source", "section", "language")
"""Facets of one value, which are plain columns; the others are lists."""

ANSWER_SECONDS = 600

SETTINGS = {
    "suggest_facets": "off",
    "sql_time_limit_ms": 60_000,
    "facet_time_limit_ms": 60_000,
    "default_facet_size": TOP,
}
"""Suggesting facets takes most of a page's time, and the limits of the default, 1,000 and 200 ms,
leave out what takes longer: without them every answer is whole."""


class Datasette(Engine):
    """The table page: unranked, without snippets, a facet for each column."""

    name = "sqlite-utils + Datasette"

    @property
    def db(self) -> Path:
        """The database with the facets as columns of lists."""
        return self.folder / "stock.db"

    def load(self, inputs: Inputs) -> Cost:
        """Insert and index the texts."""
        self.db.unlink(missing_ok=True)
        texts = self.folder / "texts.db"
        cost = commands(inputs.articles, texts)
        self._bytes = measuring.size(texts)
        texts.unlink()
        return cost

    def add_facets(self, inputs: Inputs) -> Cost:
        """Insert and index again, with the facets as lists in columns of their own."""
        merged = self.folder / "with-facets.jsonl"
        with (
            merged.open("w", encoding="utf-8") as out,
            inputs.articles.open(encoding="utf-8") as articles,
            inputs.facets.open(encoding="utf-8") as facets,
        ):
            for article, found in zip_longest(articles, facets):
                values = json.loads(found)["facets"]
                columns = {f"facet_{facet}": column(facet, values) for facet in FACETS}
                out.write(json.dumps({**json.loads(article), **columns}) + "\n")
        cost = commands(merged, self.db)
        merged.unlink()
        return cost

    def bytes(self) -> int:
        """Return the size of the database of the texts, then of that with the facets."""
        return measuring.size(self.db) if self.db.exists() else self._bytes

    @contextmanager
    def opened(self) -> Iterator[None]:
        """Serve the database without any plugin."""
        settings = [
            word for name, value in SETTINGS.items() for word in ("--setting", name, str(value))
        ]
        with serving(self.db, WITHOUT_PLUGINS, address, *settings) as server:
            wait_for(server)
            self._server = server
            yield

    def ask(self, question: Question, facets: bool) -> int | None:
        """Ask for the JSON of the table page."""
        answer = answered(self._server, question, "facets" if facets else "")
        self.failures = self._server.failures
        if answer is None:
            return None
        return int(answer.get("filtered_table_rows_count", answer.get("count", 0)))

    def cpu(self) -> float:
        """Return the server's processor time."""
        return self._server.cpu_ms() / 1000


def answered(server: Server, question: Question, suffix: str) -> dict[str, Any] | None:
    """Return a server's JSON, None where it fails, which the server's `failures` then tell.

    Each connection is new, since a server closes it while others are asked.
    """
    http = HTTPConnection("127.0.0.1", server.port, timeout=ANSWER_SECONDS)
    failed = len(server.failures)
    body = server.get(http, question, suffix)
    http.close()
    if len(server.failures) > failed:
        return None
    answer: dict[str, Any] = json.loads(body)
    return answer


def column(facet: str, values: Facets) -> str | list[str] | None:
    """Return what stands in the column of a facet."""
    found = values.get(facet, [])
    return found if facet not in SINGLE else found[0] if found else None


def commands(records: Path, db: Path) -> Cost:
    """Run the two commands."""
    db.unlink(missing_ok=True)
    insert = ["insert", db, "articles", records, "--nl", "--pk", "id", "--alter"]
    index = ["enable-fts", db, "articles", "title", "text", "--tokenize", "porter"]
    return measuring.run([*SQLITE_UTILS, *insert]) + measuring.run([*SQLITE_UTILS, *index])


def address(question: Question, facets: str) -> str:
    """Return the address of the table page that answers *question*."""
    pairs = [("_size", str(PAGE)), ("_extra", "count,facet_results")]
    if question.words:
        pairs += [("_search", question.fts5), ("_searchmode", "raw")]
    else:
        pairs += [("_sort_desc", "published")]
    if question.facet:
        facet, value = question.facet
        test = "exact" if facet in SINGLE else "arraycontains"
        pairs.append((f"facet_{facet}__{test}", value))
    if facets:
        pairs += [
            ("_facet" if facet in SINGLE else "_facet_array", f"facet_{facet}") for facet in FACETS
        ]
    return f"/stock/articles.json?{urlencode(pairs)}"
