"""The query string and the `Search` it stands for: the whole state of a search page."""

from __future__ import annotations

import dataclasses
from typing import Any
from urllib.parse import parse_qs, urlencode

from dateline.results import FACETS, Search

DEFAULT_SIZE = Search().size
MAX_PAGE = 10**12
"""Later pages are read as this one, as empty as they are: times `search.MAX_SIZE` it fits
SQLite's 64-bit offsets."""


def read(query_string: str, facets: tuple[str, ...] = FACETS) -> Search:
    """Return what *query_string* asks for; `ValueError` says in a sentence what can't be read.

    >>> read("q=caravan&country=Mexico&country=Cuba&from=2018&to=&page=2")
    ... # doctest: +NORMALIZE_WHITESPACE
    Search(q='caravan', filters={'country': ('Mexico', 'Cuba')}, date_from='2018',
           date_to=None, sort=None, page=2, size=20)
    """
    given = parse_qs(query_string, keep_blank_values=True)
    for facet in FACETS:
        if facet in given and facet not in facets:
            raise ValueError(f"Nothing can be filtered by “{facet}” here: it is not public.")
    single = {name: values[0].strip() for name, values in given.items()}
    return Search(
        q=single.get("q", ""),
        filters={facet: tuple(dict.fromkeys(given[facet])) for facet in facets if facet in given},
        date_from=single.get("from") or None,
        date_to=single.get("to") or None,
        sort=single.get("sort") or None,
        page=min(_count(single, "page", default=1), MAX_PAGE),
        size=_count(single, "size", default=DEFAULT_SIZE),
    )


def words(query_string: str) -> str:
    """Return the words alone, for pages that take nothing else and for those that failed.

    >>> words("page=x&q=caravan")
    'caravan'
    """
    return parse_qs(query_string).get("q", [""])[0].strip()


def _count(single: dict[str, str], name: str, default: int) -> int:
    value = single.get(name) or str(default)
    digits = value.lstrip("0")
    if not (digits.isascii() and digits.isdigit()):
        raise ValueError(f"“{name}” must be a number from 1, not “{value[:40]}”.")
    # Python refuses to read numbers of thousands of digits; any of these is past every end.
    return int(digits[: len(str(MAX_PAGE)) + 1])


def write(search: Search, **changes: Any) -> str:
    """Return the query string of *search* with *changes*; any change leads to its first page.

    >>> write(Search(q="a b", filters={"agency": ["AP", ""]}, page=3), sort="newest")
    '?q=a+b&agency=AP&agency=&sort=newest'
    """
    search = dataclasses.replace(search, **{"page": 1, **changes})
    pairs = [("q", search.q)] if search.q else []
    pairs += [(facet, value) for facet, values in search.filters.items() for value in values]
    optional = (("from", search.date_from), ("to", search.date_to), ("sort", search.sort))
    pairs += [(name, value) for name, value in optional if value]
    pairs += [("size", str(search.size))] if search.size != DEFAULT_SIZE else []
    pairs += [("page", str(search.page))] if search.page != 1 else []
    return "?" + urlencode(pairs)
