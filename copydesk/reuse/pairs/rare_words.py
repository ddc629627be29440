"""Which wordings have two rare words in common: the second way to candidates.

Bands ask for pairs of words that stand as they were. The more words of a sentence were replaced the fewer of those are
left, and the more rows a band has the fewer such copies agree on one. But two sentences of which half of the words are
the same share two of their rarest.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np

from copydesk.reuse.arrays import Bool, Int64, UInt8, UInt32, mix32, ragged, sorted_unique
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


def rarest_words(words: Words, units: Units, weights: UInt8, english: Bool | None = None) -> UInt32:
    """uint32[RAREST, n_units]: the rarest words of each unit, the rarest first, equally rare ones in an order of their
    own; 0 where a unit has fewer that are rare.

    `weights` are the bits of words, by bin. Which units are `english` their own words tell, unless that is given.
    """
    place, unit = ragged(units.starts, units.ends)
    hashes = words.hashes[place]
    bits = weights[hashes & BIN_MASK]
    # In English words are taken, elsewhere stems, which differ from any word in that their other bits are 0.
    english = of_english(hashes, unit, len(units)) if english is None else english
    hashes = np.where(english[unit], hashes, hashes & STEM_BITS)
    rare = np.flatnonzero(bits >= RARE_BITS)
    # Unit, how common, and in what order: one number, so that one sort does.
    common = (np.uint8(15) - bits[rare]).astype(np.uint64)
    keys = ((unit[rare].astype(np.uint64) << np.uint64(4) | common) << np.uint64(32)) | hashes[rare]
    keys = sorted_unique(keys)
    unit = (keys >> np.uint64(36)).astype(np.int64)
    nth = np.arange(len(unit)) - np.searchsorted(unit, np.arange(len(units)))[unit]
    taken = nth < RAREST
    rarest = np.full((RAREST, len(units)), _NO_WORD)
    rarest[nth[taken], unit[taken]] = keys[taken].astype(np.uint32)
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
