"""Record → Article: the text normalised once, then its zones found."""

from __future__ import annotations

from dateline.article import Article, Record
from dateline.sources.decode import repair
from dateline.text import normalise
from dateline.zones import find_zones


def parse(record: Record) -> Article:
    """Normalise everything a record says; every later offset counts the text made here.

    Idempotent: parsing the stored text of an article again gives the same text.
    """
    text = normalise(repair(record.text))
    given = {key: " ".join(normalise(repair(v)).split()) for key, v in record.given.items()}
    return Article(record.path, text, given, record.extra, record.sha256, find_zones(text))
