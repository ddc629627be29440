"""Which of two texts' shared stretches belong together: the longest chain in which both texts are in order.

A line that stands twice in each of two copies is found four times, twice at the wrong place. What is in order with most
of the rest is kept, and of what is left again; a stretch whose both sides are told already says nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from copydesk.reuse.arrays import Bool, Float64, Int64, UInt8, UInt32
from copydesk.reuse.corpus.words import STARTS_SENTENCE, Words

# Two shared stretches with at most this many words between them on either side are one: an edited half-sentence.
MAX_WORDS_BETWEEN = 8
# Two stretches of a chain may overlap by so many words: a sentence's end that the next one begins with.
_MAX_LAP = 8
# A stretch bends a chain by less than 1 on either side of it.
_MIN_WORTH = 2
# A stretch is told already where so much of both its sides stands in stretches of chains that were found.
_MAX_TOLD = 0.5
# Chains are looked for among so many stretches at a time: long lists of one text that repeat each other's items have
# more, and looking costs their square.
_MAX_CHAINED = 4000
# From so many words on what is shared is copied, and goes on over the ends of sentences while the words are the same.
_MIN_COPIED_WORDS = 25


@dataclass(frozen=True)
class Stretch:
    """The same passage in two texts: half-open runs of words, counted over the whole corpus."""

    a_start: int
    a_end: int
    b_start: int
    b_end: int
    score: int  # of its alignments
    is_quoted: bool  # mostly, on either side


class Stretching:
    """Stretches put in order and made as long as they are, over the words of one corpus."""

    def __init__(self, words: Words) -> None:
        self.hashes: UInt32 = words.hashes
        self.flags: UInt8 = words.flags
        self.text_starts: Int64 = words.text_starts

    def _extend(self, stretch: Stretch) -> Stretch:
        """The stretch made longer inside its sentences, as long as the words before and after are the same on both
        sides. What is shared of the sentences around is found by itself.
        """
        hashes, begins = self.hashes, self._begins
        a_start, a_end, b_start, b_end = stretch.a_start, stretch.a_end, stretch.b_start, stretch.b_end
        while not (begins(a_start) or begins(b_start)) and hashes[a_start - 1] == hashes[b_start - 1]:
            a_start, b_start = a_start - 1, b_start - 1
        n = len(hashes)
        while max(a_end, b_end) < n and not (begins(a_end) or begins(b_end)) and hashes[a_end] == hashes[b_end]:
            a_end, b_end = a_end + 1, b_end + 1
        if (a_start, a_end) == (stretch.a_start, stretch.a_end):  # most are, and making one takes as long as all this
            return stretch
        return replace(stretch, a_start=a_start, a_end=a_end, b_start=b_start, b_end=b_end)

    def _begins(self, word: int) -> bool:
        """Whether a sentence begins with the word."""
        return bool(self.flags[word] & STARTS_SENTENCE)

    def in_order(self, stretches: Sequence[Stretch], a: int, b: int) -> list[Stretch]:
        """The stretches of texts a and b, those of each chain as few long ones; what tells nothing more is left out."""
        left = sorted(
            set(map(self._extend, stretches)), key=lambda s: (s.a_start, s.b_start, s.a_end, s.b_end, s.score)
        )
        found: list[Stretch] = []
        while left:
            chain = _heaviest_chain(left[:_MAX_CHAINED])
            chosen = set(chain)
            chain = join_stretches(chain)
            n_before = len(chain) + 1
            while len(chain) < n_before:  # what became long by joining goes on over what lies between
                n_before = len(chain)
                chain = join_stretches(self._extend_copied(chain, a, b))
            found += chain
            left = [stretch for stretch in left if stretch not in chosen and not _is_told(stretch, found)]
        return sorted(found, key=lambda s: (s.a_start, s.b_start))

    def _extend_copied(self, chain: Sequence[Stretch], a: int, b: int) -> list[Stretch]:
        """The stretches of a chain of texts a and b, each that is long made longer over the ends of sentences, as far
        as the words are the same, and not into the next one.
        """
        first, last = self._stretch_at(a, b, 0), self._stretch_at(a, b, 1)
        extended: list[Stretch] = []
        for stretch, below in zip(chain, [*chain[1:], last], strict=True):
            above = extended[-1] if extended else first
            if stretch.a_end - stretch.a_start >= _MIN_COPIED_WORDS:
                n_before = self._n_same(stretch.a_start, above.a_end, stretch.b_start, above.b_end, -1)
                n_behind = self._n_same(stretch.a_end, below.a_start, stretch.b_end, below.b_start, 1)
                if n_before or n_behind:
                    stretch = replace(
                        stretch,
                        a_start=stretch.a_start - n_before,
                        b_start=stretch.b_start - n_before,
                        a_end=stretch.a_end + n_behind,
                        b_end=stretch.b_end + n_behind,
                    )
            extended.append(stretch)
        return extended

    def _stretch_at(self, a: int, b: int, end: int) -> Stretch:
        """An empty one where the texts begin (0) or end (1)."""
        at_a, at_b = int(self.text_starts[a + end]), int(self.text_starts[b + end])
        return Stretch(at_a, at_a, at_b, at_b, 0, is_quoted=False)

    def _n_same(self, a: int, a_limit: int, b: int, b_limit: int, step: int) -> int:
        """How many words from a and b on, going by `step`, are the same: all up to either limit, or whole sentences."""
        n = min((a_limit - a) * step, (b_limit - b) * step)
        if n <= 0:
            return 0
        of_a, of_b = ((at, at + n) if step > 0 else (at - n, at) for at in (a, b))
        differ = np.flatnonzero((self.hashes[slice(*of_a)] != self.hashes[slice(*of_b)])[::step])
        if not len(differ):
            return n
        edges = self.flags[a : a + differ[0] + 1] if step > 0 else self.flags[a - differ[0] : a + 1][::-1]
        return int(np.flatnonzero(edges & STARTS_SENTENCE).max(initial=0))


def join_stretches(stretches: list[Stretch]) -> list[Stretch]:
    """Stretches that follow one another on both sides, with little or nothing between, as one."""
    joined: list[Stretch] = []
    for stretch in sorted(set(stretches), key=lambda s: (s.a_start, s.b_start, s.a_end, s.b_end, s.score)):
        before = joined[-1] if joined else None
        if before and _follows(before, stretch):
            joined[-1] = replace(
                before,
                a_end=max(before.a_end, stretch.a_end),
                b_end=max(before.b_end, stretch.b_end),
                score=before.score + stretch.score,
                is_quoted=before.is_quoted or stretch.is_quoted,
            )
        else:
            joined.append(stretch)
    return joined


def _follows(before: Stretch, after: Stretch) -> bool:
    a_between, b_between = after.a_start - before.a_end, after.b_start - before.b_end
    in_order = after.a_start >= before.a_start and after.b_start >= before.b_start
    # Overlapping on one side only means that two sentences share one partner.
    lap = min(a_between, b_between)
    return in_order and max(a_between, b_between) <= MAX_WORDS_BETWEEN and lap >= -MAX_WORDS_BETWEEN * 5


def _heaviest_chain(stretches: Sequence[Stretch]) -> list[Stretch]:
    """Of the stretches, sorted, those in order on both sides whose scores add up to most; of equals the straightest."""
    bounds = np.array([(s.a_start, s.a_end, s.b_start, s.b_end) for s in stretches], dtype=np.int64)
    # A chain's score is worth more than how straight it is.
    worth = np.array([max(1, s.score) for s in stretches], dtype=np.float64)
    before = [-1] * len(stretches)
    shift = bounds[:, 0] - bounds[:, 2]
    anchors = _in_every_chain(bounds, worth).tolist()
    first = 0
    for i in range(1, len(stretches)):
        if anchors[i - 1]:
            first = i - 1
            bent = abs(int(shift[first]) - int(shift[i]))
            before[i] = first
            worth[i] += worth[first] - bent / (1 + bent)
            continue
        candidates = first + np.flatnonzero(_fit(bounds[first:i], bounds[i]))
        if len(candidates):
            bents = np.abs(shift[candidates] - shift[i])
            total = worth[candidates] - bents / (1 + bents)
            best = int(np.argmax(total))
            before[i] = int(candidates[best])
            worth[i] += total[best]
    at = int(np.argmax(worth))
    chain = []
    while at >= 0:
        chain.append(stretches[at])
        at = before[at]
    return chain[::-1]


def _in_every_chain(bounds: Int64, worth: Float64) -> Bool:
    """bool[n]: whether a stretch is in order with all others and worth more than it can bend a chain.

    What comes after it need not be tried with what comes before. In a copy most are, so that looking costs no square.
    """
    below = np.maximum.accumulate(bounds, axis=0)
    above = np.minimum.accumulate(bounds[::-1], axis=0)[::-1]
    anchors: Bool = worth >= _MIN_WORTH
    anchors[1:] &= _fit(below[:-1], bounds[1:])
    anchors[:-1] &= _fit(bounds[:-1], above[1:])
    return anchors


def _fit(before: Int64, after: Int64) -> Bool:
    """bool[n]: whether a stretch may follow another in a chain; rows of a_start, a_end, b_start, b_end."""
    in_order = np.all(before < after, axis=-1)
    fit: Bool = in_order & np.all(before[..., 1::2] - after[..., ::2] <= _MAX_LAP, axis=-1)
    return fit


def _is_told(stretch: Stretch, told: Sequence[Stretch]) -> bool:
    """Whether most of the stretch's words stand in others on both sides."""
    n_a = sum(max(0, min(stretch.a_end, s.a_end) - max(stretch.a_start, s.a_start)) for s in told)
    n_b = sum(max(0, min(stretch.b_end, s.b_end) - max(stretch.b_start, s.b_start)) for s in told)
    return n_a > _MAX_TOLD * (stretch.a_end - stretch.a_start) and n_b > _MAX_TOLD * (stretch.b_end - stretch.b_start)
