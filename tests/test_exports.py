"""Tests for what leaves: each format is read back whole by a program that others read it with."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any

import bibtexparser
import pytest
import rispy
from bibtexparser.middlewares import LatexDecodingMiddleware
from citeproc import (
    Citation,
    CitationItem,
    CitationStylesBibliography,
    CitationStylesStyle,
    formatter,
)
from citeproc.source.json import CiteProcJSON
from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db

from dateline.exports import citation
from dateline.exports.formats import BYTE_ORDER_MARK, COLUMNS, FORMATS

AWKWARD = 'Él said: "50 % & more_" \\ {braces} }{ ~ ^ $5 #1 — 😀 <b> an’ “curly”'
"""Every character that some format could trip over, but for control characters and line ends."""


# Of LaTeX's own macros the decoder lacks the first two, and reads the third as another character.
LATEX_CONTEXT = get_default_latex_context_db()
LATEX_CONTEXT.add_context_category(
    "signs",
    prepend=True,
    macros=[
        MacroTextSpec("textbraceleft", simplify_repl="{"),
        MacroTextSpec("textbraceright", simplify_repl="}"),
        MacroTextSpec("textasciicircum", simplify_repl="^"),
    ],
)
LATEX = LatexNodes2Text(latex_context=LATEX_CONTEXT, keep_braced_groups=False)


def article(**columns: Any) -> dict[str, Any]:
    """Return an article as exports see it."""
    usual: dict[str, Any] = {
        "id": 1, "path": "wire.jsonl#1", "title": "Cuba sends trucks", "published": "2018-10-25",
        "agency": "AP", "source": "The Daily Example", "byline": "By Jane Doe, AP", "section": "World",
        "language": "en", "url": "https://example.org/cuba", "word_count": 2, "sha256": "ab",
        "extra": '{"desk": "foreign"}', "text": "A caravan.", "bylines": ["Jane Doe"],
        "datelines": ["Havana, Cuba"], "people": ["Ana Ruiz", "Raúl Castro"], "countries": ["Cuba"],
        "places": ["Havana"], "organizations": [], "quotes": [],
    }  # fmt: skip
    row = usual | columns
    return {"name": row["title"], **row}


def written(ending: str, *rows: dict[str, Any]) -> str:
    """Return a whole file."""
    form = FORMATS[ending]
    return form.head + form.between.join(map(form.write, rows)) + form.tail


def read_ris(*rows: dict[str, Any]) -> list[dict[str, Any]]:
    return rispy.loads(written("ris", *rows))


def read_bibtex(*rows: dict[str, Any]) -> list[dict[str, Any]]:
    raw = bibtexparser.parse_string(written("bib", *rows))
    decoded = bibtexparser.parse_string(
        written("bib", *rows), append_middleware=[LatexDecodingMiddleware(decoder=LATEX)]
    )
    assert not raw.failed_blocks + decoded.failed_blocks
    # An address is verbatim: its % starts no comment.
    urls = [{f.key: f.value for f in e.fields if f.key == "url"} for e in raw.entries]
    entries = [{"key": e.key} | {f.key: f.value for f in e.fields} for e in decoded.entries]
    return [entry | url for entry, url in zip(entries, urls, strict=True)]


def read_csl(*rows: dict[str, Any]) -> list[dict[str, Any]]:
    return json.loads(written("csl.json", *rows))


def read_csv(*rows: dict[str, Any]) -> list[dict[str, str]]:
    text = written("csv", *rows)
    assert text.startswith(BYTE_ORDER_MARK)
    return list(csv.DictReader(io.StringIO(text[1:], newline="")))


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        ({}, "Jane Doe, “Cuba sends trucks”, The Daily Example, 25 October 2018."),
        ({"published": "2018-10"}, "Jane Doe, “Cuba sends trucks”, The Daily Example, October 2018."),
        ({"published": "2018"}, "Jane Doe, “Cuba sends trucks”, The Daily Example, 2018."),
        ({"published": None}, "Jane Doe, “Cuba sends trucks”, The Daily Example, undated."),
        ({"published": "soon"}, "Jane Doe, “Cuba sends trucks”, The Daily Example, undated."),
        ({"title": "He said “no”."}, "Jane Doe, “He said ‘no’”, The Daily Example, 25 October 2018."),
        ({"bylines": ["Zoe Roe", "Al Bo"]}, "Zoe Roe, Al Bo, “Cuba sends trucks”, The Daily Example, 25 October 2018."),
        ({"bylines": [], "byline": None}, "AP, “Cuba sends trucks”, The Daily Example, 25 October 2018."),
        ({"bylines": [], "byline": "By Staff"}, "Staff, “Cuba sends trucks”, The Daily Example, 25 October 2018."),
        ({"bylines": [], "byline": None, "source": None}, "“Cuba sends trucks”, AP, 25 October 2018."),
        ({"bylines": [], "byline": None, "source": None, "agency": None}, "“Cuba sends trucks”, 25 October 2018."),
    ],
    ids=["whole", "month", "year", "undated", "no date", "quoted", "two", "agency", "staff", "wire", "nobody"],
)  # fmt: skip
def test_plain(columns: dict[str, Any], sentence: str) -> None:
    """A citation names what is known, and leaves out what isn't."""
    assert citation.plain(article(**columns)) == sentence


@pytest.mark.parametrize(
    ("name", "author"),
    [
        ("Jane Doe", {"given": "Jane", "family": "Doe"}),
        ("John F. O’Neill", {"given": "John F.", "family": "O’Neill"}),
        ("Gabriel García Márquez", {"literal": "Gabriel García Márquez"}),
        ("Xi Jinping", {"literal": "Xi Jinping"}),
        ("Reuters Staff", {"literal": "Reuters Staff"}),
        ("Madonna", {"literal": "Madonna"}),
    ],
)
def test_authors(name: str, author: dict[str, str]) -> None:
    """A name is taken apart only where it can be told which part is the family's."""
    assert read_csl(article(bylines=[name]))[0]["author"] == [author]


def test_ris_reads_back() -> None:
    """Each tag says what it should, and the next article is another."""
    first, second = read_ris(
        article(), article(path="b", published="2018", bylines=[], byline=None)
    )
    assert first == {
        "type_of_reference": "NEWS",
        "id": "doe2018-" + first["id"].partition("-")[2],
        "title": "Cuba sends trucks",
        "authors": ["Doe, Jane"],
        "secondary_title": "The Daily Example",
        "year": "2018",
        "date": "2018/10/25/",
        "section": "World",
        "language": "en",
        "urls": ["https://example.org/cuba"],
        "accession_number": "wire.jsonl#1",
    }
    assert (second["authors"], second["date"]) == (["AP"], "2018///")


def test_bibtex_reads_back() -> None:
    """Each field says what it should, and the next article is another."""
    first, second = read_bibtex(
        article(), article(path="b", published="2018", bylines=["Ana", "B C"])
    )
    assert re.fullmatch(r"doe2018-[0-9a-f]{16}", first.pop("key"))
    assert first == {
        "author": "Doe, Jane",
        "title": "Cuba sends trucks",
        "journal": "The Daily Example",
        "entrysubtype": "newspaper",
        "date": "2018-10-25",
        "year": "2018",
        "month": "10",
        "url": "https://example.org/cuba",
        "note": "wire.jsonl#1",
    }
    assert (second["author"], second["date"]) == ("Ana and B C", "2018")
    assert "month" not in second


STYLE = """<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0">
<info><title>Test</title><id>test</id><updated>2020-01-01T00:00:00+00:00</updated></info>
<citation><layout><text variable="title"/></layout></citation>
<bibliography><layout><group delimiter=" | "><names variable="author"><name name-as-sort-order="all"/></names>
<text variable="title"/><text variable="container-title"/><text variable="URL"/>
<date variable="issued"><date-part name="year"/><date-part name="month" form="numeric" prefix="-"/>
<date-part name="day" prefix="-"/></date></group></layout></bibliography></style>"""


def test_csl_is_cited_by_a_processor() -> None:
    """A citation processor finds author, title, newspaper and date where it looks for them."""
    items = read_csl(article(), article(path="b", published="2018", url="javascript:alert(1)"))
    style = CitationStylesStyle(io.BytesIO(STYLE.encode()), validate=False)
    source = CiteProcJSON(items)
    bibliography = CitationStylesBibliography(style, source, formatter.plain)
    for item in items:
        bibliography.register(Citation([CitationItem(item["id"])]))
    assert [str(entry) for entry in bibliography.bibliography()] == [
        "Doe, Jane | Cuba sends trucks | The Daily Example | https://example.org/cuba | 2018-10-25",
        "Doe, Jane | Cuba sends trucks | The Daily Example | 2018",
    ]
    assert items[1]["issued"] == {"date-parts": [[2018]]}


@pytest.mark.parametrize(
    "title", [AWKWARD, "TY  - NEWS", "}", "{", "\\", "@article{x,", "a, b and c", "'"]
)
def test_every_character_comes_back(title: str) -> None:
    """What a title says is what each program reads, whatever its format means by it."""
    row = article(title=title, section=title, source=title)
    assert read_ris(row)[0]["title"] == title
    assert read_ris(row)[0]["secondary_title"] == title
    assert read_bibtex(row)[0]["title"] == title
    assert read_bibtex(row)[0]["journal"] == title
    assert read_csl(row)[0]["title"] == title
    assert read_csv(row)[0]["title"].removeprefix("'" if title[0] == "@" else "") == title
    assert json.loads(written("jsonl", row))["title"] == title


ADDRESS = "http://localhost:8001/corpus/-/passage?exact=He+said%3A+%22a_b%22&suffix=%7B%26"
STYLED_NOTE = STYLE.replace(
    '<text variable="URL"/>', '<text variable="URL"/><text variable="note"/>'
)


@pytest.mark.parametrize("own", [None, "https://example.org/cuba"], ids=["no address", "its own"])
@pytest.mark.parametrize("words", ["We will return!", AWKWARD, "one\nER  - \ntwo\x00"])
def test_a_passage_reads_back(words: str, own: str | None) -> None:
    """The words quoted stand in the note; where they are is the address, or follows them."""
    row = article(url=own, passage=(words, ADDRESS))
    note = f"“{re.sub('[^ -~¡-￿😀]+', ' ', words).strip()}”" + (f" – {ADDRESS}" if own else "")
    ris, bibtex, csl = read_ris(row)[0], read_bibtex(row)[0], read_csl(row)[0]
    assert (ris["notes"], ris["urls"]) == ([note], [own or ADDRESS])
    assert (bibtex["annote"], bibtex["url"]) == (note, own or ADDRESS)
    assert (csl["note"], csl["URL"]) == (note, own or ADDRESS)
    assert bibtex["note"] == "wire.jsonl#1"
    assert ris["id"] == bibtex["key"] == csl["id"] != read_csl(article())[0]["id"]


def test_a_passage_is_cited_by_a_processor() -> None:
    """A style of annotated bibliographies finds the words quoted."""
    items = read_csl(article(url=None, passage=("We will return!", ADDRESS)))
    style = CitationStylesStyle(io.BytesIO(STYLED_NOTE.encode()), validate=False)
    bibliography = CitationStylesBibliography(style, CiteProcJSON(items), formatter.plain)
    bibliography.register(Citation([CitationItem(items[0]["id"])]))
    assert "We will return!" in str(bibliography.bibliography()[0])


def test_a_line_of_a_reference_stays_one_line() -> None:
    """Line ends and control characters can't start a tag of their own."""
    row = article(
        title="One\r\nER  - \nTY  - BOOK\x00\x0b\x85\u2028two", path="a\nb", bylines=["X\nY"]
    )
    (entry,) = read_ris(row)
    assert entry["title"] == "One ER  -  TY  - BOOK two"
    assert (entry["authors"], entry["accession_number"]) == (["X Y"], "a b")
    assert len(read_bibtex(row)) == len(read_csl(row)) == 1


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "https://a.example/x y", "ftp://a.example", "https://a\nTY  - X", ""],
)
def test_only_web_addresses_are_linked(url: str) -> None:
    """An address that isn't http or https is left out of every citation."""
    row = article(url=url)
    assert "urls" not in read_ris(row)[0]
    assert "url" not in read_bibtex(row)[0]
    assert "URL" not in read_csl(row)[0]
    assert "url" not in citation.news_article(row)


def test_bibtex_address_keeps_its_braces_out() -> None:
    """A brace in an address would end the field."""
    assert (
        read_bibtex(article(url="https://a.example/{x}"))[0]["url"] == "https://a.example/%7Bx%7D"
    )


def test_keys_differ_and_stay() -> None:
    """Copies of one article are cited apart, and each by the same key after every rebuild."""
    rows = [article(path=f"a{n}.txt", id=n) for n in range(500)]
    keys = [citation.csl(row)["id"] for row in rows]
    assert len(set(keys)) == len(rows)
    assert citation.csl({**rows[7], "id": 99})["id"] == keys[7]
    assert citation.csl(article(bylines=[], byline=None, agency=None, source=None, published=None))[
        "id"
    ].startswith("anon-")


def test_json_lines_keep_everything() -> None:
    """A line is an article, with lists as lists and every value as it is."""
    rows = [article(text="a\nb\u2028c\x1f=1"), article(id=2, title=None, people=["=x"])]
    lines = written("jsonl", *rows).split("\n")
    assert [json.loads(line) for line in lines[:-1]] == [
        {**row, "extra": {"desk": "foreign"}} for row in rows
    ]
    assert lines[-1] == ""


def test_csv_has_a_line_for_each() -> None:
    """Lists are joined; quotes, commas and line ends stay in their cell."""
    text = 'He said "no",\nthen\r\nleft; =1+1'
    row = article(text=text, url=None, byline="Doe, Jane")
    (read,) = read_csv(row)
    assert tuple(read) == COLUMNS
    assert (read["people"], read["text"], read["url"]) == ("Ana Ruiz; Raúl Castro", text, "")
    assert written("csv", row).endswith("\r\n")


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1"])
def test_a_formula_is_disarmed(cell: str) -> None:
    """A spreadsheet shows what looks like a formula, rather than computing it."""
    read = read_csv(article(title=cell, people=[cell]))[0]
    assert (read["title"], read["people"]) == (f"'{cell}", f"'{cell}")


def test_what_may_not_be_seen_is_left_out() -> None:
    """Without the lists there are empty cells, and the byline as it stands."""
    lists = ("bylines", "datelines", "people", "countries", "places", "organizations", "quotes")
    row = {name: value for name, value in article().items() if name not in lists}
    assert read_csv(row)[0]["people"] == ""
    assert read_csl(row)[0]["author"] == [{"literal": "Jane Doe, AP"}]
    assert "mentions" not in citation.news_article(row)
    assert "people" not in json.loads(written("jsonl", row))


def test_news_article() -> None:
    """Search engines are told what schema.org has words for."""
    assert citation.news_article(article()) == {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": "Cuba sends trucks",
        "datePublished": "2018-10-25",
        "author": [{"@type": "Person", "name": "Jane Doe"}],
        "publisher": {"@type": "Organization", "name": "The Daily Example"},
        "dateline": "Havana, Cuba",
        "articleSection": "World",
        "inLanguage": "en",
        "url": "https://example.org/cuba",
        "mentions": [
            {"@type": "Person", "name": "Ana Ruiz"},
            {"@type": "Person", "name": "Raúl Castro"},
            {"@type": "Place", "name": "Havana"},
        ],
    }
