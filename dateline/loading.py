"""The loop: walk the PATHs, leave alone what has not changed, read the rest, store it."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from dateline.article import Record, Reject
from dateline.sources.containers import read_file
from dateline.sources.paths import Root, find_root
from dateline.sources.unreadable import Unreadable
from dateline.sources.walk import Found, Skipped, find_files, why
from dateline.store import FileRow, Store
from dateline.workers import read_in_order

BATCH_FILES = 1_000
"""Files that are looked up at a time: a statement each takes as long as all the rest."""


@dataclass(slots=True)
class Summary:
    """What a run did; the last line of its output."""

    articles: int = 0
    """Articles in the database after the run."""
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    pruned: int = 0
    """Articles dropped by ``--prune`` or ``--forget``."""
    rejected: int = 0
    older: int = 0
    """Articles read by older rules, before the run."""
    skipped: Counter[str] = field(default_factory=Counter)
    """Kind → files in the folders that are not read."""
    rejects: list[Reject] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    """Extractors that could not read an article, which is loaded without their facts."""

    def line(self, seconds: float, database: str) -> str:
        """Return the summary as the line that ends a run."""
        return (
            f"{self.articles} articles: {self.added} added, {self.updated} updated, "
            f"{self.unchanged} unchanged, {self.pruned} pruned, {self.rejected} rejected "
            f"in {seconds:.1f} s -> {database}"
        )

    def as_json(self, database: str, seconds: float) -> dict[str, Any]:
        """Return the summary as the object that ``--json`` prints."""
        counts = ("articles", "added", "updated", "unchanged", "pruned", "rejected")
        return {
            **{name: getattr(self, name) for name in counts},
            "skipped": self.skipped.total(),
            "read_by_older_rules": self.older,
            "seconds": round(seconds, 3),
            "database": database,
            "rejects": [{"path": r.path, "reason": r.reason} for r in self.rejects],
            "failures": self.failures,
        }


class Loading:
    """One run over the PATHs: what is seen, what is new, what is gone."""

    def __init__(
        self,
        store: Store,
        database: Path,
        columns: Mapping[str, str],
        *,
        prune: bool,
        on_bytes: Callable[[int], None],
    ) -> None:
        self.summary = Summary()
        self._store, self._database, self._columns = store, database, columns
        self._prune, self._on_bytes = prune, on_bytes
        self._map = json.dumps(columns, sort_keys=True)
        self._rebuilt = False
        self._seen: dict[str, str] = {}
        self._touched: list[FileRow] = []

    def load(self, roots: list[Root], workers: int, on_article: Callable[[], None]) -> None:
        """Bring the database up to date with the PATHs."""
        self._put(self._changed(roots), workers, on_article)
        if self._prune:
            self._prune_files([root for root in roots if root.exists()])
        rejected = {reject.path for reject in self.summary.rejects}
        for root in roots:
            self._store.keep_rejects(root.path, rejected)
        self._store.touch(self._touched)

    def rebuild(self, workers: int, on_article: Callable[[], None]) -> None:
        """Derive everything again from the stored texts and given values; goes before `load`."""
        self._rebuilt = True
        self._store.start_over()
        self.summary.updated = self._put(self._store.records(), workers, on_article)

    def _put(self, records: Iterator[Record], workers: int, on_article: Callable[[], None]) -> int:
        """Read the records and store them; return how many there were."""
        number = 0
        for reading in read_in_order(records, workers):
            number += 1
            self._store.put(reading)
            path = reading.article.path
            self.summary.failures += [f"{path} without {failure}" for failure in reading.failures]
            on_article()
        return number

    def forget(self, paths: list[str]) -> None:
        """Drop the articles of these paths: articles, files with all their records, folders."""
        for given in paths:
            path = given if self._store.paths(given, folder=True) else find_root(given).path
            dropped = self._store.drop(self._store.paths(path, folder=True))
            self.summary.pruned += dropped
            if dropped:
                self._store.drop_files(path)
                self._store.drop_from_file(path, dropped)
            else:
                self._reject(Reject(given, "is the path of no article here"), keep=False)

    def _changed(self, roots: list[Root]) -> Iterator[Record]:
        """Yield the records that are new or different, in the order of the walk."""
        overfull = self._store.overfull() if self._prune else set()
        alone = len(roots) == 1 and not self._prune
        files = (found for root in sorted(roots, key=by_path) for found in self._first(root, alone))
        while batch := list(islice(files, BATCH_FILES)):
            known = self._store.known_files([found.path for found in batch])
            for found in batch:
                row = None if found.path in overfull else known.get(found.path)
                yield from self._records_of(found, row)

    def _first(self, root: Root, alone: bool) -> Iterator[Found]:
        """Yield the files under a PATH that are met for the first time in this run.

        Under a PATH that is *alone*, only names that are written in another way may meet again.
        """
        for found in find_files(root, self._database):
            if isinstance(found, Skipped):
                self.summary.skipped[found.kind] += 1
            elif isinstance(found, Reject):
                self._reject(found)
            elif alone and found.path.isascii() and "%" not in found.path:
                yield found
            elif found.path not in self._seen:
                self._seen[found.path] = found.place
                yield found
            elif self._seen[found.path] != found.place:
                self._reject(Reject(found.path, "has the same path as another input of this run"))

    def _records_of(self, found: Found, row: FileRow | None) -> Iterator[Record]:
        """Yield a file's new and different records; none of one that has not changed."""
        try:
            if row is None or not self._is_unchanged(found, row):
                yield from self._changed_records(found)
        except OSError as error:
            self._reject(Reject(found.path, why(error)))

    def _is_unchanged(self, found: Found, row: FileRow) -> bool:
        """Whether a file is as the last run saw it: by size and time, else by its hash."""
        if row.columns != self._map:
            return False
        if (row.size, row.mtime_ns) != (found.size, found.mtime_ns):
            if row.size != found.size or hash_file(found.file) != row.sha256:
                return False
            self._touched.append(row._replace(mtime_ns=found.mtime_ns))
        self._on_bytes(found.size)
        self.summary.unchanged += 0 if self._rebuilt else row.articles
        for reject in self._store.rejects(found.path) if row.rejected else ():
            self._reject(reject)
        return True

    def _changed_records(self, found: Found) -> Iterator[Record]:
        """Yield a file's new and different records, then remember the file."""
        seen: set[str] = set()
        rejected: set[str] = set()
        digest = "" if found.is_stdin else hash_file(found.file)
        try:
            yield from self._sift(found, seen, rejected)
        except Unreadable as error:
            self._reject(Reject(found.path, str(error)))
            rejected.add(found.path)
        if self._prune and not rejected:  # a record that can't be read may be one that was stored
            self._drop(self._store.paths(found.path) - seen)
        if not found.is_stdin and is_still(found):
            size, time, outside = found.size, found.mtime_ns, int(found.outside)
            counts = len(seen), len(rejected)
            row = FileRow(found.path, size, time, digest, outside, self._map, *counts)
            self._store.put_file(row)

    def _sift(self, found: Found, seen: set[str], rejected: set[str]) -> Iterator[Record]:
        """Yield the records of a file that differ from what is stored; note all of them."""
        for item in read_file(found, self._columns, self._on_bytes):
            if isinstance(item, Skipped):
                self.summary.skipped[item.kind] += 1
            elif isinstance(item, Reject):
                self._reject(item)
                rejected.add(item.path)
            elif item.path in seen:
                self._reject(Reject(item.path, "has the same path as another record of its file"))
                rejected.add(item.path)
            else:
                seen.add(item.path)
                known = self._store.sha256(item.path)
                if known is None:
                    self.summary.added += 1
                elif known != item.sha256:
                    self.summary.updated += not self._rebuilt
                else:
                    self.summary.unchanged += not self._rebuilt
                    continue
                yield item

    def _prune_files(self, roots: list[Root]) -> None:
        """Drop the articles of files that are gone from the PATHs, not of what can't be read."""
        unread = {reject.path for reject in self.summary.rejects}
        for path, outside in self._store.files():
            gone = path not in self._seen and any(root.holds(path, outside) for root in roots)
            if gone and unread.isdisjoint(with_folders(path)):
                self._drop(self._store.paths(path))
                self._store.drop_files(path)

    def _drop(self, paths: set[str]) -> None:
        self.summary.pruned += self._store.drop(paths)

    def _reject(self, reject: Reject, *, keep: bool = True) -> None:
        self.summary.rejected += 1
        self.summary.rejects.append(reject)
        if keep:
            self._store.reject(reject)


def by_path(root: Root) -> str:
    """Return what PATHs are sorted by."""
    return root.path


def with_folders(path: str) -> list[str]:
    """Return a path and the folders it lies in: ``a/b.txt`` → ``a/b.txt``, ``a``, and the top."""
    parts = path.split("/")
    return ["/".join(parts[:number]) for number in range(len(parts) + 1)]


def hash_file(file: Path) -> str:
    """Return the SHA-256 of a file."""
    digest = hashlib.sha256()
    with file.open("rb") as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def is_still(found: Found) -> bool:
    """Whether a file is as it was when it was found; else the next run reads it again."""
    info = found.file.stat()
    return (info.st_size, info.st_mtime_ns) == (found.size, found.mtime_ns)
