"""Where the places of a result lie."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable

LOCATED = """
select facet_values.value, places.latitude, places.longitude
from json_each(:names) as shown
join facet_values on facet_values.facet = 'place' and facet_values.value = shown.value
join facet_places on facet_places.value_id = facet_values.id
join places on places.id = facet_places.place_id
where places.latitude between -90 and 90 and places.longitude between -180 and 180
"""

Points = dict[str, tuple[float, float]]
"""Degrees north and east of each name."""


def located(connection: sqlite3.Connection, names: Iterable[str]) -> Points:
    """Return where *names*, values of facet place, lie: each is the place most often meant by it.

    ``located(connection, ["Paris", "Elsewhere"])`` → ``{"Paris": (48.85, 2.35)}``
    """
    rows = connection.execute(LOCATED, {"names": json.dumps(list(names))})
    return {name: (latitude, longitude) for name, latitude, longitude in rows}
