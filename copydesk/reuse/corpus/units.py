"""What is compared: sentences of a workable length, as runs of words."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from copydesk.reuse.arrays import Int64, UInt64, mix64
from copydesk.reuse.corpus.words import STARTS_PARAGRAPH, STARTS_SENTENCE, Words

# A sentence under 8 words says too little to be called copied by itself ("Police are investigating."); one over 40
# mixes what was copied with what was not.
MIN_WORDS = 8
MAX_WORDS = 40
# Bounds the memory to some 30 MB.
_HASHED_AT_ONCE = 1 << 16


@dataclass(frozen=True)
class Units:
    """Runs of words; arrays of one length."""

    starts: Int64  # the first word of each
    ends: Int64
    texts: Int64  # which text it stands in

    def __len__(self) -> int:
        return len(self.starts)

    def lengths(self, index: Int64) -> Int64:
        """int64[n]: how many words the units at `index` have."""
        return self.ends[index] - self.starts[index]

    def take(self, index: Int64 | slice) -> Units:
        """The units at `index`, in its order."""
        return Units(self.starts[index], self.ends[index], self.texts[index])


def split_units(words: Words, *, min_words: int = MIN_WORDS, max_words: int = MAX_WORDS) -> Units:
    """Every word belongs to one unit, and they are in order; short sentences are merged with the next one of their
    paragraph, long ones cut into equal parts."""
    sentences = np.flatnonzero(words.flags & STARTS_SENTENCE)
    if not len(sentences):
        nothing = np.zeros(0, dtype=np.int64)
        return Units(nothing, nothing, nothing)
    new_paragraph = (words.flags[sentences] & STARTS_PARAGRAPH) != 0
    starts = _merge_short(sentences.tolist(), new_paragraph.tolist(), len(words), min_words)
    unit_starts = _cut_long(np.array(starts), len(words), max_words)
    texts = np.searchsorted(words.text_starts, unit_starts, side="right") - 1
    return Units(unit_starts, np.append(unit_starts[1:], len(words)), texts)


def _merge_short(sentences: list[int], new_paragraph: list[bool], n_words: int, min_words: int) -> list[int]:
    """The sentence starts that remain unit starts."""
    starts: list[int] = []
    paragraph = 0  # where in `starts` the paragraph began
    for i, start in enumerate(sentences):
        if new_paragraph[i]:
            # What is left over at a paragraph's end joins the unit before it.
            if len(starts) - paragraph > 1 and start - starts[-1] < min_words:
                starts.pop()
            paragraph = len(starts)
            starts.append(start)
        elif start - starts[-1] >= min_words:
            starts.append(start)
    if len(starts) - paragraph > 1 and n_words - starts[-1] < min_words:
        starts.pop()
    return starts


def _cut_long(starts: Int64, n_words: int, max_words: int) -> Int64:
    """Unit starts, with more of them inside units of over `max_words`."""
    lengths = np.diff(starts, append=n_words)
    n_parts = -(-lengths // max_words)
    if not (n_parts > 1).any():
        return starts
    first = np.repeat(np.cumsum(n_parts) - n_parts, n_parts)
    part = np.arange(len(first)) - first
    cuts: Int64 = np.repeat(starts, n_parts) + part * np.repeat(lengths, n_parts) // np.repeat(n_parts, n_parts)
    return cuts


def unit_hashes(words: Words, units: Units) -> UInt64:
    """uint64[n_units]: equal where the words are the same in the same order."""
    hashes = np.zeros(len(units), dtype=np.uint64)
    # Each place in a unit has a multiplier of its own.
    lengths = units.ends - units.starts
    multipliers = mix64(np.arange(1, int(lengths.max(initial=0)) + 1, dtype=np.uint64)) | np.uint64(1)
    for first in range(0, len(units), _HASHED_AT_ONCE):
        part = slice(first, first + _HASHED_AT_ONCE)
        starts, length = units.starts[part], lengths[part]
        nth = np.arange(starts[0], starts[0] + length.sum())
        values = multipliers[nth - np.repeat(starts, length)]
        values *= words.hashes[nth[0] : nth[-1] + 1]
        hashes[part] = mix64(np.add.reduceat(values, starts - starts[0]) + length.astype(np.uint64))
    return hashes
