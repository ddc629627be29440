"""Which units of different outlets are the same passage: candidates, verification, stock sentences, second pass."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from copydesk.reuse.align import agreement_of, align
from copydesk.reuse.candidates import band_pairs, count_shared
from copydesk.reuse.corpus import Corpus
from copydesk.reuse.linked import overlap_units
from copydesk.reuse.signatures import estimate_jaccard, sign
from copydesk.reuse.units import ragged
from copydesk.reuse.words import IS_CAPITAL, IS_NUMBER, STARTS_SENTENCE, Bool, Int64, UInt32, mix64

Float64 = npt.NDArray[np.float64]

# Between articles not known to be linked: shingle Jaccard from which two units are one passage. Of translated and
# edited passages of the development set 99% of the core and 75% of the hard edits lie above; of 16,000 real passages
# under ten pairs that a reader would not call copied lie above .3 and pass the other rules.
THRESHOLD_JACCARD = 0.30
# Candidates whose signatures agree on less are not compared: 128 permutations put a true .20 under .10 once in 600.
MIN_ESTIMATE = 0.10
# Copies of one wording are paired with this many others, not with all: a cluster is whole all the same.
COPIES_PAIRED = 8
# Two wordings with many copies each: this many of either side are paired.
MEMBERS_PAIRED = 5
# A wording in this many articles, and those otherwise strangers, is a stock sentence and not a copied one.
STOCK_ARTICLES = 6


# Between linked articles: weighted word overlap (0 to 1) and shingle Jaccard (0 to 1), added.
THRESHOLD_LINKED = 0.45
# Between linked articles a number may differ (a toll that rose) where this much of the weighted words is the same.
OVERLAP_DESPITE_NUMBERS = 0.5
# Shared words of fewer bits are not looked at: two or three rare words.
MIN_SHARED_BITS = 15
# A pair gives way to a better pair of one of its units when the better one explains this share of what it shares.
EXPLAINED = 0.5
# An article linked to many is taken for the link between so many of them at most.
NEIGHBOURS_LINKED = 8
# Stretches shared inside sentences that differ otherwise; scores are those of copydesk.reuse.align, about 7 a word.
# Between strangers: a dozen words, nearly unbroken.
FRAGMENT_JACCARD, FRAGMENT_SCORE, FRAGMENT_DENSITY = 0.12, 70, 0.7
# Between linked articles: a clause of eight words, or five words in quotation marks (somewhat more where
# only one side quotes). Names
# and titles alone ("US national security adviser Jake Sullivan") are not taken for copied: three words must be plain.
SHORT_FRAGMENT_JACCARD = 0.05
CLAUSE_WORDS, CLAUSE_SCORE = 8, 42
QUOTATION_WORDS, QUOTATION_SCORE = 5, 28
REPORTED_SCORE, REPORTED_DENSITY = 31, 0.65


@dataclass(frozen=True)
class UnitPairs:
    """Pairs of units of different outlets, a < b; arrays of one length."""

    a: Int64
    b: Int64
    jaccard: Float64  # of the shingle sets
    overlap: Float64  # of the words, weighted by their bits, as Jaccard
    differing: Int64  # numbers and names that each side has for itself, the smaller of the two counts
    differing_numbers: Int64

    def __len__(self) -> int:
        return len(self.a)

    @property
    def agreement(self) -> Float64:
        """How much the two units agree, 0 to 2."""
        return self.jaccard + self.overlap

    def where(self, kept: Bool) -> UnitPairs:
        """The pairs that `kept` marks."""
        return UnitPairs(*(getattr(self, field.name)[kept] for field in fields(self)))


def article_units(corpus: Corpus) -> Int64:
    """int64[n_articles + 1]: the first unit of each article."""
    n_articles = int(corpus.articles.max(initial=-1)) + 1
    return np.searchsorted(corpus.articles[corpus.units.texts], np.arange(n_articles + 1))


def match_units(corpus: Corpus, *, n_perm: int, n_rows: int | None, seed: int, threshold_jaccard: float) -> UnitPairs:
    """Every pair of units found to be one passage, or to hold one."""
    exact = exact_pairs(corpus)
    near = near_pairs(corpus, n_perm=n_perm, n_rows=n_rows or rows_a_band(len(corpus.distinct)), seed=seed)
    seen = compare(corpus, *distinct_pairs(np.concatenate([exact[0], near[0]]), np.concatenate([exact[1], near[1]])))
    first = seen.where(_is_alike(seen, threshold_jaccard) | _is_long_fragment(corpus, seen))
    first = first.where(~is_stock(corpus, first) & (first.differing_numbers == 0))
    second = second_pass(corpus, first)
    a, b = distinct_pairs(np.concatenate([first.a, second.a]), np.concatenate([first.b, second.b]))
    both = compare(corpus, a, b)
    return both.where(~is_outdone(corpus, both))


def rows_a_band(n_wordings: int) -> int:
    """Signature rows in a band, so that chance candidates stay fewer than the wordings themselves.

    Two unrelated sentences agree on a row once in 400 (measured), so on a band of r rows once in 400 to the r.
    """
    return 2 if n_wordings <= 1 << 15 else 3 if n_wordings <= 1 << 22 else 4


def _is_alike(pairs: UnitPairs, threshold_jaccard: float) -> Bool:
    return (pairs.jaccard >= threshold_jaccard) & (pairs.overlap >= threshold_jaccard / 2)


def _is_long_fragment(corpus: Corpus, pairs: UnitPairs) -> Bool:
    """bool[n_pairs]: whether two otherwise different sentences share a stretch that speaks for itself."""
    maybe = np.flatnonzero((pairs.jaccard >= FRAGMENT_JACCARD) & (pairs.differing_numbers == 0))
    spans = align(corpus, pairs.a[maybe], pairs.b[maybe])
    agreed = agreement_of(corpus, spans)
    long = (spans.scores >= FRAGMENT_SCORE) & (agreed.density >= FRAGMENT_DENSITY) & (agreed.plain >= 6)
    marked = np.zeros(len(pairs), dtype=np.bool_)
    marked[maybe[long]] = True
    return marked


def second_pass(corpus: Corpus, first: UnitPairs) -> UnitPairs:
    """What else is shared by the articles that `first` links, and by those with a linked article in common."""
    a, b = _linked_articles(corpus, first)
    overlaps = overlap_units(corpus, article_units(corpus), a, b)
    enough = overlaps.shared >= MIN_SHARED_BITS
    pairs = compare(corpus, *distinct_pairs(overlaps.a[enough], overlaps.b[enough]))
    agree = pairs.agreement >= THRESHOLD_LINKED
    agree &= (pairs.differing_numbers == 0) | (pairs.overlap >= OVERLAP_DESPITE_NUMBERS)
    return pairs.where(agree | _is_short_fragment(corpus, pairs, ~agree))


def _linked_articles(corpus: Corpus, pairs: UnitPairs) -> tuple[Int64, Int64]:
    """Pairs of articles of different outlets, linked by a pair of units or by a third article linked to both."""
    articles = corpus.articles[corpus.units.texts]
    linked = np.unique(_article_keys(articles, pairs))
    a, b = (linked >> np.uint64(32)).astype(np.int64), (linked & np.uint64(0xFFFFFFFF)).astype(np.int64)
    both_ways = np.stack((np.concatenate((a, b)), np.concatenate((b, a))))
    hub, spoke = both_ways[:, np.lexsort((mix64(both_ways[1].astype(np.uint64)), both_ways[0]))]
    found = [linked]
    for distance in range(1, NEIGHBOURS_LINKED):
        same = np.flatnonzero(hub[distance:] == hub[:-distance])
        x, y = spoke[same].astype(np.uint64), spoke[same + distance].astype(np.uint64)
        found.append((np.minimum(x, y) << np.uint64(32)) | np.maximum(x, y))
    linked = np.unique(np.concatenate(found))
    a, b = (linked >> np.uint64(32)).astype(np.int64), (linked & np.uint64(0xFFFFFFFF)).astype(np.int64)
    outlets = np.zeros(int(corpus.articles.max(initial=0)) + 1, dtype=np.int64)
    outlets[corpus.articles] = corpus.outlets
    other = outlets[a] != outlets[b]
    return a[other], b[other]


def _is_short_fragment(corpus: Corpus, pairs: UnitPairs, among: Bool) -> Bool:
    """bool[n_pairs]: whether two sentences of linked articles share a clause, or a few words both quote."""
    maybe = np.flatnonzero(among & (pairs.jaccard >= SHORT_FRAGMENT_JACCARD) & (pairs.differing_numbers == 0))
    spans = align(corpus, pairs.a[maybe], pairs.b[maybe])
    agreed = agreement_of(corpus, spans)
    dense = (agreed.density >= 0.5) & (agreed.plain >= 3)
    clause = (agreed.words >= CLAUSE_WORDS) & (spans.scores >= CLAUSE_SCORE)
    both_quote = (agreed.quoted_by_both >= 0.5) & (spans.scores >= QUOTATION_SCORE)
    one_quotes = (agreed.quoted >= 0.5) & (spans.scores >= REPORTED_SCORE) & (agreed.density >= REPORTED_DENSITY)
    quotation = (agreed.words >= QUOTATION_WORDS) & (both_quote | one_quotes)
    marked = np.zeros(len(pairs), dtype=np.bool_)
    marked[maybe[dense & (clause | quotation)]] = True
    return marked


def is_outdone(corpus: Corpus, pairs: UnitPairs) -> Bool:
    """bool[n_pairs]: whether another pair of the same two articles explains what this one shares.

    Sentences of one mould inside an article ("Trip details: 7 days, 9 meals") resemble one another; each belongs to
    its own copy in the other article, not to the copies of its sisters.
    """
    return _outdone_by(corpus, pairs, pairs.a, pairs.b) | _outdone_by(corpus, pairs, pairs.b, pairs.a)


def _outdone_by(corpus: Corpus, pairs: UnitPairs, unit: Int64, partner: Int64) -> Bool:
    """Against the best pair that `unit` has in the partner's article."""
    articles = corpus.articles[corpus.units.texts]
    agreement = np.rint(pairs.agreement * 1000).astype(np.int64)
    order = np.lexsort((partner, -agreement, articles[partner], unit))
    new = np.append(True, (np.diff(unit[order]) != 0) | (np.diff(articles[partner[order]]) != 0))[: len(order)]
    best = order[np.maximum.accumulate(np.where(new, np.arange(len(order)), 0))]
    rival = np.empty_like(order)
    rival[order] = best
    contested = np.flatnonzero((partner[rival] != partner) & (agreement[rival] > agreement))
    sets = [corpus.wording[side] for side in (unit[contested], partner[contested], partner[rival[contested]])]
    both = count_shared(corpus.shingles, corpus.shingle_bounds, *sets[:2])
    explained = count_shared(corpus.shingles, corpus.shingle_bounds, *sets)
    outdone = np.zeros(len(pairs), dtype=np.bool_)
    outdone[contested[explained >= EXPLAINED * both]] = True
    return outdone


def exact_pairs(corpus: Corpus) -> tuple[Int64, Int64]:
    """Units of one wording and different outlets, each with the next few of its copies."""
    order = np.lexsort((mix64(np.arange(len(corpus.wording), dtype=np.uint64)), corpus.wording))
    wording, outlets = corpus.wording[order], corpus.outlets[corpus.units.texts[order]]
    found_a, found_b = [], []
    for distance in range(1, COPIES_PAIRED + 1):
        same = np.flatnonzero((wording[distance:] == wording[:-distance]) & (outlets[distance:] != outlets[:-distance]))
        found_a.append(order[same])
        found_b.append(order[same + distance])
    return np.concatenate(found_a), np.concatenate(found_b)


def near_pairs(corpus: Corpus, *, n_perm: int, n_rows: int, seed: int) -> tuple[Int64, Int64]:
    """Units whose wordings share a band, and whose signatures do not speak against them."""
    signatures = sign(corpus.shingles, corpus.shingle_bounds, n_perm=n_perm, seed=seed)
    packed = band_pairs(signatures, n_bands=n_perm // n_rows, n_rows=n_rows)
    x, y = (packed >> np.uint64(32)).astype(np.int64), (packed & np.uint64(0xFFFFFFFF)).astype(np.int64)
    likely = estimate_jaccard(signatures, x, y) >= MIN_ESTIMATE
    x, y = x[likely], y[likely]
    order = np.lexsort((mix64(np.arange(len(corpus.wording), dtype=np.uint64)), corpus.wording))
    bounds = np.searchsorted(corpus.wording[order], np.arange(len(corpus.distinct) + 1))
    size = np.minimum(np.diff(bounds), MEMBERS_PAIRED)
    of_x, run = ragged(bounds[x], bounds[x] + size[x])
    of_y, times = ragged(bounds[y[run]], bounds[y[run]] + size[y[run]])
    a, b = order[of_x][times], order[of_y]
    outlets = corpus.outlets[corpus.units.texts]
    kept = outlets[a] != outlets[b]
    return a[kept], b[kept]


def distinct_pairs(a: Int64, b: Int64) -> tuple[Int64, Int64]:
    """Each pair once, the smaller unit first, sorted."""
    packed = np.unique((np.minimum(a, b).astype(np.uint64) << np.uint64(32)) | np.maximum(a, b).astype(np.uint64))
    return (packed >> np.uint64(32)).astype(np.int64), (packed & np.uint64(0xFFFFFFFF)).astype(np.int64)


def compare(corpus: Corpus, a: Int64, b: Int64) -> UnitPairs:
    """Each pair with its exact similarity, and with what differs."""
    pairs, back = np.unique(
        (corpus.wording[a].astype(np.uint64) << np.uint64(32)) | corpus.wording[b].astype(np.uint64),
        return_inverse=True,
    )
    x, y = (pairs >> np.uint64(32)).astype(np.int64), (pairs & np.uint64(0xFFFFFFFF)).astype(np.int64)
    size = np.diff(corpus.shingle_bounds)
    shared = count_shared(corpus.shingles, corpus.shingle_bounds, x, y)
    jaccard = np.where(x == y, 1.0, shared / np.maximum(size[x] + size[y] - shared, 1))
    flags = corpus.words.flags
    differing_numbers = _differing(corpus, (flags & IS_NUMBER) != 0, x, y)
    differing_names = _differing(corpus, (flags & (IS_CAPITAL | STARTS_SENTENCE)) == IS_CAPITAL, x, y)
    return UnitPairs(
        a,
        b,
        jaccard[back],
        _overlap(corpus, x, y)[back],
        (differing_numbers + differing_names)[back],
        differing_numbers[back],
    )


def _overlap(corpus: Corpus, x: Int64, y: Int64) -> Float64:
    """The Jaccard similarity of the wordings' words, each counted by its bits."""
    every = np.ones(len(corpus.words), dtype=np.bool_)
    sets, bounds, first, second = _word_sets(corpus, every, x, y)
    bits = corpus.weigh(sets).astype(np.int64)
    grown = np.concatenate(([0], np.cumsum(bits)))
    total = grown[bounds[1:]] - grown[bounds[:-1]]
    shared = count_shared(sets, bounds, first, second, weights=corpus.bin_weights)
    overlap: Float64 = shared / np.maximum(total[first] + total[second] - shared, 1)
    return overlap


def _differing(corpus: Corpus, marked: Bool, x: Int64, y: Int64) -> Int64:
    """How many of the marked words each wording has for itself, the smaller of the two counts."""
    sets, bounds, first, second = _word_sets(corpus, marked, x, y)
    size = np.diff(bounds)
    shared = count_shared(sets, bounds, first, second)
    return np.minimum(size[first] - shared, size[second] - shared)


def _word_sets(corpus: Corpus, marked: Bool, x: Int64, y: Int64) -> tuple[UInt32, Int64, Int64, Int64]:
    """The sets of marked words of the wordings x and y, their bounds, and which set is whose."""
    wordings, back = np.unique(np.concatenate((x, y)), return_inverse=True)
    place, unit = ragged(corpus.distinct.starts[wordings], corpus.distinct.ends[wordings])
    kept = marked[place]
    keys = (unit[kept].astype(np.uint64) << np.uint64(32)) | corpus.words.hashes[place[kept]]
    keys.sort()
    keys = keys[np.append(True, keys[1:] != keys[:-1])] if len(keys) else keys
    bounds = np.searchsorted(keys, np.arange(len(wordings) + 1, dtype=np.uint64) << np.uint64(32))
    return keys.astype(np.uint32), bounds, back[: len(x)], back[len(x) :]


def is_stock(corpus: Corpus, pairs: UnitPairs) -> Bool:
    """bool[n_pairs]: whether a pair is two uses of a stock sentence or of a form, not two copies of a passage."""
    families, family = families_of(corpus, pairs)
    articles = corpus.articles[corpus.units.texts]
    n_articles = _count_distinct(family, articles, np.concatenate((pairs.a, pairs.b)), families)
    differs = np.bincount(family[pairs.a], weights=pairs.differing > 0, minlength=families)
    n_pairs = np.bincount(family[pairs.a], minlength=families)
    many = n_articles >= STOCK_ARTICLES
    form = many & (differs > 0.5 * n_pairs)
    # Companions: other families that the same two articles share, forms not counted.
    key = _article_keys(articles, pairs)
    links = np.unique(np.stack((key, family[pairs.a].astype(np.uint64)))[:, ~form[family[pairs.a]]], axis=1)
    linked, n_families = np.unique(links[0], return_counts=True)
    at = np.minimum(np.searchsorted(linked, key), max(len(linked) - 1, 0))
    n_shared = np.where(linked[at] == key, n_families[at], 0) if len(linked) else np.zeros(len(key))
    own = ~form[family[pairs.a]]
    accompanied = n_shared > own
    with_company = np.bincount(family[pairs.a], weights=accompanied, minlength=families)
    stock = form | (many & (with_company < 0.3 * n_pairs))
    return stock[family[pairs.a]]


def families_of(corpus: Corpus, pairs: UnitPairs) -> tuple[int, Int64]:
    """How many families of units the pairs make, and the family of each unit."""
    n = len(corpus.units)
    graph = coo_array((np.ones(len(pairs), dtype=np.int8), (pairs.a, pairs.b)), shape=(n, n))
    n_families, family = connected_components(graph, directed=False)
    return int(n_families), family.astype(np.int64)


def _article_keys(articles: Int64, pairs: UnitPairs) -> np.ndarray:
    first, second = articles[pairs.a], articles[pairs.b]
    return (np.minimum(first, second).astype(np.uint64) << np.uint64(32)) | np.maximum(first, second).astype(np.uint64)


def _count_distinct(family: Int64, articles: Int64, units: Int64, n_families: int) -> Int64:
    """int64[n_families]: in how many articles each family has a unit."""
    keys = np.unique((family[units].astype(np.uint64) << np.uint64(32)) | articles[units].astype(np.uint64))
    return np.bincount((keys >> np.uint64(32)).astype(np.int64), minlength=n_families)
