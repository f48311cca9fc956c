"""The extractors: what holds for every text, given values, rules, and time."""

import time
from dataclasses import replace

import pytest
from hypothesis import given as for_any
from hypothesis import settings
from hypothesis import strategies as st

from dateline.article import GIVEN, KINDS, Article, Record
from dateline.data import rows
from dateline.facts import rules
from dateline.facts.agency import canonical
from dateline.facts.credit import credit_value
from dateline.facts.extract import extract
from dateline.facts.language import guess_language
from dateline.facts.names import people
from dateline.facts.place_names import normal_case
from dateline.parse import parse

STORY = (
    "Bridge to be repaired\nBy JANE DOE\n\nHAVANA, April 1, 1997 (AP) — The council met for three "
    "hours and agreed to repair the old bridge before winter, a spokeswoman said."
)


def read(text, **given):
    """Return the facts of a text with what its record states."""
    return extract(parse(Record("a.txt", text, given, {}, "")))


def values(facts, kind):
    return [fact.value for fact in facts if fact.kind == kind]


ANY_MACHINE = settings(max_examples=300, deadline=None, derandomize=True)
"""The same examples everywhere, however slow the machine."""

PIECES = st.sampled_from(
    [
        "By ", "BY JANE DOE", "Jane Doe", "\n", "\n\n", " ", ". ", "HAVANA", "Washington/", "Paris",
        " (AP)", " — ", " - ", ": ", ", Mexico", "April 1", ", 1997", " 2018-10-25 ", "(AP Photo/Jo Roe)",
        "Picture: REUTERS/JO ROE", "Editing by ", "(Reporting by ", ")", "(", "Follow ", " on Twitter",
        "^", "<", "=", "AP-WF-02-20-16", "212322 GMT Nov 18", "(@x) June 29, 2016", "/FILE.", "é", "\u00a0",
    ]
)  # fmt: skip


@ANY_MACHINE
@for_any(st.one_of(st.text(), st.lists(PIECES, max_size=30).map("".join)))
def test_every_fact_has_its_evidence(raw):
    """Whatever the text: no error, and each fact's span is inside it and not blank."""
    article = parse(Record("a.txt", raw, {}, {}, ""))
    for fact in extract(article):
        assert fact.kind in KINDS
        assert fact.value.strip()
        assert 0 <= fact.start < fact.end <= len(article.text)
        assert article.text[fact.start : fact.end].strip()


@ANY_MACHINE
@for_any(st.dictionaries(st.sampled_from(["title", "published", "byline", "agency"]), st.text()))
def test_given_values_are_total(given):
    """Whatever a record states, nothing fails and given facts have no span."""
    facts = [fact for fact in read(STORY, **given) if fact.rule == GIVEN]
    assert all(fact.start is None and fact.end is None and fact.shown for fact in facts)


def test_given_values_beat_inferred_ones():
    """A value that the record states is the only one of its kind."""
    facts = read(
        STORY,
        title="Old bridge",
        published="2 April 1997",
        byline="By John Roe and Ann Lee, Associated Press",
        agency="Associated Press",
    )
    assert values(facts, "title") == ["Old bridge"]
    assert values(facts, "published") == ["1997-04-02"]
    assert values(facts, "byline") == ["John Roe", "Ann Lee"]
    assert values(facts, "agency") == ["AP"]
    assert values(facts, "dateline") == ["Havana"]


def test_unreadable_given_date_is_no_fact():
    """A stated date that can't be read is not replaced by one from the text."""
    assert values(read(STORY, published="soon"), "published") == []


def test_facts_stand_in_the_order_of_the_page():
    """Facts are sorted by kind, then by place: the same text gives the same rows."""
    facts = read(STORY)
    kinds = list(dict.fromkeys(fact.kind for fact in facts))
    assert kinds == ["title", "published", "dateline", "agency", "byline", "place", "time"]


def test_rules_are_measured_and_named():
    """Every rule that fires is named after its kind; the table has no precision that isn't right/cases."""
    assert all(fact.rule.startswith(f"{fact.kind}.") for fact in read(STORY))
    for _kind, rule, cases, right, precision, *_on in rows("rules.tsv"):
        assert float(precision) == round(int(right) / int(cases), 3), rule


@pytest.mark.parametrize(
    ("table", "rule", "shown"),
    [
        ([("agency", "agency.good", "30", "27")], "good", True),
        ([("agency", "agency.bad", "30", "26")], "bad", False),
        (
            [("agency", "agency.rare", "2", "0"), ("agency", "agency.good", "98", "98")],
            "rare",
            True,
        ),
        (
            [("agency", "agency.rare", "2", "2"), ("agency", "agency.bad", "98", "50")],
            "rare",
            False,
        ),
        ([], "unmeasured", False),
    ],
    ids=["good", "bad", "rare-in-good-kind", "rare-in-bad-kind", "unmeasured"],
)
def test_shown(monkeypatch, table, rule, shown):
    """Shown from 0.90 on 20 cases; with fewer cases the kind as a whole decides."""
    monkeypatch.setattr(rules, "rows", lambda _name: tuple(table))
    rules._precisions.cache_clear()
    try:
        assert rules.make("agency", rule, "AP", 0, 2).shown is shown
    finally:
        rules._precisions.cache_clear()


@pytest.mark.parametrize("row", rows("agencies.tsv"), ids=lambda row: row[0])
def test_each_agency_opens_a_story(row):
    """Every form in the list of agencies is read in an opening, under its short name."""
    for form in row[1:]:
        [agency] = values(read(f"HAVANA ({form}) — The council met for hours, he said."), "agency")
        assert agency == canonical(form)


@pytest.mark.parametrize("row", rows("regions.txt"), ids=lambda row: row[0])
def test_each_region_follows_a_town(row):
    """Every state and country in the list makes an unknown town a dateline's."""
    assert values(read(f"Xylopolis, {row[0]} — The council met for hours, he said."), "dateline")


LANGUAGES = {
    "en": "The council met for three hours and agreed that it would repair the bridge, which was old.",
    "de": "Der Rat hat am Mittwoch beschlossen, dass die alte Brücke vor dem Winter nicht mehr geöffnet wird.",
    "fr": "Le conseil a décidé mercredi que le vieux pont ne serait pas ouvert avant la fin des travaux.",
    "es": "El consejo decidió el miércoles que el puente no se abrirá hasta la primavera, según los vecinos.",
    "pt": "O conselho decidiu que a ponte não será aberta até ao fim das obras, mas os vizinhos não gostaram.",
    "it": "Il consiglio ha deciso che il ponte non sarà aperto prima della fine dei lavori, anche se è tardi.",
    "nl": "De raad heeft besloten dat de oude brug niet voor het einde van het jaar wordt geopend, maar later.",
    "pl": "Rada zdecydowała, że most nie zostanie otwarty przed końcem roku, ale po tym, jak się to skończy.",
    "tr": "Meclis bu köprü için yeni bir karar aldı ve daha sonra açılacak olan yol ile ilgili bilgi verdi, ancak çok geç.",
    "ru": "Совет решил, что мост не будет открыт до конца года.",
    "uk": "Рада вирішила, що міст не буде відкрито до кінця року, і їхні сусіди незадоволені.",
    "el": "Το συμβούλιο αποφάσισε ότι η γέφυρα δεν θα ανοίξει.",
    "ar": "قرر المجلس عدم فتح الجسر قبل نهاية العام",
    "he": "המועצה החליטה שהגשר לא ייפתח לפני סוף השנה",
    "ja": "評議会は橋を年末まで開かないことを決めた。",
    "zh": "委员会决定年底前不开放这座桥。",
    "ko": "의회는 연말까지 다리를 열지 않기로 결정했다.",
    "hi": "परिषद ने फैसला किया कि पुल नहीं खुलेगा",
    "th": "สภาตัดสินใจว่าจะไม่เปิดสะพาน",
    None: "Rovers 3 United 1",
}


@pytest.mark.parametrize("language", LANGUAGES, ids=str)
def test_language(language):
    """One or two sentences are enough; a result line is in no language."""
    assert guess_language(LANGUAGES[language]) == language


NAMES = {
    "Jane Doe and John Roe, Associated Press": ["Jane Doe", "John Roe"],
    "JANE DOE AP Sports Writer": ["JANE DOE"],
    "Bill Engels Staff Writer March 27, 2009": ["Bill Engels"],
    "Anna van der Berg/Jon O'Neill": ["Anna van der Berg", "Jon O'Neill"],
    "J. R. Smith Jr., The Observer": ["J. R. Smith Jr."],
    "Lei Lani Fera": ["Lei Lani Fera"],
    "Reuters Staff": [],
    "Associated Press": [],
    "NAIROBI, Kenya": [],
    "CAPE TOWN, South Africa": [],
    "Friday Night": [],
    "Senator Mark Poole": [],
    "Jane": [],
    "": [],
}


@pytest.mark.parametrize("line", NAMES)
def test_people(line):
    """A byline's people, without agencies, jobs, places and days."""
    assert [line[s:e] for s, e in people(line, 0, len(line))] == NAMES[line]


CREDITS = {
    "REUTERS/CARLOS GARCIA RAWLINS": "Carlos Garcia Rawlins, Reuters",
    "AP Photo/Pablo Martinez": "Pablo Martinez, AP",
    "AFP PHOTO / JANE DOE": "Jane Doe, AFP",
    "AP Photo": "AP",
    "Associated Press file photo": "AP",
    "Felix Marquez AP Photo": "Felix Marquez, AP",
    "Joris van Gennip / HH": "Joris van Gennip, HH",
    "Jim Ulmer/Getty Images": "Jim Ulmer, Getty Images",
    "Wavepiston": "Wavepiston",
}


@pytest.mark.parametrize("written", CREDITS)
def test_credit_value(written):
    """The photographer first, in normal case, then the agency by its short name."""
    assert credit_value(written) == CREDITS[written]


def test_normal_case_of_places():
    """Capitals go, small words and abbreviations stay."""
    assert normal_case("PORT-AU-PRINCE") == "Port-Au-Prince".replace("Au", "au")
    assert normal_case("McALLEN, TEXAS") == "McAllen, Texas"
    assert normal_case("ST. LOUIS") == "St. Louis"
    assert normal_case("Washington") == "Washington"


HOSTILE = {
    "one letter": "A",
    "capitals": "AB ",
    "brackets": "(",
    "by": "By ",
    "names": "By Jane Doe, ",
    "dashes": "— ",
    "digits": "1",
    "figures": "1 2 ",
    "newlines": "\n",
    "lines": "A b\n",
    "dates": "May 5, 2018 ",
    "tweets": "(@a) ",
    "openings": "HAVANA (AP) — ",
    "credits": "(AP Photo/",
    "reporting": "(Reporting by ",
    "furniture": "Facebook\n",
    "full stops": ". ",
    "slashes": "A/",
    "blanks": " \t",
}


def _seconds(text):
    """Return the least time of three runs."""
    times = []
    for _ in range(3):
        start = time.process_time()
        extract(parse(Record("a.txt", text, {}, {}, "")))
        times.append(time.process_time() - start)
    return min(times)


@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE)
def test_time_grows_with_length_only(unit):
    """Eight times the text takes about eight times as long: no pattern runs away."""
    short = unit * (25_000 // len(unit))
    assert _seconds(short * 8) < 20 * max(_seconds(short), 0.005)


def test_facts_of_an_article_without_zones():
    """An article whose zones were not found has no header, and nothing fails."""
    article = replace(parse(Record("a.txt", STORY, {}, {}, "")), zones=())
    assert isinstance(article, Article)
    assert values(extract(article), "title") == []
