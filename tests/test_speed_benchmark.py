"""The benchmark of scale runs: it is outside the suite, and must not rot."""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from tests.conftest import ROOT

SPEED = ROOT / "benchmarks/speed"

TOWNS = ("Cleveland", "Mexico City", "Lagos", "Kyoto", "Geneva", "Austin", "Naples", "Lima")
NAMES = ("Maria Lopez", "John Miller", "Akira Tanaka", "Grace Okafor", "Luca Ferri")
WORDS = [
    "farm",
    "disaster",
    "relief",
    "bridge",
    "budget",
    "teacher",
    "storm",
    "harvest",
    "court",
    "vaccine",
]


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    """Return a file of sixty short articles."""
    chance = random.Random(1)
    file = tmp_path / "texts.jsonl"
    with file.open("w", encoding="utf-8") as stream:
        for number in range(60):
            said = " ".join(chance.choices(WORDS, k=12))
            parts = [f"{chance.choice(TOWNS)}, May 3 - The state {said}."]
            parts += [f"“We {chance.choice(WORDS)},” said {chance.choice(NAMES)} of {number + 40}."]
            parts += [f"The council of {chance.choice(TOWNS)} spoke of {said} again."]
            record = {"title": f"News {number}", "source": f"Desk {number % 3}"}
            stream.write(json.dumps({**record, "text": "\n\n".join(parts)}) + "\n")
    return file


def test_the_benchmark_runs(texts: Path, tmp_path: Path) -> None:
    """60 texts become 150; three engines load them, answer, agree, and every figure is printed."""
    command = [sys.executable, str(SPEED / "speed.py"), "--articles", "150", "--texts", str(texts)]
    command += ["--work", str(tmp_path / "work"), "--peers", "datasette"]
    command += ["--questions", "1", "--rounds", "1"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    assert re.search(r"^real: 60\nmade: 90$", run.stdout, re.MULTILINE)
    for engine in ("Dateline", "bare FTS5", r"sqlite-utils \+ Datasette"):
        assert re.search(rf"^\| {engine} \| [\d,]+ \| [\d.]+ \| ", run.stdout, re.MULTILINE)
    assert run.stdout.count("| nothing | 150 |") == 3 + 4
    assert '"failed": []' in run.stdout
    assert '"times": 30' in run.stdout
    run = subprocess.run([*command, "--reuse"], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "… loading" not in run.stderr


def test_a_peer_that_is_not_known(texts: Path) -> None:
    """A name that is no peer is a mistake in the command."""
    command = [sys.executable, str(SPEED / "speed.py"), "--peers", "grep"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 2
    assert "there is no peer grep" in run.stderr


@pytest.fixture
def modules(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return a function that imports a module of the benchmark."""
    monkeypatch.syspath_prepend(str(SPEED))
    return __import__


def test_a_small_corpus_is_the_beginning_of_a_larger_one(
    texts: Path, tmp_path: Path, modules: Any
) -> None:
    """Articles are made from their number alone, real ones first; ids count from 1."""
    corpus = modules("corpus")
    small, large = (tmp_path / name for name in ("small", "large"))
    for folder in (small, large):
        folder.mkdir()
    few = corpus.corpus(small, 90, texts, None).read_text("utf-8")
    many = corpus.corpus(large, 620, texts, None).read_text("utf-8")
    assert many.startswith(few)
    assert [json.loads(line)["id"] for line in few.splitlines()] == list(range(1, 91))
    stated = {json.loads(line)["text"] for line in texts.read_text("utf-8").splitlines()}
    assert {json.loads(line)["text"] for line in few.splitlines()[:60]} == stated


def test_made_up_names_differ(modules: Any) -> None:
    """Each rank has a name of its own, also beyond the real ones."""
    names = modules("made").Names([f"Name{n}" for n in range(500)])
    assert len({names.of_rank(rank) for rank in range(20_000)}) == 20_000


def test_the_plot_is_a_drawing(modules: Any) -> None:
    """Two runs give three charts with a line for each engine."""
    runs = [
        {
            "corpus": {"articles": articles},
            "loading": {"Dateline": {"texts": {"cpu": articles / 250}}},
            "questions": [
                {"class": group, "facets": True, "engine": "Dateline", "wall": [1, articles / 100]}
                for group in ("10 %", "40 % and more")
            ],
        }
        for articles in (1_000, 10_000)
    ]
    drawing = modules("growth").plot(runs)
    ElementTree.fromstring(drawing)
    assert drawing.count('<path d="M') == 3
    assert "1M" not in drawing and "10k" in drawing


def test_the_figures_of_the_docs_are_those_of_the_runs(modules: Any) -> None:
    """docs/speed.md and its plot are what the latest runs say, never typed by hand."""
    summary = modules("summary")
    runs = summary.latest_runs(SPEED / "runs")
    page = (ROOT / "docs/speed.md").read_text("utf-8")
    assert "\n".join(summary.figures(runs)) in page
    assert (ROOT / "docs/speed.svg").read_text("utf-8") == modules("growth").plot(runs)
    for results in runs:
        assert results["corpus"]["articles"] >= 1_000
        assert not results["clients"]["failed"] and not results["failed"]
