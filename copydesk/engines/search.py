"""What the articles of a batch share, found on any engine: no step sees more than a part of the articles, or one bin.

The steps are those of `copydesk.reuse.steps`; here stands what goes to which bin.

    read     part     its articles are read; their wordings, counted, go to the wordings' bins
    merge    wording  the counts of all parts; how often words stand goes up a tree of bins to the driver, which weighs
    sign     wording  signatures; keys go to the buckets' bins
    pair     bucket   pairs go to the bin of their second wording
    bring    wording  its sketch goes with them to the bin of the first
    sift     wording  those worth comparing go back to the bin of the second, with the words of the first
    verify   wording  which are alike
    stand    wording  tells the articles that have one that is alike to another, or that others have, too
    tie      part     such wordings of one article hang together
    (stars)  wording  so do those that are alike: each learns the least of all that hang together, its group
    label    wording  tells the articles, and what is alike goes to the group's bin
    send     part     articles of groups go there
    tell     wording  and so do wordings that other articles have, too
    settle   group    matches, passages, clusters and stock, each to a bin of its range
    sort     range    in their order

The end is that of `find_near_duplicates`, to the byte, whatever the number of parts and bins. Earlier batches are not
looked back on here. An article's number is that of its part and its place there, by id.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from copydesk.engines.bins import (
    bins_by,
    bins_of,
    distinct_rows,
    packets_of,
    read_tables,
    records_table,
    rows_of,
    runs,
    sent,
    sorted_rows,
)
from copydesk.engines.engine import Came, Engine, Packet, Packets
from copydesk.engines.stars import groups_of, send_edges, stars
from copydesk.records import Cluster, EarlierArticle, Match, Passage, StockSentence
from copydesk.reuse import Reuse, Search, steps
from copydesk.reuse.arrays import Int64, UInt64, is_among, sorted_unique, starts_of_runs
from copydesk.reuse.articles import join_reuse
from copydesk.reuse.search import THRESHOLD_JACCARD
from copydesk.reuse.tables import (
    ALIKE,
    ARTICLES,
    WORDINGS,
    concat,
    lists,
    numbers,
    only,
    sorted_articles,
    wordings_of,
)

# Tallies added up at a time, of 48 MB at most each.
_TALLIES_A_BIN = 8
# Wordings signed at a time: bounds the memory to some 60 MB.
_SIGNED_AT_ONCE = 1 << 14
# Articles of small groups are settled together, up to so many bytes of text: a call takes 25 ms, however few they are,
# and some 20 bytes of memory a byte.
_SETTLED_AT_ONCE = 4 << 20
# Ids that a part tells of its articles, for the ranges in which results are sorted.
_IDS_TOLD = 64

# Which articles have a wording.
_UNITS = pa.schema([("wording", pa.uint64()), ("article", pa.uint64())])
# The same of wordings that are alike to another, or stand in several articles.
_STANDING = pa.schema([*_UNITS, ("is_named", pa.bool_()), ("is_copied", pa.bool_())])
_NAMED = pa.schema([("wording", pa.uint64())])
_LABELS = pa.schema([("article", pa.uint64()), ("group", pa.uint64())])
_MEMBERS = pa.schema([*ARTICLES, ("group", pa.uint64())])
_ALIKE = pa.schema([*ALIKE, ("group", pa.uint64())])
# What a bin of groups wants to know.
_WANTED = pa.schema([("wording", pa.uint64()), ("bin", pa.int64())])
_IDS = pa.schema([("article_id", pa.string())])

# What is found, by kind.
_RECORDS: dict[str, tuple[str, Any]] = {
    "match": ("matches", Match),
    "passage": ("passages", Passage),
    "cluster": ("clusters", Cluster),
    "stock": ("stock", StockSentence),
}


@dataclass(frozen=True)
class _Asked:
    """What every step knows of the search."""

    articles_of: Callable[[int], pa.Table]
    n_bins: int
    search: Search
    same_outlet: bool


@dataclass(frozen=True)
class SharedPassages(Generic[Packets]):
    """What articles share, in canonical order, as it is read from the engine; each may be asked for again."""

    engine: Engine[Packets]
    packets: Packets

    @property
    def matches(self) -> Iterator[Match]:
        """By article and place."""
        return self._records("match")

    @property
    def passages(self) -> Iterator[Passage]:
        """By article and place."""
        return self._records("passage")

    @property
    def clusters(self) -> Iterator[Cluster]:
        """By id."""
        return self._records("cluster")

    @property
    def stock(self) -> Iterator[StockSentence]:
        """What most articles have first."""
        return self._records("stock")

    @property
    def earlier(self) -> Iterator[EarlierArticle]:
        """None: earlier batches are not looked back on."""
        return iter(())

    def _records(self, kind: str) -> Iterator[Any]:
        for packet in self.engine.collect(self.engine.only(self.packets, kind)):
            yield from read_tables([packet.table], _RECORDS[kind][1])


def find_shared(
    engine: Engine[Packets],
    n_parts: int,
    articles_of: Callable[[int], pa.Table],
    *,
    n_bins: int,
    threshold_jaccard: float = THRESHOLD_JACCARD,
    n_perm: int = 128,
    seed: int = 1,
    same_outlet: bool = False,
    known: Iterable[StockSentence] = (),
) -> SharedPassages[Packets]:
    """What the articles of all parts share; the options are those of `find_near_duplicates`.

    `articles_of` gives the articles of a part (ARTICLES), in any order, the same whenever it is called, which is twice
    for each; it travels, as steps do. No id stands twice.
    """
    search = Search(threshold_jaccard=threshold_jaccard, n_perm=n_perm, seed=seed)
    asked = _Asked(articles_of, n_bins, search, same_outlet)
    merged = engine.keep(engine.regroup(n_bins, partial(_merge, asked), engine.begin(n_parts, partial(_read, asked))))
    wordings = engine.only(merged, "wording")
    statistics = engine.share(_weigh(engine, engine.only(merged, "tally"), n_bins))
    alike = _alike(engine, asked, wordings, statistics)
    named = engine.only(alike, "named")
    standing = engine.regroup(n_bins, partial(_stand, asked), engine.only(merged, "unit"), named)
    tied = engine.keep(engine.regroup(n_parts, partial(_tie, asked), standing))
    edges = stars(engine, n_bins, engine.only(alike, "edge"), engine.only(tied, "edge"))
    labelled = engine.regroup(
        n_bins, partial(_label, asked), edges, engine.only(tied, "home"), engine.only(alike, "alike")
    )
    labelled = engine.keep(labelled)
    members = engine.regroup(
        n_parts, partial(_send, asked), engine.only(labelled, "label"), engine.only(tied, "standing")
    )
    members = engine.keep(members)
    told = engine.regroup(n_bins, _tell, engine.only(members, "wanted"), engine.only(merged, "repeated"))
    ranges = _ranges((packet.table for packet in engine.collect(engine.only(members, "ids"))), n_bins)
    found = engine.regroup(
        n_bins,
        partial(_settle, asked, statistics, engine.share(tuple(known)), ranges),
        engine.only(members, "member"),
        engine.only(labelled, "alike"),
        told,
    )
    return SharedPassages(engine, engine.keep(engine.regroup(n_bins, _sort, found)))


def _read(asked: _Asked, part: int) -> Iterator[Packet]:
    """Of a part: its wordings, counted, and which article has which."""
    words = steps.read(_articles(asked, part), same_outlet=asked.same_outlet)
    counted = steps.count(words)
    yield from sent("counted", counted, bins_by(counted, "wording", asked.n_bins))
    worded, bounds = lists(words, "wordings")
    place = np.repeat(np.arange(len(words), dtype=np.uint64), np.diff(bounds))
    units = distinct_rows(rows_of(_UNITS, worded, place | np.uint64(part << 32)))
    yield from sent("unit", units, bins_by(units, "wording", asked.n_bins))


def _articles(asked: _Asked, part: int) -> pa.Table:
    """The part's articles by id: the place of each is the lower half of its number."""
    return sorted_articles(asked.articles_of(part))


def _merge(asked: _Asked, bin_: int, came: Came) -> Iterator[Packet]:
    """Of a wording's bin: what there is in all parts, once. Where it stands is handed on."""
    wordings = steps.merge_counts(*came["counted"])
    yield Packet(bin_ // _TALLIES_A_BIN, "tally", steps.tally(wordings))
    yield from packets_of(bin_, "repeated", wordings.filter(pa.array(numbers(wordings, "n_units") > 1)))
    # Which unit stands for a wording is asked of those that have several; ids are long, and wordings sent thrice.
    column = WORDINGS.get_field_index("article_id")
    nothing = pa.nulls(len(wordings), WORDINGS.field(column).type)
    yield from packets_of(bin_, "wording", wordings.set_column(column, WORDINGS.field(column), nothing))
    yield from packets_of(bin_, "unit", concat(came["unit"], _UNITS))


def _weigh(engine: Engine[Packets], tallies: Packets, n_bins: int) -> pa.Table:
    """The statistics, from the tallies of so many bins."""
    while n_bins > 1:
        n_bins = -(-n_bins // _TALLIES_A_BIN)
        tallies = engine.regroup(n_bins, _add_up, tallies)
    return steps.weigh_tallies(*(packet.table for packet in engine.collect(tallies)))


def _add_up(bin_: int, came: Came) -> Iterator[Packet]:
    yield Packet(bin_ // _TALLIES_A_BIN, "tally", steps.merge_tallies(*came["tally"]))


def _alike(engine: Engine[Packets], asked: _Asked, wordings: Packets, statistics: Callable[[], pa.Table]) -> Packets:
    """Which wordings are alike, at the bin of the second of two; the same as edges; and which these name."""
    n_bins = asked.n_bins
    signed = engine.keep(engine.regroup(n_bins, partial(_sign, asked, statistics), wordings))
    sketches = engine.only(signed, "sketch")
    pairs = engine.regroup(n_bins, partial(_pair, asked), engine.only(signed, "bucket"))
    brought = engine.regroup(n_bins, partial(_bring, asked), pairs, sketches)
    sifted = engine.regroup(n_bins, partial(_sift, asked, statistics), brought, sketches, wordings)
    return engine.keep(engine.regroup(n_bins, partial(_verify, asked, statistics), sifted, wordings))


def _sign(asked: _Asked, statistics: Callable[[], pa.Table], bin_: int, came: Came) -> Iterator[Packet]:
    """Of a wording's bin: what buckets wordings are in, and their sketches."""
    wordings, weights, keys = concat(came["wording"], WORDINGS), statistics(), []
    for start in range(0, len(wordings), _SIGNED_AT_ONCE):
        some = wordings.slice(start, _SIGNED_AT_ONCE)
        signed = steps.sign(some, statistics=weights, search=asked.search)
        yield from packets_of(bin_, "sketch", steps.sketch(signed))
        keys.append(signed.select(["wording", "rarest", "keys"]))
    for buckets in steps.bucket(*keys):
        # Keys are mixed well, but all bands of a short sentence may have one.
        bins = (numbers(buckets, "key") + numbers(buckets, "band")) % np.uint32(asked.n_bins)
        yield from sent("bucket", buckets, bins.astype(np.int64))


def _pair(asked: _Asked, bin_: int, came: Came) -> Iterator[Packet]:
    """Of a bucket's bin: the pairs that are near one another in a bucket, to the bin of the second."""
    pairs = steps.pair(*came["bucket"])
    yield from sent("pair", pairs, bins_by(pairs, "y", asked.n_bins))


def _bring(asked: _Asked, bin_: int, came: Came) -> Iterator[Packet]:
    """Of a wording's bin: each pair once, and the sketches of their second wordings, to the bin of the first."""
    if "pair" in came:
        pairs = steps.merge_pairs(*came["pair"])
        bins = bins_by(pairs, "x", asked.n_bins)
        yield from sent("pair", pairs, bins)
        yield from _brought("brought", _joined(came["sketch"]), numbers(pairs, "y"), bins, bin_)


def _sift(asked: _Asked, statistics: Callable[[], pa.Table], bin_: int, came: Came) -> Iterator[Packet]:
    """Of a wording's bin: the pairs worth comparing, and the words of the first of each, to the bin of the second."""
    if "pair" in came:
        pairs = steps.sift(
            *came["pair"],
            signed=_joined([*came["sketch"], *came.get("brought", ())]),
            statistics=statistics(),
            threshold_jaccard=asked.search.threshold_jaccard,
        )
        bins = bins_by(pairs, "y", asked.n_bins)
        yield from sent("pair", pairs, bins)
        yield from _brought("brought", concat(came["wording"], WORDINGS), numbers(pairs, "x"), bins, bin_)


def _brought(kind: str, rows: pa.Table, wordings: UInt64, bins: Int64, here: int) -> Iterator[Packet]:
    """The rows of wordings[i] for bins[i], once for each; what they want that are `here` is there."""
    named = sorted_unique(wordings)
    rows = only(rows, named)
    for bin_, places in runs(bins, np.searchsorted(named, wordings)):
        if bin_ != here:
            yield from packets_of(bin_, kind, rows.take(pa.array(places)))


def _verify(asked: _Asked, statistics: Callable[[], pa.Table], bin_: int, came: Came) -> Iterator[Packet]:
    """Of a wording's bin: what is alike, each wording beside itself where copies of it tell something among it."""
    wordings = concat(came["wording"], WORDINGS)
    alike = steps.verify(
        steps.copied(wordings),
        *came.get("pair", ()),
        wordings=concat([wordings, *came.get("brought", ())], WORDINGS),
        statistics=statistics(),
        threshold_jaccard=asked.search.threshold_jaccard,
    )
    yield from packets_of(bin_, "alike", alike)
    x, y = numbers(alike, "x"), numbers(alike, "y")
    named = rows_of(_NAMED, sorted_unique(np.concatenate((x, y))))
    yield from sent("named", named, bins_by(named, "wording", asked.n_bins))
    yield from send_edges(asked.n_bins, x, y)


def _stand(asked: _Asked, bin_: int, came: Came) -> Iterator[Packet]:
    """Of a wording's bin: to the parts of articles which have a wording that is named, or in several articles."""
    units = sorted_rows(concat(came.get("unit", ()), _UNITS))
    wording = numbers(units, "wording")
    n_articles = np.diff(starts_of_runs(wording), append=len(wording))
    is_copied = np.repeat(n_articles > 1, n_articles)
    is_named = is_among(wording, sorted_unique(numbers(concat(came.get("named", ()), _NAMED), "wording")))
    standing = rows_of(_STANDING, wording, numbers(units, "article"), is_named, is_copied)
    standing = standing.filter(pa.array(is_named | is_copied))
    yield from sent("standing", standing, _parts(standing))


def _tie(asked: _Asked, part: int, came: Came) -> Iterator[Packet]:
    """Of a part: an article's wordings that are named hang together with the first of them, where it will ask for its
    group. What stands where is handed on."""
    standing = concat(came["standing"], _STANDING)
    yield from packets_of(part, "standing", standing)
    named = sorted_rows(standing.filter(standing.column("is_named")).select(["article", "wording"]))
    article, wording = numbers(named, "article"), numbers(named, "wording")
    starts = starts_of_runs(article)
    yield from send_edges(asked.n_bins, np.repeat(wording[starts], np.diff(starts, append=len(article))), wording)
    home = rows_of(_UNITS, wording[starts], article[starts])
    yield from sent("home", home, bins_by(home, "wording", asked.n_bins))


def _label(asked: _Asked, bin_: int, came: Came) -> Iterator[Packet]:
    """Of a wording's bin: the groups of articles, to their parts; and what is alike, to the group's bin."""
    hanging = came.get("star", ())
    home = concat(came.get("home", ()), _UNITS)
    labels = rows_of(_LABELS, numbers(home, "article"), groups_of(hanging, numbers(home, "wording"))[0])
    yield from sent("label", labels, _parts(labels))
    alike = concat(came.get("alike", ()), ALIKE)
    group, _ = groups_of(hanging, numbers(alike, "y"))
    yield from sent("alike", alike.append_column(_ALIKE.field("group"), pa.array(group)), bins_of(group, asked.n_bins))


def _send(asked: _Asked, part: int, came: Came) -> Iterator[Packet]:
    """Of a part: its articles that are of a group, to the group's bin; what other articles have of their wordings, too,
    is wanted there. And some of their ids."""
    if "label" not in came:
        return
    labels = sorted_rows(concat(came["label"], _LABELS))
    article, group = numbers(labels, "article"), numbers(labels, "group")
    rows = pa.array((article & np.uint64(0xFFFFFFFF)).astype(np.int64))
    members = _articles(asked, part).take(rows).append_column(_MEMBERS.field("group"), pa.array(group))
    yield from sent("member", members, bins_of(group, asked.n_bins))
    standing = concat(came["standing"], _STANDING)
    standing = standing.filter(standing.column("is_copied"))
    standing = standing.filter(pa.array(is_among(numbers(standing, "article"), article)))
    of_group = group[np.searchsorted(article, numbers(standing, "article"))]
    wanted = distinct_rows(rows_of(_WANTED, numbers(standing, "wording"), bins_of(of_group, asked.n_bins)))
    yield from sent("wanted", wanted, bins_by(wanted, "wording", asked.n_bins))
    ids = members.select(["article_id"])
    yield Packet(0, "ids", ids.take(pa.array(np.arange(0, len(ids), -(-len(ids) // _IDS_TOLD)))))


def _tell(bin_: int, came: Came) -> Iterator[Packet]:
    """Of a wording's bin: wordings to the bins that want them."""
    if "wanted" in came:
        wanted = concat(came["wanted"], _WANTED)
        rows = concat(came["repeated"], WORDINGS)
        yield from _brought("wording", rows, numbers(wanted, "wording"), numbers(wanted, "bin"), -1)


def _settle(
    asked: _Asked,
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
    for members, alike in _some_groups(concat(came["member"], _MEMBERS), concat(came["alike"], _ALIKE)):
        articles = members.select(ARTICLES.names)
        words = steps.read(articles, same_outlet=asked.same_outlet)
        # What stands for a wording may be another group's, where it has other capitals.
        worded = wordings_of(words)
        worded = worded[is_among(worded, known_there)]
        told_of = told.take(pa.array(np.searchsorted(known_there, worded)))
        wordings = steps.merge_counts(steps.count(words), told_of)
        links, apart = steps.link(words, alike=alike, wordings=wordings, statistics=weights)
        found = steps.settle(articles, words=words, links=links, apart=apart, statistics=weights, known=stock)
        yield from _found("match", found.matches, ranges, [match.a_article_id for match in found.matches])
        yield from _found("passage", found.passages, ranges, [passage.article_id for passage in found.passages])
        # A cluster is called by its first passage, which is called by its article.
        of_clusters = [cluster.cluster_id.removeprefix("cluster:") for cluster in found.clusters]
        yield from _found("cluster", found.clusters, ranges, of_clusters)
        yield from _found("stock", found.stock, ranges, [""] * len(found.stock))


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


def _ranges(told: Iterable[pa.Table], n_bins: int) -> list[str]:
    """The ids at which ranges begin, but for the first range: of those told as many in each."""
    ids = sorted(name for table in told for name in table.column("article_id").to_pylist())
    return [ids[len(ids) * n // n_bins] for n in range(1, n_bins)] if ids else []


def _sort(bin_: int, came: Came) -> Iterator[Packet]:
    """Of a range: what was found, in its order; in packets numbered in that order."""
    read = {name: tuple(read_tables(came.get(kind, ()), type_)) for kind, (name, type_) in _RECORDS.items()}
    joined = join_reuse([Reuse(**read)])
    for kind, (name, type_) in _RECORDS.items():
        table = records_table(getattr(joined, name), type_)
        for n, packet in enumerate(packets_of(bin_, kind, table)):
            yield packet._replace(bin=bin_ << 10 | n)


def _parts(table: pa.Table) -> Int64:
    """int64[n]: the part of each row's article."""
    return (numbers(table, "article") >> np.uint64(32)).astype(np.int64)


def _joined(tables: Sequence[pa.Table]) -> pa.Table:
    """One table of tables of one schema."""
    return concat(tables, tables[0].schema)


def _found(kind: str, records: Sequence[Any], ranges: Sequence[str], names: Sequence[str]) -> Iterator[Packet]:
    """Record i for the range that names[i] is in."""
    bins = np.fromiter((bisect_right(ranges, name) for name in names), np.int64, len(names))
    yield from sent(kind, records_table(records, _RECORDS[kind][1]), bins)
