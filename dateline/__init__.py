"""Dateline: raw news articles in, a searchable SQLite file out.

The write side turns files into rows, one module a stage::

    PATH ─sources─▶ Record ─parse─▶ Article ─facts─▶ [Fact] ─store─▶ corpus.db

The read side answers questions from the file, and shares nothing else with the write side::

    corpus.db ─search─▶ Results ─web─▶ HTML, JSON

================  ==========================================================================
article.py        the values that travel down the pipeline; imported by all, imports none
text.py           folding and normalising strings, in one place
ingest.py         the command: arguments, the loop, the summary
sources/          PATH → Records: folders, archives, encodings, one file per format
parse.py          Record → Article: normalise once, then find the zones (zones.py)
facts/            Article → Facts, one file per kind; extract.py lists them in order
reading.py        Record → Reading: everything that becomes rows, made from one article alone
schema.sql        every table and column, with a comment each
rows.py           Readings → rows; people.py says who is the same across articles
store.py          one run, one transaction; corpus.py is the file itself
query.py          what a person typed → a small tree, never an error (lexemes.py, match.py)
search.py         (connection, Search) → Results (facets.py, hits.py, results.py)
web/              the Datasette plugin, the only part that knows Datasette
================  ==========================================================================
"""
