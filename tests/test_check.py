"""Tests for ``ingest.py --check``: a sound corpus is told as sound, and every damage is found."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from dateline.ingest import main
from tests.conftest import ROOT
from tests.stories import story, write_stories

NUMBER = 80

Wrong = Callable[[], dict[str, str]]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with stories and the corpus of them."""
    folder = tmp_path_factory.mktemp("sound")
    write_stories(folder / "news", range(NUMBER))
    home = Path.cwd()
    os.chdir(folder)
    try:
        assert main(["news", "--quiet"]) == 0
    finally:
        os.chdir(home)
    return folder


@pytest.fixture
def corpus(sound: Path, folder: Path) -> Path:
    """Return the path of a copy, beside a copy of its stories, in the current folder."""
    shutil.copytree(sound, folder, dirs_exist_ok=True)
    return Path("corpus.db")


@pytest.fixture
def wrong(corpus: Path, capsys: pytest.CaptureFixture[str]) -> Wrong:
    """Return a function that says by name what a check finds, and holds the status to it."""

    def check() -> dict[str, str]:
        before = corpus.read_bytes()
        status = main(["--check", "--json"])
        found = json.loads(capsys.readouterr().out)["wrong"]
        assert status == bool(found)
        assert corpus.read_bytes() == before
        return {fault["name"]: "; ".join(fault["examples"]) for fault in found}

    return check


def change(corpus: Path, *statements: str) -> None:
    """Change a corpus as nobody should."""
    connection = sqlite3.connect(corpus)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


def test_a_sound_corpus(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One line says that nothing is wrong; there is nothing but the file afterwards."""
    assert main(["--check"]) == 0
    output = capsys.readouterr()
    assert output.out.startswith(
        "80 articles: nothing wrong; 80 sources as they were read, 0 not there in "
    )
    assert output.err == ""
    assert sorted(p.name for p in Path().iterdir()) == ["corpus.db", "news"]
    assert main(["--check", "--quiet"]) == 0
    assert capsys.readouterr().out == ""


NO_TRIGGER = "drop trigger articles_au"

DAMAGES: dict[str, tuple[str, tuple[str, ...]]] = {
    "an index of SQLite's own lacks a row": (
        "file",
        (
            "pragma writable_schema = on",
            "update sqlite_master set sql = 'CREATE INDEX articles_section on articles (title)' "
            "where name = 'articles_section'",
        ),
    ),
    "a trigger is gone": ("schema", ("drop trigger quotations_au",)),
    "a view is gone": ("schema", ("drop view credited_captions",)),
    "a fact of no article": (
        "references",
        ("update mentions set article_id = 999 where article_id = 1",),
    ),
    "a text the index does not know": (
        "articles_fts",
        (NO_TRIGGER, "update articles set text = text || ' zebra' where id = 3"),
    ),
    "an article the index does not know": (
        "articles_fts",
        ("delete from articles_fts_docsize where id = 3",),
    ),
    "the index has a hole": (
        "articles_fts",
        ("update articles_fts_data set block = zeroblob(length(block)) where id > 100",),
    ),
    "a quotation the index does not know": (
        "quotes_fts",
        ("drop trigger quotations_au", "update quotations set speaker = 'Zebra' where id = 3"),
    ),
    "a value the index does not know": (
        "facet_values_fts",
        ("insert into facet_values_fts (facet_values_fts) values ('delete-all')",),
    ),
    "a fact beyond the text": (
        "evidence",
        ('update mentions set "end" = 9999 where article_id = 2 and start > 99',),
    ),
    "a fact before the text": (
        "evidence",
        ("update mentions set start = -1 where article_id = 2 and start > 99",),
    ),
    "a fact of no letters": (
        "evidence",
        ('update mentions set "end" = start where article_id = 2 and start > 99',),
    ),
    "a fact without evidence": (
        "evidence",
        ('update mentions set start = null, "end" = null where article_id = 2 and start > 99',),
    ),
    "a quotation of no letters": (
        "quotes",
        ('update quotations set "end" = start where id = 2',),
    ),
    "a quotation beyond the text": (
        "quotes",
        ('update quotations set "end" = 99999 where id = 2',),
    ),
    "a quotation elsewhere": (
        "quotes_fts",
        ("drop trigger quotations_au", "update quotations set start = start + 9 where id = 2"),
    ),
    "a fact about nobody": (
        "entities",
        (
            "update fact_values set entity_id = 999 where id = (select min(id) from fact_values where kind = 'person')",
        ),
    ),
    "a place that is not there": ("entities", ("delete from places where id = 1",)),
    "a value is missing": (
        "facets",
        (
            "delete from facet_postings where article_id = 5 and value_id in (select id from facet_values where facet = 'country')",
        ),
    ),
    "a value too many": (
        "facets",
        ("insert or ignore into facet_postings select max(id), 5 from facet_values",),
    ),
    "a fact no facet knows": (
        "facets",
        ("update fact_values set value = 'Atlantis' where kind = 'country'",),
    ),
    "a form counted twice": ("forms", ("update person_forms set articles = articles + 1",)),
    "a form that is not counted": (
        "forms",
        ("delete from person_forms where form = (select min(form) from person_forms)",),
    ),
    "a form nobody uses": ("forms", ("insert into person_forms values (1, 'Zebra', 1)",)),
    "a chain of merges": (
        "merges",
        (
            "update people set merged_into = 2 where id = 1",
            "update people set merged_into = 3 where id = 2",
        ),
    ),
    "a circle of merges": ("merges", ("update people set merged_into = id where id = 1",)),
    "a person named nowhere": (
        "people",
        ("insert into people (name, folded, ends) values ('A Z', 'a z', 'a z')",),
    ),
    "a value counted twice": ("counts", ("update fact_values set articles = articles + 1",)),
    "an article of a word is missing": (
        "words",
        ("insert into word_postings values ('border', 0, 1, x'02', x'')",),
    ),
    "a word with fewer articles than it says": (
        "words",
        ("insert into word_postings values ('border', 0, 2, x'02', x'')",),
    ),
    "stories of another day": (
        "reprints",
        ("update accelerators set content = zeroblob(16) where name = 'reprints'",),
    ),
    "an array that was cut": (
        "accelerators",
        ("update accelerators set content = substr(content, 5) where name = 'value_articles'",),
    ),
    "arrays of another day": (
        "accelerators",
        (
            "insert or ignore into facet_postings select max(id), 5 from facet_values",
            "delete from changed_articles",
        ),
    ),
    "arrays of another day, with changes": (
        "accelerators",
        (
            "insert or ignore into facet_postings select max(id), 5 from facet_values",
            "update articles set published = '1999' where id = 6",
            "delete from changed_articles where article_id = 5",
        ),
    ),
    "dates of another day, with changes": (
        "accelerators",
        (
            "update articles set published = '1999' where id in (5, 6)",
            "delete from changed_articles where article_id = 5",
        ),
    ),
}


@pytest.mark.parametrize(("name", "statements"), DAMAGES.values(), ids=DAMAGES.keys())
def test_finds_a_damage(name: str, statements: tuple[str, ...], corpus: Path, wrong: Wrong) -> None:
    """Whatever is done to a table shows under the name of what it breaks."""
    change(corpus, *statements)
    assert wrong().get(name)


MENDED = (
    "evidence", "quotes", "facets", "merges", "people", "accelerators", "forms", "counts", "words",
    "reprints",
)  # fmt: skip


@pytest.mark.parametrize(
    "statements", [sql for name, sql in DAMAGES.values() if name in MENDED], ids=str
)
def test_rebuild_mends_what_is_derived(
    statements: tuple[str, ...], corpus: Path, wrong: Wrong
) -> None:
    """As docs/safety.md says: what is read out of the texts is made anew."""
    change(corpus, *statements)
    assert main(["--rebuild", "--quiet"]) == 0
    assert wrong() == {}


@pytest.mark.parametrize("index", ["articles_fts", "quotes_fts", "facet_values_fts"])
def test_an_index_is_mended_by_fts5(index: str, corpus: Path, wrong: Wrong) -> None:
    """As docs/safety.md says."""
    change(corpus, f"insert into {index} ({index}) values ('delete-all')")
    assert index in wrong()
    change(corpus, f"insert into {index} ({index}) values ('rebuild')")
    assert wrong() == {}


def test_changes_that_are_noted_are_no_fault(corpus: Path, wrong: Wrong) -> None:
    """Accelerators may lag behind a few articles, which the triggers note."""
    change(
        corpus,
        "insert into facet_values (facet, value) values ('section', 'Aardvarks')",
        "insert into facet_postings select max(id), 5 from facet_values",
        "update articles set published = '1999' where id = 6",
    )
    assert wrong().keys() == {"facets"}


def test_files_that_changed_are_told(corpus: Path, wrong: Wrong) -> None:
    """Another content, of the same size too, is told; another time is not, nor a file that is gone."""
    one, same_size, touched, gone = (Path(f"news/0/00{n}0.txt") for n in range(1, 5))
    one.write_text("Another story.\n")
    same_size.write_text(story(20).replace("Talks on", "Talks of"))
    touched.touch()
    gone.unlink()
    assert wrong() == {"sources": "news/0/0010.txt; news/0/0020.txt"}


def test_odd_names_are_found(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A path of the database leads back to its file."""
    (folder / "x").mkdir()
    (folder / "x/100% C#!.txt").write_text("A story.\n")
    (folder / os.fsdecode(b"x/\xff.txt")).write_text("A story.\n")
    assert main(["x", "--quiet"]) == 0
    assert main(["--check"]) == 0
    assert "nothing wrong; 2 sources as they were read, 0 not there" in capsys.readouterr().out


def test_checks_while_others_read_and_write(corpus: Path, wrong: Wrong) -> None:
    """What others have not committed is not there."""
    change(corpus, "pragma journal_mode = wal")
    writer = sqlite3.connect(corpus, isolation_level=None)
    writer.execute("begin immediate")
    writer.execute("delete from mentions")
    assert wrong() == {}
    writer.rollback()
    writer.close()


def test_damaged_pages_are_told(corpus: Path, wrong: Wrong) -> None:
    """A file with a hole is damaged, not a reason to stop with an error."""
    size = corpus.stat().st_size
    with corpus.open("r+b") as file:
        file.seek(size // 2)
        file.write(b"\xff" * 20_000)
    assert wrong()["file"]


@pytest.mark.parametrize("mode", ["delete", "wal"])
def test_a_file_one_may_only_read(
    mode: str, corpus: Path, folder: Path, unprivileged: list[str]
) -> None:
    """A read-only file in a read-only folder can be checked, in write-ahead logging too."""
    change(corpus, f"pragma journal_mode = {mode}")
    corpus.chmod(0o444)
    folder.chmod(0o555)
    line = [*unprivileged, sys.executable, str(ROOT / "ingest.py"), "--check"]
    result = subprocess.run(line, capture_output=True, text=True, check=False)
    folder.chmod(0o755)
    assert (result.returncode, result.stderr) == (0, "")
    assert "nothing wrong" in result.stdout


REFUSED = {
    "nothing": (lambda: None, "corpus.db is not there"),
    "an empty file": (lambda: Path("corpus.db").touch(), "is empty"),
    "a text": (lambda: Path("corpus.db").write_text("A story.\n" * 100), "is no SQLite database"),
    "a folder": (lambda: Path("corpus.db").mkdir(), "is not a file"),
    "somebody else's": (
        lambda: change(Path("corpus.db"), "create table mine (x)"),
        "is a database of something else",
    ),
}


@pytest.mark.parametrize(("make", "sentence"), REFUSED.values(), ids=REFUSED.keys())
def test_what_can_not_be_checked(
    make: Callable[[], object],
    sentence: str,
    folder: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Status 2 and a sentence."""
    make()
    assert main(["--check"]) == 2
    assert sentence in capsys.readouterr().err


@pytest.mark.parametrize("option", [["seeds"], ["--prune"], ["--workers", "3"], ["--rebuild"]])
def test_check_stands_alone(option: list[str], folder: Path) -> None:
    """A check loads nothing, and says so to whoever asks for both."""
    with pytest.raises(SystemExit) as end:
        main(["--check", *option])
    assert end.value.code == 2
