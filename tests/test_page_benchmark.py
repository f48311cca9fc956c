"""The benchmark of the pages runs: it is outside the suite, and must not rot."""

from __future__ import annotations

import re
import subprocess
import sys

from tests.conftest import ROOT


def test_the_benchmark_runs() -> None:
    """Five questions over the seeds: both servers answer, agree, and every figure is printed."""
    command = [
        sys.executable,
        str(ROOT / "benchmarks/pages/page.py"),
        "--db",
        str(ROOT / "corpus.db"),
    ]
    command += ["--requests", "5", "--rounds", "1", "--clients", "2"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "5 of 5 totals are those of stock Datasette" in run.stdout
    assert re.search(r"^json +clock( +[\d.]+){6}", run.stdout, re.MULTILINE)
    assert re.search(r"^html +clock( +[\d.]+){6}", run.stdout, re.MULTILINE)
    assert "2 at once" in run.stdout
