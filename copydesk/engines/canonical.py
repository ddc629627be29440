"""What is kept of all that the articles of a batch share, chosen on any engine: no step sees more than a part, a range
of what was found, or one bin.

    read     part     its articles go to their bins, the paths that they want to those of the places; what it came to
    share    range    passages and matches go to their articles' bins, clusters to their own, and to those of their
                      further articles that they ask for these
    meet     article  goes, with its passages, to the bins of those that it matches
    compare  article  which are so much alike that they may be one story: these hang together
    (stars)  article  each learns the least of all that hang together, its group
    send     article  goes to the group's bin, with its passages
    tell     group    its stories, each to a bin of its range; articles learn their places in them
    deal     article  goes to the bins of its clusters, and of those that ask for it
    choose   cluster  the one to keep, to a bin of the cluster's range
    settle   place    paths, likewise
    sort     range    in their order

The end is that of `copydesk.pipeline.choose`, to the byte, whatever the number of parts and bins.
"""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from copydesk.arrow import schema_of
from copydesk.canonical import ArticleInfo, Likeness, alike_pairs, choose_placed, cluster_linked, places_in_stories
from copydesk.checked import count_rows, read_rows, write_records
from copydesk.emit.text_files import place_of, text_paths
from copydesk.engines.bins import (
    bins_of,
    first_ids,
    hashes_of,
    numbered,
    packets_of,
    ranges_of,
    read_tables,
    records_table,
    runs,
    sent,
)
from copydesk.engines.engine import AnyEngine, Came, Engine, Packet, Packets
from copydesk.engines.stars import groups_of, send_edges, stars
from copydesk.pipeline.choose import (
    OF_MATCHES,
    OF_PASSAGES,
    articles_of,
    count_shared,
    in_order,
    read_earlier,
    read_linked,
    read_passages,
)
from copydesk.pipeline.counts import count_parts
from copydesk.pipeline.part import Part
from copydesk.pipeline.shared import Chosen, Counted, Found, TextPath
from copydesk.records import ArticleCluster, Cluster, Passage
from copydesk.reuse.arrays import Int64, UInt64, ragged, sorted_unique
from copydesk.reuse.tables import concat, numbers
from copydesk.store import Place

# The first column of each says to whose bin a row goes.
_INFO = schema_of(ArticleInfo)
_PASSAGE = pa.schema(schema_of(Passage).field(name) for name in sorted(OF_PASSAGES))  # the article's id first
_LINKED = pa.schema([(name, pa.large_string()) for name in OF_MATCHES[:2]])
# Clusters are handed on with their rows, for these are their order.
_CLUSTER = schema_of(Cluster).append(pa.field("row", pa.int64()))
# Articles that clusters ask for, of which they have no passage.
_ASKED_FOR = pa.schema([("article_id", pa.large_string()), ("cluster_id", pa.large_string())])
# An article's place among those that tell its story.
_PLACE = pa.schema([("article_id", pa.large_string()), ("story", pa.large_string()), ("place", pa.int64())])
# What goes with an article.
_OF_ARTICLES = {"info": _INFO, "passage": _PASSAGE, "place": _PLACE}
# The results, by kind, and what they are sorted by.
_SORTED_BY = {"cluster": "row", "story": "cluster_id", "path": "article_id"}
_RECORDS: dict[str, Any] = {"cluster": Cluster, "story": ArticleCluster, "path": TextPath}


@dataclass(frozen=True)
class _Asked:
    """What every step knows."""

    parts: Sequence[Part]
    found: Found
    n_bins: int
    order: Sequence[str]
    preferred_outlets: Sequence[str]

    def rows(self, place: Place, n: int) -> slice:
        """The rows of a file that are the range's, of as many ranges as there are bins."""
        n_rows = count_rows(place)
        return slice(n_rows * n // self.n_bins, n_rows * (n + 1) // self.n_bins)


def choose_on(
    engine: AnyEngine,
    parts: Sequence[Part],
    found: Found,
    chosen: Chosen,
    *,
    order: Sequence[str],
    preferred_outlets: Sequence[str],
    n_bins: int,
) -> None:
    """The files of `chosen` are those that `choose` writes."""
    asked = _Asked(tuple(parts), found, n_bins, tuple(order), tuple(preferred_outlets))
    read = engine.keep(engine.begin(len(parts) + n_bins, functools.partial(_read, asked)))
    articles = engine.only(read, "info", "passage")
    met = engine.regroup(n_bins, functools.partial(_meet, n_bins), articles, engine.only(read, "linked"))
    compared = engine.keep(engine.regroup(n_bins, functools.partial(_compare, n_bins), met, articles))
    groups = stars(engine, n_bins, engine.only(compared, "edge"))
    grouped = engine.regroup(n_bins, functools.partial(_send, n_bins), articles, engine.only(compared, "alike"), groups)
    told = engine.keep(engine.regroup(n_bins, functools.partial(_tell, asked), grouped))
    of_clusters = engine.only(read, "asked_for"), engine.only(told, "place")
    dealt = engine.regroup(n_bins, functools.partial(_deal, n_bins), articles, *of_clusters)
    results = engine.regroup(n_bins, functools.partial(_choose, asked), engine.only(read, "cluster"), dealt)
    paths = engine.regroup(n_bins, functools.partial(_settle, n_bins), engine.only(read, "wanted"))
    ordered = engine.keep(engine.regroup(n_bins, _sort, results, engine.only(told, "story"), paths))
    write_records(chosen.clusters, _read_back(engine, ordered, "cluster"), Cluster)
    write_records(chosen.article_clusters, _read_back(engine, ordered, "story"), ArticleCluster)
    write_records(chosen.text_paths, _read_back(engine, ordered, "path"), TextPath)
    of_parts = (packet.table for packet in engine.collect(engine.only(read, "counted")))
    shared = count_shared(found, n_stories=count_rows(chosen.article_clusters))
    write_records(chosen.counted, [*_add_up(of_parts), *shared], Counted)


def _read_back(engine: Engine[Packets], packets: Packets, kind: str) -> Iterator[Any]:
    for packet in engine.collect(engine.only(packets, kind)):
        yield from read_tables([packet.table], _RECORDS[kind])


def _add_up(tables: Iterable[pa.Table]) -> list[Counted]:
    """What the parts came to, as if they were one."""
    counts: Counter[str] = Counter({row.name: row.n for row in count_parts([])})
    for row in read_tables(tables, Counted):
        counts[row.name] += row.n
    return sorted(Counted(name, n) for name, n in counts.items())


def _read(asked: _Asked, n: int) -> Iterator[Packet]:
    """Of a part, or, as if they were further parts, of a range of what was found."""
    if n < len(asked.parts):
        yield from _read_part(asked, asked.parts[n])
    else:
        yield from _share(asked, n - len(asked.parts))


def _read_part(asked: _Asked, part: Part) -> Iterator[Packet]:
    articles = list(articles_of(part))
    infos = [info for info, _ in articles]
    yield from _to_bins("info", records_table(infos, ArticleInfo), asked.n_bins)
    paths = [TextPath(article_id=info.article_id, text_path=path) for info, path in articles]
    places = hashes_of(place_of(path) for _, path in articles)
    yield from sent("wanted", records_table(paths, TextPath), bins_of(places, asked.n_bins))
    yield Packet(0, "counted", records_table(count_parts([part]), Counted))


def _share(asked: _Asked, n: int) -> Iterator[Packet]:
    found = asked.found
    rows = asked.rows(found.earlier, n)
    earlier = list(read_earlier(read_rows(found.earlier, rows.start, rows.stop)))
    yield from _to_bins("info", records_table(earlier, ArticleInfo), asked.n_bins)
    passages = _rows(found.passages, asked.rows(found.passages, n), OF_PASSAGES, _PASSAGE)
    yield from _to_bins("passage", passages, asked.n_bins)
    rows = asked.rows(found.matches, n)
    linked = read_linked(read_rows(found.matches, rows.start, rows.stop, OF_MATCHES))
    yield from _to_bins("linked", _pairs_table(sorted(linked)), asked.n_bins)
    rows = asked.rows(found.clusters, n)
    whole = _rows(found.clusters, rows, schema_of(Cluster).names, schema_of(Cluster))
    with_rows = whole.append_column(_CLUSTER.field("row"), pa.array(np.arange(rows.start, rows.stop)))
    yield from _to_bins("cluster", with_rows, asked.n_bins)
    asked_for = [
        {"article_id": copy.article_id, "cluster_id": cluster.cluster_id}
        for cluster in read_tables([whole], Cluster)
        for copy in cluster.further
    ]
    yield from _to_bins("asked_for", pa.Table.from_pylist(asked_for, schema=_ASKED_FOR), asked.n_bins)


def _meet(n_bins: int, bin_: int, came: Came) -> Iterator[Packet]:
    """Of an article's bin: pairs of which it is the first go to the bin of the second, and it does."""
    linked = _pairs_table(sorted(_pairs(came.get("linked", ()))))
    first, second = (hashes_of(column.to_pylist()) for column in linked.columns)
    bins = bins_of(second, n_bins)
    yield from sent("linked", linked, bins)
    yield from _articles_to(bins, first, came, here=bin_)


def _compare(n_bins: int, _: int, came: Came) -> Iterator[Packet]:
    """Of the second article's bin: the pairs that may be one story, to the bin of the first, and as edges."""
    if "linked" in came:
        pairs = alike_pairs(_pairs(came["linked"]), Likeness(_passages(came), _infos(came)))
        alike = _pairs_table(pairs)
        yield from _to_bins("alike", alike, n_bins)
        yield from send_edges(n_bins, *(hashes_of(column.to_pylist()) for column in alike.columns))


def _send(n_bins: int, _: int, came: Came) -> Iterator[Packet]:
    """Of an article's bin: those of a group go to the group's bin, and so do the pairs of which they are the first."""
    hanging = came.get("star", ())
    for kind, schema in {**_OF_ARTICLES, "alike": _LINKED}.items():
        table = concat(came.get(kind, ()), schema)
        groups, is_there = groups_of(hanging, hashes_of(table.column(0).to_pylist()))
        yield from sent(kind, table.filter(pa.array(is_there)), bins_of(groups[is_there], n_bins))


def _tell(asked: _Asked, _: int, came: Came) -> Iterator[Packet]:
    """Of a bin of groups: their stories."""
    rules = {"order": asked.order, "preferred_outlets": asked.preferred_outlets}
    infos = _infos(came)
    stories = cluster_linked(_pairs(came["alike"]), _passages(came), infos, **rules)
    firsts = [story.article_ids[0] for story in stories]
    yield from sent("story", records_table(stories, ArticleCluster), _ranges_of(firsts, asked.n_bins))
    places = places_in_stories(stories, infos, **rules)
    rows = [{"article_id": name, "story": story, "place": place} for name, (story, place) in places.items()]
    yield from _to_bins("place", pa.Table.from_pylist(rows, schema=_PLACE), asked.n_bins)


def _deal(n_bins: int, _: int, came: Came) -> Iterator[Packet]:
    """Of an article's bin: its passages go to their clusters' bins, and it does, and to those that ask for it."""
    passages = concat(came.get("passage", ()), _PASSAGE)
    of_passages = bins_of(hashes_of(passages.column("cluster_id").to_pylist()), n_bins)
    yield from sent("passage", passages, of_passages)
    asked_for = concat(came.get("asked_for", ()), _ASKED_FOR)
    asking = bins_of(hashes_of(asked_for.column("cluster_id").to_pylist()), n_bins)
    articles = [hashes_of(table.column("article_id").to_pylist()) for table in (passages, asked_for)]
    others = {kind: tables for kind, tables in came.items() if kind in ("info", "place")}
    yield from _articles_to(np.concatenate((of_passages, asking)), np.concatenate(articles), others)


def _articles_to(bins: Int64, articles: UInt64, came: Came, here: int = -1) -> Iterator[Packet]:
    """Of what came, what is of articles[i] for bins[i], once for each; what is wanted `here` is there."""
    named = sorted_unique(articles)
    bins_with_places = [(bin_, places) for bin_, places in runs(bins, np.searchsorted(named, articles)) if bin_ != here]
    for kind, schema in _OF_ARTICLES.items():
        table = concat(came.get(kind, ()), schema)
        hashes = hashes_of(table.column(0).to_pylist())
        order = np.argsort(hashes, kind="stable")
        table, hashes = table.take(pa.array(order)), hashes[order]
        starts, ends = (np.searchsorted(hashes, named, side=side) for side in ("left", "right"))
        for bin_, places in bins_with_places:
            rows, _ = ragged(starts[places], ends[places])
            yield from packets_of(bin_, kind, table.take(pa.array(rows)))


def _choose(asked: _Asked, _: int, came: Came) -> Iterator[Packet]:
    """Of a bin of clusters: what is kept of them."""
    clusters = concat(came.get("cluster", ()), _CLUSTER)
    rows = numbers(clusters, "row")
    places = concat(came.get("place", ()), _PLACE).to_pylist()
    kept = choose_placed(
        list(read_tables([clusters], Cluster)),
        _passages(came),
        _infos(came),
        {row["article_id"]: (row["story"], row["place"]) for row in places},
        order=asked.order,
        preferred_outlets=asked.preferred_outlets,
    )
    n_clusters = count_rows(asked.found.clusters)
    chosen = records_table(kept, Cluster).append_column(_CLUSTER.field("row"), pa.array(rows))
    yield from sent("cluster", chosen, rows * asked.n_bins // max(n_clusters, 1))


def _settle(n_bins: int, _: int, came: Came) -> Iterator[Packet]:
    """Of a bin of places: the paths of the articles that want them."""
    wanted = {row.article_id: row.text_path for row in read_tables(came["wanted"], TextPath)}
    paths = text_paths(wanted)
    rows = [TextPath(article_id=name, text_path=path) for name, path in paths.items()]
    yield from sent("path", records_table(rows, TextPath), _ranges_of(paths, n_bins))


def _sort(bin_: int, came: Came) -> Iterator[Packet]:
    """Of a range: results in their order; in packets numbered in that order."""
    for kind, tables in came.items():
        table = concat(tables, tables[0].schema).sort_by(_SORTED_BY[kind]).select(schema_of(_RECORDS[kind]).names)
        yield from numbered(bin_, kind, table)


def _to_bins(kind: str, table: pa.Table, n_bins: int) -> Iterator[Packet]:
    """Each row to the bin of what its first column names."""
    yield from sent(kind, table, bins_of(hashes_of(table.column(0).to_pylist()), n_bins))


def _ranges_of(ids: Iterable[str], n_bins: int) -> Int64:
    """int64[n]: the bin of each by its order."""
    return ranges_of(ids, first_ids(n_bins))


def _rows(place: Place, rows: slice, columns: Sequence[str], schema: pa.Schema) -> pa.Table:
    """The rows of a file in one table."""
    batches = read_rows(place, rows.start, rows.stop, columns)
    return concat((pa.Table.from_batches([batch]).select(schema.names) for batch in batches), schema)


def _infos(came: Came) -> list[ArticleInfo]:
    return in_order(read_tables(came.get("info", ()), ArticleInfo))


def _passages(came: Came) -> list[Passage]:
    return list(read_passages(batch for table in came.get("passage", ()) for batch in table.to_batches()))


def _pairs(tables: Iterable[pa.Table]) -> set[tuple[str, str]]:
    return {pair for table in tables for pair in zip(*(column.to_pylist() for column in table.columns), strict=True)}


def _pairs_table(pairs: Sequence[tuple[str, str]]) -> pa.Table:
    return pa.table([[pair[side] for pair in pairs] for side in (0, 1)], schema=_LINKED)
