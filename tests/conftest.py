"""What the tests share: a small world to ingest, and the real texts where they are."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from dateline.ingest import main

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty folder that is the current one."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def write(folder: Path) -> Callable[[str, str | bytes], Path]:
    """Return a function that writes a file under the current folder."""

    def write_file(name: str, content: str | bytes) -> Path:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write_file


@pytest.fixture
def ingest(folder: Path) -> Callable[..., int]:
    """Return the command as a function of its arguments; its value is the exit status."""

    def run(*arguments: str | Path) -> int:
        return main([str(argument) for argument in arguments])

    return run


@pytest.fixture
def rows(folder: Path) -> Callable[..., list[tuple[object, ...]]]:
    """Return a function that asks SQL of ``corpus.db`` with a connection of its own."""

    def query(sql: str, *parameters: object, db: str = "corpus.db") -> list[tuple[object, ...]]:
        connection = sqlite3.connect(f"file:{db}?mode=ro", uri=True)
        try:
            return connection.execute(sql, parameters).fetchall()
        finally:
            connection.close()

    return query


@pytest.fixture
def command() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Return the real command in a real process: ``python ingest.py …``."""

    def run(*arguments: str | Path, **options: object) -> subprocess.CompletedProcess[str]:
        line = [sys.executable, str(ROOT / "ingest.py"), *map(str, arguments)]
        return subprocess.run(line, capture_output=True, text=True, check=False, **options)  # type: ignore[call-overload,no-any-return]

    return run


@pytest.fixture
def unprivileged() -> list[str]:
    """Return what goes before a command, so that permissions bind it even where root runs tests."""
    if os.geteuid() != 0:
        return []
    if not shutil.which("setpriv"):
        pytest.skip("root may do everything, and there is no setpriv to do without")
    return ["setpriv", "--bounding-set", "-dac_override,-dac_read_search", "--"]


@pytest.fixture(scope="session")
def real_texts() -> Path:
    """Return the folder of real texts named by ``DATELINE_DATA``, or skip the test."""
    folder = os.environ.get("DATELINE_DATA")
    if not folder:
        pytest.skip("needs the real texts: set DATELINE_DATA to their folder")
    return Path(folder).resolve()
