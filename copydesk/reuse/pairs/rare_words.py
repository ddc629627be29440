"""Which wordings have two rare words in common: the second way to candidates.

Bands ask for pairs of words that stand as they were. The more words of a sentence were replaced the fewer of those are
left, and the more rows a band has the fewer such copies agree on one. But two sentences of which half of the words are
the same share two of their rarest.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np

from copydesk.reuse.arrays import Int64, UInt8, UInt32, mix32, ragged, sorted_unique
from copydesk.reuse.corpus.build import BIN_SHIFT, EVIDENCE_BITS
from copydesk.reuse.corpus.units import Units
from copydesk.reuse.corpus.words import Words

# So many of a wording's rarest words are taken, two and two together.
RAREST = 5
# Commoner words than count as evidence in full are none: any two sentences share two of those.
RARE_BITS = EVIDENCE_BITS
# Pairs of words looked through at a time: bounds the memory to some 100 MB.
_PAIRED_AT_ONCE = 1 << 22
_NO_WORD = np.uint32(0)


def rarest_words(words: Words, units: Units, weights: UInt8) -> UInt32:
    """uint32[RAREST, n_units]: the rarest words of each unit, the rarest first, equally rare ones in an order of their
    own; 0 where a unit has fewer that are rare.

    `weights` are the bits of words, by bin.
    """
    place, unit = ragged(units.starts, units.ends)
    hashes = words.hashes[place]
    bits = weights[hashes >> BIN_SHIFT]
    rare = np.flatnonzero(bits >= RARE_BITS)
    # Unit, how common, and in what order: one number, so that one sort does.
    common = (np.uint8(15) - bits[rare]).astype(np.uint64)
    keys = ((unit[rare].astype(np.uint64) << np.uint64(4) | common) << np.uint64(32)) | mix32(hashes[rare])
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
    for one, other in combinations(rarest, 2):
        # The rarer words stand first: where there is no other there may be one.
        here = np.flatnonzero(other != _NO_WORD)
        both = mix32(one[here] + other[here])
        if n_parts > 1:
            mine = both % np.uint32(n_parts) == part
            both, here = both[mine], here[mine]
        keys.append(both)
        owners.append(here)
    return np.concatenate(keys), np.concatenate(owners)
