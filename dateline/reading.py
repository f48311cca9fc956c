"""Record → Reading: everything that becomes rows, made from one article alone."""

from __future__ import annotations

import re

from dateline.article import Article, Fact, Quote, Reading, Record
from dateline.facts.extract import extract
from dateline.facts.language import guess_language
from dateline.facts.quotes import quotes
from dateline.parse import parse
from dateline.sketch import sketch

_LANGUAGE_TAG = re.compile(r"([a-z]{2,3})(?:[-_][a-z0-9]+)*", re.IGNORECASE)
"""A language tag as records have it: ``en``, ``en-GB``, ``pt_BR``; its first part is kept."""


def read(record: Record) -> Reading:
    """Read an article: normalise, extract the facts, and choose the columns from them.

    A given value beats an inferred one; of the inferred only what is shown fills a column. A given
    date that can't be read stays in ``extra``, where nothing is lost.
    """
    article = parse(record)
    failures: list[str] = []
    facts = extract(article, failures)
    given = article.given
    published = first_shown(facts, "published")
    title = first_shown(facts, "title")
    unread = {"published": given["published"]} if "published" in given and not published else {}
    return Reading(
        article=article,
        facts=facts,
        quotes=_quotes(article, facts, failures),
        title=title,
        published=published,
        agency=first_shown(facts, "agency"),
        source=given.get("source"),
        byline=given.get("byline") or ", ".join(shown(facts, "byline")) or None,
        section=given.get("section"),
        language=stated_language(given.get("language")) or guess_language(article.text),
        url=given.get("url"),
        word_count=len(article.text.split()),
        extra={k: v for k, v in article.extra.items() if k not in given} | unread,
        sketch=sketch(article.text, article.zones, title),
        failures=tuple(failures),
    )


def _quotes(article: Article, facts: tuple[Fact, ...], failures: list[str]) -> tuple[Quote, ...]:
    try:
        return quotes(article, facts)
    except Exception as error:
        failures.append(f"quotes ({error!r})")
        return ()


def shown(facts: tuple[Fact, ...], kind: str) -> list[str]:
    """Return the distinct shown values of a kind, in the order of the text."""
    return list(dict.fromkeys(fact.value for fact in facts if fact.kind == kind and fact.shown))


def first_shown(facts: tuple[Fact, ...], kind: str) -> str | None:
    """Return the first shown value of a kind, None where there is none."""
    return next(iter(shown(facts, kind)), None)


def stated_language(stated: str | None) -> str | None:
    """Return the language of a stated tag: ``en-GB`` → ``en``; other words stay as stated."""
    tag = _LANGUAGE_TAG.fullmatch(stated or "")
    return tag[1].lower() if tag else stated
