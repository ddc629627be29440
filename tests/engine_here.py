"""An engine in this process, as unkind as any may be: steps and tables travel, in any order, and again if not kept."""

from __future__ import annotations

import functools
import pickle
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa

from copydesk.engines.engine import First, Packet, Step

Rows = tuple[int, str, bytes]


class PacketsHere:
    """Packets that are made whenever they are asked for, or once if they are kept."""

    def __init__(self, make: Callable[[], Iterator[Rows]]) -> None:
        self._make = make
        self._made: list[Rows] | None = None
        self.is_kept = False

    def rows(self) -> list[Rows]:
        """All of them, as they travel."""
        if self._made is not None:
            return self._made
        made = list(self._make())
        if self.is_kept:
            self._made = made
        return made


class SharedHere:
    """A value that travels to each step that has it."""

    def __init__(self, value: Any) -> None:
        self._pickled = pickle.dumps(value)

    def __call__(self) -> Any:
        return pickle.loads(self._pickled)


class EngineHere:
    """Steps and packets one after another; counts what it is asked for."""

    name = "here"

    def __init__(self, seed: int = 0, scratch: Path | None = None) -> None:
        self._scratch = scratch
        self._random = random.Random(seed)
        self.runs: list[tuple[str, int]] = []  # of steps: their names and numbers
        self.packets: list[tuple[str, int, int]] = []  # that were sent: kinds, rows, bytes of their columns

    def n_at_once(self) -> int:
        return 3

    def begin(self, n: int, step: First) -> PacketsHere:
        def make() -> Iterator[Rows]:
            for number in self._random.sample(range(n), n):
                yield from self._done(step, number)

        return PacketsHere(make)

    def regroup(self, n_bins: int, step: Step, *packets: PacketsHere) -> PacketsHere:
        def make() -> Iterator[Rows]:
            came: dict[int, list[Rows]] = {}
            for some in packets:
                for row in some.rows():
                    assert 0 <= row[0] < n_bins, f"{row[1]}: bin {row[0]} of {n_bins}"
                    came.setdefault(row[0], []).append(row)
            for bin_ in self._random.sample(sorted(came), len(came)):
                tables: dict[str, list[pa.Table]] = {}
                for _, kind, data in self._random.sample(came[bin_], len(came[bin_])):
                    tables.setdefault(kind, []).append(_read(data))
                yield from self._done(step, bin_, tables)

        return PacketsHere(make)

    def keep(self, packets: PacketsHere) -> PacketsHere:
        packets.is_kept = True
        return packets

    def only(self, packets: PacketsHere, *kinds: str) -> PacketsHere:
        return PacketsHere(lambda: (row for row in packets.rows() if row[1] in kinds))

    def collect(self, packets: PacketsHere) -> Iterator[Packet]:
        for bin_, kind, data in sorted(packets.rows(), key=lambda row: (*row[:2], self._random.random())):
            yield Packet(bin_, kind, _read(data))

    def share(self, value: Any) -> Callable[[], Any]:
        return SharedHere(value)

    def scratch(self) -> Callable[[], Path]:
        assert self._scratch is not None, "nobody gave a folder"
        return functools.partial(Path, self._scratch)

    def _done(self, step: Callable[..., Any], number: int, *came: Any) -> Iterator[Rows]:
        travelled = pickle.loads(pickle.dumps(step))
        self.runs.append((getattr(travelled, "func", travelled).__name__, number))
        for bin_, kind, table in travelled(number, *came):
            self.packets.append((kind, len(table), table.nbytes))
            yield bin_, kind, _written(table)


def _written(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    written: bytes = sink.getvalue().to_pybytes()
    return written


def _read(data: bytes) -> pa.Table:
    with pa.ipc.open_stream(data) as reader:
        return reader.read_all()
