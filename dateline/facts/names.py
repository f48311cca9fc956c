"""Names of people where a line lists them: “Jane Doe and John Roe, Associated Press”."""

from __future__ import annotations

import re

from dateline.data import rows, words
from dateline.facts.place_names import UPPER, is_town
from dateline.text import fold

_FORMS = {form for row in rows("agencies.tsv") for form in row[1:]}
_AGENCIES = frozenset(map(fold, _FORMS))
_SOURCES = _AGENCIES | set(map(fold, words("photo_agencies.txt")))

AGENCY = "|".join(sorted(map(re.escape, _FORMS), key=lambda form: (-len(form), form)))
"""An agency's name in any of its forms, the longest first."""

_INITIALS = rf"[{UPPER}]\.(?:[ -]?[{UPPER}]\.){{0,2}}"
_CAPITALISED = rf"[{UPPER}](?:['’][{UPPER}])?[^\W\d_][^\W\d_'’]*(?:['’-][^\W\d_]+)*"
_PARTICLES = "|".join(sorted(words("name_particles.txt"), key=len, reverse=True))

# "Jane Doe", "CHARLES ODUM", "J. R. Smith", "Lei Lani Fera", "Jon van der Berg", "Roe Jr."
_NAME = re.compile(
    rf"""
    (?: {_INITIALS} | {_CAPITALISED} )
    (?: [ \u00a0]+ (?: {_INITIALS} | [{UPPER}](?=[ ]) | {_CAPITALISED} | (?:{_PARTICLES})(?=[ ]) )
    ){{1,5}}
    (?: ,?[ ](?:Jr|Sr)\. )?
    """,
    re.VERBOSE,
)

# " in Vienna", ", AP Sports Writer", " of The Post": what stands between a name and the next joint
_REMARK = r"(?:,?[ ](?:in|at|from|of|for|on)\b)?(?:[^,;/&()\n.]|\.(?=,)){0,45}?"

# ", ", " and ", "/", " & ", "; ": between two people, with a remark on the first or without
_JOINT = re.compile(
    rf"(?:{_REMARK}(?=[ ]?[,;/&]|\s+and\s))??"
    r"[ \u00a0]*(?:[,;]\s*(?:and\s|with\s)?|/|\s+(?:and|with|y|et|und|e)\s|&)\s*"
)

_LINKS = frozenset({"for", "from", "at", "the", "on", "in", "of", "to", "with"})
"""Words that lead on from a name, in any case: “JANE DOE FOR THE OBSERVER”."""

_MONTHS = {form.casefold() for row in rows("months.tsv") for form in row[1:3]}
# April, June and August are first names too, May and Jan surnames and first names
_NO_NAMES = frozenset(
    _MONTHS - {"april", "june", "may", "august", "jan"}
    | words("job_words.txt") | words("weekdays.txt") | _LINKS
)  # fmt: skip
"""The words that end a name: jobs, newspapers, months, weekdays."""

MOST_WORDS = 5
"""Words of a name, as in “Jon van der Berg Jr.”; six in capitals are a headline."""

LONGEST_LIST = 8
"""People in one byline; more is a list of something else."""


def people(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the spans of the people that a byline's text lists from *start* on.

    >>> line = "Jane Doe and JOHN Q. ROE, AP Sports Writers"
    >>> [line[s:e] for s, e in people(line, 0, len(line))]
    ['Jane Doe', 'JOHN Q. ROE']
    """
    found: list[tuple[int, int]] = []
    position, asides = start, 0
    while len(found) < LONGEST_LIST and asides < 3:
        name = _read_name(text, position, end)
        if name:
            found.append(name)
            position = name[1]
        elif not found:
            break
        else:
            asides += 1
        joint = _JOINT.match(text, position, end)
        if not joint:
            break
        position = joint.end()
    return found


def _read_name(text: str, position: int, end: int) -> tuple[int, int] | None:
    """Return the span of the name at *position*, cut before a job, a newspaper or a month."""
    match = _NAME.match(text, position, end)
    if not match:
        return None
    kept: list[re.Match[str]] = []
    for token in re.finditer(r"\S+", match[0]):
        word = token[0].rstrip(".,’'")
        no_name = word.casefold() in _NO_NAMES and not (word.isupper() and len(word) == 1)
        if no_name or (kept and _changes_case(kept[-1][0], word)):
            break
        kept.append(token)
    while kept and kept[-1][0].casefold() in words("name_particles.txt"):
        kept.pop()
    if not 2 <= len(kept) <= MOST_WORDS or is_source(match[0]):
        return None
    first, last = kept[0][0].rstrip("."), kept[-1][0].rstrip(".")
    if first.casefold() in words("honorifics.txt") or len(last) < 2:
        return None
    name_end = match.start() + kept[-1].end()
    if kept[-1][0] in ("Jr", "Sr") and text.startswith(".", name_end):
        name_end += 1
    name = text[match.start() : name_end]
    if is_town(name) or re.match("['’]s?\\b", text[name_end : name_end + 3]):
        return None
    return match.start(), name_end


def _changes_case(before: str, word: str) -> bool:
    """Tell whether a word leaves the capitals of the one before, or enters them."""
    if len(before) < 3 or len(word) < 3 or "." in before:
        return False
    return before.isupper() != word.isupper() and word[:2] not in ("Mc", "Ma", "De", "La", "Di")


def is_source(name: str) -> bool:
    """Tell whether a name is an agency's or a picture library's."""
    return fold(name.strip(" .")) in _SOURCES


def is_agency(name: str) -> bool:
    """Tell whether a name is in the list of agencies."""
    return fold(name.strip()) in _AGENCIES
