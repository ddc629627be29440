"""The words that formulas are made of, by kind of sentence: `formula_words.txt`, and each language's commonest.

A weight by rarity says nothing in a batch of two articles, in which every word is rare, so these are known beforehand.
"""

from __future__ import annotations

from functools import cache

from copydesk.language import LANGUAGES
from copydesk.reuse.arrays import UInt32
from copydesk.reuse.corpus.words import CharTable
from copydesk.reuse.shared.word_files import read_sections, word_hashes


@cache
def formula_hashes() -> dict[str, UInt32]:
    """The hashes of each section's words, sorted; of `common` words, and of `year`s."""
    sections = read_sections("formula_words.txt")
    sections |= {
        "common": [language.words for language in LANGUAGES.values()],
        "year": [str(year) for year in range(1900, 2100)],
    }
    table = CharTable()
    return {name: word_hashes(lines, table) for name, lines in sections.items() if name}
