"""Words that turn what a sentence says round, or make it a possibility: negations and modals, of `turning_words.txt`.

They are among the commonest words of their languages, so that no weight by rarity sees one that was put in or left out.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from copydesk.reuse.arrays import UInt32, sorted_unique
from copydesk.reuse.corpus.words import read_words

WORDS_FILE = Path(__file__).with_name("turning_words.txt")


@cache
def turning_hashes() -> UInt32:
    """The hashes of all of these words, sorted."""
    lines = WORDS_FILE.read_text("utf-8").splitlines()
    words = [line.partition(":")[2] for line in lines if not line.startswith("#")]
    return sorted_unique(read_words([" ".join(words)], with_places=False).hashes)
