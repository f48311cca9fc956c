"""Runs that are killed at any moment: the file is sound, and the next run completes it.

``DATELINE_KILLS`` is how many moments there are for each kind of run.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from dateline.ingest import main
from tests.conftest import ROOT
from tests.content import content
from tests.stories import write_stories

KILLS = int(os.environ.get("DATELINE_KILLS", "30"))

NUMBER = 160

REAL = [str(ROOT / "ingest.py")]

SMALL = [
    "-c",
    "from dateline import corpus, ingest, store\n"
    "corpus.CACHE_KB, store.FLUSH_ARTICLES = 100, 20\n"
    "raise SystemExit(ingest.main())",
]
"""The command with so little memory that a short run writes to the disk as a long one does."""


BEFORE = ("news", "--workers", "1", "--quiet")
AGAIN = (*BEFORE, "--prune")


@dataclass(frozen=True)
class Run:
    """A kind of run: where it starts from, and what it makes."""

    folder: Path
    """The folder with the stories, and with the corpus from before the run, if there was one."""
    wholes: list[list[list[tuple[object, ...]]]]
    """What it makes when nothing stops it: with much memory and with little, facts have other ids."""
    numbers: frozenset[int]
    """How many articles a reader may see: those from before, or those from after."""
    start: float
    """Seconds until it began to write."""
    length: float
    """Seconds it took in all."""


def begin(folder: Path, program: list[str]) -> subprocess.Popen[bytes]:
    """Begin a run in a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen([sys.executable, *program, *AGAIN], cwd=folder, env=environment)


def writes(folder: Path) -> bool:
    """Whether a run has begun to write: its journal or log is there."""
    return any((folder / f"corpus.db{end}").exists() for end in ("-journal", "-wal"))


@pytest.fixture(scope="module", params=["bulk", "incremental"])
def run(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Make the stories, the corpus from before, and measure a run that nothing stops."""
    folder = tmp_path_factory.mktemp(request.param)
    write_stories(folder / "news", range(NUMBER))
    before = set()
    if request.param == "incremental":
        subprocess.run([sys.executable, str(ROOT / "ingest.py"), *BEFORE], cwd=folder, check=True)
        before.add(NUMBER)
        write_stories(folder / "news", range(0, NUMBER, 3), version=1)
        write_stories(folder / "news", range(NUMBER, NUMBER + 60))
        for file in folder.glob("news/*/*7.txt"):
            file.unlink()
    wholes = []
    for program in (REAL, SMALL):
        whole = tmp_path_factory.mktemp("whole")
        shutil.copytree(folder, whole, dirs_exist_ok=True)
        clock = time.monotonic()
        process, start = begin(whole, program), 0.0
        while process.poll() is None:
            start = start or writes(whole) * (time.monotonic() - clock)
            time.sleep(0.002)
        assert process.returncode == 0
        length = time.monotonic() - clock
        wholes.append(content(whole / "corpus.db"))
    return Run(folder, wholes, frozenset({*before, len(wholes[0][0])}), start, length)


def moments() -> Iterator[tuple[bool, float]]:
    """Yield when to kill: a third anywhere in the run, the others once it writes; 0 to 1."""
    chance = random.Random(2018)
    for number in range(KILLS):
        anywhere = number % 3 == 0
        yield anywhere, (number + chance.random()) / KILLS


@pytest.mark.parametrize(
    "moment", [*moments()], ids=lambda m: f"{'writing' if not m[0] else 'at'} {m[1]:.2f}"
)
def test_a_killed_run_is_completed_by_the_next(
    moment: tuple[bool, float], run: Run, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The file opens, is sound, and the next run makes what a run makes that nothing stops."""
    shutil.copytree(run.folder, folder, dirs_exist_ok=True)
    anywhere, part = moment
    process = begin(folder, REAL if anywhere else SMALL)
    if anywhere:
        time.sleep(part * run.length)
    else:
        while process.poll() is None and not writes(folder):
            time.sleep(0.002)
        time.sleep(part * (run.length - run.start))
    process.kill()
    process.wait()
    look(run)
    capsys.readouterr()
    assert main(AGAIN) == 0
    assert sorted(p.name for p in folder.iterdir()) == ["corpus.db", "news"]
    assert content("corpus.db") in run.wholes
    assert main(["--check", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["wrong"] == []


def look(run: Run) -> None:
    """Read what a killed run left, as readers do: an existing corpus is there as before or after."""
    if len(run.numbers) == 2:
        reader = sqlite3.connect("file:corpus.db?mode=ro", uri=True)
        (number,) = reader.execute("select count(*) from articles").fetchone()
        reader.close()
        assert number in run.numbers


BEGIN_AND_COMMIT = """
import sqlite3
from dateline import corpus
from sqlite_utils import Database
database = Database(sqlite3.connect("corpus.db", isolation_level=None))
print("ready", flush=True)
while True:
    corpus.begin(database)
    corpus.commit(database)
"""


def test_what_is_killed_as_it_begins_or_ends_can_be_read(folder: Path) -> None:
    """Nobody needs to write before others can read: there is no journal to be played back."""
    shutil.copy(ROOT / "corpus.db", folder)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    chance = random.Random(2020)
    for _ in range(25):
        process = subprocess.Popen(
            [sys.executable, "-c", BEGIN_AND_COMMIT], stdout=subprocess.PIPE, env=environment
        )
        with process:
            assert process.stdout and process.stdout.readline()
            time.sleep(0.05 * chance.random())
            process.kill()
        reader = sqlite3.connect("file:corpus.db?mode=ro", uri=True)
        assert reader.execute("select count(*) from articles").fetchone() == (2,)
        reader.close()


KILLED = """
import os
from dateline import corpus, ingest, refreshing, store
corpus.CACHE_KB, store.FLUSH_ARTICLES = 100, 20
refreshing.refresh = lambda *_: os.kill(os.getpid(), 9)
ingest.main()
"""
"""The command with little memory, killed when all but the arrays is written."""


def test_what_a_killed_first_run_leaves(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A check says what to do; Datasette starts, and has no corpus yet."""
    write_stories(folder / "news", range(NUMBER))
    process = begin(folder, ["-c", KILLED])
    process.wait()
    assert Path("corpus.db-journal").stat().st_size
    before = Path("corpus.db").read_bytes()
    assert main(["--check"]) == 2
    sentence = "corpus.db was left by a run that was stopped: run ingest.py again"
    assert sentence in capsys.readouterr().err
    assert Path("corpus.db").read_bytes() == before
    line = [sys.executable, "-m", "datasette", "corpus.db", "--get", "/-/databases.json"]
    result = subprocess.run(line, capture_output=True, text=True, check=False)
    told = json.loads(result.stdout)
    (database,) = told["databases"] if isinstance(told, dict) else told  # of 1.0, and of 0.65
    assert (result.returncode, database["size"]) == (0, 0)
    assert main(AGAIN) == 0
    assert main(["--check"]) == 0
