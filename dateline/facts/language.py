"""A guess at a text's language: by its script, and in Latin script by its function words."""

from __future__ import annotations

from collections import Counter
from functools import cache

from dateline.data import rows

SAMPLE = 1_200
"""Characters read: about 200 words, of which 60 to 90 are function words in running text."""

LEAST_HITS = 5
"""Function words needed; fewer is a list of names or a headline."""

LEAST_DISTINCT = 4
"""Different function words needed: rows of earnings repeat “vs” and “a”, which is no language."""

LEAST_SHARE = 0.12
"""Share of function words needed; English news has 0.35, a page of links 0.08."""

LEAD = 1.05
"""How far ahead of the second language: Danish and Norwegian share most of these words."""

_SCRIPTS = (
    ("ru", 0x0400, 0x052F),
    ("el", 0x0370, 0x03FF),
    ("hy", 0x0530, 0x058F),
    ("he", 0x0590, 0x05FF),
    ("ar", 0x0600, 0x077F),
    ("hi", 0x0900, 0x097F),
    ("bn", 0x0980, 0x09FF),
    ("ta", 0x0B80, 0x0BFF),
    ("th", 0x0E00, 0x0E7F),
    ("ka", 0x10A0, 0x10FF),
    ("am", 0x1200, 0x137F),
    ("ja", 0x3040, 0x30FF),
    ("zh", 0x4E00, 0x9FFF),
    ("ko", 0xAC00, 0xD7AF),
)
"""The commonest language of each script's block in Unicode."""

_LETTERS_OF = (
    ("ru", "uk", "іїєґ"),
    ("ru", "sr", "ђћџљњј"),
    ("ar", "fa", "پچژگ"),
    ("ar", "ur", "ٹڈڑںے"),
)
"""Letters that tell another language of the same script: script's language, language, letters."""

LEAST_LETTERS = 0.01
"""Share of those letters in the sample: Ukrainian has 0.07, Russian quoting it 0.001."""


def guess_language(text: str) -> str | None:
    """Return the language as ISO 639-1, None where the text is too short or unclear.

    >>> guess_language("The troops were sent to the border, and they said that it was late.")
    'en'
    """
    sample = text[:SAMPLE]
    if not sample.isascii():
        by_script = _by_script(sample)
        if by_script:
            return by_script
    return _by_words(sample)


def _by_script(sample: str) -> str | None:
    """Return the language of a sample that is mostly in one script other than Latin."""
    counts: Counter[str] = Counter()
    for char in sample[::3]:
        code = ord(char)
        if code >= _SCRIPTS[1][1]:
            counts.update(lang for lang, first, last in _SCRIPTS if first <= code <= last)
    if sum(counts.values()) * 3 < len(sample) * 0.3:
        return None
    if counts["ja"] * 10 > counts["zh"] + counts["ja"]:
        return "ja"
    language = max(counts, key=lambda lang: counts[lang])
    for script, other, letters in _LETTERS_OF:
        if script == language and sum(map(sample.count, letters)) > LEAST_LETTERS * len(sample):
            return other
    return language


def _by_words(sample: str) -> str | None:
    """Return the language whose function words a sample has most, if clearly."""
    tokens = Counter(sample.lower().split())
    known = _function_words()
    scores: dict[str, float] = {}
    hits: Counter[str] = Counter()
    for token in tokens.keys() & known.keys():
        languages = known[token]
        for language in languages:
            scores[language] = scores.get(language, 0.0) + tokens[token] / len(languages)
            hits[language] += tokens[token]
    if not scores:
        return None
    best, *others = sorted(scores, key=lambda language: (-scores[language], language))
    second = scores[others[0]] if others else 0.0
    distinct = sum(best in known[token] for token in tokens.keys() & known.keys())
    enough = hits[best] >= max(LEAST_HITS, LEAST_SHARE * sum(tokens.values()))
    return best if enough and distinct >= LEAST_DISTINCT and scores[best] > LEAD * second else None


@cache
def _function_words() -> dict[str, tuple[str, ...]]:
    """Return each function word with the languages that use it."""
    known: dict[str, tuple[str, ...]] = {}
    for language, *forms in rows("function_words.tsv"):
        for form in forms:
            known[form] = (*known.get(form, ()), language)
    return known
