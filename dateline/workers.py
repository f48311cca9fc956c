"""Records → Readings in worker processes, in the order of the records."""

from __future__ import annotations

import gc
import os
import signal
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import chain
from multiprocessing import get_context, parent_process

from dateline.article import Reading, Record
from dateline.reading import read

BATCH_RECORDS = 64
BATCH_CHARACTERS = 400_000
"""What one task holds: so much that handing it over is little beside reading it."""

AHEAD = 3
"""Tasks under way for each worker: none waits for work, and memory stays bounded."""


def read_in_order(records: Iterable[Record], workers: int) -> Iterator[Reading]:
    """Yield the reading of each record, in order, made by *workers* processes.

    What fits in one batch is read here: starting a process costs more than 64 articles.
    """
    batches = in_batches(records)
    first = list(next(batches, []))
    second = list(next(batches, []))
    everything = chain([first, second], batches)
    if workers == 1 or not second:
        for batch in everything:
            yield from map(read, batch)
        return
    with ProcessPoolExecutor(workers, get_context("spawn"), _serve) as pool:
        running: deque[Future[list[Reading]]] = deque()
        for batch in everything:
            running.append(pool.submit(read_batch, batch))
            if len(running) >= AHEAD * workers:
                yield from running.popleft().result()
        while running:
            yield from running.popleft().result()


def in_batches(records: Iterable[Record]) -> Iterator[list[Record]]:
    """Yield the records in lists of `BATCH_RECORDS`, fewer where they are long."""
    batch: list[Record] = []
    size = 0
    for record in records:
        batch.append(record)
        size += len(record.text)
        if len(batch) >= BATCH_RECORDS or size >= BATCH_CHARACTERS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def read_batch(batch: list[Record]) -> list[Reading]:
    """Read a batch; what a worker is sent."""
    return [read(record) for record in batch]


def _serve() -> None:
    """Leave Ctrl-C to the main process, which stops the workers; end when it is gone."""
    gc.disable()  # reading leaves no cycles: looking for them takes a twentieth of its time
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """Wait for the main process, however it ends, and end."""
    parent = parent_process()
    if parent:
        parent.join()
        os._exit(1)
