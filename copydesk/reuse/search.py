"""What one search for near-duplicates is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from copydesk.reuse.store import MAX_MEMORY_BYTES

# Shingle Jaccard from which two units are one passage: the lowest at which the rules of the first pass still tell
# chance from copying. Of the development set's hard edits (30% and more of the words replaced) two thirds lie above.
THRESHOLD_JACCARD = 0.30


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """How alike is alike, how signatures are made, and what memory and how many processes that may take."""

    threshold_jaccard: float = THRESHOLD_JACCARD
    n_perm: int = 128
    seed: int = 1
    scratch: Path | None = None  # a folder for what is beyond max_memory_bytes; None keeps all in memory
    max_memory_bytes: int = MAX_MEMORY_BYTES
    workers: int = 1  # processes that read and sign
