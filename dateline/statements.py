"""A search → one SQL statement that any SQLite runs on the file, and that lists the same articles.

The conditions are those of match.py and facets.py, with every name resolved and every value written
out. The order is that of BM25: the second stage of ranking (ranking.py) is no SQL.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Container, Sequence

from dateline.facets import in_order, resolve
from dateline.lexemes import FIELDS
from dateline.match import conjuncts, expression, loosened, said, split, wanted
from dateline.postings import TITLE_WEIGHT
from dateline.query import And, Filter, Node, Not, Or, Published, parse
from dateline.results import Results, Search

IN_TEXT = "id in (select rowid from articles_fts where articles_fts match {})"

IN_QUOTES = """id in (
        select article_id from quotes
        where id in (select rowid from quotes_fts where quotes_fts match {})
    )"""

HAVING = """id in (
        select article_id from facet_values
        join facet_postings on facet_postings.value_id = facet_values.id
        where facet = {} and value in ({})
    )"""

# An article of October 2018 may have appeared on any day of it.
PUBLISHED = """id in (
        select id from articles
        where published || substr('-12-31', length(published) - 3) >= {} and published <= {}
    )"""

# An article that has all the words ranks before those that have some.
RANKED = """with
ranked (id, tier, score) as materialized (
    {}
),
best (id, tier, score) as materialized (
    select id, min(tier), score from ranked group by id
)
"""

TIER = """select rowid, {}, round(bm25(articles_fts, {:.1f}, 1.0), 12)
    from articles_fts where articles_fts match {}"""

SELECT = "select id, path, title, published\nfrom articles\n"

ORDERS = {
    "relevance": "tier is null, tier, score, iif(tier is null, published, null) desc, id",
    "newest": "published desc, id",
    "oldest": "published asc nulls last, id",
}


def listed(
    connection: sqlite3.Connection,
    request: Search,
    results: Results,
    fields: Container[str] = FIELDS,
) -> str:
    """Return the statement that lists what *results* of *request* list over all pages.

    ``search(connection, Search(q="caravan"))`` gives ``select id, path, title, published from …
    where articles_fts match '"caravan"' …``. *fields* as for `search`.
    """
    query = parse(request.q, fields)
    parts = conjuncts(query.root) if query.root else ()
    text, rest = split(parts)
    tiers = [text] if text else []
    if text and results.relaxed and (some := split(loosened(query))[0]):
        tiers.append(some)
    if request.date_from or request.date_to:
        rest = [*rest, Published(request.date_from, request.date_to)]
    chosen = {facet: values for facet, values in request.filters.items() if values}
    conditions = [_condition(connection, part) for part in rest]
    conditions += [_having(connection, facet, chosen[facet]) for facet in in_order(chosen)]
    head, ranked = "", ""
    if results.sort == "relevance":
        asked = tiers or [_either(dict.fromkeys(wanted(And(parts))))]
        rows = (TIER.format(at, TITLE_WEIGHT, quoted(match)) for at, match in enumerate(asked, 1))
        head = RANKED.format("\n    union all\n    ".join(rows))
        ranked = "join best using (id)\n" if text else "left join best using (id)\n"
    elif tiers:
        conditions.insert(0, IN_TEXT.format(quoted(_either(tiers))))
    where = "where\n    " + "\n    and ".join(conditions) + "\n" if conditions else ""
    order = f"order by {ORDERS[results.sort]}"
    return f"-- Search: {named(request)}\n{head}{SELECT}{ranked}{where}{order}"


def named(request: Search) -> str:
    """Return a search in one line, for people: ``caravan; country Mexico or Cuba; from 2018``."""
    chosen = {name: " or ".join(v or "none" for v in of) for name, of in request.filters.items()}
    chosen |= {"from": request.date_from or "", "to": request.date_to or ""}
    parts = [request.q, *(f"{name} {value}" for name, value in chosen.items() if value)]
    line = "; ".join(part for part in parts if part.strip()) or "all articles"
    return "".join(c if c.isprintable() else " " for c in line).strip()


def quoted(value: str) -> str:
    """Write *value* as a literal of SQL: ``O'Neill`` is ``'O''Neill'``."""
    return "'" + value.replace("'", "''").replace("\0", "' || char(0) || '") + "'"


def _either(texts: Collection[str]) -> str:
    return " OR ".join(f"({text})" for text in texts)


def _condition(connection: sqlite3.Connection, node: Node) -> str:
    """Write *node* as a condition on ``articles``, as `dateline.match.evaluate` answers it."""
    text = expression(node)
    if text is not None:
        return IN_TEXT.format(quoted(text))
    if isinstance(node, (And, Or)):
        word = " and " if isinstance(node, And) else " or "
        return "(" + word.join(_condition(connection, part) for part in node.parts) + ")"
    if isinstance(node, Not):
        return f"not {_condition(connection, node.part)}"
    if isinstance(node, Filter):
        return _having(connection, node.facet, [node.value])
    if isinstance(node, Published):
        end = node.last or "9999"
        return PUBLISHED.format(quoted(node.first or ""), quoted(end + "-12-31"[len(end) - 4 :]))
    return IN_QUOTES.format(quoted(said(node)))


def _having(connection: sqlite3.Connection, facet: str, given: Sequence[str]) -> str:
    meant = resolve(connection, facet, dict.fromkeys(given))
    values = dict.fromkeys(value for some in meant.values() for value in some)
    return HAVING.format(quoted(facet), ", ".join(map(quoted, values)))
