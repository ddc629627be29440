"""How often words stand, added up on any engine: up a tree of bins to the driver."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa

from copydesk.engines.engine import Came, Engine, Packet, Packets
from copydesk.reuse import steps

# Tallies added up at a time, of 48 MB at most each.
_TALLIES_A_BIN = 8


def tallied(bin_: int, tally: pa.Table) -> Packet:
    """The tally of a bin on its way up."""
    return Packet(bin_ // _TALLIES_A_BIN, "tally", tally)


def add_up(engine: Engine[Packets], tallies: Packets, n_bins: int) -> list[pa.Table]:
    """The tallies of so many bins, few enough for the driver."""
    while n_bins > 1:
        n_bins = -(-n_bins // _TALLIES_A_BIN)
        tallies = engine.regroup(n_bins, _add_up, tallies)
    return [packet.table for packet in engine.collect(tallies)]


def _add_up(bin_: int, came: Came) -> Iterator[Packet]:
    yield tallied(bin_, steps.merge_tallies(*came["tally"]))
