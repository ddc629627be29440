"""What the articles of a batch share, found on any engine: the steps, one after another."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Generic

import pyarrow as pa

from copydesk.engines.bins import read_tables
from copydesk.engines.engine import Engine, Packets
from copydesk.engines.search.alike import find_alike
from copydesk.engines.search.asked import Asked
from copydesk.engines.search.counts import merge_parts, read_earlier_part, read_part, weigh
from copydesk.engines.search.earlier import look_back, parts_of_earlier
from copydesk.engines.search.groups import label, send, stand, tell, tie
from copydesk.engines.search.settled import RECORDS, ranges_of_ids, settle, sort
from copydesk.engines.stars import stars
from copydesk.records import Cluster, EarlierArticle, Match, Passage, StockSentence
from copydesk.reuse import Search
from copydesk.reuse.memory.layout import Memory
from copydesk.reuse.memory.look import known_stock
from copydesk.reuse.search import THRESHOLD_JACCARD


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
            yield from read_tables([packet.table], RECORDS[kind][1])


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
    asked = Asked(articles_of, n_parts, n_bins, search, same_outlet, there, engine.share(()))
    read = engine.begin(n_parts, partial(read_part, asked))
    if memory.runs:
        read = engine.keep(read)
    merged = merge_parts(engine, asked, read)
    statistics = engine.share(weigh(engine, engine.only(merged, "tally"), n_bins, memory))
    if memory.runs and (earlier := parts_of_earlier(memory, look_back(engine, asked, statistics, read, merged))):
        asked = replace(asked, earlier=engine.share(earlier))
        n_parts += len(earlier)
        merged = merge_parts(engine, asked, read, engine.begin(len(earlier), partial(read_earlier_part, asked)))
    wordings = engine.only(merged, "wording")
    alike = find_alike(engine, asked, wordings, statistics)
    named = engine.only(alike, "named")
    standing = engine.regroup(n_bins, partial(stand, asked), engine.only(merged, "unit"), named)
    tied = engine.keep(engine.regroup(n_parts, partial(tie, asked), standing))
    edges = stars(engine, n_bins, engine.only(alike, "edge"), engine.only(tied, "edge"))
    labelled = engine.regroup(
        n_bins, partial(label, asked), edges, engine.only(tied, "home"), engine.only(alike, "alike")
    )
    labelled = engine.keep(labelled)
    members = engine.regroup(
        n_parts, partial(send, asked), engine.only(labelled, "label"), engine.only(tied, "standing")
    )
    members = engine.keep(members)
    told = engine.regroup(n_bins, tell, engine.only(members, "wanted"), engine.only(merged, "repeated"))
    ranges = ranges_of_ids((packet.table for packet in engine.collect(engine.only(members, "ids"))), n_bins)
    found = engine.regroup(
        n_bins,
        partial(settle, asked, statistics, engine.share((*known, *known_stock(memory))), ranges),
        engine.only(members, "member"),
        engine.only(labelled, "alike"),
        told,
    )
    return SharedPassages(engine, engine.keep(engine.regroup(n_bins, sort, found)))
