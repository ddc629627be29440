"""Where two units agree: the best local alignment of their words, for many pairs at once.

T. Smith and M. Waterman, "Identification of common molecular subsequences" (1981), row by row over arrays that hold
one pair a line. A word that both have in this place earns its bits, what stands between costs: so a span begins and
ends with shared words, and reaches over a change only where enough is shared beyond it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from copydesk.reuse.arrays import Float64, Int32, Int64, is_among, ragged
from copydesk.reuse.corpus import EVIDENCE_BITS, Corpus
from copydesk.reuse.units import Units
from copydesk.reuse.words import IS_CAPITAL, IS_NUMBER, IS_QUOTED

# A shared word earns SHARED and its bits of evidence; a word with nothing against it costs GAP, two different words
# CHANGED.
SHARED = 2
GAP = 2
CHANGED = 3
# Pairs aligned at a time: with 40 words a side some 20 MB.
_ALIGNED_AT_ONCE = 1 << 13


@dataclass(frozen=True)
class Spans:
    """The best shared stretch of each pair, as half-open runs of words; empty where nothing is shared."""

    a_starts: Int64
    a_ends: Int64
    b_starts: Int64
    b_ends: Int64
    scores: Int64


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
    place_a, run_a = ragged(spans.a_starts, spans.a_ends)
    place_b, run_b = ragged(spans.b_starts, spans.b_ends)
    flags, n = corpus.words.flags, len(spans.scores)
    hashes = corpus.words.hashes.astype(np.uint64)
    key_a = (run_a.astype(np.uint64) << np.uint64(32)) | hashes[place_a]
    key_b = (run_b.astype(np.uint64) << np.uint64(32)) | hashes[place_b]
    is_plain_b = flags[place_b] & (IS_CAPITAL | IS_NUMBER) == 0
    shared = is_among(key_a, np.sort(key_b))
    plain = is_among(key_a, np.sort(key_b[is_plain_b])) & (flags[place_a] & (IS_CAPITAL | IS_NUMBER) == 0)
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
    parts = [
        _align_chunk(corpus, units, a[start : start + _ALIGNED_AT_ONCE], b[start : start + _ALIGNED_AT_ONCE])
        for start in range(0, len(a), _ALIGNED_AT_ONCE)
    ]
    if not parts:
        nothing = np.zeros(0, dtype=np.int64)
        return Spans(nothing, nothing, nothing, nothing, nothing)
    names = ("a_starts", "a_ends", "b_starts", "b_ends", "scores")
    return Spans(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


def _align_chunk(corpus: Corpus, units: Units, a: Int64, b: Int64) -> Spans:
    starts, ends = units.starts, units.ends
    scores, a_last, b_last = _best_ends(corpus, starts[a], ends[a], starts[b], ends[b], step=1)
    # The same backwards from where the best alignment ends finds where it starts.
    _, a_first, b_first = _best_ends(corpus, a_last, starts[a] - 1, b_last, starts[b] - 1, step=-1)
    nothing = scores <= 0
    return Spans(
        np.where(nothing, starts[a], a_first),
        np.where(nothing, starts[a], a_last + 1),
        np.where(nothing, starts[b], b_first),
        np.where(nothing, starts[b], b_last + 1),
        scores,
    )


def _best_ends(
    corpus: Corpus, a_from: Int64, a_to: Int64, b_from: Int64, b_to: Int64, *, step: int
) -> tuple[Int64, Int64, Int64]:
    """The best score of each pair, and the words at which that alignment ends, going by `step` from `from` to `to`."""
    a_words, a_worth = _grid(corpus, a_from, a_to, step, fill=-1)
    b_words, _ = _grid(corpus, b_from, b_to, step, fill=-2)
    n, width = b_words.shape
    ramp = (np.arange(width + 1) * GAP).astype(np.int32)
    row = np.zeros((n, width + 1), dtype=np.int32)
    best, best_row, best_column = np.zeros(n, dtype=np.int32), np.zeros(n, dtype=np.int64), np.zeros(n, dtype=np.int64)
    lines = np.arange(n)
    for i in range(a_words.shape[1]):
        gained = np.where(b_words == a_words[:, i : i + 1], a_worth[:, i : i + 1], np.int32(-CHANGED))
        above = row - np.int32(GAP)
        np.maximum(above[:, 1:], row[:, :-1] + gained, out=above[:, 1:])
        np.maximum(above, 0, out=above)
        # A gap along the row of any length: the best of all cells to the left, less what the way costs.
        row = np.maximum.accumulate(above + ramp, axis=1) - ramp
        column = row.argmax(axis=1)
        value = row[lines, column]
        better = value > best
        best[better], best_row[better], best_column[better] = value[better], i, column[better] - 1
    return best.astype(np.int64), a_from + step * best_row, b_from + step * best_column


def _grid(corpus: Corpus, first: Int64, last: Int64, step: int, *, fill: int) -> tuple[Int64, Int32]:
    """The words from `first` up to but without `last`, one pair a line, filled up; and what each is worth if shared."""
    lengths = (last - first) * step
    width = int(lengths.max(initial=0))
    nth = np.arange(width)
    inside = nth < lengths[:, None]
    place = np.where(inside, first[:, None] + step * nth, 0)
    hashes = corpus.words.hashes[place]
    worth = np.minimum(corpus.weigh(hashes), EVIDENCE_BITS).astype(np.int32) + np.int32(SHARED)
    return np.where(inside, hashes.astype(np.int64), fill), worth
