"""What to call articles of which only the ids are known."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable

from dateline.web import answers, headline
from dateline.web.corpora import Corpus

TITLES = """
select id, coalesce(title, ''), substr(text, 1, :length), path from articles
where id in (select value from json_each(:ids))
"""


def titles(connection: sqlite3.Connection, corpus: Corpus, ids: Iterable[int]) -> dict[int, str]:
    """Return the headline of each article, else its first words, else its path.

    ``titles(connection, corpus, [3])`` → ``{3: "Cuba sends trucks"}``
    """
    where = {"ids": json.dumps(list(ids)), "length": headline.LEAD_LENGTH}
    spans: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for article, _, _, start, end, _ in (
        connection.execute(answers.HEADS, where) if corpus.facts else ()
    ):
        if start is not None:
            spans[article].append((start, end))
    return {
        key: title or headline.stand_in(lead, spans[key]) or path
        for key, title, lead, path in connection.execute(TITLES, where)
    }
