"""Facts → mentions: what is said is numbered once for all articles, and a mention is six integers.

The view ``facts`` reads as one row a mention, with everything written out.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable
from itertools import count
from typing import Any

from dateline.article import Fact, Reading

LAST_VALUE = "select ifnull(max(id), 0) from fact_values"

VALUE_ID = """
select id from fact_values
where kind = ? and value = ? and ifnull(entity_id, 0) = ifnull(?, 0)
"""

PUT_VALUE = "insert into fact_values (kind, value, entity_id, id) values (?, ?, ?, ?)"

RULES = "select rule, confidence, shown, id from fact_rules"

PUT_RULE = "insert into fact_rules (rule, confidence, shown, id) values (?, ?, ?, ?)"

PUT_MENTION = """
insert into mentions (article_id, number, value_id, start, "end", rule_id)
values (?, ?, ?, ?, ?, ?)
"""

COUNT_VALUE = "update fact_values set articles = articles + ? where id = ?"

SHOWN_VALUES = """
select value_id, count(distinct article_id) from mentions
where article_id in (select value from json_each(:ids))
and rule_id in (select id from fact_rules where shown)
group by value_id
"""

DELETE_MENTIONS = "delete from mentions where article_id in (select value from json_each(:ids))"

DELETE_UNSAID = """
delete from fact_values where not exists (select 1 from mentions where value_id = fact_values.id)
"""

MAX_KNOWN = 100_000
"""Values whose numbers are remembered, 25 MB: most mentions are of few values."""

Value = tuple[str, str, int | None]
"""Kind, value and entity of a fact."""


class Mentions:
    """The mentions of a corpus while articles come and go."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._known: dict[Value, int] = {}
        self._rules: dict[tuple[str, float, bool], int] = {
            (rule, confidence, bool(shown)): number
            for rule, confidence, shown, number in connection.execute(RULES)
        }
        (last,) = connection.execute(LAST_VALUE).fetchone()
        self._new_values = count(last + 1)

    def put(
        self,
        numbered: Iterable[tuple[int, Reading]],
        people: dict[tuple[str, str], int],
        places: dict[int | None, int],
    ) -> None:
        """Write the facts of articles, about these people and places."""
        said = [
            (article, number, fact, (fact.kind, fact.value, _entity(reading, fact, people, places)))
            for article, reading in numbered
            for number, fact in enumerate(reading.facts)
        ]
        known = self._numbers(value for *_, value in said)
        shown = {(article, known[value]) for article, _, fact, value in said if fact.shown}
        self._count(Counter(value for _, value in shown))
        rule = self.rule
        rows = (
            (article, number, known[value], f.start, f.end, rule(f.rule, f.confidence, f.shown))
            for article, number, f, value in said
        )
        self._connection.executemany(PUT_MENTION, rows)

    def clear(self, ids: str) -> None:
        """Drop what articles say."""
        shown = dict(self._connection.execute(SHOWN_VALUES, {"ids": ids}).fetchall())
        self._count({value: -articles for value, articles in shown.items()})
        self._connection.execute(DELETE_MENTIONS, {"ids": ids})

    def drop_unsaid(self) -> None:
        """Drop the values that no article mentions any more."""
        self._connection.execute(DELETE_UNSAID)
        self._known.clear()

    def _numbers(self, values: Iterable[Value]) -> dict[Value, int]:
        """Return the number of each value, giving the new ones theirs in the order of the text."""
        if len(self._known) > MAX_KNOWN:
            self._known = {}
        new: list[tuple[Any, ...]] = []
        for value in values:
            if value not in self._known:
                row = self._connection.execute(VALUE_ID, value).fetchone()
                self._known[value] = number = row[0] if row else next(self._new_values)
                if not row:
                    new.append((*value, number))
        self._connection.executemany(PUT_VALUE, new)
        return self._known

    def rule(self, name: str, confidence: float, shown: bool) -> int:
        """Return the number of a rule that reads facts or quotations."""
        rule = (name, confidence, shown)
        number = self._rules.get(rule)
        if number is None:
            number = self._rules[rule] = len(self._rules) + 1
            self._connection.execute(PUT_RULE, (*rule, number))
        return number

    def _count(self, articles: dict[int, int]) -> None:
        rows = ((number, value) for value, number in sorted(articles.items()))
        self._connection.executemany(COUNT_VALUE, rows)


def _entity(
    reading: Reading,
    fact: Fact,
    people: dict[tuple[str, str], int],
    places: dict[int | None, int],
) -> int | None:
    """Return the person or the place that a fact is about."""
    if fact.kind == "person":
        return people.get((reading.article.path, fact.value))
    return places.get(fact.place.geonameid) if fact.place else None
