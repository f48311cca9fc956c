"""A real Datasette that serves a corpus while a long run loads into it: every answer is whole."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest
from web_corpus import running

from tests.conftest import ROOT
from tests.stories import write_stories

BEFORE, AFTER = 60, 900

PAGES = ("search?q=talks", "search?country=Poland", "quotes", "people", "article/1")
COUNTED = ("search.json?q=talks", "search.json", "search.json?sort=newest&size=100")

INGEST = [sys.executable, str(ROOT / "ingest.py"), "--quiet"]


@pytest.fixture
def server(folder: Path) -> Iterator[str]:
    """Yield the address of a Datasette that serves the corpus of the first stories."""
    write_stories(folder / "news", range(BEFORE))
    subprocess.run([*INGEST, "news"], check=True)
    with running(folder / "corpus.db") as url:
        yield f"{url}/corpus/-/"


def ask(url: str) -> tuple[int, str]:
    """Return the status and the body of an answer; of one that fails there is none, and no status."""
    with urllib.request.urlopen(url, timeout=60) as response:
        return response.status, response.read().decode()


def totals(url: str, ended: Event) -> set[int]:
    """Ask for results until a run has ended; return how many articles the answers counted."""
    seen = set()
    while not ended.is_set():
        for page in COUNTED:
            status, body = ask(url + page)
            assert status == 200
            answer = json.loads(body)
            assert len(answer["articles"]) >= min(20, answer["total"])
            assert sum(v["count"] for v in answer["facets"]["agency"]) == answer["total"]
            seen.add(answer["total"])
    return seen


def whole_pages(url: str, ended: Event) -> int:
    """Ask for pages until a run has ended; return how many there were."""
    number = 0
    while not ended.is_set():
        for page in PAGES:
            status, body = ask(url + page)
            assert status == 200
            assert body.rstrip().endswith("</html>"), page
            number += 1
    return number


def test_serves_while_a_run_loads(server: str, folder: Path) -> None:
    """No answer fails, and each counts what was there before or what is there after."""
    write_stories(folder / "news", range(BEFORE, AFTER))
    ended = Event()
    with ThreadPoolExecutor(3) as clients:
        counted = [clients.submit(totals, server, ended) for _ in range(2)]
        pages = clients.submit(whole_pages, server, ended)
        try:
            subprocess.run([*INGEST, "news"], check=True)
            subprocess.run([*INGEST, "--forget", "news/7", "--quiet"], check=True)
        finally:
            ended.set()
        left = AFTER - AFTER // 10
        for answers in counted:
            assert answers.result() <= {BEFORE, AFTER, left}
        assert pages.result() > len(PAGES)
    assert json.loads(ask(f"{server}search.json")[1])["total"] == left
    assert subprocess.run([*INGEST, "--check"], check=False).returncode == 0
