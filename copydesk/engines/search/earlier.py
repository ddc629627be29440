"""Which articles of earlier batches have something that is alike: look, choose."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import pairwise

import numpy as np
import pyarrow as pa

from copydesk.engines.bins import packets_of, sent, sorted_rows
from copydesk.engines.engine import Came, Engine, Packet, Packets
from copydesk.engines.search.asked import EARLIER, IDS, Asked, bins_of_ids
from copydesk.reuse.arrays import starts_of_runs
from copydesk.reuse.corpus.build import id_keys
from copydesk.reuse.memory.layout import Memory
from copydesk.reuse.memory.look import alike_members
from copydesk.reuse.tables import WORDINGS, WORDS, concat, corpus_of, numbers

# Bytes of texts of earlier articles in a part, as many as a bin has of others.
_EARLIER_BYTES = 32 << 20
_EARLIER_IDS = pa.schema([("article_id", pa.string()), *EARLIER])


def look_back(
    engine: Engine[Packets], asked: Asked, statistics: Callable[[], pa.Table], read: Packets, merged: Packets
) -> pa.Table:
    """The articles of earlier batches that share something with those of this one (EARLIER), by run and number."""
    found = engine.regroup(asked.n_bins, partial(_look, asked, statistics), engine.only(merged, "wording"))
    chosen = engine.regroup(asked.n_bins, _choose, engine.only(read, "own"), found)
    return sorted_rows(concat((packet.table for packet in engine.collect(chosen)), EARLIER), *EARLIER.names)


def _look(asked: Asked, statistics: Callable[[], pa.Table], bin_: int, came: Came) -> Iterator[Packet]:
    """Of a wording's bin: the earlier articles that have one of its wordings or one alike, to the bins of their ids."""
    memory, wordings = asked.memory(), sorted_rows(concat(came["wording"], WORDINGS), "wording")
    keys = id_keys(wordings.column("outlet").fill_null("").to_pylist())  # that of no name is 0
    corpus = corpus_of(WORDS.empty_table(), wordings, statistics())
    for run, members in alike_members(memory, corpus, numbers(wordings, "wording"), keys, asked.search):
        ids = memory.runs[run].table("articles").column("article_id").take(pa.array(members))
        found = pa.table([ids, pa.array(np.full(len(members), run)), pa.array(members)], schema=_EARLIER_IDS)
        yield from sent("earlier", found, bins_of_ids(asked, found))


def _choose(bin_: int, came: Came) -> Iterator[Packet]:
    """Of an id's bin: the first that earlier batches have of each id; none that this batch has."""
    taken = set(concat(came.get("own", ()), IDS).column("article_id").to_pylist())
    rows = []
    for row in sorted_rows(concat(came.get("earlier", ()), _EARLIER_IDS), *EARLIER.names).to_pylist():
        if row["article_id"] not in taken:
            taken.add(row["article_id"])
            rows.append(row)
    yield from packets_of(bin_, "chosen", pa.Table.from_pylist(rows, _EARLIER_IDS).select(EARLIER.names))


def parts_of_earlier(memory: Memory, earlier: pa.Table) -> list[pa.Table]:
    """The articles, sorted, in parts of about as much text each."""
    run, number = numbers(earlier, "run"), numbers(earlier, "number")
    n_bytes = np.empty(len(earlier), dtype=np.int64)
    for nth, of_run in enumerate(memory.runs):
        here, starts = run == nth, of_run.column("text_starts")
        n_bytes[here] = starts[number[here] + 1] - starts[number[here]]
    part = (np.cumsum(n_bytes) - n_bytes) // _EARLIER_BYTES
    bounds = [*starts_of_runs(part).tolist(), len(part)]
    return [earlier.take(pa.array(np.arange(start, end))) for start, end in pairwise(bounds)]  # slices travel whole
