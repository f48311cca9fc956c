"""Labelled texts outside the project, each as what it says for sure.

`Case.expected` has, for each kind that the set labels, the values that are right. Where a set only
knows what is right *if* the text states it (a publication date in its metadata), the kind is in
`Case.unstated`: then a value that is found can be right or wrong, and none found is no miss.
"""

from __future__ import annotations

import json
import lzma
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SAMPLE = 600
"""Articles taken of a large set, evenly: enough for ±2 points at the 95 % level, in two seconds."""


@dataclass(frozen=True)
class Case:
    """One text and what is right for it: ``Case("gold/015", "By …", {"agency": ["Reuters"]})``."""

    name: str
    text: str
    expected: dict[str, list[str]]
    unstated: frozenset[str] = frozenset()
    evidence: dict[str, str] = field(default_factory=dict)
    """Kind → the words that must be the evidence, where the set says."""


def load(data: Path) -> dict[str, list[Case]]:
    """Return every set by name, the large ones sampled."""
    sets = {
        "gold": _gold(data),
        "reuters": _reuters(data),
        "bodies": _bodies(data),
        "conll": _conll(data),
        "polnear": _polnear(data),
        "lgl": _lgl(data),
        "bbc": _bbc(data),
        "senate": _senate(data),
    }
    return {name: _sample(list(cases)) for name, cases in sets.items()}


def _sample(cases: list[Case]) -> list[Case]:
    return cases[:: max(1, len(cases) // SAMPLE)]


def _json_lines(path: Path) -> Iterator[dict[str, Any]]:
    raw = path.read_bytes()
    text = (lzma.decompress(raw) if path.suffix == ".xz" else raw).decode("utf-8")
    yield from (json.loads(line) for line in text.split("\n") if line)


def _gold(data: Path) -> Iterator[Case]:
    """Yield the texts labelled by hand: everything that the text states."""
    for path in sorted((data / "gold").glob("[0-9]*.json")):
        label = json.loads(path.read_text(encoding="utf-8"))
        with path.with_suffix(".txt").open(encoding="utf-8", newline="") as file:
            text = file.read()
        evidence = {
            "published": label["published"]["date"] and label["published"]["evidence"],
            "agency": label["agency_evidence"],
        }
        yield Case(
            f"gold/{path.stem}",
            text,
            {
                "title": _listed(label["title"]),
                "published": _listed(label["published"]["date"]),
                "dateline": label["dateline_places"],
                "agency": _listed(label["agency"]),
                "byline": label["bylines"],
                "caption": label["captions"],
                "credit": label["credits"],
            },
            evidence={kind: words for kind, words in evidence.items() if words},
        )


def _listed(value: str | None) -> list[str]:
    return [value] if value else []


def _reuters(data: Path) -> Iterator[Case]:
    """Yield Reuters of 1987, dateline and byline back where they stood; no year is in them."""
    for record in _json_lines(data / "news" / "reuters21578.jsonl.xz"):
        place = re.fullmatch(r"([^\d-]+?),? [A-Z][a-z]+ +\d+ +-", record["dateline"])
        if not place:
            continue
        byline = re.fullmatch(r"[Bb][Yy] ([^,]+)(, Reuters?)?", record["byline"])
        if record["byline"] and not byline:
            continue
        lines = [record["title"], record["byline"], f"{record['dateline']} {record['text']}"]
        yield Case(
            f"reuters/{record['id']}",
            "\n".join(line for line in lines if line),
            {
                "title": _listed(record["title"]),
                "published": [],
                "dateline": [" ".join(place[1].split())],
                "agency": ["Reuters"],
                "byline": re.split(" and |, ", byline[1]) if byline else [],
                "credit": [],
                "caption": [],
            },
            frozenset() if byline and byline[2] else frozenset({"agency"}),
        )


# "WHEAT - US three", "NY COMEX GOLD OPG TRENDS 7-APR", "Miami -- was already": what looks like one
_TEMPTING = re.compile(
    r"^ *(?:[A-Z][A-Z/ .-]{2,40},? *(?:--? |\d\d?-[A-Z]{3}|[A-Z][A-Za-z]{2,8} +\d)|[A-Z]\w+ --? )",
    re.MULTILINE,
)

# "repeat from late yesterday / MEDELLIN, Colombia, June 28 -": a dateline inside the body
_STATED = re.compile(
    r"^[ ]*[A-Z][A-Z .]+(?:, [A-Z][\w.]+)*, [A-Z][a-z]+ \d\d?(?: -|$)", re.MULTILINE
)


def _bodies(data: Path) -> Iterator[Case]:
    """Yield Reuters of 1987 without headline, dateline and byline: market reports, tables, digests.

    Only those in which some line looks like a dateline, and none is (of 21,578 the others say
    nothing that could mislead): whatever is found in them is wrong.
    """
    nothing: dict[str, list[str]] = {
        kind: [] for kind in ("dateline", "byline", "published", "credit", "caption")
    }
    for record in _json_lines(data / "news" / "reuters21578.jsonl.xz"):
        text = record["text"]
        if _TEMPTING.search(text) and not _STATED.search(text):
            said = {"agency": ["Reuters"], **nothing}  # where its last line says so: “Reuter”
            yield Case(f"bodies/{record['id']}", text, said, frozenset({"agency"}))


def _conll(data: Path) -> Iterator[Case]:
    """Yield Reuters of 1996: the second line is place and day."""
    for record in _json_lines(data / "facts" / "conll_dev.jsonl"):
        lines = record["text"].split("\n")
        stamp = re.fullmatch(r"(.+) (\d{4}-\d\d-\d\d)", lines[1]) if len(lines) > 2 else None
        if stamp:
            yield Case(
                f"conll/{record['id']}",
                record["text"],
                {"published": [stamp[2]], "dateline": [stamp[1]], "title": [lines[0]]},
                evidence={"published": stamp[2]},
            )


def _polnear(data: Path) -> Iterator[Case]:
    """Yield political news with metadata: right where the text states it."""
    for record in _json_lines(data / "facts" / "polnear_dev.jsonl"):
        meta = record["meta"]
        headline = record["text"].split("\n")[0]
        known_wire = {"ap": ["AP"], "upi": ["UPI"], "afp": ["AFP"], "reuters": ["Reuters"]}
        wire = known_wire.get(str(meta["wire"]).casefold(), [])
        expected = {
            "published": [meta["publication_date"]],
            "agency": wire,
            "title": [headline] if _alike(headline, meta["title"] or "") else [],
        }
        author = str(meta["author"] or "None")
        if author not in ("None", "") and not wire:
            expected["byline"] = re.split(r",? and |, ?|/| & ", re.sub("^By ", "", author))
        unstated = frozenset(expected) - ({"title"} if expected["title"] else set())
        yield Case(f"polnear/{record['id']}", record["text"], expected, unstated)


def _alike(one: str, other: str) -> bool:
    length = min(30, len(one) - 1, len(other) - 1)
    return length > 10 and one[:length].casefold() == other[:length].casefold()


# ". HUDSON -- Officials …", " NEWARK, Ohio (AP) — …": capitals and a dash behind the headline
_CAPITALS_AND_DASH = re.compile(
    r"(?:[.!?”] |20\d\d )([A-Z][A-Z’' .-]{3,30}(?:, [A-Z][\w. ]{1,14})?) "
    r"(?:\([A-Z]\w*\) )?(?:--+|—|–|-|\x97) "
)


def _lgl(data: Path) -> Iterator[Case]:
    """Yield local news in one line: the headline is its first sentence."""
    for record in _json_lines(data / "facts" / "lgl.jsonl"):
        if record["text"].startswith(record["title"].rstrip(". ")):
            place = _CAPITALS_AND_DASH.search(record["text"], 0, 400)
            yield Case(
                f"lgl/{record['id']}",
                record["text"],
                {
                    "title": [record["title"]],
                    "published": [record["date"][:10]],
                    "dateline": [place[1]] if place else [],
                },
                frozenset({"published"}),
            )


def _bbc(data: Path) -> Iterator[Case]:
    """Yield BBC news: the first line is the headline; there is no date, place or byline."""
    nothing: dict[str, list[str]] = {
        kind: [] for kind in ("published", "dateline", "agency", "byline", "credit", "caption")
    }
    with zipfile.ZipFile(data / "news" / "bbc.zip") as archive:
        for name in sorted(archive.namelist()):
            if name.endswith(".txt") and "/0" not in name and name.count("/") > 0:
                text = archive.read(name).decode("utf-8", "replace")
                yield Case(f"bbc/{name}", text, {"title": [text.split("\n")[0]], **nothing})


def _senate(data: Path) -> Iterator[Case]:
    """Yield press releases with their day: right where the text states it."""
    for number, record in enumerate(_json_lines(data / "news" / "senate.jsonl.xz")):
        if number % 120 == 0:
            yield Case(
                f"senate/{record['id']}",
                record["text"],
                {"published": [record["date"]], "agency": [], "credit": [], "caption": []},
                frozenset({"published", "agency", "credit", "caption"}),
            )
