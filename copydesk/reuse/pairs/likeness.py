"""How alike two wordings are, and what differs between them: exact figures, not estimates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields

import numpy as np

from copydesk.reuse.arrays import Bool, Float64, Int64, UInt32, ragged, sorted_unique
from copydesk.reuse.corpus.build import EVIDENCE_BITS, Corpus
from copydesk.reuse.corpus.words import IS_CAPITAL, IS_NUMBER, STARTS_SENTENCE
from copydesk.reuse.pairs.candidates import count_shared, shingle_sets, to_sets, weigh_shared

# Pairs compared at a time: bounds the memory to some 60 MB.
_COMPARED_AT_ONCE = 1 << 14


@dataclass(frozen=True)
class Likeness:
    """Of pairs of wordings; arrays of one length."""

    jaccard: Float64  # of the shingle sets
    overlap: Float64  # of the words, each weighted by its bits, as Jaccard
    plain_overlap: Float64  # the same, every word weighing the same
    shared_words: Int64  # different words that both have
    evidence: Int64  # the bits of those words, of each EVIDENCE_BITS at most
    differing_numbers: Int64  # numbers that each side has for itself, the smaller of the two counts
    differing_names: Int64  # the same of capitalised words inside sentences
    loose: Bool  # whether found alike by half of their words only

    def __len__(self) -> int:
        return len(self.jaccard)

    @property
    def agreement(self) -> Float64:
        """How much the two agree, 0 to 2."""
        return self.jaccard + self.overlap

    @property
    def differs(self) -> Bool:
        """Whether numbers or names differ: what tells a form filled in twice from a passage copied."""
        differs: Bool = (self.differing_numbers > 0) | (self.differing_names > 0)
        return differs

    def take(self, index: Int64) -> Likeness:
        """The pairs at `index`, in its order."""
        return Likeness(*(getattr(self, field.name)[index] for field in fields(self)))


def compare(corpus: Corpus, x: Int64, y: Int64) -> Likeness:
    """The likeness of each pair of wordings x[i] and y[i]."""
    return join_likeness(
        _compare_some(corpus, x[start : start + _COMPARED_AT_ONCE], y[start : start + _COMPARED_AT_ONCE])
        for start in range(0, max(len(x), 1), _COMPARED_AT_ONCE)
    )


def join_likeness(parts: Iterable[Likeness]) -> Likeness:
    """The pairs of all parts, one part (there is one at least) after the other."""
    held = list(parts)
    return Likeness(*(np.concatenate([getattr(part, field.name) for part in held]) for field in fields(Likeness)))


def _compare_some(corpus: Corpus, x: Int64, y: Int64) -> Likeness:
    jaccard = shingle_jaccard(corpus, x, y)
    overlap, plain, words, evidence = _overlap(corpus, x, y)
    return Likeness(
        jaccard,
        np.where(x == y, 1.0, overlap),
        np.where(x == y, 1.0, plain),
        words,
        evidence,
        _differing(corpus, IS_NUMBER, IS_NUMBER, x, y),
        _differing(corpus, IS_CAPITAL | STARTS_SENTENCE, IS_CAPITAL, x, y),
        np.zeros(len(x), dtype=np.bool_),
    )


def shingle_jaccard(corpus: Corpus, x: Int64, y: Int64) -> Float64:
    """The Jaccard similarity of the wordings' shingle sets; 1 for a wording and itself."""
    sets, bounds, (first, second) = wording_shingles(corpus, x, y)
    shared = count_shared(sets, bounds, first, second)
    size = np.diff(bounds)
    return np.where(x == y, 1.0, _share(shared, size[first], size[second]))


def wording_shingles(corpus: Corpus, *wordings: Int64) -> tuple[UInt32, Int64, list[Int64]]:
    """The shingle sets of the wordings named, where each starts, and which set is whose."""
    used, numbers = _number(*wordings)
    sets, bounds = shingle_sets(corpus.words, corpus.distinct.take(used))
    return sets, bounds, numbers


def _overlap(corpus: Corpus, x: Int64, y: Int64) -> tuple[Float64, Float64, Int64, Int64]:
    """The Jaccard similarity of the words, weighted and not; how many are shared, and what evidence they are."""
    sets, bounds, first, second = _word_sets(corpus, 0, 0, x, y)
    grown = np.concatenate(([0], np.cumsum(corpus.weigh(sets), dtype=np.int64)))
    total = grown[bounds[1:]] - grown[bounds[:-1]]
    words, bits, evidence = weigh_shared(sets, bounds, corpus.bin_weights, first, second, at_most=EVIDENCE_BITS)
    size = np.diff(bounds)
    return _share(bits, total[first], total[second]), _share(words, size[first], size[second]), words, evidence


def shared_evidence(corpus: Corpus, x: Int64, y: Int64) -> Int64:
    """int64[n_pairs]: what evidence the words are that two wordings share, as `compare` has it."""
    sets, bounds, first, second = _word_sets(corpus, 0, 0, x, y)
    return weigh_shared(sets, bounds, corpus.bin_weights, first, second, at_most=EVIDENCE_BITS)[2]


def _share(both: Int64, one: Int64, other: Int64) -> Float64:
    """What both have, of what either has."""
    share: Float64 = both / np.maximum(one + other - both, 1)
    return share


def _differing(corpus: Corpus, mask: int, wanted: int, x: Int64, y: Int64) -> Int64:
    """How many words with the `wanted` flags of `mask` each wording has for itself, the smaller of the two counts."""
    sets, bounds, first, second = _word_sets(corpus, mask, wanted, x, y)
    size = np.diff(bounds)
    # Where one side has none there is nothing to compare.
    some = np.flatnonzero((size[first] > 0) & (size[second] > 0))
    differing = np.zeros(len(x), dtype=np.int64)
    first, second = first[some], second[some]
    shared = count_shared(sets, bounds, first, second)
    differing[some] = np.minimum(size[first] - shared, size[second] - shared)
    return differing


def _word_sets(corpus: Corpus, mask: int, wanted: int, x: Int64, y: Int64) -> tuple[UInt32, Int64, Int64, Int64]:
    """The sets of words, with the `wanted` flags of `mask`, of the wordings x and y; their bounds; which is whose."""
    used, (first, second) = _number(x, y)
    place, owner = ragged(corpus.distinct.starts[used], corpus.distinct.ends[used])
    if mask:
        kept = corpus.words.flags[place] & mask == wanted
        place, owner = place[kept], owner[kept]
    return *to_sets(corpus.words.hashes[place], owner, len(used)), first, second


def _number(*members: Int64) -> tuple[Int64, list[Int64]]:
    """Which things are named, and each naming by its place among those."""
    named = sorted_unique(np.concatenate(members))
    return named, [np.searchsorted(named, member) for member in members]
