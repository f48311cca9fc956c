"""One article into a corpus of the size, and the first search after it, again and again."""

from __future__ import annotations

import shutil
import sqlite3
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from measuring import percentiles, run

from dateline.ingest import main
from dateline.search import Search, search

TIMES = 31
COMMANDS = 3
"""Runs of the whole command, with the start of Python."""


def incremental(db: Path, lines: Sequence[str], word: str, work: Path) -> dict[str, Any]:
    """Add each record of *lines* to a copy of *db* while a reader has it open; search for *word*.

    A time is from the record's file to the committed database: the command without the start of
    Python. The first reads the gazetteer and is told apart. The reader is one connection that stays
    open, as Datasette's do.
    """
    work.mkdir(exist_ok=True)
    copy = work / "corpus.db"
    shutil.copyfile(db, copy)
    reader = sqlite3.connect(f"file:{copy}?mode=ro", uri=True)
    asked = Search(q=word)
    search(reader, asked)
    adding, searching, cpu = [], [], []
    for number, line in enumerate(lines):
        file = work / f"{number}.jsonl"
        file.write_text(line, "utf-8")
        started, spent = time.perf_counter(), time.process_time()
        status = main([str(file), "--db", str(copy), "--quiet", "--workers", "1"])
        cpu.append(1000 * (time.process_time() - spent))
        adding.append(1000 * (time.perf_counter() - started))
        assert status == 0, "the article was not added"
        started = time.perf_counter()
        search(reader, asked)
        searching.append(1000 * (time.perf_counter() - started))
    reader.close()
    command = _whole_command(lines[:COMMANDS], copy, work)
    shutil.rmtree(work)
    told = {"adding": adding, "adding, cpu": cpu, "first search after it": searching}
    figures = {
        name: {"p50": p50, "p95": p95, "most": max(times[1:])}
        for name, times in told.items()
        for p50, p95 in [percentiles(times[1:])]
    }
    rounded = {n: {k: round(v, 1) for k, v in f.items()} for n, f in figures.items()}
    once = {"adding the first": adding[0], "with the start of Python": command}
    return {"times": len(lines) - 1, **rounded, **{n: round(ms, 1) for n, ms in once.items()}}


def _whole_command(lines: Sequence[str], db: Path, work: Path) -> float:
    """Return the milliseconds of `ingest.py` with one article, its median."""
    times = []
    for number, line in enumerate(lines):
        file = work / f"again-{number}.jsonl"
        file.write_text(line, "utf-8")
        command = [sys.executable, "-m", "dateline.ingest", file, "--db", db, "--quiet"]
        times.append(1000 * run(command).seconds)
    return percentiles(times)[0]
