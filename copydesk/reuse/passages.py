"""Pairs of near-duplicate passages among many short texts: the filter's engine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from copydesk.reuse.corpus import build_corpus, read_texts
from copydesk.reuse.first_pass import THRESHOLD_JACCARD
from copydesk.reuse.matching import match_units


@dataclass(frozen=True, slots=True)
class PassageRow:
    """One passage to be paired: `article` names the article it stands in, which passages may share."""

    id: str
    outlet: str
    article: str
    text: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Two passages of different outlets that hold the same; a < b."""

    a: str
    b: str
    score: float  # 0 to 1


def pair_passages(
    rows: Iterable[PassageRow], *, threshold_jaccard: float = THRESHOLD_JACCARD, n_perm: int = 128, seed: int = 1
) -> Iterator[Pair]:
    """Every two passages of different outlets that are near-duplicates or hold one, sorted by id.

    `score` is the mean of two similarities of their most similar sentences: of word-pair shingles, and of words
    weighed by how rare they are.
    """
    ordered = sorted(rows, key=lambda row: (row.outlet, row.article, row.id, row.text))
    ids = [row.id for row in ordered]
    outlets, articles = _numbers(row.outlet for row in ordered), _numbers((row.outlet, row.article) for row in ordered)
    words = read_texts(row.text for row in ordered)
    del ordered
    corpus = build_corpus(words, articles, outlets)
    pairs = match_units(corpus, n_perm=n_perm, seed=seed, threshold_jaccard=threshold_jaccard)
    texts = corpus.units.texts
    keys = (texts[pairs.a].astype(np.uint64) << np.uint64(32)) | texts[pairs.b].astype(np.uint64)
    agreement = pairs.likeness.agreement
    order = np.lexsort((-agreement, keys))
    first = order[np.append(True, np.diff(keys[order]) != 0)[: len(order)]]
    scores = np.round(agreement[first] / 2, 4).tolist()
    found = zip(
        (keys[first] >> np.uint64(32)).tolist(), (keys[first] & np.uint64(0xFFFFFFFF)).tolist(), scores, strict=True
    )
    named = [(*sorted((ids[a], ids[b])), score) for a, b, score in found if ids[a] != ids[b]]
    named.sort()
    for a, b, score in named:
        yield Pair(a, b, score)


def _numbers(keys: Iterable[object]) -> list[int]:
    """Each key's number, in order of first appearance."""
    numbers: dict[object, int] = {}
    return [numbers.setdefault(key, len(numbers)) for key in keys]
