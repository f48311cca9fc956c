"""Tests for `dateline.query` and `dateline.lexemes`: any text is a query."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.match import expression
from dateline.query import (
    MAX_LENGTH,
    And,
    Filter,
    Near,
    Node,
    Not,
    Or,
    Published,
    Term,
    parse,
)

A, B, C = Term("a"), Term("b"), Term("c")

READ: list[tuple[str, Node | None]] = [
    # words
    ("", None),
    ("   ", None),
    ("a", A),
    ("a b", And((A, B))),
    ("!!! ... —", None),
    ("a - b", And((A, B))),
    ("a & b", And((A, B))),
    ("covid-19", Term("covid-19")),
    ("AT&T", Term("AT&T")),
    ("o'neill", Term("o'neill")),
    ("10:30", Term("10:30")),
    ("http://example.org/a-b", Term("http://example.org/a-b")),
    ("migra*", Term("migra", prefix=True)),
    ("*", None),
    ("*a", Term("*a")),
    ("foo:bar", And((Term("foo"), Term("bar")))),
    ("country: a", And((Term("country:"), A))),
    # phrases
    ('"a b"', Term("a b", quoted=True)),
    ("“a b”", Term("a b", quoted=True)),
    ("„a b“ «c»", And((Term("a b", quoted=True), Term("c", quoted=True)))),
    ('"a b', And((A, B))),
    ('a"b"', And((A, Term("b", quoted=True)))),
    ('"" a', A),
    ('"..." a', A),
    ('"nat gua"*', Term("nat gua", quoted=True, prefix=True)),
    # OR binds loosest, as in FTS5
    ("a OR b", Or((A, B))),
    ("a OR b OR c", Or((A, B, C))),
    ("a b OR c", Or((And((A, B)), C))),
    ("(a OR b) c", And((Or((A, B)), C))),
    ("a AND b OR c", Or((And((A, B)), C))),
    ("a or b", And((A, Term("or"), B))),
    # without
    ("-a", Not(A)),
    ("NOT a", Not(A)),
    ("a NOT b", And((A, Not(B)))),
    ("a AND NOT b", And((A, Not(B)))),
    ("a -b", And((A, Not(B)))),
    ("NOT NOT a", A),
    ("NOT -a", A),
    ("a-b", Term("a-b")),
    ('-"a b"', Not(Term("a b", quoted=True))),
    ("-(a OR b)", Not(Or((A, B)))),
    ("-(a b)", Not(And((A, B)))),
    ("NOT (a b)", Not(And((A, B)))),
    ("-country:Mexico", Not(Filter("country", "Mexico"))),
    ("-title:a", Not(Term("a", column="title"))),
    ('-"!!!"', None),
    # operators with nothing to work on are words
    ("AND", Term("AND")),
    ("OR a", And((Term("OR"), A))),
    ("a OR", And((A, Term("OR")))),
    ("a AND", And((A, Term("AND")))),
    ("WAR AND PEACE", And((Term("WAR"), Term("PEACE")))),
    ("WAR OF A AND B", And(tuple(map(Term, ["war", "of", "a", "and", "b"])))),
    ("NOT", Term("NOT")),
    ("(a OR) b", And((A, Term("OR"), B))),
    ("a OR OR b", Or((A, And((Term("OR"), B))))),
    ("NEAR/5 a", And((Term("NEAR/5"), A))),
    ("a NEAR/5", And((A, Term("NEAR/5")))),
    ("a NEAR/5 -b", And((A, Term("NEAR/5"), Not(B)))),
    ("a NEAR/5 (b c)", And((A, Term("NEAR/5"), B, C))),
    ("a NEAR/5 country:b", And((A, Term("NEAR/5"), Filter("country", "b")))),
    ("a NEAR/5 title:b", And((A, Term("NEAR/5"), Term("b", column="title")))),
    # near
    ("a NEAR/5 b", Near(A, B, 5)),
    ("a NEAR b", Near(A, B, 10)),
    ("a NEAR/2 b NEAR/3 c", And((Near(A, B, 2), Near(B, C, 3)))),
    ('"a b" NEAR/5 c*', Near(Term("a b", quoted=True), Term("c", prefix=True), 5)),
    ("title:(a NEAR/2 b)", Near(Term("a", column="title"), Term("b", column="title"), 2)),
    ("said:(a NEAR/2 b)", Near(Term("a", column="said"), Term("b", column="said"), 2)),
    # parentheses
    ("()", None),
    ("(a)", A),
    ("(a b) c", And((A, B, C))),
    ("(Reuters) a", And((Term("Reuters"), A))),
    ("(a", A),
    ("a)", A),
    (")a(", A),
    ("((a OR b", Or((A, B))),
    ("f(a)", And((Term("f"), A))),
    # fields
    ("title:a", Term("a", column="title")),
    ("Title:a", Term("a", column="title")),
    ('title:"a b"', Term("a b", quoted=True, column="title")),
    ("said:a", Term("a", column="said")),
    ("title:(a OR b)", Or((Term("a", column="title"), Term("b", column="title")))),
    ('person:"Denis Contreras"', Filter("person", "Denis Contreras")),
    ("person:“Denis Contreras”", Filter("person", "Denis Contreras")),
    ("country:Mexico", Filter("country", "Mexico")),
    ('country:""', Filter("country", "")),
    ("country:(Mexico OR Cuba)", Or((Filter("country", "Mexico"), Filter("country", "Cuba")))),
    ("published:2018..2020", Published("2018", "2020")),
    ("published:2018-10", Published("2018-10", "2018-10")),
    ("published:2018-10-25..", Published("2018-10-25", None)),
    ("published:..2018", Published(None, "2018")),
    ("published:2018-13", Term("2018-13")),
    ("published:..", None),
    # what no text has
    ("a\x00b", And((A, B))),
    ("a\ud800b", And((A, B))),
    ("a\x02\x03", A),
]


@pytest.mark.parametrize(("q", "root"), READ, ids=[repr(q) for q, _ in READ])
def test_reads(q: str, root: Node | None) -> None:
    """A query reads as the language's page says."""
    assert parse(q).root == root


def test_other_fields_are_words() -> None:
    """A field that may not be used is a word like any other that stands before a colon."""
    fields = ("title", "agency")
    for q, read in (
        ("person:a agency:b", "person a agency:b"),
        ("-said:(a OR b)", "-said -(a OR b)"),
        ('PUBLISHED:"2018"', 'PUBLISHED "2018"'),
    ):
        assert parse(q, fields).root == parse(read).root


COMPILED = [
    ("a", '"a"'),
    ("a b c", '"a" AND "b" AND "c"'),
    ("a OR b c", '"a" OR ("b" AND "c")'),
    ("a -b -c", '("a") NOT ("b" OR "c")'),
    ("a NEAR/5 b", 'NEAR("a" "b", 5)'),
    ("title:migra*", '{title} : "migra" *'),
    ("-a", None),
    ("a OR -b", None),
    ("said:a", None),
    ("a country:Mexico", None),
]


@pytest.mark.parametrize(("q", "compiled"), COMPILED, ids=[q for q, _ in COMPILED])
def test_compiles(q: str, compiled: str | None) -> None:
    """Text alone becomes one FTS5 expression; what FTS5 can't answer becomes none."""
    root = parse(q).root
    assert root is not None
    assert expression(root) == compiled


@pytest.mark.parametrize("q", ["a AND b", "a OR b", "a NOT b", "a -b", "a NEAR/3 b"])
def test_operators_are_noticed(q: str) -> None:
    """A query with an operator says so, which keeps it from being relaxed."""
    assert parse(q).operators


@pytest.mark.parametrize("q", ["a b", "(a b)", '"a" b', "a country:Mexico", "a AND", "a - b"])
def test_words_are_no_operators(q: str) -> None:
    """Words, phrases, filters and punctuation are no operators."""
    assert not parse(q).operators


def test_three_hundred_parentheses_are_one_pair() -> None:
    """Parentheses around parentheses change nothing, however many."""
    assert parse("(" * 300 + "a OR b" + ")" * 300 + " c").root == And((Or((A, B)), C))


def test_a_long_query_is_cut() -> None:
    """What is beyond the limit is not read, and the query says so."""
    query = parse("a " * MAX_LENGTH)
    assert (query.cut, len(query.text)) == (True, MAX_LENGTH)
    assert not parse("a" * MAX_LENGTH).cut


@given(st.text() | st.text(alphabet='ab()"“*-:ANDORT NEAR/5title:country:published:2018..'))
def test_anything_is_a_query(q: str) -> None:
    """No text is an error, and what is read can be read again."""
    query = parse(q)
    assert parse(query.text).root == query.root
