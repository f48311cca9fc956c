"""Readings → rows: one transaction a run, the full-text index and the facets kept in step.

Whoever reads meanwhile sees the corpus from before or after; a run that is killed leaves it as
it was.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass
from datetime import datetime, timezone
from typing import Any

from sqlite_utils import Database

from dateline import corpus
from dateline.article import Reading, Record, Reject
from dateline.facts.extract import RULES_VERSION

FLUSH_ARTICLES = 2_000
FLUSH_CHARACTERS = 8_000_000
"""Readings held before they are written: what bounds memory, and amortises the statements."""

COLUMNS = (
    "id", "path", "title", "published", "agency", "source", "byline", "section", "language",
    "url", "word_count", "sha256", "rules", "extra", "given", "text",
)  # fmt: skip

PUT_ARTICLE = f"""
insert into articles ({", ".join(COLUMNS)}) values ({", ".join("?" for _ in COLUMNS)})
on conflict (id) do update set {", ".join(f"{name} = excluded.{name}" for name in COLUMNS[1:])}
"""  # noqa: S608 - our own names

PUT_FACT = """
insert into facts (article_id, kind, value, start, "end", rule, confidence, shown)
values (?, ?, ?, ?, ?, ?, ?, ?)
"""

KNOWN_IDS = "select path, id from articles where path in (select value from json_each(:paths))"

INDEX_TEXTS = """
insert into articles_fts (rowid, title, text)
select id, title, text from articles where id in (select value from json_each(:ids)) order by id
"""

UNINDEX_TEXTS = """
insert into articles_fts (articles_fts, rowid, title, text)
select 'delete', id, title, text from articles where id in (select value from json_each(:ids))
"""

PUT_FACET_VALUES = """
insert or ignore into facet_values (facet, value)
select distinct facet, value from facet_definitions where article_id = ? order by facet, value
"""

PUT_FACET_POSTINGS = """
insert or ignore into facet_postings (value_id, article_id)
select facet_values.id, facet_definitions.article_id
from facet_definitions
join facet_values on facet_values.facet = facet_definitions.facet
    and facet_values.value = facet_definitions.value
where facet_definitions.article_id = ?
"""
"""One article at a time: SQLite hands ``article_id = ?`` down into each part of the view, but a
list of ids it compares with the whole view (19 s of 55 for 72,000 articles)."""

CLEAR_DERIVED = tuple(
    f"delete from {table} where article_id in (select value from json_each(:ids))"  # noqa: S608
    for table in ("facts", "quotes", "facet_postings")
)

DELETE_ARTICLES = "delete from articles where id in (select value from json_each(:ids))"

DELETE_UNUSED_VALUES = """
delete from facet_values where id not in (select value_id from facet_postings)
"""

IN_FILE = """
(path = :path or path >= :path || '!' and path < :path || '"'
    or path >= :path || '#' and path < :path || '$')
"""
"""A file's own path, its members' and its records': ``"`` and ``$`` follow ``!`` and ``#``."""

UNDER_FOLDER = "path >= :path || '/' and path < :path || '0'"

PUT_FILE = """
insert or replace into files (path, size, mtime_ns, sha256, outside, columns, articles, rejected)
values (?, ?, ?, ?, ?, ?, ?, ?)
"""

GET_FILE = """
select path, size, mtime_ns, sha256, outside, columns, articles, rejected
from files where path = ?
"""


@dataclass(frozen=True, slots=True)
class FileRow:
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
        self._begun = False
        self._dropped = False
        self._triggers: list[tuple[str, str]] = []
        self._pending: list[Reading] = []
        self._pending_characters = 0
        self._next_id = 0
        self.empty = corpus.is_new(self._connection)
        """Whether there is no schema yet, and so nothing to ask for."""

    # What is there already

    def file(self, path: str) -> FileRow | None:
        """Return what is known of a file; None if it was never read."""
        row = None if self.empty else self._connection.execute(GET_FILE, (path,)).fetchone()
        return FileRow(*row) if row else None

    def files(self) -> Iterator[tuple[str, bool]]:
        """Yield the path of each file that was read, and whether it lay outside."""
        rows = () if self.empty else self._all("select path, outside from files order by path")
        for path, outside in rows:
            yield path, bool(outside)

    def sha256(self, path: str) -> str | None:
        """Return the hash of an article's source; None if there is no such article."""
        query = "select sha256 from articles where path = ?"
        row = None if self.empty else self._connection.execute(query, (path,)).fetchone()
        return row[0] if row else None

    def rejects(self, file: str) -> list[Reject]:
        """Return what was rejected of a file."""
        query = f"select path, reason from rejects where {IN_FILE} order by rowid"  # noqa: S608
        return [] if self.empty else [Reject(*row) for row in self._all(query, path=file)]

    def paths(self, file: str) -> list[str]:
        """Return the paths of the articles of a file."""
        query = f"select path from articles where {IN_FILE}"  # noqa: S608
        return [] if self.empty else [row[0] for row in self._all(query, path=file)]

    def paths_under(self, path: str) -> list[str]:
        """Return the paths of the articles of a file, an article, or a folder."""
        query = f"select path from articles where {IN_FILE} or {UNDER_FOLDER}"  # noqa: S608
        return [] if self.empty else [row[0] for row in self._all(query, path=path)]

    def count(self) -> int:
        """Return how many articles there are."""
        self._flush()
        return 0 if self.empty else int(self._all("select count(*) from articles")[0][0])

    def count_older(self) -> int:
        """Return how many articles were read by older rules."""
        query = "select count(*) from articles where rules < :rules"
        return 0 if self.empty else int(self._all(query, rules=RULES_VERSION)[0][0])

    def records(self) -> Iterator[Record]:
        """Yield every article as a record again, from its stored text and given values."""
        query = "select id, path, text, given, extra, sha256 from articles where id > ? limit 1"
        last = 0
        while row := self._connection.execute(query, (last,)).fetchone():
            last, path, text, given, extra, sha256 = row
            yield Record(path, text, json.loads(given), json.loads(extra), sha256)

    # What changes

    def put(self, reading: Reading) -> None:
        """Add an article, or replace the one that stands under its path."""
        self._pending.append(reading)
        self._pending_characters += len(reading.article.text)
        full = self._pending_characters >= FLUSH_CHARACTERS
        if full or len(self._pending) >= FLUSH_ARTICLES:
            self._flush()

    def put_file(self, row: FileRow, rejected: Iterable[str] | None = None) -> None:
        """Remember a file as it is now, and forget its rejects but those of this run."""
        self._begin()
        self._connection.execute(PUT_FILE, astuple(row))
        if rejected is not None:
            query = f"delete from rejects where {IN_FILE} and path not in (select value from json_each(:kept))"  # noqa: S608,E501
            self._run(query, path=row.path, kept=json.dumps(sorted(rejected)))

    def reject(self, reject: Reject) -> None:
        """Keep why an input could not be loaded, unless that is known already."""
        query = "select reason from rejects where path = :path"
        known = [] if self.empty else self._all(query, path=reject.path)
        if known != [(reject.reason,)]:
            self._begin()
            at = datetime.now(timezone.utc).isoformat(timespec="seconds")
            row = {"path": reject.path, "reason": reject.reason, "at": at}
            self._database.table("rejects").upsert(row, pk="path")

    def drop(self, paths: Iterable[str]) -> int:
        """Drop articles, their facts and their words in the index; return how many."""
        self._flush()
        ids = [] if self.empty else self._ids(paths).values()
        if not ids:
            return 0
        self._begin()
        self._clear(json.dumps(sorted(ids)))
        self._run(DELETE_ARTICLES, ids=json.dumps(sorted(ids)))
        return len(ids)

    def drop_files_under(self, path: str) -> None:
        """Drop what is remembered of files, so that they are new when they come back."""
        if self.empty:
            return
        self._begin()
        for table in ("files", "rejects"):
            self._run(f"delete from {table} where {IN_FILE} or {UNDER_FOLDER}", path=path)  # noqa: S608

    def touch(self, rows: Iterable[FileRow]) -> None:
        """Take over the times of files whose content is the same, if anything else changed."""
        self._flush()
        if self._begun:
            self._connection.executemany(PUT_FILE, map(astuple, rows))

    def commit(self) -> bool:
        """Commit everything since the first change; return whether there was any."""
        self._flush()
        if self._begun:
            if self._dropped:
                self._run(DELETE_UNUSED_VALUES)
            for _, statement in self._triggers:
                self._connection.execute(statement)
            if self._dropped:
                # The index keeps the words of what was deleted until its segments are merged.
                self._database.table("articles").optimize()
                self._database.table("quotes").optimize()
            corpus.commit(self._database)
        return self._begun

    # How

    def _begin(self) -> None:
        """Begin the transaction, once; the index is written in bulk, not by its triggers."""
        if self._begun:
            return
        corpus.begin(self._database)
        self._begun, self.empty = True, False
        query = (
            "select name, sql from sqlite_master where type = 'trigger' and tbl_name = 'articles'"
        )
        self._triggers = self._all(query)
        for name, _ in self._triggers:
            self._connection.execute(f"drop trigger {name}")
        sequence = "select coalesce(max(seq), 0) from sqlite_sequence where name = 'articles'"
        self._next_id = self._all(sequence)[0][0] + 1

    def _flush(self) -> None:
        """Write the pending readings: rows, index, facts, facets."""
        if not self._pending:
            return
        self._begin()
        readings, self._pending, self._pending_characters = self._pending, [], 0
        known = self._ids(reading.article.path for reading in readings)
        if known:
            self._clear(json.dumps(sorted(known.values())))
        ids = [known.get(reading.article.path) or self._new_id() for reading in readings]
        rows = (article_row(i, reading) for i, reading in zip(ids, readings, strict=True))
        self._connection.executemany(PUT_ARTICLE, rows)
        facts = (
            row for i, reading in zip(ids, readings, strict=True) for row in fact_rows(i, reading)
        )
        self._connection.executemany(PUT_FACT, facts)
        for statement in (PUT_FACET_VALUES, PUT_FACET_POSTINGS):
            self._connection.executemany(statement, zip(ids))
        self._run(INDEX_TEXTS, ids=json.dumps(ids))

    def _clear(self, ids: str) -> None:
        """Take articles out of the index and drop what was derived from them."""
        self._dropped = True
        self._run(UNINDEX_TEXTS, ids=ids)
        for statement in CLEAR_DERIVED:
            self._run(statement, ids=ids)

    def _new_id(self) -> int:
        """Return the next id: one that no article ever had."""
        self._next_id += 1
        return self._next_id - 1

    def _ids(self, paths: Iterable[str]) -> dict[str, int]:
        """Return path → id of the articles that are there already."""
        return dict(self._all(KNOWN_IDS, paths=json.dumps(list(paths))))

    def _all(self, query: str, **parameters: Any) -> list[Any]:
        return self._connection.execute(query, parameters).fetchall()

    def _run(self, statement: str, **parameters: Any) -> None:
        self._connection.execute(statement, parameters)


def article_row(article_id: int, reading: Reading) -> tuple[Any, ...]:
    """Return an article's row, in the order of `COLUMNS`."""
    article = reading.article
    return (
        article_id,
        article.path,
        reading.title,
        reading.published,
        reading.agency,
        reading.source,
        reading.byline,
        reading.section,
        reading.language,
        reading.url,
        reading.word_count,
        article.sha256,
        RULES_VERSION,
        json.dumps(reading.extra, ensure_ascii=False, sort_keys=True),
        json.dumps(article.given, ensure_ascii=False, sort_keys=True),
        article.text,
    )


def fact_rows(article_id: int, reading: Reading) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of an article's facts."""
    for fact in reading.facts:
        yield (
            article_id,
            fact.kind,
            fact.value,
            fact.start,
            fact.end,
            fact.rule,
            fact.confidence,
            int(fact.shown),
        )
