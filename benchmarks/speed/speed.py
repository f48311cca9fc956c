"""The benchmark of scale: a corpus of any size, loaded and searched by Dateline and its peers.

    DATELINE_DATA=… python benchmarks/speed/speed.py --articles 100000 [--peers all] [--write]

README.md says what the texts are, what each engine is asked, and what the figures do not show.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "pages")]  # page.py serves and asks

from asking import ask_all  # noqa: E402
from bare import BareFts5  # noqa: E402
from corpus import block, corpus, pool_of  # noqa: E402
from engine import Engine, Inputs  # noqa: E402
from incremental import TIMES, incremental  # noqa: E402
from ours import Dateline  # noqa: E402
from questions import Question, Vocabulary, questions  # noqa: E402
from report import machine, told  # noqa: E402
from served import Served, clients  # noqa: E402
from shape import shape  # noqa: E402
from summary import write  # noqa: E402
from with_bm25s import Bm25s  # noqa: E402
from with_datasette import Datasette  # noqa: E402
from with_postgres import Postgres  # noqa: E402
from with_tantivy import Tantivy  # noqa: E402

PEERS: dict[str, type[Engine]] = {
    "datasette": Datasette,
    "tantivy": Tantivy,
    "bm25s": Bm25s,
    "postgresql": Postgres,
}

CLIENTS = 8

MOST_WITHOUT_FACTS = 100_000
"""Articles up to which they are also loaded without reading facts: it takes a third of a run."""


def main() -> int:
    """Make the corpus, load it, ask, tell; status 1 where a served page failed."""
    options = parse_arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # servers are ended, as by Ctrl-C
    options.work.mkdir(parents=True, exist_ok=True)
    data = os.environ.get("DATELINE_DATA")
    try:
        articles = corpus(options.work, options.articles, options.texts, data and Path(data))
    except FileNotFoundError as error:
        print(error, file=sys.stderr)
        return 2
    results = measure(articles, options)
    print("\n".join(told(results)))
    if options.write:
        write(results, HERE / "runs")
    return 1 if results["clients"]["failed"] or results["failed"] else 0


def parse_arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    add = parser.add_argument
    add("--articles", type=int, default=2_000, metavar="N", help="how many (default: 2000)")
    add(
        "--peers",
        default="all",
        help=f"all, none, or some of {','.join(PEERS)}; those run up to 100,000 articles",
    )
    add(
        "--work",
        type=Path,
        default=Path(tempfile.gettempdir()) / "dateline-speed",
        metavar="FOLDER",
        help="where corpora and databases are; corpora stay there for the next run",
    )
    add("--texts", type=Path, metavar="FILE", help="real texts as JSON Lines, for DATELINE_DATA's")
    add("--questions", type=int, default=12, metavar="N", help="of each class (default: 12)")
    add("--rounds", type=int, default=3, metavar="N", help="of which the median counts")
    add("--seconds", type=int, default=10, help="that an engine may take for a class")
    add("--reuse", action="store_true", help="ask what the last run loaded, with its figures")
    add("--write", action="store_true", help="keep the run in runs/ and its figures in docs/")
    options = parser.parse_args()
    unknown = {*options.peers.split(",")} - {*PEERS, "all", "none"}
    if unknown:
        parser.error(f"there is no peer {', '.join(sorted(unknown))}")
    return options


def command(options: argparse.Namespace) -> str:
    """Return the command without what says where files are on this machine."""
    names = ("articles", "peers", "questions", "rounds", "seconds")
    given = " ".join(f"--{name} {getattr(options, name)}" for name in names)
    again = " --reuse" if options.reuse else ""
    return f"python benchmarks/speed/speed.py {given}{again}"


def chosen(options: argparse.Namespace) -> tuple[list[Engine], dict[str, str]]:
    """Return the engines that can run, Dateline first, and why others can't."""
    names = list(PEERS) if options.peers == "all" else options.peers.split(",")
    engines: list[Engine] = [
        Dateline(options.work / "dateline"),
        BareFts5(options.work / "bare"),
        *(PEERS[name](options.work / name) for name in names if name in PEERS),
    ]
    kept = kept_by(options.work / "loaded.json", options.articles) if options.reuse else ()
    left_out = {}
    for engine in engines:
        if options.articles > engine.most:
            left_out[engine.name] = f"is run up to {engine.most:,} articles"
        elif reason := engine.missing():
            left_out[engine.name] = reason
        elif options.reuse and engine.name not in kept:
            left_out[engine.name] = "was not loaded by the run that is used again"
        elif options.reuse and not engine.keeps:
            left_out[engine.name] = "does not keep what it loaded"
    return [engine for engine in engines if engine.name not in left_out], left_out


def kept_by(file: Path, articles: int) -> list[str]:
    """Return the engines that the last run loaded, if it loaded as many articles."""
    told = json.loads(file.read_text("utf-8")) if file.exists() else {"articles": 0}
    if told["articles"] != articles:
        sys.exit(
            f"the last run in {file.parent} loaded {told['articles']} articles, not {articles}"
        )
    return list(told["loading"])


def measure(articles: Path, options: argparse.Namespace) -> dict[str, Any]:
    """Return all figures of a run."""
    real = options.work / "real.jsonl"
    inputs = Inputs(articles, options.work / f"facets-{options.articles}.jsonl")
    engines, left_out = chosen(options)
    results: dict[str, Any] = {
        "command": command(options),
        "machine": machine(),
        "left out": left_out,
        "corpus": shape(articles, real, options.articles, len(pool_of(real))),
    }
    with ExitStack() as stack:
        for engine in engines:
            stack.enter_context(engine.running())
        results["loading"] = loaded(engines, inputs, options)
        vocabulary = Vocabulary(engines[1].folder / "bare.db")
        results["corpus"]["text bytes"] = vocabulary.bytes
        asked = questions(vocabulary, options.questions)
        progress(f"asking {len(asked)} questions")
        served = Served(engines[0].folder)
        every = [engines[0], served, *engines[1:]]
        results["questions"] = list(ask_all(every, asked, options.rounds, options.seconds))
        results["cut off over HTTP"] = served.cut
        results["failed"] = {engine.name: engine.failures for engine in every if engine.failures}
    progress(f"{CLIENTS} clients at once")
    db = engines[0].folder / "corpus.db"
    results["clients"] = clients(db, asked, CLIENTS)
    progress("one article at a time")
    results["incremental"] = one_by_one(db, real, asked, options)
    return results


def loaded(
    engines: Sequence[Engine], inputs: Inputs, options: argparse.Namespace
) -> dict[str, dict[str, Any]]:
    """Load the corpus, or take over what the last run loaded, with its figures."""
    kept = options.work / "loaded.json"
    if options.reuse:
        told: dict[str, Any] = json.loads(kept.read_text("utf-8"))
        return {engine.name: told["loading"][engine.name] for engine in engines}
    kept.unlink(missing_ok=True)
    figures = dict(loading(engines, inputs, options.articles))
    kept.write_text(json.dumps({"articles": options.articles, "loading": figures}), "utf-8")
    return figures


def loading(
    engines: Sequence[Engine], inputs: Inputs, number: int
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Load the corpus into each engine; yield its figures."""
    for engine in engines:
        progress(f"loading {number:,} articles: {engine.name}")
        texts = engine.load(inputs)
        figures: dict[str, Any] = {"texts": texts.as_json(), "bytes": engine.bytes()}
        figures["articles/s"] = round(number / texts.seconds, 1)
        if isinstance(engine, Dateline) and number <= MOST_WITHOUT_FACTS:
            figures["without facts"] = engine.load_without_facts(inputs)
        figures["with facets"] = engine.add_facets(inputs).as_json()
        figures["bytes with facets"] = engine.bytes()
        figures["said"] = texts.said.strip().splitlines()[-1:]
        yield engine.name, figures


def one_by_one(
    db: Path, real: Path, asked: Sequence[Question], options: argparse.Namespace
) -> dict[str, Any]:
    """Add articles that the corpus has not yet, and search for a word that one in ten has."""
    lines = block(real, options.articles, TIMES)
    words = (question.words[0] for question in asked if question.group == "10 %")
    return incremental(db, lines, next(words, "news"), options.work / "incremental")


def progress(what: str) -> None:
    """Tell on standard error what is done now."""
    print(f"… {what}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
