"""The measure to be beaten: bm25s as Lucene ranks, over title and text.

k1 1.2 and b 0.75 are Lucene's; words by Snowball's English stemmer, without English stop words.
"""

from __future__ import annotations

import bm25s
import Stemmer
from collection import Collection


def rival(collection: Collection, size: int) -> dict[str, list[str]]:
    """Return the best *size* documents for each query; those that share no word are no answer."""
    stemmer = Stemmer.Stemmer("english")

    def tokens(texts: list[str]) -> list[list[str]]:
        cut = bm25s.tokenize(
            texts, stopwords="en", stemmer=stemmer, return_ids=False, show_progress=False
        )
        return list(cut)

    index = bm25s.BM25(method="lucene", k1=1.2, b=0.75)
    index.index(tokens(list(collection.documents.values())), show_progress=False)
    keys = list(collection.documents)
    found, scores = index.retrieve(
        tokens(list(collection.queries.values())), k=min(size, len(keys)), show_progress=False
    )
    return {
        query: [keys[at] for at, value in zip(row, values, strict=True) if value > 0]
        for query, row, values in zip(collection.queries, found, scores, strict=True)
    }
