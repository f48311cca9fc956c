"""Tests for `dateline.progress`: a bar on a terminal, and nothing elsewhere."""

from __future__ import annotations

import io
import os
import pty
import subprocess
import sys
from pathlib import Path

from dateline.progress import Progress
from tests.conftest import ROOT


def test_the_line_has_share_rate_and_time_left() -> None:
    """A quarter of the bytes after ten seconds leaves half a minute."""
    progress = Progress(total=4_000, stream=io.StringIO())
    progress.advance(1_000)
    for _ in range(1_250):
        progress.article()
    assert progress.line(10.0) == "██████                    25%  1,250 articles  125/s  0:30 left"


def test_nothing_is_drawn_without_a_total() -> None:
    """Nobody watches: nothing is written."""
    stream = io.StringIO()
    progress = Progress(total=0, stream=stream)
    progress.advance(10)
    progress.clear()
    assert stream.getvalue() == ""


def test_a_terminal_sees_a_bar_that_goes_away(folder: Path) -> None:
    """On a terminal the bar is cleared before the summary."""
    for number in range(3_000):
        (folder / f"{number}.txt").write_text("A story of some length. " * 40)
    outer, inner = pty.openpty()
    line = [sys.executable, str(ROOT / "ingest.py"), ".", "--db", "../x.db", "--workers", "1"]
    with subprocess.Popen(line, stderr=inner, stdout=subprocess.PIPE, cwd=folder) as process:
        assert process.stdout
        process.stdout.read()
    os.close(inner)
    seen = os.read(outer, 1 << 20).decode()
    os.close(outer)
    assert " articles  " in seen
    assert "writing the indexes" in seen
    assert seen.endswith("\r\x1b[K")
