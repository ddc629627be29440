"""Where two units agree: the best local alignment of their words, for many pairs at once.

T. Smith and M. Waterman, "Identification of common molecular subsequences" (1981), row by row over arrays that hold
one pair a line. A word that both have in this place earns its bits, what stands between costs: so a span begins and
ends with shared words, and reaches over a change only where enough is shared beyond it.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from itertools import pairwise

import numpy as np

from copydesk.reuse.arrays import Float64, Int16, Int64, UInt32, is_among, ragged
from copydesk.reuse.corpus.build import EVIDENCE_BITS, Corpus
from copydesk.reuse.corpus.units import Units
from copydesk.reuse.corpus.words import IS_CAPITAL, IS_NUMBER, IS_QUOTED

# A shared word earns SHARED and its bits of evidence; a word with nothing against it costs GAP, two different words
# CHANGED.
SHARED = 2
GAP = 2
CHANGED = 3
# Pairs aligned at a time: with 40 words a side what is worked on stays in the second cache.
_ALIGNED_AT_ONCE = 1 << 11
# Spans compared at a time: bounds the memory to some 50 MB.
_COMPARED_AT_ONCE = 1 << 14
_NO_WORD = np.uint32(0xFFFFFFFF)


@dataclass(frozen=True)
class Spans:
    """The best shared stretch of each pair, as half-open runs of words; empty where nothing is shared."""

    a_starts: Int64
    a_ends: Int64
    b_starts: Int64
    b_ends: Int64
    scores: Int64

    def __len__(self) -> int:
        return len(self.scores)

    def take(self, part: slice) -> Spans:
        """The spans of that part of the pairs."""
        return Spans(*(getattr(self, field.name)[part] for field in fields(self)))


@dataclass(frozen=True)
class Agreement:
    """What the two sides of spans have in common; arrays of one length."""

    words: Int64  # how many words of side a stand on side b too
    plain: Int64  # the same, names left out
    density: Float64  # `words` by the longer side's length
    quoted: Float64  # the share in quotation marks, of the side that quotes more
    quoted_by_both: Float64  # of the side that quotes less


def agreement_of(corpus: Corpus, spans: Spans) -> Agreement:
    """How much the two sides of each span agree."""
    parts = [
        _agreement_of_some(corpus, spans.take(slice(start, start + _COMPARED_AT_ONCE)))
        for start in range(0, max(len(spans), 1), _COMPARED_AT_ONCE)
    ]
    return Agreement(*(np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(Agreement)))


def _agreement_of_some(corpus: Corpus, spans: Spans) -> Agreement:
    place_a, run_a = ragged(spans.a_starts, spans.a_ends)
    place_b, run_b = ragged(spans.b_starts, spans.b_ends)
    flags, n = corpus.words.flags, len(spans)
    key_a = (run_a.astype(np.uint64) << np.uint64(32)) | corpus.words.hashes[place_a]
    key_b = (run_b.astype(np.uint64) << np.uint64(32)) | corpus.words.hashes[place_b]
    is_plain_b = flags[place_b] & (IS_CAPITAL | IS_NUMBER) == 0
    shared = is_among(key_a, np.sort(key_b, kind="stable"))
    plain = is_among(key_a, np.sort(key_b[is_plain_b], kind="stable")) & (
        flags[place_a] & (IS_CAPITAL | IS_NUMBER) == 0
    )
    length_a, length_b = spans.a_ends - spans.a_starts, spans.b_ends - spans.b_starts
    quoted_a = np.bincount(run_a, weights=flags[place_a] & IS_QUOTED != 0, minlength=n) / np.maximum(length_a, 1)
    quoted_b = np.bincount(run_b, weights=flags[place_b] & IS_QUOTED != 0, minlength=n) / np.maximum(length_b, 1)
    words = np.bincount(run_a[shared], minlength=n)
    return Agreement(
        words,
        np.bincount(run_a[plain], minlength=n),
        words / np.maximum(np.maximum(length_a, length_b), 1),
        np.maximum(quoted_a, quoted_b),
        np.minimum(quoted_a, quoted_b),
    )


def align(corpus: Corpus, units: Units, a: Int64, b: Int64) -> Spans:
    """The best shared stretch of the units a[i] and b[i] of `units`."""
    a_starts, a_ends, b_starts, b_ends = units.starts[a], units.ends[a], units.starts[b], units.ends[b]
    scores, a_last, b_last = _best_ends(corpus, a_starts, a_ends, b_starts, b_ends, step=1)
    # The same backwards from where the best alignment ends finds where it starts.
    _, a_first, b_first = _best_ends(corpus, a_last, a_starts - 1, b_last, b_starts - 1, step=-1)
    nothing = scores <= 0
    return Spans(
        np.where(nothing, a_starts, a_first),
        np.where(nothing, a_starts, a_last + 1),
        np.where(nothing, b_starts, b_first),
        np.where(nothing, b_starts, b_last + 1),
        scores,
    )


def _best_ends(
    corpus: Corpus, a_from: Int64, a_to: Int64, b_from: Int64, b_to: Int64, *, step: int
) -> tuple[Int64, Int64, Int64]:
    """The best score of each pair, and the words at which that alignment ends, going by `step` from `from` to `to`."""
    scores, rows, columns = (np.zeros(len(a_from), dtype=np.int64) for _ in range(3))
    a_lengths, b_lengths = (a_to - a_from) * step, (b_to - b_from) * step
    # Pairs of like lengths together: each chunk is as wide and as high as its longest.
    order = np.lexsort((b_lengths, a_lengths))
    for start in range(0, len(order), _ALIGNED_AT_ONCE):
        some = order[start : start + _ALIGNED_AT_ONCE]
        a_words, a_worth = _grid(corpus, a_from[some], a_lengths[some], step)
        b_words, _ = _grid(corpus, b_from[some], b_lengths[some], step)
        scores[some], rows[some], columns[some] = _best_cells(a_words, a_worth, b_words)
    return scores, a_from + step * rows, b_from + step * columns


def _best_cells(a_words: UInt32, a_worth: Int16, b_words: UInt32) -> tuple[Int64, Int64, Int64]:
    """The best score of each pair, and which word of a and of b it is reached at; arrays hold a pair a column."""
    width, n = b_words.shape
    row = np.zeros((width + 1, n), dtype=np.int16)
    best, best_row, best_column = (np.zeros(n, dtype=np.int64) for _ in range(3))
    for i, (word, worth) in enumerate(zip(a_words, a_worth, strict=True)):
        gained = np.where(b_words == word, worth, np.int16(-CHANGED))
        gained += row[:-1]
        row -= np.int16(GAP)
        np.maximum(row[1:], gained, out=row[1:])
        np.maximum(row, 0, out=row)
        # A gap along the row of any length, one word after another: four times as fast as accumulating along it.
        for before, here in pairwise(row):
            np.maximum(here, before - np.int16(GAP), out=here)
        value = row.max(axis=0)
        better = np.flatnonzero(value > best)
        best[better], best_row[better] = value[better], i
        best_column[better] = row[:, better].argmax(axis=0) - 1
    return best, best_row, best_column


def _grid(corpus: Corpus, first: Int64, lengths: Int64, step: int) -> tuple[UInt32, Int16]:
    """The words from `first` on, a pair a column, filled up with what is no word; and what each is worth if shared."""
    nth = np.arange(int(lengths.max(initial=0)))[:, None]
    outside = nth >= lengths
    place = first + step * nth
    place[outside] = 0
    hashes = corpus.words.hashes[place]
    worth = np.minimum(corpus.weigh(hashes), EVIDENCE_BITS).astype(np.int16) + np.int16(SHARED)
    # The highest hash stands for no word; a word that has it is taken for one that has the next.
    np.minimum(hashes, _NO_WORD - np.uint32(1), out=hashes)
    hashes[outside] = _NO_WORD
    worth[outside] = -CHANGED
    return hashes, worth
