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

Where earlier batches are looked back on, their articles are parts behind the others, and after the first `merge`:

    look     wording  which earlier articles have one that is alike, to the bins of their ids
    choose   id       each article once, but for those that the batch has itself, to the driver, which deals out parts
    read     part     of these only; then `merge` again, of all

The end is that of `find_near_duplicates`, to the byte, whatever the number of parts and bins. An article's number is
that of its part and its place there, by id.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from typing import Any, Generic

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from copydesk.engines.bins import (
    bins_by,
    bins_of,
    cut,
    distinct_rows,
    numbered,
    packets_of,
    ranges_of,
    read_tables,
    records_table,
    rows_of,
    runs,
    sent,
    sorted_rows,
)
from copydesk.engines.engine import Came, Engine, Packet, Packets
from copydesk.engines.stars import groups_of, send_edges, stars
from copydesk.engines.tallies import add_up, tallied
from copydesk.records import Cluster, EarlierArticle, Match, Passage, StockSentence
from copydesk.reuse import Reuse, Search, steps
from copydesk.reuse.arrays import Int64, UInt64, is_among, sorted_unique, starts_of_runs
from copydesk.reuse.articles import earlier_named, join_reuse
from copydesk.reuse.corpus.build import id_keys
from copydesk.reuse.memory.layout import Memory
from copydesk.reuse.memory.look import EarlierText, alike_members, known_stock, texts_of
from copydesk.reuse.search import THRESHOLD_JACCARD
from copydesk.reuse.tables import (
    ALIKE,
    ARTICLES,
    WORDINGS,
    WORDS,
    concat,
    corpus_of,
    lists,
    numbers,
    only,
    sorted_articles,
    tally_table,
    wordings_of,
)

# Wordings signed at a time: bounds the memory to some 60 MB.
_SIGNED_AT_ONCE = 1 << 14
# Articles of small groups are settled together, up to so many bytes of text: a call takes 25 ms, however few they are,
# and some 20 bytes of memory a byte.
_SETTLED_AT_ONCE = 4 << 20
# Bytes of texts of earlier articles in a part, as many as a bin has of others.
_EARLIER_BYTES = 32 << 20
# Ids that a part tells of its articles, for the ranges in which results are sorted.
_IDS_TOLD = 64

# Which articles have a wording.
_UNITS = pa.schema([("wording", pa.uint64()), ("article", pa.uint64())])
# The same of wordings that are alike to another, or stand in several articles.
_STANDING = pa.schema([*_UNITS, ("is_named", pa.bool_()), ("is_copied", pa.bool_())])
_NAMED = pa.schema([("wording", pa.uint64())])
_LABELS = pa.schema([("article", pa.uint64()), ("group", pa.uint64())])
# An article of an earlier batch: which of the memory's runs has it, and which of the run's it is; -1 where it is none.
_EARLIER = pa.schema([("run", pa.int64()), ("number", pa.int64())])
_EARLIER_IDS = pa.schema([("article_id", pa.string()), *_EARLIER])
_PLACED = pa.schema([*ARTICLES, *_EARLIER])
_MEMBERS = pa.schema([*_PLACED, ("group", pa.uint64())])
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
    "earlier": ("earlier", EarlierArticle),
}


@dataclass(frozen=True)
class _Asked:
    """What every step knows of the search."""

    articles_of: Callable[[int], pa.Table]
    n_parts: int
    n_bins: int
    search: Search
    same_outlet: bool
    memory: Callable[[], Memory]
    earlier: Callable[[], Sequence[pa.Table]]  # _EARLIER: those of each part behind the others


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
        """By id."""
        return self._records("earlier")

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
    memory: Memory | None = None,
    memory_there: Memory | None = None,
) -> SharedPassages[Packets]:
    """What the articles of all parts share; the options are those of `find_near_duplicates`.

    `articles_of` gives the articles of a part (ARTICLES), in any order, the same whenever it is called, which is twice
    for each; it travels, as steps do. No id stands twice. `memory_there` is the memory as steps have it, run by run;
    where none is given, the folders of `memory` have to be there wherever a step runs. Either has to be there until all
    is read that is found.
    """
    memory = memory or Memory(())
    search = Search(threshold_jaccard=threshold_jaccard, n_perm=n_perm, seed=seed)
    there = engine.share(memory_there or memory)
    asked = _Asked(articles_of, n_parts, n_bins, search, same_outlet, there, engine.share(()))
    read = engine.begin(n_parts, partial(_read, asked))
    if memory.runs:
        read = engine.keep(read)
    merged = _merged(engine, asked, read)
    statistics = engine.share(_weigh(engine, engine.only(merged, "tally"), n_bins, memory))
    if memory.runs and (earlier := _parts_of_earlier(memory, _look_back(engine, asked, statistics, read, merged))):
        asked = replace(asked, earlier=engine.share(earlier))
        n_parts += len(earlier)
        merged = _merged(engine, asked, read, engine.begin(len(earlier), partial(_read_earlier, asked)))
    wordings = engine.only(merged, "wording")
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
        partial(_settle, asked, statistics, engine.share((*known, *known_stock(memory))), ranges),
        engine.only(members, "member"),
        engine.only(labelled, "alike"),
        told,
    )
    return SharedPassages(engine, engine.keep(engine.regroup(n_bins, _sort, found)))


def _read(asked: _Asked, part: int) -> Iterator[Packet]:
    """Of a part: its wordings, counted, and which article has which. And its ids, where they are asked for."""
    articles = _articles(asked, part)
    words = steps.read(articles.select(ARTICLES.names), same_outlet=asked.same_outlet)
    counted = steps.count(words)
    yield from sent("counted", counted, bins_by(counted, "wording", asked.n_bins))
    worded, bounds = lists(words, "wordings")
    place = np.repeat(np.arange(len(words), dtype=np.uint64), np.diff(bounds))
    units = distinct_rows(rows_of(_UNITS, worded, place | np.uint64(part << 32)))
    yield from sent("unit", units, bins_by(units, "wording", asked.n_bins))
    if part < asked.n_parts and asked.memory().runs:
        yield from sent("own", articles.select(_IDS.names), _bins_of_ids(asked, articles))


def _read_earlier(asked: _Asked, n: int) -> Iterator[Packet]:
    """The same of the n-th part of earlier articles."""
    yield from _read(asked, asked.n_parts + n)


def _articles(asked: _Asked, part: int) -> pa.Table:
    """The part's articles by id (_PLACED): the place of each is the lower half of its number."""
    if part < asked.n_parts:
        articles = asked.articles_of(part).select(ARTICLES.names)
        none = pa.array(np.full(len(articles), -1))
        return sorted_articles(pa.table([*articles.columns, none, none], schema=_PLACED))
    texts = _earlier_texts(asked.memory(), asked.earlier()[part - asked.n_parts])
    columns = [[getattr(text, name) for text in texts] for name in _PLACED.names]
    return sorted_articles(pa.table(columns, schema=_PLACED))


def _bins_of_ids(asked: _Asked, rows: pa.Table) -> Int64:
    return bins_of(id_keys(rows.column("article_id").to_pylist()), asked.n_bins)


def _merged(engine: Engine[Packets], asked: _Asked, *read: Packets) -> Packets:
    """Wordings and units of all that was read."""
    counted = (engine.only(some, "counted", "unit") for some in read)
    return engine.keep(engine.regroup(asked.n_bins, partial(_merge, asked), *counted))


def _merge(asked: _Asked, bin_: int, came: Came) -> Iterator[Packet]:
    """Of a wording's bin: what there is in all parts, once. Where it stands is handed on."""
    wordings = steps.merge_counts(*came["counted"])
    yield tallied(bin_, steps.tally(wordings))
    yield from packets_of(bin_, "repeated", wordings.filter(pa.array(numbers(wordings, "n_units") > 1)))
    # Which unit stands for a wording is asked of those that have several; ids are long, and wordings sent thrice.
    column = WORDINGS.get_field_index("article_id")
    nothing = pa.nulls(len(wordings), WORDINGS.field(column).type)
    yield from packets_of(bin_, "wording", wordings.set_column(column, WORDINGS.field(column), nothing))
    yield from packets_of(bin_, "unit", concat(came["unit"], _UNITS))


def _weigh(engine: Engine[Packets], tallies: Packets, n_bins: int, memory: Memory) -> pa.Table:
    """The statistics, from the tallies of so many bins and those of the memory."""
    earlier = (tally_table(run.counted()) for run in memory.runs)
    return steps.weigh_tallies(*add_up(engine, tallies, n_bins), *earlier)


def _look_back(
    engine: Engine[Packets], asked: _Asked, statistics: Callable[[], pa.Table], read: Packets, merged: Packets
) -> pa.Table:
    """The articles of earlier batches that share something with those of this one (_EARLIER), by run and number."""
    found = engine.regroup(asked.n_bins, partial(_look, asked, statistics), engine.only(merged, "wording"))
    chosen = engine.regroup(asked.n_bins, _choose, engine.only(read, "own"), found)
    return sorted_rows(concat((packet.table for packet in engine.collect(chosen)), _EARLIER), *_EARLIER.names)


def _look(asked: _Asked, statistics: Callable[[], pa.Table], bin_: int, came: Came) -> Iterator[Packet]:
    """Of a wording's bin: the earlier articles that have one of its wordings or one alike, to the bins of their ids."""
    memory, wordings = asked.memory(), sorted_rows(concat(came["wording"], WORDINGS), "wording")
    keys = id_keys(wordings.column("outlet").fill_null("").to_pylist())  # that of no name is 0
    corpus = corpus_of(WORDS.empty_table(), wordings, statistics())
    for run, members in alike_members(memory, corpus, numbers(wordings, "wording"), keys, asked.search):
        ids = memory.runs[run].table("articles").column("article_id").take(pa.array(members))
        found = pa.table([ids, pa.array(np.full(len(members), run)), pa.array(members)], schema=_EARLIER_IDS)
        yield from sent("earlier", found, _bins_of_ids(asked, found))


def _choose(bin_: int, came: Came) -> Iterator[Packet]:
    """Of an id's bin: the first that earlier batches have of each id; none that this batch has."""
    taken = set(concat(came.get("own", ()), _IDS).column("article_id").to_pylist())
    rows = []
    for row in sorted_rows(concat(came.get("earlier", ()), _EARLIER_IDS), *_EARLIER.names).to_pylist():
        if row["article_id"] not in taken:
            taken.add(row["article_id"])
            rows.append(row)
    yield from packets_of(bin_, "chosen", pa.Table.from_pylist(rows, _EARLIER_IDS).select(_EARLIER.names))


def _parts_of_earlier(memory: Memory, earlier: pa.Table) -> list[pa.Table]:
    """The articles, sorted, in parts of about as much text each."""
    run, number = numbers(earlier, "run"), numbers(earlier, "number")
    n_bytes = np.empty(len(earlier), dtype=np.int64)
    for nth, of_run in enumerate(memory.runs):
        here, starts = run == nth, of_run.column("text_starts")
        n_bytes[here] = starts[number[here] + 1] - starts[number[here]]
    part = (np.cumsum(n_bytes) - n_bytes) // _EARLIER_BYTES
    bounds = [*starts_of_runs(part).tolist(), len(part)]
    return [earlier.take(pa.array(np.arange(start, end))) for start, end in pairwise(bounds)]  # slices travel whole


def _earlier_texts(memory: Memory, earlier: pa.Table) -> list[EarlierText]:
    """The articles (_EARLIER)."""
    rows = sorted_rows(earlier.select(_EARLIER.names), *_EARLIER.names)
    run, number = numbers(rows, "run"), numbers(rows, "number")
    return texts_of(memory, ((nth, number[run == nth]) for nth in sorted_unique(run).tolist()))


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
            texts = _earlier_texts(asked.memory(), earlier.filter(_is_named(earlier, found.matches)))
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


def _ranges(told: Iterable[pa.Table], n_bins: int) -> list[str]:
    """The ids at which ranges begin, but for the first range: of those told as many in each."""
    ids = sorted(name for table in told for name in table.column("article_id").to_pylist())
    return cut(ids, n_bins)


def _sort(bin_: int, came: Came) -> Iterator[Packet]:
    """Of a range: what was found, in its order; in packets numbered in that order."""
    read = {name: tuple(read_tables(came.get(kind, ()), type_)) for kind, (name, type_) in _RECORDS.items()}
    joined = join_reuse([Reuse(**read)])
    for kind, (name, type_) in _RECORDS.items():
        table = records_table(getattr(joined, name), type_)
        yield from numbered(bin_, kind, table)


def _parts(table: pa.Table) -> Int64:
    """int64[n]: the part of each row's article."""
    return (numbers(table, "article") >> np.uint64(32)).astype(np.int64)


def _joined(tables: Sequence[pa.Table]) -> pa.Table:
    """One table of tables of one schema."""
    return concat(tables, tables[0].schema)


def _found(kind: str, records: Sequence[Any], ranges: Sequence[str], names: Sequence[str]) -> Iterator[Packet]:
    """Record i for the range that names[i] is in."""
    yield from sent(kind, records_table(records, _RECORDS[kind][1]), ranges_of(names, ranges))
