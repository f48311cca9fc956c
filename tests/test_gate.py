"""The gate of the facts: it says what it needs, and no figure is below its floor."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
GATE = ROOT / "benchmarks" / "extraction" / "gate.py"


def run(**environment):
    """Run the gate with nothing but *environment* set beside the path."""
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **environment}
    return subprocess.run(
        [sys.executable, str(GATE)], env=env, capture_output=True, text=True, check=False
    )


def test_gate_says_what_it_needs():
    """Without the labelled texts the gate stops with status 2 and a sentence."""
    result = run()
    assert result.returncode == 2
    assert "DATELINE_DATA" in result.stderr


@pytest.mark.skipif("DATELINE_DATA" not in os.environ, reason="DATELINE_DATA is not set")
def test_no_figure_is_below_its_floor():
    """The facts are as good as they were when the floors were written."""
    result = run(DATELINE_DATA=os.environ["DATELINE_DATA"])
    assert result.returncode == 0, result.stderr
