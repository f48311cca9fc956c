"""Dateline: `ingest.py` in a process of its own, and `dateline.search.search`."""

from __future__ import annotations

import json
import resource
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from unittest import mock

import measuring
from engine import FACETS, PAGE, Engine, Facets, Inputs
from measuring import Cost
from questions import Question

import dateline.reading
import dateline.search
import dateline.workers
from dateline.facets import FacetLists
from dateline.facts import extract
from dateline.ingest import main

EXPORTED = """
select article_id, facet, value from article_facets
where article_id between ? and ? order by article_id
"""
EXPORTED_AT_ONCE = 5_000

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
        return measuring.run([sys.executable, __file__, "whole", inputs.articles, self.db])

    def load_without_facts(self, inputs: Inputs) -> dict[str, float]:
        """Load with the readers of facts left out; return the processor seconds of the parts."""
        db = self.folder / "without-facts.db"
        db.unlink(missing_ok=True)
        cost = measuring.run([sys.executable, __file__, "without-facts", inputs.articles, db])
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


# -- in the process that is measured ---------------------------------------------------------------


def whole(articles: str, db: str) -> dict[str, float]:
    """Load as the command does; tell the writer's processor seconds from the readers'."""
    assert main([articles, "--db", db, "--quiet"]) == 0
    own, readers = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return {
        "writer": own.ru_utime + own.ru_stime,
        "readers": readers.ru_utime + readers.ru_stime,
    }


def bare(articles: str, db: str) -> dict[str, float]:
    """Load titles, dates and texts, but read no other facts; tell reading from storing."""
    spent = {"reading": 0.0, "storing": 0.0}
    read = dateline.workers.read

    def timed(record: object) -> object:
        started = time.process_time()
        reading = read(record)
        spent["reading"] += time.process_time() - started
        return reading

    needed = {name: extract.EXTRACTORS[name] for name in ("title", "published")}
    started = time.process_time()
    with (
        mock.patch.object(extract, "extractors", lambda: needed),
        mock.patch.object(dateline.reading, "quotes", lambda *_: ()),
        mock.patch.object(dateline.reading, "guess_language", lambda _: None),
        mock.patch.object(dateline.workers, "read", timed),
    ):
        assert main([articles, "--db", db, "--quiet", "--workers", "1"]) == 0
    spent["storing"] = time.process_time() - started - spent["reading"]
    return spent


if __name__ == "__main__":
    print(json.dumps({"whole": whole, "without-facts": bare}[sys.argv[1]](*sys.argv[2:])))
