"""The articles of a word as bytes: what the accelerators write and searches read.

Numbers are SQLite's own variable-length integers, seven bits to a byte, the high ones first: what
FTS5 notes of its articles reads the same way.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

TITLE_WEIGHT = 2
"""A hit in the title counts as two in the text."""

MAX_BYTES = 8
"""Of a number below 2 to the 56th; SQLite's ninth byte is another matter."""

Numbers = NDArray[np.integer[Any]]


def written(articles: Numbers, frequencies: Numbers, after: int = 0) -> tuple[bytes, bytes]:
    r"""Write the articles of a word, in the order of their ids, and how often each has it.

    An article is twice its distance from the one before, the first from *after*, and one more where
    it has the word more than once; how often then stands by itself.

    >>> written(np.array([3, 4, 9]), np.array([1, 2, 1]))
    (b'\x06\x03\n', b'\x02')
    """
    often = frequencies > 1
    return packed(np.diff(articles, prepend=after) << 1 | often), packed(frequencies[often])


def read(articles: bytes, frequencies: bytes) -> tuple[NDArray[np.intp], Numbers]:
    """Read what `written` wrote."""
    noted, more = unpacked(articles), unpacked(frequencies)
    often = noted & 1
    which = np.cumsum(often, dtype=np.intp) * often  # to choose by a mask takes four times as long
    return np.cumsum(noted >> 1, dtype=np.intp), np.insert(more, 0, 1)[which]


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
