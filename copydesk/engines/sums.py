"""What a batch came to, outlet by outlet, added up on any engine: no step sees more than a part, a range of ids, or the
sums of some outlets.

    count   part, range  what articles come to, or what they share, to their outlets' bins
    add up  outlet       a record an outlet
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from copydesk.checked import write_records
from copydesk.engines.bins import bins_of, first_ids, hashes_of, read_tables, records_table, sent
from copydesk.engines.engine import AnyEngine, Came, Packet
from copydesk.pipeline.outlets import Length, OutletsFile, Sum, Sums
from copydesk.pipeline.part import Part
from copydesk.pipeline.shared import Found
from copydesk.records import OutletNumbers


@dataclass(frozen=True)
class _Asked:
    """What every step knows."""

    parts: Sequence[Part]
    found: Found
    n_bins: int


def sum_up_on(engine: AnyEngine, parts: Sequence[Part], found: Found, outlets: OutletsFile, *, n_bins: int) -> None:
    """The file is that of `sum_up_outlets`. There are no more outlets than can be held here."""
    asked = _Asked(tuple(parts), found, n_bins)
    counted = engine.begin(len(parts) + n_bins, partial(_count, asked))
    added = engine.collect(engine.regroup(n_bins, _add_up, counted))
    rows = read_tables((packet.table for packet in added), OutletNumbers)
    write_records(outlets.place, sorted(rows, key=lambda row: row.outlet), OutletNumbers)


def _count(asked: _Asked, n: int) -> Iterator[Packet]:
    """Of a part, or, as if they were further parts, of a range of ids."""
    sums = Sums()
    n_range = n - len(asked.parts)
    if n_range < 0:
        sums.add_part(asked.parts[n])
    else:
        bounds = ["", *first_ids(asked.n_bins), None]
        sums.add_shared(asked.found, bounds[n_range] or "", bounds[n_range + 1])
    of_outlets, lengths = sums.rows()
    yield from _sent("sum", of_outlets, Sum, asked.n_bins)
    yield from _sent("length", lengths, Length, asked.n_bins)


def _sent(kind: str, rows: Sequence[Sum | Length], record_type: Any, n_bins: int) -> Iterator[Packet]:
    yield from sent(kind, records_table(rows, record_type), bins_of(hashes_of(row.outlet for row in rows), n_bins))


def _add_up(_: int, came: Came) -> Iterator[Packet]:
    """Of a bin of outlets: their numbers."""
    sums = Sums()
    sums.add(read_tables(came.get("sum", ()), Sum), read_tables(came.get("length", ()), Length))
    yield Packet(0, "numbers", records_table(sums.numbers(), OutletNumbers))
