"""Articles that have a cluster's words within a longer passage, which stands in another cluster.

Two articles share a story, and a third has one sentence of it: the sentence is a cluster of its own, in which there may
be only that one of the two which the third was matched with. Who had the sentence first is a question to all three.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from copydesk.records import Cluster, FurtherCopy, Passage
from copydesk.reuse.arrays import UInt32, is_among, sorted_unique
from copydesk.reuse.corpus.units import Units
from copydesk.reuse.corpus.words import Words
from copydesk.reuse.pairs.candidates import shingles
from copydesk.reuse.store import Store

# A longer passage has the words where so much of their shingles stands together: as much as makes a match `contained`.
HELD = 0.75
# Longer passages compared for a cluster: bounds the time and what is found, however many articles have a story. Of more
# it is known that they are there, and nobody is called the first.
MAX_ASKED = 200
# Shingles of a word: with the next, and with the one after that.
_OF_A_WORD = 2
_PASSAGES_KEPT = 1 << 10


class _Place(NamedTuple):
    """A stretch of an article."""

    article_id: str
    start: int
    end: int


class _Longer:
    """Which passages hold a stretch.

    Passages are kept by their lengths, to a power of two. Of nearly one length there are few at any place of an
    article, for those that mostly overlap are one passage (`settle_spans`).
    """

    def __init__(self, passages: Sequence[Passage]) -> None:
        self._by_length: dict[str, dict[int, list[tuple[int, int, str]]]] = {}
        for passage in passages:
            of_article = self._by_length.setdefault(passage.article_id, {})
            length = (passage.end_char - passage.start_char).bit_length()
            insort(of_article.setdefault(length, []), (passage.start_char, passage.end_char, passage.cluster_id))

    def clusters(self, place: _Place) -> Iterator[str]:
        """Those of the passages that hold the place, the shortest first."""
        for length, passages in sorted(self._by_length.get(place.article_id, {}).items()):
            first = bisect_left(passages, (place.end - (1 << length),))
            last = bisect_right(passages, (place.start, np.inf))
            yield from (cluster_id for _, end, cluster_id in passages[first:last] if end >= place.end)


class _Comparing:
    """Where in a passage the words of another stretch stand."""

    def __init__(self, words: Words, article_ids: Sequence[str]) -> None:
        self._words = words
        self._number = {article_id: number for number, article_id in enumerate(article_ids)}
        self._shingles = lru_cache(maxsize=_PASSAGES_KEPT)(self._make_shingles)

    def find(self, stretch: _Place, passage: _Place) -> _Place | None:
        """The part of the passage that has most of the words, and is as long; None where no part has enough."""
        asked, known = self._shingles(*self._run(stretch)), self._shingles(*self._run(passage))
        n = min(len(asked), len(known))
        if not n:
            return None
        before = np.append(0, np.cumsum(is_among(known, sorted_unique(asked))))
        shared = before[n:] - before[:-n]
        at = int(np.argmax(shared))
        if shared[at] < HELD * len(asked):
            return None
        first_word, end_word = self._run(passage)
        start = first_word + at // _OF_A_WORD
        first, end = self._run(stretch)
        last = min(start + end - first, end_word) - 1
        return _Place(passage.article_id, int(self._words.start_chars[start]), int(self._words.end_chars[last]))

    def _run(self, place: _Place) -> tuple[int, int]:
        """The words, by number, that begin in the place."""
        number = self._number[place.article_id]
        first, end = int(self._words.text_starts[number]), int(self._words.text_starts[number + 1])
        starts = self._words.start_chars[first:end]
        return first + int(starts.searchsorted(place.start)), first + int(starts.searchsorted(place.end))

    def _make_shingles(self, start: int, end: int) -> UInt32:
        return shingles(self._words, Units(np.array([start]), np.array([end]), np.zeros(1, dtype=np.int64)))[0]


def add_further(
    clusters: Sequence[Cluster], passages: Sequence[Passage], words: Words, article_ids: Sequence[str], store: Store
) -> tuple[Cluster, ...]:
    """The clusters, each with the further articles that have its words; `words` are those of the articles, in order."""
    members: dict[str, list[Passage]] = {}
    for passage in passages:
        members.setdefault(passage.cluster_id, []).append(passage)
    longer, comparing = _Longer(passages), _Comparing(words, article_ids)
    return tuple(_with_further(cluster, members, longer, comparing) for cluster in store.resting(clusters))


def _with_further(
    cluster: Cluster, members: Mapping[str, Sequence[Passage]], longer: _Longer, comparing: _Comparing
) -> Cluster:
    """Asks the clusters of longer passages around its own; then those of passages around what is found, and so on."""
    own = members[cluster.cluster_id]
    looked_at, articles = {cluster.cluster_id}, {passage.article_id for passage in own}
    places = deque(_place_of(passage) for passage in own)
    found: list[FurtherCopy] = []
    n_asked = 0
    while places and n_asked <= MAX_ASKED:
        place = places.popleft()
        for other in _around(place, looked_at, members, longer):
            if other.article_id in articles:
                continue
            n_asked += 1
            if n_asked > MAX_ASKED:
                break
            if there := comparing.find(place, _place_of(other)):
                articles.add(other.article_id)
                places.append(there)
                found.append(_copy(other, there))
    further = tuple(sorted(found, key=lambda copy: copy.article_id))
    return replace(cluster, further=further, knows_all=n_asked <= MAX_ASKED)


def _around(
    place: _Place, looked_at: set[str], members: Mapping[str, Sequence[Passage]], longer: _Longer
) -> Iterator[Passage]:
    """The passages of the clusters that have one around the place, without those that were looked at, which they are
    now."""
    for cluster_id in longer.clusters(place):
        if cluster_id not in looked_at:
            looked_at.add(cluster_id)
            yield from members[cluster_id]


def _copy(passage: Passage, place: _Place) -> FurtherCopy:
    return FurtherCopy(article_id=passage.article_id, outlet=passage.outlet, start_char=place.start, end_char=place.end)


def _place_of(passage: Passage) -> _Place:
    return _Place(passage.article_id, passage.start_char, passage.end_char)
