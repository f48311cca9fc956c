"""Misspell words of headlines by one random edit, and ask what was meant.

    python benchmarks/spelling/measure.py corpus.db

The words are drawn from the headlines of the corpus, with a fixed seed. What is right is the word
itself, or one of the same stem. A misspelling that is a word of the corpus is not to be corrected.
"""

from __future__ import annotations

import random
import re
import sqlite3
import statistics
import sys
import time
from string import ascii_lowercase

from dateline.match import stop_words
from dateline.search import Search, search
from dateline.spelling import FEW

SEED = 20181025
WORDS = 300
STEM = "select term from stems limit 1"


def misspelt(word: str, chance: random.Random) -> str:
    """Return *word* with a letter more, less or other, or two in the wrong order."""
    at, letter = chance.randrange(len(word)), chance.choice(ascii_lowercase)
    kinds = (
        word[:at] + word[at + 1 :],
        word[:at] + letter + word[at + 1 :],
        word[:at] + letter + word[at:],
        word[:at] + word[at + 1 : at + 2] + word[at] + word[at + 2 :],
    )
    return chance.choice(kinds)


def drawn(connection: sqlite3.Connection, chance: random.Random) -> tuple[list[str], list[str]]:
    """Return different words of headlines: as often as they stand there, and some of few articles.

    They have four letters and more, and no stop word is among them.
    """
    titles = connection.execute("select title from articles where title is not null order by id")
    words = [w for (title,) in titles for w in re.findall(r"(?<!\S)[a-z]{4,}(?!\S)", title.lower())]
    chance.shuffle(words)
    different = [word for word in dict.fromkeys(words) if word not in stop_words()]
    rare = [w for w in sorted(different) if search(connection, Search(q=w, size=1)).total < FEW]
    return different[:WORDS], chance.sample(rare, min(WORDS, len(rare)))


def stem(word: str) -> str:
    """Return the stem of *word* as the index has it."""
    memory = sqlite3.connect(":memory:")
    memory.execute("create virtual table words using fts5(word, tokenize='porter unicode61')")
    memory.execute("create virtual table stems using fts5vocab(words, row)")
    memory.execute("insert into words values (?)", (word,))
    found: str = memory.execute(STEM).fetchone()[0]
    memory.close()
    return found


def main() -> None:
    """Print what share is corrected, what is offered for words that are right, and how long."""
    connection = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True)
    chance = random.Random(SEED)  # noqa: S311
    words, rare = drawn(connection, chance)
    right = wrong = none = known = 0
    seconds = []
    for word in words:
        typed = word
        while typed == word:
            typed = misspelt(word, chance)
        if stem(typed) == stem(word) or search(connection, Search(q=typed)).strict_total >= FEW:
            known += 1
            continue
        started = time.process_time()
        meant = search(connection, Search(q=typed)).suggestion
        seconds.append(time.process_time() - started)
        right += meant is not None and stem(meant) == stem(word)
        wrong += meant is not None and stem(meant) != stem(word)
        none += meant is None
        if "-v" in sys.argv and (meant is None or stem(meant) != stem(word)):
            print(word, typed, meant)
    alarms = [w for w in rare if search(connection, Search(q=w)).suggestion]
    asked = WORDS - known
    print(f"{asked} misspelt: {right / asked:.1%} right, {wrong / asked:.1%} other, {none} none")
    print(f"{known} misspelt as words of the same stem, or of {FEW} articles and more: left alone")
    print(f"{len(alarms)} of {len(rare)} right but rare words questioned: {' '.join(alarms)}")
    p95 = statistics.quantiles(seconds, n=20)[-1]
    print(f"p50 {statistics.median(seconds) * 1000:.1f} ms, p95 {p95 * 1000:.1f} ms")


if __name__ == "__main__":
    main()
