"""The file itself: is it a corpus, how it is opened, begun and committed."""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import resources
from pathlib import Path
from tempfile import TemporaryFile

from sqlite_utils import Database

APPLICATION_ID = 0x44544C4E
"""``PRAGMA application_id`` of a corpus: “DTLN” in ASCII."""

SCHEMA_VERSION = 6
"""``PRAGMA user_version``; it changes with schema.sql."""

BUSY_SECONDS = 5.0
"""How long to wait for another writer before saying so."""

RETRY_SECONDS = 0.05
"""How often to look whether the other writer is done, where SQLite does not wait by itself."""

CACHE_KB = 65_536
"""Pages kept in memory while loading; SQLite's own 2 MB make a large index thrash."""


class NotACorpus(Exception):
    """A file that can't be used as a corpus: why, in words, after its name."""


PAGE_SIZE = 32_768
"""Bytes of a page where there is much to load: an article of 3 kB fills SQLite's own 4,096 badly.
Of 305 MB of texts, the articles take 384 MB in pages of 16,384 bytes, 52 of them empty."""

MUCH = 8_000_000
"""Bytes of input from which on a new file has large pages: an empty one would have 2 MB of them."""

HASH_SIZE = 33_554_432
"""Bytes of the index that FTS5 holds before it writes a segment. With its own 1 MB, indexing 60,000
texts takes 5.6 s, as segments are merged again and again; with 32 MB 4.0, with 64 MB 3.9."""

HOLD_MORE = "insert into articles_fts (articles_fts, rank) values ('hashsize', ?)"


def schema_statements() -> Iterator[str]:
    """Yield the statements of schema.sql one by one, so that they can join a transaction."""
    statement = ""
    for line in resources.files("dateline").joinpath("schema.sql").read_text("utf-8").splitlines():
        statement += line + "\n"
        if sqlite3.complete_statement(statement):
            yield re.sub("^(?:--.*\n|\n)+", "", statement).strip()
            statement = ""


def add_missing(connection: sqlite3.Connection, *kinds: str) -> None:
    """Make what the schema has and the corpus lacks; only of these *kinds*, if any are named.

    ``add_missing(connection, "create index")``
    """
    for statement in schema_statements():
        if statement.startswith(kinds or "create"):
            connection.execute(statement)


@contextmanager
def open_corpus(path: Path, *, much: bool = False) -> Iterator[Database]:
    """Open the corpus at *path* for loading, new or not; leave a failed new one not behind.

    A new one has large pages where there is *much* to load.

    Raises NotACorpus for anything that is not ours; nothing is written before `begin`.
    """
    existed = path.exists()
    if existed and not path.is_file():
        raise NotACorpus("is not a file")
    if not path.parent.is_dir():
        raise NotACorpus(f"can't be made: there is no folder {path.parent}")
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
    try:
        check_ours(connection)
        for setting in (
            f"page_size = {PAGE_SIZE if much else 4096}",  # an existing file keeps its own
            f"cache_size = -{CACHE_KB}",
            "secure_delete = on",  # text that is dropped leaves no bytes behind
        ):
            connection.execute(f"pragma {setting}")
        database = Database(connection, execute_plugins=False)
        mode = database.journal_mode
        try:
            yield database
        except BaseException:
            if connection.in_transaction:  # SQLite itself has rolled back where the disk is full
                database.rollback()
            if database.journal_mode != mode:
                leave_wal(database)
            raise
    finally:
        connection.close()
        if not existed and path.exists() and path.stat().st_size == 0:
            path.unlink()


def check_ours(connection: sqlite3.Connection) -> None:
    """Raise NotACorpus unless the database is a corpus of this version, or empty."""
    try:
        tables = connection.execute("select count(*) from sqlite_master").fetchone()[0]
    except sqlite3.DatabaseError as error:
        if "locked" in str(error):
            raise
        raise NotACorpus("is no SQLite database, or a damaged one; it is left as it is") from error
    if is_new(connection) and not tables:
        return
    if is_cut_short(connection):
        raise NotACorpus("is a damaged database, cut short; it is left as it is")
    if pragma(connection, "application_id") != APPLICATION_ID:
        raise NotACorpus("is a database of something else; it is left as it is")
    version = pragma(connection, "user_version")
    if version != SCHEMA_VERSION:
        other = "a newer" if version > SCHEMA_VERSION else "an older"
        raise NotACorpus(
            f"was made by {other} Dateline (schema {version}, this one has {SCHEMA_VERSION}); "
            "load the articles into a new file with --db"
        )


def is_cut_short(connection: sqlite3.Connection) -> bool:
    """Whether the last page is not whole, and no log is there to complete it."""
    file = file_of(connection)
    whole = file.stat().st_size % pragma(connection, "page_size") == 0
    return not whole and not Path(f"{file}-wal").exists()


def file_of(connection: sqlite3.Connection) -> Path:
    """Return the file that is open."""
    return Path(connection.execute("select file from pragma_database_list").fetchone()[0])


def pragma(connection: sqlite3.Connection, name: str) -> int:
    """Return the value of a numeric pragma."""
    return int(connection.execute(f"pragma {name}").fetchone()[0])


def is_new(connection: sqlite3.Connection) -> bool:
    """Whether nothing has been written to the file yet."""
    return pragma(connection, "page_count") == 0


def begin(database: Database) -> None:
    """Begin the run's one transaction; a new file gets its schema in it.

    Its indexes are made when it is filled. A file that others may be reading goes to write-ahead
    logging, so that they read on.
    """
    connection = database.conn
    if is_new(connection):
        connection.execute("pragma secure_delete = off")  # there is nothing to drop yet
        connection.execute("begin immediate")
        connection.execute(f"pragma application_id = {APPLICATION_ID}")
        connection.execute(f"pragma user_version = {SCHEMA_VERSION}")
        add_missing(connection, "create table", "create unique", "create virtual", "create view")
        connection.execute(HOLD_MORE, (HASH_SIZE,))
    else:
        enable_wal(database)
        connection.execute("begin immediate")


def enable_wal(database: Database) -> None:
    """Go to write-ahead logging, which SQLite refuses at once while another writer is at work."""
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            return set_journal_mode(database, "wal")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() >= deadline:
                raise
        time.sleep(RETRY_SECONDS)


def commit(database: Database) -> None:
    """Commit the run and leave one file, if nobody else has it open."""
    database.commit()
    leave_wal(database)


def leave_wal(database: Database) -> None:
    """Go back to a single file; while somebody reads it, SQLite keeps its log beside it."""
    with suppress(sqlite3.OperationalError):
        database.conn.execute("pragma wal_checkpoint(truncate)").fetchall()
        database.conn.execute("pragma busy_timeout = 0")
        set_journal_mode(database, "delete")


def set_journal_mode(database: Database, mode: str) -> None:
    """Change how changes are logged, in one write of one page.

    On the direct way SQLite keeps a journal of that page. If it were killed then, whoever may only
    read could not open the file before somebody else has played the journal back. Where no file can
    be made beside this one, the direct way fails before anything is changed.
    """
    if database.journal_mode == mode:
        return
    with suppress(OSError), TemporaryFile(dir=file_of(database.conn).parent):
        database.conn.execute("pragma journal_mode = off").fetchall()
    database.conn.execute(f"pragma journal_mode = {mode}").fetchall()
