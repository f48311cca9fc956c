"""PostgreSQL's full text search: a private cluster, a weighted tsvector with a GIN index."""

from __future__ import annotations

import json
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from engine import PAGE, TOP, Engine, Inputs
from measuring import Cost
from questions import Question

BINARIES = Path("/usr/lib/postgresql")
"""Where Debian puts the server's programs, which stand on no PATH."""

SCHEMA = """
create table articles (
    id integer primary key, title text, text text, published text, source text, section text,
    words tsvector generated always as (
        setweight(to_tsvector('english', coalesce(title, '')), 'A')
        || setweight(to_tsvector('english', text), 'D')) stored
);
"""

COLUMNS = ("id", "title", "text", "published", "source", "section")

COPY = f"copy articles ({', '.join(COLUMNS)}) from stdin"

INDEXES = ("create index on articles using gin (words)", "analyze articles")

FACETS = """
create table facet_values (value_id integer primary key, facet text, value text);
create table article_facets (article_id integer, value_id integer);
"""

FACET_INDEXES = (
    "alter table article_facets add primary key (article_id, value_id)",
    "create index on article_facets (value_id, article_id)",
    "create index on facet_values (facet, value)",
    "create index on articles (published)",
    "analyze",
)

MATCHING = "words @@ %(q)s::tsquery"

HAVING = """
id in (select article_id from article_facets join facet_values using (value_id)
    where facet = %(facet)s and value = %(value)s)
"""

BEST = """
select id, ts_rank(words, %(q)s::tsquery) as rank from articles where {among}
order by rank desc, id limit %(page)s
"""

SNIPPETS = (
    "select ts_headline('english', text, %(q)s::tsquery) from articles where id = any(%(ids)s)"
)

NEWEST = """
select id, left(text, 300) from articles order by published desc nulls last limit %(page)s
"""

COUNTS = """
with counts as (
    select value_id, count(*) as articles from article_facets
    {among} group by value_id
), places as (
    select facet, value, articles,
        row_number() over (partition by facet order by articles desc, value) as place
    from counts join facet_values using (value_id)
)
select facet, value, articles from places where place <= %(top)s
"""

READINGS = {"phrase": "phraseto_tsquery", "all": "plainto_tsquery"}


class Postgres(Engine):
    """One table with its words, and the facets as in bare FTS5."""

    name = "PostgreSQL"
    package = "psycopg"
    keeps = False

    def missing(self) -> str | None:
        """Say whether the server's programs are missing."""
        if program("postgres") is None:
            return "needs the server's programs: apt-get install postgresql"
        return super().missing()

    @contextmanager
    def running(self) -> Iterator[None]:
        """Run a cluster of its own, on a socket in its folder alone, as a user who is not root."""
        import psycopg

        self._cluster = Path(tempfile.mkdtemp(prefix="dateline-postgres-"))
        if os.geteuid() == 0:
            shutil.chown(self._cluster, "postgres")
        data = self._cluster / "data"
        execute("initdb", "-D", data, "-A", "trust", "-E", "UTF8", "--no-sync")
        options = f"-k {self._cluster} -c listen_addresses='' -c max_parallel_workers_per_gather=0"
        log = self._cluster / "log"
        execute("pg_ctl", "-D", data, "-w", "-l", log, "-o", options, "start")
        try:
            user = owner()
            self._connection = psycopg.connect(
                host=str(self._cluster), user=user, dbname="postgres", autocommit=True
            )
            yield
            self._connection.close()
        finally:
            execute("pg_ctl", "-D", data, "-w", "-m", "fast", "stop")
            shutil.rmtree(self._cluster)

    def load(self, inputs: Inputs) -> Cost:
        """Copy the texts in, then index them."""

        def work() -> None:
            self._connection.execute(SCHEMA)
            with self._connection.cursor().copy(COPY) as copy:
                for record in records(inputs.articles):
                    copy.write_row([record.get(key) for key in COLUMNS])
            for statement in INDEXES:
                self._connection.execute(statement)

        return self._measured(work)

    def add_facets(self, inputs: Inputs) -> Cost:
        """Copy the facets in, then index them."""

        def work() -> None:
            numbers: dict[tuple[str, str], int] = {}
            self._connection.execute(FACETS)
            with self._connection.cursor().copy("copy article_facets from stdin") as copy:
                for record in records(inputs.facets):
                    for facet, values in record["facets"].items():
                        for value in values:
                            number = numbers.setdefault((facet, value), len(numbers))
                            copy.write_row((record["id"], number))
            with self._connection.cursor().copy("copy facet_values from stdin") as copy:
                for (facet, value), number in numbers.items():
                    copy.write_row((number, facet, value))
            for statement in FACET_INDEXES:
                self._connection.execute(statement)

        return self._measured(work)

    def _measured(self, work: Any) -> Cost:
        started, cpu = time.perf_counter(), self.cpu() + time.process_time()
        work()
        spent = self.cpu() + time.process_time() - cpu
        return Cost(time.perf_counter() - started, spent, self._peak_mb())

    def _peak_mb(self) -> float:
        """Return the peak of the process that serves us, shared memory included."""
        status = Path(f"/proc/{self._connection.info.backend_pid}/status").read_text()
        return int(status.partition("VmHWM:")[2].split()[0]) / 1024

    def bytes(self) -> int:
        """Return the size of the tables and indexes."""
        (size,) = self._one("select pg_database_size('postgres')", {})
        return int(size)

    def ask(self, question: Question, facets: bool) -> int:
        """Ask for the total, the best ids, their headlines, and the counts."""
        facet, value = question.facet or (None, None)
        given = {"facet": facet, "value": value, "page": PAGE, "top": TOP}
        if not question.words:
            (total,) = self._one("select count(*) from articles", {})
            self._all(NEWEST, given)
            if facets:
                self._all(COUNTS.format(among=""), given)
            return int(total)
        given["q"] = self._tsquery(question)
        among = MATCHING + (f" and {HAVING}" if facet else "")
        (total,) = self._one(f"select count(*) from articles where {among}", given)  # noqa: S608
        ids = [row[0] for row in self._all(BEST.format(among=among), given)]
        self._all(SNIPPETS, {**given, "ids": ids})
        if facets:
            matching = f"where article_id in (select id from articles where {among})"  # noqa: S608
            self._all(COUNTS.format(among=matching), given)
        return int(total)

    def _tsquery(self, question: Question) -> str:
        """Return its query: ``'farm' & 'disast'``."""
        if question.form in READINGS:
            text, reading = " ".join(question.words), READINGS[question.form]
        else:
            reading = "to_tsquery"
            text = " | ".join(question.words) + (":*" if question.form == "prefix" else "")
        return str(self._one(f"select {reading}('english', %(text)s)::text", {"text": text})[0])

    def _all(self, query: str, given: dict[str, Any]) -> list[Any]:
        return list(self._connection.execute(query, given).fetchall())

    def _one(self, query: str, given: dict[str, Any]) -> Any:
        return self._connection.execute(query, given).fetchone()

    def cpu(self) -> float:
        """Return the processor seconds of the process that serves us."""
        pid = self._connection.info.backend_pid
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9


def records(file: Path) -> Iterator[dict[str, Any]]:
    """Yield the records of a file of JSON Lines."""
    with file.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def program(name: str) -> Path | None:
    """Return where one of the server's programs is: on the PATH, else the newest of Debian's."""
    found = sorted(BINARIES.glob(f"*/bin/{name}"))
    on_path = shutil.which(name)
    return Path(on_path) if on_path else found[-1] if found else None


def owner() -> str:
    """Return the user whose cluster it is; PostgreSQL refuses to be root's."""
    return "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name


def execute(name: str, *arguments: str | Path) -> None:
    """Run one of the server's programs as its user, in silence."""
    user = "postgres" if os.geteuid() == 0 else None
    command = [str(program(name)), *map(str, arguments)]
    subprocess.run(  # noqa: S603
        command, check=True, user=user, cwd="/", stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
