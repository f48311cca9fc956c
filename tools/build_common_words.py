"""Make dateline/data/common_words.txt: the words that are no name by themselves.

    python tools/build_common_words.py wikigold.jsonl

Adds the lower-case words of WikiGold (Balasuriya et al. 2009, CC BY 4.0; one document a line, with
``sentences`` of [word, tag] pairs) to those in the file, which keeps what was added by hand.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

LIST = Path(__file__).parents[1] / "dateline" / "data" / "common_words.txt"

SHORTEST = 3
"""Letters; shorter words are function words, which other lists have."""


def main() -> None:
    """Write the list again, header first, sorted."""
    lines = LIST.read_text(encoding="utf-8").splitlines()
    header = [line for line in lines if line.startswith("#")]
    found = set(lines) - set(header)
    particles = set((LIST.parent / "name_particles.txt").read_text(encoding="utf-8").splitlines())
    with Path(sys.argv[1]).open(encoding="utf-8") as documents:
        for document in map(json.loads, documents):
            for sentence in document["sentences"]:
                found |= {word for word, _ in sentence if word.islower() and word.isalpha()}
    found = {word for word in found - particles if len(word) >= SHORTEST}
    LIST.write_text("\n".join([*header, *sorted(found)]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
