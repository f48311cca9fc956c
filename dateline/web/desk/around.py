"""What is around an article: those before and after it in a list of results, and those like it."""

from __future__ import annotations

import sqlite3
from functools import partial
from typing import Any

from dateline.clock import reading
from dateline.copies import copies_of
from dateline.desk.similar import similar
from dateline.results import Search
from dateline.search import listing
from dateline.web import links, parameters
from dateline.web.corpora import Corpus
from dateline.web.headline import titles

PATIENCE = 0.25
"""Seconds that each may take before the article is shown without it."""

COPIES = 50
"""Copies of it that are listed."""

ALIKE = 5
"""Articles like it that are listed."""


def around(
    datasette: Any, connection: sqlite3.Connection, corpus: Corpus, article: int, asked: Search
) -> dict[str, Any]:
    """Return the links for the page of *article*, which was found by *asked*.

    ``{"place": 2, "total": 14, "previous": "/corpus/-/article/7?q=caravan", "next": …}``
    """
    seconds = min(datasette.setting("sql_time_limit_ms") / 1000, PATIENCE)
    with reading(connection, seconds) as clock:
        alike = clock.run(lambda: similar(connection, article, ALIKE)) or ()
        copies = copies_of(connection, article, COPIES + 1) if corpus.copies else ()
    shown = [one.id for one in alike] + [one.id for one in copies]
    names = titles(connection, corpus, shown)
    url = partial(links.article, datasette, corpus.name)
    found: dict[str, Any] = {
        "alike": [(one, names[one.id], url(one.id)) for one in alike],
        "copies": [(one, names[one.id], url(one.id)) for one in copies[:COPIES]],
        "copies_cut": len(copies) > COPIES,
    }
    if asked == Search():
        return found
    try:
        ids = listing(connection, asked, seconds=seconds, fields=corpus.fields) or []
        place = ids.index(article)
    except ValueError:  # what was asked for makes no sense, or lists other articles
        return found
    for name, at in (("previous", place - 1), ("next", place + 1)):
        if 0 <= at < len(ids):
            found[name] = url(ids[at], parameters.write(asked, page=at // asked.size + 1))
    return {**found, "place": place + 1, "total": len(ids)}
