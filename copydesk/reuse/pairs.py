"""Pairs of units, as arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from copydesk.reuse.corpus import Corpus
from copydesk.reuse.likeness import Likeness, compare
from copydesk.reuse.words import Bool, Int64, UInt64, mix64

_LOW = np.uint64(0xFFFFFFFF)


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


def pack(a: Int64, b: Int64) -> UInt64:
    """Each pair as one number, a in the higher half."""
    return (a.astype(np.uint64) << np.uint64(32)) | b.astype(np.uint64)


def unpack(packed: UInt64) -> tuple[Int64, Int64]:
    """The two halves of each number."""
    return (packed >> np.uint64(32)).astype(np.int64), (packed & _LOW).astype(np.int64)


def distinct_pairs(a: Int64, b: Int64) -> tuple[Int64, Int64]:
    """Each pair once, the smaller member first, sorted."""
    return unpack(np.unique(pack(np.minimum(a, b), np.maximum(a, b))))


def compare_units(corpus: Corpus, a: Int64, b: Int64) -> UnitPairs:
    """Pairs of units with their likeness, which is worked out once for each two wordings."""
    x, y = corpus.wording[a], corpus.wording[b]
    both, back = np.unique(pack(np.minimum(x, y), np.maximum(x, y)), return_inverse=True)
    return UnitPairs(a, b, compare(corpus, *unpack(both)).take(back))


def unit_articles(corpus: Corpus) -> Int64:
    """int64[n_units]: the article of each unit."""
    return corpus.articles[corpus.units.texts]


def article_pairs(corpus: Corpus, pairs: UnitPairs) -> UInt64:
    """uint64[n_pairs]: the two articles of each pair, packed, the smaller first."""
    articles = unit_articles(corpus)
    a, b = articles[pairs.a], articles[pairs.b]
    return pack(np.minimum(a, b), np.maximum(a, b))


def shuffled(n: int) -> UInt64:
    """uint64[n]: keys that put n things into an order that has nothing to do with theirs, always the same."""
    return mix64(np.arange(n, dtype=np.uint64))
