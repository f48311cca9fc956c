"""Who is who: a person's forms, merges and namesakes, and who is named beside them."""

from __future__ import annotations

import json
import sqlite3
from bisect import bisect
from collections import Counter
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from dateline.clock import reading
from dateline.text import paragraphs

MAX_MENTIONS = 2_000
"""Mentions of a person that are looked through for one of each form: 10 ms."""

MAX_ARTICLES = 200
"""Articles, the newest, in whose paragraphs company is looked for: of stories of 3,000 characters
20 ms, of any others what Datasette's limit of time allows."""

MAX_NAMES = 20
"""Namesakes, company and articles that are listed."""

WHOLE = """
select whole.id, whole.name, whole.ends from people
join people as whole on whole.id = coalesce(people.merged_into, people.id) where people.id = :id
"""

MERGED = "select id, name from people where merged_into = :id order by name"

# One mention of each form, of the first that are found.
FORMS = """
with mention as (
    select id, article_id, start, "end" from facts
    where kind = 'person' and entity_id in (select value from json_each(:persons)) limit :mentions
), evidence as (
    select substr(text, start + 1, "end" - start) as form, article_id, min(mention.id) as fact_id
    from mention join articles on articles.id = article_id group by 1
)
select form, sum(articles), article_id, fact_id from person_forms left join evidence using (form)
where person_id in (select value from json_each(:persons)) group by form order by 2 desc, form
"""

NAMESAKES = """
select id, name, coalesce(articles, 0) from people
left join person_forms on person_id = id and form = :surname
where merged_into is null and id <> :id and ends like '% ' || :last
order by 3 desc, 2 limit :most
"""

ALONE = """
select article_id, min(id) from facts
where kind = 'person' and value = :surname and entity_id is null group by article_id
"""

TEXTS = """
select id, text from articles where id in (
    select article_id from facts
    where kind = 'person' and entity_id in (select value from json_each(:persons))
) order by published desc, id limit :articles
"""

MENTIONED = """
select article_id, start, coalesce(merged_into, people.id) from facts
join people on people.id = entity_id
where article_id in (select value from json_each(:articles)) and start is not null
and +kind = 'person' and shown order by 1, 2
"""

NAMES = "select id, name from people where id in (select value from json_each(:ids))"

Rows = tuple[tuple[Any, ...], ...]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody, with whoever turned out to be the same."""

    id: int
    name: str
    merged: Rows
    """Those who were merged into this person: id and name."""
    forms: Rows = ()
    """A form, in how many articles, and where it stands once: article and fact, if looked for."""
    surname: str = ""
    namesakes: Rows = ()
    """Others of that surname: id, name, and in how many articles it alone stands for them."""
    alone: Rows = ()
    """Articles in which the surname stands for nobody known, each with the fact."""
    company: Rows = ()
    """Who is named in the same paragraphs of the newest articles: id, name, in how many."""
    complete: bool = False
    """False where time was up before all of this was found."""

    @property
    def persons(self) -> tuple[int, ...]:
        """All ids that are this person."""
        return (self.id, *(key for key, _ in self.merged))


def person(connection: sqlite3.Connection, key: int, seconds: float | None = None) -> Person | None:
    """Return whom id *key* means: the whole person, where it was merged into another.

    ``person(connection, 8).name`` → ``"Denis Omar Contreras"``
    """
    with reading(connection, seconds) as clock:
        row = connection.execute(WHOLE, {"id": key}).fetchone()
        if row is None:
            return None
        one = Person(row[0], row[1], tuple(connection.execute(MERGED, {"id": row[0]})))
        surname, last = one.name.split()[-1], row[2].split()[-1]
        where = {"id": one.id, "persons": json.dumps(one.persons), "surname": surname, "last": last}
        where |= {"most": MAX_NAMES, "mentions": MAX_MENTIONS, "articles": MAX_ARTICLES}

        def rows(statement: str) -> Rows:
            return clock.run(lambda: tuple(connection.execute(statement, where))) or ()

        found: dict[str, Any] = {
            "forms": rows(FORMS),
            "namesakes": rows(NAMESAKES),
            "alone": rows(ALONE),
        }
        company = clock.run(lambda: _company(connection, one.id, rows(TEXTS))) or ()
        complete = not clock.is_over()
    return replace(one, **found, surname=surname, company=company, complete=complete)


def _company(connection: sqlite3.Connection, whole: int, texts: Rows) -> Rows:
    """Count the paragraphs that a person shares with others."""
    ends = {key: [end for _, end in paragraphs(text)] for key, text in texts}
    mentions = connection.execute(MENTIONED, {"articles": json.dumps(list(ends))})
    shared: Counter[int] = Counter()
    for _, paragraph in groupby(mentions, key=lambda one: (one[0], bisect(ends[one[0]], one[1]))):
        people = {person for _, _, person in paragraph}
        shared.update(people - {whole} if whole in people else ())
    most = dict(shared.most_common(MAX_NAMES))
    names = dict(connection.execute(NAMES, {"ids": json.dumps(list(most))}).fetchall())
    return tuple((key, names[key], number) for key, number in most.items())
