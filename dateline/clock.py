"""A limit of time on a search: what is not done by then is left out, and said to be."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import TypeVar

PROGRESS_STEPS = 1000
"""SQLite's instructions between two looks at the clock: about 50 µs."""

T = TypeVar("T")


class Clock:
    """A limit of time on SQLite's work for one search.

    ``clock = Clock(connection, 0.5); clock.run(work)`` → what ``work()`` returns, or None.
    """

    def __init__(self, connection: sqlite3.Connection, seconds: float | None) -> None:
        self.connection = connection
        self.started = perf_counter()
        self.deadline = None if seconds is None else self.started + seconds
        if seconds is not None:
            connection.set_progress_handler(self.is_over, PROGRESS_STEPS)

    def is_over(self) -> bool:
        """Tell whether time is up."""
        return self.deadline is not None and perf_counter() >= self.deadline

    def run(self, work: Callable[[], T]) -> T | None:
        """Return what *work* returns, or None where time is up before it is done."""
        if self.is_over():
            return None
        try:
            return work()
        except sqlite3.OperationalError:
            if self.is_over():
                return None
            raise

    def stop(self) -> None:
        """Lift the limit from the connection."""
        if self.deadline is not None:
            self.connection.set_progress_handler(None, 0)

    def elapsed_ms(self) -> float:
        """Return how long it took so far."""
        return round((perf_counter() - self.started) * 1000, 1)


@contextmanager
def reading(connection: sqlite3.Connection, seconds: float | None) -> Iterator[Clock]:
    """Read plain rows, all as of one moment and within *seconds*; leave *connection* as it was.

    ``with reading(connection, 0.5) as clock: clock.run(work)``
    """
    row_factory, connection.row_factory = connection.row_factory, None
    clock = Clock(connection, seconds)
    try:
        with snapshot(connection):
            yield clock
    finally:
        clock.stop()
        connection.row_factory = row_factory


@contextmanager
def snapshot(connection: sqlite3.Connection) -> Iterator[None]:
    """Read all as of one moment: an ingest that ends meanwhile changes nothing in here."""
    begun = not connection.in_transaction
    try:
        if begun:
            connection.execute("begin")
        yield
    finally:
        if begun:
            connection.commit()
