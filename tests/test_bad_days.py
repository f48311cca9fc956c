"""Bad days, with the real program: a clear sentence, status 2, and the corpus as it was before."""

from __future__ import annotations

import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from dateline.corpus import BUSY_SECONDS
from tests.conftest import ROOT
from tests.content import BY_PATH, content
from tests.stories import story, write_stories

Command = Callable[..., subprocess.CompletedProcess[str]]

INGEST = [sys.executable, str(ROOT / "ingest.py")]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with 60 stories, and the corpus of the first 40."""
    folder = tmp_path_factory.mktemp("sound")
    write_stories(folder / "news", range(40))
    subprocess.run([*INGEST, "news", "--quiet"], cwd=folder, check=True)
    write_stories(folder / "news", range(40, 60))
    return folder


@pytest.fixture
def corpus(sound: Path, folder: Path) -> Path:
    """Return the corpus of a copy, in the current folder."""
    shutil.copytree(sound, folder, dirs_exist_ok=True)
    return Path("corpus.db")


def files(folder: Path | str = "") -> dict[str, bytes]:
    """Return what there is of databases in a folder, byte for byte.

    But for two numbers by which SQLite counts how often a file was changed: going over to
    write-ahead logging and back counts.
    """
    found = {file.name: bytearray(file.read_bytes()) for file in Path(folder).glob("*.db*")}
    for data in found.values():
        data[24:28] = data[92:96] = bytes(4)
    return {name: bytes(data) for name, data in found.items()}


def holds(result: subprocess.CompletedProcess[str], sentence: str) -> None:
    """Hold a run that could not be done to its status and its one sentence."""
    assert (result.returncode, result.stdout) == (2, "")
    assert sentence in result.stderr
    assert "as it was before" in result.stderr or "left as it is" in result.stderr
    assert result.stderr.count("\n") == 1


def limit(size: int) -> None:
    """Let no file of this process grow beyond a size, as a quota does."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


@pytest.mark.parametrize("size", [0, 60_000, 120_000])
@pytest.mark.parametrize("database", ["corpus.db", "new.db"])
def test_a_quota_is_used_up(size: int, database: str, corpus: Path, command: Command) -> None:
    """Nothing is written beyond it, whether the corpus is there already or not."""
    before = files()
    result = command("news", "--db", database, preexec_fn=partial(limit, size))
    holds(result, f"{database} can't be used: disk I/O error")
    assert files() == before


@pytest.fixture
def small_disk(folder: Path, corpus: Path) -> Iterator[Path]:
    """Yield a disk with the corpus and 64 kB of room, or skip where none can be mounted."""
    disk = folder / "disk"
    disk.mkdir()
    size = corpus.stat().st_size + 65_536
    line = ["mount", "-t", "tmpfs", "-o", f"size={size}", "none", str(disk)]
    if shutil.which("mount") is None or subprocess.run(line, capture_output=True).returncode:
        pytest.skip("needs a disk that is small: mounting one takes root")
    shutil.copy(corpus, disk)
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


@pytest.mark.parametrize("database", ["corpus.db", "new.db"])
def test_a_disk_is_full(database: str, small_disk: Path, command: Command) -> None:
    """A new file is taken away again, one that is there stays as it was."""
    before = files(small_disk)
    holds(command("news", "--db", small_disk / database), "database or disk is full")
    assert files(small_disk) == before


NO_WRITING = {
    "a read-only file": (0o444, 0o755, "attempt to write a readonly database"),
    "a read-only folder": (0o644, 0o555, "attempt to write a readonly database"),
    "both": (0o444, 0o555, "attempt to write a readonly database"),
    "a file one may not read": (0o000, 0o755, "unable to open database file"),
}


@pytest.mark.parametrize(("file", "parent", "sentence"), NO_WRITING.values(), ids=NO_WRITING.keys())
def test_nothing_may_be_written(
    file: int, parent: int, sentence: str, corpus: Path, folder: Path, unprivileged: list[str]
) -> None:
    """Whoever may not write is told so; a run that would change nothing goes well all the same."""
    before = files()
    corpus.chmod(file)
    folder.chmod(parent)
    run = partial(subprocess.run, capture_output=True, text=True, check=False)
    full = run([*unprivileged, *INGEST, "news"])
    unchanged = run([*unprivileged, *INGEST, "news/1/0001.txt"])
    folder.chmod(0o755)
    corpus.chmod(0o644)
    holds(full, sentence)
    assert unchanged.returncode == (0 if file else 2)
    assert files() == before


def test_a_new_file_in_a_read_only_folder(folder: Path, unprivileged: list[str]) -> None:
    """No corpus can be made there."""
    write_stories(folder / "news", range(3))
    folder.chmod(0o555)
    line = [*unprivileged, *INGEST, "news"]
    result = subprocess.run(line, capture_output=True, text=True, check=False)
    folder.chmod(0o755)
    holds(result, "corpus.db can't be used: unable to open database file")


@pytest.fixture(params=["delete", "wal"])
def writer(request: pytest.FixtureRequest, corpus: Path) -> Iterator[sqlite3.Connection]:
    """Yield another writer, at work on a corpus in either journal mode."""
    connection = sqlite3.connect(corpus, isolation_level=None)
    connection.execute(f"pragma journal_mode = {request.param}")
    connection.execute("begin immediate")
    yield connection
    connection.close()


def test_waits_for_another_writer(writer: sqlite3.Connection) -> None:
    """A writer that ends soon is no reason to give up."""
    with subprocess.Popen([*INGEST, "news"], stderr=subprocess.PIPE, text=True) as process:
        time.sleep(BUSY_SECONDS / 2)
        assert process.poll() is None
        writer.rollback()
        assert process.stderr
        assert process.stderr.read() == ""
    assert process.returncode == 0


def test_another_writer_does_not_end(
    writer: sqlite3.Connection, command: Command, corpus: Path
) -> None:
    """A run says so, once it has waited, and leaves the corpus to the writer."""
    start = time.monotonic()
    holds(command("news"), "corpus.db can't be used: database is locked")
    assert time.monotonic() - start >= BUSY_SECONDS
    writer.rollback()
    assert len(content(corpus)[0]) == 40


@pytest.mark.parametrize("database", ["corpus.db", "new.db"])
def test_two_runs_at_once(database: str, corpus: Path) -> None:
    """One waits for the other or says so; what was loaded is as if they had come in turn."""
    lines = [[*INGEST, *parts, "--db", database] for parts in (HALF, OTHER_HALF)]
    for _ in range(2):
        runs = [subprocess.Popen(line, stderr=subprocess.PIPE, text=True) for line in lines]
        for run in runs:
            assert run.communicate()[1] in ("", LOCKED.format(database))
    assert [run.returncode for run in runs] == [0, 0]
    subprocess.run([*INGEST, *HALF, *OTHER_HALF, "--db", "turns.db"], check=True)
    assert by_path(database) == by_path("turns.db")
    assert subprocess.run([*INGEST, "--check", "--db", database], check=False).returncode == 0


HALF = [f"news/{number}" for number in range(6)]
OTHER_HALF = [f"news/{number}" for number in range(4, 10)]

LOCKED = "Error: {0} can't be used: database is locked; it is as it was before\n"


def by_path(database: str) -> list[list[tuple[object, ...]]]:
    """Return what does not depend on the order of runs."""
    return content(database, BY_PATH)


def test_a_rebuild_and_a_run_at_once(corpus: Path, command: Command) -> None:
    """What a run loads while everything is derived again is not put back to what it was."""
    rebuild = subprocess.Popen([*INGEST, "--rebuild", "--workers", "1"])
    while rebuild.poll() is None and not Path("corpus.db-wal").exists():
        time.sleep(0.01)
    Path("news/0/0000.txt").write_text("Another story, about a platypus.\n")
    assert command("news/0/0000.txt").returncode == 0
    assert rebuild.wait() == 0
    assert command("--check", "--quiet").returncode == 0
    connection = sqlite3.connect(corpus)
    query = "select text from articles where path = 'news/0/0000.txt'"
    assert connection.execute(query).fetchone() == ("Another story, about a platypus.\n",)
    connection.close()


@pytest.mark.parametrize("part", [0.001, 0.01, 0.5, 0.99])
def test_a_truncated_file(part: float, corpus: Path, command: Command) -> None:
    """What is left of a corpus is left as it is, by a check as by a run."""
    os.truncate(corpus, int(corpus.stat().st_size * part))
    before = files()
    for argument in ("news", "--check", "--rebuild"):
        holds(command(argument), "damaged")
    assert files() == before


def test_clocks_that_were_set(corpus: Path, command: Command) -> None:
    """Times in the future or the past are times like others: another one has the hash decide."""
    assert command("news").returncode == 0
    future, past = Path("news/1/0001.txt"), Path("news/2/0002.txt")
    os.utime(future, (2**33, 2**33))
    past.write_text(story(2).replace("Talks on", "Talks of"))
    os.utime(past, (1, 1))
    result = command("news")
    assert result.stdout.startswith("60 articles: 0 added, 1 updated, 59 unchanged, ")
    result = command("news")
    assert result.stdout.startswith("60 articles: 0 added, 0 updated, 60 unchanged, ")
    # The same size and the same time are the same file, as for rsync and make.
    past.write_text(story(2))
    os.utime(past, (1, 1))
    assert "0 updated, 60 unchanged" in command("news").stdout


def test_a_file_that_grows_while_it_is_read(folder: Path, command: Command) -> None:
    """The next run reads it again: nothing of it is taken for read that was not."""
    lines = folder / "lines.jsonl"
    lines.write_text('{"text": "One of many."}\n' * 3_000)
    with subprocess.Popen([*INGEST, "lines.jsonl", "--workers", "1"]) as process:
        while process.poll() is None and not Path("corpus.db").exists():
            time.sleep(0.005)
        with lines.open("a") as stream:
            stream.write('{"text": "The last."}\n')
    assert process.returncode == 0
    assert command("lines.jsonl").stdout.startswith("3001 articles: ")
    assert "3001 unchanged" in command("lines.jsonl").stdout
    assert command("--check", "--quiet").returncode == 0
