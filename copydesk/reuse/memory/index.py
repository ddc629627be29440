"""By which keys a wording is found among millions of others, and by what its likes are told from chance.

A batch's own search has 42 bands of three rows for each wording. To keep those for a month, and to look all of them
up each night, is too much: here are the pairs of a wording's four rarest words, those of the three rarest of either
half of it, and three such bands.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from copydesk.reuse.arrays import Bool, Int64, UInt8, UInt32, UInt64, mix32, pack, ragged
from copydesk.reuse.corpus.signatures import sign_columns
from copydesk.reuse.corpus.units import Units
from copydesk.reuse.corpus.words import IS_SHORT, STEM_BITS, Words
from copydesk.reuse.pairs.candidates import band_keys, shingles
from copydesk.reuse.pairs.rare_words import rare_pairs, rarest_of_halves

# Of 620 pairs of articles that one batch of 31 nights of 10,000 passages finds between the last night and the others
# so many are found: .989 by pairs of the five rarest words, .961 by ten bands, .992 by both, .995 by rare words and
# those of halves, .997 by these and four bands. One word fewer of each finds as much, with two fifths fewer keys.
N_BANDS, N_ROWS = 3, 3
# Half a sentence has two of the rarest of its half, though it may have none of the rarest of the whole. Of shorter
# sentences no half is a passage.
_RAREST_OF_ALL, _RAREST_OF_HALF, _HALVED = 4, 3, 16
# The kinds of keys, each a file.
KINDS = ("rare", *(f"band-{band}" for band in range(N_BANDS)))
# Of one key so many entries are kept: what more wordings have tells little of any of them.
ENTRIES_A_KEY = 6
# A sketch has a bit for each word that is not short, by its stem, of so many.
SKETCH_WORDS, _BITS_A_WORD = 2, 64
# Wordings that are one passage, or hold one, have so many bits in common, or this share of those of the one that has
# fewer; more where they have but one key in common.
_SHARED_BITS, _SHARED_SHARE, _SOLE_SHARE = 10, 0.55, 0.65
# Wordings worked on at a time: their signatures stay in the second cache.
_INDEXED_AT_ONCE = 1 << 14
# By how many bits the one with fewer has.
_SHARED_ASKED, _SOLE_ASKED = (
    np.minimum(_SHARED_BITS, np.ceil(share * np.arange(SKETCH_WORDS * _BITS_A_WORD + 1))).astype(np.uint8)
    for share in (_SHARED_SHARE, _SOLE_SHARE)
)
_N_SET = np.array([bin(i).count("1") for i in range(256)], dtype=np.uint8)


def index_keys(
    words: Words, units: Units, weights: UInt8, *, n_perm: int, seed: int
) -> dict[str, tuple[UInt32, Int64]]:
    """Of each kind the keys of all units, and whose each is.

    `weights` are the bits of words, by bin: what is rare goes by them.
    """
    found: dict[str, list[tuple[UInt32, Int64]]] = {kind: [] for kind in KINDS}
    for first in range(0, max(len(units), 1), _INDEXED_AT_ONCE):
        some = units.take(slice(first, first + _INDEXED_AT_ONCE))
        for unit, rarest in _rarest(words, some, weights):
            keys, owners = rare_pairs(rarest, 0, 1)
            found["rare"].append((keys, unit[owners] + first))
        hashes, unit = shingles(words, some)
        bounds = np.searchsorted(unit, np.arange(len(some) + 1))
        columns = sign_columns(hashes, bounds, n_perm=n_perm, seed=seed, n_wanted=N_BANDS * N_ROWS)
        for kind, own in zip(KINDS[1:], band_keys(columns, N_ROWS), strict=False):
            found[kind].append((own, np.arange(first, first + len(some))))
    nothing = np.zeros(0, dtype=np.uint32), np.zeros(0, dtype=np.int64)
    return {
        kind: (np.concatenate([part[0] for part in parts]), np.concatenate([part[1] for part in parts]))
        for kind, parts in ((kind, parts or [nothing]) for kind, parts in found.items())
    }


def _rarest(words: Words, units: Units, weights: UInt8) -> Iterator[tuple[Int64, UInt32]]:
    """The rarest words of the units, and those of either half of the long ones; and which units they are of."""
    of_all, *of_halves = rarest_of_halves(words, units, weights, _RAREST_OF_ALL, _RAREST_OF_HALF)
    yield np.arange(len(units)), of_all
    long = np.flatnonzero(units.ends - units.starts >= _HALVED)
    for of_half in of_halves:
        yield long, of_half[:, long]


def sketch_words(words: Words, units: Units) -> UInt64:
    """uint64[n_units, SKETCH_WORDS]: a bit for each word that is not short."""
    sketches = np.zeros((len(units), SKETCH_WORDS), dtype=np.uint64)
    for first in range(0, len(units), _INDEXED_AT_ONCE):
        part = slice(first, first + _INDEXED_AT_ONCE)
        place, unit = ragged(units.starts[part], units.ends[part])
        long = words.flags[place] & IS_SHORT == 0
        bits = np.zeros((len(units.starts[part]), SKETCH_WORDS * _BITS_A_WORD), dtype=np.uint8)
        bits[unit[long], mix32(words.hashes[place[long]] & STEM_BITS) % np.uint32(bits.shape[1])] = 1
        sketches[part] = np.packbits(bits, axis=1).view(np.uint64)
    return sketches


def may_be_alike(one: UInt64, a: Int64, other: UInt64, b: Int64, is_sole: Bool) -> Bool:
    """bool[n]: whether two wordings with the sketches one[a[i]] and other[b[i]] share enough words to be one passage.

    `is_sole` says of which one key alone is shared.
    """
    sizes = np.minimum(_n_set(one)[a], _n_set(other)[b])
    asked = np.where(is_sole, _SOLE_ASKED[sizes], _SHARED_ASKED[sizes])
    may = np.empty(len(a), dtype=np.bool_)
    for start in range(0, len(a), _INDEXED_AT_ONCE):
        part = slice(start, start + _INDEXED_AT_ONCE)
        may[part] = _n_set(one[a[part]] & other[b[part]]) >= asked[part]
    return may


def _n_set(sketches: UInt64) -> UInt8:
    """uint8[n]: how many bits are set."""
    if hasattr(np, "bitwise_count"):  # since NumPy 2
        # A sum over so few columns takes longer than all else here.
        first, *others = np.bitwise_count(sketches.T)
        counts: UInt8 = sum(others, first)
        return counts
    counted: UInt8 = _N_SET[np.ascontiguousarray(sketches).view(np.uint8)].sum(axis=-1, dtype=np.uint8)
    return counted


def first_of_keys(entry: UInt64) -> UInt64:
    """Of each key the first ENTRIES_A_KEY of its entries, which are sorted: the same of the whole as of its parts."""
    kept = np.ones(len(entry), dtype=np.bool_)
    kept[ENTRIES_A_KEY:] = (entry[ENTRIES_A_KEY:] ^ entry[:-ENTRIES_A_KEY]) >> np.uint64(32) != 0
    return entry[kept]


def entries(keys: UInt32, wordings: UInt64) -> UInt64:
    """uint64[n]: each key with the higher half of the hash of the wording that it is of."""
    return pack(keys, (wordings >> np.uint64(32)).astype(np.int64))
