"""Tests for `dateline.sources.decode`: bytes of any kind become text, or a reason."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from dateline.sources.decode import decode, repair
from dateline.sources.unreadable import Unreadable
from dateline.text import fold, normalise

RUSSIAN = "Президент России Владимир Путин заявил в среду, что страна готова к переговорам. " * 4
CHINESE = "中国国家主席习近平星期三在北京会见了来访的外国领导人。" * 4
JAPANESE = "日本の首相は水曜日に東京で記者会見を開いた。" * 4
ACCENTS = "“Mañana”, dijo él: ¿qué pasó en Tecún Umán? Coûte que coûte – naïve £5"

ENCODED = {
    "UTF-8": (ACCENTS, "utf-8"),
    "UTF-8 with a mark": (ACCENTS, "utf-8-sig"),
    "UTF-16 with a mark": (ACCENTS, "utf-16"),
    "UTF-16 little-endian without a mark": (ACCENTS, "utf-16-le"),
    "UTF-16 big-endian without a mark": (ACCENTS, "utf-16-be"),
    "UTF-32 with a mark": (ACCENTS, "utf-32"),
    "cp1252": (ACCENTS, "cp1252"),
    "Latin-1": ("Caf\xe9, na\xefve, £5", "latin-1"),
    "Russian in cp1251": (RUSSIAN, "cp1251"),
    "Russian in KOI8-R": (RUSSIAN, "koi8-r"),
    "Chinese in GB 18030": (CHINESE, "gb18030"),
    "Japanese in Shift JIS": (JAPANESE, "shift_jis"),
}


@pytest.mark.parametrize(("text", "encoding"), ENCODED.values(), ids=ENCODED.keys())
def test_reads_the_encoding(text: str, encoding: str) -> None:
    """A text in any usual encoding reads as it was written."""
    assert decode(text.encode(encoding)) == text


def test_one_western_byte_does_not_spoil_a_utf8_text() -> None:
    """A stray cp1252 byte is read as that, the UTF-8 around it as UTF-8."""
    assert decode("Tecún Umán ".encode() + b"\x93caravan\x94") == "Tecún Umán “caravan”"


NO_TEXT = {
    "empty": (b"", "is empty"),
    "blank": (b" \n\t\n", "is empty"),
    "random bytes": (random.Random(1).randbytes(5_000), "is binary, not text"),
    "the head of a JPEG": (b"\xff\xd8\xff\xe0" + bytes(range(256)) * 9, "is binary, not text"),
    "control characters": (b"a\x02b\x03c\x00d", "is binary, not text"),
}


@pytest.mark.parametrize(("data", "reason"), NO_TEXT.values(), ids=NO_TEXT.keys())
def test_says_why_bytes_are_no_text(data: bytes, reason: str) -> None:
    """What is no text is refused with a reason in words."""
    with pytest.raises(Unreadable, match=reason):
        decode(data)


def test_a_wire_message_is_text_in_spite_of_its_control_characters() -> None:
    """ANPA messages frame their text in control characters; they are no binaries."""
    message = "\x16\x16\x01z6715\x1f\n" + "A paragraph of a story. " * 20 + "\x03\x04"
    assert decode(message.encode()) == message


MOJIBAKE = {
    "quotes": ("The caravanâ€™s leader said â€œweâ€™re goingâ€\x9d", "The caravan’s leader said “we’re going”"),
    "accents": ("to MÃ©xico", "to México"),
    "cp1252 read as Latin-1": ("NEWARK \x97 \x93It\x92s\x94 over\x85", "NEWARK — “It’s” over…"),
    "twice": ("voilÃƒÂ  MÃƒÂ©xico", "voilà México"),
}  # fmt: skip


@pytest.mark.parametrize(("broken", "whole"), MOJIBAKE.values(), ids=MOJIBAKE.keys())
def test_repairs_mojibake(broken: str, whole: str) -> None:
    """UTF-8 that was read as cp1252 reads as it was written."""
    assert repair(broken) == whole


SOUND = (
    "CÔTE D’IVOIRE – “naïve”",
    "Ça coûte 5 €",
    "NÃO SEI",
    "Copyright © 2018",
    "Â",
    "Ã la carte",
)


@pytest.mark.parametrize("text", SOUND)
def test_leaves_sound_text_alone(text: str) -> None:
    """A text is changed only where the evidence is plain."""
    assert repair(text) == text


@pytest.mark.parametrize("name", ["negative", "in-the-wild"])
def test_agrees_with_the_cases_of_real_mojibake(name: str, real_texts: Path) -> None:
    """Of the real cases collected for ftfy, sound text is left alone, and mojibake undone."""
    path = real_texts / f"nasty/ftfy/tests/test-cases/{name}.json"
    cases = json.loads(path.read_text("utf-8"))
    for case in cases:
        expected = (case.get("fixed-encoding", case["fixed"]), case["fixed"])
        assert repair(case["original"]) in expected, case["label"]


NORMALISED = {
    "line ends": ("a\r\nb\rc\u2028d\x0be", "a\nb\nc\nd\ne"),
    "composed": ("Cafe\u0301", "Café"),
    "controls": ("\x02a\x03\x7f\x85b\x90", "a\nb"),
    "a mark inside": ("\ufeffa", "a"),
    "tab and blanks stay": (" a\t b ", " a\t b "),
}


@pytest.mark.parametrize(("found", "kept"), NORMALISED.values(), ids=NORMALISED.keys())
def test_normalises_once(found: str, kept: str) -> None:
    """A text has one kind of line end, one form of each letter, no control characters."""
    assert normalise(found) == kept
    assert normalise(kept) == kept


def test_folds_case_accents_and_blanks() -> None:
    """Names are compared without what people type differently."""
    assert fold("Ciudad  TECÚN Umán") == fold("ciudad tecun uman") == "ciudad tecun uman"
