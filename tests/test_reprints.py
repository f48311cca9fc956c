"""Tests of copies and reprints: what is one story, whatever came when."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dateline.comparison import are_reprints, body
from dateline.sketch import MIN_SHINGLES, letters, shingles
from tests.content import BY_PATH, content

Write = Callable[[str, str | bytes], Path]
Ingest = Callable[..., int]
Rows = Callable[..., list[tuple[object, ...]]]

WORDS = """
border caravan carried children church coast crossed evening families followed gathered harbor
highway journey leaders market minister morning neighbors officials ordered police promised
returned river shelter soldiers spoken station strangers talked teacher through thursday together
town travel trucks under waited walked warned weather winter without workers written yesterday
""".split()  # noqa: SIM905 - words are read more easily than a list


def prose(seed: int, words: int = 120) -> str:
    """Return paragraphs that say nothing, the same for the same seed."""
    dice = random.Random(seed)
    line = [dice.choice(WORDS) + dice.choice("aeiou") * dice.randrange(3) for _ in range(words)]
    return ".\n\n".join(" ".join(line[at : at + 20]) for at in range(0, words, 20)) + ".\n"


STORY = prose(1)
PARAGRAPHS = STORY.split("\n\n")
DATED = STORY.replace(".\n\n", " in 1987 for 3.5 million.\n\n", 3)
NAMED = "Yankton county has won. " + STORY.replace(".\n\n", ", said Jane Doe in Yankton.\n\n", 2)

CASES = {
    "the same": (STORY, STORY, True),
    "in capitals and in one line": (STORY, STORY.upper().replace("\n\n", "  "), True),
    "another headline": (f"A head\n\n{STORY}", f"Another one\n\nBy Jane Doe\n\n{STORY}", True),
    "cut from the end": (STORY, "\n\n".join(PARAGRAPHS[:3]), True),
    "paragraphs dropped": (STORY, "\n\n".join(PARAGRAPHS[::2]), True),
    "a word misspelt": (STORY, STORY.replace(WORDS[3], "teh", 1), True),
    "curly quotation marks": (f'"We" left.\n{STORY}', f"“We” left.\n{STORY}", True),
    "another story": (STORY, prose(2), False),
    "another name": (NAMED, NAMED.replace("Yankton", "Ziebach"), False),
    "another dateline": (NAMED, f"LONDON (AP) — {NAMED}", True),
    "another figure": (DATED, DATED.replace("1987", "1988"), False),
    "one paragraph in common": (STORY, f"{PARAGRAPHS[1]}\n\n{prose(3)}", False),
    "few words": ("Six ships load.", "Six ships load.", True),
    "few words, one other": ("Six ships load.", "Two ships load.", False),
    "few words of many": (STORY, STORY[:100], False),
    "no letters": ("…", "…", True),
    "without blanks": ("国会通过了今年的预算案" * 20, "国会通过了今年的预算案" * 20 + "。", True),
}


@pytest.mark.parametrize(("one", "other", "same"), CASES.values(), ids=CASES)
def test_what_is_a_reprint(one: str, other: str, same: bool) -> None:
    """A reprint may be cut, renamed and misspelt, but it has no figure that the other lacks."""
    first, second = body("Head", one), body("Head", other)
    assert are_reprints(first, second) is same
    assert are_reprints(second, first) is same


def test_few_words_need_the_same_headline() -> None:
    """“Correction to follow” is said of many stories."""
    assert not are_reprints(body("Gold up", "More to follow."), body("Oil up", "More to follow."))


def test_time_grows_with_the_text() -> None:
    """A megabyte on one line takes about ten times as long as a tenth of it."""

    def seconds(text: str) -> float:
        start = time.process_time()
        body(None, text)
        return time.process_time() - start

    line = " ".join(prose(4, 150_000).split())[:1_000_000]
    small = min(seconds(line[:100_000]) for _ in range(3))
    assert min(seconds(line) for _ in range(3)) < 40 * small


def test_hashes_are_the_same_everywhere() -> None:
    """A sketch made on one machine is compared with those of others."""
    written = letters("“Wé’ll return!” he said, and 3 times ask’d: “Where is the CARAVAN now?”")
    assert written.decode() == "wéllreturnhesaidand3timesaskdwhereisthecaravannow"
    assert [f"{key:016x}" for key in shingles(written)[:2].tolist()] == [
        "96ca6504ebe5eb76",
        "4f87fff47914e18c",
    ]
    assert len(shingles(written[:31])) == 0
    assert len(shingles(b"x" * (MIN_SHINGLES + 31))) == MIN_SHINGLES


@pytest.fixture
def paper(write: Write) -> Callable[[str, str], Path]:
    """Return a function that prints a story."""
    return lambda name, text: write(f"papers/{name}.txt", f"Head of {name}\n\n{text}")


Paper = Callable[[str, str], Path]

STORIES = """
select json_group_array(path) from (
    select story_id, replace(replace(path, 'papers/', ''), '.txt', '') as path
    from reprints join articles on articles.id = article_id order by path
) group by story_id order by 1
"""


def stories(rows: Rows, db: str = "corpus.db") -> list[list[str]]:
    """Return the papers that have each story, of those that several have."""
    return [json.loads(str(row[0])) for row in rows(STORIES, db=db)]


def test_stories_have_the_lowest_id(paper: Paper, ingest: Ingest, rows: Rows) -> None:
    """Copies of copies are one story; an article without a copy has no row."""
    paper("a", prose(5))
    paper("b", STORY)
    paper("c", "\n\n".join(PARAGRAPHS[:3]))
    paper("d", STORY.upper())
    ingest("papers", "--quiet")
    assert rows("select * from reprints order by 1") == [(2, 2), (3, 2), (4, 2)]


def test_histories_do_not_show(paper: Paper, ingest: Ingest, rows: Rows) -> None:
    """In one go, one by one, backwards, updated, forgotten, rebuilt: the same stories."""
    for name, text in printed():
        paper(name, text)
    ingest("papers", "--db", "once.db", "--quiet")
    assert stories(rows, "once.db") == [["copy", "cut", "short", "whole"], ["other", "other2"]]
    expected = content("once.db", BY_PATH)
    names = [name for name, _ in printed()]
    for db, order in (("single.db", names), ("backwards.db", names[::-1])):
        for name in order:
            ingest(f"papers/{name}.txt", "--db", db, "--quiet")
        without_files = {8, 9}  # a file that was loaded alone is another PATH
        assert [
            rows_ for at, rows_ in enumerate(content(db, BY_PATH)) if at not in without_files
        ] == [rows_ for at, rows_ in enumerate(expected) if at not in without_files]
    for name in ("whole", "other"):
        paper(name, prose(77))
    ingest("papers", "--db", "changed.db", "--quiet")
    assert stories(rows, "changed.db") == [["copy", "cut", "short"], ["other", "whole"]]
    for name, text in printed():
        paper(name, text)
    ingest("papers", "--db", "changed.db", "--quiet")
    assert content("changed.db", BY_PATH) == expected
    ingest("--rebuild", "--db", "changed.db", "--quiet")
    assert content("changed.db", BY_PATH) == expected


def printed() -> Iterator[tuple[str, str]]:
    """Yield the names of papers and what they print."""
    yield "alone", prose(6)
    yield "copy", STORY
    yield "cut", "\n\n".join(PARAGRAPHS[:4])
    yield "other", prose(7)
    yield "other2", prose(7)
    yield "short", "\n\n".join(PARAGRAPHS[:3])
    yield "whole", STORY


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2018-10-25", "2018-10-27", True),
        ("2018-10-25", "2018-12-25", False),
        ("2018-10-25", "2018", True),
        (None, "2018-10-25", True),
    ],
)
def test_reprints_come_soon(
    one: str | None, other: str | None, same: bool, write: Write, ingest: Ingest, rows: Rows
) -> None:
    """What is said in nearly the same words two months later is said anew; a copy is a copy."""
    cut = "\n\n".join(PARAGRAPHS[:4])
    texts = ((one, STORY), (other, cut), ("1999-01-01", STORY))
    write("x.jsonl", "\n".join(json.dumps({"date": day, "text": text}) for day, text in texts))
    ingest("x.jsonl", "--quiet")
    assert rows("select count(*) from reprints") == [(3 if same else 2,)]


def test_a_bridge_that_is_gone_parts_a_story(paper: Paper, ingest: Ingest, rows: Rows) -> None:
    """Two halves are one story while somebody prints the whole, whichever id it has."""
    for number, name in enumerate(("a", "b", "c")):
        paper(name, ("\n\n".join(PARAGRAPHS[:3]), STORY, "\n\n".join(PARAGRAPHS[3:]))[number])
    ingest("papers", "--quiet")
    assert stories(rows) == [["a", "b", "c"]]
    ingest("--forget", "papers/b.txt", "--quiet")
    assert stories(rows) == []
    ingest("papers", "--quiet")
    assert stories(rows) == [["a", "b", "c"]]


@pytest.mark.parametrize("text", [STORY, "Six ships load."], ids=["long", "short"])
def test_a_story_may_have_many_copies(text: str, write: Write, ingest: Ingest, rows: Rows) -> None:
    """Letter by letter the same is the same story however many print it; and each can go."""
    lines = [json.dumps({"id": number, "text": text}) for number in range(250)]
    write("x.jsonl", "\n".join(lines[:90]))
    ingest("x.jsonl", "--quiet")
    write("x.jsonl", "\n".join(lines))
    ingest("x.jsonl", "--quiet")
    assert rows("select count(*), max(story_id) from reprints") == [(250, 1)]
    write("x.jsonl", "\n".join(lines[100:150]))
    ingest("x.jsonl", "--prune", "--quiet")
    assert rows("select count(*), min(article_id), max(story_id) from reprints") == [(50, 101, 101)]


def test_a_formula_tells_nothing(
    write: Write, ingest: Ingest, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What too many have is no trace of a story, whenever it becomes so or ceases to."""
    monkeypatch.setattr("dateline.reprints.MAX_HOLDERS", 3)
    versions = [f"{STORY}\n\n{prose(50 + number, 20)}" for number in range(6)]
    lines = [json.dumps({"id": at, "text": text}) for at, text in enumerate(versions)]
    for number in (2, 6, 3):
        write("x.jsonl", "\n".join(lines[:number]))
        ingest("x.jsonl", "--prune", "--quiet")
        write("y/x.jsonl", "\n".join(lines[:number]))
        Path("once.db").unlink(missing_ok=True)
        ingest("x.jsonl", "--db", "once.db", "--quiet")
        query = "select path, story_id from reprints join articles on id = article_id order by 1"
        assert rows(query) == rows(query, db="once.db")
    assert rows("select count(*) from reprints") == [(3,)]


def test_real_copies(real_texts: Path, ingest: Ingest, rows: Rows) -> None:
    """Of 2,225 BBC texts, every one that another one repeats is found."""
    ingest(real_texts / "news" / "bbc.zip", "--quiet")
    missed = """
    select count(*) from articles where id not in (select article_id from reprints)
    and text in (select text from articles group by text having count(*) > 1)
    """
    assert rows(missed) == [(0,)]
    assert rows("select count(distinct story_id) from reprints")[0][0] >= 160  # type: ignore[operator]
