"""Who says a quotation: the verb beside it, the verb's subject, and whom a pronoun means."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

from dateline.data import rows
from dateline.facts.cast import MEMORY, Cast, Voice

REACH = 300
"""Characters before a quotation in which its verb stands; longer sentences lose it."""

REACH_AFTER = 170
"""Characters after a quotation in which its verb stands: “…,” X, who is Y and Z, said."""

NEAR = 90
"""Characters between a verb like “called” and the piece that it introduces."""

MOST_WORDS = 14
"""Words of a speaker who has no name."""

_VERBS = {row[0]: row[1] for row in rows("cue_verbs.tsv")}
"""Verb → ``say`` (also far from the quotation), ``call`` (near it) or ``ing`` (a participle)."""

_WORDS: dict[str, set[str]] = defaultdict(set)
"""Kind → the small words that are of this kind."""
for _word, *_kinds in rows("clause_words.tsv"):
    for _kind in _kinds:
        _WORDS[_kind].add(_word)

# "said in a written statement", "released a report": whose they are stands before
_MADE = r"\b(?:in|issued|released|published|posted|sent|wrote|made) an? (?:[\w-]+ ){0,2}"
_ISSUED = {word: re.compile(rf"{_MADE}{word}\b") for word in _WORDS["document"]}

_WORD = re.compile(r"[A-Za-z]+")
_TOKEN = re.compile(r"\S+")
_PIECE = re.compile(r"[^\s,—–][^,—–]*")

# "Sen.", "J.", "U.S.": a point after these ends no sentence
_TITLES = "|".join(row[0] for row in rows("abbreviated_titles.txt"))
_ABBREVIATED = re.compile(rf"\b(?:{_TITLES}|vs|No|[A-Z](?:\.[A-Z])*)\.\Z")

# where a sentence ends and the next begins
_SENTENCE_END = re.compile(r"[.!?]+[”\"’')\]]*\s+(?=[A-Z“\"‘'(\[])|\n\n")

# the end of what can stand between a quotation and the verb behind it
_CLAUSE_END = re.compile(r"[;:!?\n“”\".'](?:(?<!['.])|(?<=')'|(?<=\.)(?![,)\w]|\s[a-z]))")

# what ends a noun phrase behind its verb: "said a local official on Friday"
_NOUN_END = re.compile(
    r"[,;:.(—–“”\"\n]|\s-|\s(?:who|whose|that|which|when|after|before|on|during|as|while|speaking"
    r"|adding|referring|about|to|in|if)\b"
)

# "Brown", "the American Center for Law and Justice": a name in capitals at the end
_NAME = re.compile(
    r"(?:[A-ZÀ-Þ][\w’'-]*\.?\s(?:(?:de|van|von|der|al|bin|of|the|for|and|del|la)\s)*)*"
    r"[A-ZÀ-Þ][\w-]*(?:[’'][A-Z]\w+)?(?:,?\s(?:Jr|Sr)\.)?\Z"
)

# "officials", "two US officials", "police in Ohio": a group that needs no article
_GROUP = re.compile(
    r"\b(?:[a-z]+s|police|people|men|women)(?: (?:in|of|at|from|for|with) [^,]+)?\Z"
)

# "?”", ",''", "”, ", "” ― ": a quotation that ends so is followed by its speaker
_TRAILS = re.compile(r"[?!—–…-]|.,|.[”\"'’»]*(?:,|\s*[―—–])", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Span:
    """A quotation's place: ``open`` and ``after`` are outside of its marks."""

    open: int
    start: int
    end: int
    after: int


def hear(cast: Cast, spans: list[Span], start: int, end: int) -> list[Voice | None]:
    """Return who says each quotation of the paragraph ``text[start:end]``."""
    voices: list[Voice | None] = []
    for index, span in enumerate(spans):
        cast.quoted += (span.start, span.end)
        left = spans[index - 1].after if index else start
        right = spans[index + 1].open if index + 1 < len(spans) else end
        voice = _voice(cast, span, left, right, voices[-1] if voices else None)
        if voice is None and span.open == start and span.after >= end - 1:
            voice = _again(cast.last, "next_paragraph")
        voice = _issuer(cast, voice) if voice and voice.rule.endswith("noun") else voice
        voices.append(voice)
        if voice and (voice.named or voice.rule.endswith("_name")):
            cast.spoke = voice
    cast.last = next(filter(None, reversed(voices)), None)
    return voices


def _issuer(cast: Cast, voice: Voice) -> Voice:
    """Return who is meant by “the BHPD”, or by “the statement” of who spoke “in a statement”."""
    known, last = cast.organization(voice.speaker), voice.speaker.split()[-1]
    if known is None and last in _ISSUED and voice.speaker.lower().startswith("the "):
        first = max(0, voice.at - MEMORY)
        for issued in [*_ISSUED[last].finditer(cast.text, first, voice.at)][-1:]:
            for stop in _stops(_CLAUSE_END, cast.text, first, issued.start()):
                first = stop[1]
            who = _after(cast, first, issued.end())
            known = who and (cast.organization(who.speaker) or who)
    return replace(known, verb=voice.verb, rule="issuer", at=voice.at) if known else voice


def _again(voice: Voice | None, rule: str) -> Voice | None:
    return replace(voice, verb=None, rule=rule) if voice else None


def _voice(cast: Cast, span: Span, left: int, right: int, before: Voice | None) -> Voice | None:
    """Return who says one quotation, with what stands between it and its neighbours."""
    text = cast.text
    lead_end = left + len(text[left : span.open].rstrip())
    sentence = max(left, lead_end - REACH)
    for stop in _stops(_SENTENCE_END, text, sentence, lead_end):
        sentence = stop[1]
    same = before if sentence == left else None
    ended = sentence < lead_end and text[lead_end - 1] in ".?!"
    trails = _TRAILS.match(text, span.end - 1)
    voice = _after(cast, span.after, right) if trails or sentence == lead_end else None
    if ended or sentence == lead_end or (voice and not voice.rule.startswith("according")):
        return voice or (_again(same, "split") if ended else None) or _again(before, "continued")
    ahead = _before(cast, sentence, lead_end, same)
    if same and ahead and ahead.at == same.at:
        return voice or _again(same, "split")
    return ahead or voice or _again(before, "continued")


def _stops(ends: re.Pattern[str], text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield where a pattern matches, but not at the point of an abbreviation."""
    for stop in ends.finditer(text, start, end):
        point = stop.start() + 1
        if stop[0][0] != "." or not _ABBREVIATED.search(text, max(start, point - 7), point):
            yield stop.span()


def _after(cast: Cast, start: int, end: int) -> Voice | None:
    """Return the voice behind a quotation: “…,” said X; “…,” X said; “…,” according to X."""
    text = cast.text
    while start < end and text[start] in " ,—–―-\xa0":
        start += 1
    end = min(end, start + REACH_AFTER)
    end = next(_stops(_CLAUSE_END, text, start, end), (end, end))[0]
    if text.startswith("according to ", start, end):
        return _said(_behind(cast, start + 12, end), "according", "according to", start)
    for word in _WORD.finditer(text, start, end):
        if _VERBS.get(word[0], "ing") != "ing":
            if text[start : word.start()].strip() in ("", "also", "as", "then"):
                return _said(_behind(cast, word.end(), end), "verb_name", word[0], word.start())
            return _said(_subject(cast, start, word.start()), "name_verb", word[0], word.start())
    return None


def _before(cast: Cast, start: int, end: int, same: Voice | None) -> Voice | None:
    """Return the voice ahead of a quotation: X said: “…”; X described it as “…”."""
    text = cast.text
    participle: re.Match[str] | None = None
    for word in reversed([w for w in _WORD.finditer(text, start, end) if w[0] in _VERBS]):
        kind, at, near = _VERBS[word[0]], word.start(), end - word.end() <= NEAR
        if kind == "ing" or text[max(start, at - 3) : at] == "to ":
            participle = participle or (word if near else None)
        elif near or kind == "say":
            voice = _said(_subject(cast, start, at), "before", word[0], at)
            if voice is None and same and not text[start:at].strip(" ,"):
                voice = replace(same, at=at)
            if voice:
                return replace(voice, verb=participle[0]) if participle else voice
    at = text.find("ccording to ", start, end)
    if at >= 0:
        return _said(_behind(cast, at + 11, end), "according", "according to", at)
    if participle:
        at = participle.start()
        # “Trump said no, | insisting”, “Trump is | insisting”: its subject is further ahead
        loose = text[start:at].rstrip().endswith((",", " by", " in", " is", " and", " before"))
        return _said(_subject(cast, start, at, loose), "participle", participle[0], at)
    colon = text[end - 1] == ":"
    return _said(_subject(cast, start, end - 1, True), "colon", None, end) if colon else None


def _said(who: Voice | None, rule: str, verb: str | None, at: int) -> Voice | None:
    """Return a subject as a voice; the rule tells what it is: ``pronoun_before``, ``…_noun``."""
    if who is None:
        return None
    parts = (who.rule, rule) if who.rule == "pronoun" else (rule, who.rule)
    return Voice(who.speaker, who.named, "_".join(filter(None, parts)), verb, at)


def _subject(cast: Cast, start: int, end: int, loose: bool = False) -> Voice | None:
    """Return the subject of the verb at *end*: its noun, or the one before the aside between.

    “Claudia Leon, coordinator of the service, | described”; *loose* verbs are further away:
    “Trump inflamed tensions by | saying”.
    """
    text = cast.text
    tokens = list(_TOKEN.finditer(text, start, end))
    while tokens and (tokens[-1][0] in _WORDS["between"] or tokens[-1][0].endswith("ly")):
        tokens.pop()
    if not tokens:
        return None
    end = tokens[-1].end()
    pieces = [piece.span() for piece in _PIECE.finditer(text, start, end)]
    last = None if text[end - 1] in ",)—–" or loose else pieces.pop()
    who = _noun(cast, *last) if last else None
    if last and (not _begins_aside(text, *last) or (who and who.rule in ("", "pronoun"))):
        return who
    firsts = [piece for piece in pieces if not _begins_aside(text, *piece)]
    heads = (_head(cast, *piece, loose) for piece in firsts)
    noun = _noun(cast, *firsts[0]) if firsts and not loose else None
    return next(filter(None, heads), noun)


def _begins_aside(text: str, start: int, end: int) -> bool:
    return text[start:end].split()[0] in _WORDS["aside"]


def _head(cast: Cast, start: int, end: int, loose: bool) -> Voice | None:
    """Return the person with whom a stretch begins, titles before the name included."""
    text = cast.text
    tokens = text[start:end].split()
    people = cast.within(start, end)
    if loose and tokens[0].lower() in ("he", "she"):
        return cast.meant(tokens[0].lower(), start)
    if not people or text[people[0][1] : people[0][1] + 2] in ("’s", "'s"):
        return None
    first, last, name = people[0]
    titles, rest = text[start:first].split(), text[last:end].split()
    plain = not any(t in _WORDS["object"] or t.endswith("ed") for t in titles) and len(titles) <= 6
    after = loose or not rest or rest[0] in _WORDS["object"] or rest[0][0] == "("
    return Voice(name, True, "") if plain and after else None


def _behind(cast: Cast, start: int, end: int) -> Voice | None:
    """Return whom the words behind a verb name: said X, a bricklayer; said a local official."""
    end = next(_stops(_NOUN_END, cast.text, start + 1, end), (end, end))[0]
    return _noun(cast, start, end)


def _noun(cast: Cast, start: int, end: int) -> Voice | None:
    """Return whom a noun phrase means: a person, a pronoun's, or the words themselves."""
    text = cast.text
    tokens = _last_clause([*_TOKEN.finditer(text, start, end)])
    if not tokens:
        return None
    start, end = tokens[0].start(), tokens[-1].end()
    words = [token[0] for token in tokens]
    if words[-1].lower() in ("he", "she"):
        return cast.meant(words[-1].lower(), tokens[-1].start())
    determined = words[0] in _WORDS["determiner"]
    for first, last, name in cast.within(start, end):
        whose = determined and any(word in _WORDS["object"] for word in text[start:first].split())
        if last == end and not whose:  # not “a spokesman for Donald Trump”
            return Voice(name, True, "")
    return _head(cast, start, end, False) or (
        _unnamed(text[start:end], words, determined) if len(words) <= MOST_WORDS else None
    )


def _last_clause(tokens: list[re.Match[str]]) -> list[re.Match[str]]:
    """Return the words behind the last “that”, “statement by”, “and”, but for “Law and Justice”."""
    while len(tokens) > 1 and tokens[0][0] in _WORDS["link"]:
        tokens = tokens[1:]
    for index in reversed(range(1, len(tokens) - 1)):
        joined = tokens[index][0] == "and" and tokens[index - 1][0].istitle()
        issued = tokens[index][0] in ("from", "by") and tokens[index - 1][0] in _ISSUED
        if issued or (tokens[index][0] in _WORDS["clause"] and not joined):
            return tokens[index + 1 :]
    return tokens


def _unnamed(phrase: str, words: list[str], determined: bool) -> Voice | None:
    """Return the words that describe a speaker, None where they are no noun phrase."""
    if any(word.lower() in _WORDS["lost"] or word in _VERBS for word in words):
        return None
    if words[-1] in _WORDS["tail"] or words[0].endswith("ing"):
        return None
    if determined or _GROUP.search(phrase):
        return Voice(phrase, False, "noun") if len(words) > 1 or not determined else None
    name = _NAME.search(phrase)
    return Voice(name[0], False, "name") if name else None
