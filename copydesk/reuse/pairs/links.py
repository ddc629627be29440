"""Which articles are compared sentence by sentence: those that are linked, each with some of those most like it.

A story that two hundred outlets print, or a frame that is filled in as often, makes 20,000 pairs of articles, each of
which costs some milliseconds. That they hang together is known from a few links of each.
"""

from __future__ import annotations

import numpy as np

from copydesk.reuse.arrays import Bool, Int64, UInt64, families, mix64, pack, sorted_unique, unpack
from copydesk.reuse.corpus.build import Corpus
from copydesk.reuse.pairs.unit_pairs import UnitPairs, article_keys, article_pairs

# So many of the articles that share a sentence with it are linked to each article, those that share most; and so many
# by each of its sentences.
LIKEST_LINKED, LIKEST_BY_SENTENCE = 12, 2
# An article linked to many is taken for the link between so many of them at most.
NEIGHBOURS_LINKED = 8


def likest_linked(corpus: Corpus, pairs: UnitPairs) -> UnitPairs:
    """The pairs of two articles of which one is among the `LIKEST_LINKED` of the other; those by which a sentence has
    the `LIKEST_BY_SENTENCE` likest articles; and those without which sentences that hung together would not.

    Where no article has more than `LIKEST_LINKED` beside it these are all pairs.
    """
    links, which = np.unique(article_pairs(corpus, pairs), return_inverse=True)
    rank = _ranks(corpus, links, np.bincount(which, weights=_agreements(pairs), minlength=len(links)))
    kept = np.zeros(len(pairs), dtype=np.bool_)
    for article in unpack(links):
        kept |= _is_among_likest(article, rank, LIKEST_LINKED)[which]
    if kept.all():
        return pairs
    rank = rank[which]
    for unit in (pairs.a, pairs.b):
        kept |= _is_among_likest(unit, rank, LIKEST_BY_SENTENCE)
    named = sorted_unique(np.concatenate((pairs.a, pairs.b)))
    a, b = np.searchsorted(named, pairs.a), np.searchsorted(named, pairs.b)
    while True:
        kept_links = np.zeros(len(links), dtype=np.bool_)
        kept_links[which[kept]] = True
        kept = kept_links[which]
        root = families(len(named), a[kept], b[kept])
        apart = np.flatnonzero(root[a] != root[b])
        if not len(apart):
            return pairs.where(kept)
        # Of each family the likest link to another one.
        best = np.full(len(named), len(links))
        for side in (a, b):
            np.minimum.at(best, root[side[apart]], rank[apart])
        kept[apart[(rank[apart] == best[root[a[apart]]]) | (rank[apart] == best[root[b[apart]]])]] = True


def _agreements(pairs: UnitPairs) -> Int64:
    """int64[n_pairs]: how much each pair agrees, in thousandths: whole numbers add up to the same in any order."""
    return np.rint(pairs.likeness.agreement * 1000).astype(np.int64)


def _ranks(corpus: Corpus, links: UInt64, shared: Int64) -> Int64:
    """int64[n_links]: the place of each pair of articles among all, what shares most first; of equals by their keys."""
    a, b = unpack(links)
    keys = mix64(article_keys(corpus))
    order = np.lexsort((mix64(keys[a] + keys[b]), -shared))
    ranks = np.empty_like(order)
    ranks[order] = np.arange(len(order))
    return ranks


def _is_among_likest(member: Int64, rank: Int64, n_likest: int) -> Bool:
    """bool[n_pairs]: whether a pair of articles, by its rank, is one of the first so many that its member has."""
    order = np.lexsort((rank, member))
    new_member = np.append(True, member[order][1:] != member[order][:-1])[: len(order)]
    new = new_member | np.append(True, rank[order][1:] != rank[order][:-1])[: len(order)]
    nth = np.cumsum(new)
    nth -= np.maximum.accumulate(np.where(new_member, nth, 0))
    among = np.zeros(len(order), dtype=np.bool_)
    among[order] = nth < n_likest
    return among


def linked_articles(corpus: Corpus, pairs: UnitPairs) -> tuple[Int64, Int64]:
    """Pairs of articles of different outlets, linked by a pair of units, or by a third article linked to both where one
    of the two has few links."""
    linked = sorted_unique(article_pairs(corpus, pairs))
    a, b = unpack(linked)
    hub, spoke = np.concatenate((a, b)), np.concatenate((b, a))
    keys = article_keys(corpus)
    n_links = np.bincount(hub, minlength=len(keys))
    outlets = np.zeros(len(keys), dtype=np.int64)
    outlets[corpus.articles] = corpus.outlets
    order = np.lexsort((spoke, keys[spoke], hub))
    hub, spoke = hub[order], spoke[order]
    found = [linked]
    for distance in range(1, NEIGHBOURS_LINKED):
        same = np.flatnonzero(hub[distance:] == hub[:-distance])
        x, y = spoke[same], spoke[same + distance]
        few = np.minimum(n_links[x], n_links[y]) < LIKEST_LINKED
        found.append(pack(np.minimum(x, y), np.maximum(x, y))[few])
    a, b = unpack(sorted_unique(np.concatenate(found)))
    other = outlets[a] != outlets[b]
    return a[other], b[other]
