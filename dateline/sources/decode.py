"""Bytes → text: the encoding found by evidence, mojibake repaired only where it is plain."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator

from dateline.sources.unreadable import Unreadable

MAX_ARTICLE = 20_000_000
"""Bytes of one article. The longest of 110,000 real ones has 0.2 MB; a book has 1 MB."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

_SAMPLE = 65_536
"""Bytes looked at to tell an encoding; a news text shows its own within a page."""

_FOREIGN_SHARE = 0.25
"""Share of bytes that are no UTF-8 above which a text is not Western European either.

French, the richest in accents, has 4 % in Latin-1; Russian in cp1251 has 75 %, Chinese in
GB 18030 and Japanese in Shift JIS 50 % and more.
"""

_CONTROL_SHARE = 0.10
_CONTROL_SHARE_IN_BYTES = 0.04
"""Share of control characters above which bytes are no text: in UTF-8, and in anything else.

Wire messages have under 2 %; random bytes 10.5 %.
"""

_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1f]")

_MIN_ZEROS = 4
"""Zero bytes that tell UTF-16 without a mark; a stray one does not."""

_LEAD = re.compile("[ÂÃÄÅÆËÌÎÏÐÑ×ØÙâãíïð√≈¬ƒ‚ĂĹРСГВпв╨╤├┬Γ][^\x00-\x7f]")
"""What every mojibake below has; alone it is looked for seven times as fast."""

# Ã© â€™ Ä°stanbul ×‘  g√¢teaux  Ă´  РґРѕ вЂ™  ╨┐
_MOJIBAKE = re.compile(
    r"""
      [ÂÃÄÅÆËÌÎÏÐÑ×ØÙâãíïð] [\x80-\xbf\u0152-\u02dc\u2013-\u2122]  # read as cp1252, Latin-1
    | [√≈¬ƒ] [^\x00-\x7f] | ‚Ä                                      # as Mac Roman
    | [ĂĹ] [^\x00-\x7f]                                           # as cp1250
    | [РСГВп] [\xa0-\xbb\u0402-\u040f\u0452-\u045f\u0490\u0491\u2013-\u2122] | вЂ  # as cp1251
    | [╨╤├┬Γ] [^\x00-\x7f]                                        # as cp437
    """,
    re.VERBOSE,
)
"""The first byte of a UTF-8 letter and the next, read as something else: then ftfy decides.

It takes a millisecond a page to look for itself, this 25 µs.
"""

_C1 = re.compile("[\x80-\x9f]")
_CP1252 = {
    code: char for code in range(0x80, 0xA0) if (char := bytes([code]).decode("cp1252", "ignore"))
}


def _western(error: UnicodeError) -> tuple[str, int]:
    """Read bytes that are not UTF-8 as cp1252, and its five holes as Latin-1 has them."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    bad = error.object[error.start : error.end]
    chars = (bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in bad)
    return "".join(chars), error.end


codecs.register_error("dateline-western", _western)


def encoding_of(sample: bytes) -> str:
    """Tell the encoding of a file from its first bytes; raise Unreadable for what is no text.

    >>> encoding_of("Tecún".encode("utf-16"))
    'utf-16'
    """
    for mark, name in _BOMS:
        if sample.startswith(mark):
            return name
    wide = _wide(sample)
    if wide:
        return wide
    utf8 = _is_utf8(sample)
    most = _CONTROL_SHARE if utf8 else _CONTROL_SHARE_IN_BYTES
    if len(_CONTROLS.findall(sample)) > most * len(sample):
        raise Unreadable("is binary, not text")
    return "utf-8" if utf8 else _legacy(sample)


def _wide(sample: bytes) -> str | None:
    """Tell UTF-16 without a mark by the zero bytes of its Latin letters."""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) / 2
    if odd >= max(_MIN_ZEROS, half * 0.3) and even < half * 0.05:
        return "utf-16-le"
    if even >= max(_MIN_ZEROS, half * 0.3) and odd < half * 0.05:
        return "utf-16-be"
    return None


def _is_utf8(sample: bytes) -> bool:
    """Whether a sample is UTF-8, its last character perhaps cut in two."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample)
    except UnicodeDecodeError:
        return False
    return True


def _legacy(sample: bytes) -> str:
    """Tell a non-Western encoding by its letters; the rest is UTF-8 with Western bytes in it."""
    invalid = sample.decode("utf-8", "replace").count("\ufffd")
    if invalid < _FOREIGN_SHARE * len(sample):
        return "utf-8"
    import charset_normalizer  # 60 ms that only such files pay

    best = charset_normalizer.from_bytes(sample).best()
    return best.encoding if best else "utf-8"


def decode(data: bytes) -> str:
    """Return the text of *data*, whatever its encoding; raise Unreadable if it is none.

    >>> decode("“Mañana”, dijo".encode("cp1252"))
    '“Mañana”, dijo'
    """
    text = data.decode(encoding_of(data[:_SAMPLE]), "dateline-western")
    if not text.strip():
        raise Unreadable("is empty")
    return text


def read_whole(stream: io.BufferedIOBase, limit: int = MAX_ARTICLE) -> bytes:
    """Read a stream that holds one article, or raise Unreadable when it is far too long."""
    data = stream.read(limit + 1)
    if len(data) > limit:
        raise Unreadable(f"is larger than {limit // 1_000_000} MB, too large for one article")
    return data


def read_lines(stream: io.BufferedIOBase, newline: str) -> Iterator[str | None]:
    r"""Yield a file's lines as text; None for a line too long to be an article.

    *newline* is as for `open`: ``"\n"`` for JSON Lines, ``""`` where a field may hold line ends.
    """
    buffered = io.BufferedReader(stream, _SAMPLE)
    encoding = encoding_of(buffered.peek(_SAMPLE)[:_SAMPLE])
    text = io.TextIOWrapper(buffered, encoding, "dateline-western", newline)
    while line := text.readline(MAX_ARTICLE):
        if len(line) < MAX_ARTICLE or line.endswith("\n"):
            yield line
            continue
        while (rest := text.readline(MAX_ARTICLE)) and not rest.endswith("\n"):
            pass
        yield None


def repair(text: str) -> str:
    r"""Undo what a wrong encoding did to a text, where that is plain.

    UTF-8 that was read as cp1252 or Latin-1, line by line; and cp1252 that was read as Latin-1:
    its quotes and dashes have become control characters, which no text has.

    >>> repair("Itâ€™s over \x96 for now")
    'It’s over – for now'
    """
    if _LEAD.search(text) and _MOJIBAKE.search(text):
        import ftfy  # 150 ms that only such texts pay

        lines = text.split("\n")
        text = "\n".join(ftfy.fix_encoding(x) if _MOJIBAKE.search(x) else x for x in lines)
    return text.translate(_CP1252) if _C1.search(text) else text
