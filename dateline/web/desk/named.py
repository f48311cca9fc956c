"""Who is who, and where: a page for each person and each place, and the lists of both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from functools import partial
from typing import Any

from datasette.utils.asgi import Base400, Forbidden, NotFound, Response

from dateline.clock import reading
from dateline.desk.names import NAMED, Name, matching, names
from dateline.desk.people import MAX_ARTICLES, Person, person
from dateline.desk.places import ARTICLES, Place, place
from dateline.desk.places import MAX_ARTICLES as COUNTED
from dateline.desk.quotations import Asked, Quotations, quotations
from dateline.results import Search
from dateline.search import MAX_SIZE
from dateline.web import (
    answers,
    atlas,
    corpora,
    links,
    parameters,
    responses,
    timeline,
)
from dateline.web.desk import quotes
from dateline.web.headline import titles

SHOWN = 10
"""Quotations that are shown of a person before the link to all of them."""

FACETS = {"people": "person", "places": "place"}

MENTIONS = """
select articles.id, articles.published, facts.value, facts.rule,
    substr(articles.text, facts.start + 1, facts."end" - facts.start) as form
from facts join articles on articles.id = facts.article_id
where kind = 'person' and entity_id in (select id from people where id = :id or merged_into = :id)
order by articles.published desc, facts.id
"""


@responses.read_only
async def person_page(datasette: Any, request: Any) -> Any:
    """Answer ``/corpus/-/person/ID``; who was merged into another is found there."""
    corpus, found, said, shown = await _person(datasette, request)
    if found.id != int(request.url_vars["id"]):
        return Response.redirect(links.person(datasette, corpus.name, found.id))
    one = Search(filters={"person": (found.name,)})
    answer = await answers.ask(datasette, corpus, one)
    url = links.search(datasette, corpus.name)
    context = {
        **links.desk(datasette, corpus),
        "person": found,
        "said": said,
        "quotes": shown,
        "answer": answer,
        "most": MAX_ARTICLES,
        "timeline": timeline.chart(url, one, answer.results),
        "sql": links.sql(datasette, corpus, MENTIONS, {"id": found.id}),
    }
    return await responses.html(datasette, request, "dateline_person.html", context)


@responses.read_only
@responses.in_json
async def person_data(datasette: Any, request: Any) -> Any:
    """Answer ``/corpus/-/person/ID.json``, of the whole person for those merged into it."""
    corpus, found, said, shown = await _person(datasette, request)
    about = {"quotes_total": said.total, "quotes": quotes.in_json(shown)}
    return responses.json(datasette, {"database": corpus.name, **asdict(found), **about})


async def _person(
    datasette: Any, request: Any
) -> tuple[corpora.Corpus, Person, Quotations, quotes.Shown]:
    corpus, key, seconds = await _asked(datasette, request, "people")

    def find(connection: Any) -> tuple[Person | None, Quotations, quotes.Shown]:
        found, said = person(connection, key, seconds), Quotations()
        if found and "said" in corpus.fields:
            asked = Asked(Search(sort="oldest", size=SHOWN), persons=found.persons)
            said = quotations(connection, asked, seconds=seconds, fields=corpus.fields)
        return found, said, quotes.shown(datasette, connection, corpus, said.rows)

    found, *rest = await corpus.ask(find)
    if found is None:
        raise NotFound(f"There is no person {key} in “{corpus.title}”.")
    return corpus, found, *rest


@responses.read_only
async def place_page(datasette: Any, request: Any) -> Any:
    """Answer ``/corpus/-/place/ID``."""
    corpus, found = await _place(datasette, request)
    ids = [key for key, *_ in found.articles]
    context = {
        **links.desk(datasette, corpus),
        "place": found,
        "most": COUNTED,
        "map": _map(datasette, corpus, found),
        "titles": await corpus.ask(partial(titles, corpus=corpus, ids=ids)),
        "sql": links.sql(datasette, corpus, ARTICLES, {"id": found.id, "most": -1}),
    }
    return await responses.html(datasette, request, "dateline_place.html", context)


@responses.read_only
@responses.in_json
async def place_data(datasette: Any, request: Any) -> Any:
    """Answer ``/corpus/-/place/ID.json``."""
    corpus, found = await _place(datasette, request)
    return responses.json(datasette, {"database": corpus.name, **asdict(found)})


async def _place(datasette: Any, request: Any) -> tuple[corpora.Corpus, Place]:
    corpus, key, seconds = await _asked(datasette, request, "places")
    find = partial(place, key=key, seconds=seconds)
    found: Place | None = await corpus.ask(find)
    if found is None:
        raise NotFound(f"There is no place {key} in “{corpus.title}”.")
    return corpus, found if "person" in corpus.fields else replace(found, people=())


def _map(datasette: Any, corpus: corpora.Corpus, found: Place) -> dict[str, Any] | None:
    """Return what the template draws: the one place, in the middle."""
    if found.latitude is None or found.longitude is None:
        return None
    view, radius = atlas.look_at([(found.latitude, found.longitude)]), atlas.LARGEST / 2
    x, y = view.place(found.latitude, found.longitude)
    url = links.place(datasette, corpus.name, found.id)
    return {
        "width": atlas.WIDTH,
        "height": round(view.height, 1),
        "beyond": 0,
        "outlines": list(view.outlines()),
        "circles": [(x, y, radius, found.name, found.name, False, url)],
        "labels": [(x + radius + 2, y + 4, found.name)],
    }


@responses.read_only
async def listing(datasette: Any, request: Any) -> Any:
    """Answer ``/corpus/-/people`` and ``/corpus/-/places``."""
    try:
        corpus, asked, total, rows = await _listed(datasette, request)
    except ValueError as error:
        raise Base400(str(error)) from None
    what = request.url_vars["list"]
    facet, match, size = FACETS[what], matching(asked.q), asked.size
    context = {
        **links.desk(datasette, corpus),
        "what": what,
        "size": size,
        "facet": facet,
        "asked": asked,
        "total": total,
        "names": rows,
        "write": parameters.write,
        "pages": -(-(total or 0) // size),
        "sql": links.sql(
            datasette, corpus, NAMED, {"facet": facet, "match": match, "size": -1, "offset": 0}
        ),
    }
    return await responses.html(datasette, request, "dateline_names.html", context)


@responses.read_only
@responses.in_json
async def listing_data(datasette: Any, request: Any) -> Any:
    """Answer ``/corpus/-/people.json`` and ``/corpus/-/places.json``."""
    corpus, asked, total, rows = await _listed(datasette, request)
    what = request.url_vars["list"]
    page = partial({"people": links.person, "places": links.place}[what], datasette, corpus.name)
    found = [
        {"id": key, "name": name, "articles": number, "url": key and page(key)}
        | ({"country": country} if what == "places" else {})
        for name, number, key, country in rows
    ]
    about = {"query": asked.q, "total": total or 0, "total_exact": total is not None}
    about |= {"page": asked.page, "pages": -(-(total or 0) // asked.size), "size": asked.size}
    return responses.json(datasette, {"database": corpus.name, **about, what: found})


async def _listed(
    datasette: Any, request: Any
) -> tuple[corpora.Corpus, Search, int | None, Sequence[Name]]:
    """Return the names that are asked for, and how many there are; None where time was up."""
    what = request.url_vars["list"]
    corpus, _, seconds = await _asked(datasette, request, what)
    asked = parameters.read(request.query_string, ())
    asked = replace(asked, size=min(asked.size, MAX_SIZE))

    def find(connection: Any) -> Any:
        with reading(connection, seconds) as clock:
            one = FACETS[what], matching(asked.q), asked.page, asked.size
            return clock.run(lambda: names(connection, *one))

    total, rows = await corpus.ask(find) or (None, ())
    return corpus, asked, total, rows


async def _asked(datasette: Any, request: Any, what: str) -> tuple[corpora.Corpus, int, float]:
    """Return the corpus, the id that is asked for, and the limit of time."""
    corpus = await corpora.find(datasette, request.url_vars["database"], request.actor)
    if what not in links.navigation(datasette, corpus)["desk"]:
        raise Forbidden(f"You may not see the {what} of “{corpus.name}”.")
    seconds = datasette.setting("sql_time_limit_ms") / 1000
    return corpus, int(request.url_vars.get("id") or 0), seconds
