"""What is asked: classes of questions by how much they match, in the corpus's own words."""

from __future__ import annotations

import random
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SEED = 1896
TOKENIZER = "porter unicode61 remove_diacritics 2"

SAMPLE = 3_000
"""Articles whose words questions are made of."""

ATTEMPTS = 4_000
"""Pairs of words that are tried for the questions of a class."""

FEW = 20
"""Matches that a rare word has at least: of fewer, search also looks for near words."""

# caravan
WORD = re.compile(r"\b[a-z]{4,12}\b")

# disaster relief
NEIGHBOURS = re.compile(r"\b([a-z]{4,12}) (?=([a-z]{4,12})\b)")

BYTES = "select sum(length(cast(coalesce(title, '') || text as blob))) from articles"

TEXT = "select text from articles where id = ?"


@dataclass(frozen=True)
class Question:
    """What a visitor asks: ``Question("AND", ("farm", "disaster"))``."""

    group: str
    words: tuple[str, ...] = ()
    form: str = "all"
    """How the words belong together: all, any, phrase, or prefix (of one)."""
    facet: tuple[str, str] | None = None
    """The facet and value to which it is narrowed."""

    @property
    def fts5(self) -> str:
        """Return it as FTS5 and Dateline read it: ``"farm" "disaster"``; ``""`` for no words."""
        if self.form == "phrase":
            return '"' + " ".join(self.words) + '"'
        if self.form == "prefix":
            return f"{self.words[0]}*"
        return (" OR " if self.form == "any" else " ").join(self.words)


CLASSES = {
    "at most 1,000 of a million": (0.0, 0.001),
    "1.4 %": (0.012, 0.016),
    "10 %": (0.08, 0.12),
    "40 % and more": (0.4, 1.0),
}
"""One word each, by the share of the articles that have it."""

COMMON, MIDDLE = (0.4, 1.0), (0.01, 0.1)
"""Shares of the words that pairs are made of."""

GRAMMAR = """
about after also been from have into more other over such than that their them then there these they
this those under were what when which while will with would your
"""
"""Words that nobody looks for, and some engines leave out; common words are others."""

GROUPS = (*CLASSES, "two common words", "phrase", "AND", "OR", "prefix", "narrowed", "nothing")


class Vocabulary:
    """The words of a sample of the articles, with the share of all articles that have each stem."""

    def __init__(self, bare: Path) -> None:
        """Read it from the database of `bare`."""
        self.connection = sqlite3.connect(f"file:{bare}?mode=ro", uri=True)
        self.connection.execute(
            "create virtual table temp.vocabulary using fts5vocab('main', 'articles_fts', 'row')"
        )
        (self.articles,) = self.connection.execute("select max(id) from articles").fetchone()
        (self.bytes,) = self.connection.execute(BYTES).fetchone()
        chance = random.Random(SEED)  # noqa: S311 - the same questions each time
        ids = range(1, self.articles + 1)
        sample = [
            self.connection.execute(TEXT, (key,)).fetchone()[0]
            for key in chance.sample(ids, min(SAMPLE, self.articles))
        ]
        self.texts = [WORD.findall(text) for text in sample]
        self.neighbours = [pair for text in sample for pair in NEIGHBOURS.findall(text)]
        words = sorted({word for text in self.texts for word in text})
        self._shares = {word: count / self.articles for word, count in self._counted(words)}

    def share(self, word: str) -> float:
        """Return the share of all articles that have *word*, in any of its forms."""
        return self._shares.get(word, 0.0)

    def between(self, low: float, high: float) -> list[str]:
        """Return the words whose share is in a range."""
        least, grammar = min(FEW / self.articles, high / 2), GRAMMAR.split()
        return [
            word
            for word, share in self._shares.items()
            if max(low, least) <= share <= high and word not in grammar
        ]

    def _counted(self, words: list[str]) -> Iterator[tuple[str, int]]:
        """Yield each word with the number of articles that have its stem."""
        stems = sqlite3.connect(":memory:")
        stems.execute(f"create virtual table words using fts5 (word, tokenize='{TOKENIZER}')")
        rows = enumerate(words, start=1)
        stems.executemany("insert into words (rowid, word) values (?, ?)", rows)
        stems.execute("create virtual table stems using fts5vocab(words, 'instance')")
        for number, stem in stems.execute("select doc, term from stems"):
            found = self.connection.execute(COUNT, (stem,)).fetchone()
            yield words[number - 1], found[0] if found else 0


COUNT = "select doc from temp.vocabulary where term = ?"

VALUE = """
select facet, value from article_facets join facet_values using (value_id)
where article_id in (select rowid from articles_fts where articles_fts match ?)
and facet in ('country', 'person', 'year')
group by facet, value order by count(*) desc limit 40
"""


def questions(vocabulary: Vocabulary, number: int) -> list[Question]:
    """Return *number* questions of each class, the same ones for the same corpus."""
    chance = random.Random(SEED)  # noqa: S311
    asked: list[Question] = []
    for group, (low, high) in CLASSES.items():
        words = vocabulary.between(low, high)
        chance.shuffle(words)
        asked += [Question(group, (word,)) for word in words[:number]]
    middle = set(vocabulary.between(*MIDDLE))
    asked += _pairs(
        vocabulary, "two common words", set(vocabulary.between(*COMMON)), number, chance
    )
    asked += _pairs(vocabulary, "AND", middle, number, chance)
    asked += _phrases(vocabulary, middle, number, chance)
    some = sorted(middle)
    for _ in range(number if len(some) > 1 else 0):
        asked.append(Question("OR", tuple(chance.sample(some, 2)), "any"))
        asked.append(Question("prefix", (chance.choice(some)[:4],), "prefix"))
        word = chance.choice(some)
        values = vocabulary.connection.execute(VALUE, (word,)).fetchall()
        if values:
            asked.append(Question("narrowed", (word,), facet=chance.choice(values)))
    asked.append(Question("nothing"))
    return sorted(set(asked), key=lambda question: (GROUPS.index(question.group), question.words))


def _pairs(
    vocabulary: Vocabulary, group: str, among: set[str], number: int, chance: random.Random
) -> list[Question]:
    """Ask for two words that stand in one article."""
    found: dict[tuple[str, ...], None] = {}
    for _ in range(ATTEMPTS):
        words = sorted(among.intersection(chance.choice(vocabulary.texts)))
        if len(words) > 1 and len(found) < number:
            found[tuple(sorted(chance.sample(words, 2)))] = None
    return [Question(group, pair) for pair in found]


def _phrases(
    vocabulary: Vocabulary, among: set[str], number: int, chance: random.Random
) -> list[Question]:
    """Ask for two words that follow each other in an article, both neither rare nor common."""
    fitting = [pair for pair in vocabulary.neighbours if among.issuperset(pair)]
    chance.shuffle(fitting)
    return [Question("phrase", pair, "phrase") for pair in list(dict.fromkeys(fitting))[:number]]
