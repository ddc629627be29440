"""What the articles of a group share, in its order: settle, sort."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from copydesk.engines.bins import cut, numbered, ranges_of, read_tables, records_table, sent, sorted_rows
from copydesk.engines.engine import Came, Packet
from copydesk.engines.search.asked import GROUPED_ALIKE, MEMBERS, Asked, earlier_texts
from copydesk.records import Cluster, EarlierArticle, Match, Passage, StockSentence
from copydesk.reuse import Reuse, steps
from copydesk.reuse.arrays import is_among, starts_of_runs
from copydesk.reuse.articles import earlier_named, join_reuse
from copydesk.reuse.tables import ARTICLES, WORDINGS, concat, numbers, wordings_of

# Articles of small groups are settled together, up to so many bytes of text: a call takes 25 ms, however few they are,
# and some 20 bytes of memory a byte.
_SETTLED_AT_ONCE = 4 << 20
# What is found, by kind.
RECORDS: dict[str, tuple[str, Any]] = {
    "match": ("matches", Match),
    "passage": ("passages", Passage),
    "cluster": ("clusters", Cluster),
    "stock": ("stock", StockSentence),
    "earlier": ("earlier", EarlierArticle),
}


def settle(
    asked: Asked,
    statistics: Callable[[], pa.Table],
    known: Callable[[], tuple[StockSentence, ...]],
    ranges: Sequence[str],
    bin_: int,
    came: Came,
) -> Iterator[Packet]:
    """Of a group's bin: all that its groups share, to the bins of ranges of article ids; stock, of which there is
    little, to one."""
    told = sorted_rows(concat(came.get("wording", ()), WORDINGS), "wording")
    known_there, weights, stock = numbers(told, "wording"), statistics(), known()
    for members, alike in _some_groups(concat(came["member"], MEMBERS), concat(came["alike"], GROUPED_ALIKE)):
        articles = members.select(ARTICLES.names)
        words = steps.read(articles, same_outlet=asked.same_outlet)
        # What stands for a wording may be another group's, where it has other capitals.
        worded = wordings_of(words)
        worded = worded[is_among(worded, known_there)]
        told_of = told.take(pa.array(np.searchsorted(known_there, worded)))
        wordings = steps.merge_counts(steps.count(words), told_of)
        links, apart = steps.link(words, alike=alike, wordings=wordings, statistics=weights)
        earlier = members.filter(pa.array(numbers(members, "run") >= 0))
        if len(earlier):
            links, apart = _unless_earlier(links, apart, earlier.column("article_id"))
        found = steps.settle(articles, words=words, links=links, apart=apart, statistics=weights, known=stock)
        yield from _found("match", found.matches, ranges, [match.a_article_id for match in found.matches])
        yield from _found("passage", found.passages, ranges, [passage.article_id for passage in found.passages])
        # A cluster is called by its first passage, which is called by its article.
        of_clusters = [cluster.cluster_id.removeprefix("cluster:") for cluster in found.clusters]
        yield from _found("cluster", found.clusters, ranges, of_clusters)
        yield from _found("stock", found.stock, ranges, [""] * len(found.stock))
        if len(earlier):
            texts = earlier_texts(asked.memory(), earlier.filter(_is_named(earlier, found.matches)))
            named = earlier_named(asked.memory(), texts, found.matches)
            yield from _found("earlier", named, ranges, [article.article_id for article in named])


def _unless_earlier(links: pa.Table, apart: pa.Table, earlier: pa.ChunkedArray) -> tuple[pa.Table, pa.Table]:
    """Without what two earlier articles share, and families of which only such have one."""
    a, b = (pc.is_in(links.column(f"{side}_article_id"), earlier) for side in "ab")
    of_batch = apart.filter(pc.invert(pc.is_in(apart.column("article_id"), earlier))).column("family")
    return links.filter(pc.invert(pc.and_(a, b))), apart.filter(pc.is_in(apart.column("family"), of_batch))


def _is_named(articles: pa.Table, matches: Iterable[Match]) -> pa.Array:
    """bool[n]: whether a match names the article."""
    named = {name for match in matches for name in (match.a_article_id, match.b_article_id)}
    return pa.array([name in named for name in articles.column("article_id").to_pylist()], pa.bool_())


def _some_groups(members: pa.Table, alike: pa.Table) -> Iterator[tuple[pa.Table, pa.Table]]:
    """The members of some groups at a time, whole, with what is alike in these."""
    members, alike = sorted_rows(members, "group"), sorted_rows(alike, "group", "x", "y")
    group, of_alike = numbers(members, "group"), numbers(alike, "group")
    starts = starts_of_runs(group)
    ends = np.append(starts, len(group))[1:]
    n_bytes = np.append(0, np.cumsum(pc.binary_length(members.column("text")).to_numpy(), dtype=np.int64))
    while len(starts):
        start = starts[0]
        n = max(int(np.searchsorted(n_bytes[ends], n_bytes[start] + _SETTLED_AT_ONCE, side="right")), 1)
        first, last = np.searchsorted(of_alike, group[start]), np.searchsorted(of_alike, group[starts[n - 1]], "right")
        yield members.slice(start, ends[n - 1] - start), steps.merge_pairs(alike.slice(first, last - first))
        starts, ends = starts[n:], ends[n:]


def ranges_of_ids(told: Iterable[pa.Table], n_bins: int) -> list[str]:
    """The ids at which ranges begin, but for the first range: of those told as many in each."""
    ids = sorted(name for table in told for name in table.column("article_id").to_pylist())
    return cut(ids, n_bins)


def sort(bin_: int, came: Came) -> Iterator[Packet]:
    """Of a range: what was found, in its order; in packets numbered in that order."""
    read = {name: tuple(read_tables(came.get(kind, ()), type_)) for kind, (name, type_) in RECORDS.items()}
    joined = join_reuse([Reuse(**read)])
    for kind, (name, type_) in RECORDS.items():
        table = records_table(getattr(joined, name), type_)
        yield from numbered(bin_, kind, table)


def _found(kind: str, records: Sequence[Any], ranges: Sequence[str], names: Sequence[str]) -> Iterator[Packet]:
    """Record i for the range that names[i] is in."""
    yield from sent(kind, records_table(records, RECORDS[kind][1]), ranges_of(names, ranges))
