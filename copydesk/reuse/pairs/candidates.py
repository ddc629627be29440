"""Which wordings are worth comparing: those whose signatures agree on a whole band."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from copydesk.reuse.arrays import (
    Bool,
    Float64,
    Int64,
    UInt8,
    UInt32,
    UInt64,
    mix32,
    pack,
    ragged,
    sorted_unique,
    starts_of_runs,
    unpack,
)
from copydesk.reuse.column import Column
from copydesk.reuse.corpus.signatures import sign_columns
from copydesk.reuse.corpus.units import Units
from copydesk.reuse.corpus.words import Words
from copydesk.reuse.pairs.rare_words import RAREST, n_parts_of, rare_pairs, rarest_words, share_rare
from copydesk.reuse.search import Search

# In a bucket each wording is paired with the next few only, so a bucket of n costs 3n and not n²/2; what one bucket
# leaves out another band, the second pass or the cluster brings in.
NEIGHBOURS = 3
# Sets compared at a time: bounds the memory to some 30 MB.
_COMPARED_AT_ONCE = 1 << 14
# Units signed at a time: their signatures, turned from columns to rows, stay in the second cache.
_SIGNED_AT_ONCE = 1 << 12


def shingles(words: Words, units: Units) -> tuple[UInt32, Int64]:
    """The shingles of each unit, with repeats, and which unit each is of, in order of the units.

    A shingle is a pair of words that stand next to each other or with one word between, in either order: what an
    editor or a translator changes in a sentence (a word put in, taken out, replaced, moved by one) leaves most such
    pairs standing. Measured on translated and edited passages at equal cost: 78% found, 75% with neighbours only, 53%
    with three words in order.
    """
    place, unit = ragged(units.starts, units.ends)
    mixed = mix32(words.hashes[place])
    # Each word with the next, then with the one after that, as far as those are of its unit.
    both = np.empty(2 * len(place), dtype=np.uint32)
    inside = np.zeros(2 * len(place), dtype=np.bool_)
    for distance in (1, 2):
        these = slice(distance - 1, 2 * max(len(place) - distance, 0), 2)
        both[these] = mixed[:-distance] + mixed[distance:]
        inside[these] = unit[:-distance] == unit[distance:]
    return mix32(both[inside]), np.repeat(unit, 2)[inside]


def n_shingles(n_words: Int64) -> Int64:
    """How many shingles so many words have, repeats counted."""
    return np.maximum(2 * n_words - 3, 0)


def shingle_sets(words: Words, units: Units) -> tuple[UInt32, Int64]:
    """The set of shingles of each unit, sorted, and where each set starts (with one entry more than units)."""
    hashes, unit = shingles(words, units)
    return to_sets(hashes, unit, len(units))


def to_sets(values: UInt32, owner: Int64, n_sets: int) -> tuple[UInt32, Int64]:
    """The different values of each owner, sorted, one set after another, and where each starts (one entry more)."""
    keys = sorted_unique((owner.astype(np.uint64) << np.uint64(32)) | values)
    return keys.astype(np.uint32), np.searchsorted(keys, np.arange(n_sets + 1, dtype=np.uint64) << np.uint64(32))


class Bands:
    """The band keys of many units, and what is left of their signatures to tell chance from likeness.

    Where both would weigh more than the search allows in memory they stand in its scratch folder, and are read back one
    band, or two blocks of signatures, at a time; the results are the same.
    """

    def __init__(self, words: Words, units: Units, weights: UInt8, search: Search, *, n_rows: int) -> None:
        n_perm, n_bands = search.n_perm, search.n_perm // n_rows
        folder = search.scratch if len(units) * (4 * (n_bands + RAREST) + n_perm) > search.max_band_bytes else None
        self._n, self._n_bands, self._n_perm = len(units), n_bands, n_perm
        # Two blocks of signatures are half of what is allowed.
        self._block = max(len(units) if folder is None else search.max_band_bytes // (4 * n_perm), _SIGNED_AT_ONCE)
        # One band after another.
        self._keys = Column(n_bands * len(units), np.uint32, folder)
        # One unit after another: the lowest byte of each value, on which two that differ agree once in 256.
        self._bytes = Column(len(units) * n_perm, np.uint8, folder)
        self._rarest = Column(RAREST * len(units), np.uint32, folder)
        for start in range(0, len(units), _SIGNED_AT_ONCE):
            some = units.take(np.arange(start, min(start + _SIGNED_AT_ONCE, len(units))))
            hashes, unit = shingles(words, some)
            bounds = np.searchsorted(unit, np.arange(len(some) + 1))
            columns = sign_columns(hashes, bounds, n_perm=n_perm, seed=search.seed)
            for band, keys in enumerate(band_keys(columns, n_rows)):
                self._keys.write(band * len(units) + start, keys)
            self._bytes.write(start * n_perm, np.ascontiguousarray(columns.astype(np.uint8).T).ravel())
            for nth, rarest in enumerate(rarest_words(words, some, weights)):
                self._rarest.write(nth * len(units) + start, rarest)

    def pairs(self) -> UInt64:
        """uint64[n_pairs]: the pairs of units (first << 32 | second) that share a bucket or two rare words, sorted."""
        found = [np.zeros(0, dtype=np.uint64)]
        for band in range(self._n_bands):
            found.append(bucket_pairs(self._keys.read(band * self._n, (band + 1) * self._n)))
            if band % 8 == 7:
                found = [sorted_unique(np.concatenate(found))]
        for part in range(n_parts_of(self._n)):
            found.append(bucket_pairs(*rare_pairs(self._rarest_words(), part, n_parts_of(self._n))))
        return sorted_unique(np.concatenate(found))

    def estimate_jaccard(self, a: Int64, b: Int64) -> Float64:
        """float64[n_pairs]: the share of permutations on which the two signatures agree, as far as is known."""
        agreed = np.empty(len(a))
        blocks = pack(a // self._block, b // self._block)
        order = np.argsort(blocks, kind="stable")
        starts = starts_of_runs(blocks[order])
        for start, end in pairwise([*starts.tolist(), len(order)]):
            (block_a,), (block_b,) = unpack(blocks[order[start : start + 1]])
            rows_a = self._signatures(int(block_a))
            rows_b = rows_a if block_b == block_a else self._signatures(int(block_b))
            some = order[start:end]
            agreed[some] = share_agreeing(
                rows_a, rows_b, a[some] - block_a * self._block, b[some] - block_b * self._block
            )
        return agreed

    def share_rare(self, a: Int64, b: Int64, n_shared: int) -> Bool:
        """bool[n_pairs]: whether units share so many of their rarest words, where endings do not count."""
        return share_rare(self._rarest_words(), a, b, n_shared)

    def _rarest_words(self) -> list[UInt32]:
        """The rows of `rarest_words`."""
        return [self._rarest.read(nth * self._n, (nth + 1) * self._n) for nth in range(RAREST)]

    def _signatures(self, block: int) -> UInt8:
        """uint8[n, n_perm]: the bytes of one block of units."""
        first, last = block * self._block, min((block + 1) * self._block, self._n)
        return self._bytes.read(first * self._n_perm, last * self._n_perm).reshape(-1, self._n_perm)


def share_agreeing(rows_a: UInt8, rows_b: UInt8, a: Int64, b: Int64) -> Float64:
    """float64[n_pairs]: the share of bytes on which the rows a[i] of one and b[i] of the other agree."""
    agreed = np.empty(len(a))
    for start in range(0, len(a), _SIGNED_AT_ONCE):
        part = slice(start, start + _SIGNED_AT_ONCE)
        same = rows_a[a[part]] == rows_b[b[part]]
        # Counted as bytes: five times as fast as the mean of truth values.
        agreed[part] = same.view(np.uint8).sum(axis=1, dtype=np.uint16) / same.shape[1]
    return agreed


def band_keys(columns: UInt32, n_rows: int) -> Iterator[UInt32]:
    """A key for each band of signatures that stand one permutation after another; the last rows may be of no band."""
    for start in range(0, len(columns) // n_rows * n_rows, n_rows):
        yield _band_key(columns[start : start + n_rows])


def _band_key(rows: UInt32) -> UInt32:
    """uint32[n]: one key for a band's rows. Two different bands share a key by chance once in four billion."""
    keys = np.zeros(rows.shape[1], dtype=np.uint32)
    for row in rows:
        keys = mix32(keys ^ row) * np.uint32(0x9E3779B1) + np.uint32(1)
    return keys


def bucket_pairs(keys: UInt32, owners: Int64 | None = None) -> UInt64:
    """Each unit with the next NEIGHBOURS of its bucket; unit i has keys[i], or units owners[i]."""
    packed = keys.astype(np.uint64)
    packed <<= np.uint64(32)
    packed |= (np.arange(len(keys)) if owners is None else owners).astype(np.uint64)
    packed.sort()
    keys = (packed >> np.uint64(32)).astype(np.uint32)
    found = []
    for distance in range(1, NEIGHBOURS + 1):
        same = np.flatnonzero(keys[distance:] == keys[:-distance])
        if not len(same):
            break
        first, second = packed[same] & np.uint64(0xFFFFFFFF), packed[same + distance] & np.uint64(0xFFFFFFFF)
        two = first != second
        found.append((first[two] << np.uint64(32)) | second[two])
    return np.concatenate(found) if found else packed[:0]


def count_shared(sets: UInt32, bounds: Int64, *members: Int64) -> Int64:
    """int64[n]: how many values the sets members[0][i], members[1][i], ... all have in common."""
    counts = [np.bincount(which, minlength=n) for n, which, _ in _common(sets, bounds, members)]
    return np.concatenate(counts) if counts else np.zeros(0, dtype=np.int64)


def weigh_shared(
    sets: UInt32, bounds: Int64, weights: UInt8, *members: Int64, at_most: int
) -> tuple[Int64, Int64, Int64]:
    """The same counts; the sum of what the common values weigh; and that sum if none weighed over `at_most`.

    `weights` go by a value's lowest bits.
    """
    mask = np.uint32(len(weights) - 1)
    counts, sums, capped = ([np.zeros(0, dtype=np.int64)] for _ in range(3))
    for n, which, values in _common(sets, bounds, members):
        weight = weights[values & mask]
        counts.append(np.bincount(which, minlength=n))
        sums.append(np.bincount(which, weights=weight, minlength=n).astype(np.int64))
        capped.append(np.bincount(which, weights=np.minimum(weight, at_most), minlength=n).astype(np.int64))
    return np.concatenate(counts), np.concatenate(sums), np.concatenate(capped)


def _common(sets: UInt32, bounds: Int64, members: tuple[Int64, ...]) -> Iterator[tuple[int, Int64, UInt32]]:
    """Some tuples of sets at a time: their number, and for each value common to all of a tuple which tuple it is and
    the value."""
    for start in range(0, len(members[0]), _COMPARED_AT_ONCE):
        part = [member[start : start + _COMPARED_AT_ONCE] for member in members]
        keys = []
        for member in part:
            place, run = ragged(bounds[member], bounds[member + 1])
            keys.append((run.astype(np.uint64) << np.uint64(32)) | sets[place])
        merged = np.concatenate(keys)
        merged.sort()
        again = len(members) - 1
        common = merged[again:][merged[again:] == merged[:-again]]
        yield len(part[0]), (common >> np.uint64(32)).astype(np.int64), common.astype(np.uint32)
