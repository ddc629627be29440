"""Pairs of units, as arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from copydesk.reuse.arrays import Bool, Int64, UInt64, pack, sorted_unique, unpack
from copydesk.reuse.corpus.build import Corpus
from copydesk.reuse.pairs.likeness import Likeness, compare, join_likeness


@dataclass(frozen=True)
class UnitPairs:
    """Pairs of units of different outlets, a < b, sorted; arrays of one length."""

    a: Int64
    b: Int64
    likeness: Likeness

    def __len__(self) -> int:
        return len(self.a)

    def where(self, kept: Bool) -> UnitPairs:
        """The pairs that `kept` marks."""
        index = np.flatnonzero(kept)
        return UnitPairs(self.a[index], self.b[index], self.likeness.take(index))


def distinct_pairs(a: Int64, b: Int64) -> tuple[Int64, Int64]:
    """Each pair once, the smaller member first, sorted."""
    return unpack(sorted_unique(pack(np.minimum(a, b), np.maximum(a, b))))


def join_pairs(*parts: UnitPairs) -> UnitPairs:
    """The pairs of all parts (there is one at least), sorted, where none is in two."""
    a, b = np.concatenate([part.a for part in parts]), np.concatenate([part.b for part in parts])
    order = np.argsort(pack(a, b), kind="stable")
    return UnitPairs(a[order], b[order], join_likeness(part.likeness for part in parts).take(order))


def compare_units(corpus: Corpus, a: Int64, b: Int64) -> UnitPairs:
    """Pairs of units with their likeness, which is worked out once for each two wordings."""
    x, y = corpus.wording[a], corpus.wording[b]
    key = pack(np.minimum(x, y), np.maximum(x, y))
    both = sorted_unique(key)
    return UnitPairs(a, b, compare(corpus, *unpack(both)).take(np.searchsorted(both, key)))


def unit_articles(corpus: Corpus, units: Int64) -> Int64:
    """int64[n]: the article of each of the units."""
    return corpus.articles[corpus.units.texts[units]]


def article_keys(corpus: Corpus) -> UInt64:
    """uint64[n_articles]: a number of each article that goes by its id (that of its first text) and nothing else."""
    keys = np.zeros(int(corpus.articles.max(initial=-1)) + 1, dtype=np.uint64)
    # The first text of each article is written last.
    keys[corpus.articles[::-1]] = corpus.keys[::-1]
    return keys


def article_pairs(corpus: Corpus, pairs: UnitPairs) -> UInt64:
    """uint64[n_pairs]: the two articles of each pair, packed, the smaller first."""
    a, b = unit_articles(corpus, pairs.a), unit_articles(corpus, pairs.b)
    return pack(np.minimum(a, b), np.maximum(a, b))
