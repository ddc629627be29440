"""Sentences that outlets share without copying one another.

Forms filled in and stock phrases are told by how they stand, in many articles that share nothing else. What is a
formula where but two articles have it, `shared/formulas.py` tells.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from copydesk.reuse.arrays import Bool, Int64, UInt64, families, is_among, pack, sorted_unique, unpack
from copydesk.reuse.corpus.build import Corpus
from copydesk.reuse.pairs.likeness import Likeness
from copydesk.reuse.pairs.unit_pairs import UnitPairs, article_pairs, unit_articles

# A family of like sentences in this many articles is suspected.
MANY_ARTICLES = 6
# A form: names or numbers differ in more than this share of the family's pairs.
FORM_DIFFERS = 0.5
# A stock sentence: less than this share of the family's pairs stand in articles that share something else as well.
STOCK_ACCOMPANIED = 0.3
# Longer sentences are nobody's stock: they are copied.
STOCK_WORDS = 28


@dataclass(frozen=True)
class SetApart:
    """Units that are forms or stock phrases, and which family of like ones each is of; arrays of one length."""

    units: Int64
    families: Int64
    forms: Bool  # whether a form; else a phrase

    def of_families_with(self, wanted: Bool) -> SetApart:
        """What is set apart, of families that have one of the units that are `wanted`."""
        kept = is_among(self.families, sorted_unique(self.families[wanted[self.units]]))
        return SetApart(self.units[kept], self.families[kept], self.forms[kept])


def set_apart(corpus: Corpus, form_family: Int64, pairs: UnitPairs, stock: Bool) -> SetApart:
    """The units of forms (those whose wording has a family in `form_family`) and of the `stock` among `pairs`."""
    form_units = np.flatnonzero((form_family >= 0)[corpus.wording])
    phrase_units, family = _families_among(pairs.a[stock], pairs.b[stock])
    return SetApart(
        np.concatenate((form_units, phrase_units)),
        # A wording and a unit may have the same number: phrases are numbered after the forms.
        np.concatenate((form_family[corpus.wording[form_units]], len(corpus.distinct) + family)),
        np.arange(len(form_units) + len(phrase_units)) < len(form_units),
    )


def form_families(corpus: Corpus, x: Int64, y: Int64, likeness: Likeness) -> Int64:
    """int64[n_wordings]: the form ("Shares of ... rose") of which a wording is one filling of many, or -1."""
    # A wording that is like no other is a family that does not differ.
    named, root = _families_among(x, y)
    is_named = np.zeros(len(corpus.distinct), dtype=np.bool_)
    is_named[named] = True
    units = np.flatnonzero(is_named[corpus.wording])
    family = np.searchsorted(named, root)
    n_families = len(named)
    nth = np.searchsorted(named, corpus.wording[units])
    n_articles = _count_articles(corpus, units, family[nth], n_families)
    of_pair = family[np.searchsorted(named, x)]
    differing = np.bincount(of_pair, weights=likeness.differs, minlength=n_families)
    copies = np.bincount(nth, minlength=n_families) - 1
    n_pairs = np.bincount(of_pair, minlength=n_families) + np.bincount(family, weights=copies, minlength=n_families)
    form: Bool = (n_articles >= MANY_ARTICLES) & (differing > FORM_DIFFERS * n_pairs)
    of_wordings = np.full(len(corpus.distinct), -1)
    of_wordings[named[form[family]]] = root[form[family]]
    return of_wordings


def _families_among(a: Int64, b: Int64) -> tuple[Int64, Int64]:
    """The things that the pairs name, sorted, and for each the smallest of those that the pairs join it to."""
    named = sorted_unique(np.concatenate((a, b)))
    return named, named[families(len(named), np.searchsorted(named, a), np.searchsorted(named, b))]


def is_stock(corpus: Corpus, pairs: UnitPairs) -> Bool:
    """bool[n_pairs]: whether a pair is two uses of a stock sentence ("... declined to comment on Friday")."""
    paired, root = _families_among(pairs.a, pairs.b)
    family = np.searchsorted(paired, root)
    n_families = len(paired)
    n_articles = _count_articles(corpus, paired, family, n_families)
    of_pair = family[np.searchsorted(paired, pairs.a)]
    accompanied = _n_families_shared(article_pairs(corpus, pairs), of_pair) > 1
    n_pairs = np.bincount(of_pair, minlength=n_families)
    n_accompanied = np.bincount(of_pair, weights=accompanied, minlength=n_families)
    stock = (n_articles >= MANY_ARTICLES) & (n_accompanied < STOCK_ACCOMPANIED * n_pairs)
    length = corpus.units.ends - corpus.units.starts
    in_stock: Bool = stock[of_pair] & (np.minimum(length[pairs.a], length[pairs.b]) < STOCK_WORDS)
    return in_stock


def _count_articles(corpus: Corpus, units: Int64, family: Int64, n_families: int) -> Int64:
    """int64[n_families]: in how many articles each family has one of the units; unit i is of family[i]."""
    both = sorted_unique(pack(family, unit_articles(corpus, units)))
    return np.bincount(unpack(both)[0], minlength=n_families)


def _n_families_shared(articles: UInt64, family: Int64) -> Int64:
    """int64[n_pairs]: how many families the two articles of each pair share."""
    order = np.lexsort((family, articles))
    key, member = articles[order], family[order]
    if not len(key):
        return np.zeros(0, dtype=np.int64)
    new_key = np.append(True, key[1:] != key[:-1])
    new = new_key | np.append(True, member[1:] != member[:-1])
    run = np.cumsum(new_key) - 1
    counts = np.bincount(run, weights=new).astype(np.int64)
    shared = np.zeros(len(key), dtype=np.int64)
    shared[order] = counts[run]
    return shared
