"""What hangs together, where no step sees all that does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

import numpy as np
import pyarrow as pa

from copydesk.engines.bins import bins_by, distinct_rows, packets_of, rows_of, sent
from copydesk.engines.engine import Came, Engine, Packet, Packets
from copydesk.reuse.arrays import Bool, UInt64, is_among, starts_of_runs
from copydesk.reuse.tables import concat, numbers

# Wordings that hang together, at the bin of the first.
EDGES = pa.schema([("wording", pa.uint64()), ("other", pa.uint64())])
_UNSETTLED = pa.schema([("n", pa.int64())])


def send_edges(n_bins: int, one: UInt64, other: UInt64) -> Iterator[Packet]:
    """That one[i] hangs together with other[i], to the bins of both."""
    apart = one != other
    one, other = one[apart], other[apart]
    both = rows_of(EDGES, np.concatenate((one, other)), np.concatenate((other, one)))
    yield from sent("edge", both, bins_by(both, "wording", n_bins))


def stars(engine: Engine[Packets], n_bins: int, *edges: Packets) -> Packets:
    """The edges as stars: each wording that hangs together with others has one edge, to the least of them.

    R. Kiveris et al., "Connected components in MapReduce and beyond" (2014): large stars and small stars by turns, in
    about as many rounds as the longest path has digits. No round makes more edges than there are.
    """
    while True:
        large = engine.keep(engine.regroup(n_bins, partial(_large_star, n_bins), *edges))
        if not any(True for _ in engine.collect(engine.only(large, "unsettled"))):
            return engine.only(large, "star")
        small = engine.regroup(n_bins, partial(_small_star, n_bins), engine.only(large, "edge"))
        edges = (engine.keep(small),)


def _large_star(n_bins: int, bin_: int, came: Came) -> Iterator[Packet]:
    """Of a wording's bin: of all beside a wording those that are greater hang on the least. Where stars are all there
    is, nothing is unsettled."""
    edges = distinct_rows(concat(came["edge"], EDGES))
    wording, other = numbers(edges, "wording"), numbers(edges, "other")
    starts = starts_of_runs(wording)
    n_beside = np.diff(starts, append=len(wording))
    least = np.minimum(wording[starts], other[starts])
    if ((other[starts] < wording[starts]) & (n_beside > 1)).any():
        yield Packet(0, "unsettled", rows_of(_UNSETTLED, np.ones(1, dtype=np.int64)))
    yield from packets_of(bin_, "star", rows_of(EDGES, wording[starts], least))
    greater = other > wording
    hung = rows_of(EDGES, other[greater], np.repeat(least, n_beside)[greater])
    yield from sent("edge", hung, bins_by(hung, "wording", n_bins))


def _small_star(n_bins: int, bin_: int, came: Came) -> Iterator[Packet]:
    """Of a wording's bin: it and all beside it, which are less, hang on the least."""
    edges = distinct_rows(concat(came["edge"], EDGES))
    wording, other = numbers(edges, "wording"), numbers(edges, "other")
    starts = starts_of_runs(wording)
    least = other[starts]
    of_rows = np.repeat(least, np.diff(starts, append=len(wording)))
    yield from send_edges(n_bins, np.concatenate((wording[starts], other)), np.concatenate((least, of_rows)))


def groups_of(came: Iterable[pa.Table], things: UInt64) -> tuple[UInt64, Bool]:
    """uint64[n], bool[n]: the least of all that each hangs together with, by its bin's stars; and whether there is any
    other: what hangs together with nothing is a group."""
    hung = concat(came, EDGES)
    known = numbers(hung, "wording")
    order = np.argsort(known, kind="stable")
    known, groups = known[order], numbers(hung, "other")[order]
    is_there = is_among(things, known)
    found = things.copy()
    found[is_there] = groups[np.searchsorted(known, things[is_there])]
    return found, is_there
