"""Which passages of many articles are like a text: the text is compared with all, and they with one another not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from copydesk.records import MatchKind
from copydesk.reuse.arrays import Bool, Int64, is_among, pack, ragged, sorted_unique, starts_of_runs, unpack
from copydesk.reuse.articles import span_of_words
from copydesk.reuse.corpus.build import Corpus, build_corpus, id_keys, read_texts
from copydesk.reuse.inputs import ReuseInput
from copydesk.reuse.pairs.candidates import shingles
from copydesk.reuse.pairs.first_pass import FRAGMENT_JACCARD, evidence_asked, verify
from copydesk.reuse.pairs.likeness import wording_shingles
from copydesk.reuse.pairs.matching import is_outdone
from copydesk.reuse.pairs.second_pass import OVERLAP_DESPITE_NUMBERS, compare_articles
from copydesk.reuse.pairs.unit_pairs import UnitPairs, compare_units, distinct_pairs, join_pairs, unit_articles
from copydesk.reuse.search import THRESHOLD_JACCARD
from copydesk.reuse.shared.spans import describe, shared_stretches

# Two shared shingles are no candidate yet: every text has "of the".
_MIN_SHINGLES = 3
# Wordings looked at a time: bounds the memory to some 30 MB.
_LOOKED_AT_ONCE = 1 << 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A passage of an article that is like a stretch of the text asked about."""

    query: int  # which of the texts asked about
    query_start: int
    query_end: int
    article_id: str
    outlet: str
    start_char: int
    end_char: int
    kind: MatchKind
    similarity: float  # the Jaccard similarity of the shingles, as in `matches`
    text: str


def find_passages(
    queries: Sequence[str], articles: Sequence[ReuseInput], *, threshold_jaccard: float = THRESHOLD_JACCARD
) -> list[Found]:
    """Every passage of the articles that is like one of a text's, of each text, what is most like it first.

    By the rules of `find_near_duplicates` for two articles, but nothing is set apart as everybody's phrase, a number
    may differ, and where the text is one sentence its copies are found whatever they say. All sentences are looked at:
    no signature stands between.
    """
    n, texts = len(queries), [*queries, *(article.text for article in articles)]
    keys = id_keys([*("" for _ in queries), *(article.article_id for article in articles)])
    # To the steps below all that is asked about is of one outlet, and all the articles are of another.
    corpus = build_corpus(read_texts(texts), range(len(texts)), [int(i >= n) for i in range(len(texts))], keys)
    first = _alike_units(corpus, n, threshold_jaccard)
    linked = unpack(sorted_unique(pack(unit_articles(corpus, first.a), unit_articles(corpus, first.b))))
    pairs = join_pairs(first, compare_articles(corpus, first, *linked))
    pairs = pairs.where(~is_outdone(corpus, pairs))
    flat = [
        (a, b, stretch) for (a, b), stretches in shared_stretches(corpus, pairs.a, pairs.b) for stretch in stretches
    ]
    found = []
    described = describe(corpus, [stretch for _, _, stretch in flat])
    for (a, b, stretch), (kind, similarity) in zip(flat, described, strict=True):
        _, query_start, query_end = span_of_words(corpus.words, a, texts[a], stretch.a_start, stretch.a_end)
        _, start, end = span_of_words(corpus.words, b, texts[b], stretch.b_start, stretch.b_end)
        found.append(
            Found(
                query=a,
                query_start=query_start,
                query_end=query_end,
                article_id=articles[b - n].article_id,
                outlet=articles[b - n].outlet,
                start_char=start,
                end_char=end,
                kind=kind,
                similarity=similarity,
                text=texts[b][start:end],
            )
        )
    return sorted(found, key=likest_first)


def likest_first(found: Found) -> tuple[int, float, str, int, int]:
    """What is found is sorted by how much of the text it has: similarity times length."""
    worth = found.similarity * (found.query_end - found.query_start)
    return found.query, -worth, found.article_id, found.start_char, found.query_start


def _alike_units(corpus: Corpus, n_queries: int, threshold_jaccard: float) -> UnitPairs:
    """Units of the first texts with those of the others that are the same passage by themselves."""
    n_asked = int(np.searchsorted(corpus.units.texts, n_queries))
    x, y, likeness = verify(
        corpus, *_candidates(corpus, sorted_unique(corpus.wording[:n_asked])), threshold_jaccard=threshold_jaccard
    )
    enough = likeness.evidence >= evidence_asked(corpus.n_wordings)
    enough &= (likeness.differing_numbers == 0) | (likeness.overlap >= OVERLAP_DESPITE_NUMBERS)
    enough |= (x == y) & is_among(x, _lone_wordings(corpus, n_asked))
    a, b = _members(corpus, x[enough], y[enough], n_asked)
    return compare_units(corpus, *distinct_pairs(a, b))


def _lone_wordings(corpus: Corpus, n_asked: int) -> Int64:
    """The wordings, sorted, of texts asked about that are one unit."""
    texts = corpus.units.texts[:n_asked]
    starts = starts_of_runs(texts)
    return sorted_unique(corpus.wording[starts[np.diff(starts, append=n_asked) == 1]])


def _candidates(corpus: Corpus, asked: Int64) -> tuple[Int64, Int64]:
    """The wordings asked about, each with those that have some of its shingles; itself among them."""
    sets, bounds, _ = wording_shingles(corpus, asked)
    order = np.argsort(sets, kind="stable")
    values, owner = sets[order], np.repeat(np.arange(len(asked)), np.diff(bounds))[order]
    known = sorted_unique(values)
    firsts = np.append(np.searchsorted(values, known), len(values))
    found_x, found_y = [asked[:0]], [asked[:0]]
    for start in range(0, len(corpus.distinct), _LOOKED_AT_ONCE):
        wordings = np.arange(start, min(start + _LOOKED_AT_ONCE, len(corpus.distinct)))
        hashes, unit = shingles(corpus.words, corpus.distinct.take(wordings))
        shared = is_among(hashes, known)
        hits = sorted_unique(pack(unit[shared], np.searchsorted(known, hashes[shared])))
        unit, shingle = unpack(hits)
        at, run = ragged(firsts[shingle], firsts[shingle + 1])
        both = np.sort(pack(owner[at], unit[run]))
        starts = starts_of_runs(both)
        x, y = unpack(both[starts])
        n_shared = np.diff(starts, append=len(both))
        likely = n_shared >= np.maximum(_MIN_SHINGLES, FRAGMENT_JACCARD * np.diff(bounds)[x])
        found_x.append(asked[x[likely]])
        found_y.append(wordings[y[likely]])
    return np.concatenate(found_x), np.concatenate(found_y)


def _members(corpus: Corpus, x: Int64, y: Int64, n_asked: int) -> tuple[Int64, Int64]:
    """Units asked about that are worded like x[i], with all others that are worded like y[i]."""
    is_asked: Bool = np.arange(len(corpus.units)) < n_asked
    sides = []
    for wordings, wanted in ((x, is_asked), (y, ~is_asked)):
        units = np.flatnonzero(wanted)
        units = units[np.argsort(corpus.wording[units], kind="stable")]
        worded = corpus.wording[units]
        sides.append((units, *(np.searchsorted(worded, wordings, side=side) for side in ("left", "right"))))
    (units_x, first_x, last_x), (units_y, first_y, last_y) = sides
    of_x, run = ragged(first_x, last_x)
    of_y, times = ragged(first_y[run], last_y[run])
    return units_x[of_x][times], units_y[of_y]
