"""Every pair in tests/articles: a short text in a shape that newspapers print, and its facts."""

import json
from pathlib import Path

import pytest

from dateline.article import Record
from dateline.facts.extract import extract
from dateline.parse import parse

ROOT = Path(__file__).parent.parent
CASES = sorted((ROOT / "tests" / "articles").glob("*.json"))
SINGLE = {"title": "title", "published": "published", "agency": "agency"}
SEVERAL = {
    "datelines": "dateline",
    "bylines": "byline",
    "captions": "caption",
    "credits": "credit",
}


@pytest.mark.parametrize("path", CASES, ids=[path.stem for path in CASES])
def test_facts(path):
    """The facts are those of the case's file: a key that is absent is not checked."""
    case = json.loads(path.read_text(encoding="utf-8"))
    source = ROOT / case["text"] if "text" in case else path.with_suffix(".txt")
    article = parse(Record(path.stem, source.read_text(encoding="utf-8"), {}, {}, ""))
    facts = extract(article)
    found = {
        key: [fact.value for fact in facts if fact.kind == kind]
        for key, kind in (SINGLE | SEVERAL).items()
        if key in case
    }
    expected = {
        key: case[key] if key in SEVERAL else [case[key]] if case[key] else [] for key in found
    }
    assert found == expected, case["about"]
    for kind, words in case.get("evidence", {}).items():
        fact = next(fact for fact in facts if fact.kind == kind)
        assert article.text[fact.start : fact.end] == words
