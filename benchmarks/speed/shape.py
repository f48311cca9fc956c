"""What a corpus is like beside the real texts: how many words, and how common they are."""

from __future__ import annotations

import json
import re
import statistics
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

SAMPLE = 10_000
"""Texts that are counted of each kind."""

# caravan    1987    don
WORD = re.compile(r"[^\W_]+")

BANDS = ((0.4, 1.01), (0.1, 0.4), (0.014, 0.1), (0.001, 0.014))
"""Shares of the texts that have a word, as the questions' classes part them."""


def texts_of(lines: Iterable[str]) -> Iterator[str]:
    """Yield title and text of each record."""
    for line in lines:
        record = json.loads(line)
        yield f"{record.get('title', '')}\n{record['text']}"


class Counted:
    """The words of some texts: in how many each stands, and how the vocabulary grows."""

    def __init__(self, texts: Iterable[str]) -> None:
        self.articles = self.words = self.characters = 0
        self.in_articles: Counter[str] = Counter()
        self.growth: list[tuple[int, int]] = []
        for text in texts:
            words = WORD.findall(text.lower())
            self.articles += 1
            self.words += len(words)
            self.characters += len(text)
            self.in_articles.update(set(words))
            if self.articles & (self.articles - 1) == 0:
                self.growth.append((self.words, len(self.in_articles)))

    def share(self, word: str) -> float:
        """Return the share of the texts that have *word*."""
        return self.in_articles[word] / self.articles

    def figures(self) -> dict[str, Any]:
        """Return what is told of a sample."""
        return {
            "articles": self.articles,
            "characters each": round(self.characters / self.articles),
            "words each": round(self.words / self.articles),
            "different words": len(self.in_articles),
            "vocabulary by words read": self.growth[::2],
        }


def bands(real: Counted, made: Counted) -> list[dict[str, Any]]:
    """Say how common the words of each band of *real* are in *made*, as quartiles of the ratio."""
    compared = []
    for low, high in BANDS:
        words = [word for word in real.in_articles if low <= real.share(word) < high]
        ratios = [made.share(word) / real.share(word) for word in words]
        if len(ratios) > 1:
            quartiles = [round(cut, 2) for cut in statistics.quantiles(ratios, n=4)]
            row = {"real share": f"{low:.1%} to {min(high, 1):.1%}", "words": len(words)}
            compared.append({**row, "quartiles": quartiles})
    return compared


def shape(corpus: Path, real: Path, number: int, of_real: int) -> dict[str, Any]:
    """Describe a corpus of *number* articles, of which the first *of_real* are real."""
    told: dict[str, Any] = {
        "articles": number,
        "bytes": corpus.stat().st_size,
        "real": min(number, of_real),
        "made": max(0, number - of_real),
    }
    each = min(SAMPLE, of_real // 2)
    counted = sampled(real, 0, each)
    told["sample of the real ones"] = counted.figures()
    if number > of_real:
        made = sampled(corpus, of_real, each)
        told["sample of the made ones"] = made.figures()
        told["document frequencies, made / real"] = bands(counted, made)
        told["document frequencies, other real / real"] = bands(counted, sampled(real, each, each))
    return told


def sampled(file: Path, first: int, number: int) -> Counted:
    """Count the words of *number* texts of *file* from number *first* on."""
    with file.open(encoding="utf-8") as lines:
        return Counted(texts_of(islice(lines, first, first + number)))
