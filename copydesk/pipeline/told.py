"""What a search told of each two articles, kept beside what it found: the next search takes it over."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from types import TracebackType
from typing import NamedTuple

from copydesk.arrow import from_batch, schema_of, to_batch
from copydesk.checked import ROWS, TableWriter, is_whole, read_batches
from copydesk.reuse.shared.told import SharedStretch
from copydesk.store import Place


class Pair(NamedTuple):
    """What two articles share."""

    key: bytes
    stretches: tuple[SharedStretch, ...]


class ToldFile:
    """A file of what is told while the block runs, which takes over what earlier files of the kind have."""

    def __init__(self, place: Place, earlier: Iterable[Place]) -> None:
        self._writer = TableWriter(place, schema_of(Pair))
        self._waiting: list[Pair] = []
        self._seen: set[bytes] = set()
        self._where: dict[bytes, tuple[Place, int]] = {}
        self._last: tuple[Place | None, int, list[Pair]] = None, -1, []
        for file in filter(is_whole, earlier):
            keys = (key for batch in read_batches(file, ["key"]) for key in batch.column(0).to_pylist())
            self._where.update((key, (file, row)) for row, key in enumerate(keys))

    def __enter__(self) -> ToldFile:
        self._writer.__enter__()
        return self

    def get(self, key: bytes) -> Sequence[SharedStretch] | None:
        """What an earlier file has of the pair."""
        where = self._where.get(key)
        return None if where is None else self._pair(*where).stretches

    def add(self, key: bytes, stretches: Sequence[SharedStretch]) -> None:
        """It stands in this file."""
        if key not in self._seen:
            self._seen.add(key)
            self._waiting.append(Pair(key, tuple(stretches)))
            if len(self._waiting) == ROWS:
                self._write()

    def _pair(self, file: Place, row: int) -> Pair:
        """Pairs are asked for in the order in which they were told."""
        n, at = divmod(row, ROWS)
        if self._last[:2] != (file, n):
            (batch,) = read_batches(file, first=n, last=n)
            self._last = file, n, from_batch(batch, Pair)
        return self._last[2][at]

    def _write(self) -> None:
        if self._waiting:
            self._writer.add(to_batch(self._waiting, Pair))
            self._waiting.clear()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self._write()
        self._writer.__exit__(kind, error, trace)
