"""A collection with judgements: documents, queries, and which documents answer which query.

A folder of three files, as in the BEIR benchmarks: ``corpus.jsonl`` and ``queries.jsonl`` with
``_id``, ``title`` and ``text``; ``qrels.tsv`` with query, document and grade under one header.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Collection:
    """What is asked of what, and what would be right."""

    name: str
    file: Path
    """``corpus.jsonl``, as the product's command reads it."""
    documents: dict[str, str]
    """Id → title and text."""
    queries: dict[str, str]
    """Those that have judgements."""
    judged: dict[str, dict[str, int]]
    """Query → document → grade, above 0."""


def load(folder: Path) -> Collection:
    """Read the collection in *folder*."""
    judged: dict[str, dict[str, int]] = defaultdict(dict)
    for line in (folder / "qrels.tsv").read_text("utf-8").splitlines()[1:]:
        query, document, grade = line.split("\t")
        if int(grade) > 0:
            judged[query][document] = int(grade)
    rows = [json.loads(line) for line in (folder / "corpus.jsonl").open(encoding="utf-8")]
    documents = {row["_id"]: f"{row.get('title') or ''} {row.get('text') or ''}" for row in rows}
    asked = (json.loads(line) for line in (folder / "queries.jsonl").open(encoding="utf-8"))
    queries = {row["_id"]: row["text"] for row in asked if row["_id"] in judged}
    return Collection(folder.name, folder / "corpus.jsonl", documents, queries, dict(judged))
