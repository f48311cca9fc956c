"""A real browser on a served corpus: Debian's Chromium, driven by Playwright.

Tests that import this are skipped without either, unless DATELINE_BROWSER=1 asks for them.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from web_corpus import running

CHROMIUM = Path("/usr/bin/chromium")
REQUIRED = os.environ.get("DATELINE_BROWSER") == "1"

try:
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import Page, expect, sync_playwright
except ImportError:
    if REQUIRED:
        raise
    pytest.skip("needs a browser: pip install -e '.[browser]'", allow_module_level=True)

if not CHROMIUM.exists() and not REQUIRED:
    pytest.skip(f"needs {CHROMIUM}: apt-get install chromium", allow_module_level=True)

__all__ = ["Axe", "Open", "Page", "expect", "opening"]

Open = Callable[..., Page]

WAITING_MS = 10_000
"""Everything is there in a tenth of it; a busy machine takes longer."""


@contextlib.contextmanager
def opening(*corpora: Path) -> Iterator[Open]:
    """Serve *corpora*; yield a function that opens a page, with options of the browser.

    The page's ``problems`` are what its console said, what failed, and what it asked of others.
    """
    with running(*corpora) as url, sync_playwright() as playwright:
        # Chromium's own sandbox can't be had as root, which is what containers run as.
        sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=sandbox)

        def open_at(path: str, **options: Any) -> Page:
            page = browser.new_context(base_url=url, **options).new_page()
            page.set_default_timeout(WAITING_MS)
            page.problems = []  # type: ignore[attr-defined]
            page.on("console", lambda message: page.problems.append(message.text))  # type: ignore[attr-defined]
            page.on("pageerror", lambda error: page.problems.append(str(error)))  # type: ignore[attr-defined]
            page.on("requestfailed", lambda failed: page.problems.extend(_refused(failed)))  # type: ignore[attr-defined]
            page.on("request", lambda sent: page.problems.extend(_elsewhere(sent.url, url)))  # type: ignore[attr-defined]
            response = page.goto(path, wait_until="networkidle")
            assert response is not None
            assert response.status < 500
            return page

        yield open_at
        browser.close()


def _refused(failed: Any) -> list[str]:
    return [] if failed.failure == "net::ERR_ABORTED" else [failed.url]  # the visitor went on


def _elsewhere(asked: str, url: str) -> list[str]:
    return [] if asked.startswith((url, "data:")) else [asked]
