"""The corpora: real texts up to their number, then texts that are made of them, up to a million.

`README.md` says how a text is made. The same number of articles gives the same file, and a small
corpus is the beginning of a larger one.
"""

from __future__ import annotations

import json
import os
import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from itertools import islice, repeat
from pathlib import Path

from made import Made, Names
from texts import Record, real_articles

SEED = 1851
BLOCK = 500
"""Articles that a process makes at a time."""

SAMPLE = 10
"""Every so many texts are read for the names that stand in them."""

# Cleveland    the    7
NAME_OR_WORD = re.compile(r"\b(?:[A-Z][a-z]{2,}|[a-z]{3,})\b")

RARELY_LOWER = 0.05
"""Share of a name's occurrences that may be in lower case; “May” and “Bush” are words."""


class Pool:
    """The real texts on disk, shuffled once: read one by one, so that memory holds none of them."""

    def __init__(self, file: Path) -> None:
        self._file = file.open("rb")
        index = json.loads(file.with_suffix(".index.json").read_text("utf-8"))
        self._offsets: list[int] = index["offsets"]
        self._groups: list[int] = index["groups"]
        self._members: list[list[int]] = [[] for _ in range(max(self._groups, default=0) + 1)]
        for number, group in enumerate(self._groups):
            self._members[group].append(number)
        self.names = Names(index["names"])

    def __len__(self) -> int:
        """Return how many real texts there are."""
        return len(self._offsets)

    def __getitem__(self, number: int) -> Record:
        """Return a text by its number from 0."""
        self._file.seek(self._offsets[number])
        record: Record = json.loads(self._file.readline())
        return record

    def companion(self, number: int, chance: random.Random) -> Record:
        """Return another text of the same source and topic."""
        return self[chance.choice(self._members[self._groups[number]])]


def write_real(records: Iterable[Record], file: Path) -> None:
    """Write the real texts, shuffled, with an index of where each begins and its group."""
    lines = [json.dumps(record, ensure_ascii=False).encode() + b"\n" for record in records]
    random.Random(SEED).shuffle(lines)  # noqa: S311 - the same order each time
    offsets, groups, numbers, at = [], [], {}, 0
    seen: Counter[str] = Counter()
    with file.open("wb") as stream:
        for place, line in enumerate(lines):
            record = json.loads(line)
            group = f"{record.get('source')} {record.get('section')}"
            groups.append(numbers.setdefault(group, len(numbers)))
            offsets.append(at)
            at += stream.write(line)
            if place % SAMPLE == 0:
                seen.update(NAME_OR_WORD.findall(record["text"]))
    names = [
        word
        for word, count in seen.most_common()
        if word[0].isupper() and seen[word.lower()] <= RARELY_LOWER * count
    ]
    index = {"offsets": offsets, "groups": groups, "names": names}
    file.with_suffix(".index.json").write_text(json.dumps(index), "utf-8")


@cache
def pool_of(file: Path) -> Pool:
    """Open the real texts, once in each process."""
    return Pool(file)


def block(file: Path, first: int, number: int) -> list[str]:
    """Return the lines of *number* articles from *first* on; their ids count from 1."""
    pool = pool_of(file)
    made = Made(pool, SEED)
    lines = []
    for at in range(first, first + number):
        record = pool[at] if at < len(pool) else made.article(at)
        lines.append(json.dumps({"id": at + 1, **record}, ensure_ascii=False) + "\n")
    return lines


def articles(file: Path, number: int) -> Iterator[str]:
    """Yield the lines of a corpus in order, made by as many processes as there are cores."""
    firsts = range(0, number, BLOCK)
    sizes = [min(BLOCK, number - first) for first in firsts]
    if number <= BLOCK:
        yield from block(file, 0, number)
        return
    with ProcessPoolExecutor(os.cpu_count()) as workers:
        waves = iter(zip(firsts, sizes, strict=True))
        while wave := list(islice(waves, 64)):  # bounded: not all blocks wait in memory
            for lines in workers.map(block, repeat(file), *zip(*wave, strict=True)):
                yield from lines


def corpus(work: Path, number: int, texts: Path | None, data: Path | None) -> Path:
    """Return the corpus of *number* articles as JSON Lines, made unless *work* has it already.

    The real texts are those of *data*, or the records of the file *texts*.
    """
    real, file = work / "real.jsonl", work / f"articles-{number}.jsonl"
    if not real.with_suffix(".index.json").exists():
        if texts:
            with texts.open(encoding="utf-8") as stream:
                write_real(map(json.loads, stream), real)
        elif data:
            write_real(real_articles(data), real)
        else:
            raise FileNotFoundError("set DATELINE_DATA to the folder with the texts")
    if not file.exists():
        unfinished = file.with_suffix(".part")
        with unfinished.open("w", encoding="utf-8") as stream:
            stream.writelines(articles(real, number))
        unfinished.rename(file)
    return file
