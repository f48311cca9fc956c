"""What a program costs: clock, processor time of it and all it started, memory, bytes on disk."""

from __future__ import annotations

import os
import statistics
import subprocess
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
    """What it printed on standard output."""

    def __add__(self, other: Cost) -> Cost:
        """Return the cost of two steps one after the other."""
        peak = max(self.peak_mb, other.peak_mb)
        return Cost(self.seconds + other.seconds, self.cpu + other.cpu, peak, self.said)

    def as_json(self) -> dict[str, Any]:
        """Return the figures."""
        return {key: round(v, 2) for key, v in asdict(self).items() if key != "said"}


def run(command: Sequence[str | Path], *, fine: Sequence[int] = (0,)) -> Cost:
    """Run *command*; return what it cost. Raises RuntimeError with what it said if it fails."""
    with tempfile.TemporaryFile("w+") as out:
        started = time.perf_counter()
        process = subprocess.Popen(list(map(str, command)), stdout=out, stderr=out)  # noqa: S603
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        said = out.read()
    if process.returncode not in fine:
        raise RuntimeError(f"{command[0]} failed: {said[-2000:]}")
    cpu = usage.ru_utime + usage.ru_stime
    return Cost(seconds, cpu, usage.ru_maxrss / KB_PER_MB, said)


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
