"""The first pass: wordings alike enough to be one passage whatever articles they stand in."""

from __future__ import annotations

from dataclasses import replace
from math import ceil, log2

import numpy as np

from copydesk.reuse.arrays import Bool, Float64, Int64, UInt64, pack, ragged, sorted_unique, tiles, unpack
from copydesk.reuse.corpus.build import EVIDENCE_BITS, Corpus
from copydesk.reuse.pairs.align import SHARED, agreement_of, align
from copydesk.reuse.pairs.candidates import Bands, n_shingles
from copydesk.reuse.pairs.likeness import Likeness, compare, join_likeness
from copydesk.reuse.pairs.stems import compare_stems, is_english
from copydesk.reuse.pairs.stock import SetApart, form_families, is_stock, set_apart
from copydesk.reuse.pairs.unit_pairs import UnitPairs, article_keys, distinct_pairs, unit_articles
from copydesk.reuse.search import Search
from copydesk.reuse.workers import run

# Short sentences are alike by chance ("It is certainly one of the most popular"): so many different words must be
# shared, or nearly all of the sentence.
ALIKE_WORDS, ALIKE_THROUGHOUT = 8, 0.6
# Where an editor replaced every other word hardly a pair of neighbours stands, but half of the words do: of all that
# either has, the mean of two shares that both have, by number and by bits, is so many times the similarity asked of
# shingles. (Of lone passages of the development set that share under 20 words, of which half are the same, .91 are
# found, .60 without.) Of inflected languages the same is asked of the words' beginnings.
ALIKE_HALF = 1.5
# That is copying where a text says not much more. Two articles that tell the same facts agree so in one sentence or the
# other (ten more matches in 952 real articles, none read as copied), and where they share more the second pass asks
# for less.
LONE_WORDS = 100
# Of such pairs few have a similarity of shingles below this share of it: what is estimated lower is not compared.
HALF_ESTIMATE = 5 / 6
# And they must be words that tell something: "here are some ... to get you started" has 20 bits. Chance finds more the
# more pairs there are, which is the square of the wordings: each doubling of them asks for two bits more.
ALIKE_EVIDENCE, ALIKE_EVIDENCE_WORDINGS = 34, 1 << 15
# The same of sentences that are equal ("There are a few things to keep in mind" has 25 bits).
EXACT_WORDS = 7
# A stretch that speaks for itself in sentences that differ otherwise: its alignment must score so many times the bits
# asked (a dozen words nearly unbroken, or twenty with changes between them), and not by names alone.
FRAGMENT_SCORE, FRAGMENT_PLAIN = 2.0, 6
# Pairs of a lower Jaccard similarity are not aligned: a dozen words in common among forty on either side.
FRAGMENT_JACCARD = 0.08
# Two unrelated sentences agree on a row of their signatures once in 400 (measured), so on a band of r rows once in 400
# to the r. So many candidates for each wording may come of that; they are told apart by their signatures.
AGREE_BY_CHANCE, CHANCE_CANDIDATES = 1 / 400, 7
# Candidates whose signatures agree on less are not compared: on less than .10 ever, or on what lies so many standard
# errors below the least similarity at which the two can be one passage or share a fragment. That rises with the
# evidence asked, as chance does: of 1,000,000 passages 530,000 pairs are compared in place of 1,900,000, and 79 of
# 94,000 that would be found are lost (of 16,000 passages 8 of 10,700).
MIN_ESTIMATE, ERRORS_BELOW = 0.10, 2
# Candidates that share so many of their rarest words are compared whatever is estimated, but for English ones: where
# endings change no pair of words stands, and signatures have nothing to go by.
RARE_SHARED = 3
# Copies of one wording are paired with this many others, not with all: the cluster is whole all the same.
COPIES_PAIRED = 4
# Of two wordings alike, so many copies each are paired.
MEMBERS_PAIRED = 3
# Pairs of which the signatures are looked at, and pairs compared, at a time: bounds the memory to some 60 MB each.
_ESTIMATED_AT_ONCE, _VERIFIED_AT_ONCE = 1 << 19, 1 << 14
# Units looked at a time.
_LOOKED_AT_ONCE = 1 << 20
# So many chunks of pairs are compared before other processes are asked to help.
_JOBS_ALONE = 1
# What one wording takes in the columns of words, about.
_WORDING_BYTES = 128


def first_pass(corpus: Corpus, x: Int64, y: Int64, likeness: Likeness) -> tuple[UnitPairs, SetApart]:
    """Pairs of units of wordings alike that are one passage, or hold one, by themselves; forms and stock phrases."""
    family = form_families(corpus, x, y, likeness)
    form = family >= 0
    enough = likeness.evidence >= evidence_asked(corpus.n_wordings)
    kept = np.flatnonzero(~form[x] & enough & (likeness.differing_numbers == 0))
    copies = exact_pairs(corpus, ~form & telling_copies(corpus))
    edited = paired_members(corpus, x[kept], y[kept], only_lone=likeness.loose[kept])
    a, b = distinct_pairs(np.concatenate((copies[0], edited[0])), np.concatenate((copies[1], edited[1])))
    pairs = UnitPairs(a, b, _look_up(corpus, a, b, pack(x, y), likeness))
    stock = is_stock(corpus, pairs)
    return pairs.where(~stock), set_apart(corpus, family, pairs, stock)


def alike_wordings(corpus: Corpus, search: Search) -> tuple[Int64, Int64, Likeness]:
    """Pairs of different wordings, x < y, that are one passage or share a long fragment."""
    x, y = candidates(corpus, search)
    # Up to here all was read in order.
    corpus.store.read_here_and_there()
    return verify(corpus, x, y, threshold_jaccard=search.threshold_jaccard, workers=search.workers)


def verify(
    corpus: Corpus, x: Int64, y: Int64, *, threshold_jaccard: float, workers: int = 1
) -> tuple[Int64, Int64, Likeness]:
    """Those of the candidates x[i] and y[i] that are one passage or share a long fragment, with how alike they are."""

    def verify_some(some: Int64) -> tuple[Int64, Likeness]:
        alike, likeness = _alike(corpus, x[some], y[some], threshold_jaccard=threshold_jaccard)
        corpus.store.rest()
        return some[alike], likeness

    jobs = (
        tile[start : start + _VERIFIED_AT_ONCE]
        for tile in tiles(x, y, corpus.store.rows_a_block(_WORDING_BYTES))
        for start in range(0, len(tile), _VERIFIED_AT_ONCE)
    )
    done = list(run(verify_some, jobs, workers=workers, alone=_JOBS_ALONE))
    if not done:
        return x, y, compare(corpus, x, y)
    kept = np.concatenate([alike for alike, _ in done])
    order = np.argsort(kept)
    return x[kept[order]], y[kept[order]], join_likeness(likeness for _, likeness in done).take(order)


def _alike(corpus: Corpus, x: Int64, y: Int64, *, threshold_jaccard: float) -> tuple[Int64, Likeness]:
    """Which of the pairs are alike enough, and how alike."""
    likeness = compare(corpus, x, y)
    alike = (likeness.jaccard >= threshold_jaccard) & (likeness.overlap >= threshold_jaccard / 2)
    alike &= (likeness.shared_words >= ALIKE_WORDS) | (likeness.jaccard >= ALIKE_THROUGHOUT)
    asked = evidence_asked(corpus.n_wordings)
    alike |= _share_fragment(corpus, x, y, likeness, ~alike, asked=asked, density=threshold_jaccard)
    evidence = half_alike(corpus, x, y, likeness, ~alike, asked=asked, least=ALIKE_HALF * threshold_jaccard)
    loose = evidence >= 0
    likeness = replace(likeness, evidence=np.maximum(likeness.evidence, evidence), loose=loose)
    kept = np.flatnonzero(alike | loose)
    return kept, likeness.take(kept)


def half_alike(
    corpus: Corpus, x: Int64, y: Int64, likeness: Likeness, among: Bool, *, asked: float, least: float
) -> Int64:
    """int64[n_pairs]: the bits that two wordings share of which half of the words are the same, or half of the stems
    where neither is English; -1 for others."""
    among &= likeness.differing_numbers == 0
    half = among & ((likeness.overlap + likeness.plain_overlap) / 2 >= least)
    half &= (likeness.evidence >= asked) & (likeness.shared_words >= ALIKE_WORDS)
    evidence = np.where(half, likeness.evidence, -1)
    maybe = np.flatnonzero(among & ~half)
    named, at = np.unique(np.concatenate((x[maybe], y[maybe])), return_inverse=True)
    english = is_english(corpus.words, corpus.distinct.take(named))[at]
    maybe = maybe[~english[: len(maybe)] & ~english[len(maybe) :]]
    alike, bits = compare_stems(corpus, x[maybe], y[maybe])
    kept = (alike >= least) & (bits >= asked)
    evidence[maybe[kept]] = bits[kept]
    return evidence


def candidates(corpus: Corpus, search: Search) -> tuple[Int64, Int64]:
    """Pairs of wordings, x < y, whose signatures share a band and do not speak against them."""
    n_rows = rows_a_band(corpus.n_wordings, n_perm=search.n_perm)
    bands = Bands(corpus, search, n_rows=n_rows)
    # Two wordings that stand in one and the same outlet only are of no interest.
    outlet = _only_outlet(corpus)
    found = [np.zeros(0, dtype=np.uint64)]
    for pairs in bands.pairs():
        x, y = unpack(pairs)
        apart = (outlet[x] != outlet[y]) | (outlet[x] < 0)
        x, y = x[apart], y[apart]
        for tile in tiles(x, y, corpus.store.rows_a_block(search.n_perm)):
            for start in range(0, len(tile), _ESTIMATED_AT_ONCE):
                some = tile[start : start + _ESTIMATED_AT_ONCE]
                asked = estimate_asked(
                    corpus.distinct.lengths(x[some]),
                    corpus.distinct.lengths(y[some]),
                    n_wordings=corpus.n_wordings,
                    n_perm=search.n_perm,
                    threshold_jaccard=search.threshold_jaccard,
                )
                likely = bands.estimate_jaccard(x[some], y[some]) >= asked
                unlikely = np.flatnonzero(~likely)
                likely[unlikely] = bands.share_rare(x[some[unlikely]], y[some[unlikely]], RARE_SHARED)
                found.append(pack(x[some[likely]], y[some[likely]]))
                corpus.store.rest()
    return unpack(sorted_unique(np.concatenate(found)))


def estimate_asked(
    n_words_x: Int64, n_words_y: Int64, *, n_wordings: int, n_perm: int, threshold_jaccard: float
) -> Float64:
    """float64[n_pairs]: the estimated similarity below which two wordings of so many words are not worth comparing."""
    # The shortest fragment is unbroken, and of words that all weigh most.
    n_fragment_words = ceil(FRAGMENT_SCORE * evidence_asked(n_wordings) / (SHARED + EVIDENCE_BITS))
    shared = n_shingles(np.minimum(np.minimum(n_words_x, n_words_y), n_fragment_words))
    either = n_shingles(n_words_x) + n_shingles(n_words_y) - shared
    least = np.minimum(shared / np.maximum(either, 1), HALF_ESTIMATE * threshold_jaccard)
    asked: Float64 = least - ERRORS_BELOW * np.sqrt(least * (1 - least) / n_perm)
    return np.maximum(asked, MIN_ESTIMATE)


def rows_a_band(n_wordings: int, *, n_perm: int = 128) -> int:
    """The fewest signature rows in a band, and so the highest recall, that leave few enough candidates to chance.

    >>> rows_a_band(10_000), rows_a_band(100_000), rows_a_band(10_000_000)
    (2, 3, 3)
    """
    for n_rows in range(2, n_perm):
        if n_wordings / 2 * (n_perm // n_rows) * AGREE_BY_CHANCE**n_rows <= CHANCE_CANDIDATES:
            return n_rows
    return n_perm


def evidence_asked(n_wordings: int) -> float:
    """The bits that two wordings of a batch must share to be taken for copies."""
    return ALIKE_EVIDENCE + 2 * log2(max(n_wordings / ALIKE_EVIDENCE_WORDINGS, 1))


def exact_pairs(corpus: Corpus, wanted: Bool) -> tuple[Int64, Int64]:
    """Units of one wording and different outlets, each with the next few of its copies; of `wanted` wordings."""
    order, wording = _units_worded(corpus, wanted)
    outlets = corpus.outlets[corpus.units.texts[order]]
    found_a, found_b = [], []
    for distance in range(1, COPIES_PAIRED + 1):
        same = np.flatnonzero((wording[distance:] == wording[:-distance]) & (outlets[distance:] != outlets[:-distance]))
        found_a.append(order[same])
        found_b.append(order[same + distance])
    return np.concatenate(found_a), np.concatenate(found_b)


def _units_worded(corpus: Corpus, wanted: Bool) -> tuple[Int64, Int64]:
    """The units of the wanted wordings, one wording after another, in an order that goes by their articles' keys; and
    which wording each has.

    In the same order for all sentences of a story: those who print it are paired with the same few others by each.
    """
    units = np.flatnonzero(wanted[corpus.wording])
    wording = corpus.wording[units]
    order = np.lexsort((article_keys(corpus)[unit_articles(corpus, units)], wording))
    return units[order], wording[order]


def telling_copies(corpus: Corpus) -> Bool:
    """bool[n_wordings]: whether a wording of which there are copies says enough not to be equal by chance."""
    copied = np.bincount(corpus.wording, minlength=len(corpus.distinct)) > 1
    tells = np.zeros(len(corpus.distinct), dtype=np.bool_)
    tells[telling(corpus, np.flatnonzero(copied))] = True
    return tells


def telling(corpus: Corpus, wordings: Int64) -> Int64:
    """Those of the wordings that say enough not to be equal by chance."""
    distinct = corpus.distinct
    wordings = wordings[distinct.lengths(wordings) >= EXACT_WORDS]
    return wordings[compare(corpus, wordings, wordings).evidence >= evidence_asked(corpus.n_wordings)]


def paired_members(corpus: Corpus, x: Int64, y: Int64, *, only_lone: Bool) -> tuple[Int64, Int64]:
    """Units worded like x[i] with units worded like y[i], of different outlets; a few of each.

    Where `only_lone`, one of the two must be much of what its text says.
    """
    wanted = np.zeros(len(corpus.distinct), dtype=np.bool_)
    wanted[x] = wanted[y] = True
    order, wording = _units_worded(corpus, wanted)
    first_x, first_y = np.searchsorted(wording, x), np.searchsorted(wording, y)
    end_x, end_y = (
        np.minimum(np.searchsorted(wording, side, side="right"), first + MEMBERS_PAIRED)
        for side, first in ((x, first_x), (y, first_y))
    )
    of_x, run_ = ragged(first_x, end_x)
    of_y, times = ragged(first_y[run_], end_y[run_])
    a, b = order[of_x][times], order[of_y]
    text_a, text_b = corpus.units.texts[a], corpus.units.texts[b]
    kept = corpus.outlets[text_a] != corpus.outlets[text_b]
    kept &= is_lone(corpus, text_a, text_b) | ~only_lone[run_[times]]
    return a[kept], b[kept]


def is_lone(corpus: Corpus, text_a: Int64, text_b: Int64) -> Bool:
    """bool[n_pairs]: whether a sentence is much of what one of two texts says."""
    n_words = np.diff(corpus.words.text_starts)
    lone: Bool = np.minimum(n_words[text_a], n_words[text_b]) <= LONE_WORDS
    return lone


def _share_fragment(
    corpus: Corpus, x: Int64, y: Int64, likeness: Likeness, among: Bool, *, asked: float, density: float
) -> Bool:
    """bool[n_pairs]: whether two otherwise different wordings share a stretch that speaks for itself."""
    maybe = np.flatnonzero(among & (likeness.jaccard >= FRAGMENT_JACCARD) & (likeness.evidence >= asked))
    x, y = x[maybe], y[maybe]
    # Of alignments equally good the first is taken: which is first is no matter of the order of texts.
    turned = corpus.ranks[x] > corpus.ranks[y]
    spans = align(corpus, corpus.distinct, np.where(turned, y, x), np.where(turned, x, y))
    agreed = agreement_of(corpus, spans)
    long = (spans.scores >= FRAGMENT_SCORE * asked) & (agreed.plain >= FRAGMENT_PLAIN) & (agreed.density >= density)
    shares = np.zeros(len(among), dtype=np.bool_)
    shares[maybe[long]] = True
    return shares


def _only_outlet(corpus: Corpus) -> Int64:
    """int64[n_wordings]: the outlet of a wording's units where it is but one, else -1."""
    outlet = corpus.outlets[corpus.distinct.texts]
    for start in range(0, len(corpus.units), _LOOKED_AT_ONCE):
        part = slice(start, start + _LOOKED_AT_ONCE)
        wording = corpus.wording[part]
        outlet[wording[corpus.outlets[corpus.units.texts[part]] != outlet[wording]]] = -1
    return outlet


def _look_up(corpus: Corpus, a: Int64, b: Int64, known: UInt64, likeness: Likeness) -> Likeness:
    """The likeness of pairs of units, of the same wording or of two in `known` (sorted)."""
    x, y = corpus.wording[a], corpus.wording[b]
    at = np.searchsorted(known, pack(np.minimum(x, y), np.maximum(x, y)))
    same = x == y
    padded = Likeness(
        np.append(likeness.jaccard, 1.0),
        np.append(likeness.overlap, 1.0),
        np.append(likeness.plain_overlap, 1.0),
        np.append(likeness.shared_words, 0),
        np.append(likeness.evidence, 0),
        np.append(likeness.differing_numbers, 0),
        np.append(likeness.differing_names, 0),
        np.append(likeness.loose, False),
    )
    return padded.take(np.where(same, len(likeness), at))
