"""How inputs are named in the database: the same on any machine, absolute paths never."""

from __future__ import annotations

import os
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

STDIN = "-"
"""The PATH that stands for JSON Lines on standard input, and its path in the database."""


_ENCODED = re.compile("[^\x01-\x7f]|[%#!]")
"""What a name may have that stands otherwise in a path."""


@dataclass(frozen=True, slots=True)
class Root:
    """One PATH as given, and where its articles stand in the database."""

    path: str
    """``seeds``, ``2018``; empty for the current folder."""
    place: Path
    outside: bool

    def exists(self) -> bool:
        """Whether there is something to read."""
        return self.path == STDIN or self.place.exists()

    def holds(self, path: str, outside: int) -> bool:
        """Whether a file of the database lies under this PATH."""
        if bool(outside) != self.outside:
            return False
        return self.path in ("", path) or path.startswith(self.path + "/")


def find_root(given: str, home: Path | None = None) -> Root:
    """Name a PATH as the database does: from *home* (the current folder), else by its last part.

    >>> find_root("/data/2018").path
    '2018'
    """
    if given == STDIN:
        return Root(STDIN, Path(STDIN), outside=False)
    absolute = Path(os.path.abspath(given))  # noqa: PTH100 - the last part may be a link: keep it
    place = absolute.parent.resolve() / absolute.name
    home = (home or Path.cwd()).resolve()
    inside = place.is_relative_to(home)
    parts = place.relative_to(home).parts if inside else (place.name,)
    return Root("/".join(encode_name(part) for part in parts), place, outside=not inside)


def encode_name(name: str) -> str:
    """Return a file's or record's name as it stands in a path: NFC, ``%``, ``#``, ``!`` encoded.

    Bytes of a file name that are not UTF-8 are encoded too, and NUL, at which SQLite's JSON ends.

    >>> encode_name("100% C#.txt")
    '100%25 C%23.txt'
    """
    if not _ENCODED.search(name):  # as nearly all: a million names are checked in a second
        return name
    composed = unicodedata.normalize("NFC", name)
    return "".join(
        f"%{ord(c) & 0xFF:02X}" if c in "%#!\0" or "\udc80" <= c <= "\udcff" else c
        for c in composed
    )
