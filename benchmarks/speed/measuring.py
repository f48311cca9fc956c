"""What a program costs: clock, processor time of it and all it started, memory, bytes on disk."""

from __future__ import annotations

import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

KB_PER_MB = 1024


@dataclass(frozen=True)
class Cost:
    """What a step of loading took."""

    seconds: float
    cpu: float
    """Processor seconds of the process and of those it started and waited for."""
    peak_mb: float
    """Resident size of the largest of these processes."""
    said: str = ""
    """What it printed."""

    def __add__(self, other: Cost) -> Cost:
        """Return the cost of two steps one after the other."""
        peak = max(self.peak_mb, other.peak_mb)
        return Cost(self.seconds + other.seconds, self.cpu + other.cpu, peak, self.said)

    def as_json(self) -> dict[str, Any]:
        """Return the figures."""
        return {key: round(v, 2) for key, v in asdict(self).items() if key != "said"}


def run(command: Sequence[str | Path]) -> Cost:
    """Run *command*; return what it cost. Raises RuntimeError with what it said if it fails.

    Linux counts the memory of whoever starts a program as that program's, so this module is run in
    between, which has little.
    """
    with tempfile.TemporaryFile("w+") as out, tempfile.NamedTemporaryFile("r") as figures:
        between = [sys.executable, "-S", __file__, figures.name]
        process = subprocess.Popen(  # noqa: S603 - the command that is measured
            [*between, *map(str, command)], stdout=out, stderr=out, start_new_session=True
        )
        try:
            process.wait()
        except BaseException:
            os.killpg(process.pid, signal.SIGTERM)  # it, and what it started
            raise
        status, seconds, cpu, peak_mb = json.load(figures)
        out.seek(0)
        said = out.read()
    if status:
        raise RuntimeError(f"{' '.join(map(str, command[:4]))} failed: {said[-2000:]}")
    return Cost(seconds, cpu, peak_mb, said)


def measure(figures: str, *command: str) -> None:
    """Run *command* and write what it cost."""
    started = time.perf_counter()
    process = subprocess.Popen(command)  # noqa: S603 - the command that is measured
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    spent = usage.ru_utime + usage.ru_stime
    told = [process.returncode, seconds, spent, usage.ru_maxrss / KB_PER_MB]
    Path(figures).write_text(json.dumps(told))


def size(path: Path) -> int:
    """Return the bytes of a file, or of all files in a folder."""
    if path.is_dir():
        return sum(file.stat().st_size for file in path.rglob("*") if file.is_file())
    return path.stat().st_size


def percentiles(times: Sequence[float]) -> tuple[float, float]:
    """Return p50 and p95; of a single time itself."""
    if len(times) == 1:
        return times[0], times[0]
    cuts = statistics.quantiles(times, n=20, method="inclusive")
    return cuts[9], cuts[18]


if __name__ == "__main__":
    measure(*sys.argv[1:])
