"""Tests of the door for others: an installed package adds or replaces an extractor."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import ROOT

Rows = Callable[..., list[tuple[object, ...]]]

# ```python\n# my_facts.py …```
MODULES = dict(
    re.findall(
        r"```python\n# (\w+)\.py\n(.+?)```", (ROOT / "docs/extending.md").read_text("utf-8"), re.S
    )
)


def install(name: str, target: str, site: Path) -> None:
    """Lay out a module and its entry point as pip would."""
    module = target.partition(":")[0]
    (site / f"{module}.py").write_text(MODULES[module])
    info = site / f"{module}-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {module}\nVersion: 1\n")
    (info / "entry_points.txt").write_text(f"[dateline.extractors]\n{name} = {target}\n")


def ingest(folder: Path, *arguments: str) -> None:
    """Run the command where the packages of *folder*/site are installed."""
    line = [sys.executable, str(ROOT / "ingest.py"), *arguments]
    subprocess.run(line, cwd=folder, check=True, env={"PYTHONPATH": str(folder / "site")})


def test_the_documented_extractor_adds_facts(folder: Path, rows: Rows) -> None:
    """Ten lines and an entry point: its facts are stored with their evidence."""
    (folder / "site").mkdir()
    (folder / "a.txt").write_text(
        "TIJUANA, Mexico (AP) — They walked along Highway 200 and rested.\n"
    )
    install("highway", "my_facts:highways", folder / "site")
    ingest(folder, "a.txt")
    query = 'select value, substr(text, start + 1, "end" - start), rule from facts join articles on articles.id = article_id where kind = ?'
    assert rows(query, "highway") == [("Highway 200", "Highway 200", "highway.number")]
    assert rows("select agency from articles") == [("AP",)]


def test_an_extractor_of_the_same_name_is_replaced(folder: Path, rows: Rows) -> None:
    """``agency`` of somebody else's is asked instead of ours."""
    (folder / "site").mkdir()
    (folder / "a.txt").write_text(
        "TIJUANA, Mexico (AP) — They walked along Highway 200 and rested.\n"
    )
    install("agency", "my_facts:highways", folder / "site")
    ingest(folder, "a.txt")
    assert rows("select agency from articles") == [(None,)]
    assert len(rows("select * from facts where kind = 'highway'")) == 1


def test_an_article_is_loaded_without_what_fails(folder: Path, rows: Rows) -> None:
    """An extractor that raises costs its own facts, not the article, and not the run."""
    (folder / "site").mkdir()
    (folder / "a.txt").write_text("TIJUANA, Mexico (AP) — They walked along Highway 200.\n")
    install("agency", "my_facts:ROUTE", folder / "site")  # a pattern can't be called
    line = [sys.executable, str(ROOT / "ingest.py"), "a.txt"]
    environment = {"PYTHONPATH": str(folder / "site")}
    ran = subprocess.run(line, cwd=folder, capture_output=True, text=True, env=environment)
    assert ran.returncode == 0
    assert "loaded, but not read whole: a.txt without agency (TypeError(" in ran.stderr
    assert rows("select agency from articles") == [(None,)]
    assert rows("select value from facts where kind = 'dateline'") == [("Tijuana, Mexico",)]


@pytest.mark.parametrize("module", MODULES)
def test_the_documented_modules_are_python(module: str) -> None:
    """What is shown can be pasted."""
    compile(MODULES[module], module, "exec")
