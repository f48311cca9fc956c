"""What Datasette's own pages say of a corpus: descriptions from schema.sql, default facets, sort.

The comments of schema.sql are the one source of every table's and column's description.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

SCHEMA = Path(__file__).parent.parent / "schema.sql"

DESCRIPTION = (
    "News articles with what they say – who, where, when – and the evidence for it. "
    "Made by Dateline from the articles' texts."
)

OPTIONS: dict[str, dict[str, Any]] = {
    # Each of these columns has an index: a facet without one times out from 3 % of a million rows.
    "articles": {
        "facets": ["agency", "source", "section", "language"],
        "sort_desc": "published",
        "label_column": "path",  # the only one that is never NULL
        "size": 20,  # whole texts are long
    },
    "facts": {"facets": ["kind"]},
    "fact_values": {"label_column": "value", "hidden": True},
    "fact_rules": {"label_column": "rule", "hidden": True},
    "mentions": {"hidden": True},
    "people": {"label_column": "name", "sort": "name"},
    "places": {"label_column": "name", "facets": ["country"], "sort": "name"},
    "quotations": {"hidden": True},
    "articles_vocab": {"hidden": True},
    "articles_instances": {"hidden": True},
    "facet_values": {"label_column": "value", "hidden": True},
    "facet_postings": {"hidden": True},
    "facet_definitions": {"hidden": True},
    "sketches": {"hidden": True},
    "files": {"hidden": True},
    "accelerators": {"hidden": True},
    "word_postings": {"hidden": True},
    "changed_articles": {"hidden": True},
}
"""Options of Datasette's table pages, under the names of its metadata."""

SQLITE_SEQUENCE = {
    "description": "SQLite's own: the last id given out in each table.",
    "columns": {},
    "hidden": True,
}

# create table if not exists articles (
_TABLE = re.compile(
    r"""
    (?P<comment> (?: ^--\ .*\n )+ )
    ^create\ (?: virtual\ )? (?:table|view)\ (?:if\ not\ exists\ )? (?P<name>\w+) .*\n
    (?P<body> (?: .*\n )*? ) ^ .* ; (?:\ --.*)? $
    """,
    re.MULTILINE | re.VERBOSE,
)

#     published text, -- ISO 8601 of the precision known
#     facet_postings.article_id as article_id, -- The article
_COLUMN = re.compile(
    r"""
    ^\ + (?: (?: \S.*\ )? as\ )? "? (?P<name>\w+) "? [^\n]*? --\ (?P<comment>.+)$
    """,
    re.MULTILINE | re.VERBOSE,
)


@cache
def metadata() -> dict[str, Any]:
    """Return what metadata.json would say of a corpus; not to be changed.

    ``{"description": …, "tables": {"articles": {"description": …, "columns": {…}, …}}}``
    """
    tables: dict[str, Any] = {"sqlite_sequence": SQLITE_SEQUENCE}
    for table in _TABLE.finditer(SCHEMA.read_text(encoding="utf-8")):
        tables[table["name"]] = {
            "description": re.sub(r"\s*^-- ", " ", table["comment"], flags=re.MULTILINE).strip(),
            "columns": {c["name"]: c["comment"] for c in _COLUMN.finditer(table["body"])},
            **OPTIONS.get(table["name"], {}),
        }
    return {"description": DESCRIPTION, "tables": tables}


def beside(stated: Mapping[str, Any]) -> dict[str, Any]:
    """Return a copy of `metadata` that agrees with what the user *stated* of the database.

    A copy, because Datasette 0.65 writes the user's own into what it is given.
    """
    described = metadata()
    ordered = {
        name
        for name, table in (stated.get("tables") or {}).items()
        if {"sort", "sort_desc"} & table.keys()
    }
    tables = {
        name: {
            key: dict(value) if key == "columns" else value
            for key, value in table.items()
            # Datasette refuses a table with both.
            if not (name in ordered and key in ("sort", "sort_desc"))
        }
        for name, table in described["tables"].items()
    }
    return {**described, "tables": tables}
