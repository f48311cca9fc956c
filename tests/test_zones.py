"""Zones: in order, apart from each other, and together the whole text but its blanks."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.text import normalise
from dateline.zones import find_zones

LEAD = (
    "The council met for three hours and agreed to repair the old bridge before winter, "
    "a spokeswoman said. Nobody voted against the plan, and the work is to begin in May."
)

KINDS = {
    f"Bridge to be repaired\nBy JANE DOE\n\n{LEAD}": ["header", "body"],
    f"{LEAD}\n\n{LEAD}": ["body"],
    f"Bridge\n\nFacebook\nTwitter\n\n{LEAD}": ["header", "boilerplate", "body"],
    f"{LEAD}\n\n(Reporting by Jane Doe; Editing by John Roe)": ["body", "footer"],
    f"{LEAD} (Reporting by Jane Doe; Editing by John Roe)": ["body", "footer"],
    f"{LEAD}\n\nCopyright 2018 The Observer": ["body", "boilerplate"],
    f"The bridge at night. (AP Photo/Jane Doe)\n\n{LEAD}": ["caption", "body"],
    f"One. Picture: REUTERS/JO\nTwo. Picture: REUTERS/JO\n{LEAD}": ["caption", "caption", "body"],
    f"{LEAD}\nRovers 12 8 2 2 31\nUnited 12 7 3 2 28\nCity 12 6 4 2 22": ["body", "table"],
    f"{LEAD}\n\nFair 2018, learn about…\n\nFair 2019, discuss…": ["body", "boilerplate"],
    f"{LEAD}\n\nIt goes on and…": ["body"],
    f"{LEAD}\n\nJane Doe is a senior reporter for The Observer.": ["body", "boilerplate"],
    f"{LEAD}\n\nJANE DOE With a decade of work, Jane Doe has met kings.": ["body", "boilerplate"],
    f"{LEAD}\n\nJane Doe is a former mayor of the town.": ["body"],
    "PARIS (AP) — Rain.": ["body"],
    "Rain in the south\nPARIS (AP) — It rained.": ["header", "body"],
    "one word": ["body"],
    "": [],
    " \n\t\n ": [],
}

CREDITS = (
    "(AP Photo/Jane Doe)",
    "(AP Photo)",
    "(AFP PHOTO / JANE DOE)",
    "(Jane Doe/AP)",
    "REUTERS/Jane Doe",
    "(Reuters/Jane Doe)",
    "(Photo by Jane Doe/Getty Images)",
    "(Roe Weekly via Getty Images)",
    "(Getty Images)",
    "(The Observer file photo)",
)


@pytest.mark.parametrize("credit", CREDITS)
def test_captions_stand_between_paragraphs(credit):
    """A paragraph that a picture's credit ends is its caption, wherever the story is."""
    shown = f"People walk to the bridge, Monday, Nov. 12, 2018. {credit}"
    zones = find_zones(f"{LEAD}\n\n{LEAD}\n\n{shown}\n\n{LEAD}")
    assert [zone.kind for zone in zones] == ["body", "caption", "body"]


@pytest.mark.parametrize("note", ["(Reuters/Ipsos)", "(AP)", "(photo)", "at Getty Images"])
def test_notes_are_no_credits(note):
    """A poll's name, an agency's or a museum's end a paragraph of the story as well."""
    zones = find_zones(f"{LEAD}\n\nMost of them agreed with the plan. {note}\n\n{LEAD}")
    assert [zone.kind for zone in zones] == ["body"]


@pytest.mark.parametrize("text", KINDS, ids=lambda text: repr(text[:30]))
def test_kinds(text):
    """Each stretch plays the part that it has on a newspaper's page."""
    assert [zone.kind for zone in find_zones(text)] == KINDS[text]


LINES = st.sampled_from(
    [
        "",
        " ",
        "By Jane Doe",
        "Facebook",
        "(AP Photo/Jo)",
        "1 2 3 4 5",
        "(Reporting by",
        LEAD,
        "^x<",
        "—",
    ]
)


@settings(deadline=None, derandomize=True)
@given(st.one_of(st.text(), st.lists(LINES, max_size=12).map("\n".join)))
def test_zones_cover_the_text(raw):
    """Whatever the text: zones are ordered, do not overlap, and leave out nothing but blanks."""
    text = normalise(raw)
    position = 0
    for zone in find_zones(text):
        assert position <= zone.start < zone.end <= len(text)
        assert not text[position : zone.start].strip()
        assert text[zone.start : zone.end].strip()
        position = zone.end
    assert not text[position:].strip()
