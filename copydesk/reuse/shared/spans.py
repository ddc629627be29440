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
from copydesk.reuse.pairs.first_pass import ALIKE_HALF, evidence_asked, half_alike, is_lone
from copydesk.reuse.pairs.likeness import compare
from copydesk.reuse.search import THRESHOLD_JACCARD
from copydesk.reuse.shared.chains import Stretch, Stretching

# A passage is contained in the other where this much of its shingles stands there (a clause cut out breaks three), and
# it is so much shorter.
CONTAINED, CONTAINED_LENGTH = 0.75, 0.75
# A pair of units found alike is no passage if fewer words than this are shared besides names and numbers.
MIN_PLAIN_WORDS = 3
# A stretch that shares so many words is told as it is; one that shares fewer, of two lone sentences alike as wholes, is
# those sentences.
STRETCH_WORDS = 12
# Stretches described at a time: bounds the memory to some 30 MB where they are whole articles.
_DESCRIBED_AT_ONCE = 1 << 8
# Pairs of units aligned at a time, if they are not of two texts alone: bounds the memory to some 100 MB.
_ALIGNED_AT_ONCE = 1 << 16


def shared_stretches(corpus: Corpus, a: Int64, b: Int64) -> Iterator[tuple[tuple[int, int], list[Stretch]]]:
    """The maximal shared stretches of each two texts (text a, text b), in order, from pairs of their units."""
    stretching = Stretching(corpus.words)
    for two, aligned in aligned_stretches(corpus, a, b):
        yield two, stretching.in_order(aligned, *two)


def aligned_stretches(corpus: Corpus, a: Int64, b: Int64) -> Iterator[tuple[tuple[int, int], list[Stretch]]]:
    """The best shared stretch of each pair of units, by their texts (text a, text b), in order of these."""
    texts = pack(corpus.units.texts[a], corpus.units.texts[b])
    order = np.argsort(texts, kind="stable")
    starts = np.append(starts_of_runs(texts[order]), len(order))
    first = 0
    while first < len(starts) - 1:
        last = max(int(np.searchsorted(starts, starts[first] + _ALIGNED_AT_ONCE, side="right")) - 1, first + 1)
        some = order[starts[first] : starts[last]]
        found = _aligned(corpus, a[some], b[some])
        for two in sorted(found):
            yield two, found[two]
        corpus.store.rest()
        first = last


def _aligned(corpus: Corpus, a: Int64, b: Int64) -> dict[tuple[int, int], list[Stretch]]:
    """The best shared stretch of each pair of units, by their texts."""
    spans = align(corpus, corpus.units, a, b)
    agreed = agreement_of(corpus, spans)
    whole_score = _alike_as_wholes(corpus, a, b, agreed.words)
    same = (corpus.wording[a] == corpus.wording[b]) | (whole_score >= 0)
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
    scores = np.maximum(spans.scores, whole_score)[kept].tolist()
    rows = zip(texts, bounds[:, kept].T.tolist(), scores, agreed.quoted[kept] >= 0.5, strict=True)
    for two, (a_start, a_end, b_start, b_end), score, is_quoted in rows:
        found.setdefault(two, []).append(Stretch(a_start, a_end, b_start, b_end, score, bool(is_quoted)))
    return found


def _alike_as_wholes(corpus: Corpus, a: Int64, b: Int64, n_shared: Int64) -> Int64:
    """int64[n_pairs]: the bits shared by units that are alike as wholes, in texts that say little else; -1 for others.

    Half of the words are the same, and hardly a stretch of them: what such two share are the sentences.
    """
    scores = np.full(len(a), -1)
    lone = np.flatnonzero((n_shared < STRETCH_WORDS) & is_lone(corpus, corpus.units.texts[a], corpus.units.texts[b]))
    x, y = corpus.wording[a[lone]], corpus.wording[b[lone]]
    scores[lone] = half_alike(
        corpus,
        x,
        y,
        compare(corpus, x, y),
        x != y,
        asked=evidence_asked(corpus.n_wordings),
        least=ALIKE_HALF * THRESHOLD_JACCARD,
    )
    return scores


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
