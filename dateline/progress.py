"""What a person at a terminal sees while articles are loaded; nothing goes anywhere else."""

from __future__ import annotations

import sys
import time
from typing import TextIO

REDRAW_SECONDS = 0.1
BAR_WIDTH = 24


class Progress:
    """A bar with rate and time left on a terminal, silent otherwise.

    ``█████████▌                40 %  12,345 articles  1,630/s  0:11 left``
    """

    def __init__(self, total: int, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._total = total
        self._bytes = self._articles = 0
        self._start = self._drawn = time.monotonic()

    def advance(self, count: int) -> None:
        """Count bytes read of the inputs."""
        self._bytes += count
        self._draw()

    def article(self) -> None:
        """Count an article written."""
        self._articles += 1
        self._draw()

    def _draw(self) -> None:
        if self._total and (now := time.monotonic()) - self._drawn >= REDRAW_SECONDS:
            self._drawn = now
            self._stream.write(f"\r\x1b[K{self.line(now - self._start)}")
            self._stream.flush()

    def line(self, seconds: float) -> str:
        """Return the bar as it stands after *seconds*."""
        share = min(1.0, self._bytes / self._total)
        filled = "█" * round(share * BAR_WIDTH)
        rate = self._articles / seconds if seconds else 0
        left = round(seconds * (1 - share) / share) if share else 0
        return (
            f"{filled:<{BAR_WIDTH}} {share:4.0%}  {self._articles:,} articles  {rate:,.0f}/s"
            f"  {left // 60}:{left % 60:02d} left"
        )

    def tell(self, text: str) -> None:
        """Show what is being done in the place of the bar: it may take minutes."""
        if self._total:
            self._stream.write(f"\r\x1b[K{text}")
            self._stream.flush()

    def clear(self) -> None:
        """Take the bar away, so that a line can be printed in its place."""
        self.tell("")


def printable(text: str) -> str:
    r"""Return *text* with everything escaped that could steer a terminal.

    >>> printable("a\x1b[2Jb")
    'a\\x1b[2Jb'
    """
    return "".join(
        c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text
    )
