"""Load with Dateline, in the process that is measured: no more is imported than `ingest.py` does.

Its worker processes import this module too.
"""

from __future__ import annotations

import json
import resource
import sqlite3
import sys
import time
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any
from unittest import mock

from dateline.ingest import main


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


ARTICLES = ("insert into articles (", "insert into articles_fts (rowid", " on articles (")
"""What marks a statement that stores articles, indexes their words, or makes an index of theirs."""


class Timed(sqlite3.Connection):
    """A connection that counts what the statements on articles and their index take."""

    spent = 0.0

    def execute(self, sql: str, *given: Any) -> sqlite3.Cursor:
        """Run a statement, by the clock where it is one of these."""
        return self._timed(super().execute, sql, *given)

    def executemany(self, sql: str, rows: Iterable[Any]) -> sqlite3.Cursor:
        """Run a statement for each row; to make the rows counts too, as it does for bare FTS5."""
        return self._timed(super().executemany, sql, rows)

    @staticmethod
    def _timed(run: Callable[..., sqlite3.Cursor], sql: str, *given: Any) -> sqlite3.Cursor:
        started = time.process_time()
        cursor = run(sql, *given)
        if any(mark in sql for mark in ARTICLES):
            Timed.spent += time.process_time() - started
        return cursor


def without_facts(articles: str, db: str) -> dict[str, float]:
    """Load titles, dates and texts, but read no other facts; tell what the parts take."""
    import dateline.reading
    import dateline.workers
    from dateline.facts import extract

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
        mock.patch("sqlite3.connect", partial(sqlite3.connect, factory=Timed)),
    ):
        assert main([articles, "--db", db, "--quiet", "--workers", "1"]) == 0
    spent["storing"] = time.process_time() - started - spent["reading"]
    return {**spent, "tables": Timed.spent}


if __name__ == "__main__":
    print(json.dumps({"whole": whole, "without-facts": without_facts}[sys.argv[1]](*sys.argv[2:])))
