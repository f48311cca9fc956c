"""tantivy, the search library in Rust that Python can import: the bar for speed."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import measuring
from engine import FACETS, PAGE, TOP, Engine, Inputs
from measuring import Cost
from questions import Question

STEMMED = "en_stem"
"""Snowball's English stemmer, the nearest it has to FTS5's porter."""

COUNTS = {facet: {"terms": {"field": f"facet_{facet}", "size": TOP}} for facet in FACETS}


class Tantivy(Engine):
    """Texts stored and indexed with positions, facets as columns of values."""

    name = "tantivy"
    package = "tantivy"

    def load(self, inputs: Inputs) -> Cost:
        """Build an index of the texts."""
        return self._build("texts", inputs.articles)

    def add_facets(self, inputs: Inputs) -> Cost:
        """Build another with the facets: a document is written once."""
        return self._build("faceted", inputs.articles, inputs.facets)

    def _build(self, name: str, *files: Path) -> Cost:
        self._index = self.folder / name
        shutil.rmtree(self._index, ignore_errors=True)
        self._index.mkdir()
        return measuring.run([sys.executable, __file__, self._index, *files])

    def bytes(self) -> int:
        """Return the size of the index built last."""
        return measuring.size(self._index)

    @contextmanager
    def opened(self) -> Iterator[None]:
        """Open the index with the facets."""
        import tantivy

        index = tantivy.Index(schema(), path=str(self.folder / "faceted"))
        self._index = self.folder / "faceted"
        self._stems = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        self._stems = self._stems.filter(tantivy.Filter.lowercase())
        self._stems = self._stems.filter(tantivy.Filter.stemmer("english")).build()
        self._schema, self._searcher = schema(), index.searcher()
        yield

    def ask(self, question: Question, facets: bool) -> int:
        """Search, fetch the page's documents, make their snippets, count the facets."""
        import tantivy

        query = self._query(question)
        order = {} if question.words else {"order_by_field": "published"}
        found = self._searcher.search(query, PAGE, count=True, **order)
        snippets = tantivy.SnippetGenerator.create(self._searcher, query, self._schema, "text")
        for _, place in found.hits:
            snippets.snippet_from_doc(self._searcher.doc(place)).to_html()
        if facets:
            self._searcher.aggregate(query, COUNTS)
        return int(found.count)

    def _query(self, question: Question) -> Any:
        """Return its query: each word in title or text, as FTS5 matches."""
        from tantivy import Occur, Query

        if not question.words:
            return Query.all_query()
        stems = [self._stems.analyze(word)[0] for word in question.words]

        def either(make: Any) -> Any:
            fields = ("title", "text")
            return Query.boolean_query([(Occur.Should, make(field)) for field in fields])

        if question.form == "prefix":
            pattern = f"{question.words[0]}.*"
            query = either(lambda field: Query.regex_query(self._schema, field, pattern))
        elif question.form == "phrase":
            query = either(lambda field: Query.phrase_query(self._schema, field, stems))
        else:
            occur = Occur.Should if question.form == "any" else Occur.Must
            terms = [(occur, either(self._term(stem))) for stem in stems]
            query = Query.boolean_query(terms)
        if question.facet:
            facet, value = question.facet
            only = Query.term_query(self._schema, f"facet_{facet}", value)
            query = Query.boolean_query([(Occur.Must, query), (Occur.Must, only)])
        return query

    def _term(self, stem: str) -> Any:
        """Return how a stem is asked for in a field."""
        import tantivy

        return lambda field: tantivy.Query.term_query(self._schema, field, stem)


def schema() -> Any:
    """Return the fields."""
    from tantivy import SchemaBuilder

    builder = SchemaBuilder()
    builder.add_integer_field("id", stored=True, fast=True)
    for field in ("title", "text"):
        builder.add_text_field(field, stored=True, tokenizer_name=STEMMED)
    for field in ("published", "source", "section", *(f"facet_{facet}" for facet in FACETS)):
        builder.add_text_field(
            field, stored=False, fast=True, tokenizer_name="raw", index_option="basic"
        )
    return builder.build()


def build(folder: str, articles: str, facets: str | None = None) -> None:
    """Index the articles, in the process that is measured, with the library's own defaults."""
    import tantivy

    writer = tantivy.Index(schema(), path=folder).writer()
    with ExitStack() as stack:
        files = [Path(file) for file in (articles, facets) if file]
        opened = [stack.enter_context(file.open(encoding="utf-8")) for file in files]
        for record, *found in (map(json.loads, lines) for lines in zip(*opened, strict=True)):
            some = found[0]["facets"] if found else {}
            lists = {f"facet_{facet}": values for facet, values in some.items()}
            writer.add_document(tantivy.Document(**record, **lists))
    writer.commit()
    writer.wait_merging_threads()


if __name__ == "__main__":
    build(*sys.argv[1:])
