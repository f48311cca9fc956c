"""What holds in a sound corpus, as one list: each entry says what to look for and what it means."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from dateline import breaches
from dateline.breaches import Find, index_in_step

ORPHANS = """
select "table" || coalesce(' ' || rowid, '') || ' refers to no row of ' || parent
from pragma_foreign_key_check
"""

ENTITIES = """
select 'fact ' || id || ' (' || kind || ' ' || value || ')' from facts
where entity_id is not null and case kind
    when 'person' then not exists (select 1 from people where people.id = entity_id)
    else not exists (select 1 from places where places.id = entity_id)
end
"""

# By article first, so that the length of each text is told once.
EVIDENCE = """
select path from (
    select article_id, min(start) as first, max("end") as last,
        max(coalesce(start >= "end", rule <> 'given')) as broken
    from facts group by article_id
) join articles on id = article_id
where broken or first < 0 or last > length(articles.text)
"""

QUOTED = """
select path from (
    select article_id, min(start) as first, max("end") as last, max(start >= "end") as broken
    from quotations group by article_id
) join articles on id = article_id
where broken or first < 0 or last > length(articles.text)
"""

COUNTED = """
select kind || ' ' || value from fact_values left join (
    select value_id, count(distinct article_id) as number from mentions
    join fact_rules on fact_rules.id = rule_id and shown group by value_id
) on value_id = id
where articles <> coalesce(number, 0)
"""

MERGED = """
select people.id || ' ' || people.name from people
join people as whole on whole.id = people.merged_into
where whole.merged_into is not null
"""

NOBODY = """
select id || ' ' || name from people where id not in (select person_id from person_forms)
"""


@dataclass(frozen=True, slots=True)
class Invariant:
    """Something that holds in a sound corpus.

    ``Invariant("merges", MERGED, "people are merged into people who are merged themselves")``
    """

    name: str
    find: str | Find
    """A query or function whose rows name what breaks it; none in a sound corpus."""
    broken: str
    """What is the matter where there are any, in words."""

    def breaches(self, connection: sqlite3.Connection) -> Iterator[str]:
        """Yield what breaks it."""
        if isinstance(self.find, str):
            yield from (str(row[0]) for row in connection.execute(self.find))
        else:
            yield from self.find(connection)


def rows_indexed(index: str, content: str) -> str:
    """Return the query for an index that has more or fewer rows than its content."""
    return f"""
    select indexed || ' of ' || there from (
        select (select count(*) from {index}_docsize) as indexed,
            (select count(*) from {content}) as there
    ) where indexed <> there
    """  # noqa: S608


FTS = {"articles_fts": "articles", "quotes_fts": "quotes", "facet_values_fts": "facet_values"}
"""Each full-text index, and the table whose words it holds."""

INVARIANTS = (
    Invariant("file", breaches.damage, "SQLite finds the file damaged"),
    Invariant("schema", breaches.missing, "parts of the schema are missing"),
    Invariant("references", ORPHANS, "rows refer to rows that are not there"),
    *(
        Invariant(i, rows_indexed(i, c), f"the index has not the rows of {c}")
        for i, c in FTS.items()
    ),
    *(
        Invariant(i, index_in_step(i, c), f"the index has not the words of {c}")
        for i, c in FTS.items()
    ),
    Invariant("evidence", EVIDENCE, "articles have facts without evidence in their text"),
    Invariant("quotes", QUOTED, "articles have quotations without words in their text"),
    Invariant("entities", ENTITIES, "facts are about people or places that are not there"),
    Invariant("facets", breaches.wrong_facets, "values of facets are not what the facts say"),
    Invariant("forms", breaches.wrong_forms, "forms of names are counted wrong"),
    Invariant("merges", MERGED, "people are merged into people who are merged themselves"),
    Invariant("people", NOBODY, "people are named in no article"),
    Invariant("counts", COUNTED, "articles that say something are counted wrong"),
    Invariant("words", breaches.wrong_postings, "articles of words are not those of the index"),
    Invariant(
        "reprints", breaches.wrong_reprints, "the array of stories is not what the table says"
    ),
    Invariant("accelerators", breaches.wrong_accelerators, "arrays are not what the tables say"),
)
