"""One found file → its Records: compressed files and archives opened, damage and bombs stopped."""

from __future__ import annotations

import gzip
import io
import lzma
import shutil
import stat
import sys
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import PurePath
from typing import BinaryIO, cast

from dateline.article import Record, Reject
from dateline.sources.formats import format_of, formats, is_archive
from dateline.sources.paths import encode_name
from dateline.sources.unreadable import Unreadable
from dateline.sources.walk import Found, Skipped, why

MAX_EXPANSION = 200
"""How many times its size a compressed file may unpack to; news text does 3 to 10 times."""

MIN_ALLOWANCE = 50_000_000
"""Bytes that any compressed file may unpack to, however small it is."""

DAMAGE = (
    EOFError,
    zlib.error,
    lzma.LZMAError,
    gzip.BadGzipFile,
    zipfile.BadZipFile,
    tarfile.TarError,
    RuntimeError,  # a zip that has a password, or a compression nobody knows
)
"""What the standard library raises for an archive that is cut short, broken or locked."""

Item = Record | Reject | Skipped
Opener = Callable[[], BinaryIO]


class Allowance:
    """How much one file may still unpack to: zip bombs end here."""

    def __init__(self, packed: int) -> None:
        self.left = max(MIN_ALLOWANCE, packed * MAX_EXPANSION)

    def spend(self, count: int) -> None:
        """Count unpacked bytes; raise Unreadable when they are too many."""
        self.left -= count
        if self.left < 0:
            raise Unreadable(f"unpacks to more than {MAX_EXPANSION} times its size: a zip bomb?")


class Unpacked(io.RawIOBase):
    """A stream of unpacked bytes that is counted, and whose damage is told in words."""

    def __init__(self, inner: BinaryIO, allowance: Allowance) -> None:
        super().__init__()
        self._inner, self._allowance = inner, allowance

    def readable(self) -> bool:
        """Whether it can be read: always."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill *buffer* as far as the next block goes; the interface of `io.RawIOBase`."""
        try:
            data = self._inner.read(min(len(buffer), 1 << 20))
        except DAMAGE as error:
            raise Unreadable(why_damaged(error)) from error
        self._allowance.spend(len(data))
        buffer[: len(data)] = data
        return len(data)


class Watched(io.FileIO):
    """A file whose reading is watched, for the progress bar."""

    on_bytes: Callable[[int], None]

    def readinto(self, buffer: memoryview) -> int | None:  # type: ignore[override]
        """Fill *buffer* and tell how much of the file that was."""
        count = super().readinto(buffer)
        self.on_bytes(count or 0)
        return count


def read_file(
    found: Found, columns: Mapping[str, str], on_bytes: Callable[[int], None]
) -> Iterator[Item]:
    """Yield every record of a file, and a Reject for whatever in it can't be read.

    Raises OSError where the file itself can't be opened, Unreadable where it can't be read on.
    """
    if found.is_stdin:
        yield from formats()[".jsonl"].read(sys.stdin.buffer, found.path, columns)  # type: ignore[arg-type]
        return
    raw = Watched(found.file)
    raw.on_bytes = on_bytes
    with io.BufferedReader(raw, 1 << 17) as file:
        name = found.file.name.lower()
        allowance = Allowance(found.size)
        try:
            if name.endswith(".zip"):
                yield from _read_zip(file, found.path, allowance, columns)
            elif is_archive(name):
                stream = _decompress(file, name.replace(".tgz", ".gz").replace(".txz", ".xz"))
                yield from _read_tar(stream, found.path, allowance, columns)
            else:
                yield from _read_member(file, name, found.path, allowance, columns)
        except DAMAGE as error:
            raise Unreadable(why_damaged(error)) from error


def why_damaged(error: Exception) -> str:
    """Return what is the matter with an archive as a reason."""
    if isinstance(error, RuntimeError):
        return "can't be unpacked: it has a password, or a compression that is not known"
    return f"is damaged: {error}"


def _decompress(stream: BinaryIO, name: str) -> BinaryIO:
    """Return the stream unpacked as its name says."""
    if name.endswith(".gz"):
        return cast(BinaryIO, gzip.GzipFile(fileobj=stream))
    return cast(BinaryIO, lzma.LZMAFile(stream)) if name.endswith(".xz") else stream


def _read_member(
    stream: BinaryIO, name: str, path: str, allowance: Allowance, columns: Mapping[str, str]
) -> Iterator[Record | Reject]:
    """Yield the records of a file or an archive's member, whose name tells its format."""
    kind = format_of(name)
    if kind is None:
        raise Unreadable("is of an unknown kind: its suffix names no format")
    inner = _decompress(stream, name.lower())
    if inner is stream and type(stream) is io.BufferedReader:  # a plain file: nothing unpacks
        yield from kind.read(stream, path, columns)
    else:
        unpacked = io.BufferedReader(Unpacked(inner, allowance), 1 << 17)
        yield from kind.read(unpacked, path, columns)


def _read_zip(
    file: BinaryIO, path: str, allowance: Allowance, columns: Mapping[str, str]
) -> Iterator[Item]:
    """Yield the records of a zip's members, in the order of their names."""
    with zipfile.ZipFile(file) as archive:
        for info in sorted(archive.infolist(), key=lambda info: info.filename):
            if stat.S_ISLNK(info.external_attr >> 16):
                yield Skipped("link")
            elif not info.is_dir():
                opener = cast(Opener, lambda info=info: archive.open(info))
                yield from _try_member(opener, info.filename, path, allowance, columns)


def _read_tar(
    stream: BinaryIO, path: str, allowance: Allowance, columns: Mapping[str, str]
) -> Iterator[Item]:
    """Yield the records of a tar's members, in the order of their names.

    It is unpacked to a temporary file first, since a compressed one can only be read on. What
    precedes a damage is read all the same.
    """
    damage: Exception | None = None
    with tempfile.TemporaryFile() as file:
        try:
            shutil.copyfileobj(io.BufferedReader(Unpacked(stream, allowance), 1 << 17), file)
        except Unreadable as error:
            damage = error
        file.seek(0)
        members: list[tarfile.TarInfo] = []
        with tarfile.open(fileobj=file, mode="r:") as archive:
            try:
                members += (info for info in archive if info.isreg())
            except tarfile.TarError as error:
                damage = damage or error
            for info in sorted(members, key=lambda info: info.name):
                opener = cast(Opener, lambda info=info: archive.extractfile(info))
                yield from _try_member(opener, info.name, path, allowance, columns)
    if damage:
        raise damage


def _try_member(
    opener: Opener, name: str, path: str, allowance: Allowance, columns: Mapping[str, str]
) -> Iterator[Item]:
    """Yield one member's records, or its Reject; what a folder would skip is skipped here."""
    parts = [part for part in name.split("/") if part not in ("", ".")]
    inner = f"{path}!{'/'.join(encode_name(part) for part in parts)}"
    if name.startswith("/") or ".." in parts or "\\" in name:
        yield Reject(inner, "has a path that leads out of its archive")
    elif any(part[0] == "." or part == "__MACOSX" for part in parts):
        return
    elif is_archive(name):
        yield Reject(inner, "is an archive inside an archive: unpack the outer one")
    elif format_of(name) is None:
        yield Skipped(PurePath(name).suffix.lower())
    else:
        try:
            with opener() as stream:
                yield from _read_member(stream, parts[-1], inner, allowance, columns)
        except Unreadable as error:
            yield Reject(inner, str(error))
            if allowance.left < 0:
                raise
        except DAMAGE as error:
            yield Reject(inner, why_damaged(error))
        except OSError as error:
            yield Reject(inner, why(error))
