"""What one search for near-duplicates is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

# Shingle Jaccard from which two units are one passage: the lowest at which the rules of the first pass still tell
# chance from copying. Of the development set's hard edits (30% and more of the words replaced) two thirds lie above.
THRESHOLD_JACCARD = 0.30
# Band keys and signatures that are kept in memory: those of seven million sentences, or three million passages.
MAX_BAND_BYTES = 2_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """How alike is alike, how signatures are made, and where they stand if they are too many."""

    threshold_jaccard: float = THRESHOLD_JACCARD
    n_perm: int = 128
    seed: int = 1
    scratch: Path | None = None  # a folder for what is beyond max_band_bytes; None keeps all in memory
    max_band_bytes: int = MAX_BAND_BYTES
