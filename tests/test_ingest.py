"""Tests for the command: what is loaded, what is said, what is left alone."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace

import pytest

from dateline.ingest import main
from dateline.loading import hash_file
from tests.conftest import ROOT
from tests.content import BY_PATH, content

Write = Callable[[str, str | bytes], Path]
Ingest = Callable[..., int]
Rows = Callable[..., list[tuple[object, ...]]]
Command = Callable[..., subprocess.CompletedProcess[str]]


def summary(output: str) -> SimpleNamespace:
    """Return the JSON summary that a run printed."""
    return SimpleNamespace(**json.loads(output))


def story(number: int) -> str:
    """Return one of many short stories."""
    town = ["Tapachula", "Tijuana", "Puebla"][number % 3]
    return (
        f"{town.upper()}, Mexico (AP) — Story number{number} tells of the caravan.\n\n"
        f"It was {number} degrees in {town}, officials said.\n"
    )


@pytest.fixture
def stories(write: Write) -> Path:
    """Return a folder of 150 stories, enough for several batches of the workers."""
    for number in range(150):
        write(f"news/{number % 7}/{number:03}.txt", story(number))
    return Path("news")


def test_loads_the_seeds_by_default(
    ingest: Ingest, rows: Rows, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without a PATH the two seeds are loaded, under their paths in the project."""
    assert ingest() == 0
    assert capsys.readouterr().out.startswith(
        "2 articles: 2 added, 0 updated, 0 unchanged, 0 pruned, 0 rejected in "
    )
    assert rows("select id, path from articles") == [
        (1, "seeds/000_b4ab622afc7e3840.txt"),
        (2, "seeds/003_0a32a47064eaf07a.txt"),
    ]


def test_the_last_line_is_the_summary(command: Command, stories: Path, folder: Path) -> None:
    """The summary names the counts, the seconds and the file; nothing else is on stdout."""
    result = command(stories, "--db", "x.db", cwd=folder)
    assert result.returncode == 0
    counts, _, rest = result.stdout.partition(" in ")
    assert counts == "150 articles: 150 added, 0 updated, 0 unchanged, 0 pruned, 0 rejected"
    assert rest.endswith(" s -> x.db\n")
    assert result.stderr == ""


def test_the_committed_corpus_is_up_to_date(folder: Path) -> None:
    """corpus.db is what ``python ingest.py`` makes of the seeds today."""
    assert main(["--db", "fresh.db", "--quiet"]) == 0
    assert content("fresh.db") == content(shutil.copy(ROOT / "corpus.db", "committed.db"))


def test_nothing_changed_leaves_the_file_as_it_is(stories: Path, ingest: Ingest) -> None:
    """A second run writes not a byte, even when every file has another time."""
    assert ingest(stories) == 0
    before = Path("corpus.db").read_bytes()
    assert ingest(stories) == 0
    for file in stories.rglob("*.txt"):
        file.touch()
    assert ingest(stories) == 0
    assert Path("corpus.db").read_bytes() == before
    assert sorted(p.name for p in Path().iterdir()) == ["corpus.db", "news"]


def test_only_what_changed_is_done(
    stories: Path, write: Write, ingest: Ingest, rows: Rows, capsys: pytest.CaptureFixture[str]
) -> None:
    """A changed file is read again under its id, a new one is added, the rest is left."""
    ingest(stories, "--quiet")
    ids = dict(rows("select path, id from articles"))  # type: ignore[arg-type]
    write("news/0/000.txt", "Another story altogether about asylum.\n")
    write("news/0/new.txt", "A new story.\n")
    assert ingest(stories, "--json") == 0
    run = summary(capsys.readouterr().out)
    assert (run.articles, run.added, run.updated, run.unchanged) == (151, 1, 1, 149)
    assert {path: i for path, i in rows("select path, id from articles") if i <= 150} == ids
    match = "select path from articles_fts join articles on id = articles_fts.rowid where articles_fts match ?"
    assert rows(match, "asylum") == [("news/0/000.txt",)]
    assert rows(match, "number0") == []
    content("corpus.db")


def test_workers_do_not_show(stories: Path, ingest: Ingest) -> None:
    """One worker or four make the same database."""
    ingest(stories, "--workers", 1, "--db", "one.db", "--quiet")
    ingest(stories, "--workers", 4, "--db", "four.db", "--quiet")
    assert content("one.db") == content("four.db")


def test_histories_do_not_show(stories: Path, ingest: Ingest, write: Write) -> None:
    """In one go, in halves, or by way of another version: the same rows by path."""
    ingest(stories, "--db", "once.db", "--quiet")
    for half in ("4", "5", "6", "0", "1", "2", "3"):
        ingest(stories / half, "--db", "halves.db", "--quiet")
    write("news/0/000.txt", "An earlier version, dated January 5, 2001.\n")
    write("news/9/gone.txt", "LIMA, Peru (Reuters) - A story that will be gone.\n")
    ingest(stories, "--db", "changed.db", "--quiet")
    write("news/0/000.txt", story(0))
    Path("news/9/gone.txt").unlink()
    ingest(stories, "--db", "changed.db", "--prune", "--quiet")
    expected = content("once.db", BY_PATH)
    assert content("halves.db", BY_PATH) == expected
    assert content("changed.db", BY_PATH) == expected


def test_paths_are_seen_from_the_current_folder(write: Write, ingest: Ingest, rows: Rows) -> None:
    """A folder, a file in it, and an absolute path name an article alike."""
    file = write("seeds/a.txt", "A story.\n")
    for index, path in enumerate(("seeds", "seeds/a.txt", file, "./seeds/../seeds", ".")):
        assert ingest(path, "--db", f"{index}.db", "--quiet") == 0
        assert rows("select path from articles", db=f"{index}.db") == [("seeds/a.txt",)]


def test_a_path_outside_starts_with_its_own_last_part(
    write: Write, ingest: Ingest, rows: Rows, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Absolute paths of the machine never enter the database."""
    write("data/2018/a.txt", "A story.\n")
    (folder / "elsewhere").mkdir()
    monkeypatch.chdir(folder / "elsewhere")
    ingest(folder / "data/2018", "--quiet")
    assert rows("select path from articles") == [("2018/a.txt",)]
    assert str(folder).encode() not in Path("corpus.db").read_bytes()


def test_odd_names_are_encoded(write: Write, ingest: Ingest, rows: Rows) -> None:
    """``#``, ``!`` and ``%`` would read as what follows them in a path; NFC is one name."""
    write("x/100% C#!.txt", "A story.\n")
    write("x/Cafe\u0301.txt", "A story.\n")
    assert ingest("x", "--quiet") == 0
    assert rows("select path from articles order by id") == [
        ("x/100%25 C%23%21.txt",),
        ("x/Café.txt",),
    ]


def test_the_same_path_twice_is_rejected(
    write: Write, ingest: Ingest, rows: Rows, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two folders of the same name are not mixed: the second input never overwrites."""
    write("a/2018/x.txt", "The first.\n")
    write("b/2018/x.txt", "The second.\n")
    (folder / "cwd").mkdir()
    monkeypatch.chdir(folder / "cwd")
    assert ingest(folder / "a/2018", folder / "b/2018") == 1
    assert rows("select path, text from articles") == [("2018/x.txt", "The first.\n")]
    assert rows("select path, reason from rejects") == [
        ("2018/x.txt", "has the same path as another input of this run")
    ]


def test_one_article_more_waits_for_no_large_merge(
    write: Write, ingest: Ingest, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    """FTS5 takes up large segments by itself in large runs alone."""
    monkeypatch.setattr("dateline.rows.FEW", 2)
    for first, stop, segments in ((0, 9, 4), (9, 10, 0), (10, 12, 0), (12, 20, 4)):
        for number in range(first, stop):
            write(f"x/{number}.txt", f"The story {number} of the harbor.\n")
        assert ingest("x", "--quiet") == 0
        for index in ("articles_fts", "quotes_fts", "facet_values_fts"):
            assert rows(f"select v from {index}_config where k = 'automerge'") == [(segments,)]


def test_two_names_of_one_path(write: Write, ingest: Ingest, rows: Rows) -> None:
    """File systems tell é from e with an accent, the corpus does not: neither is overwritten."""
    for name in ("Café", "Cafe\u0301"):
        write(f"x/{name}.txt", "A story.\n")
    if len([*Path("x").iterdir()]) == 1:
        pytest.skip("this file system does not tell them apart")
    assert ingest("x", "--quiet") == 1
    assert rows("select path, reason from rejects") == [
        ("x/Café.txt", "has the same path as another input of this run")
    ]


def test_prune_drops_only_what_is_gone_from_the_paths(
    write: Write, ingest: Ingest, rows: Rows
) -> None:
    """Other folders' articles stay, and without --prune nothing is ever dropped."""
    for name in ("a/1.txt", "a/2.txt", "b/1.txt"):
        write(name, f"The story {name}.\n")
    write("a/all.jsonl", '{"id": 1, "text": "one"}\n{"id": 2, "text": "two"}\n')
    ingest("a", "b", "--quiet")
    Path("a/1.txt").unlink()
    Path("b/1.txt").unlink()
    write("a/all.jsonl", '{"id": 2, "text": "two"}\n')
    ingest("a", "--quiet")
    assert len(rows("select * from articles")) == 5
    assert ingest("a", "--prune", "--quiet") == 0
    paths = [("a/2.txt",), ("a/all.jsonl#2",), ("b/1.txt",)]
    assert rows("select path from articles order by path") == paths
    content("corpus.db")


def test_prune_spares_a_folder_that_can_not_be_found(
    write: Write, ingest: Ingest, rows: Rows
) -> None:
    """A disk that is not mounted is no reason to drop its articles."""
    write("a/1.txt", "A story.\n")
    write("b/1.txt", "A story.\n")
    ingest("a", "b", "--quiet")
    shutil.move("a", "away")
    assert ingest("a", "b", "--prune", "--quiet") == 1
    assert len(rows("select * from articles")) == 2


@pytest.mark.parametrize("how", ["forget", "prune", "update"])
def test_dropped_text_is_gone_from_the_file(write: Write, ingest: Ingest, how: str) -> None:
    """Not only from the tables: no byte of it stays, not in the index either."""
    file = write("a/secret.txt", "The zyxwvutsrq affair, by Quentin Zebulonqx.\n" * 50)
    for number in range(80):
        write(f"a/{number}.txt", story(number))
    ingest("a", "--quiet")
    assert b"zyxwvutsrq" in Path("corpus.db").read_bytes()
    if how == "forget":
        assert ingest("--forget", "a/secret.txt", "--quiet") == 0
    elif how == "prune":
        file.unlink()
        assert ingest("a", "--prune", "--quiet") == 0
    else:
        write("a/secret.txt", "Corrected.\n")
        assert ingest("a", "--quiet") == 0
    left = Path("corpus.db").read_bytes().lower()
    assert b"zyxwvutsrq" not in left
    assert b"zebulonqx" not in left
    content("corpus.db")


def test_forgets_several(stories: Path, ingest: Ingest, rows: Rows) -> None:
    """What a shell makes of ``news/0/*.txt`` are many paths."""
    ingest(stories, "--quiet")
    assert ingest("--forget", *sorted(stories.glob("0/*.txt")), "--quiet") == 0
    assert rows("select count(*) from articles where path like 'news/0/%'") == [(0,)]
    assert rows("select count(*) > 100 from articles") == [(1,)]


@pytest.mark.parametrize("name", ["x.jsonl#2", "x.zip!b.txt"])
def test_what_was_forgotten_is_not_counted(
    name: str, write: Write, ingest: Ingest, rows: Rows, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file that has not changed is left alone, and has an article less."""
    write("n/x.jsonl", '{"text": "one"}\n{"text": "two"}\n')
    with zipfile.ZipFile("n/x.zip", "w") as archive:
        for member in ("a.txt", "b.txt"):
            archive.writestr(member, f"The story {member}.\n")
    ingest("n", "--quiet")
    assert ingest("--forget", f"n/{name}", "--quiet") == 0
    for option in ((), ("--prune",)):
        assert ingest("n", "--json", *option) == 0
        run = summary(capsys.readouterr().out)
        assert (run.articles, run.unchanged, run.pruned) == (3, 3, 0)


def test_forgetting_what_is_not_there_says_so(
    write: Write, ingest: Ingest, capsys: pytest.CaptureFixture[str]
) -> None:
    """A mistyped path is no success."""
    write("a.txt", "A story.\n")
    ingest("a.txt", "--quiet")
    before = Path("corpus.db").read_bytes()
    assert ingest("--forget", "b.txt") == 1
    assert Path("corpus.db").read_bytes() == before
    assert "b.txt is the path of no article here" in capsys.readouterr().err


def test_ids_are_never_reused(write: Write, ingest: Ingest, rows: Rows) -> None:
    """A link to an article never leads to another one."""
    write("a.txt", "A story.\n")
    ingest("a.txt", "--quiet")
    ingest("--forget", "a.txt", "--quiet")
    ingest("a.txt", "--quiet")
    assert rows("select id from articles") == [(2,)]


def test_rebuild_needs_no_sources(write: Write, ingest: Ingest) -> None:
    """Everything is derived again from the stored texts and given values, and is the same."""
    write("x.jsonl", '{"id": 1, "text": "HAVANA (AP) — x", "date": "no day", "desk": 7}\n')
    write("y.txt", story(1))
    ingest("x.jsonl", "y.txt", "--quiet")
    before = content("corpus.db", BY_PATH)
    connection = sqlite3.connect("corpus.db")
    connection.execute("update articles set title = 'damaged', published = '1900', rules = 0")
    connection.execute("delete from mentions")
    connection.execute("delete from fact_values")
    connection.commit()
    connection.close()
    for file in ("x.jsonl", "y.txt"):
        Path(file).unlink()
    assert ingest("--rebuild", "--quiet") == 0
    assert content("corpus.db", BY_PATH) == before


def test_older_rules_are_told(
    write: Write, ingest: Ingest, capsys: pytest.CaptureFixture[str]
) -> None:
    """A run with newer rules says that --rebuild would read the rest again."""
    write("a.txt", "A story.\n")
    ingest("a.txt", "--quiet")
    connection = sqlite3.connect("corpus.db")
    connection.execute("update articles set rules = 0")
    connection.commit()
    connection.close()
    ingest("a.txt")
    assert "1 articles were read by older rules; --rebuild" in capsys.readouterr().err


def test_another_map_reads_again(write: Write, ingest: Ingest, rows: Rows) -> None:
    """A file that has not changed is read again when its columns mean something else."""
    write("x.csv", "headline,content\nFlood,Water rose.\n")
    assert ingest("x.csv", "--quiet") == 1
    assert rows("select path, reason from rejects") == [("x.csv#1", "has no text")]
    assert ingest("x.csv", "--map", "title=headline,text=content", "--quiet") == 0
    assert rows("select title, text, extra from articles") == [("Flood", "Water rose.", "{}")]
    assert rows("select * from rejects") == []


def test_standard_input(command: Command, folder: Path, rows: Rows) -> None:
    """JSON Lines on standard input are named by id, else by line."""
    lines = '{"id": "a", "text": "one"}\n{"text": "two"}\n'
    assert command("-", cwd=folder, input=lines).returncode == 0
    assert rows("select path from articles order by id") == [("-#a",), ("-#2",)]
    result = command("-", "--json", cwd=folder, input=lines.replace("two", "2"))
    assert (summary(result.stdout).updated, summary(result.stdout).unchanged) == (1, 1)


REFUSED = {
    "no such PATH": (["nowhere"], "there is no nowhere"),
    "no such folder for the database": (["a.txt", "--db", "no/x.db"], "there is no folder no"),
    "a folder as database": (["a.txt", "--db", "folder"], "is not a file"),
    "a text as database": (["a.txt", "--db", "a.txt"], "is no SQLite database"),
    "somebody else's database": (["a.txt", "--db", "other.db"], "is a database of something else"),
    "a newer corpus": (["a.txt", "--db", "newer.db"], "was made by a newer Dateline"),
}


@pytest.mark.parametrize(("arguments", "sentence"), REFUSED.values(), ids=REFUSED.keys())
def test_a_run_that_can_not_be_done_changes_nothing(
    arguments: list[str], sentence: str, write: Write, command: Command, folder: Path
) -> None:
    """Status 2, one clear sentence, no traceback, and every file is as it was."""
    write("a.txt", "A story.\n")
    (folder / "folder").mkdir()
    for name, statement in (
        ("other.db", "create table mine (x)"),
        ("newer.db", "pragma user_version = 999"),
    ):
        connection = sqlite3.connect(folder / name)
        if name == "newer.db":
            connection.execute("pragma application_id = 1146375246")
            connection.execute("create table articles (x)")
        connection.execute(statement)
        connection.commit()
        connection.close()
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    result = command(*arguments, cwd=folder)
    assert (result.returncode, result.stdout) == (2, "")
    assert sentence in result.stderr
    assert "Traceback" not in result.stderr
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


MISTAKES = {
    "no number of workers": ["--workers", "0"],
    "a word for a number": ["--workers", "many"],
    "an unknown column": ["--map", "headline=title"],
    "half a map": ["--map", "title"],
    "one column twice": ["--map", "text=content,title=content"],
    "one name twice": ["--map", "body=x,text=y"],
    "forget with a PATH": ["b.txt", "--forget", "a.txt"],
    "an unknown option": ["--nope"],
}


@pytest.mark.parametrize("arguments", MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_on_the_command_line_is_told(arguments: list[str], ingest: Ingest) -> None:
    """Status 2 and usage; no database is made."""
    with pytest.raises(SystemExit) as end:
        ingest(*arguments)
    assert end.value.code == 2
    assert not Path("corpus.db").exists()


def test_an_empty_folder_makes_an_empty_corpus(folder: Path, ingest: Ingest, rows: Rows) -> None:
    """What was announced is there, and can be served."""
    (folder / "empty").mkdir()
    assert ingest("empty", "--quiet") == 0
    assert rows("select count(*) from articles") == [(0,)]


@pytest.mark.parametrize("option", ["--rebuild", "--forget=a.txt"])
def test_there_must_be_something_to_rebuild(option: str, folder: Path, command: Command) -> None:
    """Without a database there is nothing to derive or drop, and none is made."""
    result = command(option, cwd=folder)
    assert (result.returncode, "there is no corpus.db" in result.stderr) == (2, True)
    assert not Path("corpus.db").exists()


def test_a_failed_run_leaves_one_file(
    stories: Path, write: Write, ingest: Ingest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When a run ends early, the database is as it was before, without a log beside it."""
    ingest(stories, "--quiet")
    before = content("corpus.db")
    write("news/new.txt", "A new story.\n")
    monkeypatch.setattr("dateline.loading.Loading._prune_files", interrupt)
    assert ingest(stories, "--prune", "--quiet") == 2
    assert content("corpus.db") == before
    assert sorted(p.name for p in Path().iterdir()) == ["corpus.db", "news"]


def interrupt(*_: object) -> None:
    """Press Ctrl-C."""
    raise KeyboardInterrupt


def test_names_print_with_control_characters_escaped(
    write: Write, ingest: Ingest, capsys: pytest.CaptureFixture[str]
) -> None:
    """The name of a file can't steer the terminal."""
    write("x/\x1b[2Jevil.txt", "")
    assert ingest("x") == 1
    assert r"x/\x1b[2Jevil.txt is empty" in capsys.readouterr().err


def test_rejects_are_told_again(write: Write, ingest: Ingest, rows: Rows) -> None:
    """An input that is still bad is still a status of 1; the file is not written for it."""
    write("x/a.txt", "A story.\n")
    write("x/b.txt", b"")
    write("x/c.jsonl", '{"text": "ok"}\nbroken\n')
    assert ingest("x", "--quiet") == 1
    before = Path("corpus.db").read_bytes()
    assert ingest("x", "--quiet") == 1
    assert Path("corpus.db").read_bytes() == before
    assert rows("select path from rejects order by path") == [("x/b.txt",), ("x/c.jsonl#2",)]
    write("x/b.txt", "No longer empty.\n")
    write("x/c.jsonl", '{"text": "ok"}\n{"text": "mended"}\n')
    assert ingest("x", "--quiet") == 0
    assert rows("select * from rejects") == []


def test_a_stored_article_survives_its_file_going_bad(
    write: Write, ingest: Ingest, rows: Rows
) -> None:
    """Nothing that is stored is lost to a bad input, with --prune neither."""
    write("x/a.txt", "A story.\n")
    write("x/b.jsonl", '{"id": 1, "text": "one"}\n{"id": 2, "text": "two"}\n')
    ingest("x", "--quiet")
    write("x/a.txt", b"\x00\x01\x02\x03" * 100)
    write("x/b.jsonl", '{"id": 1, "text": "one"}\n{"id": 2, "text": 2}\n')
    assert ingest("x", "--prune", "--quiet") == 1
    assert len(rows("select * from articles")) == 3


@pytest.mark.parametrize("delay", [0.05, 0.3, 0.6, 0.9])
def test_a_killed_run_is_completed_by_the_next(
    delay: float, stories: Path, folder: Path, ingest: Ingest
) -> None:
    """SIGKILL at any moment: the file opens, and the next run ends as if nothing had been."""
    line = [sys.executable, str(ROOT / "ingest.py"), str(stories), "--db", "killed.db"]
    process = subprocess.Popen(line, cwd=folder, stdout=subprocess.DEVNULL)
    time.sleep(delay)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert ingest(stories, "--db", "killed.db", "--quiet") == 0
    ingest(stories, "--db", "whole.db", "--quiet")
    assert content("killed.db") == content("whole.db")


def test_readers_see_before_or_after(stories: Path, write: Write, ingest: Ingest) -> None:
    """Somebody who has the file open reads on during a run, and sees its result afterwards."""
    ingest(stories, "--quiet")
    reader = sqlite3.connect("file:corpus.db?mode=ro", uri=True)
    assert reader.execute("select count(*) from articles").fetchone() == (150,)
    write("news/new.txt", "A new story.\n")
    assert ingest(stories, "--quiet") == 0
    assert reader.execute("select count(*) from articles").fetchone() == (151,)
    reader.close()


def test_a_second_writer_is_told(
    stories: Path, ingest: Ingest, command: Command, folder: Path
) -> None:
    """While somebody else writes, a run waits, then says so and changes nothing."""
    ingest(stories, "--quiet")
    (folder / "news/new.txt").write_text("A new story.\n")
    writer = sqlite3.connect("corpus.db", isolation_level=None)
    writer.execute("begin exclusive")
    result = command(stories, cwd=folder)
    writer.rollback()
    writer.close()
    assert result.returncode == 2
    assert "database is locked" in result.stderr
    assert "Traceback" not in result.stderr


def test_triggers_keep_the_index_in_step(stories: Path, ingest: Ingest, rows: Rows) -> None:
    """Whoever changes articles with SQL finds the full-text index in step."""
    ingest(stories, "--quiet")
    connection = sqlite3.connect("corpus.db")
    connection.execute("update articles set text = 'about a platypus' where id = 1")
    connection.execute("delete from articles where id = 2")
    connection.commit()
    connection.close()
    match = "select rowid from articles_fts where articles_fts match ?"
    assert rows(match, "platypus") == [(1,)]
    content("corpus.db")


def deny(*denied: str) -> Callable[..., object]:
    """Return ``os.listdir`` as it is for somebody who may not read some folders."""

    def listdir(path: Path) -> list[str]:
        if Path(path).name in denied:
            raise PermissionError(13, "Permission denied")
        return os.listdir(path)  # noqa: PTH208 - as the walk has it

    return listdir


def test_prune_spares_what_can_not_be_read(
    write: Write, ingest: Ingest, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder that is locked today still has its articles."""
    write("n/locked/a.txt", "A story.\n")
    write("n/b.txt", "A story.\n")
    ingest("n", "--quiet")
    walk = SimpleNamespace(**{**vars(os), "listdir": deny("locked")})
    monkeypatch.setattr("dateline.sources.walk.os", walk)
    assert ingest("n", "--prune", "--quiet") == 1
    assert len(rows("select * from articles")) == 2
    monkeypatch.undo()


def test_a_file_that_can_not_be_read_again_is_one_reject(
    write: Write, ingest: Ingest, rows: Rows, monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    """A known file that vanishes or is locked while the run goes on spoils nothing else."""
    monkeypatch.chdir(folder)
    file = write("n/a.txt", "A story.\n")
    ingest("n", "--quiet")
    file.touch()
    write("n/b.txt", "A story.\n")

    def locked(path: Path) -> str:
        if path.name == "a.txt":
            raise PermissionError(13, "Permission denied")
        return hash_file(path)

    monkeypatch.setattr("dateline.loading.hash_file", locked)
    assert ingest("n", "--quiet") == 1
    assert rows("select path from articles order by id") == [("n/a.txt",), ("n/b.txt",)]
    assert rows("select path, reason from rejects") == [
        ("n/a.txt", "can't be read: Permission denied")
    ]


def test_a_nul_in_an_id_is_encoded(write: Write, ingest: Ingest, rows: Rows) -> None:
    """SQLite's JSON ends at a NUL: such an article could not be found again by its path."""
    write("x.jsonl", '{"id": "a\\u0000b", "text": "x"}\n')
    ingest("x.jsonl", "--quiet")
    write("x.jsonl", '{"id": "a\\u0000b", "text": "y"}\n')
    assert ingest("x.jsonl", "--quiet") == 0
    assert ingest("--rebuild", "--quiet") == 0
    assert rows("select path, text from articles") == [("x.jsonl#a%00b", "y")]


def test_workers_end_with_a_killed_run(write: Write, folder: Path) -> None:
    """SIGKILL leaves no process behind that waits for work for ever."""
    write("x.jsonl", "".join(json.dumps({"text": story(i) * 40}) + "\n" for i in range(3_000)))
    line = [sys.executable, str(ROOT / "ingest.py"), "x.jsonl", "--workers", "2"]
    process = subprocess.Popen(line, cwd=folder, stdout=subprocess.DEVNULL, start_new_session=True)
    deadline = time.monotonic() + 30
    while len(members(process.pid)) < 3 and time.monotonic() < deadline:
        time.sleep(0.05)
    assert len(members(process.pid)) >= 3
    time.sleep(1)
    process.kill()
    process.wait()
    while members(process.pid) and time.monotonic() < deadline + 30:
        time.sleep(0.1)
    assert members(process.pid) == []


def members(session: int) -> list[int]:
    """Return the processes of a session."""
    line = ["ps", "-o", "pid=", "--sid", str(session)]
    found = subprocess.run(line, capture_output=True, text=True, check=False).stdout
    return [int(pid) for pid in found.split()]


def test_a_run_that_is_told_to_end_says_so(stories: Path, write: Write, folder: Path) -> None:
    """SIGTERM ends a run as Ctrl-C does: status 2, and the database as it was before."""
    write("x.jsonl", "".join(json.dumps({"text": story(i) * 40}) + "\n" for i in range(5_000)))
    line = [sys.executable, str(ROOT / "ingest.py"), "x.jsonl"]
    with subprocess.Popen(line, cwd=folder, stderr=subprocess.PIPE, text=True) as process:
        deadline = time.monotonic() + 30
        while not Path("corpus.db").exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        while process.poll() is None:  # Python may lose a signal that comes within a destructor
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=5)
        assert process.stderr
        assert "Error: stopped; corpus.db is as it was before\n" in process.stderr.read()
    assert process.returncode == 2
    assert not Path("corpus.db").exists()


def test_rejects_that_are_no_longer_are_forgotten(write: Write, ingest: Ingest, rows: Rows) -> None:
    """A folder that was missing, a clash, a bad line: what the PATHs no longer reject is gone."""
    write("a/2018/x.txt", "The first.\n")
    assert ingest("a", "gone", "--quiet") == 1
    assert rows("select path from rejects") == [("gone",)]
    write("gone/x.txt", "A story.\n")
    assert ingest("gone", "--quiet") == 0
    assert rows("select path from rejects") == []


def test_rejects_of_standard_input_are_forgotten(
    command: Command, folder: Path, rows: Rows
) -> None:
    """A stream is a PATH like any other."""
    command("-", cwd=folder, input='{"text": 1}\n')
    assert rows("select path from rejects") == [("-#1",)]
    command("-", cwd=folder, input='{"text": "x"}\n')
    assert rows("select path from rejects") == []


def test_rebuild_with_paths_counts_each_article_once(
    write: Write, ingest: Ingest, capsys: pytest.CaptureFixture[str]
) -> None:
    """An article is added or updated, not both."""
    write("n/a.txt", "A story.\n")
    for added, updated in ((1, 0), (0, 1)):
        ingest("n", "--rebuild", "--json")
        run = summary(capsys.readouterr().out)
        assert (run.articles, run.added, run.updated, run.unchanged) == (1, added, updated, 0)


@pytest.mark.parametrize("typed", ["f/sub/3.txt", "./f/sub/3.txt", "f/", "f/sub", "absolute"])
def test_forget_takes_a_path_as_it_is_typed(
    typed: str, write: Write, ingest: Ingest, rows: Rows
) -> None:
    """What the shell completes and what the database has are the same article."""
    file = write("f/sub/3.txt", "A story.\n")
    ingest("f", "--quiet")
    assert ingest("--forget", file if typed == "absolute" else typed, "--quiet") == 0
    assert rows("select * from articles") == []


def test_real_bbc_texts(real_texts: Path, ingest: Ingest, rows: Rows) -> None:
    """2,225 articles, copies among them, each headline a title; the odd encoding is right."""
    assert ingest(real_texts / "news/bbc.zip", "--quiet") == 0
    assert rows("select count(*) from articles") == [(2225,)]
    for title, text in rows("select title, text from articles"):
        assert str(text).split("\n")[0].split() == str(title).split()
    with zipfile.ZipFile(real_texts / "news/bbc.zip") as archive:
        odd = [n for n in archive.namelist() if n.endswith(".txt") and not is_utf8(archive.read(n))]
        assert len(odd) == 1
        expected = archive.read(odd[0]).decode("cp1252").replace("\r\n", "\n")
    assert rows("select text from articles where path = ?", f"bbc.zip!{odd[0]}") == [(expected,)]
    before = Path("corpus.db").read_bytes()
    assert ingest(real_texts / "news/bbc.zip", "--quiet") == 0
    assert Path("corpus.db").read_bytes() == before


def is_utf8(data: bytes) -> bool:
    """Whether bytes are UTF-8."""
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def test_every_nasty_file_is_loaded_or_rejected(
    real_texts: Path, command: Command, folder: Path
) -> None:
    """Invalid UTF-8, naughty strings and mojibake: no traceback, the rest loads."""
    files = [file for file in sorted((real_texts / "nasty").rglob("*")) if file.is_file()]
    result = command(real_texts / "nasty", *files, "--db", "nasty.db", cwd=folder)
    assert result.returncode == 1
    assert "Traceback" not in result.stderr
    content(folder / "nasty.db")
