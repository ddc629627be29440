"""The second pass: inside two articles already linked, every unit of one against every unit of the other.

That two articles share one passage makes it likely that they share more, so less similarity is asked for, and short
or heavily edited passages are found that no signature finds. The comparison is a join on words, so that it costs what
the articles' length costs, and not its square.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from copydesk.reuse.arrays import (
    Bool,
    Int64,
    UInt64,
    is_among,
    merged_unique,
    pack,
    ragged,
    sorted_unique,
    starts_of_runs,
    unpack,
)
from copydesk.reuse.corpus.build import Corpus
from copydesk.reuse.pairs.align import agreement_of, align
from copydesk.reuse.pairs.links import linked_articles
from copydesk.reuse.pairs.unit_pairs import UnitPairs, compare_units, join_pairs

# Shingle Jaccard and weighted overlap of words, added, from which two units of linked articles are one passage.
THRESHOLD_AGREEMENT = 0.45
# Shared words of fewer bits are not looked at: two or three rare words.
MIN_SHARED_BITS = 15
# A phrase of common words ("Let's get into it", "Book a demo") is nobody's.
AGREEING_EVIDENCE = 20
# A number may differ (a toll that rose) where this much of the weighted words is the same.
OVERLAP_DESPITE_NUMBERS = 0.5
# Stretches shared inside sentences that differ otherwise; scores are those of `align`, about 7 a word.
# A clause of eight words, or four or five words in quotation marks (somewhat more where only one side quotes). Names
# and titles alone ("US national security adviser Jake Sullivan") are not taken for copied: three words must be plain.
FRAGMENT_JACCARD, FRAGMENT_PLAIN, FRAGMENT_DENSITY = 0.05, 3, 0.5
CLAUSE_WORDS, CLAUSE_SCORE = 8, 42
QUOTATION_SCORE, REPORTED_SCORE = 28, 31

# A word that stands in more units than this on either side says nothing about which of them belong together.
MAX_UNITS_A_WORD = 6
# Bits of the packed sort keys: article pair in its chunk, word, side, unit in its article.
_PAIR_BITS, _WORD_BITS, _UNIT_BITS, _WEIGHT_BITS = 11, 28, 22, 4
_PAIRS_A_CHUNK = 1 << _PAIR_BITS
# Bounds the memory to some 100 MB: 2,048 pairs of articles of 12 kB took 600.
_WORDS_A_CHUNK = 1 << 20
# Pairs of units gathered before they are compared: bounds the memory to some 100 MB.
_COMPARED_AT_ONCE = 1 << 17


def second_pass(corpus: Corpus, first: UnitPairs) -> UnitPairs:
    """What the articles that `first` links share besides, and those with a linked article in common."""
    return compare_articles(corpus, first, *linked_articles(corpus, first))


def compare_articles(corpus: Corpus, first: UnitPairs, a: Int64, b: Int64) -> UnitPairs:
    """What the articles a[i] and b[i] share besides `first`."""
    known, found = pack(first.a, first.b), [first.where(np.zeros(len(first), dtype=np.bool_))]
    gathered, n_gathered = list[UInt64](), 0
    for unit_a, unit_b in overlapping_units(corpus, _article_units(corpus), a, b):
        pairs = sorted_unique(pack(np.minimum(unit_a, unit_b), np.maximum(unit_a, unit_b)))
        gathered.append(pairs[~is_among(pairs, known)])
        n_gathered += len(gathered[-1])
        if n_gathered >= _COMPARED_AT_ONCE:
            found.append(_alike(corpus, np.concatenate(gathered)))
            gathered, n_gathered = [], 0
            corpus.store.rest()
    if gathered:
        found.append(_alike(corpus, np.concatenate(gathered)))
    return join_pairs(*found)


def _alike(corpus: Corpus, packed: UInt64) -> UnitPairs:
    """The pairs of units that are one passage, or share one, though they are of articles already linked only."""
    pairs = compare_units(corpus, *unpack(packed))
    likeness = pairs.likeness
    agree = likeness.agreement >= THRESHOLD_AGREEMENT
    agree &= likeness.evidence >= AGREEING_EVIDENCE
    agree &= (likeness.differing_numbers == 0) | (likeness.overlap >= OVERLAP_DESPITE_NUMBERS)
    return pairs.where(agree | _share_fragment(corpus, pairs, ~agree))


def _article_units(corpus: Corpus) -> Int64:
    """int64[n_articles + 1]: the first unit of each article."""
    n_articles = int(corpus.articles.max(initial=-1)) + 1
    return np.searchsorted(corpus.units.texts, np.searchsorted(corpus.articles, np.arange(n_articles + 1)))


def _share_fragment(corpus: Corpus, pairs: UnitPairs, among: Bool) -> Bool:
    """bool[n_pairs]: whether two sentences of linked articles share a clause, or a few words that are quoted."""
    likeness = pairs.likeness
    maybe = np.flatnonzero(among & (likeness.jaccard >= FRAGMENT_JACCARD) & (likeness.differing_numbers == 0))
    spans = align(corpus, corpus.units, pairs.a[maybe], pairs.b[maybe])
    agreed = agreement_of(corpus, spans)
    clause = (agreed.words >= CLAUSE_WORDS) & (spans.scores >= CLAUSE_SCORE)
    quotation = (agreed.quoted_by_both >= 0.5) & (spans.scores >= QUOTATION_SCORE)
    quotation |= (agreed.quoted >= 0.5) & (spans.scores >= REPORTED_SCORE)
    sound = (agreed.density >= FRAGMENT_DENSITY) & (agreed.plain >= FRAGMENT_PLAIN)
    shares = np.zeros(len(pairs), dtype=np.bool_)
    shares[maybe[sound & (clause | quotation)]] = True
    return shares


def overlapping_units(corpus: Corpus, article_units: Int64, a: Int64, b: Int64) -> Iterator[tuple[Int64, Int64]]:
    """Every pair of units of the linked articles a[i] and b[i] that have enough in rare words in common; of some
    articles at a time.

    `article_units[k]` is the first unit of article k, with one entry more than articles.
    """
    for start, end in pairwise(_chunks(_n_words(corpus, article_units), a, b)):
        yield _overlap_chunk(corpus, article_units, a[start:end], b[start:end])


def _n_words(corpus: Corpus, article_units: Int64) -> Int64:
    """int64[n_articles]: how long each article is."""
    first = article_units[:-1]
    starts = np.full(len(article_units), len(corpus.words))
    some = np.flatnonzero(first < len(corpus.units))
    starts[some] = corpus.units.starts[first[some]]
    return np.diff(starts)


def _chunks(n_words: Int64, a: Int64, b: Int64) -> list[int]:
    """Where the pairs are cut, first and end: few enough pairs for the keys, few enough words for the memory."""
    read = np.concatenate(([0], np.cumsum(n_words[a] + n_words[b])))
    cuts = [0]
    while cuts[-1] < len(a):
        start = cuts[-1]
        enough = int(np.searchsorted(read, read[start] + _WORDS_A_CHUNK, side="right")) - 1
        cuts.append(min(max(enough, start + 1), start + _PAIRS_A_CHUNK, len(a)))
    return cuts


def _overlap_chunk(corpus: Corpus, article_units: Int64, a: Int64, b: Int64) -> tuple[Int64, Int64]:
    keys = merged_unique(
        np.concatenate([_word_keys(corpus, article_units, a, 0), _word_keys(corpus, article_units, b, 1)])
    )
    first, second, word = _join(keys)
    if not len(first):
        return a[:0], b[:0]
    weight = corpus.weigh(word.astype(np.uint32)).astype(np.uint64)
    unit_mask = np.uint64((1 << _UNIT_BITS) - 1)
    pair = first >> np.uint64(_WORD_BITS + 1 + _UNIT_BITS)
    packed = (pair << np.uint64(_UNIT_BITS)) | (first & unit_mask)
    packed = (((packed << np.uint64(_UNIT_BITS)) | (second & unit_mask)) << np.uint64(_WEIGHT_BITS)) | weight
    packed.sort(kind="stable")  # pairs are in order
    which = packed >> np.uint64(_WEIGHT_BITS)
    starts = starts_of_runs(which)
    shared = np.add.reduceat((packed & np.uint64((1 << _WEIGHT_BITS) - 1)).astype(np.int64), starts)
    which = which[starts[shared >= MIN_SHARED_BITS]]
    pair = (which >> np.uint64(2 * _UNIT_BITS)).astype(np.int64)
    unit_a = article_units[a[pair]] + ((which >> np.uint64(_UNIT_BITS)) & unit_mask).astype(np.int64)
    unit_b = article_units[b[pair]] + (which & unit_mask).astype(np.int64)
    return unit_a, unit_b


def _word_keys(corpus: Corpus, article_units: Int64, articles: Int64, side: int) -> UInt64:
    """A key for each word that weighs anything, in each of `articles`: pair, word, side, unit."""
    n_units = np.minimum(article_units[articles + 1] - article_units[articles], (1 << _UNIT_BITS) - 1)
    unit, pair = ragged(article_units[articles], article_units[articles] + n_units)
    word, run = ragged(corpus.units.starts[unit], corpus.units.ends[unit])
    hashes = corpus.words.hashes[word]
    weighs = corpus.weigh(hashes) > 0
    hashes, run = hashes[weighs] & np.uint32((1 << _WORD_BITS) - 1), run[weighs]
    local = (unit - article_units[articles[pair]]).astype(np.uint64)
    keys = (pair.astype(np.uint64)[run] << np.uint64(_WORD_BITS)) | hashes
    return (((keys << np.uint64(1)) | np.uint64(side)) << np.uint64(_UNIT_BITS)) | local[run]


def _join(keys: UInt64) -> tuple[UInt64, UInt64, UInt64]:
    """Sorted keys of side 0 beside those of side 1 with the same pair and word; and the words."""
    runs = keys >> np.uint64(_UNIT_BITS + 1)
    is_b = (keys >> np.uint64(_UNIT_BITS)) & np.uint64(1)
    starts = starts_of_runs(runs)
    if not len(starts):
        return keys, keys, keys
    n_all = np.diff(starts, append=len(keys))
    n_b = np.add.reduceat(is_b.astype(np.int64), starts)
    n_a = n_all - n_b
    kept = (n_a > 0) & (n_b > 0) & (n_a <= MAX_UNITS_A_WORD) & (n_b <= MAX_UNITS_A_WORD)
    starts, n_a, n_b = starts[kept], n_a[kept], n_b[kept]
    of_a, run = ragged(starts, starts + n_a)
    of_b, times = ragged((starts + n_a)[run], (starts + n_a + n_b)[run])
    first, second = keys[of_a][times], keys[of_b]
    word = (first >> np.uint64(_UNIT_BITS + 1)) & np.uint64((1 << _WORD_BITS) - 1)
    return first, second, word
