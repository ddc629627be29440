"""Rows as packets: which go to which bin, and none larger than an engine hands on at a time."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from copydesk.arrow import from_batch, to_batch
from copydesk.engines.engine import Packet
from copydesk.reuse.arrays import Int64, UInt64, begins_run, pack, sorted_unique, starts_of_runs, unpack
from copydesk.reuse.tables import numbers

# No packet is larger, unless one row is: an engine holds several at a time.
_PACKET_BYTES = 32 << 20
# Of a range there are fewer packets than these bits can number.
_BITS_OF_PACKETS = 10


def packets_of(bin_: int, kind: str, table: pa.Table) -> Iterator[Packet]:
    """The rows for one bin, cut where they are many."""
    if table.nbytes > _PACKET_BYTES and len(table) > 1:
        middle = len(table) // 2
        yield from packets_of(bin_, kind, table.slice(0, middle))
        yield from packets_of(bin_, kind, table.slice(middle))
    elif len(table):
        yield Packet(bin_, kind, table)


def sent(kind: str, table: pa.Table, bins: Int64) -> Iterator[Packet]:
    """Row i for bins[i]."""
    # Numbers of two bytes are sorted in a tenth of the time.
    order = np.argsort(bins.astype(np.uint16) if bins.max(initial=0) < 1 << 16 else bins, kind="stable")
    rows, bins = table.take(pa.array(order)), bins[order]
    for start, end in pairwise([*starts_of_runs(bins).tolist(), len(bins)]):
        yield from packets_of(int(bins[start]), kind, rows.slice(start, end - start))


def runs(bins: Int64, places: Int64) -> Iterator[tuple[int, Int64]]:
    """Each bin with its places, each once."""
    bins, places = unpack(sorted_unique(pack(bins, places)))
    starts = starts_of_runs(bins)
    for start, end in pairwise([*starts.tolist(), len(bins)]):
        yield int(bins[start]), places[start:end]


def bins_by(table: pa.Table, name: str, n_bins: int) -> Int64:
    """int64[n]: the bin of each row by a column of hashes."""
    return bins_of(numbers(table, name), n_bins)


def bins_of(hashes: UInt64, n_bins: int) -> Int64:
    """int64[n]: the bin of each."""
    return (hashes % np.uint64(n_bins)).astype(np.int64)


def hashes_of(names: Iterable[str]) -> UInt64:
    """uint64[n]: a number for each name, its own but by a chance of one in some 10**19 for each two."""
    return np.frombuffer(b"".join(blake2b(name.encode(), digest_size=8).digest() for name in names), "<u8")


def first_ids(n_bins: int) -> list[str]:
    """The ids at which bins begin, but for the first bin: ids are digests, so each range of digits has as many.

    >>> first_ids(4)
    ['40000000', '80000000', 'c0000000']
    """
    return [f"{(n << 32) // n_bins:08x}" for n in range(1, n_bins)]


def cut(names: Sequence[str], n_bins: int) -> list[str]:
    """Of names, sorted, those at which bins begin, but for the first bin: each has as many."""
    return [names[len(names) * n // n_bins] for n in range(1, n_bins)] if names else []


def ranges_of(names: Iterable[str], firsts: Sequence[str]) -> Int64:
    """int64[n]: the bin of each by its order, of bins that begin at `firsts`."""
    return np.fromiter((bisect_right(firsts, name) for name in names), np.int64)


def numbered(bin_: int, kind: str, table: pa.Table) -> Iterator[Packet]:
    """The rows of a range, to be collected: packets are numbered in their order, behind those of the range before."""
    for n, packet in enumerate(packets_of(bin_, kind, table)):
        yield packet._replace(bin=bin_ << _BITS_OF_PACKETS | n)


def records_table(records: Sequence[Any], record_type: Any) -> pa.Table:
    """A row a record."""
    return pa.Table.from_batches([to_batch(records, record_type)])


def read_tables(tables: Iterable[pa.Table], record_type: Any) -> Iterator[Any]:
    """A record a row."""
    for table in tables:
        for batch in table.to_batches():
            yield from from_batch(batch, record_type)


def rows_of(schema: pa.Schema, *columns: npt.NDArray[Any]) -> pa.Table:
    """The columns as a table."""
    return pa.table([pa.array(column) for column in columns], schema=schema)


def sorted_rows(table: pa.Table, *names: str) -> pa.Table:
    """The rows by the columns named, numbers, or by all: by the first of them first."""
    columns = [numbers(table, name) for name in reversed(names or table.column_names)]
    return table.take(pa.array(np.lexsort(columns)))


def distinct_rows(table: pa.Table) -> pa.Table:
    """The same, each row once."""
    table = sorted_rows(table)
    new = [begins_run(numbers(table, name)) for name in table.column_names]
    return table.filter(pa.array(np.logical_or.reduce(new)))
