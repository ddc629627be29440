"""What runs in an executor's Python: packets as rows of Spark's, a step called, its packets as rows again.

It travels by value, and knows nothing of copydesk before `prepare` has put that on the path.
"""

from __future__ import annotations

import gc
import pickle
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import Any

import pyarrow as pa

# A packet as Spark has it: rows are an Arrow stream; `source` and `n` say which of all it is.
SCHEMA = pa.schema(
    [("bin", pa.int32()), ("kind", pa.string()), ("source", pa.int32()), ("n", pa.int32()), ("rows", pa.binary())]
)
DDL = "bin int, kind string, source int, n int, rows binary"
Batches = Iterable[pa.RecordBatch]


def begin(prepare: Callable[[], None], step: bytes) -> Callable[[Batches], Iterator[pa.RecordBatch]]:
    """A function for `mapInArrow` over numbers: what the pickled step sends for each."""

    def run(batches: Batches) -> Iterator[pa.RecordBatch]:
        call = _loaded(prepare, step)
        for batch in batches:
            for number in batch.column(0).to_pylist():
                yield from _rows(number, call(number))

    return run


def regroup(prepare: Callable[[], None], step: bytes) -> Callable[[Batches], Iterator[pa.RecordBatch]]:
    """A function for `mapInArrow` over packets sorted by bin: what the pickled step sends for each bin."""

    def run(batches: Batches) -> Iterator[pa.RecordBatch]:
        call = _loaded(prepare, step)
        for number, packets in groupby(_packets(batches), key=lambda packet: packet[0]):
            by_kind: dict[str, list[pa.Table]] = {}
            for _, kind, rows in packets:
                by_kind.setdefault(kind, []).append(pa.ipc.open_stream(rows).read_all())
            yield from _rows(number, call(number, by_kind))

    return run


def _loaded(prepare: Callable[[], None], step: bytes) -> Any:
    """The step, with all that it imports.

    After each task Spark's daemon has Python look through all objects for circles. Those that are here by now are here
    to stay: to look through them, too, took longer than most tasks.
    """
    prepare()
    call = pickle.loads(step)
    gc.freeze()
    return call


def _packets(batches: Batches) -> Iterator[tuple[int, str, pa.Buffer]]:
    for batch in batches:
        numbers, kinds = batch.column(0).to_pylist(), batch.column(1).to_pylist()
        for number, kind, rows in zip(numbers, kinds, batch.column(4), strict=True):
            yield number, kind, rows.as_buffer()


def _rows(source: int, packets: Iterable[Any]) -> Iterator[pa.RecordBatch]:
    """A batch for each packet: they may be large."""
    for n, packet in enumerate(packets):
        sink = pa.BufferOutputStream()
        options = pa.ipc.IpcWriteOptions(compression="zstd")
        with pa.ipc.new_stream(sink, packet.table.schema, options=options) as writer:
            writer.write_table(packet.table)
        columns = [[packet.bin], [packet.kind], [source], [n], [sink.getvalue().to_pybytes()]]
        yield pa.RecordBatch.from_arrays(
            [pa.array(column, field.type) for column, field in zip(columns, SCHEMA, strict=True)], schema=SCHEMA
        )
