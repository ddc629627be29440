"""What every step of the search knows, how it comes by articles, and how it sends wordings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from copydesk.engines.bins import bins_of, packets_of, runs, sorted_rows
from copydesk.engines.engine import Packet
from copydesk.reuse import Search
from copydesk.reuse.arrays import Int64, UInt64, sorted_unique
from copydesk.reuse.corpus.build import id_keys
from copydesk.reuse.memory.layout import Memory
from copydesk.reuse.memory.look import EarlierText, texts_of
from copydesk.reuse.tables import ALIKE, ARTICLES, numbers, only, sorted_articles

# An article of an earlier batch: which of the memory's runs has it, and which of the run's it is; -1 where it is none.
EARLIER = pa.schema([("run", pa.int64()), ("number", pa.int64())])
PLACED = pa.schema([*ARTICLES, *EARLIER])
MEMBERS = pa.schema([*PLACED, ("group", pa.uint64())])
GROUPED_ALIKE = pa.schema([*ALIKE, ("group", pa.uint64())])
# Which articles have a wording.
UNITS = pa.schema([("wording", pa.uint64()), ("article", pa.uint64())])
NAMED = pa.schema([("wording", pa.uint64())])
IDS = pa.schema([("article_id", pa.string())])


@dataclass(frozen=True)
class Asked:
    """What every step knows of the search."""

    articles_of: Callable[[int], pa.Table]
    n_parts: int
    n_bins: int
    search: Search
    same_outlet: bool
    memory: Callable[[], Memory]
    earlier: Callable[[], Sequence[pa.Table]]  # EARLIER: those of each part behind the others


def articles_in(asked: Asked, part: int) -> pa.Table:
    """The part's articles by id (PLACED): the place of each is the lower half of its number."""
    if part < asked.n_parts:
        articles = asked.articles_of(part).select(ARTICLES.names)
        none = pa.array(np.full(len(articles), -1))
        return sorted_articles(pa.table([*articles.columns, none, none], schema=PLACED))
    texts = earlier_texts(asked.memory(), asked.earlier()[part - asked.n_parts])
    columns = [[getattr(text, name) for text in texts] for name in PLACED.names]
    return sorted_articles(pa.table(columns, schema=PLACED))


def earlier_texts(memory: Memory, earlier: pa.Table) -> list[EarlierText]:
    """The articles (EARLIER)."""
    rows = sorted_rows(earlier.select(EARLIER.names), *EARLIER.names)
    run, number = numbers(rows, "run"), numbers(rows, "number")
    return texts_of(memory, ((nth, number[run == nth]) for nth in sorted_unique(run).tolist()))


def bins_of_ids(asked: Asked, rows: pa.Table) -> Int64:
    """int64[n]: the bin of each row's article."""
    return bins_of(id_keys(rows.column("article_id").to_pylist()), asked.n_bins)


def wordings_for(kind: str, rows: pa.Table, wordings: UInt64, bins: Int64, here: int) -> Iterator[Packet]:
    """The rows of wordings[i] for bins[i], once for each; what they want that are `here` is there."""
    named = sorted_unique(wordings)
    rows = only(rows, named)
    for bin_, places in runs(bins, np.searchsorted(named, wordings)):
        if bin_ != here:
            yield from packets_of(bin_, kind, rows.take(pa.array(places)))
