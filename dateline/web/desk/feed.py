"""A search as a feed, and as a search engine that browsers can add."""

from __future__ import annotations

import re
from typing import Any
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree as ET

from dateline.hits import shortened
from dateline.web import corpora, links, parameters, responses
from dateline.web.desk import exports

ENTRIES = 50
"""Articles in a feed, the newest: what a feed reader asks for again and again."""

UNDATED = "1970-01-01"
"""When an undated article was updated, since Atom wants a date: the oldest that any reader shows.
The day on which it was loaded is not kept, and would be another after each rebuild."""

SUMMARY_LENGTH = 500
"""Characters of the text that stand in the feed."""

MAX_SHORT_NAME = 16
"""Characters of a ShortName that OpenSearch allows."""

# what XML 1.0 can't say
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@responses.read_only
@responses.in_json
async def atom(datasette: Any, request: Any) -> Any:
    """Answer ``/corpus/-/search.atom``: the newest of what is listed."""
    corpus, asked, ids = await exports.listed(datasette, request, sort="newest")

    rows = await corpus.ask(
        lambda connection: [exports.read(connection, corpus, id_) for id_ in ids[:ENTRIES]]
    )
    url = datasette.absolute_url(request, links.search(datasette, corpus.name))
    state = parameters.write(asked)
    feed = ET.Element("feed", xmlns="http://www.w3.org/2005/Atom")
    _add(feed, "id", url + state)
    _add(feed, "title", f"{asked.q} – {corpus.title}" if asked.q else corpus.title)
    _add(feed, "updated", max(map(_updated, filter(None, rows)), default=_updated({})))
    _add(feed, "link", rel="self", href=f"{url}.atom{state}")
    _add(feed, "link", rel="alternate", type="text/html", href=url + state)
    for row in filter(None, rows):  # None was deleted meanwhile
        path = links.article(datasette, corpus.name, row["id"])
        _entry(feed, corpus, row, datasette.absolute_url(request, path))
    return responses.of_type(datasette, ET.tostring(feed, "unicode"), "application/atom+xml")


def _entry(feed: ET.Element, corpus: corpora.Corpus, row: dict[str, Any], url: str) -> None:
    """Add an article; its id stays the same, however often the corpus is made anew."""
    entry = _add(feed, "entry")
    _add(entry, "id", uuid5(NAMESPACE_URL, f"{corpus.name}/{row['path']}").urn)
    _add(entry, "title", row["name"])
    _add(entry, "updated", _updated(row))
    author = row["byline"] or row["source"] or row["agency"] or corpus.title
    _add(_add(entry, "author"), "name", author)
    _add(entry, "link", rel="alternate", type="text/html", href=url)
    _add(entry, "summary", shortened(row["text"], SUMMARY_LENGTH))


def _updated(row: dict[str, Any]) -> str:
    """Return the first moment at which an article may have been published, as RFC 3339 has it."""
    day = row.get("published") or UNDATED
    return f"{day}{UNDATED[len(day) :]}T00:00:00Z"


@responses.read_only
async def opensearch(datasette: Any, request: Any) -> Any:
    """Answer ``/corpus/-/opensearch.xml``: how to search from a browser's address bar."""
    corpus = await corpora.find(datasette, request.url_vars["database"], request.actor)
    url = datasette.absolute_url(request, links.search(datasette, corpus.name))
    engine = ET.Element("OpenSearchDescription", xmlns="http://a9.com/-/spec/opensearch/1.1/")
    _add(engine, "ShortName", corpus.title[:MAX_SHORT_NAME])
    _add(engine, "Description", f"Search the articles of {corpus.title}")
    _add(engine, "InputEncoding", "UTF-8")
    _add(engine, "Url", type="text/html", template=f"{url}?q={{searchTerms}}")
    kind = "application/opensearchdescription+xml"
    return responses.of_type(datasette, ET.tostring(engine, "unicode"), kind)


def _add(parent: ET.Element, tag: str, text: str | None = None, **attributes: str) -> ET.Element:
    element = ET.SubElement(parent, tag, attributes)
    element.text = text and _NOT_XML.sub("", text)
    return element
