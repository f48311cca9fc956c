"""Quotations and who says them, on short texts in the shapes that newspapers print."""

import itertools
import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.article import Article, Fact, Record, Zone
from dateline.data import rows
from dateline.facts.quotes import quotes
from dateline.parse import parse
from tests.conftest import ROOT

PEOPLE = (
    "Ana Diaz", "Diaz", "Tom Baker", "Baker", "Maureen Meyer", "Meyer", "Juerg Lauber", "Claudia Leon",
    "Carlos Fernandez", "Jose Rodriguez", "Donald Trump", "Trump", "Denis Omar Contreras",
    "Denis Contreras", "Contreras", "Kirstjen Nielsen", "Adam Isacson", "Isacson", "Jerry Brown", "Brown",
)  # fmt: skip
"""People of the texts below: a surname is the person of the longest name that ends with it."""


def article(text):
    """Return a text that is all body."""
    return Article("a", text, {}, {}, "", (Zone("body", 0, len(text)),))


def people(text):
    """Return the facts of the people above, each mention once, as the longest name there."""
    found, taken = [], 0
    for start in range(len(text)):
        name = next((n for n in PEOPLE if text.startswith(n, start)), None)
        if name and start >= taken:
            taken = start + len(name)
            longer = [n for n in PEOPLE if n.endswith(name) and n in text]
            value = max(longer, key=len)
            found.append(Fact("person", value, start, taken, "person.name", 1.0, True))
    return tuple(found)


# text; then (quotation, speaker, verb) of each, with ~ before a speaker that is no named person
CASES = {
    "said-after-name": ("“We came on foot,” Ana Diaz said.", [("We came on foot", "Ana Diaz", "said")]),
    "name-after-said": ("“We came on foot,” said Ana Diaz, a nurse.", [("We came on foot", "Ana Diaz", "said")]),
    "straight-marks": ('"We came on foot," said Ana Diaz.', [("We came on foot", "Ana Diaz", "said")]),
    "wire-marks": ("``We came on foot,'' Diaz said.", [("We came on foot", "Diaz", "said")]),
    "wire-marks-behind-a-sentence": ("It rained. ''We came on foot,'' Diaz said.", [("We came on foot", "Diaz", "said")]),
    "german-marks": ("„We came on foot“, said Ana Diaz.", [("We came on foot", "Ana Diaz", "said")]),
    "turned-mark": ("“We came on foot,“ Ana Diaz said. It rained “all day long,” she added.", [("We came on foot", "Ana Diaz", "said"), ("all day long", "Ana Diaz", "added")]),
    "guillemets": ("«We came on foot», said Ana Diaz.", [("We came on foot", "Ana Diaz", "said")]),
    "single-marks": ("‘We came on foot,’ said Ana Diaz.", [("We came on foot", "Ana Diaz", "said")]),
    "straight-single-marks": ("'We don't go home,' said Ana Diaz.", [("We don't go home", "Ana Diaz", "said")]),
    "apostrophes-are-no-marks": ("The workers' rights and the migrants' plight are Diaz's topics.", []),
    "question": ("“Why do they wait?” asked Tom Baker.", [("Why do they wait?", "Tom Baker", "asked")]),
    "before-with-comma": ("Ana Diaz said, “We came on foot.”", [("We came on foot.", "Ana Diaz", "said")]),
    "before-with-colon": ("Ana Diaz was blunt: “We came on foot.”", [("We came on foot.", "Ana Diaz", None)]),
    "colon-paragraph": ("Ana Diaz wrote:\n\n“We came on foot.”", [("We came on foot.", "Ana Diaz", "wrote")]),
    "tweet": ("“They will be stopped!” Trump wrote on Twitter.", [("They will be stopped!", "Trump", "wrote")]),
    "tweeted": ("“They will be stopped!” Trump tweeted on Thursday.", [("They will be stopped!", "Trump", "tweeted")]),
    "chant": ("Around him, hundreds of migrants chanted: “Here we are and we stay!”", [("Here we are and we stay!", "~hundreds of migrants", "chanted")]),
    "official": ("A White House official said “a wide range of options” was open.", [("a wide range of options", "~A White House official", "said")]),
    "official-after": ("“Nothing has been decided,” said a local official on Friday.", [("Nothing has been decided", "~a local official", "said")]),
    "according-to": ("“Nothing has been decided,” according to Ana Diaz.", [("Nothing has been decided", "Ana Diaz", "according to")]),
    "according-to-mr": ("“Nothing has been decided,” according to Mr. Baker.", [("Nothing has been decided", "Baker", "according to")]),
    "statement-from": ("“Nothing has been decided,” said a statement from the two agencies.", [("Nothing has been decided", "~the two agencies", "said")]),
    "spokesman-for": ("“No comment at all,” a spokesman for Donald Trump said.", [("No comment at all", "~a spokesman for Donald Trump", "said")]),
    "unknown-name": ("“We came on foot,” said Wendell Quux.", [("We came on foot", "~Wendell Quux", "said")]),
    "title-before-name": ("US homeland security secretary Kirstjen Nielsen said it includes “some air support”.", [("some air support", "Kirstjen Nielsen", "said")]),
    "aside-before-verb": ("Claudia Leon, coordinator of the service in the town, described the roundups backed by vague promises as “de facto detention” on Friday.", [("de facto detention", "Claudia Leon", "described")]),
    "who": ("Ana Diaz, who leads the group, called it “a very bad idea”.", [("a very bad idea", "Ana Diaz", "called")]),
    "adding": ("Ana Diaz said they would stay, adding that “nobody goes home”.", [("nobody goes home", "Ana Diaz", "adding")]),
    "is-insisting": ("Ana Diaz is insisting that “nobody goes home”.", [("nobody goes home", "Ana Diaz", "insisting")]),
    "not-the-passive": ("The plan was called “a very bad idea” last week.", [("a very bad idea", None, None)]),
    "split": (
        "“We came,” Ana Diaz said, “and we will stay here.”\n\n“We came on foot,” she said. “We stay here.”",
        [("and we will stay here.", "Ana Diaz", None), ("We came on foot", "Ana Diaz", "said"), ("We stay here.", "Ana Diaz", None)],
    ),
    "fragments": ("Diaz said it was “a bad idea” and “a worse plan” for all.", [("a bad idea", "Diaz", "said"), ("a worse plan", "Diaz", None)]),
    "paragraphs": (
        "“We came on foot, said Ana Diaz.\n\nIt rained on the bridge.\n\n“We had no water,” Tom Baker said.",
        [("We came on foot", "Ana Diaz", "said"), ("We had no water", "Tom Baker", "said")],
    ),
    "several-paragraphs": (
        "“We came on foot,” Ana Diaz said. “We had no water.\n\n“Nobody helped us at all.”",
        [("We came on foot", "Ana Diaz", "said"), ("We had no water.", "Ana Diaz", None), ("Nobody helped us at all.", "Ana Diaz", None)],
    ),
    "glued-paragraphs": (
        "“We came on foot,” Ana Diaz said. “We had no water. “Nobody helped us,” she said.",
        [("We came on foot", "Ana Diaz", "said"), ("We had no water.", "Ana Diaz", None), ("Nobody helped us", "Ana Diaz", "said")],
    ),
    "nested": ("“They told us: “Go back home now.” We stayed,” Diaz said.", [("They told us: “Go back home now.” We stayed", "Diaz", "said")]),
    "curly-in-straight": ('"They told us “go back home” and left," Diaz said.', [("They told us “go back home” and left", "Diaz", "said")]),
    "wrapped-lines": ("“We came on foot and had\nno water,” said Ana Diaz.", [("We came on foot and had\nno water", "Ana Diaz", "said")]),
    "abbreviation": ("“We came on foot,” Rep. Ana Diaz, D-Ky., said Tuesday.", [("We came on foot", "Ana Diaz", "said")]),
    "he-is-the-speaker": ("“I wait,” said Tom Baker. It rained.\n\n“We had no water,” he said.", [("We had no water", "Tom Baker", "said")]),
    "he-is-the-subject": ("Baker met Trump on Monday. “We had no water,” he said.", [("We had no water", "Baker", "said")]),
    "she-is-no-man": ("Ana Diaz met Tom Baker.\n\nTom Baker nodded.\n\n“We had no water,” she said.", [("We had no water", "Ana Diaz", "said")]),
    "mr-is-no-woman": ("Mr. Meyer met Ana Diaz.\n\nMr. Meyer nodded.\n\n“We had no water,” she said.", [("We had no water", "Ana Diaz", "said")]),
    "she-is-another-brown": (
        "Tom Baker met Gov. Brown. However, Gov. Brown spoke. “We had no water,” she said.\n\nJerry Brown left.",
        [("We had no water", "Brown", "said")],
    ),
    "she-not-in-a-quotation": ("Ana Diaz spoke. “Maureen Meyer was right to go,” she said.", [("Maureen Meyer was right to go", "Ana Diaz", "said")]),
    "two-words": ("Ana Diaz said the efforts were “quite fruitless” today.", []),
    "work": ("Ana Diaz wrote a book titled “The Long Road Home” last year.", []),
    "work-after-a-verb": ("Ana Diaz, author of “Empire of the Fund,” the best book of its kind, said it was over.", []),
    "short-work": ("Ana Diaz sold “Man of the World” at the door.", []),
    "work-and-year": ("The party printed “we have no water” (2005) in the towns.", []),
    "subhead": ("“We came on foot,” Ana Diaz said.\n\n‘A really tough decision.’\n\nIt rained.", [("We came on foot", "Ana Diaz", "said")]),
    "attribute-of-html": ('Ana Diaz said it. <tweet author="just look at it" date="January 19, 2016\n">We came on foot.', []),
    "capitals-of-a-speaker": ("“It rained,” Ana Diaz said. “Ana Diaz Loves New York.”", [("Ana Diaz Loves New York.", "Ana Diaz", None)]),
    "slogan": ("The shirts read as always. The “Make America Great Again” caps sold well.", []),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES)
def test_quotations_and_speakers(text, expected):
    """Each quotation is found, whole and without its closing comma, with who said it and how."""
    found = quotes(article(text), people(text))
    told = [
        (q.text, q.speaker if q.named or q.speaker is None else f"~{q.speaker}", q.verb)
        for q in found
    ]
    assert told == expected
    assert all(text[q.start : q.end] == q.text for q in found)


def test_a_pronoun_says_that_it_is_inferred():
    """Whom “he” means is a guess, and the rule's name tells so."""
    text = "Tom Baker waited.\n\n“We had no water,” he said."
    assert [q.rule for q in quotes(article(text), people(text))] == ["quote.pronoun_name_verb"]


def test_without_facts_the_name_as_written_is_the_speaker():
    """Quotations do not need the people: the name beside the verb is kept, as no known person."""
    found = quotes(article("“We came on foot,” said Ana Diaz. “We stay here,” she added."), ())
    assert [(q.speaker, q.named) for q in found] == [("Ana Diaz", False), ("Ana Diaz", False)]


ISSUERS = {
    "initials": ("It rained. The BHPD said “nobody is hurt here”.", ["Beverly Hills Police Department"], "Beverly Hills Police Department", True),
    "last-words": ("“Nobody is hurt here,” the police department said.", ["Beverly Hills Police Department"], "Beverly Hills Police Department", True),
    "name": ("“Nobody is hurt here,” the Times wrote.", ["New York Times"], "New York Times", True),
    "two-of-the-name": ("“Nobody is hurt here,” the Times wrote.", ["New York Times", "Irish Times"], "the Times", False),
    "article": ("A department said “nobody is hurt here”.", ["Police Department"], "A department", False),
    "statement": ("Ana Diaz left, Tom Baker said in a written statement. “Nobody is hurt here,” the statement said.", [], "Tom Baker", True),
    "released": ("The BHPD released a statement. The police statement read: “Nobody is hurt here.”", ["Beverly Hills Police Department"], "Beverly Hills Police Department", True),
    "last-statement": ("Ana Diaz said so in a letter. Tom Baker issued a letter. “Nobody is hurt here,” the letter said.", [], "Tom Baker", True),
    "nobodys-statement": ("Tom Baker dismissed a statement. “Nobody is hurt here,” the statement said.", [], "the statement", False),
}  # fmt: skip


@pytest.mark.parametrize(("text", "names", "speaker", "inferred"), ISSUERS.values(), ids=ISSUERS)
def test_a_statement_is_its_issuers(text, names, speaker, inferred):
    """Who spoke “in a statement”, or the one organisation “the Times” can mean, is the speaker."""
    facts = [Fact("organization", n, 0, 1, "organization.head", 1.0, True) for n in names]
    (found,) = quotes(article(text), (*people(text), *facts))
    assert (found.speaker, found.rule == "quote.issuer") == (speaker, inferred)


SHAPES = {"say": "“We came on foot,” Ana Diaz {}.", "call": "Ana Diaz {} it “a very bad idea”.", "ing": "Ana Diaz left, {} it was “a very bad idea”."}  # fmt: skip


@pytest.mark.parametrize(("verb", "kind"), rows("cue_verbs.tsv"))
def test_every_cue_verb_counts(verb, kind):
    """Each verb of the list hands the quotation to its subject."""
    text = SHAPES[kind].format(verb)
    assert [(q.speaker, q.verb) for q in quotes(article(text), people(text))] == [
        ("Ana Diaz", verb)
    ]


def test_every_gendered_name_counts():
    """Each name of the list keeps its bearer from being “she”, or “he”."""
    other = {"he": ("She", "Ana Diaz"), "she": ("He", "Tom Baker")}
    for name, pronoun in rows("gendered_names.tsv"):
        word, meant = other[pronoun]
        text = f"{meant} left. {name} Quux stayed. {word} said “it is over now”."
        quux = text.index(name, len(meant))
        facts = [f for f in people(text) if f.start < quux]
        facts.append(
            Fact("person", f"{name} Quux", quux, quux + len(name) + 5, "person.name", 1.0, True)
        )
        assert [q.speaker for q in quotes(article(text), tuple(facts))] == [meant], name


SEEDS = {
    "000_b4ab622afc7e3840.txt": [
        ("Donald Trump", "wrote"),
        ("Denis Omar Contreras", "said"),
        ("Denis Omar Contreras", "said"),
        ("A White House official", "said"),
        ("Kirstjen Nielsen", "said"),
        ("Donald Trump", "tweeted"),
        ("Carlos Fernandez", "said"),
        ("Carlos Fernandez", "said"),
        ("Jose Rodriguez", "said"),
        ("Adam Isacson", "said"),
    ],
    "003_0a32a47064eaf07a.txt": [
        ("hundreds of migrants", "chanted"),
        ("Maureen Meyer", "said"),
        ("Claudia Leon", "described"),
    ],
}


@pytest.mark.parametrize(("name", "expected"), SEEDS.items(), ids=SEEDS)
def test_every_quotation_of_the_seeds_has_its_speaker(name, expected):
    """Ten quotations in the first, three in the second; neither subheads nor “fruitless”."""
    text = (ROOT / "seeds" / name).read_text("utf-8")
    seed = parse(Record(name, text, {}, {}, ""))
    assert [(q.speaker, q.verb) for q in quotes(seed, people(seed.text))] == expected


def test_only_the_story_is_quoted():
    """Headlines, captions, tables and page furniture say nothing."""
    text = "“We came on foot,” said Ana Diaz."
    zones = (Zone("header", 0, len(text)),)
    assert not quotes(Article("a", text, {}, {}, "", zones), ())


WORDS = ["“", "”", '"', "``", "''", "‘", "’", "'", "\n\n", "\n", " ", ", ", ". ", ": ", " — ", "he said",
         "said Ana Diaz", "Tom Baker", "according to", "adding", "who", "the workers'", "Mr. ", "x"]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=40).map("".join))
def test_a_quotation_is_its_place_in_the_text(text):
    """Whatever the marks, each quotation reads as its span, in order, without overlap."""
    found = quotes(article(text), people(text))
    assert all(text[q.start : q.end] == q.text and q.text.strip() == q.text for q in found)
    assert all(one.end <= other.start for one, other in itertools.pairwise(found))


HOSTILE = {
    "one-letter": "a",
    "marks": "“",
    "straight": '"',
    "quotations": "“a b c d” ",
    "verbs": "he said “a b c, ",
    "apostrophes": "'a ",
    "brackets": "((((",
    "lines": "“\n\n",
    "points": "“a b c. ",
    "commas": "said, ",
}


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_takes_linear_time(piece):
    """Ten times the text takes about ten times as long, not a hundred times."""

    def seconds(length):
        text = (piece * (length // len(piece) + 1))[:length]
        started = time.process_time()
        quotes(article(text), ())
        return time.process_time() - started

    seconds(1_000)
    # Of three, since other work on the machine takes a share of this process's time, too.
    assert min(seconds(200_000) for _ in range(3)) < 60 * max(seconds(20_000), 0.01)


def test_evidence_in_real_news(real_texts):
    """In 588 articles each quotation reads as its span."""
    for line in (real_texts / "facts" / "polnear_dev.jsonl").open(encoding="utf-8"):
        news = parse(Record("news", json.loads(line)["text"], {}, {}, ""))
        assert all(news.text[q.start : q.end] == q.text for q in quotes(news, ()))


PARTS = {
    "between": ("“We came on foot,” Ana Diaz {} said.", "Ana Diaz"),
    "aside": ("{} the bridge, the nurse, aged 30, said “we came on foot”.", "the nurse"),
    "link": ("{} officials in Ohio said “we came on foot”.", "officials in Ohio"),
    "document": ("Ana Diaz said so in a {0}. “We came on foot,” the {0} said.", "Ana Diaz"),
    "clause": ("It rained {} the officials said “we came on foot”.", "the officials"),
    "determiner": ("{} old neighbour said “we came on foot”.", "{} old neighbour"),
    "tail": ("“We came on foot,” the neighbour {} said.", None),
    "lost": ("“We came on foot,” the neighbour {} there said.", None),
}


@pytest.mark.parametrize(
    ("word", "kind"), [(word, kind) for word, *kinds in rows("clause_words.tsv") for kind in kinds]
)
def test_every_clause_word_counts(word, kind):
    """Each small word of the list does what its kind says."""
    if kind == "object":
        text = f"“We came on foot,” a friend {word} Ana Diaz said."
        assert quotes(article(text), people(text))[0].speaker != "Ana Diaz"
    else:
        text, speaker = PARTS[kind]
        text = text.format(word)
        expected = speaker and speaker.format(word)
        assert quotes(article(text), people(text))[0].speaker == expected
