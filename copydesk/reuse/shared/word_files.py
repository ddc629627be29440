"""Files of words that are known beforehand: sections in brackets, and in them a line a language."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from copydesk.reuse.arrays import UInt32, sorted_unique
from copydesk.reuse.corpus.words import CharTable, read_words


def read_sections(name: str) -> dict[str, list[str]]:
    """Of each section of the file beside this one its lines of words; what stands above the first one is in ""."""
    sections: dict[str, list[str]] = {}
    section = sections.setdefault("", [])
    for line in Path(__file__).with_name(name).read_text("utf-8").splitlines():
        if line.startswith("["):
            section = sections.setdefault(line.strip("[]"), [])
        elif line and not line.startswith("#"):
            section.append(line.partition(":")[2])
    return sections


def word_hashes(lines: Iterable[str], table: CharTable | None = None) -> UInt32:
    """The hashes of all words of the lines, sorted; `table` carries what is known of characters from call to call."""
    return sorted_unique(read_words([" ".join(lines)], table, with_places=False).hashes)
