"""bm25s with a stemmer: BM25 as sparse arrays. It ranks words, and does nothing else."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import measuring
from engine import PAGE, Engine, Inputs
from measuring import Cost
from questions import Question


class Bm25s(Engine):
    """Any of the words; no texts, no snippets, no facets."""

    name = "bm25s"
    package = "bm25s"

    def load(self, inputs: Inputs) -> Cost:
        """Index in a process of its own."""
        return measuring.run([sys.executable, __file__, inputs.articles, self.folder / "index"])

    def add_facets(self, inputs: Inputs) -> Cost:
        """Add nothing: it has no place for them."""
        return Cost(0, 0, 0)

    def bytes(self) -> int:
        """Return the size of its arrays; the texts are not among them."""
        return measuring.size(self.folder / "index")

    @contextmanager
    def opened(self) -> Iterator[None]:
        """Load the arrays."""
        import bm25s
        import Stemmer

        self._index = bm25s.BM25.load(str(self.folder / "index"))
        self._stemmer = Stemmer.Stemmer("english")
        yield

    def ask(self, question: Question, facets: bool) -> int | None:
        """Rank: one word, or any of several; it can't be asked for anything else."""
        if facets or question.facet or not question.words:
            return None
        if question.form != "any" and (question.form != "all" or len(question.words) > 1):
            return None
        import bm25s

        tokens = bm25s.tokenize(
            " ".join(question.words), stemmer=self._stemmer, show_progress=False, stopwords=None
        )
        _, scores = self._index.retrieve(tokens, k=PAGE, show_progress=False)
        return len(scores[0])


def build(articles: str, folder: str) -> None:
    """Index the articles."""
    import bm25s
    import Stemmer

    with Path(articles).open(encoding="utf-8") as lines:
        records = map(json.loads, lines)
        texts = [f"{record.get('title', '')}\n{record['text']}" for record in records]
    tokens = bm25s.tokenize(
        texts, stemmer=Stemmer.Stemmer("english"), stopwords=None, show_progress=False
    )
    index = bm25s.BM25(method="lucene", k1=1.2, b=0.75)
    index.index(tokens, show_progress=False)
    index.save(folder, show_progress=False)


if __name__ == "__main__":
    build(*sys.argv[1:])
