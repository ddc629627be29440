"""Which wordings have two rare words in common: the second way to candidates.

Bands ask for pairs of words that stand as they were. The more words of a sentence were replaced the fewer of those are
left, and the more rows a band has the fewer such copies agree on one. But two sentences of which half of the words are
the same share two of their rarest.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np

from copydesk.reuse.arrays import Bool, Int64, UInt8, UInt32, UInt64, begins_run, mix32, ragged, sorted_unique
from copydesk.reuse.corpus.build import BIN_MASK
from copydesk.reuse.corpus.units import Units
from copydesk.reuse.corpus.words import STEM_BITS, Words
from copydesk.reuse.pairs.stems import of_english

# So many of a wording's rarest words are taken, two and two together.
RAREST = 5
# Commoner words are none: any two sentences share two of those. In a batch of a few sentences a word that stands in two
# of them has 6 bits.
RARE_BITS = 5
# Pairs of words looked through at a time: bounds the memory to some 50 MB.
_PAIRED_AT_ONCE = 1 << 21
_NO_WORD = np.uint32(0)
# Where the unit begins in the number that a rare word of it is.
_UNIT_SHIFT = 36


def rarest_words(words: Words, units: Units, weights: UInt8) -> UInt32:
    """uint32[RAREST, n_units]: the rarest words of each unit, the rarest first, equally rare ones in an order of their
    own; 0 where a unit has fewer that are rare.

    `weights` are the bits of words, by bin.
    """
    return _first_of_units(_rare_words(words, units, weights), len(units), RAREST)


def rarest_of_halves(
    words: Words, units: Units, weights: UInt8, n_of_all: int, n_of_half: int
) -> tuple[UInt32, UInt32, UInt32]:
    """The same of so many words of the units, and of either half of them."""
    middle = (units.starts + units.ends) // 2
    keys = _rare_words(words, units, weights, middle)
    both = keys >> np.uint64(1)
    is_later = keys & np.uint64(1) != 0
    return (
        _first_of_units(both[begins_run(both)], len(units), n_of_all),
        _first_of_units(both[~is_later], len(units), n_of_half),
        _first_of_units(both[is_later], len(units), n_of_half),
    )


def _rare_words(words: Words, units: Units, weights: UInt8, middle: Int64 | None = None) -> UInt64:
    """The rare words of each unit once, the rarest first, as one number each, sorted: unit, how common, hash; and
    whether it stands at `middle` or behind it, if that is given."""
    place, unit = ragged(units.starts, units.ends)
    hashes = words.hashes[place]
    bits = weights[hashes & BIN_MASK]
    # In English words are taken, elsewhere stems, which differ from any word in that their other bits are 0.
    english = of_english(hashes, unit, len(units))
    hashes = np.where(english[unit], hashes, hashes & STEM_BITS)
    rare = np.flatnonzero(bits >= RARE_BITS)
    unit = unit[rare]
    common = (np.uint8(15) - bits[rare]).astype(np.uint64)
    keys = ((unit.astype(np.uint64) << np.uint64(_UNIT_SHIFT - 32) | common) << np.uint64(32)) | hashes[rare]
    if middle is not None:
        keys = keys << np.uint64(1) | (place[rare] >= middle[unit])
    return sorted_unique(keys)  # units are in order


def _first_of_units(keys: UInt64, n_units: int, n: int) -> UInt32:
    """uint32[n, n_units]: the first n of each unit's rare words."""
    bounds = np.searchsorted(keys, np.arange(n_units + 1, dtype=np.uint64) << np.uint64(_UNIT_SHIFT))
    rarest = np.full((n, n_units), _NO_WORD)
    for nth, row in enumerate(rarest):
        there = np.flatnonzero(bounds[:-1] + nth < bounds[1:])
        row[there] = keys[bounds[there] + nth].astype(np.uint32)
    return rarest


def n_parts_of(n_units: int) -> int:
    """In how many parts the pairs of rare words of so many units are looked through."""
    return 1 + n_units * RAREST * (RAREST - 1) // 2 // _PAIRED_AT_ONCE


def rare_pairs(rarest: Sequence[UInt32] | UInt32, part: int, n_parts: int) -> tuple[UInt32, Int64]:
    """A key for each two rare words of a unit, and whose it is; those of one part of the keys.

    `rarest` are the rows of `rarest_words`.
    """
    keys, owners = [], []
    # The rarer words stand first: where there is another there is one. Stems have few bits until they are mixed.
    for (one, _), (other, is_word) in combinations([(mix32(row), row != _NO_WORD) for row in rarest], 2):
        here = np.flatnonzero(is_word)
        both = mix32(one[here] + other[here])
        if n_parts > 1:
            mine = both % np.uint32(n_parts) == part
            both, here = both[mine], here[mine]
        keys.append(both)
        owners.append(here)
    return np.concatenate(keys), np.concatenate(owners)


def share_rare(rarest: Sequence[UInt32] | UInt32, x: Int64, y: Int64, n_shared: int) -> Bool:
    """bool[n_pairs]: whether units x[i] and y[i] share so many of their rarest words, and those are stems.

    `rarest` are the rows of `rarest_words`.
    """
    shares = np.zeros(len(x), dtype=np.bool_)
    some = np.flatnonzero(_are_stems(rarest[0][x]) & _are_stems(rarest[0][y]))
    theirs = [row[y[some]] for row in rarest]
    shared = np.zeros(len(some), dtype=np.int64)
    for row in rarest:
        mine = row[x[some]]
        shared += (mine != _NO_WORD) & np.any([mine == other for other in theirs], axis=0)
    shares[some] = shared >= n_shared
    return shares


def _are_stems(rarest: UInt32) -> Bool:
    are: Bool = (rarest & ~STEM_BITS == 0) & (rarest != _NO_WORD)
    return are
