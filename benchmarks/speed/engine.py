"""What every engine is asked: load the texts, add the facets, answer questions."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from measuring import Cost
from questions import Question

from dateline.results import FACETS

__all__ = ["FACETS", "PAGE", "TOP", "Engine", "Facets", "Inputs", "Question"]

PAGE = 20
"""Articles on the page, each with a snippet."""

TOP = 10
"""Values of each facet that are listed with their counts."""

Facets = dict[str, list[str]]


@dataclass(frozen=True)
class Inputs:
    """The files that all engines load: one record a line, in the same order."""

    articles: Path
    """What a record states: id, title, text, published, source, section."""
    facets: Path
    """What Dateline read out of it: ``{"id": 1, "facets": {"country": ["Mexico"]}}``."""


class Engine(ABC):
    """One way to search the texts; its files are in a folder of its own."""

    name: str
    package: str | None = None
    """What it needs beyond Dateline itself."""
    most: int = 100_000
    """Articles up to which it is run."""
    without_facets = True
    """Whether its page can be had without facets."""
    keeps = True
    """Whether what was loaded is there in a later run."""

    def __init__(self, folder: Path) -> None:
        """Use *folder*, which is made and is the engine's alone."""
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.failures: list[str] = []

    def missing(self) -> str | None:
        """Say what has to be installed first; None where nothing is missing."""
        if self.package and find_spec(self.package) is None:
            return f"needs the package {self.package}: pip install -e '.[bench]'"
        return None

    @contextmanager
    def running(self) -> Iterator[None]:
        """Run what it needs from loading to the last question: a server."""
        yield

    @abstractmethod
    def load(self, inputs: Inputs) -> Cost:
        """Load and index the texts and what their records state."""

    @abstractmethod
    def add_facets(self, inputs: Inputs) -> Cost:
        """Add the facets that Dateline found, or load everything again with them."""

    @abstractmethod
    def bytes(self) -> int:
        """Return the size of what was loaded."""

    @contextmanager
    def opened(self) -> Iterator[None]:
        """Open what was loaded, for questions."""
        yield

    @abstractmethod
    def ask(self, question: Question, facets: bool) -> int | None:
        """Answer with a whole page; return how many match, None where it can't be asked."""

    def cpu(self) -> float:
        """Return the processor seconds so far of what answers: this process, or a server."""
        return time.process_time()
