"""Words that turn what a sentence says round, or make it a possibility: negations and modals, of `turning_words.txt`.

They are among the commonest words of their languages, so that no weight by rarity sees one that was put in or left out.
"""

from __future__ import annotations

from functools import cache

from copydesk.reuse.arrays import UInt32
from copydesk.reuse.shared.word_files import read_sections, word_hashes


@cache
def turning_hashes() -> UInt32:
    """The hashes of all of these words, sorted."""
    return word_hashes(read_sections("turning_words.txt")[""])
