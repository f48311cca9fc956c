"""The real texts as records of one shape: what stands behind every corpus of this benchmark.

2,225 of the BBC, 21,578 of Reuters, 72,644 press releases of senators, and 14,396 papers of the
White House, which are cut at paragraphs so that an article has a few kB.
"""

from __future__ import annotations

import json
import lzma
import re
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

LONGEST = 5_000
"""Characters from which a text is cut: articles then have 3 kB on average."""

# One paragraph.\n\nAnother       two kinds of ends: a blank line, or the next line set in
BETWEEN_PARAGRAPHS = re.compile(r"\n[ \t]*\n\s*|\n(?=[ \t]{2,}\S)")

# Isn\u2019t: an escape that was left in a title
ESCAPE = re.compile(r"\\u([0-9a-f]{4})")

Record = dict[str, Any]


def real_articles(data: Path) -> Iterator[Record]:
    """Yield all real texts under *data*, the folder that DATELINE_DATA names."""
    news = data / "news"
    yield from _bbc(news / "bbc.zip")
    yield from _reuters(_lines(news / "reuters21578.jsonl.xz"))
    yield from _senate(_lines(news / "senate.jsonl.xz"))
    yield from _white_house(_lines(news / "whitehouse.jsonl.xz"))


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of *text*, which blank lines or indented lines part."""
    return [part.strip() for part in BETWEEN_PARAGRAPHS.split(text) if part.strip()]


def pieces(text: str, longest: int = LONGEST) -> Iterator[str]:
    """Cut *text* between paragraphs into pieces of about *longest* characters at most."""
    piece: list[str] = []
    size = 0
    for paragraph in paragraphs(text):
        if piece and size + len(paragraph) > longest:
            yield "\n\n".join(piece)
            piece, size = [], 0
        piece.append(paragraph)
        size += len(paragraph)
    if piece:
        yield "\n\n".join(piece)


def _lines(file: Path) -> Iterator[Record]:
    with lzma.open(file, "rt", encoding="utf-8") as stream:
        yield from map(json.loads, stream)


def _record(title: str, text: str, **others: str) -> Iterator[Record]:
    """Yield a record, unless it has no text; what is empty is left out.

    One text is a NUL, which Dateline drops and PostgreSQL refuses.
    """
    text = text.replace("\0", "")
    if text.strip():
        stated = {"title": title.strip(), **others, "text": text}
        yield {key: value for key, value in stated.items() if value}


def _bbc(file: Path) -> Iterator[Record]:
    with zipfile.ZipFile(file) as archive:
        for name in sorted(archive.namelist()):
            if name.endswith(".txt"):
                text = archive.read(name).decode("utf-8", "replace")
                title, _, body = text.partition("\n")
                yield from _record(title, body, source="BBC", section=name.split("/")[-2])


def _reuters(rows: Iterator[Record]) -> Iterator[Record]:
    for row in rows:
        day = datetime.strptime(row["date"].split()[0], "%d-%b-%Y").date()
        topic = (row["topics"] or ["general"])[0]
        text = f"{row['dateline']} {row['text']}".strip()
        yield from _record(
            row["title"], text, published=str(day), source="Reuters", section=str(topic)
        )


def _senate(rows: Iterator[Record]) -> Iterator[Record]:
    for row in rows:
        yield from _record(row["title"], row["text"], published=row["date"], source=row["source"])


def _white_house(rows: Iterator[Record]) -> Iterator[Record]:
    for row in rows:
        title = ESCAPE.sub(lambda escape: chr(int(escape[1], 16)), row["title"])
        for piece in pieces(row["text"]):
            yield from _record(
                title,
                piece,
                published=row["date"],
                source="White House",
                section=row["category"],
            )
