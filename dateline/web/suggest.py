"""How the words in the search box may go on, while they are being typed."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from datasette.utils import sqlite_timelimit
from datasette.utils.sqlite import sqlite3

from dateline.completion import Completion, complete
from dateline.web import corpora, parameters, responses

MAX_MS = 200
"""Milliseconds for one answer: a later one is of no use to who is typing."""


@responses.read_only
@responses.in_json
async def page(datasette: Any, request: Any) -> Any:
    """Answer ``/corpus/-/suggest.json``."""
    corpus = await corpora.find(datasette, request.url_vars["database"], request.actor)
    q = parameters.words(request.query_string)
    milliseconds = min(MAX_MS, datasette.setting("sql_time_limit_ms"))

    def find(connection: sqlite3.Connection) -> list[Completion]:
        with sqlite_timelimit(connection, milliseconds):
            return complete(connection, q, corpus.facets)

    try:
        found = await corpus.ask(find)
    except sqlite3.OperationalError:  # out of time
        found = []
    return responses.json(
        datasette, {"query": q, "suggestions": [asdict(completion) for completion in found]}
    )
