"""Names → people: the same across articles, merged by rows that can be undone.

Within an article a surname already belongs to its full name. Across articles a person is a full
name without case and accents; two full names are one person when first and last word agree, one
has all the words of the other, nobody else fits, and they share context. A bare surname is nobody.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Set
from itertools import groupby
from typing import Any

from dateline.namesakes import ends_of, key_of, wholes
from dateline.text import fold

ADD_PERSON = "insert or ignore into people (name, folded, ends) values (?, ?, ?)"

PINNED = "select id from people where pinned"

PIN_PERSON = "update people set name = ?, pinned = 1 where folded = ?"

PEOPLE_IDS = "select folded, id from people where folded in (select value from json_each(:keys))"

MENTIONED = """
select article_id, entity_id, start, "end" from facts
where article_id in (select value from json_each(:ids)) and +kind = 'person'
    and entity_id is not null and start is not null
order by article_id
"""

TEXT = "select text from articles where id = ?"

COUNT_FORM = """
insert into person_forms (person_id, form, articles) values (?, ?, ?)
on conflict (person_id, form) do update set articles = articles + excluded.articles
"""

DELETE_GONE = (
    "delete from person_forms where articles <= 0",
    "update people set merged_into = null where id in (select value from json_each(:ids))",
    "delete from people where id not in (select person_id from person_forms)",
)

LEFT_ALONE = """
select id from people
where merged_into not in (select person_id from person_forms where articles > 0)
"""

ENDS = "select distinct ends from people where id in (select value from json_each(:ids))"

NAMESAKES = """
select ends, id, name, folded, merged_into, pinned from people
where ends in (select value from json_each(:ends)) order by ends, folded
"""

USUAL_FORMS = "select form from person_forms where person_id = ? order by articles desc, form"

CONTEXT = """
select kind, coalesce(entity_id, value) as key from facts
where article_id in (
        select article_id from facts where entity_id = {} and kind = 'person'
    )
    and shown and +kind in ('person', 'place', 'organization', 'dateline')
    and not (kind = 'person' and entity_id in (:rarer, :other))
"""
"""What the articles that name somebody also name. A country is no context: half of all articles
name the same one."""

# What the rarer one's articles name is listed; the other's are read until one names the same.
SHARE_CONTEXT = f"""
select 1 from ({CONTEXT.format(":other")}) as named
where (kind, named.key) in ({CONTEXT.format(":rarer")}) limit 1
"""  # noqa: S608 - our own names

NAMED_IN = "select ifnull(sum(articles), 0) from person_forms where person_id = ?"

SETTLE = "update people set name = ?, merged_into = ? where id = ?"

ARTICLES_OF = """
select distinct article_id from fact_values
join mentions on value_id = fact_values.id and article_id < :before
where kind = 'person' and entity_id in (select value from json_each(:ids))
"""

ALIASED = """
select article_id, path, value from facts join articles on articles.id = article_id
where kind = 'person' group by article_id, value
"""

REASSIGN = (
    """insert or ignore into fact_values (kind, value, entity_id)
    values ('person', :name, :person)""",
    """update mentions set value_id = (
        select id from fact_values where kind = 'person' and value = :name
        and ifnull(entity_id, 0) = ifnull(:person, 0)
    )
    where article_id = :article and value_id in (
        select id from fact_values where kind = 'person' and value = :name
    )""",
    """update quotations set person_id = :person
    where article_id = :article and person_id is not null and speaker = :name""",
)

RECOUNT = (
    """update fact_values set articles = (
        select count(distinct article_id) from mentions
        join fact_rules on fact_rules.id = rule_id and shown where value_id = fact_values.id
    ) where kind = 'person' and value in (select value from json_each(:names))""",
    """delete from fact_values where kind = 'person'
    and value in (select value from json_each(:names))
    and not exists (select 1 from mentions where value_id = fact_values.id)""",
)


class People:
    """The people of a corpus while articles come and go."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._touched: set[int] = set()
        self._moved: set[int] = set()
        self._lost: set[int] = set()
        """Who is named in fewer articles than before."""
        self._aliases = self._read_aliases()

    def ids(self, names: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int]:
        """Return (path, name) → person for the full names of articles, adding who is new."""
        people = {pair: person for pair in names if (person := self._person(*pair))}
        rows = [(name, key, ends_of(key)) for name, key, _ in people.values()]
        self._connection.executemany(ADD_PERSON, rows)
        pins = [(name, key) for name, key, pinned in people.values() if pinned]
        self._connection.executemany(PIN_PERSON, pins)
        keys = json.dumps(sorted({key for _, key, _ in people.values()}))
        known = dict(self._connection.execute(PEOPLE_IDS, {"keys": keys}).fetchall())
        return {pair: known[key] for pair, (_, key, _) in people.items()}

    def forms(self, ids: str) -> Iterator[tuple[int, str, int]]:
        """Yield (person, form, article) for each mention of a person by name in articles."""
        mentioned = self._connection.execute(MENTIONED, {"ids": ids}).fetchall()
        for article, of_article in groupby(mentioned, key=lambda row: row[0]):
            (text,) = self._connection.execute(TEXT, (article,)).fetchone()
            yield from ((person, text[start:end], article) for _, person, start, end in of_article)

    def count_forms(self, forms: Iterable[tuple[int, str, int]], sign: int) -> None:
        """Count the forms of people in (1) or out (-1): (person, form, article)."""
        used = {(person, " ".join(form.split()), article) for person, form, article in forms}
        counts = Counter((person, form) for person, form, _ in used)
        rows = sorted((person, form, sign * n) for (person, form), n in counts.items())
        self._connection.executemany(COUNT_FORM, rows)
        people = {person for person, _ in counts}
        self._touched |= people
        if sign < 0:
            self._lost |= people

    def lose_all(self) -> None:
        """Forget who is named where: nobody is, until articles are put again."""
        self._lost = {row[0] for row in self._connection.execute("select id from people")}

    def settle(self, *, before: int) -> list[int]:
        """Name and merge whoever was touched and their namesakes.

        Returns the articles, of those *before* this run's new ones, whose people have other names
        now. What comes out depends on the articles that are there, not on the order in which they
        came.
        """
        ends = [row[0] for row in self._connection.execute(ENDS, {"ids": _json(self._touched)})]
        changed: set[int] = set()
        if self._lost:
            changed = {row[0] for row in self._connection.execute(LEFT_ALONE)}
            for statement in DELETE_GONE:
                self._connection.execute(statement, {"ids": _json(changed)})
        rows = self._connection.execute(NAMESAKES, {"ends": json.dumps(ends)})
        for _, group in groupby(rows, key=lambda row: row[0]):
            changed |= self._settle_namesakes([row[1:] for row in group])
        where = {"ids": _json(changed), "before": before}
        found = {row[0] for row in self._connection.execute(ARTICLES_OF, where)}
        return sorted(found.union(self._moved))

    def use_aliases(self, rows: Iterable[tuple[str, str, str]]) -> None:
        """Take over who is who from a side file: (form, name, path or empty), and apply it."""
        old = self._aliases
        self._connection.execute("delete from aliases")
        insert = "insert or replace into aliases (form, name, path) values (?, ?, ?)"
        self._connection.executemany(insert, rows)
        self._aliases = self._read_aliases()
        self._touched |= {row[0] for row in self._connection.execute(PINNED)}
        pinned = {key_of(name) or fold(name) for name in self._aliases.values()}
        update = "update people set pinned = folded in (select value from json_each(?))"
        self._connection.execute(update, (json.dumps(sorted(pinned)),))
        affected = {key for key, _ in old.keys() | self._aliases.keys()}
        named = [row for row in self._connection.execute(ALIASED) if key_of(row[2]) in affected]
        ids = _json({article for article, _, _ in named})
        self.count_forms(self.forms(ids), -1)
        people = self.ids((path, name) for _, path, name in named)
        values = [
            {"person": people.get((path, name)), "article": article, "name": name}
            for article, path, name in named
        ]
        for statement in REASSIGN:
            self._connection.executemany(statement, values)
        for statement in RECOUNT:
            self._connection.execute(statement, {"names": _json({name for *_, name in named})})
        self.count_forms(self.forms(ids), 1)
        self._moved |= {article for article, _, _ in named}

    def _read_aliases(self) -> dict[tuple[str | None, str], str]:
        """Return (key, path or empty) → name."""
        rows = self._connection.execute("select form, path, name from aliases")
        return {(key_of(form), path): name for form, path, name in rows}

    def _person(self, path: str, name: str) -> tuple[str, str, int] | None:
        """Return (name, key, pinned) of whom a name means in an article; None for nobody."""
        key = key_of(name)
        alias = self._aliases.get((key, path)) or self._aliases.get((key, ""))
        if alias:
            return alias, key_of(alias) or fold(alias), 1
        return (name, key, 0) if key else None

    def _settle_namesakes(self, group: list[tuple[int, str, str, int | None, int]]) -> set[int]:
        """Settle people with the same ends; return the ids of those who changed."""
        changed = set()
        ids = {row[2]: row[0] for row in sorted(group, key=lambda row: -row[2].count(" "))}
        for person, name, key, merged_into, pinned in group:
            same = pinned or person not in self._touched
            usual = name if same else self._usual_form(person, key) or name
            best, whole = wholes(key, ids), None
            if len(best) == 1 and not pinned and self._are_one(person, merged_into, ids[best[0]]):
                whole = ids[best[0]]
            if (usual, whole) != (name, merged_into):
                self._connection.execute(SETTLE, (usual, whole, person))
                changed |= {person} | {row[0] for row in group if row[3] == person}
        return changed

    def _usual_form(self, person: int, key: str) -> str | None:
        """Return the form of the full name that most articles use."""
        rows = self._connection.execute(USUAL_FORMS, (person,))
        return next((form for (form,) in rows if key_of(form) == key), None)

    def _are_one(self, person: int, merged_into: int | None, other: int) -> bool:
        """Whether two people are named in articles that name something else in common.

        They still do if they did and no article of theirs is gone.
        """
        if merged_into == other and not self._lost & {person, other}:
            return True
        rarer, other = sorted((person, other), key=self._named_in)
        where = {"rarer": rarer, "other": other}
        return self._connection.execute(SHARE_CONTEXT, where).fetchone() is not None

    def _named_in(self, person: int) -> int:
        return int(self._connection.execute(NAMED_IN, (person,)).fetchone()[0])


def _json(ids: Set[Any]) -> Any:
    return json.dumps(sorted(ids))
