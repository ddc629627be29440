"""The wordings of a batch, counted, and what they weigh: read, merge."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np
import pyarrow as pa

from copydesk.engines.bins import bins_by, distinct_rows, packets_of, rows_of, sent
from copydesk.engines.engine import Came, Engine, Packet, Packets
from copydesk.engines.search.asked import IDS, UNITS, Asked, articles_in, bins_of_ids
from copydesk.engines.tallies import add_up, tallied
from copydesk.reuse import steps
from copydesk.reuse.memory.layout import Memory
from copydesk.reuse.tables import ARTICLES, WORDINGS, concat, lists, numbers, tally_table


def read_part(asked: Asked, part: int) -> Iterator[Packet]:
    """Of a part: its wordings, counted, and which article has which. And its ids, where they are asked for."""
    articles = articles_in(asked, part)
    words = steps.read(articles.select(ARTICLES.names), same_outlet=asked.same_outlet)
    counted = steps.count(words)
    yield from sent("counted", counted, bins_by(counted, "wording", asked.n_bins))
    worded, bounds = lists(words, "wordings")
    place = np.repeat(np.arange(len(words), dtype=np.uint64), np.diff(bounds))
    units = distinct_rows(rows_of(UNITS, worded, place | np.uint64(part << 32)))
    yield from sent("unit", units, bins_by(units, "wording", asked.n_bins))
    if part < asked.n_parts and asked.memory().runs:
        yield from sent("own", articles.select(IDS.names), bins_of_ids(asked, articles))


def read_earlier_part(asked: Asked, n: int) -> Iterator[Packet]:
    """The same of the n-th part of earlier articles."""
    yield from read_part(asked, asked.n_parts + n)


def merge_parts(engine: Engine[Packets], asked: Asked, *read: Packets) -> Packets:
    """Wordings and units of all that was read."""
    counted = (engine.only(some, "counted", "unit") for some in read)
    return engine.keep(engine.regroup(asked.n_bins, partial(_merge, asked), *counted))


def _merge(asked: Asked, bin_: int, came: Came) -> Iterator[Packet]:
    """Of a wording's bin: what there is in all parts, once. Where it stands is handed on."""
    wordings = steps.merge_counts(*came["counted"])
    yield tallied(bin_, steps.tally(wordings))
    yield from packets_of(bin_, "repeated", wordings.filter(pa.array(numbers(wordings, "n_units") > 1)))
    # Which unit stands for a wording is asked of those that have several; ids are long, and wordings sent thrice.
    column = WORDINGS.get_field_index("article_id")
    nothing = pa.nulls(len(wordings), WORDINGS.field(column).type)
    yield from packets_of(bin_, "wording", wordings.set_column(column, WORDINGS.field(column), nothing))
    yield from packets_of(bin_, "unit", concat(came["unit"], UNITS))


def weigh(engine: Engine[Packets], tallies: Packets, n_bins: int, memory: Memory) -> pa.Table:
    """The statistics, from the tallies of so many bins and those of the memory."""
    earlier = (tally_table(run.counted()) for run in memory.runs)
    return steps.weigh_tallies(*add_up(engine, tallies, n_bins), *earlier)
