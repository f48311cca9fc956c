"""The seeds and a few articles more, loaded by the real command: what the research desk is tried on."""

from __future__ import annotations

import json
from pathlib import Path

from dateline.ingest import main

ROOT = Path(__file__).resolve().parent.parent

HOSTILE = "<script>alert('x')</script>"

RECORDS = (
    {
        "id": "bakers",
        "title": "Two Bakers meet",
        "published": "1987-03-05",
        "text": "LONDON (AP) -- Treasury Secretary James Baker met Senator Howard Baker in London.\n\n"
        '"The yen is strong," James Baker said. "The yen is not weak," Howard Baker said.\n\n'
        "Senator Paul Volcker was elsewhere.",
    },
    {
        "id": "baker",
        "title": f"Baker and the yen {HOSTILE}",
        "published": "1988",
        "text": 'PARIS (AP) -- "Houses are dear," Secretary Baker said on Tuesday.',
    },
    {
        "id": "undated",
        "title": "London again",
        "text": 'Treasury Secretary James Baker came to London.\n\n"We are at home here again," James Baker said.',
    },
)


def build(folder: Path) -> Path:
    """Load the seeds, which get the ids 1 and 2, then the others; return the corpus."""
    news, corpus = folder / "news.jsonl", folder / "corpus.db"
    news.write_text("\n".join(map(json.dumps, RECORDS)), encoding="utf-8")
    for path in (ROOT / "seeds", news):
        assert main([str(path), "--db", str(corpus), "--quiet"]) == 0
    return corpus
