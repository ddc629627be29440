"""All texts of a batch as words and units, in an order of its own, with what each word weighs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np

from copydesk.reuse.arrays import Int64, UInt8, UInt32, UInt64, mix64, ragged
from copydesk.reuse.corpus.units import Units, split_units, unit_hashes
from copydesk.reuse.corpus.words import IS_SHORT, CharTable, Words, join_words, read_words

# Characters read at a time: what bounds the memory of reading, at about 30 bytes a character.
CHARS_A_CHUNK = 1 << 20
# Words are counted in 4 million bins: two that share one look more common than they are, never rarer. Bins go by the
# lowest bits of hashes: by the highest all words of a stem would share one.
_N_BINS = 1 << 22
BIN_MASK = np.uint32(_N_BINS - 1)
_COUNTED_AT_ONCE = 1 << 24
# A word's weight is the bits of surprise in finding it in a stretch of 20 words, and at most 15 (a word seen once in
# two thirds of a million words).
_STRETCH = 20
_MAX_WEIGHT = 15
# Bits that a word counts for as evidence: as many as the rarest word of a small batch has, so that what is enough
# evidence does not depend on how large the batch is.
EVIDENCE_BITS = 7
# A batch of a few hundred words cannot tell which words are common: it is filled up to so many, with each of its short
# words this often in what was filled up (one in a hundred, as "for" or "was" in English).
_ENOUGH_WORDS, _SHORT_WORD_SHARE = 3000, 0.01


@dataclass(frozen=True)
class Corpus:
    """Words and units of all texts. Texts are sorted by article, so that an article's units are a run."""

    words: Words
    units: Units
    distinct: Units  # one unit of each wording
    wording: Int64  # int64[n_units]: which of `distinct` each unit is worded like
    bin_weights: UInt8  # weight of a word, by bin
    n_wordings: int  # of all that is searched, of which this may be a part
    articles: Int64  # int64[n_texts]
    outlets: Int64  # int64[n_texts]
    keys: UInt64  # uint64[n_texts]: of each text's id, see `id_keys`

    def weigh(self, hashes: UInt32) -> UInt8:
        """uint8[n]: bits of surprise of each word."""
        weights: UInt8 = self.bin_weights[hashes & BIN_MASK]
        return weights


def read_texts(texts: Iterable[str], *, with_places: bool = True) -> Words:
    """The words of all texts, read in chunks."""
    return join_words(_read_chunks(texts, with_places=with_places))


def _read_chunks(texts: Iterable[str], *, with_places: bool) -> Iterator[Words]:
    table, chunk, n_chars, n_read = CharTable(), list[str](), 0, 0
    for text in texts:
        chunk.append(text)
        n_chars += len(text)
        if n_chars >= CHARS_A_CHUNK:
            yield read_words(chunk, table, with_places=with_places)
            chunk, n_chars, n_read = [], 0, n_read + 1
    if chunk or not n_read:
        yield read_words(chunk, table, with_places=with_places)


def id_keys(ids: Iterable[str]) -> UInt64:
    """uint64[n]: numbers that have nothing to do with the order of the ids, always the same for one id.

    What is left out where there is too much of something goes by them, so it is the same whatever else is in a batch.
    Two ids that share a key by chance go by their order.
    """
    return mix64(np.fromiter((crc32(name.encode("utf-8", "surrogatepass")) for name in ids), dtype=np.uint64))


def build_corpus(words: Words, articles: Sequence[int], outlets: Sequence[int], keys: UInt64) -> Corpus:
    """The corpus of texts whose words were read; `articles` and `outlets` number those of each text."""
    units = split_units(words)
    hashes = unit_hashes(words, units)
    _, first, wording = np.unique(hashes, return_index=True, return_inverse=True)
    distinct = units.take(first)
    is_repeated = np.ones(len(units), dtype=np.bool_)
    is_repeated[first] = False
    return Corpus(
        words,
        units,
        distinct,
        wording.astype(np.int64),
        _bin_weights(words, units.take(np.flatnonzero(is_repeated))),
        len(distinct),
        np.asarray(articles, dtype=np.int64),
        np.asarray(outlets, dtype=np.int64),
        keys,
    )


def _bin_weights(words: Words, repeated: Units) -> UInt8:
    """uint8[n_bins]: the bits of surprise in a word of each bin; the `repeated` units do not count.

    A word is not common because one sentence with it was copied often.
    """
    counts = count_bins(words.hashes)
    n_words = len(words)
    for start in range(0, len(repeated), _COUNTED_AT_ONCE // 64):
        part = slice(start, start + _COUNTED_AT_ONCE // 64)
        place, _ = ragged(repeated.starts[part], repeated.ends[part])
        counts -= np.bincount(words.hashes[place] & BIN_MASK, minlength=_N_BINS)
        n_words -= len(place)
    short = words.hashes[words.flags & IS_SHORT != 0] if n_words < _ENOUGH_WORDS else words.hashes[:0]
    return weigh_bins(counts, n_words, short)


def count_bins(hashes: UInt32) -> Int64:
    """int64[n_bins]: how many of the words fall into each bin."""
    counts = np.zeros(_N_BINS, dtype=np.int64)
    for start in range(0, len(hashes), _COUNTED_AT_ONCE):
        counts += np.bincount(hashes[start : start + _COUNTED_AT_ONCE] & BIN_MASK, minlength=_N_BINS)
    return counts


def weigh_bins(counts: Int64, n_words: int, short: UInt32) -> UInt8:
    """uint8[n_bins]: the bits of surprise in a word of each bin of `counts`; `short` words are common at any rate."""
    lacking = max(_ENOUGH_WORDS - n_words, 0)
    if lacking:
        counts[short & BIN_MASK] += round(lacking * _SHORT_WORD_SHARE)
    # Worked out for each count once; a word that stands twice in every stretch weighs nothing.
    n_stretches = (n_words + lacking) / _STRETCH
    bits = np.log2(n_stretches / np.maximum(np.arange(int(2 * n_stretches) + 2), 1))
    weights: UInt8 = np.clip(np.rint(bits), 0, _MAX_WEIGHT).astype(np.uint8)
    # Most bins of a small batch are empty.
    of_bins = np.full(len(counts), weights[0])
    seen = np.flatnonzero(counts)
    of_bins[seen] = weights[np.minimum(counts[seen], len(weights) - 1)]
    return of_bins
