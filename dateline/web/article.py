"""The article page: the whole text, and every fact with its evidence marked in it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from datasette.utils.asgi import NotFound

from dateline.article import GIVEN, KINDS
from dateline.clock import reading
from dateline.desk import passages
from dateline.desk.concordance import expression
from dateline.exports import citation
from dateline.hits import shortened
from dateline.marking import spans
from dateline.results import FACETS, Search
from dateline.web import corpora, evidence, headline, links, parameters, responses, wording
from dateline.web.desk import exports
from dateline.web.desk.around import around

MAX_TEXT = passages.MAX_TEXT
"""Characters of a text that are shown, some 170,000 words: a page that browsers still render."""

MIN_CITED = 40
"""Characters of a paragraph that has a link to itself: a text of nothing but line ends has none."""

MAX_FACTS = 2_000
"""Facts that are shown: more than a long book review has, and still one page."""

ARTICLE = """
select id, path, title, substr(text, 1, :length) as text, length(text) as length, published,
    agency, source, byline, section, language, url, word_count, sha256
from articles where id = :id
"""

FACTS = """
select id, kind, value, start, "end", rule, confidence, shown, entity_id from facts
where article_id = :id order by coalesce(start, 0), id limit :limit
"""

QUOTES = """
select id, text, speaker, person_id, start, "end", rule, confidence from quotes
where article_id = :id order by start, id limit :limit
"""

_LARGEST_ID = 2**63 - 1
"""SQLite's integers have 64 bits."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A fact as its row has it."""

    id: int
    kind: str
    value: str
    start: int | None
    end: int | None
    rule: str
    confidence: float
    shown: int
    entity_id: int | None

    @property
    def anchor(self) -> str:
        """Where its evidence stands on the page."""
        return f"fact-{self.id}"


@dataclass(frozen=True, slots=True)
class Found:
    """An article as its rows have it."""

    row: sqlite3.Row
    mentions: tuple[Mention, ...]
    quotes: tuple[sqlite3.Row, ...]
    hits: list[tuple[int, int]] | None
    """Where the words of the query stand in the text; None where there was no time to know."""
    cited: citation.Row
    around: dict[str, Any]


@responses.read_only
async def page(datasette: Any, request: Any) -> Any:
    """Answer ``/corpus/-/article/ID``."""
    corpus = await corpora.find(datasette, request.url_vars["database"], request.actor)
    number, asked = request.url_vars["id"], _asked(request.query_string, corpus)
    found = None
    if len(number) <= len(str(_LARGEST_ID)) and int(number) <= _LARGEST_ID:
        found = await corpus.ask(
            lambda connection: _read(datasette, connection, corpus, int(number), asked)
        )
    if found is None:
        raise NotFound(f"There is no article {number[:20]} in “{corpus.title}”.")
    passage = passages.read(request.query_string)
    place = passages.find(found.row["text"], passage) if passage else None
    context = _context(datasette, corpus, found, place)
    url = links.search(datasette, corpus.name)
    context |= {
        "q": asked.q,
        "back": url + parameters.write(asked, page=asked.page) if asked != Search() else None,
        "around": found.around,
        "sql": links.sql(datasette, corpus, FACTS, {"id": int(number), "limit": MAX_FACTS}),
        "passage": passage,
        "passage_found": place,
        "passage_link": place and passages.cite(found.row["text"], *place[:2], found.row["sha256"]),
        "base": f"{datasette.urls.database(corpus.name)}/-",
        "desk_css": datasette.urls.static_plugins("dateline", "desk.css"),
        "script": datasette.urls.static_plugins("dateline", "article.js"),
    }
    return await responses.html(datasette, request, "dateline_article.html", context)


def _asked(query_string: str, corpus: corpora.Corpus) -> Search:
    """Return the search that found the article; its words alone where the rest can't be read."""
    try:
        return parameters.read(query_string, corpus.facets)
    except ValueError:
        return Search(q=parameters.words(query_string))


def _read(
    datasette: Any,
    connection: sqlite3.Connection,
    corpus: corpora.Corpus,
    article: int,
    asked: Search,
) -> Found | None:
    row = connection.execute(ARTICLE, {"id": article, "length": MAX_TEXT}).fetchone()
    cited = exports.read(connection, corpus, article)
    if row is None or cited is None:
        return None
    where = {"id": article, "limit": MAX_FACTS + 1}
    facts = connection.execute(FACTS, where) if corpus.facts else ()
    quotes = connection.execute(QUOTES, where) if "said" in corpus.fields else ()
    match = expression(asked.q, corpus.fields)
    hits = _hits(datasette, connection, row["text"], match) if match else []
    mentions = tuple(Mention(*fact) for fact in facts)
    near = around(datasette, connection, corpus, article, asked)
    return Found(row, mentions, tuple(quotes), hits, cited, near)


def _hits(
    datasette: Any, connection: sqlite3.Connection, text: str, match: str
) -> list[tuple[int, int]] | None:
    with reading(connection, datasette.setting("sql_time_limit_ms") / 1000) as clock:
        found = spans(text, match, clock.is_over)
        return None if clock.is_over() else found


def _context(
    datasette: Any, corpus: corpora.Corpus, found: Found, place: tuple[int, int, int] | None
) -> dict[str, Any]:
    row, mentions, quotes = found.row, found.mentions[:MAX_FACTS], found.quotes[:MAX_FACTS]
    spans = [
        evidence.Span(mention.start, mention.end, mention.kind, mention.anchor)
        for mention in mentions
        if mention.start is not None and mention.end is not None
    ]
    spans += [evidence.Span(q["start"], q["end"], "quote", f"quote-{q['id']}") for q in quotes]
    spans += [evidence.Span(start, end, "hit", None) for start, end in found.hits or ()]
    spans += [evidence.Span(*place[:2], "passage", passages.ANCHOR)] if place else []
    furniture = [(s.start, s.end) for s in spans if s.kind in headline.FURNITURE]
    url = links.search(datasette, corpus.name)
    certain = [mention for mention in mentions if mention.shown]
    return {
        "corpus": corpus,
        "nav": links.navigation(datasette, corpus),
        "wording": wording,
        "row": row,
        "title": row["title"] or headline.stand_in(row["text"], furniture) or row["path"],
        "date": row["published"] and wording.date(row["published"]),
        "dated_by": next((m for m in certain if m.kind == "published"), None),
        "datelines": list(dict.fromkeys(m.value for m in certain if m.kind == "dateline")),
        "paragraphs": _paragraphs(row, spans),
        "text_cut": row["length"] > MAX_TEXT and MAX_TEXT,
        "facts_cut": len(found.mentions) > MAX_FACTS and MAX_FACTS,
        "groups": [*_groups(url, certain), *_quotations(quotes)],
        "less_certain": list(_groups(url, [m for m in mentions if not m.shown])),
        "hits": found.hits and len(found.hits),
        "unmarked": found.hits is None,
        "row_url": links.row(datasette, corpus.name, row["id"]),
        "source_url": links.web_address(row["url"]),
        "citations": _citations(links.article(datasette, corpus.name, row["id"]), found.cited),
    }


def _citations(url: str, cited: citation.Row) -> dict[str, Any]:
    return {"plain": citation.plain(cited), "data": citation.news_article(cited), "url": url}


def _paragraphs(row: sqlite3.Row, spans: Sequence[evidence.Span]) -> Iterator[dict[str, Any]]:
    """Yield each paragraph: what it is, its words with their marks, and itself as a passage."""
    text = row["text"]
    marked = evidence.paragraphs(text, spans)
    for (start, end, zone), tokens in zip(evidence.zones(text, spans), marked, strict=True):
        cited = end - start >= MIN_CITED and passages.cite(text, start, end, row["sha256"])
        yield {"zone": zone, "tokens": tokens, "cited": cited}


def _groups(url: str, mentions: Sequence[Mention]) -> Iterator[dict[str, Any]]:
    """Yield the facts of each kind, those of one value together."""

    def order(mention: Mention) -> tuple[int, str]:
        known = mention.kind in KINDS
        return (KINDS.index(mention.kind) if known else len(KINDS), mention.kind)

    for (_, kind), facts in groupby(sorted(mentions, key=order), key=order):
        yield {
            "kind": kind,
            "heading": wording.KINDS.get(kind, kind.capitalize()),
            "values": list(_values(url, kind, facts)),
        }


def _values(url: str, kind: str, mentions: Iterable[Mention]) -> Iterator[dict[str, Any]]:
    together: dict[str, list[Mention]] = {}
    for mention in mentions:
        together.setdefault(mention.value, []).append(mention)
    for value, same in together.items():
        surest = max(same, key=lambda mention: mention.confidence)
        certain = None if surest.rule == GIVEN else wording.confidence(surest.confidence)
        yield {
            "value": wording.date(value) if kind in ("published", "time") else value,
            "rule": wording.rule(surest.rule),
            "confidence": certain,
            "anchors": [m.anchor for m in same if m.start is not None],
            "search": _search(url, kind, value) if same[0].shown else None,
            "entity": (kind, same[0].entity_id, value),
        }


def _quotations(quotes: Sequence[sqlite3.Row]) -> Iterator[dict[str, Any]]:
    """Yield what is quoted, in the order of the text, as one more group if there is any."""
    values = [
        {
            "value": f"“{shortened(quote['text'])}”",
            "rule": f"{quote['speaker'] or 'Somebody'}, {wording.rule(quote['rule'])}",
            "confidence": wording.confidence(quote["confidence"]),
            "anchors": [f"quote-{quote['id']}"],
            "entity": ("person", quote["person_id"], quote["speaker"]),
        }
        for quote in quotes
    ]
    if values:
        yield {"kind": "quote", "heading": "Quotations", "values": values}


def _search(url: str, kind: str, value: str) -> str | None:
    """Return where the other articles with the same value are listed."""
    if kind == "published":
        return url + parameters.write(Search(date_from=value, date_to=value))
    return url + parameters.write(Search(filters={kind: [value]})) if kind in FACETS else None
