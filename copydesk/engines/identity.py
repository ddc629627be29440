"""Which of a batch's articles are one and the same, found on any engine: no step sees more than a part, or the articles
of some ids.

    read    part  a hash of each article's id, to its bin
    several id    the hashes that came more than once, to the parts that have them
    name    part  what tells the articles of these ids apart, to the ids' bins
    settle  id    which are one and the same, to the driver

The end is that of `settle_ids`, whatever the number of parts and bins.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import pyarrow as pa

from copydesk.engines.bins import (
    bins_by,
    bins_of,
    distinct_rows,
    hashes_of,
    packets_of,
    read_tables,
    records_table,
    rows_of,
    sent,
    sorted_rows,
)
from copydesk.engines.engine import AnyEngine, Came, Packet
from copydesk.pipeline.identity import Named, Renamed, named_of, settle_named
from copydesk.pipeline.part import Part, ids_of_part
from copydesk.reuse.arrays import starts_of_runs
from copydesk.reuse.tables import concat, numbers

_IDS = pa.schema([("id", pa.uint64()), ("part", pa.int64())])


@dataclass(frozen=True)
class _Asked:
    """What every step knows."""

    parts: Sequence[Part]
    batch: str
    n_bins: int


def settle_on(engine: AnyEngine, parts: Sequence[Part], batch: str, *, n_bins: int) -> list[Renamed]:
    """What `settle_ids` says of the parts' articles."""
    asked = _Asked(tuple(parts), batch, n_bins)
    several = engine.regroup(n_bins, _several, engine.begin(len(parts), partial(_read, asked)))
    named = engine.regroup(max(len(parts), 1), partial(_name, asked), several)
    settled = engine.collect(engine.regroup(n_bins, partial(_settle, asked), named))
    return sorted(read_tables((packet.table for packet in settled), Renamed))


def _read(asked: _Asked, part: int) -> Iterator[Packet]:
    """Of a part: its articles' ids."""
    ids = hashes_of(ids_of_part(asked.parts[part]))
    rows = rows_of(_IDS, ids, np.full(len(ids), part))
    yield from sent("id", rows, bins_by(rows, "id", asked.n_bins))


def _several(_: int, came: Came) -> Iterator[Packet]:
    """Of a bin of ids: those that several articles have, to their parts."""
    rows = sorted_rows(concat(came["id"], _IDS))
    starts = starts_of_runs(numbers(rows, "id"))
    n_articles = np.diff(starts, append=len(rows))
    rows = distinct_rows(rows.filter(pa.array(np.repeat(n_articles > 1, n_articles))))
    yield from sent("shared", rows, numbers(rows, "part"))


def _name(asked: _Asked, part: int, came: Came) -> Iterator[Packet]:
    """Of a part: its articles of these ids."""
    shared = set(numbers(concat(came["shared"], _IDS), "id").tolist())
    ids = list(ids_of_part(asked.parts[part]))
    is_shared = [key in shared for key in hashes_of(ids).tolist()]
    of_shared = {name for name, is_one in zip(ids, is_shared, strict=True) if is_one}
    named = list(named_of(asked.parts[part], of_shared))
    bins = bins_of(hashes_of(row.article_id for row in named), asked.n_bins)
    yield from sent("named", records_table(named, Named), bins)


def _settle(asked: _Asked, _: int, came: Came) -> Iterator[Packet]:
    """Of a bin of ids: the articles that do not go by theirs."""
    renamed = list(settle_named(read_tables(came["named"], Named), asked.batch))
    yield from packets_of(0, "renamed", records_table(renamed, Renamed))
