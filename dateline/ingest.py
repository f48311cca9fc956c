"""The command: files in, ``corpus.db`` out. Arguments, one run, a summary."""

from __future__ import annotations

import argparse
import csv
import gc
import json
import os
import signal
import sqlite3
import sys
import time
from collections.abc import Sequence
from concurrent.futures.process import BrokenProcessPool
from itertools import accumulate
from pathlib import Path

from dateline import check
from dateline.article import GIVEN_KEYS
from dateline.corpus import MUCH, NotACorpus, open_corpus
from dateline.loading import Loading, Summary
from dateline.progress import Progress, printable
from dateline.sources.decode import read_lines
from dateline.sources.paths import Root, find_root
from dateline.sources.rows import OTHER_NAMES
from dateline.sources.walk import Found, find_files
from dateline.store import Store

SEEDS = Path(__file__).resolve().parent.parent / "seeds"
"""The articles that come with a clone of the project."""

ALIAS_COLUMNS = ("form", "name", "path")

EPILOG = """\
A record's keys (JSON, CSV, front matter): id, title, text (or body), published (or date),
byline (or author), agency, source, section (or category), url, language; all others are kept.
Exit status: 0 everything loaded, 1 some inputs rejected and the rest loaded, 2 the run could not
be done and the database is as it was before. Of --check: 0 nothing is wrong, 1 something is, 2 the
database could not be checked.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit status."""
    options = parse_arguments(arguments)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    database = Path(options.db)
    if options.check:
        return run_check(database, options)
    start = time.monotonic()
    told_to_end = signal.signal(signal.SIGTERM, interrupt)
    gc.disable()  # rows hold no cycles: looking for them takes a sixth of the writer's time
    try:
        summary = run(database, options)
    except NotACorpus as error:
        return fail(f"{database} {error}")
    except sqlite3.Error as error:
        return fail(f"{database} can't be used: {error}; it is as it was before")
    except (OSError, BrokenProcessPool) as error:
        return fail(f"the run could not be done: {error}; {database} is as it was before")
    except KeyboardInterrupt:
        return fail(f"stopped; {database} is as it was before")
    finally:
        gc.enable()
        signal.signal(signal.SIGTERM, told_to_end)
    report(summary, options, time.monotonic() - start)
    return 1 if summary.rejected else 0


def parse_arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line; a mistake in it ends the program with status 2."""
    parser = argparse.ArgumentParser(
        prog="ingest.py",
        description="Load news articles into a SQLite file that Datasette searches.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add(
        "paths",
        nargs="*",
        metavar="PATH",
        help="file, folder, archive (.zip .tar .tar.gz .tar.xz), or - for JSON Lines on standard "
        "input; default: seeds/ beside ingest.py",
    )
    add("--db", default="corpus.db", metavar="FILE", help="the database (default: corpus.db)")
    add("--workers", type=whole_number, default=cores(), metavar="N", help="default: the cores")
    add("--prune", action="store_true", help="drop articles whose file is gone from the PATHs")
    add("--rebuild", action="store_true", help="derive everything again from the stored texts")
    add("--forget", nargs="+", action="extend", default=[], metavar="PATH", help="drop articles")
    add("--aliases", metavar="FILE", help="who is who: a CSV of form, name and, optionally, path")
    add("--check", action="store_true", help="say whether the database is sound; write nothing")
    add("--map", type=column_map, default={}, metavar="OURS=THEIRS,…", help="keys of JSON and CSV")
    add("--quiet", action="store_true", help="print nothing but what went wrong")
    add("--json", action="store_true", help="print the summary as one JSON object")
    options = parser.parse_args(arguments)
    mistake = find_mistake(options, vars(parser.parse_args([])))
    if mistake:
        parser.error(mistake)
    return options


def find_mistake(options: argparse.Namespace, defaults: dict[str, object]) -> str | None:
    """Say which options of a command line don't go together; None when all do."""
    given = {name for name, value in vars(options).items() if value != defaults[name]}
    if options.check and given - {"check", "db", "json", "quiet"}:
        return "--check reads the database and does nothing else: give it alone"
    if options.forget and (options.paths or options.rebuild or options.prune):
        return "--forget drops articles and does nothing else: give it alone"
    if not (given & {"paths", "forget", "rebuild", "aliases", "check"} or SEEDS.is_dir()):
        return "give the PATH of a file or folder to load"
    return None


def whole_number(text: str) -> int:
    """Read a number of workers."""
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:9]) <= 1000:
        raise argparse.ArgumentTypeError("must be a whole number from 1 to 1000")
    return int(text)


def column_map(text: str) -> dict[str, str]:
    """Read ``--map``: ``text=content,title=headline`` → our name → theirs."""
    columns: dict[str, str] = {}
    for pair in text.split(","):
        ours, equals, theirs = (part.strip() for part in pair.partition("="))
        ours = OTHER_NAMES.get(ours, ours)
        if not equals or not theirs or ours not in GIVEN_KEYS:
            raise argparse.ArgumentTypeError(
                f"“{pair}” is not OURS=THEIRS, where OURS is one of {', '.join(GIVEN_KEYS)}"
            )
        if ours in columns or theirs in columns.values():
            raise argparse.ArgumentTypeError(f"“{pair}” names a column a second time")
        columns[ours] = theirs
    return columns


def cores() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def run(database: Path, options: argparse.Namespace) -> Summary:
    """Do what the options ask, in one transaction."""
    roots = [find_root(path) for path in options.paths]
    if not (roots or options.forget or options.rebuild or options.aliases):
        roots = [Root("seeds", SEEDS, outside=False)]
    if roots and not any(root.exists() for root in roots):
        raise FileNotFoundError(f"there is no {', no '.join(options.paths)}")
    if not (roots or database.exists()):
        raise FileNotFoundError(f"there is no {database}")
    aliases = read_aliases(Path(options.aliases)) if options.aliases else None
    progress = Progress(total_bytes(roots, database, options))
    much = not database.exists() and are_much(roots, database)
    with open_corpus(database, much=much) as opened:
        store = Store(opened)
        loading = Loading(
            store, database, options.map, prune=options.prune, on_bytes=progress.advance
        )
        older = store.number(older=True)
        try:
            loading.forget(options.forget)
            if options.rebuild:
                loading.rebuild(options.workers, progress.article)
            if roots:
                loading.load(roots, options.workers, progress.article)
            if aliases is not None:
                store.use_aliases(aliases)
            loading.summary.articles = store.number()
            loading.summary.older = 0 if options.rebuild else older
            progress.tell("settling who is who, and writing the indexes …")
            store.commit()
        finally:
            progress.clear()
    return loading.summary


def run_check(database: Path, options: argparse.Namespace) -> int:
    """Say whether the database is sound; return the exit status: 1 where something is wrong."""
    start = time.monotonic()
    try:
        findings = check.check(database)
    except NotACorpus as error:
        return fail(f"{database} {error}")
    except (OSError, sqlite3.Error) as error:
        return fail(f"{database} could not be checked: {error}")
    except KeyboardInterrupt:
        return fail("stopped")
    seconds = time.monotonic() - start
    check.report(findings, options.db, seconds, quiet=options.quiet, as_json=options.json)
    return 1 if findings.faults else 0


def read_aliases(file: Path) -> list[tuple[str, str, str]]:
    """Read the side file that says who is who: rows of form, name and, optionally, path.

    ``Denis Contreras,Denis Omar Contreras`` pins a form to a person, in one article if a path
    follows; a name that stands for itself is never merged into another.
    """
    with file.open("rb") as stream:
        lines = csv.DictReader(line for line in read_lines(stream, newline="") if line)
        if not {"form", "name"} <= set(lines.fieldnames or ()):
            raise OSError(f"{file} has no columns form and name")
        rows = [tuple((row.get(key) or "").strip() for key in ALIAS_COLUMNS) for row in lines]
    return sorted({(form, name, path) for form, name, path in rows if form and name})


def total_bytes(roots: list[Root], database: Path, options: argparse.Namespace) -> int:
    """Return how many bytes there are to read, for the bar; 0 where nobody watches one."""
    if options.quiet or not sys.stderr.isatty():
        return 0
    found = (item for root in roots for item in find_files(root, database))
    return sum(item.size for item in found if isinstance(item, Found))


def are_much(roots: list[Root], database: Path) -> bool:
    """Whether there is much to load; standard input may be anything."""
    found = (item for root in roots for item in find_files(root, database))
    sizes = (MUCH if item.is_stdin else item.size for item in found if isinstance(item, Found))
    return any(total >= MUCH for total in accumulate(sizes))


def report(summary: Summary, options: argparse.Namespace, seconds: float) -> None:
    """Print what was rejected, what was skipped, and the summary as the last line."""
    for reject in summary.rejects:
        print(f"rejected: {printable(reject.path)} {printable(reject.reason)}", file=sys.stderr)
    for failure in summary.failures:
        print(f"loaded, but not read whole: {printable(failure)}", file=sys.stderr)
    if summary.skipped and not options.quiet:
        kinds = ", ".join(f"{kind} {n}" for kind, n in sorted(summary.skipped.items()))
        print(f"skipped, of kinds that are not read: {printable(kinds)}", file=sys.stderr)
    if summary.older and not options.quiet:
        print(
            f"{summary.older} articles were read by older rules; --rebuild reads them again",
            file=sys.stderr,
        )
    if options.json:
        print(json.dumps(summary.as_json(options.db, seconds), ensure_ascii=False))
    elif not options.quiet:
        print(summary.line(seconds, printable(options.db)))


def interrupt(*_: object) -> None:
    """End a run that is told to end as if by Ctrl-C: nothing is left half done."""
    raise KeyboardInterrupt


def fail(sentence: str) -> int:
    """Say why the run could not be done; return its exit status."""
    print(f"Error: {printable(sentence)}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
