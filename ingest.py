"""python ingest.py [PATH ...] loads news articles into corpus.db; see dateline/ingest.py."""

import sys

from dateline.ingest import main

if __name__ == "__main__":
    sys.exit(main())
