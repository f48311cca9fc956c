"""The search against plain answers: the same articles, order and counts for random questions.

`Plain` finds single words and phrases by FTS5, everything else by simple SQL and Python's sets. It
shares no code with the search. A disagreement names the `Search` that shows it.
"""

from __future__ import annotations

import itertools
import json
import random
import re
import sqlite3
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

import pytest

from dateline.search import FACETS, Results, Search, search
from tests.conftest import ROOT
from tests.corpus_fixture import corpus, generated

RELAX_BELOW = 10
LISTED_VALUES = 100
"""Values listed of one facet, beside those chosen."""

SHOWN = 10
"""Disagreements in a failure's message."""

PAGES_READ = 3
"""Pages of a hundred that are read where the order can't be told by SQL."""

Ids = frozenset[int]

# 2018-10 is from 2018-10-01 to 2018-10-31
FIRST_DAY = "{0} || substr('-01-01', length({0}) - 3)"
LAST_DAY = "{0} || substr('-12-31', length({0}) - 3)"

DATED = f"""
select id from articles
where {LAST_DAY.format("published")} >= {FIRST_DAY.format("coalesce(:first, '0000')")}
and {FIRST_DAY.format("published")} <= {LAST_DAY.format("coalesce(:last, '9999')")}
"""

PLACES = "select doc, col, offset from words where term = :term"

FORMS = """
select person_forms.form, coalesce(whole.name, people.name)
from person_forms join people on people.id = person_forms.person_id
left join people as whole on whole.id = people.merged_into
"""

COUNTS = """
select facet, value, count(*) from pairs
where article_id in (select value from json_each(:ids)) group by facet, value
"""

TABLES = """
create virtual table temp.words using fts5vocab('main', 'articles_fts', 'instance');
create temp table pairs (
    facet text, value text, article_id integer, primary key (facet, value, article_id)
) without rowid;
insert into pairs select facet, value, article_id from article_facets;
"""

BY_DATE = {
    "newest": "published is null, published desc, id",
    "oldest": "published is null, published, id",
}


def folded(name: str) -> str:
    """Return *name* without case, accents and doubled blanks."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    return " ".join("".join(c for c in letters if not unicodedata.combining(c)).split())


STOP_WORDS = frozenset(
    line
    for line in (ROOT / "dateline/data/stopwords_en.txt").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
)


class Plain:
    """Simple questions to a corpus, each with a simple answer."""

    def __init__(self, path: Path) -> None:
        self.db = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        self.db.executescript(TABLES)
        self.all = self.ids("select id from articles")
        self.values: dict[str, dict[str, set[int]]] = {facet: {} for facet in FACETS}
        for facet, value, article in self.db.execute("select * from pairs"):
            self.values[facet].setdefault(value, set()).add(article)
        self.alike: dict[tuple[str, str], set[str]] = {}
        for facet, values in self.values.items():
            for value in values:
                self.alike.setdefault((facet, folded(value)), set()).add(value)
        self.forms: dict[str, set[str]] = {}
        for form, name in self.db.execute(FORMS):
            self.forms.setdefault(folded(form), set()).add(name)

    def ids(self, sql: str, **values: object) -> Ids:
        return frozenset(row[0] for row in self.db.execute(sql, values))

    def text(self, match: str) -> Ids:
        """Return the articles that have one word or phrase: ``'"national guard"'``."""
        return self.ids("select rowid from articles_fts where articles_fts match :m", m=match)

    def said(self, match: str) -> Ids:
        found = "select rowid from quotes_fts where quotes_fts match :m"
        return self.ids(f"select article_id from quotes where id in ({found})", m=match)

    def near(self, one: str, two: str, distance: int) -> Ids:
        """Return the articles with at most *distance* words between two."""
        first, second = (set(self.db.execute(PLACES, {"term": stem(w)})) for w in (one, two))
        steps = range(-distance - 1, distance + 2)
        return frozenset(
            doc for doc, col, at in first if any((doc, col, at + step) in second for step in steps)
        )

    def dated(self, first: str | None, last: str | None) -> Ids:
        return self.ids(DATED, first=first, last=last)

    def meant(self, facet: str, asked: str) -> set[str]:
        """Return the values that *asked* may mean: itself, alike, or people of that form."""
        known = self.values[facet]
        if asked == "" or asked in known:
            return {asked}
        alike = self.alike.get((facet, folded(asked)), set())
        if not alike and facet == "person":
            alike = self.forms.get(folded(asked), set()) & known.keys()
        return alike

    def having(self, facet: str, asked: Iterable[str]) -> Ids:
        """Return the articles with any of the values; ``""`` is those without one."""
        found: set[int] = set()
        for value in set().union(*(self.meant(facet, one) for one in asked)):
            if value:
                found |= self.values[facet][value]
            else:
                found |= self.all.difference(*self.values[facet].values())
        return frozenset(found)

    def counts(self, ids: Ids) -> dict[str, dict[str, int]]:
        """Count every facet's values over *ids*."""
        counts: dict[str, dict[str, int]] = {facet: {} for facet in FACETS}
        for facet, value, number in self.db.execute(COUNTS, {"ids": json.dumps(list(ids))}):
            counts[facet][value] = number
        return counts

    def by_date(self, ids: Ids, sort: str) -> list[int]:
        where = "id in (select value from json_each(?))"
        sql = f"select id from articles where {where} order by {BY_DATE[sort]}"
        return [row[0] for row in self.db.execute(sql, (json.dumps(list(ids)),))]


def stem(word: str) -> str:
    """Return *word* as the index has it."""
    one = sqlite3.connect(":memory:")
    one.executescript(
        "create virtual table t using fts5(x, tokenize='porter unicode61 remove_diacritics 2');"
        "create virtual table v using fts5vocab(t, row);"
    )
    one.execute("insert into t values (?)", (word,))
    return str(one.execute("select term from v").fetchone()[0])


# -- questions ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Part:
    """A piece of a query and what it means."""

    text: str
    ids: Ids
    ranked: Ids | None = None
    """The articles that its words rank; None where it has no words to rank by."""
    word: bool = False
    """Whether it may be left out where few articles have all the words."""
    tells: bool = False
    """Whether it is more than a stop word."""
    operators: bool = False
    some: Ids = frozenset()
    """The articles that follow where few have all the words."""


def joined(text: str, ids: Ids, parts: Iterable[Part], *, operators: bool = True) -> Part:
    ranked = [part.ranked for part in parts if part.ranked is not None]
    return Part(text, ids, frozenset().union(*ranked) if ranked else None, operators=operators)


@dataclass
class Typist:
    """Somebody who asks at random, in the words and values of the corpus."""

    plain: Plain
    chance: random.Random
    articles: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.articles = sorted(self.plain.all)

    def words(self, column: str = "coalesce(title, '') || ' ' || text") -> list[str]:
        """Return the words of an article that has at least three."""
        while True:
            one = self.chance.choice(self.articles)
            sql = f"select {column} from articles where id = ?"
            text = self.plain.db.execute(sql, (one,)).fetchone()[0] or ""
            words = re.findall(r"[^\W_]+", text.lower())
            if len(words) >= 3:
                return words

    def word(self) -> Part:
        return self.as_word(self.chance.choice(self.words()))

    def rare(self) -> Part:
        return self.as_word(max(self.words()[:50], key=len))

    def stop(self) -> Part:
        return self.as_word(self.chance.choice(["the", "of", "to", "and", "a", "in"]))

    def as_word(self, word: str) -> Part:
        tells = not STOP_WORDS.issuperset(re.findall(r"\w+", folded(word)))
        ids = self.plain.text(f'"{word}"')
        return Part(word, ids, ids, word=True, tells=tells)

    def title(self) -> Part:
        word = self.chance.choice(self.words("title"))
        ids = self.plain.text(f'{{title}} : "{word}"')
        tells = not STOP_WORDS.issuperset(re.findall(r"\w+", folded(word)))
        return Part(f"title:{word}", ids, ids, word=True, tells=tells)

    def prefix(self) -> Part:
        word = self.chance.choice([word for word in self.words() if word.isalpha()] or ["oil"])
        begin = word[: self.chance.randint(3, 6)]
        ids = self.plain.text(f'"{begin}" *')
        return Part(f"{begin}*", ids, ids, word=True, tells=folded(begin) not in STOP_WORDS)

    def phrase(self) -> Part:
        words = self.words()
        at = self.chance.randrange(len(words) - 2)
        phrase = " ".join(words[at : at + self.chance.randint(2, 3)])
        ids = self.plain.text(f'"{phrase}"')
        return Part(self.chance.choice(['"{}"', "“{}”"]).format(phrase), ids, ids)

    def near(self) -> Part:
        words = [word for word in self.words() if word.isalnum()]
        one, two = self.chance.choices(words or ["oil", "price"], k=2)
        if stem(one) == stem(two):
            two = "zebra"
        distance = self.chance.choice([0, 1, 5, 20])
        ids = self.plain.near(one, two, distance)
        return Part(f"{one} NEAR/{distance} {two}", ids, ids, operators=True)

    def said(self) -> Part:
        row = self.plain.db.execute(
            "select text from quotes where id % :n = 0 limit 1",
            {"n": self.chance.randint(1, 50)},
        ).fetchone()
        words = re.findall(r"[^\W_]+", row[0].lower() if row else "asylum")
        word = self.chance.choice(words or ["asylum"])
        return Part(f"said:{word}", self.plain.said(f'{{text}} : "{word}"'))

    def facet(self) -> Part:
        facet = self.chance.choice(FACETS)
        values = [
            value for value in self.some_values(facet, None) if not re.search('["“”„‟«»＂]', value)
        ]
        written = [f'{facet}:"{value}"' for value in values]
        ids = self.plain.having(facet, [" ".join(value.split()) for value in values])
        if len(values) == 1:
            return Part(written[0], ids)
        alternatives = " OR ".join(f'"{value}"' for value in values)
        return Part(f"{facet}:({alternatives})" if values else "", ids, operators=bool(values))

    def published(self) -> Part:
        first, last = sorted([self.day(), self.day()])
        first, last = self.chance.choice([(first, last), (first, first), (first, ""), ("", last)])
        text = first if first == last else f"{first}..{last}"
        return Part(f"published:{text}", self.plain.dated(first or None, last or None))

    def day(self) -> str:
        sql = "select published from articles where id = ?"
        day = self.plain.db.execute(sql, (self.chance.choice(self.articles),)).fetchone()[0]
        return str(day or "2004-05-06")[: self.chance.choice([4, 7, 10])]

    def some_values(self, facet: str, among: Ids | None) -> list[str]:
        """Return one to three values of *facet*, as people and scripts give them."""
        pairs = self.plain.db.execute(
            "select value from pairs where facet = ? and article_id in"
            " (select value from json_each(?)) order by article_id, value",
            (facet, json.dumps(sorted(among or ())[:200] or self.chance.sample(self.articles, 50))),
        )
        known = [row[0] for row in pairs] or ["Atlantis"]
        return [
            self.as_given(facet, self.chance.choice(known))
            for _ in range(self.chance.choice([1, 1, 2, 3]))
        ]

    def as_given(self, facet: str, value: str) -> str:
        kind = self.chance.random()
        if kind < 0.15:
            return ""
        if kind < 0.25:
            return value.upper()
        if kind < 0.3:
            return folded(value)
        if kind < 0.33:
            return "Atlantis"
        if kind < 0.6 and facet == "person":
            forms = [form for form, names in self.plain.forms.items() if value in names]
            return self.chance.choice(sorted(forms))
        return value

    # -- what they make of the pieces ----------------------------------------------------------

    def leaf(self) -> Part:
        kinds = [self.word, self.word, self.rare, self.phrase, self.prefix, self.title]
        kinds += [self.said, self.facet, self.published]
        return self.chance.choice(kinds)()

    def query(self) -> Part:
        shapes = {
            self.nothing: 1, self.plainly: 8, self.few: 3, self.stops: 1, self.either: 2,
            self.both: 2, self.without: 3, self.near: 2, self.tree: 4,
        }  # fmt: skip
        (shape,) = self.chance.choices(list(shapes), weights=list(shapes.values()))
        return shape()

    def nothing(self) -> Part:
        return Part(self.chance.choice(["", "  ", "!!!", "()"]), self.plain.all)

    def plainly(self) -> Part:
        return self.side_by_side([self.leaf() for _ in range(self.chance.randint(1, 3))])

    def few(self) -> Part:
        kinds: list[Callable[[], Part]] = [self.rare, self.word, self.prefix]
        return self.side_by_side([self.chance.choice(kinds)() for _ in range(3)])

    def stops(self) -> Part:
        return self.side_by_side([self.stop() for _ in range(self.chance.randint(1, 3))])

    def side_by_side(self, parts: list[Part]) -> Part:
        """Join *parts* with blanks, which alone may be relaxed."""
        parts = [part for part in parts if part.text] or [self.word()]
        text = " ".join(part.text for part in parts)
        ids = self.plain.all.intersection(*(part.ids for part in parts))
        operators = any(part.operators for part in parts)
        whole = joined(text, ids, parts, operators=operators)
        words = [part for part in parts if part.word]
        if operators or len(words) < 2:
            return whole
        telling = [part for part in words if part.tells] or words
        some = frozenset().union(*(part.ids for part in telling))
        some = some.intersection(*(part.ids for part in parts if not part.word))
        return Part(text, ids, whole.ranked, some=some)

    def either(self, leaf: Callable[[], Part] | None = None) -> Part:
        parts = [part for part in ((leaf or self.leaf)() for _ in range(2)) if part.text]
        parts = parts if len(parts) == 2 else [self.word(), self.word()]
        text = " OR ".join(part.text for part in parts)
        return joined(text, frozenset().union(*(part.ids for part in parts)), parts)

    def both(self, leaf: Callable[[], Part] | None = None) -> Part:
        parts = [part for part in ((leaf or self.leaf)() for _ in range(2)) if part.text]
        parts = parts if len(parts) == 2 else [self.word(), self.word()]
        text = " AND ".join(part.text for part in parts)
        return joined(text, self.plain.all.intersection(*(part.ids for part in parts)), parts)

    def without(self) -> Part:
        """Exclude, beside something wanted or alone."""
        unwanted = [part for part in (self.leaf(), self.word()) if part.text]
        sign = self.chance.choice(["-", "NOT "])
        text = " ".join(sign + part.text for part in unwanted)
        ids = self.plain.all.difference(*(part.ids for part in unwanted))
        if self.chance.random() < 0.3:
            return Part(text, ids, operators=True)
        wanted = self.side_by_side([self.leaf()])
        return joined(f"{wanted.text} {text}", wanted.ids & ids, [wanted])

    def tree(self, depth: int = 2) -> Part:
        """Mix everything, in parentheses."""
        if depth == 0:
            return self.side_by_side([self.leaf()])
        kind = self.chance.random()
        inner = self.tree(depth - 1)
        if kind < 0.2:
            return Part(f"-({inner.text})", self.plain.all - inner.ids, operators=True)

        def grouped() -> Part:
            part = self.tree(depth - 1)
            return Part(f"({part.text})", part.ids, part.ranked, operators=True)

        return self.either(grouped) if kind < 0.6 else self.both(grouped)

    def request(self) -> tuple[Search, Part]:
        """Return a request and the meaning of its query."""
        query = self.query()
        facets = self.chance.sample(FACETS, self.chance.choice([0, 0, 1, 1, 2, 3]))
        among = query.ids if self.chance.random() < 0.7 else None
        return (
            Search(
                q=query.text,
                filters={facet: self.some_values(facet, among) for facet in facets},
                date_from=self.chance.choice([None, None, None, self.day()]),
                date_to=self.chance.choice([None, None, None, self.day()]),
                sort=self.chance.choice([None, None, "relevance", "newest", "oldest"]),
                page=self.chance.choice([1, 1, 1, 2, 3, 50]),
                size=self.chance.choice([1, 7, 20, 20, 100]),
            ),
            query,
        )


# -- disagreements -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Expected:
    """What plain SQL says that a request lists."""

    plain: Plain
    request: Search
    query: Part

    @cached_property
    def narrowing(self) -> dict[str, Ids]:
        """The articles that each filter in force lets through."""
        request, dates = self.request, (self.request.date_from, self.request.date_to)
        chosen = {
            f: self.plain.having(f, values) for f, values in request.filters.items() if values
        }
        return {**chosen, "dates": self.plain.dated(*dates)} if any(dates) else chosen

    def narrowed(self, ids: Ids, but: str | None = None) -> Ids:
        """Return those of *ids* under all filters in force but one facet's."""
        return ids.intersection(*(some for facet, some in self.narrowing.items() if facet != but))

    @cached_property
    def strict(self) -> Ids:
        return self.narrowed(self.query.ids)

    @cached_property
    def relaxed(self) -> bool:
        """Whether few articles have all the words, and others follow."""
        return len(self.strict) < RELAX_BELOW and bool(self.narrowed(self.query.some) - self.strict)

    @cached_property
    def found(self) -> Ids:
        """What the query finds before it is narrowed."""
        return self.query.ids | self.query.some if self.relaxed else self.query.ids

    @cached_property
    def listed(self) -> Ids:
        return self.narrowed(self.found)

    @cached_property
    def sort(self) -> str:
        asked = self.request.sort or ("relevance" if self.query.ids is not None else "newest")
        return "newest" if asked == "relevance" and self.query.ranked is None else asked

    def facets(self) -> dict[str, dict[str, int]]:
        """Count each facet over what is listed without its own choice; ``""`` is none."""
        chosen = [facet for facet, values in self.request.filters.items() if values]
        counted = {}
        for own in (None, *chosen):
            base = self.narrowed(self.found, but=own)
            counts = self.plain.counts(base)
            for facet in [own] if own else FACETS:
                none = base.difference(*self.plain.values[facet].values())
                counted[facet] = {**counts[facet], "": len(none)}
        return counted


def disagreements(plain: Plain, connection: sqlite3.Connection, typist: Typist) -> Iterator[str]:
    """Ask one random question of both, and yield where the answers differ."""
    request, query = typist.request()
    expected = Expected(plain, request, query)
    results = search(connection, request)
    checks = itertools.chain(
        totals(results, expected),
        order(connection, results, expected),
        facets(results, expected),
        chips(results, expected),
    )
    for name, ours, theirs in checks:
        if ours != theirs:
            answers = f"{ours!r:.500}; plain SQL says {theirs!r:.500}"
            yield f"{request!r}\n    {name}: {answers}"


Checks = Iterator[tuple[str, object, object]]


def totals(results: Results, expected: Expected) -> Checks:
    total, strict, size = len(expected.listed), len(expected.strict), expected.request.size
    yield "total", results.total, total
    yield "strict_total", results.strict_total, strict
    yield "relaxed", results.relaxed, expected.relaxed
    yield "pages", results.pages, -(-total // size)
    yield "exact", (results.total_exact, results.facets_exact), (True, True)


def order(connection: sqlite3.Connection, results: Results, expected: Expected) -> Checks:
    """Check the page: by date to the id; by relevance its place among the pages around it."""
    request, ids = expected.request, [hit.id for hit in results.hits]
    start = (request.page - 1) * request.size
    yield "sort", results.sort, expected.sort
    if expected.sort != "relevance":
        by_date = expected.plain.by_date(expected.listed, expected.sort)
        yield "ids", ids, by_date[start : start + request.size]
        return
    last = min(PAGES_READ, -(-len(expected.listed) // 100))
    ranked = [
        hit
        for page in range(1, last + 1)
        for hit in search(connection, replace(request, page=page, size=100)).hits
    ]
    found = [hit.id for hit in ranked]
    yield "ids", ids[: max(0, 100 * PAGES_READ - start)], found[start : start + request.size]
    yield "size of pages", len(found), min(100 * PAGES_READ, len(expected.listed))
    yield "an article twice", len(set(found)), len(found)
    yield "not listed", set(found) - expected.listed, set()
    strict = [key for key in found if key in expected.strict]
    yield "those with all the words", strict, found[: len(expected.strict)]
    words = expected.query.ranked or frozenset()
    scored = [hit.id for hit in ranked if hit.score is not None]
    yield "ranked first", [key for key in found if key in words], scored
    yield (
        "then by date",
        found[len(scored) :],
        expected.plain.by_date(expected.listed - words, "newest")[: len(found) - len(scored)],
    )
    for group in (expected.strict, expected.listed - expected.strict):
        scores = [hit.score for hit in ranked if hit.id in group and hit.score is not None]
        yield "scores", scores, sorted(scores, reverse=True)


def facets(results: Results, expected: Expected) -> Checks:
    """Check every facet: values, their order and counts, “none”, how many, which are chosen."""
    for facet, counts in expected.facets().items():
        given = expected.request.filters.get(facet, ())
        chosen = set().union(*(expected.plain.meant(facet, one) for one in given)) - {""}
        known = {**dict.fromkeys(chosen, 0), **counts}
        without = known.pop("")
        if not known and not given:
            yield f"{facet} is left out", facet in results.facets, False
            continue
        by_count = sorted(known, key=lambda value: (-known[value], value))
        shown = by_count[:LISTED_VALUES]
        shown += [value for value in by_count[LISTED_VALUES:] if value in chosen]
        values = results.facets.get(facet, ())
        listed = [(value.value, value.count, value.selected) for value in values]
        yield facet, listed, [(value, known[value], value in chosen) for value in shown]
        if facet in results.facets:
            missing = results.missing[facet]
            yield f"{facet} none", (missing.value, missing.count), ("", without)
            yield f"{facet} none chosen", missing.selected, "" in given
            yield f"{facet} size", results.facet_sizes[facet], len(known)


def chips(results: Results, expected: Expected) -> Checks:
    filters = expected.request.filters
    wanted = []
    for facet in (facet for facet in FACETS if facet in filters):
        for asked in dict.fromkeys(filters[facet]):
            meant = expected.plain.meant(facet, asked)
            wanted.append((facet, next(iter(meant)) if len(meant) == 1 else asked, asked))
    yield "chips", [(chip.facet, chip.value, chip.given) for chip in results.chips], wanted


# -- corpora -----------------------------------------------------------------------------------


def ingested(folder: Path, *paths: str | Path) -> Path:
    """Build a corpus by the product's own command."""
    db = folder / "corpus.db"
    command = [
        sys.executable,
        str(ROOT / "ingest.py"),
        *map(str, paths),
        "--db",
        str(db),
        "--quiet",
    ]
    status = subprocess.run(command, cwd=folder, capture_output=True, check=False).returncode
    assert status in (0, 1)
    return db


def check(path: Path, seeds: Iterable[int]) -> None:
    """Ask a question for each of *seeds*; fail with all that is answered in another way."""
    plain = Plain(path)
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    found = []
    for seed in seeds:
        typist = Typist(plain, random.Random(seed))
        found += [f"seed {seed}: {one}" for one in disagreements(plain, connection, typist)]
    if found:
        pytest.fail(f"{len(found)} disagreements\n" + "\n".join(found[:SHOWN]), pytrace=False)


SENTENCES = (
    "Troops went to {} with the budget of the army.",
    "“We will ask for asylum,” Denis Contreras said in {}.",
    "The river of {} is near the border, Ana Ruiz said.",
)


def small() -> list[dict[str, object]]:
    """Return 300 articles of few words, so that everything matches something."""
    articles: list[dict[str, object]] = []
    for number, article in enumerate(generated(300, seed=7)):
        facts = article["facts"]
        sentence = SENTENCES[number % 3].format((*facts["country"], "Cuba")[0])
        forms = {name: [name, name.split()[-1]] for name in facts["person"]}
        text = f"{article['text']}. {sentence}"
        articles.append({**article, "text": text, "quotes": [article["text"]], "forms": forms})
    return articles


@pytest.fixture(scope="module", params=["plain tables", "ingested"])
def small_corpus(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a corpus of the tests' own: as bare tables, and as the command makes it."""
    folder = tmp_path_factory.mktemp("small")
    if request.param == "ingested":
        lines = [json.dumps({k: v for k, v in a.items() if isinstance(v, str)}) for a in small()]
        (folder / "small.jsonl").write_text("\n".join(lines), "utf-8")
        return ingested(folder, "small.jsonl")
    with sqlite3.connect(folder / "corpus.db") as file:
        corpus(small()).backup(file)
    file.close()
    return folder / "corpus.db"


@pytest.mark.parametrize("batch", range(4))
def test_agrees_with_plain_sql(small_corpus: Path, batch: int) -> None:
    """Random questions to a small corpus: articles, order and every count are SQL's."""
    check(small_corpus, range(batch * 10, batch * 10 + 10))


@pytest.mark.parametrize("name", ["bbc.zip", "reuters21578.jsonl.xz"])
def test_agrees_over_real_texts(real_texts: Path, tmp_path: Path, name: str) -> None:
    """So are 150 random questions to each of two sets of real articles."""
    check(ingested(tmp_path, real_texts / "news" / name), range(150))
