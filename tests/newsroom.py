"""Sixty articles of a small newsroom, loaded by the real command: what the pages are tried on."""

from __future__ import annotations

import json
import random
from pathlib import Path

from dateline.ingest import main

PEOPLE = ("Maria Lopez", "Peter Novak", "Anna Schmidt", "John Carter")
TOPICS = ("border", "harbour", "election")
PAPERS = 25
ARTICLES = 60

TEXT = """WARSAW, Poland (AP) -- President {first} met Senator {second} to speak about the {topic}.

"The {topic} stays open," {first} said on Tuesday. Talks with Germany follow in Berlin.

The caravan of trucks waits at the {topic}. It carries {goods}."""

GOODS = (
    "apples barley beans boots bricks butter candles carpets cement cheese clocks copper cotton "
    "cups doors flax flour furs glass grain hammers honey kettles ladders lamps leather linen "
    "milk mirrors nails onions paint paper pears pipes plates ploughs potatoes rope saddles salt "
    "shovels soap stoves sugar tiles timber tools umbrellas wax wheels wool"
)
"""Thirty of these, another thirty for each article: so none is a copy of another."""


def press(folder: Path) -> Path:
    """Write the articles to *folder*, load them, and return the corpus; every fifth is undated."""
    lines = [json.dumps(article(number)) for number in range(ARTICLES)]
    (folder / "news.jsonl").write_text("\n".join(lines), encoding="utf-8")
    corpus = folder / "corpus.db"
    assert main([str(folder / "news.jsonl"), "--db", str(corpus), "--quiet"]) == 0
    return corpus


def article(number: int) -> dict[str, str]:
    """Return one article: two people, a topic, a paper, and a day in 2016 to 2019 or none."""
    first, second, topic = PEOPLE[number % 4], PEOPLE[number // 4 % 4], TOPICS[number % 3]
    goods = random.Random(number).sample(GOODS.split(), 30)
    day = f"{2016 + number % 4}-{1 + number % 12:02}-{1 + number % 28:02}"
    return {
        "id": str(number),
        "title": f"Talks on the {topic} go on, part {number}",
        "text": TEXT.format(first=first, second=second, topic=topic, goods=", ".join(goods)),
        "published": day if number % 5 else "",
        "source": f"Paper {number % PAPERS:02}",
    }
