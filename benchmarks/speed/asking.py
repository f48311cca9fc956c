"""Ask all engines the same questions, in turns, and say what each took."""

from __future__ import annotations

import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from typing import Any

from engine import Engine
from measuring import percentiles
from questions import GROUPS, Question

Row = dict[str, Any]


class Timings:
    """The times of one class of questions, all engines, with or without facets."""

    def __init__(self) -> None:
        self.wall: dict[tuple[str, Question], list[float]] = defaultdict(list)
        self.cpu: dict[tuple[str, Question], list[float]] = defaultdict(list)
        self.totals: dict[tuple[str, Question], int | None] = {}
        self.spent: Counter[str] = Counter()

    def ask(self, engine: Engine, question: Question, facets: bool) -> None:
        """Ask once, and note milliseconds on the clock and of the processor."""
        cpu, started = engine.cpu(), time.perf_counter()
        total = engine.ask(question, facets)
        seconds = time.perf_counter() - started
        key = engine.name, question
        self.totals[key] = total
        self.spent[engine.name] += seconds
        if total is not None:
            self.wall[key].append(1000 * seconds)
            self.cpu[key].append(1000 * (engine.cpu() - cpu))

    def medians(self, engine: str, questions: Sequence[Question], clock: str) -> list[float]:
        """Return the median of the rounds of each question."""
        times = self.wall if clock == "wall" else self.cpu
        return [statistics.median(times[engine, question]) for question in questions]


def ask_all(
    engines: Sequence[Engine], asked: Sequence[Question], rounds: int, most_seconds: float
) -> Iterator[Row]:
    """Yield a row for each class of questions, engine, and page without and with facets.

    An engine that has taken *most_seconds* for a class is asked no more of it; but one in any case.
    """
    with ExitStack() as stack:
        for engine in engines:
            stack.enter_context(engine.opened())
        for group in GROUPS:
            of_group = [question for question in asked if question.group == group]
            for facets in (False, True):
                able = [engine for engine in engines if facets or engine.without_facets]
                timings = Timings()
                if of_group:
                    _rounds(able, of_group, facets, rounds, most_seconds, timings)
                yield from _rows(able, of_group, facets, timings)


def _rounds(
    engines: Sequence[Engine],
    asked: Sequence[Question],
    facets: bool,
    rounds: int,
    most_seconds: float,
    timings: Timings,
) -> None:
    for engine in engines:
        started = time.perf_counter()
        engine.ask(asked[0], facets)  # what is read for the first time does not count
        timings.spent[engine.name] = time.perf_counter() - started
    for turn in range(rounds):
        for number, question in enumerate(asked):
            first = (turn + number) % len(engines)
            for engine in (*engines[first:], *engines[:first]):
                again = turn and not timings.wall[engine.name, question]
                over = timings.spent[engine.name] > most_seconds
                if not again and not (over and (turn or number)):
                    timings.ask(engine, question, facets)


def _rows(
    engines: Sequence[Engine], asked: Sequence[Question], facets: bool, timings: Timings
) -> Iterator[Row]:
    """Yield what is reported of a class; a ratio is of the questions that both were asked."""
    ours = engines[0].name
    for engine in engines:
        answered = [question for question in asked if timings.wall[engine.name, question]]
        if not answered:
            continue
        row: Row = {"class": asked[0].group, "facets": facets, "engine": engine.name}
        row["asked"] = len(answered)
        row["matches"] = round(statistics.median(timings.totals[ours, q] or 0 for q in answered))
        row["found"] = round(
            statistics.median(timings.totals[engine.name, q] or 0 for q in answered)
        )
        row["same total"] = sum(
            timings.totals[engine.name, q] == timings.totals[ours, q] for q in answered
        )
        for clock in ("wall", "cpu"):
            theirs = percentiles(timings.medians(engine.name, answered, clock))
            both = [q for q in answered if timings.wall[ours, q]]
            mine = percentiles(timings.medians(ours, both, clock))
            row[clock] = [round(time, 3) for time in theirs]
            row[f"{clock} ratio"] = [
                round(a / b, 2) if b else None for a, b in zip(theirs, mine, strict=True)
            ]
        yield row
