"""A small corpus for the tests of the pages, made by plain inserts: nothing of the write side."""

from __future__ import annotations

import contextlib
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from datasette.app import Datasette
from datasette.version import __version_info__

from dateline.corpus import APPLICATION_ID, SCHEMA_VERSION

ROOT = Path(__file__).parent.parent
SCHEMA = ROOT / "dateline" / "schema.sql"
SEED_2018 = "seeds/000_b4ab622afc7e3840.txt"
SEED_2020 = "seeds/003_0a32a47064eaf07a.txt"

HOSTILE = "<script>alert('x')</script> \"quoted\" & <mark>forged</mark>"
"""What a page must never hand to the browser as it stands."""


@dataclass(frozen=True)
class Sample:
    """An article of the corpus; each fact is kind, value, evidence, rule, shown."""

    path: str
    text: str
    facts: tuple[tuple[str, str, str | None, str, bool], ...] = ()
    columns: dict[str, str] = field(default_factory=dict)
    quotes: tuple[tuple[str, str | None, str], ...] = ()
    """Words, speaker and rule of each quotation."""


def _seed(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


CAPTION = _seed(SEED_2018).partition("\n")[0]

QUOTE = (
    "Here we are and we’re not going anywhere, and if you throw us out, we’ll return!",
    "Denis Contreras",
    "quote.pronoun_before",
)

SAMPLES = (
    Sample(
        SEED_2018,
        _seed(SEED_2018),
        (
            ("caption", CAPTION, CAPTION, "caption.picture", True),
            ("published", "2018-10-25", "October 25 2018", "published.caption", True),
            (
                "credit",
                "Carlos Garcia Rawlins, Reuters",
                "REUTERS/CARLOS GARCIA RAWLINS",
                "credit.slash",
                True,
            ),
            ("dateline", "Washington", "Washington", "dateline.slash", True),
            ("dateline", "Pijijiapan", "Pijijiapan", "dateline.slash", True),
            ("person", "Denis Omar Contreras", "Denis Omar Contreras", "person.full", False),
        ),
        {"published": "2018-10-25", "language": "en"},
    ),
    Sample(
        SEED_2020,
        _seed(SEED_2020),
        (
            ("published", "2020-01-21", "2020-01-21", "published.header", True),
            ("agency", "AP", "AP", "agency.header", True),
            ("dateline", "Tecun Uman, Guatemala", "TECUN UMAN, Guatemala", "dateline.header", True),
        ),
        {"published": "2020-01-21", "agency": "AP", "language": "en"},
        (QUOTE,),
    ),
    Sample(
        "wire.jsonl#1",
        "HAVANA (AP) -- Cuba said a caravan of trucks had left.\n\nIt did not say where to.",
        (
            ("title", "Cuba sends trucks", None, "given", True),
            ("published", "1987-02", None, "given", True),
            ("agency", "AP", "AP", "agency.dateline", True),
            ("dateline", "Havana, Cuba", "HAVANA", "dateline.agency", True),
        ),
        {
            "title": "Cuba sends trucks",
            "published": "1987-02",
            "agency": "AP",
            "source": "The Daily Example",
            "section": "world",
            "byline": "Jane Doe",
            "url": "https://example.org/cuba",
            "language": "en",
        },
    ),
    Sample(
        "hostile/<b>.txt",
        f"{HOSTILE}\n\nA caravan of {HOSTILE} came by.",
        (
            ("title", HOSTILE, HOSTILE, "title.first", True),
            ("agency", "<i>Agency</i>", None, "given", True),
        ),
        {
            "title": HOSTILE,
            "agency": "<i>Agency</i>",
            "source": 'A&B "News"',
            "url": "javascript:alert(1)",
        },
    ),
)

INSERT_ARTICLE = """
insert into articles (path, title, text, published, agency, source, byline, section, language,
    url, word_count, sha256, rules)
values (:path, :title, :text, :published, :agency, :source, :byline, :section, :language,
    :url, :word_count, '', 1)
"""

INSERT_FACT = """
insert into facts (article_id, kind, value, start, "end", rule, confidence, shown)
values (?, ?, ?, ?, ?, ?, ?, ?)
"""

INSERT_QUOTE = """
insert into quotes (article_id, speaker, start, "end", rule, confidence)
values (?, ?, ?, ?, ?, 0.97)
"""

COLUMNS = ("title", "published", "agency", "source", "byline", "section", "language", "url")

FACETS = """
insert into facet_values (facet, value)
select distinct facet, value from facet_definitions order by facet, value;
insert into facet_postings (value_id, article_id)
select distinct facet_values.id, article_id from facet_definitions
join facet_values using (facet, value);
"""


def build(path: Path, samples: tuple[Sample, ...] = SAMPLES) -> Path:
    """Write a corpus of *samples* to *path* and return it; ids count from 1."""
    connection = sqlite3.connect(path)
    connection.executescript(SCHEMA.read_text(encoding="utf-8"))
    connection.execute(f"pragma application_id = {APPLICATION_ID}")
    connection.execute(f"pragma user_version = {SCHEMA_VERSION}")
    for sample in samples:
        row = {**dict.fromkeys(COLUMNS), **sample.columns}
        row |= {"path": sample.path, "text": sample.text, "word_count": len(sample.text.split())}
        article = connection.execute(INSERT_ARTICLE, row).lastrowid
        for kind, value, evidence, rule, shown in sample.facts:
            start = None if evidence is None else sample.text.index(evidence)
            end = None if evidence is None or start is None else start + len(evidence)
            confidence = 1.0 if rule == "given" else 0.95 if shown else 0.6
            connection.execute(
                INSERT_FACT, (article, kind, value, start, end, rule, confidence, shown)
            )
        for words, speaker, rule in sample.quotes:
            start = sample.text.index(words)
            row = (article, speaker, start, start + len(words), rule)
            connection.execute(INSERT_QUOTE, row)
    connection.executescript(FACETS)
    connection.commit()
    connection.close()
    return path


DATASETTE_1 = __version_info__[0] != "0"


def serve(
    *files: Path,
    config: dict[str, Any] | None = None,
    metadata: dict[str, Any] | None = None,
    **options: Any,
) -> Datasette:
    """Return a Datasette of *files*; 0.65 has no config, its metadata are both."""
    if DATASETTE_1:
        return Datasette(map(str, files), config=config, metadata=metadata, **options)
    return Datasette(map(str, files), metadata={**(metadata or {}), **(config or {})}, **options)


STARTING_SECONDS = 30
"""Datasette is up in two; a busy machine takes longer."""


@contextlib.contextmanager
def running(*corpora: Path) -> Iterator[str]:
    """Run a real ``datasette corpus.db …`` on a free port; yield its address, and stop it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "datasette", *map(str, corpora), "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + STARTING_SECONDS
    try:
        while not _answers(url + "/robots.txt"):
            assert process.poll() is None, "datasette ended"
            assert time.monotonic() < deadline, "datasette doesn't answer"
            time.sleep(0.1)
        yield url
    finally:
        process.terminate()
        process.wait(timeout=STARTING_SECONDS)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5):
            return True
    except urllib.error.URLError:
        return False
