"""What to call an article: its headline, else the first words of its story."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable

from dateline.hits import shortened
from dateline.web.corpora import Corpus

LEAD_LENGTH = 2000
"""Characters of the text that are looked at: the longest caption, twice, and a paragraph."""

MAX_LENGTH = 90
"""A line and a half of the results at the width of the page."""

MIN_WORDS = 4
"""Fewer are a place, a date or a name: “TECUN UMAN, Guatemala”."""

FURNITURE = ("published", "dateline", "agency", "byline", "caption", "credit")
"""Kinds of facts that stand before a story or beside it."""

_GAP = 12
"""Characters between two parts of a header line: “date ”, “, ”, “ (”, “Picture: ”."""

_BETWEEN = " \t—–-:;.,)|/"
"""What stands between the header and the story: “(AP) -- ”, “ — ”."""


TITLES = """
select id, coalesce(title, ''), substr(text, 1, :length), path from articles
where id in (select value from json_each(:ids))
"""

# The + has SQLite find facts by their article: by kind it takes 24 ms, of 21,577 articles.
HEADS = """
select article_id, start, "end" from facts
where article_id in (select value from json_each(:ids)) and start < :length
and +kind in (select value from json_each(:furniture))
"""


def titles(connection: sqlite3.Connection, corpus: Corpus, ids: Iterable[int]) -> dict[int, str]:
    """Return the headline of each article, else its first words, else its path.

    ``titles(connection, corpus, [3])`` → ``{3: "Cuba sends trucks"}``
    """
    where = {
        "ids": json.dumps(list(ids)),
        "length": LEAD_LENGTH,
        "furniture": json.dumps(FURNITURE),
    }
    spans: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for article, start, end in connection.execute(HEADS, where) if corpus.facts else ():
        spans[article].append((start, end))
    return {
        key: title or stand_in(lead, spans[key]) or path
        for key, title, lead, path in connection.execute(TITLES, where)
    }


def stand_in(text: str, furniture: Iterable[tuple[int, int]]) -> str | None:
    r"""Return the story's first words, past captions, dates and datelines; None without words.

    >>> stand_in("date 2020-01-21 AP, HAVANA\n\nHAVANA (AP) -- Cuba has sent trucks.", [
    ...     (5, 15), (16, 18), (20, 26), (28, 34), (36, 38)])
    'Cuba has sent trucks.'
    """
    parts = sorted(furniture)
    passed: set[str] = set()
    first = None
    position = 0
    for line in text.split("\n"):
        end = position + len(line)
        begin = _past(parts, position, end)
        words = text[begin:end].lstrip(_BETWEEN).strip()
        first = first or line.strip() or None
        if len(words.split()) >= MIN_WORDS and line.strip() not in passed:
            return shortened(words, MAX_LENGTH)
        passed.add(line.strip())
        position = end + 1
    return shortened(first, MAX_LENGTH) if first else None


def _past(parts: list[tuple[int, int]], begin: int, line_end: int) -> int:
    for start, end in parts:
        if begin <= start < line_end and start - begin <= _GAP:
            begin = min(end, line_end)
    return begin
