"""Load with Dateline, in the process that is measured: no more is imported than `ingest.py` does.

Its worker processes import this module too.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from unittest import mock

from dateline.ingest import main


def whole(articles: str, db: str) -> dict[str, float]:
    """Load as the command does; tell the writer's processor seconds from the readers'."""
    assert main([articles, "--db", db, "--quiet"]) == 0
    own, readers = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return {
        "writer": own.ru_utime + own.ru_stime,
        "readers": readers.ru_utime + readers.ru_stime,
    }


def without_facts(articles: str, db: str) -> dict[str, float]:
    """Load titles, dates and texts, but read no other facts; tell reading from storing."""
    import dateline.reading
    import dateline.workers
    from dateline.facts import extract

    spent = {"reading": 0.0, "storing": 0.0}
    read = dateline.workers.read

    def timed(record: object) -> object:
        started = time.process_time()
        reading = read(record)
        spent["reading"] += time.process_time() - started
        return reading

    needed = {name: extract.EXTRACTORS[name] for name in ("title", "published")}
    started = time.process_time()
    with (
        mock.patch.object(extract, "extractors", lambda: needed),
        mock.patch.object(dateline.reading, "quotes", lambda *_: ()),
        mock.patch.object(dateline.reading, "guess_language", lambda _: None),
        mock.patch.object(dateline.workers, "read", timed),
    ):
        assert main([articles, "--db", db, "--quiet", "--workers", "1"]) == 0
    spent["storing"] = time.process_time() - started - spent["reading"]
    return spent


if __name__ == "__main__":
    print(json.dumps({"whole": whole, "without-facts": without_facts}[sys.argv[1]](*sys.argv[2:])))
