"""Article ids → the hits of one page: what each article is, and its words around the match."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from dateline.highlighting import highlighted, wanted
from dateline.marking import Text, marked
from dateline.results import MARK_END, MARK_START, Hit

LEDE_LENGTH = 200
"""Characters of an article's beginning that are shown where no words were asked for."""

LEDE_SCOPE = 4000
"""Characters of an article in which its beginning is looked for: captions may precede it."""

# The columns are the fields of `Hit`, in order, without what the match adds before the last. From
# the value to its mention in the article: by the view `facts` it takes twice as long.
ROWS = """
select id, path, title, published, (
    select rule from fact_values
    cross join mentions on value_id = fact_values.id and article_id = articles.id
    join fact_rules on fact_rules.id = rule_id
    where kind = 'published' and value = articles.published
    order by confidence desc, number limit 1
), agency, source, byline, url, (
    select max(count(*) - 1, 0) from reprints
    where story_id = (select story_id from reprints as own where own.article_id = articles.id)
)
from articles
where id in (select value from json_each(:ids))
"""

MAX_MARKED = 100_000
"""Characters of an article in which hits are marked; of 14,396 from the White House 9 have more.
FTS5's highlight() can't be interrupted and takes the square of the hits: here 4 ms in plain prose,
190 ms where every second character is one."""

MARKED_AT_ONCE = 100_000
"""Characters of a page's articles that are marked in one index: to make one takes 0.2 ms."""

EXTRACT_LENGTH = 200
"""Characters of an extract from its first hit on: with those before it, about two lines."""

EXTRACT_BEFORE = 50
"""Characters of an extract before its first hit, at most."""

EXTRACT_SCOPE = 500
"""Characters of a text, before the first hit and from it on, that an extract is cut from: some are
blanks."""

MAX_EXTRACTS = 200
"""Hits, from the first, among which the best extract is looked for."""

# \x02National Guard\x03
_HIT = re.compile("\x02[^\x03]*\x03")

# The marks are results.MARK_START and MARK_END. FTS5's snippet() is too slow: a text of 10,000
# letters, each a hit, takes it 156 ms, and highlight() 2.
MARKED = """
select articles.id, highlight(articles_fts, 0, char(2), char(3)),
    highlight(articles_fts, 1, char(2), char(3))
from articles
cross join articles_fts on articles_fts.rowid = articles.id
where articles.id in (select value from json_each(:ids))
and length(articles.text) + coalesce(length(articles.title), 0) <= :longest
and articles_fts match :match
"""

PLAIN = """
select id, title, text from articles
where id in (select value from json_each(:ids))
and length(text) + coalesce(length(title), 0) <= :longest
"""

# The same of many articles, in SQL alone. The + has FTS5 walk its matches once: by rowid it would
# merge a prefix's lists for each (s*: 4,700 ms, now 240).
MARKED_OF_PREFIX = """
select rowid, highlight(articles_fts, 0, char(2), char(3)),
    highlight(articles_fts, 1, char(2), char(3))
from articles_fts
where articles_fts match :match and +rowid in (
    select id from articles
    where id in (select value from json_each(:ids))
    and length(text) + coalesce(length(title), 0) <= :longest
)
"""

PREFIX = '" *'
"""How FTS5 is asked for the beginnings of words: see `dateline.match.expression`."""


def marks_of(expression: str) -> str:
    """Return the statement that marks the hits of *expression* in some articles."""
    return MARKED_OF_PREFIX if PREFIX in expression else MARKED


BEGINNING = "select substr(text, 1, :length) from articles where id = :id"

HEADER_SPANS = """
select start, "end" from facts
where article_id = :id and start < :length
and kind in ('title', 'published', 'dateline', 'agency', 'byline', 'caption', 'credit')
"""


def hits(
    connection: sqlite3.Connection,
    ids: Sequence[int],
    scores: Mapping[int, float | None],
    expressions: Mapping[int, str],
    is_over: Callable[[], bool] = lambda: False,
) -> tuple[Hit, ...]:
    """Return the articles *ids*, in that order, with the hits of each one's FTS5 expression.

    Once time *is_over*, the articles are shown without marks.
    """
    rows = {row[0]: row for row in connection.execute(ROWS, {"ids": json.dumps(list(ids))})}
    marks = _marks(connection, expressions, is_over)
    found = []
    for key in (key for key in ids if key in rows):
        _, path, plain_title, *about, copies = rows[key]
        snippet, title, matches = marks.get(key, ("", plain_title, None))
        shown = snippet or lede(connection, key, plain_title)
        measured = scores.get(key), shown, matches, copies
        columns: list[Any] = [key, path, plain_title, title, *about, *measured]
        found.append(Hit(*columns))
    return tuple(found)


def _marks(
    connection: sqlite3.Connection, expressions: Mapping[int, str], is_over: Callable[[], bool]
) -> dict[int, tuple[str, str | None, int]]:
    """Return the extract and the title of each article, with marks, and its text's hits."""
    marks = {}
    for expression in set(expressions.values()):
        ids = [key for key, own in expressions.items() if own == expression]
        where = {"match": expression, "ids": json.dumps(ids), "longest": MAX_MARKED}
        for key, title, text in _marked(connection, expression, where):
            marks[key] = (extract(past_headline(text, title)), title, text.count(MARK_START))
            if is_over():
                return marks
    return marks


def _marked(
    connection: sqlite3.Connection, expression: str, where: Mapping[str, Any]
) -> Iterator[Text]:
    """Return the articles of a page with marks: what is no simple query or text by FTS5."""
    if words := wanted(expression):
        left = []
        for key, title, text in connection.execute(PLAIN, where):
            marked_title, marked_text = (highlighted(part or "", words) for part in (title, text))
            if marked_title is None or marked_text is None:
                left.append(key)
            else:
                yield key, title and marked_title, marked_text
        if not left:
            return
        where = {**where, "ids": json.dumps(left)}
    if PREFIX not in expression:
        yield from connection.execute(MARKED, where)
        return
    some: list[Text] = []  # in the index FTS5 would go through all words that begin so
    for article in connection.execute(PLAIN, where):
        some.append(article)
        if sum(len(text) for *_, text in some) >= MARKED_AT_ONCE:  # time may be up
            yield from marked(some, expression)
            some = []
    yield from marked(some, expression)


def extract(text: str) -> str:
    r"""Return the part of a marked text that has the most different hits; nothing without any.

    >>> extract("It all began on 13 October in San Pedro Sula, when a \x02caravan\x03 left.")
    '…began on 13 October in San Pedro Sula, when a \x02caravan\x03 left.'
    """
    found = list(islice(_HIT.finditer(text), MAX_EXTRACTS))
    if not found:
        return ""
    words = [(hit.end(), hit[0].casefold()) for hit in found]

    def different(at: int) -> int:
        last = found[at].start() + EXTRACT_LENGTH
        return len({word for end, word in words[at : at + EXTRACT_LENGTH // 3] if end <= last})

    start = found[max(range(len(found)), key=different)].start()
    first, end = max(start - EXTRACT_SCOPE, 0), start + EXTRACT_SCOPE
    before, after = _on_one_line(text[first:start] + MARK_START)[:-1], _on_one_line(text[start:end])
    if first or len(before) > EXTRACT_BEFORE:
        before = "…" + before[-EXTRACT_BEFORE:].rpartition(MARK_END)[2].partition(" ")[2]
    if end < len(text) or len(after) > EXTRACT_LENGTH:
        after = after[:EXTRACT_LENGTH]
        after = after.rpartition(" ")[0] or after
        after += (MARK_END if after.rfind(MARK_START) > after.rfind(MARK_END) else "") + "…"
    return before + after


def _on_one_line(text: str) -> str:
    return " ".join(text.split())


def past_headline(text: str, title: str | None) -> str:
    r"""Return *text* without its first line where that repeats the headline, marks aside.

    >>> past_headline("Oil is dear\n\nIt rose.", "\x02Oil\x03 is dear")
    'It rose.'
    """
    first, _, rest = text.lstrip().partition("\n")
    same = _bare(first) == _bare(title or "")
    return rest.lstrip() if same and rest.strip() else text


def _bare(line: str) -> str:
    return line.replace(MARK_START, "").replace(MARK_END, "").strip().casefold()


def lede(connection: sqlite3.Connection, key: int, title: str | None = None) -> str:
    """Return how the story of an article begins, after its head and its captions."""
    (text,) = connection.execute(BEGINNING, {"id": key, "length": LEDE_SCOPE}).fetchone()
    spans = connection.execute(HEADER_SPANS, {"id": key, "length": LEDE_SCOPE}).fetchall()
    return shortened(past_headline("\n".join(_story_lines(text, spans)) or text, title))


def _story_lines(text: str, spans: Iterable[Sequence[int]]) -> list[str]:
    """Drop the lines that are mostly evidence of the header, and their copies."""
    evidence = bytearray(len(text))
    for start, end in spans:
        evidence[start:end] = b"x" * len(evidence[start:end])
    kept, dropped, at = [], set(), 0
    for line in text.splitlines(keepends=True):
        stripped = line.strip()
        header = evidence.count(b"x", at, at + len(line))
        at += len(line)
        if 2 * header > len(stripped):
            dropped.add(stripped)
        elif stripped not in dropped:
            kept.append(stripped)
    return kept


def shortened(text: str, length: int = LEDE_LENGTH) -> str:
    """Cut *text* after a word, at *length* characters.

    ``shortened("Showers continued …")`` → ``"Showers continued throughout the week in the…"``
    """
    line = _on_one_line(text[:LEDE_SCOPE])
    if len(line) <= length:
        return line
    whole = line[: length + 1].rpartition(" ")[0] or line[:length]
    return whole.rstrip(" ,;:—–-") + "…"
