"""Measure the search page against stock Datasette that is asked the same question.

    DATELINE_DATA=… python benchmarks/pages/page.py [--db FILE] [--clients 8] [--write]

Two real servers on 127.0.0.1: `datasette corpus.db` with Dateline, and with no plugin. README.md
says what is asked of each, and what the figures do not show.
"""

from __future__ import annotations

import argparse
import datetime
import http.client
import json
import os
import platform
import random
import re
import shutil
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from importlib.metadata import version
from operator import attrgetter
from pathlib import Path
from urllib.parse import urlencode

HERE = Path(__file__).parent
ROOT = HERE.parent.parent

STARTING_SECONDS = 60
WARMING = 10
"""Questions asked of each server before the clock counts."""

SLOWEST = 10
"""Pages that are named at the end of a run."""

GOALS = {"json": 40, "html": 80}
"""Milliseconds at p95, on two cores over the Reuters stories."""

RATIO_GOAL = 0.5
"""Of stock Datasette, at p50 and p95."""

FACETS = ("month", "country", "person", "organization", "place", "agency", "section")

DATASETTE = "from datasette.cli import cli; cli()"

WITHOUT_PLUGINS = f"import sys; sys._called_from_test = True; {DATASETTE}"
"""Datasette loads no installed plugin where this is set; 0.65 has no setting for it."""

ARTICLES = "select id, coalesce(title, substr(text, 1, 200)) from articles order by id"

VALUES = "select facet, value from article_facets where article_id = ? order by facet, value"


@dataclass(frozen=True)
class Question:
    """What a visitor asks: ``Question("oil prices", (("country", "Iran"),), "1987-03")``."""

    q: str
    filters: tuple[tuple[str, str], ...] = ()
    since: str | None = None
    page: int = 1

    def ours(self, suffix: str) -> str:
        """Return the address of Dateline's page."""
        pairs = [("q", self.q), *self.filters, ("from", self.since), ("page", str(self.page))]
        given = [(name, value) for name, value in pairs if value and (name, value) != ("page", "1")]
        return f"/corpus/-/search{suffix}?{urlencode(given)}"

    def theirs(self, suffix: str) -> str:
        """Return the address of Datasette's own page: unranked, one facet, the first page."""
        pairs = [("_facet", "agency"), ("_size", "20"), ("_extra", "count,facet_results")]
        pairs += [("_search", self.q)] if self.q else [("_sort_desc", "published")]
        pairs += [("published__gte", self.since)] if self.since else []
        for facet, value in self.filters:
            among = f"facet = '{facet}' and value = '{value.replace(chr(39), chr(39) * 2)}'"
            having = f"select article_id from article_facets where {among}"  # noqa: S608 - ours
            pairs.append(("_where", f"id in ({having})"))
        return f"/corpus/articles{suffix}?{urlencode(pairs)}"


def questions(db: Path, number: int) -> list[Question]:
    """Ask *number* questions in the words of the headlines, the same ones for the same corpus."""
    connection = sqlite3.connect(f"file:{db}?mode=ro", uri=True)
    chance = random.Random(1987)  # noqa: S311 - the same questions each time
    heads = {
        key: re.findall(r"[a-z]{3,}", (head or "").lower())
        for key, head in connection.execute(ARTICLES)
    }
    common: dict[str, int] = {}
    for words in heads.values():
        for word in words:
            common[word] = common.get(word, 0) + 1
    popular = sorted(common, key=lambda word: (-common[word], word))[:60]
    readable = [key for key, words in heads.items() if len(words) > 2]
    asked = []
    for _ in range(number):
        article = chance.choice(readable)
        words = heads[article]
        at = chance.randrange(len(words) - 2)
        kinds: dict[str, int] = {
            chance.choice(popular): 30,
            min(words, key=lambda word: (common[word], word)): 20,
            " ".join(words[at : at + 2]): 20,
            f'"{" ".join(words[at : at + 2])}"': 10,
            " ".join(words[at : at + 3]): 10,
            "": 10,
        }
        (q,) = chance.choices(list(kinds), weights=list(kinds.values()))
        values = dict(connection.execute(VALUES, (article,)).fetchall())
        facets = sorted(values.keys() & set(FACETS))
        chosen = chance.sample(facets, min(len(facets), chance.choice([0, 0, 1, 1, 2, 3])))
        filters = tuple((facet, values[facet]) for facet in chosen)
        day = connection.execute(
            "select published from articles where id = ?", (article,)
        ).fetchone()[0]
        since = day[:7] if day and chance.random() < 0.2 else None
        asked.append(Question(q, filters, since, chance.choice([1] * 8 + [2, 3])))
    return asked


# -- servers -----------------------------------------------------------------------------------


@dataclass
class Server:
    """A running Datasette."""

    port: int
    process: subprocess.Popen[bytes]
    address: Callable[[Question, str], str]
    failures: list[str] = field(default_factory=list)

    def get(self, connection: http.client.HTTPConnection, question: Question, suffix: str) -> bytes:
        """Ask *question*; note what is no answer."""
        path = self.address(question, suffix)
        connection.request("GET", path)
        response = connection.getresponse()
        body = response.read()
        if response.status != 200:
            self.failures.append(f"{response.status} {path}")
        return body

    def connect(self) -> http.client.HTTPConnection:
        """Open a connection that is kept for many questions."""
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=STARTING_SECONDS)

    def cpu_ms(self) -> float:
        """Return the CPU time of all its threads so far; 0 where the system is not Linux."""
        threads = Path(f"/proc/{self.process.pid}/task").glob("*/schedstat")
        return sum(int(thread.read_text().split()[0]) for thread in threads) / 1e6


@contextmanager
def serving(
    db: Path, launcher: str, address: Callable[[Question, str], str], *settings: str
) -> Iterator[Server]:
    """Serve *db* by the Datasette of this environment, with its command's defaults."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-c", launcher, str(db), "--port", str(port), *settings]
    process = subprocess.Popen(  # noqa: S603 - datasette
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield Server(port, process, address)
    finally:
        process.terminate()
        process.wait(timeout=STARTING_SECONDS)


def wait_for(server: Server) -> None:
    """Return when *server* answers."""
    deadline = time.monotonic() + STARTING_SECONDS
    while time.monotonic() < deadline and server.process.poll() is None:
        try:
            server.connect().request("GET", "/-/versions.json")
        except ConnectionError:
            time.sleep(0.05)
        else:
            return
    sys.exit("datasette doesn't start")


# -- measuring ---------------------------------------------------------------------------------


@dataclass
class Timing:
    """What one question took, each time: milliseconds on the clock, and of the server's CPU."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)


def ask_all(
    asked: list[Question], ours: Server, theirs: Server, suffix: str, rounds: int
) -> tuple[list[Timing], list[Timing]]:
    """Ask both servers every question, taking turns at being the first."""
    connections = {id(server): server.connect() for server in (ours, theirs)}
    timings = {id(server): [Timing() for _ in asked] for server in (ours, theirs)}
    for question in asked[:WARMING]:
        for server in (ours, theirs):
            server.get(connections[id(server)], question, suffix)
    for turn in range(rounds):
        for number, question in enumerate(asked):
            for server in (ours, theirs) if (turn + number) % 2 else (theirs, ours):
                cpu, started = server.cpu_ms(), time.perf_counter()
                server.get(connections[id(server)], question, suffix)
                timing = timings[id(server)][number]
                timing.wall.append((time.perf_counter() - started) * 1000)
                timing.cpu.append(server.cpu_ms() - cpu)
    return timings[id(ours)], timings[id(theirs)]


def percentiles(times: list[list[float]]) -> tuple[float, float]:
    """Return p50 and p95 of each question's median."""
    medians = [statistics.median(each) for each in times]
    cuts = statistics.quantiles(medians, n=20, method="inclusive")
    return cuts[9], cuts[18]


def report(suffix: str, ours: list[Timing], theirs: list[Timing]) -> Iterator[str]:
    """Yield a line for the clock and one for the CPU."""
    for name, of in (("clock", attrgetter("wall")), ("server's CPU", attrgetter("cpu"))):
        mine, stock = percentiles([of(t) for t in ours]), percentiles([of(t) for t in theirs])
        if not stock[0]:
            continue
        ratios = [a / b for a, b in zip(mine, stock, strict=True)]
        figures = "".join(
            f"{a:9.1f}{b:9.1f}{c:8.2f}" for a, b, c in zip(mine, stock, ratios, strict=True)
        )
        goal = GOALS[suffix]
        missed = name == "clock" and (mine[1] > goal or max(ratios) > RATIO_GOAL)
        yield f"{suffix:6}{name:14}{figures}{'  misses the goal' if missed else ''}"


def agreeing(asked: list[Question], ours: Server, theirs: Server) -> Iterator[str]:
    """Compare how many articles each server says there are."""
    connections, agreed = (ours.connect(), theirs.connect()), 0
    for question in asked:
        mine = json.loads(ours.get(connections[0], question, ".json"))
        stock = json.loads(theirs.get(connections[1], question, ".json"))
        count = stock.get("filtered_table_rows_count", stock.get("count"))
        agreed += mine.get("strict_total") == count
        if mine.get("strict_total") != count:
            yield f"{mine.get('strict_total')} and stock says {count}: {question.ours('')}"
    yield f"{agreed} of {len(asked)} totals are those of stock Datasette"


def throughput(asked: list[Question], server: Server, clients: int) -> float:
    """Return the HTML pages per second that *clients* get together."""

    def client(number: int) -> None:
        connection = server.connect()
        for question in asked[number::clients]:
            server.get(connection, question, "")

    started = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        list(pool.map(client, range(clients)))
    return len(asked) / (time.perf_counter() - started)


def machine() -> str:
    """Say what was measured where."""
    packages = ", ".join(f"{name} {version(name)}" for name in ("dateline", "datasette"))
    return (
        f"{datetime.date.today()}; {packages}; Python {platform.python_version()}, "
        f"SQLite {sqlite3.sqlite_version}; {os.cpu_count()} cores, {platform.machine()}, "
        f"load {os.getloadavg()[0]:.1f}"
    )


def measure(db: Path, options: argparse.Namespace) -> Iterator[str]:
    """Yield the lines of a run over *db*."""
    asked = questions(db, options.requests)
    settings = ("--setting", "suggest_facets", "off") if options.no_suggestions else ()
    with ExitStack() as stack:
        ours = stack.enter_context(serving(db, DATASETTE, Question.ours))
        theirs = stack.enter_context(serving(db, WITHOUT_PLUGINS, Question.theirs, *settings))
        wait_for(ours)
        wait_for(theirs)
        yield f"python benchmarks/pages/page.py {' '.join(sys.argv[1:])}"
        yield machine()
        articles = sqlite3.connect(db).execute("select count(*) from articles").fetchone()[0]
        yield f"{articles:,} articles, {len(asked)} questions, {options.rounds} rounds"
        yield from agreeing(asked, ours, theirs)
        yield ""
        yield f"{'ms':20}" + "".join(f"{p:>9}{'stock':>9}{'ratio':>8}" for p in ("p50", "p95"))
        for name, suffix in (("json", ".json"), ("html", "")):
            timings = ask_all(asked, ours, theirs, suffix, options.rounds)
            yield from report(name, *timings)
        slow = sorted(
            zip(timings[0], asked, strict=True), key=lambda p: -statistics.median(p[0].wall)
        )
        yield "\nthe slowest pages:"
        for timing, question in slow[:SLOWEST]:
            yield f"{statistics.median(timing.wall):9.1f}  {question.ours('')}"
        if options.clients > 1:
            one, many = (throughput(asked, ours, n) for n in (1, options.clients))
            yield f"\n{one:.1f} pages/s with one client, {many:.1f} with {options.clients} at once"
        for failure in ours.failures + theirs.failures:
            yield f"failed: {failure}"


def main() -> int:
    """Build or copy the corpus, measure, print; status 1 where a page was no 200."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--db", type=Path, help="a corpus; else one is made of the Reuters stories")
    parser.add_argument("--requests", type=int, default=150)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--clients", type=int, default=1)
    parser.add_argument(
        "--no-suggestions", action="store_true", help="relieve stock Datasette of suggesting facets"
    )
    parser.add_argument("--write", action="store_true", help="keep the run in runs/")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        db = Path(folder) / "corpus.db"
        if options.db:
            shutil.copyfile(options.db, db)
        else:
            data = Path(os.environ["DATELINE_DATA"]).resolve()
            texts = data / "news" / "reuters21578.jsonl.xz"
            command = [sys.executable, f"{ROOT}/ingest.py", str(texts), "--db", str(db), "--quiet"]
            subprocess.run(command, check=False, stdout=subprocess.DEVNULL)  # noqa: S603 - ours
        lines = []
        for line in measure(db, options):
            print(line, flush=True)
            lines.append(line)
    if options.write:
        run = HERE / "runs" / f"{datetime.date.today()}.txt"
        run.parent.mkdir(exist_ok=True)
        run.write_text("\n".join(lines) + "\n", "utf-8")
    return any(line.startswith("failed") for line in lines)


if __name__ == "__main__":
    sys.exit(main())
