"""Dateline's page as Datasette serves it: over HTTP, and to many at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from engine import Engine, Inputs
from measuring import Cost
from page import DATASETTE, serving, throughput, wait_for
from questions import Question
from with_datasette import answered


def address(question: Question, suffix: str) -> str:
    """Return the address of the page that answers *question*."""
    pairs = [("q", question.fts5)] if question.words else []
    pairs += [question.facet] if question.facet else []
    return f"/corpus/-/search{suffix}?{urlencode(pairs)}"


class Served(Engine):
    """The corpus of `Dateline` served with the command's defaults, its limit of time included."""

    name = "Dateline over HTTP"
    most = 10_000_000
    without_facets = False

    def load(self, inputs: Inputs) -> Cost:
        """Load nothing: `Dateline` did."""
        return Cost(0, 0, 0)

    add_facets = load

    def bytes(self) -> int:
        """Return nothing of its own."""
        return 0

    @contextmanager
    def opened(self) -> Iterator[None]:
        """Serve it."""
        self.cut = 0
        with serving(self.folder / "corpus.db", DATASETTE, address) as server:
            wait_for(server)
            self._server = server
            yield

    def ask(self, question: Question, facets: bool) -> int | None:
        """Ask for the JSON; None where the limit of time cut off the total or the counts."""
        answer = answered(self._server, question, ".json")
        self.failures = self._server.failures
        if answer is None:
            return None
        whole = answer["total_exact"] and answer["facets_exact"]
        self.cut += not whole
        return answer["strict_total"] if whole else None

    def cpu(self) -> float:
        """Return the server's processor time."""
        return self._server.cpu_ms() / 1000


def clients(db: Path, asked: Sequence[Question], number: int) -> dict[str, Any]:
    """Ask for the HTML pages from one client, then from *number* at once; name what failed."""
    with serving(db, DATASETTE, address) as server:
        wait_for(server)
        throughput(list(asked[:number]), server, 1)
        one, many = (throughput(list(asked), server, n) for n in (1, number))
        return {
            "pages": len(asked),
            "one client, pages/s": round(one, 2),
            f"{number} clients, pages/s": round(many, 2),
            "ratio": round(many / one, 2),
            "failed": server.failures,
        }
