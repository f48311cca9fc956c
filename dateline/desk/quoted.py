"""Who says the words that were looked for: of each article found, the quotation that has them."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Container, Iterable
from dataclasses import dataclass
from functools import partial

from dateline.clock import reading
from dateline.desk.quotations import NAMED, said_in
from dateline.hits import extract
from dateline.lexemes import FIELDS
from dateline.marking import marked
from dateline.match import stop_words, wanted
from dateline.query import parse

MOST, LONGEST = 100, 2_000
"""Quotations of an article that are read, from its first, and characters of each. Of 21,577 Reuters
stories none has more than 17, and none a longer one than 419: twenty results take 1 ms."""

QUOTES = """
select said.id, article_id, substr(said.text, 1, :longest), coalesce(whole.name, said.speaker),
    whole.id
from json_each(:ids) as listed cross join quotes as said on said.id in (
    select id from quotations where article_id = listed.value order by id limit :most
) {}
"""

# \x02borders\x03
_HIT = re.compile("\x02([^\x03]*)\x03")


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quotation that has what was looked for."""

    id: int
    marked: str
    """The extract of it with ``chr(2)`` and ``chr(3)`` around each hit; never HTML."""
    speaker: str | None
    person_id: int | None


def quoted(
    connection: sqlite3.Connection,
    q: str,
    articles: Iterable[int],
    *,
    seconds: float | None = None,
    fields: Container[str] = FIELDS,
) -> dict[int, Quoted]:
    """Return of each of *articles* the quotation with the most different words of *q*, if any.

    ``quoted(connection, "fleeing", [1, 2])[1].speaker`` → ``"Denis Omar Contreras"``
    """
    match = looked_for(q, fields) if "said" in fields else ""
    if not match:
        return {}
    where = {"ids": json.dumps(list(articles)), "most": MOST, "longest": LONGEST}
    where["people"] = int("person" in fields)
    with reading(connection, seconds) as clock:
        rows = clock.run(partial(connection.execute(QUOTES.format(NAMED), where).fetchall)) or []
    texts = {key: text for key, _, text in marked(((row[0], None, row[2]) for row in rows), match)}
    best: dict[int, tuple[int, Quoted]] = {}
    for key, article, _, speaker, person in rows:
        text = texts.get(key, "")
        different = len(set(_HIT.findall(text.lower())))
        if different > best.get(article, (0,))[0]:
            best[article] = different, Quoted(key, extract(text), speaker, person)
    return {article: one for article, (_, one) in best.items()}


def looked_for(q: str, fields: Container[str] = FIELDS) -> str:
    """Return, in FTS5's language, what of a query may stand in quotations.

    What ``said:`` asks for; without it all words that tell, but those of titles.

    >>> looked_for("said:asylum border"), looked_for("the border -wall title:troops")
    ('({text} : "asylum")', '("border")')
    """
    root = parse(q, fields).root
    if root is None:
        return ""
    telling = (part for part in wanted(root) if part.strip('"').lower() not in stop_words())
    others = (f"({part})" for part in telling if not part.startswith("{"))
    return " OR ".join(dict.fromkeys(said_in(root))) or " OR ".join(dict.fromkeys(others))
