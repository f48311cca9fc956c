"""Tests of the README: what it shows is what happens."""

from __future__ import annotations

import re
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

README = (ROOT / "README.md").read_text("utf-8")

# ```sql … ``` and the block of its output
QUERIES = re.findall(r"```sql\n(.+?)```\n+```\n(.*?)```", README, re.DOTALL)
EXAMPLES = re.findall(r"```python\n(.+?)```\n+```\n(.*?)```", README, re.DOTALL)


@pytest.mark.parametrize(("query", "output"), QUERIES)
def test_each_query_gives_what_is_shown(query: str, output: str) -> None:
    """The README's queries run in plain SQLite, and print what stands below them."""
    connection = sqlite3.connect(f"file:{ROOT / 'corpus.db'}?mode=ro", uri=True)
    rows = connection.execute(query).fetchall()
    connection.close()
    shown = ["|".join("" if v is None else str(v) for v in row) for row in rows]
    assert "\n".join(shown) + "\n" == output


def test_there_are_five_queries_and_an_example() -> None:
    """A first look at what SQL is good for, and Python; what is not found is not tested."""
    assert (len(QUERIES), len(EXAMPLES)) == (5, 1)


@pytest.mark.parametrize(("source", "output"), EXAMPLES)
def test_each_python_example_prints_what_is_shown(source: str, output: str, folder: Path) -> None:
    """The README's Python runs as it stands."""
    shutil.copy(ROOT / "corpus.db", "corpus.db")
    line = [sys.executable, "-c", source]
    run = subprocess.run(line, capture_output=True, text=True, check=False)
    assert (run.stdout, run.stderr) == (output, "")


def test_every_option_is_explained() -> None:
    """``--help`` and the README name the same options."""
    line = [sys.executable, str(ROOT / "ingest.py"), "--help"]
    text = subprocess.run(line, capture_output=True, text=True, check=True).stdout
    table = README.partition("| option |")[2].partition("\n\n")[0]
    assert set(re.findall(r"--[a-z]+", table)) == set(re.findall(r"--[a-z]+", text)) - {"--help"}


@pytest.mark.parametrize("link", sorted(set(re.findall(r"\]\((?!https?:|#)([^)#]+)", README))))
def test_every_link_leads_somewhere(link: str) -> None:
    """No page of the README is missing."""
    assert (ROOT / link).exists()
