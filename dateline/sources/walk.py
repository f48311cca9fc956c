"""PATH → files: folders walked in sorted order, each file named as the database will name it."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from dateline.article import Reject
from dateline.sources.formats import is_known, suffix_of
from dateline.sources.paths import STDIN, Root, encode_name

_COMPANIONS = ("", "-wal", "-shm", "-journal")
"""What SQLite keeps beside a database; none of it is an article."""


class Found(NamedTuple):
    """One regular file to read, or standard input.

    ``Found("2018/a.txt", "/data/2018/a.txt", 5090, 1700000000000000000, True)``
    """

    path: str
    """As in ``articles.path``, before any ``!`` or ``#``."""
    place: str
    """Where it is on this machine."""
    size: int
    """Bytes; 0 for standard input."""
    mtime_ns: int
    outside: bool
    """Whether the PATH lies outside the folder the run was started in."""

    @property
    def file(self) -> Path:
        """The file, to be read."""
        return Path(self.place)

    @property
    def is_stdin(self) -> bool:
        """Whether this is standard input, which has no size or time to tell it by."""
        return self.path == STDIN


@dataclass(frozen=True, slots=True)
class Skipped:
    """What a folder holds and nobody reads: ``Skipped(".jpg")``, ``Skipped("link")``."""

    kind: str
    """A suffix that names no format, ``link``, or ``special`` (a pipe, a device)."""


def find_files(root: Root, database: Path) -> Iterator[Found | Skipped | Reject]:
    """Yield the files under a PATH in sorted order; what a folder holds of other kinds is skipped.

    A PATH that is a symbolic link is followed, since somebody named it; links inside are not.
    """
    if root.path == STDIN:
        yield Found(STDIN, STDIN, 0, 0, outside=False)
        return
    try:
        info = root.place.stat()
    except OSError as error:
        yield Reject(root.path, why(error))
        return
    if stat.S_ISDIR(info.st_mode):
        yield from _walk(root, database)
    elif not stat.S_ISREG(info.st_mode):
        yield Reject(root.path, "is not a regular file")
    elif not is_known(root.place.name):
        yield Reject(root.path, "is of an unknown kind: its suffix names no format")
    else:
        yield Found(root.path, str(root.place), info.st_size, info.st_mtime_ns, root.outside)


def _walk(root: Root, database: Path) -> Iterator[Found | Skipped | Reject]:
    """Walk a folder depth first, entries in the order of their names, hidden ones left out."""
    ours = {f"{database.resolve()}{end}" for end in _COMPANIONS}
    stack: list[tuple[str, str, str]] = [(root.path, str(root.place), "")]
    while stack:
        path, place, name = stack.pop()
        try:
            info = os.lstat(place) if name else os.stat(place)  # noqa: PTH116 - names, not Paths:
            if stat.S_ISDIR(info.st_mode):  # a million of these take seconds
                names = sorted((n for n in os.listdir(place) if n[0] != "."), reverse=True)  # noqa: PTH208
                start, inside = f"{path}/" if path else "", place.rstrip("/")
                stack += [(start + encode_name(n), f"{inside}/{n}", n) for n in names]
                continue
        except OSError as error:
            yield Reject(path, why(error))
            continue
        if not stat.S_ISREG(info.st_mode):
            yield Skipped("link" if stat.S_ISLNK(info.st_mode) else "special")
        elif not is_known(name):
            yield Skipped(suffix_of(name).lower())
        elif place not in ours:
            yield Found(path, place, info.st_size, info.st_mtime_ns, root.outside)


def why(error: OSError) -> str:
    """Return an operating system's error as a reason: ``can't be read: Permission denied``."""
    return f"can't be read: {error.strerror or error}"
