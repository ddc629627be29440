"""How much text each two outlets share: characters, each counted once however many passages it is in, and articles."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from copydesk.arrow import numbered
from copydesk.report.shared import SharedCluster

# Of a passage that hundreds of outlets carry not every pair is counted: no step is quadratic.
N_PAIRED = 20
Numbers = npt.NDArray[np.int64]


class SharedSpan(NamedTuple):
    """A copy of a passage, of an outlet that is paired with the others that have it."""

    cluster: int  # which of those of the range
    outlet: str
    article_id: str
    start_char: int
    end_char: int
    is_own: bool  # the outlet has a copy in this batch


class Extent(NamedTuple):
    """How much two outlets share, by name: in how many articles of each, and characters, of the one that has fewer."""

    n_articles: int
    n_other_articles: int
    n_chars: int


def paired_outlets(shared: SharedCluster, earlier: Container[str]) -> tuple[list[str], set[str]]:
    """Which outlets that have the passage are paired, by name; and those with a copy in this batch: of two that are
    paired one is among them, as what two articles of `earlier` batches share was told with theirs."""
    own = {passage.outlet for passage in shared.passages if passage.article_id not in earlier}
    every = {passage.outlet for passage in shared.passages}
    return sorted(sorted(every, key=lambda outlet: (outlet not in own, outlet))[:N_PAIRED]), own


def shared_spans(clusters: Iterable[SharedCluster], earlier: Container[str]) -> list[SharedSpan]:
    """The copies of each cluster whose outlets are paired."""
    rows = []
    for n, shared in enumerate(clusters):
        some, own = paired_outlets(shared, earlier)
        known = set(some)
        rows += [
            SharedSpan(n, one.outlet, one.article_id, one.start_char, one.end_char, one.outlet in own)
            for one in shared.passages
            if one.outlet in known
        ]
    return rows


def extents(tables: Sequence[pa.Table]) -> dict[tuple[str, str], Extent]:
    """Of each two outlets, by name, that share; the tables have the SharedSpans of a range each."""
    table = pa.concat_tables(tables)
    if not len(table):
        return {}
    outlets, outlet = numbered(table.column("outlet"))
    _, article = numbered(table.column("article_id"))
    start, end = (table.column(name).to_numpy().astype(np.int64) for name in ("start_char", "end_char"))
    is_own = table.column("is_own").to_numpy(zero_copy_only=False)
    of_range = np.repeat(np.arange(len(tables)), [len(one) for one in tables])
    cluster = table.column("cluster").to_numpy() * len(tables) + of_range
    row, other = _beside_others(cluster, outlet, is_own, len(outlets))
    key = outlet[row] * len(outlets) + other
    order = np.lexsort((start[row], article[row], key))
    key, row = key[order], row[order]
    of_pair, n_articles, n_chars = _measured(key, article[row], start[row], end[row])
    sizes = dict(zip(of_pair.tolist(), zip(n_articles.tolist(), n_chars.tolist(), strict=True), strict=True))
    found = {}
    for pair, (n_own, n_own_chars) in sizes.items():
        one, two = divmod(pair, len(outlets))
        if outlets[one] < outlets[two]:
            n_other, n_other_chars = sizes[two * len(outlets) + one]
            found[outlets[one], outlets[two]] = Extent(n_own, n_other, min(n_own_chars, n_other_chars))
    return found


def _beside_others(
    cluster: Numbers, outlet: Numbers, is_own: npt.NDArray[np.bool_], n_outlets: int
) -> tuple[Numbers, Numbers]:
    """Each row once for each other outlet that has the cluster and is paired with the row's: rows, these outlets."""
    known, first = np.unique(cluster * n_outlets + outlet, return_index=True)
    of_cluster, others, others_own = known // n_outlets, known % n_outlets, is_own[first]
    begin, end = (np.searchsorted(of_cluster, cluster, side) for side in ("left", "right"))
    counts = end - begin
    row = np.repeat(np.arange(len(cluster)), counts)
    at = np.arange(int(counts.sum())) + np.repeat(end - np.cumsum(counts), counts)
    is_pair = (others[at] != outlet[row]) & (is_own[row] | others_own[at])
    return row[is_pair], others[at][is_pair]


def _measured(key: Numbers, article: Numbers, start: Numbers, end: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """The keys, each once, and of each how many articles it has and characters in any of their spans; all are sorted by
    key, article and start."""
    is_new_article = np.append(True, (key[1:] != key[:-1]) | (article[1:] != article[:-1]))[: len(key)]
    # One article stands behind another, so that no span reaches into the next one's.
    base = np.cumsum(is_new_article) * (end.max(initial=0) + 1)
    reach = np.maximum.accumulate(base + end)
    done = np.append(0, reach[:-1])[: len(key)]
    n_new = np.maximum(base + end - np.maximum(base + start, done), 0)
    of_pair, at = np.unique(key, return_inverse=True)
    n_articles = np.bincount(at, is_new_article, len(of_pair)).astype(np.int64)
    return of_pair, n_articles, np.bincount(at, n_new, len(of_pair)).astype(np.int64)
