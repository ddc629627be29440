"""Which units of different outlets are the same passage: two passes, and the better pair where two compete."""

from __future__ import annotations

import numpy as np

from copydesk.reuse.arrays import Bool, Int64
from copydesk.reuse.corpus.build import Corpus
from copydesk.reuse.pairs.candidates import count_shared
from copydesk.reuse.pairs.first_pass import alike_wordings, first_pass
from copydesk.reuse.pairs.likeness import Likeness, wording_shingles
from copydesk.reuse.pairs.links import likest_linked
from copydesk.reuse.pairs.second_pass import second_pass
from copydesk.reuse.pairs.stock import SetApart
from copydesk.reuse.pairs.unit_pairs import UnitPairs, join_pairs, unit_articles
from copydesk.reuse.search import Search

# A pair gives way to a better pair of one of its units when the better one explains this share of what it shares.
EXPLAINED = 0.5
# Contested pairs looked at a time: bounds the memory to some 150 MB.
_CONTESTED_AT_ONCE = 1 << 15


def match_units(corpus: Corpus, search: Search) -> tuple[UnitPairs, SetApart]:
    """Every pair of units found to be one passage, or to hold one; and the forms and stock phrases."""
    return link_units(corpus, *alike_wordings(corpus, search))


def link_units(corpus: Corpus, x: Int64, y: Int64, likeness: Likeness) -> tuple[UnitPairs, SetApart]:
    """The same from the pairs of wordings that are alike, x < y, with how alike they are."""
    first, apart = first_pass(corpus, x, y, likeness)
    first = likest_linked(corpus, first)
    second = second_pass(corpus, first)
    both = join_pairs(first, second)
    return both.where(~is_outdone(corpus, both)), apart


def is_outdone(corpus: Corpus, pairs: UnitPairs) -> Bool:
    """bool[n_pairs]: whether another pair of the same two articles explains what this one shares.

    Sentences of one mould inside an article ("Trip details: 7 days, 9 meals") resemble one another; each belongs to
    its own copy in the other article, not to the copies of its sisters.
    """
    return _outdone_by(corpus, pairs, pairs.a, pairs.b) | _outdone_by(corpus, pairs, pairs.b, pairs.a)


def _outdone_by(corpus: Corpus, pairs: UnitPairs, unit: Int64, partner: Int64) -> Bool:
    """Against the best pair that `unit` has in the partner's article."""
    articles = unit_articles(corpus, partner)
    agreement = np.rint(pairs.likeness.agreement * 1000).astype(np.int64)
    order = np.lexsort((partner, -agreement, articles, unit))
    new = np.append(True, (np.diff(unit[order]) != 0) | (np.diff(articles[order]) != 0))[: len(order)]
    best = order[np.maximum.accumulate(np.where(new, np.arange(len(order)), 0))]
    rival = np.empty_like(order)
    rival[order] = best
    contested = np.flatnonzero((partner[rival] != partner) & (agreement[rival] > agreement))
    outdone = np.zeros(len(pairs), dtype=np.bool_)
    for start in range(0, len(contested), _CONTESTED_AT_ONCE):
        some = contested[start : start + _CONTESTED_AT_ONCE]
        three = [corpus.wording[side] for side in (unit[some], partner[some], partner[rival[some]])]
        sets, bounds, (first, second, third) = wording_shingles(corpus, *three)
        both = count_shared(sets, bounds, first, second)
        explained = count_shared(sets, bounds, first, second, third)
        outdone[some[explained >= EXPLAINED * both]] = True
    return outdone
