"""Sentences that outlets share without copying one another.

Forms filled in and stock phrases are told by how they stand, in many articles that share nothing else. What is a
formula where but two articles have it, `shared/formulas.py` tells.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from copydesk.reuse.arrays import Bool, Int64, UInt64, families, pack, sorted_unique, unpack
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


def set_apart(corpus: Corpus, form_family: Int64, pairs: UnitPairs, stock: Bool) -> SetApart:
    """The units of forms (those whose wording has a family in `form_family`) and of the `stock` among `pairs`."""
    form_units = np.flatnonzero(form_family[corpus.wording] >= 0)
    family = families(len(corpus.units), pairs.a[stock], pairs.b[stock])
    phrase_units = sorted_unique(np.concatenate((pairs.a[stock], pairs.b[stock])))
    return SetApart(
        np.concatenate((form_units, phrase_units)),
        # A wording and a unit may have the same number: phrases are numbered after the forms.
        np.concatenate((form_family[corpus.wording[form_units]], len(corpus.distinct) + family[phrase_units])),
        np.arange(len(form_units) + len(phrase_units)) < len(form_units),
    )


def form_families(corpus: Corpus, x: Int64, y: Int64, likeness: Likeness) -> Int64:
    """int64[n_wordings]: the form ("Shares of ... rose") of which a wording is one filling of many, or -1."""
    family = families(len(corpus.distinct), x, y)
    n_families = len(family)
    # A family of one wording does not differ from itself.
    paired = np.zeros(n_families, dtype=np.bool_)
    paired[family[x]] = True
    units = np.flatnonzero(paired[family][corpus.wording])
    n_articles = _count_articles(corpus, units, family[corpus.wording[units]], n_families)
    differing = np.bincount(family[x], weights=likeness.differs, minlength=n_families)
    copies = np.bincount(corpus.wording, minlength=len(corpus.distinct)) - 1
    n_pairs = np.bincount(family[x], minlength=n_families) + np.bincount(family, weights=copies, minlength=n_families)
    form: Bool = (n_articles >= MANY_ARTICLES) & (differing > FORM_DIFFERS * n_pairs)
    return np.where(form[family], family, -1)


def is_stock(corpus: Corpus, pairs: UnitPairs) -> Bool:
    """bool[n_pairs]: whether a pair is two uses of a stock sentence ("... declined to comment on Friday")."""
    family = families(len(corpus.units), pairs.a, pairs.b)
    n_families = len(family)
    paired = sorted_unique(np.concatenate((pairs.a, pairs.b)))
    n_articles = _count_articles(corpus, paired, family[paired], n_families)
    of_pair = family[pairs.a]
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
