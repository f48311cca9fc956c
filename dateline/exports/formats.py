"""The formats in which results leave: a table of names, and a function from an article to text."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from typing import NamedTuple

from dateline.exports import citation
from dateline.exports.citation import Row

COLUMNS = (
    *("id", "path", "title", "published", "agency", "source", "byline", "section", "language"),
    *("url", "word_count", "datelines", "people", "countries", "places", "organizations", "text"),
)
"""Columns of a CSV file; the text, which is long, is the last."""

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What makes a cell a formula to a spreadsheet: owasp.org/www-community/attacks/CSV_Injection."""

BYTE_ORDER_MARK = "\ufeff"
"""Without it, Excel reads UTF-8 as an old code page: “MÃ©xico”."""


class Format(NamedTuple):
    """A format: how one article is written, and what stands before, between and after them."""

    content_type: str
    write: Callable[[Row], str]
    head: str = ""
    between: str = ""
    tail: str = ""


def _comma_separated(row: Row) -> str:
    """Return a line of CSV (RFC 4180), each formula disarmed with an apostrophe."""
    line = io.StringIO()
    csv.writer(line).writerow(_cell(row.get(column)) for column in COLUMNS)
    return line.getvalue()


def _cell(value: object) -> object:
    text = "; ".join(value) if isinstance(value, list) else value
    return f"'{text}" if isinstance(text, str) and text.startswith(FORMULA_SIGNS) else text


def _json_line(row: Row) -> str:
    return json.dumps({**row, "extra": json.loads(row["extra"])}, ensure_ascii=False) + "\n"


def _csl(row: Row) -> str:
    return json.dumps(citation.csl(row), ensure_ascii=False)


FORMATS = {
    "csv": Format("text/csv", _comma_separated, f"{BYTE_ORDER_MARK}{','.join(COLUMNS)}\r\n"),
    "jsonl": Format("application/x-ndjson", _json_line),
    "ris": Format("application/x-research-info-systems", citation.ris),
    "bib": Format("application/x-bibtex", citation.bibtex),
    "csl.json": Format("application/vnd.citationstyles.csl+json", _csl, "[\n", ",\n", "\n]\n"),
}
"""Each format, by what a file of it ends with."""
