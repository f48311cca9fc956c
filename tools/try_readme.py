"""Run the README's commands as they stand there: ``try_readme.py main`` or ``try_readme.py tests``.

The main job ends in a server: it is started, asked, and stopped. The commands are taken from the
README's first screen, so that what is tested is what a reader types.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SERVER = "http://127.0.0.1:8001"
"""Where ``datasette corpus.db`` listens when nobody says otherwise."""

START_SECONDS = 180
"""How long installing, ingesting and starting may take together."""

FIRST_SCREEN = 60
"""Lines of a README that are read before scrolling."""

# pip install -e . && python ingest.py && datasette corpus.db
COMMAND = re.compile(r"^(pip install .+)$", re.MULTILINE)

RANKED = """
select path from articles_fts join articles on articles.id = articles_fts.rowid
where articles_fts match 'asylum' order by bm25(articles_fts)
"""


def commands() -> tuple[str, str]:
    """Return the two commands of the README: the main job's and the tests'."""
    lines = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()[:FIRST_SCREEN]
    found = COMMAND.findall("\n".join(lines))
    if len(found) != 2 or "datasette" not in found[0] or "pytest" not in found[1]:
        sys.exit(f"the README's first screen has not the two commands, but {found}")
    return found[0], found[1]


def ask(path: str) -> bytes:
    """Return the server's answer to a request."""
    with urllib.request.urlopen(f"{SERVER}{path}", timeout=10) as answer:  # noqa: S310
        return bytes(answer.read())


def wait_for_server(process: subprocess.Popen[bytes]) -> None:
    """Wait until the server answers; give up when it ends or takes too long."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            sys.exit(f"the command ended with status {process.returncode}")
        try:
            ask("/")
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
        else:
            return
    sys.exit(f"no server at {SERVER} after {START_SECONDS} s")


def check_answers() -> None:
    """Ask what the README promises: both seeds, marked, with facets; pages; stock SQL."""
    found = json.loads(ask("/corpus/-/search.json?q=contreras"))
    snippets = [article["snippet"] for article in found["articles"]]
    if len(snippets) != 2 or not all("<mark>Contreras</mark>" in text for text in snippets):
        sys.exit(f"“contreras” gives {found}")
    if missing := {"year", "agency", "dateline"} - found["facets"].keys():
        sys.exit(f"there is no facet {missing}")
    for path in ("/", "/corpus/-/search?q=asylum", "/corpus/-/article/1", "/corpus", "/robots.txt"):
        ask(path)
    line = ["sqlite3", "corpus.db", RANKED]
    paths = subprocess.run(
        line, cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.split()
    if len(paths) != 2:
        sys.exit(f"the stock shell finds {paths}")


def try_main(command: str) -> None:
    """Run the main job and ask its server."""
    print(f"$ {command}", flush=True)
    process = subprocess.Popen(command, shell=True, cwd=ROOT, start_new_session=True)  # noqa: S602
    try:
        wait_for_server(process)
        check_answers()
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=30)
    again = subprocess.run(
        [sys.executable, "ingest.py"], cwd=ROOT, check=True, capture_output=True, text=True
    )
    if "2 unchanged" not in again.stdout:
        sys.exit(f"a second run says {again.stdout}")
    print("the pages answer, and a second run changes nothing", flush=True)


def main() -> int:
    """Run one of the two commands."""
    main_job, tests = commands()
    if sys.argv[1:] == ["main"]:
        try_main(main_job)
        return 0
    if sys.argv[1:] == ["tests"]:
        print(f"$ {tests}", flush=True)
        return subprocess.run(tests, shell=True, cwd=ROOT, check=False).returncode  # noqa: S602
    return int(bool(sys.stderr.write("usage: try_readme.py main|tests\n")))


if __name__ == "__main__":
    sys.exit(main())
