"""One run, one transaction: what is there already, what changes, what is remembered of the inputs.

Whoever reads meanwhile sees the corpus from before or after; a killed run leaves it as it was.
The accelerators of a large corpus alone come in a second one, after a small run.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from datetime import datetime, timezone
from typing import Any, NamedTuple

from sqlite_utils import Database

from dateline import corpus, refreshing, reprints
from dateline.article import Reading, Record, Reject
from dateline.facts.extract import RULES_VERSION
from dateline.rows import ONE_PIECE, Rows

FLUSH_ARTICLES = 500
FLUSH_CHARACTERS = 2_000_000
"""Readings held before they are written: what bounds memory, and amortises the statements."""

TRIGGERS = """
select name from sqlite_master where type = 'trigger'
and (tbl_name in ('articles', 'quotations', 'facet_postings') or name = 'facet_values_ai')
"""
"""What the store does itself, in bulk: a trigger for each row costs twice the time."""

IN_FILE = """
(path = :path or path >= :path || '!' and path < :path || '"'
    or path >= :path || '#' and path < :path || '$')
"""
"""A file's own path, its members' and its records': ``"`` and ``$`` follow ``!`` and ``#``."""

IN_FOLDER = "path >= :path || '/' and path < :path || '0'"

KNOWN_FILES = """
select path, size, mtime_ns, sha256, outside, columns, articles, rejected from files
where path in (select value from json_each(:paths))
"""

# An article's file ends at the first ! or #, which names of files don't have.
OVERFULL = """
select path from files join (
    select substr(path, 1, min(instr(path || '!', '!'), instr(path || '#', '#')) - 1) as file,
        count(*) as number
    from articles group by 1
) on file = path where number > files.articles
"""

DROP_FROM_FILE = """
update files set articles = articles - :number
where path = substr(:path, 1, min(instr(:path || '!', '!'), instr(:path || '#', '#')) - 1)
"""

PUT_FILE = """
insert or replace into files (path, size, mtime_ns, sha256, outside, columns, articles, rejected)
values (?, ?, ?, ?, ?, ?, ?, ?)
"""

NEXT_RECORD = """
select id, path, text, extra, sha256, (
    select json_group_object(key, coalesce(stated.value, case key
        when 'title' then title when 'published' then published when 'byline' then byline
        when 'agency' then agency when 'source' then source when 'section' then section
        when 'url' then url when 'language' then language end
    )) from json_each(given) as stated
) from articles where id > :last order by id limit 1
"""


class FileRow(NamedTuple):
    """A row of ``files``: what the last run saw of an input."""

    path: str
    size: int
    mtime_ns: int
    sha256: str
    outside: int
    columns: str
    articles: int
    rejected: int


class Store:
    """A corpus open for loading. Nothing is written, not a byte, before the first change."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._connection = database.conn
        self._rows: Rows | None = None
        self._pending: list[Reading] = []
        self._pending_characters = 0
        self.empty = corpus.is_new(self._connection)
        """Whether there is no schema yet, and so nothing to ask for."""

    # What is there already

    def known_files(self, paths: list[str]) -> dict[str, FileRow]:
        """Return path → what is known of the files that were read before."""
        rows = self._all(KNOWN_FILES, paths=json.dumps(paths))
        return {row[0]: FileRow._make(row) for row in rows}

    def overfull(self) -> set[str]:
        """Return the files of which there are more articles than they held when they were read."""
        return {row[0] for row in self._all(OVERFULL)}

    def files(self) -> list[tuple[str, int]]:
        """Return each file that was read, and whether it lay outside."""
        return self._all("select path, outside from files order by path")

    def sha256(self, path: str) -> str | None:
        """Return the hash of an article's source; None if there is no such article."""
        rows = self._all("select sha256 from articles where path = :path", path=path)
        return rows[0][0] if rows else None

    def rejects(self, file: str) -> list[Reject]:
        """Return what was rejected of a file."""
        query = f"select path, reason from rejects where {IN_FILE} order by rowid"  # noqa: S608
        return [Reject(*row) for row in self._all(query, path=file)]

    def paths(self, file: str, *, folder: bool = False) -> set[str]:
        """Return the paths of the articles of a file, or of everything in a folder too."""
        where = f"{IN_FILE} or {IN_FOLDER}" if folder else IN_FILE
        query = f"select path from articles where {where}"  # noqa: S608
        return {row[0] for row in self._all(query, path=file)}

    def number(self, *, older: bool = False) -> int:
        """Return how many articles there are, or how many were read by older rules."""
        self._flush()
        where = "where rules < :rules" if older else ""
        rows = self._all(f"select count(*) from articles {where}", rules=RULES_VERSION)  # noqa: S608
        return int(rows[0][0]) if rows else 0

    def records(self) -> Iterator[Record]:
        """Yield every article as a record again, from its stored text and given values.

        The transaction begins here: what another run changes meanwhile would be put back.
        """
        if not self.empty:
            self._begin()
        last = 0
        while rows := self._all(NEXT_RECORD, last=last):
            last, path, text, extra, sha256, given = rows[0]
            yield Record(path, text, json.loads(given), json.loads(extra), sha256)

    # What changes

    def start_over(self) -> None:
        """Drop all that was derived, as every article is about to be put again."""
        if not self.empty:
            self._begin().start_over()

    def put(self, reading: Reading) -> None:
        """Add an article, or replace the one that stands under its path."""
        self._pending.append(reading)
        self._pending_characters += len(reading.article.text)
        full = self._pending_characters >= FLUSH_CHARACTERS
        if full or len(self._pending) >= FLUSH_ARTICLES:
            self._flush()

    def put_file(self, row: FileRow) -> None:
        """Remember a file as it is now."""
        self._begin()
        self._connection.execute(PUT_FILE, row)

    def touch(self, rows: list[FileRow]) -> None:
        """Take over the times of files whose content is the same, if anything else changed."""
        self._flush()
        if self._rows:
            self._connection.executemany(PUT_FILE, rows)

    def reject(self, reject: Reject) -> None:
        """Keep why an input could not be loaded, unless that is known already."""
        query = "select reason from rejects where path = :path"
        if self._all(query, path=reject.path) != [(reject.reason,)]:
            self._begin()
            at = datetime.now(timezone.utc).isoformat(timespec="seconds")
            row = {"path": reject.path, "reason": reject.reason, "at": at}
            self._database.table("rejects").upsert(row, pk="path")

    def drop(self, paths: set[str]) -> int:
        """Drop articles, their facts and their words in the index; return how many."""
        self._flush()
        return self._begin().drop(paths) if paths else 0

    def use_aliases(self, rows: list[tuple[str, str, str]]) -> None:
        """Take over who is who, unless that is known already."""
        self._flush()
        if sorted(self._all("select form, name, path from aliases")) != sorted(rows):
            self._begin().people.use_aliases(rows)

    def keep_rejects(self, root: str, kept: set[str]) -> None:
        """Forget what was rejected under a PATH in earlier runs and is no longer."""
        where = f"{IN_FILE} or {IN_FOLDER}" if root else "1"
        query = f"select path from rejects where {where}"  # noqa: S608
        gone = [(path,) for (path,) in self._all(query, path=root) if path not in kept]
        if gone:
            self._begin()
            self._connection.executemany("delete from rejects where path = ?", gone)

    def drop_from_file(self, path: str, number: int) -> None:
        """Remember that of the file of these articles, which stays, so many were dropped."""
        self._run(DROP_FROM_FILE, path=path, number=number)

    def drop_files(self, path: str) -> None:
        """Drop what is remembered of files, so that they are new when they come back."""
        if not self.empty:
            self._begin()
            for table in ("files", "rejects"):
                self._run(f"delete from {table} where {IN_FILE} or {IN_FOLDER}", path=path)  # noqa: S608

    def commit(self) -> None:
        """Commit everything since the first change; a new file becomes a corpus even if empty."""
        self._flush()
        if self.empty:
            self._begin()
        if not self._rows:
            return
        self._rows.finish_indexes()
        corpus.add_missing(self._connection, "create index")
        dropped = self._rows.settle()
        self._rows = None  # what it remembers is memory that the arrays need
        corpus.add_missing(self._connection)
        if dropped:
            # The indexes keep the words of what was deleted until their segments are merged.
            for statement in ONE_PIECE:
                self._run(statement)
        self._refresh()
        corpus.commit(self._database)

    # How

    def _begin(self) -> Rows:
        """Begin the transaction, once; the index is written in bulk, not by its triggers."""
        if not self._rows:
            corpus.begin(self._database)
            self.empty = False
            for (name,) in self._all(TRIGGERS):
                self._run(f"drop trigger {name}")
            self._rows = Rows(self._connection)
        return self._rows

    def _refresh(self) -> None:
        """Refresh the accelerators; those of a large corpus after a small run is committed.

        It is done then: to fail or to be interrupted leaves them to the next run.
        """
        committed = False

        def commit() -> None:
            nonlocal committed
            reprints.accelerate(self._connection)
            self._database.commit()
            committed = True
            self._connection.execute("begin immediate")

        try:
            refreshing.refresh(self._connection, commit)
            reprints.accelerate(self._connection)
        except (sqlite3.Error, KeyboardInterrupt):
            if not committed:
                raise
            if self._connection.in_transaction:
                self._database.rollback()

    def _flush(self) -> None:
        """Write the pending readings."""
        if self._pending:
            readings, self._pending, self._pending_characters = self._pending, [], 0
            self._begin().put(readings)

    def _all(self, query: str, **parameters: Any) -> list[Any]:
        """Return a query's rows; none before there is a schema."""
        return [] if self.empty else self._connection.execute(query, parameters).fetchall()

    def _run(self, statement: str, **parameters: Any) -> None:
        self._connection.execute(statement, parameters)
