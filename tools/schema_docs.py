"""Write docs/schema.md from the comments of dateline/schema.sql; ``--check`` only compares."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from dateline.web.descriptions import SCHEMA, metadata

TARGET = Path(__file__).resolve().parent.parent / "docs" / "schema.md"

HEAD = """\
# The schema

A corpus is one SQLite file, readable by any SQLite from 3.35 with FTS5: no extension is needed to
query it. `PRAGMA application_id` is 1146375246 (“DTLN”), `PRAGMA user_version` the version of the
schema.

Offsets count characters of `articles.text`: the evidence of a fact is always
`substr(text, start + 1, "end" - start)`.

`facts` is a view over `mentions`, `fact_values` and `fact_rules`, `quotes` one over `quotations`,
`article_facets` one over `facet_postings` and `facet_values`: who hides such a view by Datasette's
permissions hides what is behind it, too.

This page is made from the comments of `dateline/schema.sql` by `python tools/schema_docs.py`.
"""


def render() -> str:
    """Return the page: a section for each table and view, in the order of the schema."""
    tables = metadata()["tables"]
    order = re.findall(r"^create (?:virtual )?(?:table|view) if not exists (\w+)", _schema(), re.M)
    return HEAD + "".join(_section(name, tables[name]) for name in order)


def _schema() -> str:
    return SCHEMA.read_text(encoding="utf-8")


def _section(name: str, table: dict[str, object]) -> str:
    """Return one table's section."""
    columns = table["columns"]
    assert isinstance(columns, dict)  # noqa: S101
    lines = [f"\n## {name}\n", f"{table['description']}\n"]
    if columns:
        lines += ["| column | what it holds |", "|---|---|"]
        lines += [f"| `{column}` | {comment} |" for column, comment in columns.items()]
    return "\n".join(lines).rstrip() + "\n"


def main() -> int:
    """Write or compare the page."""
    page = render()
    if "--check" in sys.argv[1:]:
        same = TARGET.exists() and TARGET.read_text(encoding="utf-8") == page
        if not same:
            print("docs/schema.md is out of date: run python tools/schema_docs.py")
        return int(not same)
    TARGET.write_text(page, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
