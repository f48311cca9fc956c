"""Dateline: `ingest.py` in a process of its own, and `dateline.search.search`."""

from __future__ import annotations

import json
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path

import measuring
from engine import FACETS, PAGE, Engine, Facets, Inputs
from measuring import Cost
from questions import Question

import dateline.search
from dateline.facets import FacetLists

EXPORTED = """
select article_id, facet, value from article_facets
where article_id between ? and ? order by article_id
"""
EXPORTED_AT_ONCE = 5_000

LOADER = Path(__file__).with_name("ours_loading.py")

DATABASE = "corpus.db"
"""Datasette's address of a database is its file's name."""


class Dateline(Engine):
    """All facts are read out of the texts, and all facets counted."""

    name = "Dateline"
    most = 10_000_000

    @property
    def db(self) -> Path:
        """The corpus."""
        return self.folder / DATABASE

    def load(self, inputs: Inputs) -> Cost:
        """Run the command; it says on its last line which process took what."""
        self.db.unlink(missing_ok=True)
        return measuring.run([sys.executable, LOADER, "whole", inputs.articles, self.db])

    def load_without_facts(self, inputs: Inputs) -> dict[str, float]:
        """Load with the readers of facts left out; return the processor seconds of the parts."""
        db = self.folder / "without-facts.db"
        db.unlink(missing_ok=True)
        cost = measuring.run([sys.executable, LOADER, "without-facts", inputs.articles, db])
        told: dict[str, float] = json.loads(cost.said.splitlines()[-1])
        told["bytes"] = measuring.size(db)
        db.unlink()
        return told

    def add_facets(self, inputs: Inputs) -> Cost:
        """Write what it found for the others to load; nothing of it counts."""
        with inputs.facets.open("w", encoding="utf-8") as stream:
            for key, facets in exported(self.db):
                line = json.dumps({"id": key, "facets": facets}, ensure_ascii=False)
                stream.write(line + "\n")
        return Cost(0, 0, 0)

    def bytes(self) -> int:
        """Return the size of the one file."""
        return measuring.size(self.db)

    @contextmanager
    def opened(self) -> Iterator[None]:
        """Open the file as any reader does."""
        self._connection = sqlite3.connect(f"file:{self.db}?mode=ro", uri=True)
        yield
        self._connection.close()

    def ask(self, question: Question, facets: bool) -> int:
        """Search; without facets nothing is counted, by facet or by date."""
        if not facets:
            with without_facets():
                return self.ask(question, True)
        filters = {question.facet[0]: [question.facet[1]]} if question.facet else {}
        request = dateline.search.Search(q=question.fts5, filters=filters, size=PAGE)
        return dateline.search.search(self._connection, request).strict_total


@contextmanager
def without_facets() -> Iterator[None]:
    """Count no facets: no caller of search leaves them out, so it is done from outside."""
    module = dateline.search
    kept = module._facets, module.dates
    module._facets, module.dates = (lambda *_: (FacetLists(), True)), (lambda *_: {})
    try:
        yield
    finally:
        module._facets, module.dates = kept


def exported(db: Path) -> Iterator[tuple[int, Facets]]:
    """Yield each article with its facets, in order."""
    connection = sqlite3.connect(f"file:{db}?mode=ro", uri=True)
    (last,) = connection.execute("select max(id) from articles").fetchone()
    for first in range(1, last + 1, EXPORTED_AT_ONCE):
        rows = connection.execute(EXPORTED, (first, first + EXPORTED_AT_ONCE - 1))
        for key, group in groupby(rows, key=lambda row: row[0]):
            facets: Facets = {}
            for _, facet, value in group:
                if facet in FACETS:
                    facets.setdefault(facet, []).append(value)
            yield key, facets
