"""A passage by its words: cited by what it says and where, and found again in another corpus.

The words are those of the W3C's TextQuoteSelector (www.w3.org/TR/annotation-model): what is quoted
and a little of what stands before and after. Where the quotation is long, its first and its last
words stand for it, as in the text fragments of browsers. Blanks and line ends don't count.
"""

from __future__ import annotations

import re
import sqlite3
from dataclasses import asdict, dataclass
from functools import partial
from urllib.parse import parse_qs, urlencode

from dateline.clock import reading
from dateline.text import normalise, tokens

ANCHOR = "passage"
"""Where it begins on the article's page."""

MAX_TEXT = 1_000_000
"""Characters of a text in which a passage is looked for: as many as its page shows."""

ENDS, AROUND = 8, 4
"""Words from either end of a quotation that stand for it where it has more, and words around it."""

PART = 300
"""Characters of each of these at the most; Japanese is written without blanks."""

HASH_LENGTH = 16
"""Hexadecimal digits: with a million articles, the chance of two the same is 1 : 10⁷."""

MAX_ASKED = 2_000
"""Characters that are read of each part of a passage."""

MAX_PLACES = 100
"""Places in one text that are compared by what stands around them."""

CANDIDATES = 20
"""Articles with the words of a passage in which it is looked for."""

MAY_BE_CUT = 5
"""Of so many words the first and the last may begin or end within a word, which no index has."""

# b4ab622afc7e3840
_HASH = re.compile(r"[0-9a-f]{8,64}")

BY_HASH = """
select id, substr(text, 1, :length) from articles
where sha256 >= :sha256 and sha256 < :sha256 || 'g' order by id limit :limit
"""

BY_WORDS = """
select id, substr(articles.text, 1, :length)
from articles_fts join articles on articles.id = articles_fts.rowid
where articles_fts match :match order by bm25(articles_fts), id limit :limit
"""


@dataclass(frozen=True, slots=True)
class Passage:
    """What is quoted, and from which text.

    ``Passage("Here we are", end="we’ll return!", prefix="Contreras said:", sha256="0a32a47…")``
    """

    exact: str
    """The words, or the first of them."""
    end: str = ""
    """The last words of a long quotation."""
    prefix: str = ""
    suffix: str = ""
    sha256: str = ""
    """The beginning of `articles.sha256`; empty where it doesn't matter."""

    def __str__(self) -> str:
        """Return the query string of a link to it."""
        return "?" + urlencode({name: part for name, part in asdict(self).items() if part})


def read(query_string: str) -> Passage | None:
    """Return the passage that *query_string* asks for; None where it asks for none.

    >>> read("q=caravan&exact=Here+we+are&sha256=x")
    Passage(exact='Here we are', end='', prefix='', suffix='', sha256='')
    """
    given = parse_qs(query_string)
    names = ("exact", "end", "prefix", "suffix", "sha256")
    parts = {name: normalise(given.get(name, [""])[0][:MAX_ASKED]).strip() for name in names}
    if not _HASH.fullmatch(parts["sha256"]):
        parts["sha256"] = ""
    return Passage(**parts) if parts["exact"] else None


def cite(text: str, start: int, end: int, sha256: str) -> Passage:
    """Return the passage of *text* from *start* to *end*.

    >>> cite("He left. He did not say where to.", 9, 33, "")
    Passage(exact='He did not say where to.', end='', prefix='He left.', suffix='', sha256='')
    """
    words = text[start:end].split()
    ends = (words[:ENDS], words[-ENDS:]) if len(words) > 2 * ENDS else (words, [])
    before, after = text[max(start - PART, 0) : start].split(), text[end : end + PART].split()
    parts = (*ends, before[-AROUND:], after[:AROUND], [sha256[:HASH_LENGTH]])
    return Passage(*(" ".join(part)[:PART] for part in parts))


def find(text: str, passage: Passage) -> tuple[int, int, int] | None:
    """Return where *passage* begins and ends in *text*, and on how many sides it stands as cited.

    >>> find("He left. He left again.", Passage("He  left", suffix="again"))
    (9, 16, 2)
    """
    bare, parts = _bare(text), (passage.exact, passage.end, passage.prefix, passage.suffix)
    first, last, prefix, suffix = map(_bare, parts)
    places: list[tuple[int, int, int]] = []
    start = bare.find(first)
    while start >= 0 and len(places) < MAX_PLACES:
        end = start + len(first)
        if last:
            close = max(bare.find(last, end), bare.find(last + suffix, end))
            if close < 0:
                break
            end = close + len(last)
        sides = bare.endswith(prefix, 0, start) + bare.startswith(suffix, end)
        places.append((sides, -start, end))
        start = bare.find(first, start + 1)
    if not places:
        return None
    sides, start, end = max(places)
    return _offset(text, 1 - start) - 1, _offset(text, end), sides


def resolve(connection: sqlite3.Connection, passage: Passage, seconds: float) -> int | None:
    """Return the article with *passage*: of the same text, else one that has the words.

    ``resolve(connection, Passage("we’ll return!"), 1.0)`` → ``2``. Raises TimeoutError where
    *seconds* are too few to know.
    """
    where = {**asdict(passage), "length": MAX_TEXT, "limit": CANDIDATES, "match": _match(passage)}

    def look(statement: str) -> list[tuple[int, int]]:
        rows = ((key, find(text, passage)) for key, text in connection.execute(statement, where))
        return [(place[2], -key) for key, place in rows if place]

    late = False
    for needed, statement in ((passage.sha256, BY_HASH), (where["match"], BY_WORDS)):
        with reading(connection, seconds / 2) as clock:
            found = clock.run(partial(look, statement)) if needed else []
        if found:
            return -max(found)[1]
        late |= found is None
    if late:
        raise TimeoutError
    return None


def _match(passage: Passage) -> str:
    """Return what FTS5 looks for: the words, and first where what is around them stands too."""
    needed = " AND ".join(filter(None, map(_phrase, (passage.exact, passage.end))))
    around = filter(None, map(_phrase, (passage.prefix, passage.suffix)))
    return needed and f"text : ({needed}) AND ({' OR '.join([f'({needed})', *around])})"


def _phrase(words: str) -> str:
    found = tokens(words)
    found = found[1:-1] if len(found) >= MAY_BE_CUT else found
    return f'"{" ".join(found)}"' if found else ""


def _bare(text: str) -> str:
    return "".join(text.split())


def _offset(text: str, count: int) -> int:
    """Return the place in *text* after *count* characters that are no blanks."""
    for word in re.finditer(r"\S+", text):
        if count <= len(word[0]):
            return word.start() + count
        count -= len(word[0])
    return len(text)
