"""Which wordings are worth comparing: those whose signatures agree on a whole band."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from copydesk.reuse.arrays import (
    Bool,
    Float64,
    Int64,
    UInt8,
    UInt32,
    UInt64,
    merged_unique,
    mix32,
    pack,
    ragged,
    sorted_unique,
    unpack,
)
from copydesk.reuse.corpus.build import Corpus
from copydesk.reuse.corpus.signatures import sign_columns
from copydesk.reuse.corpus.units import Units
from copydesk.reuse.corpus.words import Words
from copydesk.reuse.pairs.rare_words import RAREST, n_parts_of, rare_pairs, rarest_words, share_rare
from copydesk.reuse.search import Search
from copydesk.reuse.store import Growing
from copydesk.reuse.workers import run

# In a bucket each wording is paired with the next few only, so a bucket of n costs 3n and not n²/2; what one bucket
# leaves out another band, the second pass or the cluster brings in.
NEIGHBOURS = 3
# Sets compared at a time: bounds the memory to some 30 MB.
_COMPARED_AT_ONCE = 1 << 14
# Units signed at a time: their signatures, turned from columns to rows, stay in the second cache.
_SIGNED_AT_ONCE = 1 << 12
# Wordings that a process signs without asking for more (.2 s), and how many such jobs are done before others help.
_SIGNED_A_JOB, _JOBS_ALONE = 1 << 14, 1
# Pairs gathered before each is taken once and put with those of like wordings; and wordings whose pairs are put
# together: some 10 of each, which sorting holds three times.
_PAIRED_AT_ONCE, _WORDINGS_A_PART = 1 << 20, 1 << 17
# Pairs handed on at a time: verifying holds several arrays as long as they are.
_HANDED_ON_AT_ONCE = 1 << 20


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
    keys = merged_unique((owner.astype(np.uint64) << np.uint64(32)) | values)
    return keys.astype(np.uint32), np.searchsorted(keys, np.arange(n_sets + 1, dtype=np.uint64) << np.uint64(32))


class Bands:
    """The band keys of a corpus's wordings, and what is left of their signatures to tell chance from likeness."""

    def __init__(self, corpus: Corpus, search: Search, *, n_rows: int) -> None:
        n, n_bands, store = len(corpus.distinct), search.n_perm // n_rows, corpus.store
        self._corpus, self._search, self._n_rows = corpus, search, n_rows
        # One band after another.
        self._keys = store.empty(n_bands * n, np.uint32, shared=search.workers > 1).reshape(n_bands, n)
        # One wording after another: the lowest byte of each value, on which two that differ agree once in 256.
        self._bytes = store.empty(n * search.n_perm, np.uint8, shared=search.workers > 1).reshape(n, search.n_perm)
        self._rarest = store.empty(RAREST * n, np.uint32, shared=search.workers > 1).reshape(RAREST, n)
        firsts = range(0, n, _SIGNED_A_JOB)
        for _ in run(self._sign_some, firsts, workers=search.workers, alone=_JOBS_ALONE):
            store.rest()

    def _sign_some(self, first: int) -> None:
        """The wordings from `first` on are signed, some that stay in the second cache at a time."""
        for start in range(first, min(first + _SIGNED_A_JOB, len(self._bytes)), _SIGNED_AT_ONCE):
            part = slice(start, start + _SIGNED_AT_ONCE)
            units = self._corpus.distinct.take(part)
            hashes, unit = shingles(self._corpus.words, units)
            bounds = np.searchsorted(unit, np.arange(len(units) + 1))
            columns = sign_columns(hashes, bounds, n_perm=self._search.n_perm, seed=self._search.seed)
            for band, keys in enumerate(band_keys(columns, self._n_rows)):
                self._keys[band, part] = keys
            self._bytes[part] = columns.astype(np.uint8).T
            self._rarest[:, part] = rarest_words(self._corpus.words, units, self._corpus.bin_weights)
        self._corpus.store.rest()

    def pairs(self) -> Iterator[UInt64]:
        """uint64[n_pairs]: the pairs of wordings (the lesser number << 32 | the greater) that share a bucket of some
        band or two rare words, each once and sorted; some at a time.
        """
        # By rank, so that it is no matter which of a bucket stands first in the texts.
        number = np.empty_like(self._corpus.ranks)
        number[self._corpus.ranks] = np.arange(len(number), dtype=np.uint32)
        bounds = np.arange(_WORDINGS_A_PART, len(number), _WORDINGS_A_PART, dtype=np.uint64) << np.uint64(32)
        parts = [Growing(self._corpus.store, np.uint64) for _ in range(len(bounds) + 1)]
        for some in self._gathered(number):
            for part, pairs in zip(parts, np.split(some, np.searchsorted(some, bounds)), strict=True):
                part.append(pairs)
            self._corpus.store.rest()
        while parts:
            pairs = sorted_unique(parts.pop(0).column())
            for start in range(0, len(pairs), _HANDED_ON_AT_ONCE):
                yield pairs[start : start + _HANDED_ON_AT_ONCE]

    def _gathered(self, number: UInt32) -> Iterator[UInt64]:
        """The pairs, sorted, some at a time, each once in these."""
        found, n_found = [np.zeros(0, dtype=np.uint64)], 0
        for ranked in self._ranked_pairs(number):
            for start in range(0, len(ranked), _PAIRED_AT_ONCE):
                some = ranked[start : start + _PAIRED_AT_ONCE]
                first, second = (number[rank].astype(np.int64) for rank in unpack(some))
                found.append(pack(np.minimum(first, second), np.maximum(first, second)))
                n_found += len(first)
                if n_found >= _PAIRED_AT_ONCE:
                    yield sorted_unique(np.concatenate(found))
                    found, n_found = [found[0][:0]], 0
        yield sorted_unique(np.concatenate(found))

    def _ranked_pairs(self, number: UInt32) -> Iterator[UInt64]:
        """The pairs of one band, or of some rare words, at a time, by rank; `number` is that of each rank's wording."""
        for keys in self._keys:
            # Copied first, in order: a band on disk would be read in the order of the ranks, which is any.
            yield bucket_pairs(keys.copy()[number])
        n_parts = n_parts_of(len(number))
        for part in range(n_parts):
            keys, owners = rare_pairs(self._rarest, part, n_parts)
            yield bucket_pairs(keys, self._corpus.ranks[owners].astype(np.int64))

    def share_rare(self, a: Int64, b: Int64, n_shared: int) -> Bool:
        """bool[n_pairs]: whether wordings share so many of their rarest words, where endings do not count."""
        return share_rare(self._rarest, a, b, n_shared)

    def estimate_jaccard(self, a: Int64, b: Int64) -> Float64:
        """float64[n_pairs]: the share of permutations on which the two signatures agree, as far as is known."""
        return share_agreeing(self._bytes, self._bytes, a, b)


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
        merged.sort(kind="stable")  # each of the keys is in order
        again = len(members) - 1
        common = merged[again:][merged[again:] == merged[:-again]]
        yield len(part[0]), (common >> np.uint64(32)).astype(np.int64), common.astype(np.uint32)
