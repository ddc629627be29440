"""From pairs of units to maximal shared stretches of two texts, in words and in characters."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from copydesk.records import MatchKind
from copydesk.reuse.arrays import Int64, pack, starts_of_runs
from copydesk.reuse.corpus.build import Corpus
from copydesk.reuse.corpus.units import Units
from copydesk.reuse.pairs.align import agreement_of, align
from copydesk.reuse.pairs.candidates import count_shared, shingle_sets
from copydesk.reuse.shared.chains import Stretch, Stretching

# A passage is contained in the other where this much of its shingles stands there (a clause cut out breaks three), and
# it is so much shorter.
CONTAINED, CONTAINED_LENGTH = 0.75, 0.75
# A pair of units found alike is no passage if fewer words than this are shared besides names and numbers.
MIN_PLAIN_WORDS = 3
# Stretches described at a time: bounds the memory to some 30 MB where they are whole articles.
_DESCRIBED_AT_ONCE = 1 << 8
# Pairs of units aligned at a time, if they are not of two texts alone: bounds the memory to some 100 MB.
_ALIGNED_AT_ONCE = 1 << 16


def shared_stretches(corpus: Corpus, a: Int64, b: Int64) -> Iterator[tuple[tuple[int, int], list[Stretch]]]:
    """The maximal shared stretches of each two texts (text a, text b), in order, from pairs of their units."""
    texts = pack(corpus.units.texts[a], corpus.units.texts[b])
    order = np.argsort(texts, kind="stable")
    starts = np.append(starts_of_runs(texts[order]), len(order))
    stretching = Stretching(corpus.words)
    first = 0
    while first < len(starts) - 1:
        last = max(int(np.searchsorted(starts, starts[first] + _ALIGNED_AT_ONCE, side="right")) - 1, first + 1)
        some = order[starts[first] : starts[last]]
        found = _aligned(corpus, a[some], b[some])
        for two in sorted(found):
            yield two, stretching.in_order(found[two], *two)
        corpus.store.rest()
        first = last


def _aligned(corpus: Corpus, a: Int64, b: Int64) -> dict[tuple[int, int], list[Stretch]]:
    """The best shared stretch of each pair of units, by their texts."""
    same = corpus.wording[a] == corpus.wording[b]
    spans = align(corpus, corpus.units, a, b)
    agreed = agreement_of(corpus, spans)
    units = corpus.units
    bounds = np.stack(
        (
            np.where(same, units.starts[a], spans.a_starts),
            np.where(same, units.ends[a], spans.a_ends),
            np.where(same, units.starts[b], spans.b_starts),
            np.where(same, units.ends[b], spans.b_ends),
        )
    )
    found: dict[tuple[int, int], list[Stretch]] = {}
    kept = same | (agreed.plain >= MIN_PLAIN_WORDS)
    texts = zip(units.texts[a[kept]].tolist(), units.texts[b[kept]].tolist(), strict=True)
    rows = zip(texts, bounds[:, kept].T.tolist(), spans.scores[kept].tolist(), agreed.quoted[kept] >= 0.5, strict=True)
    for two, (a_start, a_end, b_start, b_end), score, is_quoted in rows:
        found.setdefault(two, []).append(Stretch(a_start, a_end, b_start, b_end, score, bool(is_quoted)))
    return found


def describe(corpus: Corpus, stretches: list[Stretch]) -> list[tuple[MatchKind, float]]:
    """Kind and similarity (the Jaccard similarity of the shingles) of each stretch."""
    described = []
    for start in range(0, len(stretches), _DESCRIBED_AT_ONCE):
        described += _describe_some(corpus, stretches[start : start + _DESCRIBED_AT_ONCE])
        corpus.store.rest()
    return described


def _describe_some(corpus: Corpus, stretches: list[Stretch]) -> list[tuple[MatchKind, float]]:
    starts = np.array([side for stretch in stretches for side in (stretch.a_start, stretch.b_start)], dtype=np.int64)
    ends = np.array([side for stretch in stretches for side in (stretch.a_end, stretch.b_end)], dtype=np.int64)
    sets, bounds = shingle_sets(corpus.words, Units(starts, ends, np.zeros_like(starts)))
    a, b = np.arange(0, len(starts), 2), np.arange(1, len(starts), 2)
    shared = count_shared(sets, bounds, a, b)
    size = np.diff(bounds)
    described: list[tuple[MatchKind, float]] = []
    hashes = corpus.words.hashes
    for i, stretch in enumerate(stretches):
        n_shared, n_a, n_b = int(shared[i]), int(size[a[i]]), int(size[b[i]])
        similarity = n_shared / (n_a + n_b - n_shared) if n_a + n_b else 1.0
        kind: MatchKind = "near"
        if np.array_equal(hashes[stretch.a_start : stretch.a_end], hashes[stretch.b_start : stretch.b_end]):
            kind, similarity = "exact", 1.0
        elif n_shared >= CONTAINED * min(n_a, n_b) and min(n_a, n_b) <= CONTAINED_LENGTH * max(n_a, n_b):
            kind = "contained"
        described.append((kind, round(similarity, 4)))
    return described
