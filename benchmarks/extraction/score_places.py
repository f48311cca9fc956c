"""Measure countries, and which place a name means, against labelled texts.

    DATELINE_DATA=… python benchmarks/extraction/score_places.py [--errors country|resolve]

Countries are counted over documents' sets. “gold” labels nouns and demonyms. “geovirus” labels
nouns only: what a demonym alone tells is left out there. “lgl” labels both, with gaps (“American
Heart Association”, “a French national”, “British author” are no toponyms): its precision is a lower
bound, and the rules are not judged by it. A resolved place is right when it lies in the country of
the label: by its GeoNames number, else by the town nearest to its point.
"""

from __future__ import annotations

import argparse
import json
import lzma
import math
import os
import sys
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from labelled import Case
from measured import Measured, Score, count_rules, score, table

from dateline.article import Article, Place, Record
from dateline.facts.extract import extract
from dateline.facts.resolve import resolve
from dateline.gazetteer import country_of, country_places, entries
from dateline.parse import parse

GAZETTEER = Path(__file__).parents[2] / "dateline" / "data" / "gazetteer.tsv.xz"

NEAR_KM = 161
"""The usual radius, 100 miles, within which a town's point counts as found."""


def measure_countries(data: Path) -> Measured:
    """Count the countries of each document that are right."""
    measured = Measured()
    for name, cases in (("gold", _gold(data)), ("geovirus", _geovirus(data)), ("lgl", _lgl(data))):
        for case in cases:
            article = parse(Record(case.name, case.text, {}, {}, ""))
            facts = [fact for fact in extract(article) if fact.kind == "country"]
            if name == "geovirus":
                facts = [fact for fact in facts if fact.rule == "country.noun"]
            score(case, "country", article, facts, measured.scores[name, "country"])
            if name != "lgl":
                count_rules(name, case, "country", facts, measured)
    return measured


def _gold(data: Path) -> Iterator[Case]:
    for path in sorted((data / "gold").glob("[0-9]*.json")):
        label = json.loads(path.read_text(encoding="utf-8"))
        text = path.with_suffix(".txt").read_bytes().decode("utf-8")
        named = [country_places()[code].name for code in label["countries"]]
        yield Case(f"gold/{path.stem}", text, {"country": named})


def _geovirus(data: Path) -> Iterator[Case]:
    """World news; a toponym is a country when its page is the country's."""
    for record in _records(data, "geovirus"):
        pages = (t["page"].rsplit("/", 1)[-1].replace("_", " ") for t in record["toponyms"])
        codes = {country_of(page.removeprefix("The ")) or PAGES.get(page) for page in pages}
        named = [country_places()[code].name for code in codes if code]
        yield Case(f"geovirus/{record['id']}", record["text"], {"country": named})


PAGES = {"Georgia (country)": "GE", "Georgia (U.S. state)": None}
"""Pages whose titles are not the country's name."""


def _lgl(data: Path) -> Iterator[Case]:
    """Local news; a toponym, noun or demonym, is a country when its GeoNames number is one's."""
    codes = {str(place.geonameid): code for code, place in country_places().items()}
    for record in _records(data, "lgl"):
        named = {codes.get(t.get("geonameid")) for t in record["toponyms"]} - {None}
        names = [country_places()[str(code)].name for code in named if code]
        yield Case(f"lgl/{record['id']}", record["text"], {"country": names})


def _records(data: Path, name: str) -> Iterator[dict[str, Any]]:
    with (data / "facts" / f"{name}.jsonl").open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def measure_resolution(data: Path) -> dict[tuple[str, str], Score]:
    """Count resolved places: ``country`` right, and ``161 km`` for what is no country."""
    scores: dict[tuple[str, str], Score] = defaultdict(Score)
    for name in ("lgl", "geovirus"):
        for record in _records(data, name):
            article = parse(Record(f"{name}/{record['id']}", record["text"], {}, {}, ""))
            facts = extract(article)
            labels = list(_toponyms(record, article))
            found = resolve([mention for mention, _, _ in labels], article, facts)
            for (mention, spot, number), place in zip(labels, found, strict=True):
                is_land = bool(country_of(mention[0]))
                _count(scores, name, article, mention, spot, number, place, is_land)
    return scores


def _toponyms(
    record: dict[str, Any], article: Article
) -> Iterator[tuple[tuple[str, int, int], tuple[float, float], str | None]]:
    """Yield the mentions of places that the gazetteer has under some name, with their points."""
    for toponym in record["toponyms"]:
        name = toponym.get("phrase") or toponym["name"]
        start, end = int(toponym["start"]), int(toponym["end"])
        demonym = country_of(name) and not entries(name)
        if toponym.get("lat") and entries(name) and not demonym and article.text[start:end] == name:
            spot = float(toponym["lat"]), float(toponym["lon"])
            yield (name, start, end), spot, toponym.get("geonameid")


def _count(
    scores: dict[tuple[str, str], Score],
    name: str,
    article: Article,
    mention: tuple[str, int, int],
    spot: tuple[float, float],
    number: str | None,
    place: Place | None,
    is_land: bool,
) -> None:
    """Count one mention in the tables: with countries, without them, and by distance."""
    wanted = _country_at(spot, number)
    for label in ("country, all",) + (() if is_land else ("country, towns", "161 km, towns")):
        into = scores[name, label]
        if place is None:
            into.missed += 1
            continue
        here = (place.latitude or 0.0, place.longitude or 0.0)
        close = _km(here, spot) <= NEAR_KM
        right = close if label.startswith("161") else place.country == wanted
        into.right += right
        into.wrong += not right
        if not right:
            context = article.text[max(0, mention[1] - 40) : mention[2] + 40].replace("\n", " ")
            into.errors.append(
                f"{article.path} {label}: {mention[0]!r} is {place.name}, {place.admin1}, "
                f"{place.country}, not {wanted} {spot}: … {context} …"
            )


@cache
def _country_at(spot: tuple[float, float], number: str | None) -> str | None:
    """Return the country of a label: by its number, else by the nearest town."""
    by_number, grid = _atlas()
    if number and number in by_number:
        return by_number[number]
    lat, lon = int(spot[0]), int(spot[1])
    near = [p for y in (-2, -1, 0, 1, 2) for x in (-2, -1, 0, 1, 2) for p in grid[lat + y, lon + x]]
    return min(((_km((y, x), spot), code) for y, x, code in near), default=(0.0, None))[1]


@cache
def _atlas() -> tuple[dict[str, str], dict[tuple[int, int], list[tuple[float, float, str]]]]:
    by_number: dict[str, str] = {}
    grid: dict[tuple[int, int], list[tuple[float, float, str]]] = defaultdict(list)
    for line in lzma.decompress(GAZETTEER.read_bytes()).decode().splitlines():
        kind, _name, _keys, country, _admin1, lat, lon, _people, number = line.split("\t")
        by_number[number] = country
        if kind == "t":
            grid[int(float(lat)), int(float(lon))].append((float(lat), float(lon), country))
    del by_number[""]
    return by_number, grid


def _km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return the distance of two points on the globe."""
    (a, b), (c, d) = ((math.radians(x), math.radians(y)) for x, y in (one, other))
    cosine = math.sin(a) * math.sin(c) + math.cos(a) * math.cos(c) * math.cos(b - d)
    return 6371 * math.acos(max(-1.0, min(1.0, cosine)))


def resolution_table(scores: dict[tuple[str, str], Score]) -> Iterator[str]:
    """Yield the lines of the report on resolution."""
    yield f"{'set':9}{'of resolved':16}{'right':>6}{'wrong':>6}{'none':>6}{'P':>7}{'resolved':>10}"
    for (name, label), s in sorted(scores.items()):
        share = (s.right + s.wrong) / (s.right + s.wrong + s.missed)
        yield f"{name:9}{label:16}{s.right:6}{s.wrong:6}{s.missed:6}{s.precision:7.3f}{share:10.3f}"


def main() -> int:
    """Print both reports."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--errors", choices=["country", "resolve"], help="list what went wrong")
    options = parser.parse_args()
    data = os.environ.get("DATELINE_DATA")
    if not data:
        print("Set DATELINE_DATA to the folder with the labelled texts.", file=sys.stderr)
        return 2
    measured = measure_countries(Path(data))
    print("\n".join(table(measured)))
    for (_kind, rule), counts in sorted(measured.rules.items()):
        cases = counts["right"] + counts["wrong"]
        print(f"{rule:20}{cases:6}{counts['right']:6}{counts['right'] / cases:7.3f}")
    scores = measure_resolution(Path(data))
    print("\n".join(resolution_table(scores)))
    if options.errors == "country":
        print("\n".join(e for s in measured.scores.values() for e in s.errors))
    if options.errors == "resolve":
        print("\n".join(e for s in scores.values() for e in s.errors))
    return 0


if __name__ == "__main__":
    sys.exit(main())
