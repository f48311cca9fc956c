"""One file per format: a new format is one new module in this folder, and nothing else.

Such a module has two names:

- ``SUFFIXES``: the suffixes it reads, in lower case with their dot (``""`` for none);
- ``read(stream, path, columns)``: yields the Records and Rejects of one file. *stream* is binary,
  *path* is the file's path in the database, *columns* the ``--map`` (ours → theirs). An input
  that can't be read at all raises `Unreadable`.
"""

from __future__ import annotations

import functools
import importlib
import io
import pkgutil
from collections.abc import Iterator, Mapping
from typing import Protocol, cast

from dateline.article import Record, Reject

ARCHIVES = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.xz", ".txz")
COMPRESSED = (".gz", ".xz")


class Format(Protocol):
    """What a module of this folder offers."""

    SUFFIXES: tuple[str, ...]

    def read(
        self, stream: io.BufferedIOBase, path: str, columns: Mapping[str, str]
    ) -> Iterator[Record | Reject]:
        """Yield the records of one file."""
        ...


@functools.cache
def formats() -> Mapping[str, Format]:
    """Return suffix → format, from every module of this folder."""
    names = [module.name for module in pkgutil.iter_modules(__path__)]
    modules = [cast(Format, importlib.import_module(f"{__name__}.{name}")) for name in names]
    return {suffix: module for module in modules for suffix in module.SUFFIXES}


def format_of(name: str) -> Format | None:
    """Return the format of a file by its name, beneath a ``.gz`` or ``.xz``; None if unknown.

    >>> format_of("Reuters.JSONL.xz").SUFFIXES
    ('.jsonl', '.ndjson')
    """
    return formats().get(suffix_of(without_compression(name)).lower())


def suffix_of(name: str) -> str:
    """Return a name's suffix, as `pathlib` has it: ``a.b/c.txt`` → ``.txt``."""
    last = name.rpartition("/")[2]
    dot = last.rfind(".")
    return last[dot:] if 0 < dot < len(last) - 1 else ""


def without_compression(name: str) -> str:
    """Return a name without the suffix of its compression: ``a.txt.gz`` → ``a.txt``."""
    return name[:-3] if name.lower().endswith(COMPRESSED) else name


def is_archive(name: str) -> bool:
    """Whether a file holds files."""
    return name.lower().endswith(ARCHIVES)


def is_known(name: str) -> bool:
    """Whether a file of this name would be read."""
    return is_archive(name) or format_of(name) is not None
