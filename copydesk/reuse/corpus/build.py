"""All texts of a batch as words and units, in an order of its own, with what each word weighs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from zlib import crc32

import numpy as np

from copydesk.reuse.arrays import Bool, Int64, UInt8, UInt32, UInt64, mix64, ragged, sorted_unique, starts_of_runs
from copydesk.reuse.corpus.units import Units, split_units, unit_hashes
from copydesk.reuse.corpus.words import IS_SHORT, CharTable, Words, join_words, read_words
from copydesk.reuse.store import Growing, Store
from copydesk.reuse.workers import run

# Characters read at a time: what bounds the memory of reading, at about 30 bytes a character.
CHARS_A_CHUNK = 1 << 20
# Words cut into units at a time.
_WORDS_A_CHUNK = 1 << 20
# So many chunks are read, or cut, before other processes are asked to help: those take 10 ms to start, which is what
# they save then.
_CHUNKS_ALONE = 2
# Words are counted in 4 million bins: two that share one look more common than they are, never rarer. Bins go by the
# lowest bits of hashes: by the highest all words of a stem would share one.
_N_BINS = 1 << 22
BIN_MASK = np.uint32(_N_BINS - 1)
_COUNTED_AT_ONCE = 1 << 22
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
    distinct: Units  # the first unit of each wording, in order
    wording: Int64  # int64[n_units]: which of `distinct` each unit is worded like
    ranks: UInt32  # uint32[n_wordings]: the place of each wording in an order that does not depend on that of the texts
    bin_weights: UInt8  # weight of a word, by bin
    n_wordings: int  # of all that is searched, of which this may be a part
    articles: Int64  # int64[n_texts]
    outlets: Int64  # int64[n_texts]
    keys: UInt64  # uint64[n_texts]: of each text's id, see `id_keys`
    store: Store  # where its columns stand

    def weigh(self, hashes: UInt32) -> UInt8:
        """uint8[n]: bits of surprise of each word."""
        weights: UInt8 = self.bin_weights[hashes & BIN_MASK]
        return weights


@dataclass(frozen=True)
class Counted:
    """How often each word stands in texts, a wording that is repeated counted once; counts of several add up."""

    bins: UInt32  # of the words, sorted
    counts: Int64
    n_words: int
    n_wordings: int
    short: UInt32  # the short words, sorted, of texts so few that they cannot tell which words are common


def join_counts(parts: Iterable[Counted]) -> Counted:
    """What is counted in all of the parts."""
    held = list(parts)
    bins = np.concatenate([np.zeros(0, dtype=np.uint32), *(part.bins for part in held)])
    counts = np.concatenate([np.zeros(0, dtype=np.int64), *(part.counts for part in held)])
    order = np.argsort(bins, kind="stable")
    starts = starts_of_runs(bins[order])
    return Counted(
        bins[order[starts]],
        np.add.reduceat(counts[order], starts) if len(starts) else counts,
        sum(part.n_words for part in held),
        sum(part.n_wordings for part in held),
        sorted_unique(np.concatenate([np.zeros(0, dtype=np.uint32), *(part.short for part in held)])),
    )


def counts_of_batch(parts: Iterable[Counted]) -> Counted:
    """What is counted in all parts of one batch: where those have many words, they tell which are common."""
    joined = join_counts(parts)
    return joined if joined.n_words < _ENOUGH_WORDS else replace(joined, short=joined.short[:0])


def count_words(words: Words, units: Units, is_first: Bool) -> Counted:
    """The words of all units that are the first of their wording.

    A word is not common because one sentence with it was copied often.
    """
    counts, n_words = _count_first(words, units.take(np.flatnonzero(~is_first)))
    bins = np.flatnonzero(counts)
    return Counted(bins.astype(np.uint32), counts[bins], n_words, int(is_first.sum()), _short_words(words, n_words))


def read_texts(
    texts: Iterable[str], *, with_places: bool = True, store: Store | None = None, workers: int = 1
) -> Words:
    """The words of all texts, read in chunks by so many processes."""
    table = CharTable()

    def read(chunk: list[str]) -> Words:
        return read_words(chunk, table, with_places=with_places)

    return join_words(run(read, _chunks(texts), workers=workers, alone=_CHUNKS_ALONE), store or Store())


def _chunks(texts: Iterable[str]) -> Iterator[list[str]]:
    """Some texts at a time; a chunk of none where there are none."""
    chunk, n_chars, n_chunks = list[str](), 0, 0
    for text in texts:
        chunk.append(text)
        n_chars += len(text)
        if n_chars >= CHARS_A_CHUNK:
            yield chunk
            chunk, n_chars, n_chunks = [], 0, n_chunks + 1
    if chunk or not n_chunks:
        yield chunk


def id_keys(ids: Iterable[str]) -> UInt64:
    """uint64[n]: numbers that have nothing to do with the order of the ids, always the same for one id.

    What is left out where there is too much of something goes by them, so it is the same whatever else is in a batch.
    Two ids that share a key by chance go by their order.
    """
    return mix64(np.fromiter((crc32(name.encode("utf-8", "surrogatepass")) for name in ids), dtype=np.uint64))


def build_corpus(
    words: Words,
    articles: Sequence[int],
    outlets: Sequence[int],
    keys: UInt64,
    *,
    store: Store | None = None,
    workers: int = 1,
    earlier: Iterable[Counted] = (),
    like: Corpus | None = None,
) -> Corpus:
    """The corpus of texts whose words were read; `articles` and `outlets` number those of each text.

    What words weigh, and how much is searched, is told by these texts and those counted `earlier`; or it is as in the
    corpus `like`.
    """
    store = store or Store()
    units, hashes = read_units(words, store, workers)
    first, wording, ranks = _number_wordings(hashes, store)
    del hashes
    earlier = list(earlier)
    weights = _bin_weights(words, units, first, earlier) if like is None else like.bin_weights
    n_wordings = len(first) + sum(part.n_wordings for part in earlier) if like is None else like.n_wordings
    store.rest()
    return Corpus(
        words,
        units,
        Units(*(_taken(column, first, store) for column in (units.starts, units.ends, units.texts))),
        wording,
        ranks,
        weights,
        n_wordings,
        np.asarray(articles, dtype=np.int64),
        np.asarray(outlets, dtype=np.int64),
        keys,
        store,
    )


def read_units(words: Words, store: Store, workers: int) -> tuple[Units, UInt64]:
    """The units of all texts, worked out some texts at a time, and a hash of each one's wording."""

    def read(part: tuple[int, int]) -> tuple[Units, UInt64]:
        own = words.part(*part)
        units = split_units(own)
        return units, unit_hashes(own, units)

    starts, texts, hashes = Growing(store, np.int64), Growing(store, np.int64), Growing(store, np.uint64)
    parts = list(_parts(words.text_starts))
    for (first, _), (units, own_hashes) in zip(
        parts, run(read, parts, workers=workers, alone=_CHUNKS_ALONE), strict=True
    ):
        starts.append(units.starts + words.text_starts[first])
        texts.append(units.texts + first)
        hashes.append(own_hashes)
        store.rest()
    starts.append(words.text_starts[-1:])
    bounds = starts.column()
    return Units(bounds[:-1], bounds[1:], texts.column()), hashes.column()


def _parts(text_starts: Int64) -> Iterator[tuple[int, int]]:
    """The texts in parts, first and end, with some words each."""
    first, n_texts = 0, len(text_starts) - 1
    while first < n_texts:
        last = int(np.searchsorted(text_starts, text_starts[first] + _WORDS_A_CHUNK))
        last = min(max(last, first + 1), n_texts)
        yield first, last
        first = last


def _number_wordings(hashes: UInt64, store: Store) -> tuple[UInt32, Int64, UInt32]:
    """The first unit of each wording, in order; which wording each unit has; and the wordings' ranks by their hashes.

    Numbered as they come in the texts, so that who goes through the wordings goes through the words in order.
    """
    # Numbers of 4 bytes: of each unit several are held at once.
    order = np.argsort(hashes, kind="stable").astype(np.uint32)
    starts = starts_of_runs(hashes[order]).astype(np.uint32)
    first = order[starts]
    ranks = np.argsort(first).astype(np.uint32)
    number = np.empty_like(ranks)
    number[ranks] = np.arange(len(ranks), dtype=np.uint32)
    number = np.repeat(number, np.diff(starts, append=np.uint32(len(order))))
    wording = store.empty(len(hashes), np.int64)
    wording[order] = number
    return first[ranks], wording, ranks


def _taken(column: Int64, rows: UInt32, store: Store) -> Int64:
    """The values at `rows`."""
    taken = store.empty(len(rows), np.int64)
    return np.take(column, rows, out=taken, mode="clip")  # "raise" would copy all of it before


def _bin_weights(words: Words, units: Units, first: UInt32, earlier: Sequence[Counted]) -> UInt8:
    """uint8[n_bins]: the bits of surprise in a word of each bin; units that are not the `first` of their wording do not
    count."""
    is_repeated = np.ones(len(units), dtype=np.bool_)
    is_repeated[first] = False
    counts, n_words = _count_first(words, units.take(np.flatnonzero(is_repeated)))
    short = [_short_words(words, n_words)]
    for part in earlier:
        counts[part.bins] += part.counts
        n_words += part.n_words
        short.append(part.short)
    return weigh_bins(counts, n_words, sorted_unique(np.concatenate(short)))


def _count_first(words: Words, repeated: Units) -> tuple[Int64, int]:
    """int64[n_bins]: how many of the words fall into each bin, and how many there are; `repeated` units left out."""
    counts = count_bins(words.hashes)
    n_words = len(words)
    for start in range(0, len(repeated), _COUNTED_AT_ONCE // 64):
        part = slice(start, start + _COUNTED_AT_ONCE // 64)
        place, _ = ragged(repeated.starts[part], repeated.ends[part])
        _count(counts, words.hashes[place], -1)
        n_words -= len(place)
    return counts, n_words


def _short_words(words: Words, n_words: int) -> UInt32:
    """The short words of texts that have too few words to tell which are common."""
    return words.hashes[words.flags & IS_SHORT != 0] if n_words < _ENOUGH_WORDS else words.hashes[:0]


def count_bins(hashes: UInt32) -> Int64:
    """int64[n_bins]: how many of the words fall into each bin."""
    counts = np.zeros(_N_BINS, dtype=np.int64)
    for start in range(0, len(hashes), _COUNTED_AT_ONCE):
        _count(counts, hashes[start : start + _COUNTED_AT_ONCE], 1)
    return counts


def _count(counts: Int64, hashes: UInt32, step: int) -> None:
    """Each word's bin counts so much more. (`np.bincount` would make an array of all bins: 32 MB for one passage.)"""
    bins = np.sort(hashes & BIN_MASK)
    starts = starts_of_runs(bins)
    counts[bins[starts]] += step * np.diff(starts, append=len(bins))


def weigh_bins(counts: Int64, n_words: int, short: UInt32) -> UInt8:
    """uint8[n_bins]: the bits of surprise in a word of each bin of `counts`; `short` words are common at any rate."""
    lacking = max(_ENOUGH_WORDS - n_words, 0)
    if lacking:
        counts[short & BIN_MASK] += round(lacking * _SHORT_WORD_SHARE)
    # A word that stands twice in every stretch weighs nothing. Most bins are empty.
    n_stretches = (n_words + lacking) / _STRETCH
    seen = np.flatnonzero(counts)
    of_bins = np.full(len(counts), _bits_of(np.ones(1, dtype=np.int64), n_stretches)[0])
    of_bins[seen] = _bits_of(counts[seen], n_stretches)
    return of_bins


def _bits_of(counts: Int64, n_stretches: float) -> UInt8:
    """uint8[n]: the bits of surprise in a word that stands so often in so many stretches."""
    return np.clip(np.rint(np.log2(n_stretches / counts)), 0, _MAX_WEIGHT).astype(np.uint8)
