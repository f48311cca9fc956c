"""Tests of the shape: who imports whom, how large things are, that every list entry counts."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

from tests.conftest import ROOT

PACKAGE = ROOT / "dateline"
MODULES = sorted(PACKAGE.rglob("*.py"))

WRITE_SIDE = {"sources", "parse", "zones", "dates", "facts", "reading", "workers", "corpus"} | {
    "store", "rows", "people", "loading", "progress", "ingest", "openings", "gazetteer",
    "accelerators", "refreshing", "check", "invariants", "breaches", "sketch", "reprints", "mentions",
    "faceting", "comparison", "namesakes",
}  # fmt: skip
READ_SIDE = {
    "query", "lexemes", "match", "ranking", "search", "results", "facets", "hits", "web",
    "timeline", "atlas", "spelling", "completion",
    "arrays", "inverted", "waiting", "copies", "sets", "bm25", "occurrences", "stems", "lexicon", "clock", "marking", "highlighting", "statements", "exports", "desk",
}  # fmt: skip
SHARED = {"article", "text", "postings", "data"}

MAX_MODULE = 300
MAX_FUNCTION = 40
MAX_PRODUCT = 12_134
"""Lines of code. docs/decisions/0004-size.md has the goal, and what it was raised for."""


def name_of(module: Path) -> str:
    """Return a module's dotted name."""
    parts = module.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def imports_of(module: Path) -> frozenset[str]:
    """Return the modules that a module imports, wherever in it."""
    names = set()
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            ours = {name_of(path) for path in MODULES}
            whole = {f"{node.module}.{alias.name}" for alias in node.names}
            names |= (whole & ours) or {node.module}
    return frozenset(names)


def part(name: str) -> str:
    """Return the part of the package that a module belongs to."""
    return name.split(".")[1] if "." in name else ""


@pytest.mark.parametrize("module", MODULES, ids=name_of)
def test_imports_flow_one_way(module: Path) -> None:
    """The write side and the read side share only values; only the pages know Datasette."""
    own = part(name_of(module))
    imported = imports_of(module)
    ours = {part(name) for name in imported if name.startswith("dateline.")}
    assert own in WRITE_SIDE | READ_SIDE | SHARED | {""}, "a new part: which side is it on?"
    if own in WRITE_SIDE:
        assert not ours & READ_SIDE
    if own in READ_SIDE:
        assert not ours & WRITE_SIDE
    if own in SHARED:
        assert ours <= SHARED
    if own != "web":
        assert not any(name.split(".")[0] == "datasette" for name in imported)


def test_there_are_no_import_cycles() -> None:
    """Every module can be understood after those it imports."""
    graph = {name_of(m): {n for n in imports_of(m) if n.startswith("dateline")} for m in MODULES}
    done: set[str] = set()
    while ready := {
        n for n, needs in graph.items() if n not in done and not (needs & graph.keys()) - done - {n}
    }:
        done |= ready
    assert graph.keys() == done


@pytest.mark.parametrize("module", MODULES, ids=name_of)
def test_modules_and_functions_stay_small(module: Path) -> None:
    """A module has one job and a function can be seen at once."""
    source = module.read_text("utf-8")
    assert source.count("\n") <= MAX_MODULE
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno is not None
            assert node.end_lineno - node.lineno < MAX_FUNCTION, node.name


def lines_of_code(module: Path) -> int:
    """Count a module's lines without blanks, comments and docstrings."""
    source = module.read_text("utf-8")
    nodes = ast.walk(ast.parse(source))
    texts = [n for n in nodes if isinstance(n, ast.Expr) and isinstance(n.value, ast.Constant)]
    prose = {i for node in texts for i in range(node.lineno, (node.end_lineno or 0) + 1)}
    lines = enumerate(source.splitlines(), start=1)
    return sum(bool(x.strip()) and x.lstrip()[0] != "#" and i not in prose for i, x in lines)


def test_the_product_does_not_grow() -> None:
    """Small is a feature: what a feature adds, something else gives up first."""
    assert sum(map(lines_of_code, MODULES)) <= MAX_PRODUCT


@pytest.mark.parametrize("module", MODULES, ids=name_of)
def test_every_module_says_what_it_is(module: Path) -> None:
    """A newcomer reads the first lines and knows."""
    assert ast.get_docstring(ast.parse(module.read_text("utf-8")))
