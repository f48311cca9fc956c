"""``ingest.py --check`` says whether the file is sound and its sources are as they were read.

It reads only: the file may be read-only, others may read meanwhile, and all is told of one moment.
"""

from __future__ import annotations

import json
import os
import sqlite3
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

from dateline.corpus import BUSY_SECONDS, CACHE_KB, NotACorpus, check_ours, is_new
from dateline.invariants import INVARIANTS, Invariant
from dateline.loading import hash_file
from dateline.progress import printable

EXAMPLES = 3
"""Of what breaks an invariant, how many are named; the others are counted."""

CHANGED = "files have changed since they were read: run ingest.py again"

UNFINISHED = "was left by a run that was stopped: run ingest.py again, which puts it right"

SOURCES = "select path, size, sha256 from files where not outside order by path"


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is wrong.

    ``Fault("people", "people are named in no article", 1, ("7 Ann Lee",))``
    """

    name: str
    broken: str
    count: int
    examples: tuple[str, ...]

    def __str__(self) -> str:
        more = self.count - len(self.examples)
        also = f" and {more:,} more" if more else ""
        return f"{self.name}: {self.broken}: {'; '.join(self.examples)}{also}"


@dataclass(frozen=True, slots=True)
class Findings:
    """What a check found."""

    articles: int
    faults: tuple[Fault, ...]
    unchanged: int
    """Sources that are as they were read."""
    missing: int
    """Sources that are not there: gone, or seen from another folder."""

    def line(self, seconds: float, database: str) -> str:
        """Return the summary as the line that ends a check."""
        number = len(self.faults)
        wrong = f"{number or 'nothing'} wrong"
        return (
            f"{self.articles} articles: {wrong}; {self.unchanged} sources as they were read, "
            f"{self.missing} not there in {seconds:.1f} s -> {database}"
        )

    def as_json(self, database: str, seconds: float) -> dict[str, Any]:
        """Return the summary as the object that ``--json`` prints."""
        return {
            "articles": self.articles,
            "wrong": [
                {"name": f.name, "is": f.broken, "count": f.count, "examples": list(f.examples)}
                for f in self.faults
            ],
            "sources_unchanged": self.unchanged,
            "sources_missing": self.missing,
            "seconds": round(seconds, 3),
            "database": database,
        }


def check(database: Path) -> Findings:
    """Look at everything that holds in a sound corpus; raise NotACorpus where there is none."""
    with open_to_read(database) as connection:
        faults = [fault for each in INVARIANTS if (fault := examine(each, connection))]
        sources: Counter[str] = Counter()
        changed = Invariant("sources", partial(changed_sources, sources), CHANGED)
        faults += [fault for fault in [examine(changed, connection)] if fault]
        articles = connection.execute("select count(*) from articles").fetchone()[0]
    return Findings(articles, tuple(faults), sources["unchanged"], sources["missing"])


@contextmanager
def open_to_read(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a corpus in one read transaction, which writes nothing and can't be made to."""
    if not path.exists():
        raise NotACorpus("is not there")
    if not path.is_file():
        raise NotACorpus("is not a file")
    connection = connect_to_read(path)
    try:
        check_ours(connection)
        if is_new(connection):
            raise NotACorpus("is empty")
        connection.execute(f"pragma cache_size = -{CACHE_KB}")
        connection.execute("begin")
        yield connection
        connection.rollback()
    finally:
        connection.close()


def connect_to_read(path: Path) -> sqlite3.Connection:
    """Connect to a file that may be in write-ahead logging in a folder that is read-only.

    There nobody writes, and SQLite has to be told so.
    """
    for mode in ("mode=ro", "immutable=1"):
        uri = f"{path.resolve().as_uri()}?{mode}"
        connection = sqlite3.connect(uri, timeout=BUSY_SECONDS, isolation_level=None, uri=True)
        try:
            connection.execute("select count(*) from sqlite_master")
        except sqlite3.OperationalError as error:
            connection.close()
            beside = {end for end in ("journal", "wal") if Path(f"{path}-{end}").exists()}
            if "journal" in beside:
                raise NotACorpus(UNFINISHED) from error
            if "readonly" not in str(error) or beside or os.access(path.parent, os.W_OK):
                raise
        except sqlite3.DatabaseError:
            break  # damaged, or something else: whoever asks next is told
        else:
            break
    return connection


def examine(invariant: Invariant, connection: sqlite3.Connection) -> Fault | None:
    """Return what breaks an invariant, counted, the first by name; None where nothing does."""
    examples: list[str] = []
    count = 0
    try:
        for breach in invariant.breaches(connection):
            count += 1
            examples += [breach] if count <= EXAMPLES else []
    except sqlite3.DatabaseError as error:
        count, examples = count + 1, [*examples[: EXAMPLES - 1], str(error)]
    return Fault(invariant.name, invariant.broken, count, tuple(examples)) if count else None


def changed_sources(sources: Counter[str], connection: sqlite3.Connection) -> Iterator[str]:
    """Yield the sources that are there and have changed; count the others."""
    for path, size, sha256 in connection.execute(SOURCES):
        file = Path(os.fsdecode(unquote_to_bytes(path)))
        try:
            same = file.stat().st_size == size and hash_file(file) == sha256
        except OSError:
            sources["missing"] += 1
            continue
        if same:
            sources["unchanged"] += 1
        else:
            yield path


def report(
    findings: Findings, database: str, seconds: float, *, quiet: bool, as_json: bool
) -> None:
    """Print what is wrong, and the summary as the last line."""
    for fault in findings.faults:
        print(f"wrong: {printable(str(fault))}", file=sys.stderr)
    if as_json:
        print(json.dumps(findings.as_json(database, seconds), ensure_ascii=False))
    elif not quiet:
        print(findings.line(seconds, printable(database)))
