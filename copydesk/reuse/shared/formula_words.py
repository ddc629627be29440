"""The words that formulas are made of, by kind of sentence: `formula_words.txt`, and each language's commonest.

A weight by rarity says nothing in a batch of two articles, in which every word is rare, so these are known beforehand.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from copydesk.language import LANGUAGES
from copydesk.reuse.arrays import UInt32, sorted_unique
from copydesk.reuse.corpus.words import CharTable, read_words

WORDS_FILE = Path(__file__).with_name("formula_words.txt")


@cache
def formula_hashes() -> dict[str, UInt32]:
    """The hashes of each section's words, sorted; of `common` words, and of `year`s."""
    sections: dict[str, list[str]] = {
        "common": [language.words for language in LANGUAGES.values()],
        "year": [str(year) for year in range(1900, 2100)],
    }
    section: list[str] = []
    for line in WORDS_FILE.read_text("utf-8").splitlines():
        if line.startswith("["):
            section = sections.setdefault(line.strip("[]"), [])
        elif line and not line.startswith("#"):
            section.append(line.partition(":")[2])
    table = CharTable()
    return {
        name: sorted_unique(read_words([" ".join(words)], table, with_places=False).hashes)
        for name, words in sections.items()
    }
