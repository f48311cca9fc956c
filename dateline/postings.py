"""The articles of a word as bytes: what the accelerators write and searches read.

Numbers are SQLite's own variable-length integers, seven bits to a byte, the high ones first: what
FTS5 notes of its articles reads the same way.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

TITLE_WEIGHT = 2
"""A hit in the title counts as two in the text."""

STRETCH = 2**16
"""Ids of which a row of `word_postings` holds the articles: a run that adds some writes the last
stretch of its words, not all of them."""

MAX_BYTES = 8
"""Of a number below 2 to the 56th; SQLite's ninth byte is another matter."""

Numbers = NDArray[np.integer[Any]]

Stretch = tuple[int, int, bytes, bytes]
"""The number of a stretch of ids, how many articles in it have a word, and these as bytes."""


def written(articles: Numbers, frequencies: Numbers) -> Iterator[Stretch]:
    r"""Write the articles of a word, in the order of their ids, and how often each has it.

    An article is twice its distance from the one before, the first of a stretch from its first id;
    and one more where it has the word more than once: how often then stands by itself.

    >>> list(written(np.array([3, 4, 65_545]), np.array([1, 2, 1])))
    [(0, 2, b'\x06\x03', b'\x02'), (1, 1, b'\x12', b'')]
    """
    stretches = articles // STRETCH
    starts = np.flatnonzero(np.diff(stretches, prepend=-1))
    distances = np.diff(articles, prepend=0)
    distances[starts] = articles[starts] % STRETCH
    often = frequencies > 1
    places = np.append(starts, len(articles))
    noted = _cut(packed(distances << 1 | often), places)
    more = _cut(packed(frequencies[often]), np.append(0, np.cumsum(often))[places])
    yield from zip(stretches[starts].tolist(), np.diff(places).tolist(), noted, more, strict=True)


def stretches_of(articles: Numbers) -> list[int]:
    """Return the numbers of the stretches that *articles* are of."""
    numbers: list[int] = np.unique(articles // STRETCH).tolist()
    return numbers


def read(stretches: Sequence[Stretch]) -> tuple[NDArray[np.intp], Numbers]:
    """Read what `written` wrote; raise ValueError where it can't be."""
    noted = unpacked(b"".join(articles for _, _, articles, _ in stretches))
    more = unpacked(b"".join(frequencies for *_, frequencies in stretches))
    often = noted & 1
    sums = np.cumsum(often, dtype=np.intp)
    distances, articles, end = noted >> 1, np.empty(len(noted), np.intp), 0
    for stretch, held, *_ in stretches:
        start, end = end, end + held
        np.cumsum(distances[start:end], out=articles[start:end])
        articles[start:end] += stretch * STRETCH
    if end != len(noted) or len(more) != sums[-1:].sum():
        raise ValueError("there are not as many articles as are said to be")
    # to choose by a mask takes four times as long
    return articles, np.insert(more, 0, 1)[sums * often]


def counted(text: str) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Count the mentions of a word by article; those in titles are below 0.

    >>> [numbers.tolist() for numbers in counted("3,3,-4")]
    [[3, 4], [2, 2]]
    """
    mentions = np.fromstring(text, np.int32, sep=",")
    articles = np.abs(mentions)
    starts = np.flatnonzero(np.diff(articles, prepend=0))
    worth = np.where(mentions < 0, np.int32(TITLE_WEIGHT), np.int32(1))
    frequencies = np.add.reduceat(worth, starts) if len(starts) else worth
    return articles[starts], frequencies


def _cut(content: bytes, places: NDArray[np.intp]) -> Iterator[bytes]:
    """Yield what `packed` wrote from each of some places among the numbers to the next."""
    ends = np.flatnonzero(np.frombuffer(content, np.uint8) < 128) + 1
    for start, end in pairwise(np.append(0, ends)[places].tolist()):
        yield content[start:end]


def packed(numbers: ArrayLike) -> bytes:
    r"""Write *numbers*, none of them negative.

    >>> packed([5, 127, 128])
    b'\x05\x7f\x81\x00'
    """
    left = np.asarray(numbers, np.int64)
    sizes = np.ones(len(left), np.int64)
    for size in range(1, MAX_BYTES):
        sizes += left >> 7 * size > 0
    ends = np.cumsum(sizes)
    written = np.zeros(int(sizes.sum()), np.uint8)
    written[ends - 1] = left & 127
    for back in range(1, int(sizes.max(initial=1))):
        longer = np.flatnonzero(sizes > back)
        written[ends[longer] - 1 - back] = left[longer] >> 7 * back & 127 | 128
    return written.tobytes()


def unpacked(content: bytes, kind: type[np.signedinteger[Any]] = np.int32) -> Numbers:
    r"""Read numbers that *kind* has room for; they come as bytes where all are below 128.

    >>> unpacked(b"\x05\x7f\x81\x00").tolist()
    [5, 127, 128]
    """
    read = np.frombuffer(content, np.uint8)
    if read.max(initial=0) < 128:
        return read
    ends = np.flatnonzero(read < 128)
    starts = np.concatenate([[0], ends[:-1] + 1])
    numbers: Numbers = (read[starts] & 127).astype(kind)
    longer = np.flatnonzero(ends > starts)
    at = starts[longer] + 1
    while len(longer):
        numbers[longer] = numbers[longer] << 7 | read[at] & 127
        going_on = at < ends[longer]
        longer, at = longer[going_on], at[going_on] + 1
    return numbers
