"""A guess at a text's language: by its script, and in Latin script by its function words."""

from __future__ import annotations

import re
from collections import Counter, defaultdict

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

OTHER_SHARE = 0.3
"""Share of its letters in a text of another script than Latin; blanks and figures are the rest."""

LEAST_LETTERS = 0.01
"""Share of those letters in the sample: Ukrainian has 0.07, Russian quoting it 0.001."""


_SCRIPTS = [(row[0], re.compile(rf"[\u{row[1]}-\u{row[2]}]")) for row in rows("scripts.tsv")]
"""The commonest language of each script's block in Unicode, and its letters."""


_FUNCTION_WORDS: dict[str, list[str]] = defaultdict(list)
"""Function word → the languages that use it."""
for _language, *_forms in rows("function_words.tsv"):
    for _form in _forms:
        _FUNCTION_WORDS[_form].append(_language)


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
    thinned = sample[::3]
    counts = Counter({lang: len(letters.findall(thinned)) for lang, letters in _SCRIPTS})
    if counts.total() < OTHER_SHARE * len(thinned):
        return None
    if counts["ja"] * 10 > counts["zh"] + counts["ja"]:
        return "ja"
    language = max(counts, key=lambda lang: counts[lang])
    for script, other, letters in rows("script_letters.tsv"):
        if script == language and sum(map(sample.count, letters)) > LEAST_LETTERS * len(sample):
            return other
    return language


def _by_words(sample: str) -> str | None:
    """Return the language whose function words a sample has most, if clearly."""
    tokens = Counter(sample.lower().split())
    scores: dict[str, float] = {}
    hits: Counter[str] = Counter()
    for token in filter(_FUNCTION_WORDS.get, tokens):
        users = _FUNCTION_WORDS[token]
        for language in users:
            scores[language] = scores.get(language, 0.0) + tokens[token] / len(users)
            hits[language] += tokens[token]
    if not scores:
        return None
    best, *others = sorted(scores, key=lambda language: (-scores[language], language))
    second = scores[others[0]] if others else 0.0
    distinct = sum(best in _FUNCTION_WORDS.get(token, ()) for token in tokens)
    enough = hits[best] >= max(LEAST_HITS, LEAST_SHARE * sum(tokens.values()))
    return best if enough and distinct >= LEAST_DISTINCT and scores[best] > LEAD * second else None
