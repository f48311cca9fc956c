"""How an article is cited: in plain words, and in the formats of reference managers and the web.

An article is a mapping with the columns of `articles`, `name` (its title, else its first words in
brackets) and, where they may be seen, the names in `bylines`, `datelines`, `people` and `places`.
Where a passage of it is cited, `passage` has its words and its address.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from dateline.data import rows, words
from dateline.lexemes import is_date
from dateline.text import fold

Row = Mapping[str, Any]

KEY_LENGTH = 16
"""Hexadecimal digits of a key: with a million articles, the chance of two the same is 1 : 10⁷."""

# "Jane Doe", "John F. O'Neill": which part is the family name can be told
_TWO_NAMES = re.compile(r"([^\W\d_]+(?: [A-Z]\.)*) ([^\W\d_][\w'’-]*)")

# "By Chaitanya Kalbag, Reuters"
_BY = re.compile(r"^by:?\s+", re.IGNORECASE)

# what no line of a reference may hold: control characters and line ends
_BREAKS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")

# https://example.org/2018/10/25/caravan
_WEB_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)

RIS = (
    *(("ID", "id"), ("TI", "title"), ("T2", "container-title"), ("SE", "section")),
    *(("LA", "language"), ("UR", "URL"), ("AN", "archive_location"), ("N1", "note")),
)
"""Tags of RIS, and what CSL calls the same."""

# BibTeX counts braces, whether escaped or not: so they have names.
_LATEX = str.maketrans(
    {sign: f"\\{sign}" for sign in "&%$#_"}
    | {"\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}"}
    | {"~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
)


def csl(row: Row) -> dict[str, Any]:
    """Return the citation as an item of CSL-JSON, as citation processors read it.

    ``{"id": "doe2018-4fd2…", "type": "article-newspaper", "title": "Cuba sends trucks", …}``
    """
    authors, place = _authors(row), row["source"] or row["agency"] or ""
    date = row["published"].split("-") if is_date(row["published"] or "") else []
    first = authors[0].get("family") or authors[0]["literal"].split()[-1] if authors else place
    who = re.sub("[^a-z]", "", fold(first)) or "anon"
    words, address = row.get("passage", ("", ""))
    own = row["url"] if _WEB_ADDRESS.fullmatch(row["url"] or "") else ""
    digest = sha256((row["path"] + words).encode()).hexdigest()[:KEY_LENGTH]
    item = {
        "id": f"{who}{''.join(date[:1])}-{digest}",
        "type": "article-newspaper",
        "title": _line(row["name"]),
        "author": authors,
        "container-title": _line(place),
        "issued": date and {"date-parts": [[int(part) for part in date]]},
        "section": _line(row["section"] or ""),
        "language": row["language"],
        "URL": own or address,
        "archive_location": _line(row["path"]),
        "note": words and f"“{_line(words)}”{own and f' – {address}'}",
    }
    return {name: value for name, value in item.items() if value}


def plain(row: Row) -> str:
    """Return the citation as a sentence.

    ``Jane Doe, “Cuba sends trucks”, The Daily Example, 25 October 2018.``
    """
    item = csl(row)
    year, month, day = [*_date(item), 0, 0, 0][:3]
    month_name = rows("months.tsv")[month - 1][1] if month else ""
    when = " ".join(str(part) for part in (day, month_name, year) if part) or "undated"
    title = item["title"].rstrip(".").translate({ord("“"): "‘", ord("”"): "’"})
    writers = [" ".join(name.values()) for name in item.get("author", ())]
    parts = [*writers, f"“{title}”", item.get("container-title"), when]
    return ", ".join(filter(None, parts)) + "."


def ris(row: Row) -> str:
    """Return the citation in RIS, as EndNote and Zotero read it."""
    item = csl(row)
    date = [f"{part:02}" for part in _date(item)]
    pairs = [("TY", "NEWS"), *((tag, item[name]) for tag, name in RIS if name in item)]
    pairs += [("AU", ", ".join(reversed(name.values()))) for name in item.get("author", ())]
    pairs += [("PY", date[0]), ("DA", "/".join([*date, "", ""][:3]) + "/")] if date else []
    return "".join(f"{tag}  - {value}\r\n" for tag, value in [*pairs, ("ER", "")]) + "\r\n"


def bibtex(row: Row) -> str:
    """Return the citation for BibTeX and biblatex."""
    item = csl(row)
    names = [[f"{{{_latex(n)}}}" for n in reversed(a.values())] for a in item.get("author", ())]
    fields = {
        "author": " and ".join(map(", ".join, names)),
        "title": f"{{{_latex(item['title'])}}}",  # the second pair keeps its capitals
        "journal": _latex(item.get("container-title", "")),
        "entrysubtype": "newspaper",
        "date": "-".join(f"{part:02}" for part in _date(item)),
        **dict(zip(("year", "month"), _date(item), strict=False)),
        "url": re.sub(r"[{}\\]", lambda sign: f"%{ord(sign[0]):X}", item.get("URL", "")),
        "note": _latex(item["archive_location"]),
        "annote": _latex(item.get("note", "")),
    }
    lines = (f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@article{{{item['id']},\n{''.join(lines)}}}\n\n"


def news_article(row: Row) -> dict[str, Any]:
    """Return the article as a schema.org NewsArticle, for search engines and Zotero."""
    item = csl(row)
    person = "Person" if row.get("bylines") else "Organization"
    names = [("Person", row.get("people", ())), ("Place", row.get("places", ()))]
    described = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": item["title"],
        "datePublished": row["published"] if "issued" in item else None,
        "author": [_thing(person, " ".join(name.values())) for name in item.get("author", ())],
        "publisher": "container-title" in item and _thing("Organization", item["container-title"]),
        "dateline": "; ".join(row.get("datelines", ())),
        "articleSection": item.get("section"),
        "inLanguage": row["language"],
        "url": item.get("URL"),
        "mentions": [_thing(kind, name) for kind, found in names for name in found],
    }
    return {name: value for name, value in described.items() if value}


def _thing(kind: str, name: str) -> dict[str, str]:
    return {"@type": kind, "name": name}


def _authors(row: Row) -> list[dict[str, str]]:
    """Return who wrote it, as CSL has names: whole where the family name is not certain.

    ``[{"given": "Jane", "family": "Doe"}, {"literal": "Gabriel García Márquez"}]``; without a
    byline, the agency that a publication has it from.
    """
    agency = row["agency"] if row["source"] and row["agency"] != row["source"] else None
    names = row.get("bylines") or [_BY.sub("", _line(row["byline"] or "")) or agency or ""]
    return [_name(name) for name in map(_line, names) if name]


def _name(name: str) -> dict[str, str]:
    two = _TWO_NAMES.fullmatch(name)
    if two and two[1].split()[0].casefold() in words("gendered_names.tsv"):
        return {"given": two[1], "family": two[2]}
    return {"literal": name}


def _date(item: dict[str, Any]) -> list[int]:
    """Return year, month and day, as far as they are known."""
    return item["issued"]["date-parts"][0] if "issued" in item else []


def _line(text: str) -> str:
    return _BREAKS.sub(" ", text).strip()


def _latex(text: str) -> str:
    return text.translate(_LATEX)
