"""Take the manual's screenshots of a corpus, as a browser shows it: docs/screenshots/*.png.

    python tools/screenshots.py [corpus.db]

Needs the extra ``browser`` and Debian's chromium.
"""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "docs" / "screenshots"
CHROMIUM = "/usr/bin/chromium"

STARTING_SECONDS = 30
"""Datasette is up in two; a busy machine takes longer."""


@dataclass(frozen=True)
class Shot:
    """One picture: its name, its page, and how the visitor's screen is set."""

    name: str
    path: str
    width: int = 1000
    height: int = 680
    scheme: str = "light"


SHOTS = (
    Shot("search", "-/search?q=caravan+border"),
    Shot("search-dark", "-/search?q=caravan+border", scheme="dark"),
    Shot("search-phone", "-/search?q=caravan+border", width=320),
    Shot("article", "-/article/1?q=caravan"),
    Shot("person", "-/person/3"),
    Shot("quotes", "-/quotes?speaker=contreras&sort=oldest"),
    Shot("kwic", "-/kwic?q=home*&order=right"),
    Shot("keyness", "-/keyness?year=2018&against=year:2020"),
)
"""Of the corpus made from the seeds; its person 3 is Denis Omar Contreras."""


@contextlib.contextmanager
def serving(database: Path) -> Iterator[str]:
    """Serve *database* by a Datasette of its own; yield where, and stop it at the end."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "datasette", str(database), "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        url = f"http://127.0.0.1:{port}/"
        wait_for(url + "robots.txt")
        yield url
    finally:
        server.terminate()
        server.wait(timeout=STARTING_SECONDS)


def wait_for(url: str) -> None:
    """Return as soon as *url* answers."""
    deadline = time.monotonic() + STARTING_SECONDS
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5):  # noqa: S310  our own http address
                return
        except URLError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def take(browser: Browser, base: str, shot: Shot, folder: Path) -> None:
    """Write one picture to *folder*."""
    context = browser.new_context(
        viewport={"width": shot.width, "height": shot.height},
        color_scheme="dark" if shot.scheme == "dark" else "light",
        reduced_motion="reduce",
    )
    page = context.new_page()
    response = page.goto(base + shot.path, wait_until="networkidle")
    if response is None or not response.ok:
        raise SystemExit(f"There is no page {shot.path} to take a picture of.")
    page.screenshot(path=folder / f"{shot.name}.png")
    context.close()


def main() -> None:
    """Take every picture of the corpus named on the command line."""
    database = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "corpus.db"
    FOLDER.mkdir(parents=True, exist_ok=True)
    with serving(database) as url, sync_playwright() as playwright:
        # Chromium's own sandbox can't be had as root, which is what containers run as.
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for shot in SHOTS:
            take(browser, f"{url}{database.stem}/", shot, FOLDER)
            print(FOLDER / f"{shot.name}.png")
        browser.close()


if __name__ == "__main__":
    main()
