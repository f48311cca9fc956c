"""Text → sketch: a few numbers by which a story is known again, whatever stands around it.

What is compared is the story's letters and digits alone: line ends, punctuation, capitals, headline
and captions change from paper to paper. Each stretch of 32 letters is a shingle, hashed; a sketch
has the smallest hashes (bottom-k: Broder, “On the resemblance and containment of documents”, 1997).
Who shares one of them may share the story. Nothing here depends on the machine.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from dateline.article import Zone

DOUBLINGS = 5
"""A shingle has two to the power of this many letters: 32 are five to seven words of English."""

SKETCH_SIZE = 5
"""Shingles in a sketch: see docs/decisions/0007-reprints.md for what more and fewer find."""

MIN_SHINGLES = 100
"""Shorter texts, of some 25 words, are copies only where every letter is the same, in the headline
too: “There were six grain ships loading at Portland” is said every day."""

MAX_LETTERS = 500_000
"""Letters that are read: 90,000 words, and 4 MB while they are hashed."""

_NOT_LETTERS = bytes(c for c in range(128) if not chr(c).isalnum())

# no-break space, «quotes», “curly” and ‘single’ ones, dashes, ellipsis, in UTF-8
_PUNCTUATION = re.compile(rb"\xc2[\xa0-\xbf]|\xe2\x80[\x80-\xbf]")

_FACTORS = np.array([0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9], np.uint64)
"""Odd numbers without pattern, from SplitMix64."""

_SHIFT = np.uint64(29)

Hashes = NDArray[np.uint64]


def story(text: str, zones: Iterable[Zone]) -> str:
    """Return the part of a text that reprints have in common: no headline, caption or credit."""
    kept = [text[z.start : z.end] for z in zones if z.kind in ("body", "table")]
    return "\n".join(kept) or text


def letters(text: str) -> bytes:
    """Return the letters and digits of *text*, as they are compared.

    >>> letters("“We’ll return!” he said, 3 times.")
    b'wellreturnhesaid3times'
    """
    written = text[:MAX_LETTERS].casefold().encode()
    if not text.isascii():
        written = _PUNCTUATION.sub(b"", written)
    return written.translate(None, _NOT_LETTERS)


def shingles(written: bytes) -> Hashes:
    """Return the hash of each stretch of 32 letters; none of fewer."""
    hashes = np.frombuffer(written, np.uint8).astype(np.uint64)
    for length in (1 << step for step in range(DOUBLINGS)):
        hashes = (hashes[:-length] * _FACTORS[0]) ^ hashes[length:]
        hashes ^= hashes >> _SHIFT
        hashes *= _FACTORS[1]
    return hashes ^ (hashes >> _SHIFT)


def sketch(text: str, zones: Iterable[Zone], title: str | None) -> tuple[int, ...]:
    """Return an article's sketch: the hash of the whole, and below 0 those of a few shingles."""
    written = letters(story(text, zones))
    hashes = shingles(written)
    if len(hashes) < MIN_SHINGLES:
        whole = letters(f"{title or ''}\n{text}")
        return (zlib.crc32(whole) & 0x7FFF_FFFF,) if whole else ()
    least = np.partition(hashes, SKETCH_SIZE)[:SKETCH_SIZE]  # by all bits, known by the last 31
    numbers = (-1 - (least & np.uint64(0x7FFF_FFFF)).astype(np.int64)).tolist()
    return (zlib.crc32(written) & 0x7FFF_FFFF, *sorted(set(numbers)))
