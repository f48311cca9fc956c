"""Tests for `dateline.sources`: files of every kind become records, or one plain reason each."""

from __future__ import annotations

import gzip
import io
import json
import lzma
import os
import subprocess
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from dateline.article import Record, Reject
from dateline.sources.containers import read_file
from dateline.sources.paths import find_root
from dateline.sources.unreadable import Unreadable
from dateline.sources.walk import Found, Skipped, find_files

Write = Callable[[str, str | bytes], Path]


def find(path: str) -> list[Found | Skipped | Reject]:
    """Return what a PATH holds."""
    return list(find_files(find_root(path), Path("corpus.db")))


def read(path: str, **columns: str) -> list[Record | Reject | Skipped]:
    """Return what a PATH's files hold; an unreadable file is its own last item."""
    items: list[Record | Reject | Skipped] = []
    for found in find(path):
        if not isinstance(found, Found):
            items.append(found)
            continue
        try:
            items += read_file(found, columns, lambda _: None)
        except Unreadable as error:
            items.append(Reject(found.path, str(error)))
    return items


def brief(items: list[Record | Reject | Skipped]) -> list[tuple[str, str]]:
    """Return (path, text) of records, (path, reason) of rejects, (kind, "skipped")."""
    return [
        (item.path, item.text) if isinstance(item, Record)
        else (item.path, item.reason) if isinstance(item, Reject)
        else (item.kind, "skipped")
        for item in items
    ]  # fmt: skip


GIVEN = {
    "our own names": (
        {"id": 7, "title": "T", "text": "x", "published": "2018", "byline": "A", "url": "u"},
        {"title": "T", "published": "2018", "byline": "A", "url": "u"}, {},
    ),
    "other usual names": (
        {"body": "x", "date": "2018-10-25", "author": "Jane Doe", "category": "World"},
        {"published": "2018-10-25", "byline": "Jane Doe", "section": "World"}, {},
    ),
    "ours before theirs": (
        {"text": "x", "body": "y", "published": "", "date": "2018"},
        {"published": "2018"}, {"body": "y"},
    ),
    "empty is not given": ({"text": "x", "title": " ", "agency": None}, {}, {}),
    "every other key": ({"text": "x", "desk": "Metro", "tags": [1]}, {}, {"desk": "Metro", "tags": [1]}),
    "several authors": ({"text": "x", "author": ["A B", "C D"]}, {"byline": "A B, C D"}, {}),
    "a number": ({"text": "x", "date": 2018, "section": 4.0}, {"published": "2018", "section": "4"}, {}),
    "no plain text": ({"text": "x", "author": {"name": "A"}}, {}, {"byline": {"name": "A"}}),
}  # fmt: skip


@pytest.mark.parametrize(("row", "given", "extra"), GIVEN.values(), ids=GIVEN.keys())
def test_a_record_states(
    row: dict[str, object], given: object, extra: object, write: Write
) -> None:
    """A record's keys are given values under our names; all others are kept."""
    write("x.jsonl", json.dumps(row))
    (record,) = read("x.jsonl")
    assert isinstance(record, Record)
    assert (record.text, record.given, record.extra) == ("x", given, extra)


def test_a_map_names_the_columns(write: Write) -> None:
    """--map says which of their columns is which of ours; it comes before the usual names."""
    write("x.csv", "headline,title,content,text\nFlood,Mr,Water rose.,meta\n")
    (record,) = read("x.csv", title="headline", text="content")
    assert isinstance(record, Record)
    assert (record.text, dict(record.given)) == ("Water rose.", {"title": "Flood"})


def test_layout_does_not_change_the_hash(write: Write) -> None:
    """The order of keys and the blanks of a JSON line do not make it another record."""
    write("a.jsonl", '{"id":1,"text":"x","n":[1,2]}')
    write("b.jsonl", '{ "n": [1, 2],  "text": "x", "id": 1 }')
    (a,), (b,) = read("a.jsonl"), read("b.jsonl")
    assert isinstance(a, Record) and isinstance(b, Record)
    assert a.sha256 == b.sha256


def test_front_matter(write: Write) -> None:
    """YAML between two lines of dashes states; dates stay as they are written."""
    write("m.md", "---\ntitle: 'T: x'\ndate: 2018-10-25\ntags: [a, b]\n---\n# H\n\nBody\n")
    (record,) = read("m.md")
    assert isinstance(record, Record)
    assert record.text == "# H\n\nBody\n"
    assert record.given == {"title": "T: x", "published": "2018-10-25"}
    assert record.extra == {"tags": ["a", "b"]}


def test_markdown_without_front_matter(write: Write) -> None:
    """A rule at the head of a text is no front matter."""
    write("a.md", "---\nJust a line under a rule.\n")
    write("b.md", "# Heading\n\nText.\n")
    assert brief(read("."))[:2] == [
        ("a.md", "---\nJust a line under a rule.\n"),
        ("b.md", "# Heading\n\nText.\n"),
    ]


FILES = {
    "a.jsonl": ('{"id": "é#1!%", "text": "one"}\n\n{"text": "two"}', [("a.jsonl#é%231%21%25", "one"), ("a.jsonl#3", "two")]),
    "b.json": ('[{"text": "one"}, {"text": "two"}]', [("b.json#1", "one"), ("b.json#2", "two")]),
    "c.json": ('{"articles": [{"id": "x", "text": "one"}]}', [("c.json#x", "one")]),
    "d.json": ('{"text": "one", "list": [{"a": 1}]}', [("d.json#1", "one")]),
    "e.json": ('{"text": "one"}\n{"text": "two"}', [("e.json#1", "one"), ("e.json#2", "two")]),
    "f.csv": ('id,text\n7,"a\nb"\n,c\n', [("f.csv#7", "a\nb"), ("f.csv#2", "c")]),
    "g.csv": ("id;text\n1;a, b\n", [("g.csv#1", "a, b")]),
    "h.tsv": ("text\tx\none\t2\n", [("h.tsv#1", "one")]),
    "i.csv": ("id,text\n1," + "y" * 200_000 + "\n", [("i.csv#1", "y" * 200_000)]),
    "noSuffix": ("A story.", [("noSuffix", "A story.")]),
    "LOUD.TXT": ("A story.", [("LOUD.TXT", "A story.")]),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_reads(name: str, write: Write) -> None:
    """Each format yields its records under their ids, else their numbers."""
    source, expected = FILES[name]
    write(name, source)
    assert brief(read(name)) == expected


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("name", ["x.jsonl", "x.csv", "x.json"])
def test_records_come_in_any_encoding(name: str, encoding: str, write: Write) -> None:
    """JSON and CSV need not be UTF-8."""
    source = "id,text\n1,¡Mañana!\n" if name == "x.csv" else '{"id": 1, "text": "¡Mañana!"}\n'
    write(name, source.encode(encoding))
    assert brief(read(name)) == [(f"{name}#1", "¡Mañana!")]


BAD_LINES = {
    "broken": ('{"text": "x"', "is broken JSON: Expecting ',' delimiter at character 14"),
    "no object": ("[1]", "is no JSON object"),
    "no text": ('{"source": "x"}', "has no text"),
    "text is a number": ('{"text": 5}', "has a text that is no string"),
    "a lone surrogate": ('{"text": "\\ud800"}', "has half of a character (a lone surrogate)"),
    "a lone surrogate as id": ('{"id": "\\ud800", "text": "x"}', "has half of a character (a lone surrogate) in its id"),
    "a thousand digits": ('{"text": "x", "n": ' + "9" * 1000 + "}", "is no JSON that can be kept: a number of 1000 digits"),
    "NaN": ('{"text": "x", "n": NaN}', "is no JSON that can be kept: NaN is not JSON"),
    "infinite": ('{"text": "x", "n": 1e999}', "has a value that JSON can't hold"),
    "deeper than can be handed on": ('{"text": "x", "n": ' + "[" * 900 + "]" * 900 + "}", "is nested deeper than 100 levels"),
    "deep": ('{"n": ' + "[" * 100_000 + "]" * 100_000 + "}", "is JSON nested too deeply"),
}  # fmt: skip


@pytest.mark.parametrize(("line", "reason"), BAD_LINES.values(), ids=BAD_LINES.keys())
def test_a_bad_line_is_rejected_alone(line: str, reason: str, write: Write) -> None:
    """A line that can't be loaded is named by its number; the lines around it load."""
    write("x.jsonl", '{"text": "before"}\n' + line + '\n{"text": "after"}\n')
    assert brief(read("x.jsonl")) == [
        ("x.jsonl#1", "before"),
        ("x.jsonl#2", reason),
        ("x.jsonl#3", "after"),
    ]


BAD_FILES: dict[str, tuple[bytes, str]] = {
    "empty.txt": (b"", "is empty"),
    "binary.txt": (bytes(range(256)) * 20, "is binary, not text"),
    "long.txt": (b"a" * 20_000_001, "is larger than 20 MB, too large for one article"),
    "bomb.md": (b"---\na: &a [x,x]\nb: &b [*a,*a]\n---\nx", "has YAML aliases in its front matter, which are not read"),
    "broken.md": (b"---\na: 1\nb: [\n---\nx", "has broken YAML in its front matter in line 4"),
    "none.json": (b'"words"', "is JSON, but no article and no list of them"),
    "broken.json": (b"[1,", "is broken JSON: Expecting value at character 4"),
    "empty.csv": (b"", "is empty"),
    "junk.zip": (b"junk", "is damaged: File is not a zip file"),
    "junk.xz": (b"junk", "is damaged: Input format not supported by decoder"),
    "junk.tar": (b"junk" * 500, "is damaged: invalid header"),
    "bomb.txt.gz": (gzip.compress(b"0" * 60_000_000), "is larger than 20 MB, too large for one article"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_bad_file_is_rejected(name: str, write: Write) -> None:
    """A file that can't be loaded has one plain reason."""
    source, reason = BAD_FILES[name]
    write(name, source)
    assert brief(read(name)) == [(name, reason)]


def test_a_line_too_long_is_passed_over(write: Write) -> None:
    """A line of 200 MB is rejected without being held; what follows is read."""
    write("x.jsonl", b'{"text":"' + b"a" * 45_000_000 + b'"}\n{"text":"after"}\n')
    assert brief(read("x.jsonl")) == [
        ("x.jsonl#1", "is a line of more than 20 MB"),
        ("x.jsonl#2", "after"),
    ]


def test_a_row_of_another_width_is_rejected(write: Write) -> None:
    """A comma too many shifts every value: such a row is not guessed at."""
    write("x.csv", "id,text\n1,a,b\n2,c\n")
    assert brief(read("x.csv")) == [
        ("x.csv#1", "has 3 fields where the header has 2"),
        ("x.csv#2", "c"),
    ]


UNCLOSED = {
    "behind a closing one": (
        'id,text\n1,"a"b\n2,"c"\n',
        [("x.csv#1", "has a quotation mark out of place"), ("x.csv#2", "c")],
    ),
    "at the end": (
        'id,text\n1,a\n2,"b\n',
        [("x.csv#1", "a"), ("x.csv#2", "has a quotation mark out of place")],
    ),
    "in the middle": (
        'id,text\n1,"a, ""b"""\n2,"b\n3,c\n4,d "e"\n',
        [
            ("x.csv#1", 'a, "b"'),
            ("x.csv#2", "has a quotation mark out of place"),
            ("x.csv#3", "c"),
            ("x.csv#4", 'd "e"'),
        ],
    ),
}


@pytest.mark.parametrize(("source", "expected"), UNCLOSED.values(), ids=UNCLOSED.keys())
def test_an_unclosed_quotation_mark_spoils_one_row(
    source: str, expected: object, write: Write
) -> None:
    """It would take the rest of the table into its field; the rows below are read all the same."""
    write("x.csv", source)
    assert brief(read("x.csv")) == expected


def test_an_unclosed_quotation_mark_in_a_long_table(write: Write) -> None:
    """The field need not grow to the end of a file of any size."""
    rows = "".join(f"{i},{'word ' * 5_000}\n" for i in range(2, 1_002))
    write("x.csv", 'id,text\n1,"never closed\n' + rows)
    items = brief(read("x.csv"))
    assert items[0] == ("x.csv#1", "has a quotation mark out of place")
    assert [path for path, _ in items[1:]] == [f"x.csv#{i}" for i in range(2, 1_002)]


def test_two_columns_of_one_name_are_not_guessed_at(write: Write) -> None:
    """Which of the two is meant is nobody's guess."""
    write("x.csv", "text,text\na,b\n")
    assert brief(read("x.csv")) == [("x.csv", "has two columns of the same name")]


def zipped(members: dict[str, bytes], **options: int) -> bytes:
    """Return a zip of these members."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return file.getvalue()


def tarred(members: dict[str, bytes], mode: str = "w") -> bytes:
    """Return a tar of these members, and of a symbolic link to a password file."""
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode=mode) as archive:  # type: ignore[call-overload]
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
        link = tarfile.TarInfo("link.txt")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    return file.getvalue()


MEMBERS = {
    "b/2.txt": b"two",
    "a/1.txt": b"one",
    "c.jsonl.gz": gzip.compress(b'{"id": 9, "text": "nine"}'),
    "picture.jpg": b"x",
    ".hidden.txt": b"x",
    "__MACOSX/a.txt": b"x",
    "../evil.txt": b"x",
    "/abs.txt": b"x",
    "inner.zip": b"x",
    "empty.txt": b"",
}


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("x.zip", zipped(MEMBERS)),
        ("x.tar", tarred(MEMBERS)),
        ("x.tar.gz", tarred(MEMBERS, "w:gz")),
        ("x.tgz", tarred(MEMBERS, "w:gz")),
        ("x.tar.xz", tarred(MEMBERS, "w:xz")),
    ],
    ids=["zip", "tar", "tar.gz", "tgz", "tar.xz"],
)
def test_archives(name: str, data: bytes, write: Write) -> None:
    """Members are named behind a ``!``; what a folder would skip is skipped, traps are rejected."""
    write(name, data)
    assert sorted(brief(read(name))) == [
        (".jpg", "skipped"),
        (f"{name}!../evil.txt", "has a path that leads out of its archive"),
        (f"{name}!a/1.txt", "one"),
        (f"{name}!abs.txt", "has a path that leads out of its archive"),
        (f"{name}!b/2.txt", "two"),
        (f"{name}!c.jsonl.gz#9", "nine"),
        (f"{name}!empty.txt", "is empty"),
        (f"{name}!inner.zip", "is an archive inside an archive: unpack the outer one"),
    ]


@pytest.mark.parametrize("name", ["x.zip", "x.tar", "x.tar.gz"])
def test_archives_are_read_in_the_order_of_names(name: str, write: Write) -> None:
    """The order in which an archive was packed does not show."""
    members = {"b.txt": b"b", "a.txt": b"a"}
    packed = {
        "x.zip": zipped(members),
        "x.tar": tarred(members),
        "x.tar.gz": tarred(members, "w:gz"),
    }
    write(name, packed[name])
    assert [path for path, _ in brief(read(name))] == [f"{name}!a.txt", f"{name}!b.txt"]


@pytest.mark.parametrize("suffix", ["gz", "xz"])
def test_compressed_files_keep_their_name(suffix: str, write: Write) -> None:
    """``x.jsonl.xz#1``: compression does not show in the path but by the suffix."""
    pack = gzip.compress if suffix == "gz" else lzma.compress
    write(f"x.jsonl.{suffix}", pack(b'{"text": "one"}'))
    write(f"y.txt.{suffix}", pack(b"story"))
    assert brief(read(".")) == [(f"x.jsonl.{suffix}#1", "one"), (f"y.txt.{suffix}", "story")]


@pytest.mark.parametrize("name", ["x.tar.gz", "x.jsonl.gz", "x.zip"])
def test_what_precedes_the_damage_is_read(name: str, write: Write) -> None:
    """An archive that is cut short is told so; its whole members and lines load."""
    lines = b"\n".join(
        b'{"id": %d, "text": "%s"}' % (i, os.urandom(9).hex().encode()) for i in range(20_000)
    )
    packed = {
        "x.tar.gz": tarred({"a.txt": b"one", "b.jsonl": lines}, "w:gz"),
        "x.jsonl.gz": gzip.compress(lines),
        "x.zip": zipped({"a.txt": b"one"}),
    }[name]
    write(name, packed[: len(packed) * 2 // 3])
    items = read(name)
    assert isinstance(items[-1], Reject)
    assert "is damaged" in items[-1].reason
    assert name == "x.zip" or sum(isinstance(item, Record) for item in items) > 100


def test_a_bomb_in_a_zip_is_stopped(write: Write) -> None:
    """Expansion is capped over all members together."""
    line = b'{"text":"' + b"0" * 15_000_000 + b'"}\n'
    write("x.zip", zipped({f"{i}.jsonl": line for i in range(6)}))
    items = read("x.zip")
    assert sum(isinstance(item, Record) for item in items) == 3
    assert brief(items)[-1] == ("x.zip", "unpacks to more than 200 times its size: a zip bomb?")


def test_a_bomb_in_a_tar_is_stopped(write: Write) -> None:
    """A member that is passed over unpacks all the same, and counts."""
    write("x.tar.gz", tarred({"a.jpg": b"0" * 60_000_000, "b.txt": b"two"}, "w:gz"))
    assert brief(read("x.tar.gz")) == [
        (".jpg", "skipped"),
        ("x.tar.gz", "unpacks to more than 200 times its size: a zip bomb?"),
    ]


def test_folders_are_walked_in_order(write: Write, folder: Path) -> None:
    """Sorted, hidden entries left out, links not followed, pipes not opened, kinds counted."""
    for name in ("b/2.txt", "a.txt", "b/1.txt", ".hidden/x.txt", "b/.x.txt", "photo.JPG"):
        write(name, "x")
    os.symlink("..", folder / "b/loop")
    os.symlink("loop2", folder / "loop2")
    os.symlink("/etc/passwd", folder / "passwd.txt")
    os.mkfifo(folder / "pipe.txt")
    found = find(".")
    assert [item.path for item in found if isinstance(item, Found)] == [
        "a.txt",
        "b/1.txt",
        "b/2.txt",
    ]
    kinds = sorted(item.kind for item in found if isinstance(item, Skipped))
    assert kinds == [".jpg", "link", "link", "link", "special"]


def test_what_is_named_is_not_skipped(write: Write, folder: Path) -> None:
    """A file named on the command line is loaded or rejected, never passed over."""
    write("photo.jpg", "x")
    write(".hidden.txt", "x")
    os.mkfifo(folder / "pipe.txt")
    os.symlink("loop", folder / "loop")
    os.symlink(".hidden.txt", folder / "link.txt")
    reason = "is of an unknown kind: its suffix names no format"
    assert find("photo.jpg") == [Reject("photo.jpg", reason)]
    assert find("pipe.txt") == [Reject("pipe.txt", "is not a regular file")]
    assert [item.path for item in find(".hidden.txt") + find("link.txt")] == [
        ".hidden.txt",
        "link.txt",
    ]  # type: ignore[union-attr]
    (loop,) = find("loop")
    assert isinstance(loop, Reject)
    assert "Too many levels of symbolic links" in loop.reason


def test_the_database_is_no_article(write: Write) -> None:
    """A corpus that lies among the articles is passed over."""
    write("corpus.txt", "x")
    write("a.txt", "x")
    found = list(find_files(find_root("."), Path("corpus.txt")))
    assert [item.path for item in found if isinstance(item, Found)] == ["a.txt"]


def test_deep_folders(folder: Path) -> None:
    """A folder deeper than Python's stack is walked all the same."""
    deep = folder / "deep"
    deep.mkdir()
    here = os.open(deep, os.O_RDONLY)
    for _ in range(1_200):
        os.mkdir("d", dir_fd=here)
        below = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(os.open("a.txt", os.O_CREAT, dir_fd=here))
    os.close(here)
    try:
        assert [item.path for item in find("deep")] == ["deep/" + "d/" * 1_200 + "a.txt"]  # type: ignore[union-attr]
    finally:
        subprocess.run(["rm", "-rf", str(deep)], check=True)  # rmtree recurses
