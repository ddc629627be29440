"""Where the long columns of a search stand: in memory, and what is beyond its bound in unnamed files, mapped."""

from __future__ import annotations

import mmap
import os
import weakref
from array import array
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Generic, TypeVar, overload

import numpy as np
import numpy.typing as npt

from copydesk.reuse.arrays import Number, UInt8

# What a search may hold. A third of it is for columns, the rest for what is worked out at a time.
MAX_MEMORY_BYTES = 600_000_000
_COLUMNS_SHARE = 3
# Two blocks of rows that are read in any order may be a quarter of it.
_BLOCK_SHARE = 8
_TEXTS_KEPT = 64
# Whether to rest is asked each so many items: asking takes 30 microseconds.
_ITEMS_A_REST = 64

Item = TypeVar("Item")


class Store:
    """Columns in memory up to a third of `max_bytes`; beyond that in unnamed files of `folder`, if one is given.

    The files are mapped, so that a column is an array wherever it stands, and gone with the columns. What is read of
    them the system drops where memory is short: it does not count as held, and `rest` gives it back at once. The folder
    must be on a disk: files in a folder that is memory itself save none.
    """

    def __init__(self, folder: Path | None = None, max_bytes: int = MAX_MEMORY_BYTES) -> None:
        self._folder = folder
        self._max_bytes = max_bytes
        self._held = 0
        self._maps: weakref.WeakSet[mmap.mmap] = weakref.WeakSet()

    def empty(self, n: int, dtype: type[Number], *, shared: bool = False) -> npt.NDArray[Number]:
        """A column of n values yet to be written; processes forked later may write them if it is `shared`."""
        n_bytes = n * np.dtype(dtype).itemsize
        if not n:
            return np.empty(0, dtype=dtype)
        if not self.has_room(n_bytes):
            with self.file() as file:
                if hasattr(os, "posix_fallocate"):  # a full disk is told here, not by a signal when a page is written
                    os.posix_fallocate(file.fileno(), 0, n_bytes)
                else:
                    file.truncate(n_bytes)
                return self.mapped(file, n, dtype)
        column: npt.NDArray[Number] = np.frombuffer(mmap.mmap(-1, n_bytes), dtype) if shared else np.empty(n, dtype)
        self.hold(column)
        return column

    def has_room(self, n_bytes: int) -> bool:
        """Whether so many bytes more may be held in memory."""
        return self._folder is None or self._held + n_bytes <= self._max_bytes // _COLUMNS_SHARE

    def hold(self, column: npt.NDArray[Any]) -> None:
        """The column counts as held for as long as it lives."""
        self.count(column.nbytes)
        weakref.finalize(column, self.count, -column.nbytes)

    def count(self, n_bytes: int) -> None:
        """So many bytes more are held."""
        self._held += n_bytes

    def file(self) -> Any:
        """A new file that has no name."""
        import tempfile  # takes as long to load as a hundred passages take to pair

        return tempfile.TemporaryFile(dir=self._folder, buffering=0)

    def mapped(self, file: Any, n: int, dtype: type[Number]) -> npt.NDArray[Number]:
        """The first n values in the file, which stays as long as they do."""
        pages = mmap.mmap(file.fileno(), n * np.dtype(dtype).itemsize)
        self._maps.add(pages)
        values: npt.NDArray[Number] = np.frombuffer(pages, dtype)
        return values

    def rest(self) -> None:
        """What was read of files, or written to them, is in the process's memory no more, if that is much."""
        if self._maps and _resident_of_files() > self._max_bytes // _BLOCK_SHARE:
            for pages in self._maps:
                pages.madvise(mmap.MADV_DONTNEED)

    def resting(self, items: Iterable[Item]) -> Iterator[Item]:
        """The items; what is read for some of them is in the process's memory no more when others are asked for."""
        for n, item in enumerate(items):
            if n % _ITEMS_A_REST == 0:
                self.rest()
            yield item

    def read_here_and_there(self) -> None:
        """What is read of files from now on is read without what stands around it."""
        for pages in self._maps:
            pages.madvise(mmap.MADV_RANDOM)

    def rows_a_block(self, row_bytes: int) -> int:
        """How many rows of columns to read in any order at a time: any number while nothing stands in files."""
        return max(self._max_bytes // _BLOCK_SHARE // row_bytes, 1 << 12) if self._maps else 1 << 62


class Growing(Generic[Number]):
    """A column whose length is not known beforehand."""

    def __init__(self, store: Store, dtype: type[Number]) -> None:
        self._store = store
        self._dtype = dtype
        self._n = 0
        self._values = np.empty(0, dtype=dtype)
        self._file: Any = None

    def append(self, values: npt.NDArray[Number]) -> None:
        """The values stand at its end."""
        n = self._n + len(values)
        if self._file is None and n > len(self._values):
            # Grown in place, an eighth at a time.
            room = max(n, len(self._values) * 9 // 8)
            n_more = (room - len(self._values)) * self._values.itemsize
            if self._store.has_room(n_more):
                self._values.resize(room, refcheck=False)
                self._store.count(n_more)
            else:
                self._file = self._store.file()
                _write(self._file, self._values[: self._n])
                self._store.count(-self._values.nbytes)
                self._values = np.empty(0, dtype=self._dtype)
        if self._file is None:
            self._values[self._n : n] = values
        else:
            _write(self._file, values)
        self._n = n

    def column(self) -> npt.NDArray[Number]:
        """All of it; nothing is appended afterwards."""
        if self._file is not None:
            with self._file:
                return self._store.mapped(self._file, self._n, self._dtype)
        self._store.count(-self._values.nbytes)
        values = self._values
        values.resize(self._n, refcheck=False)
        self._store.hold(values)
        return values


def _resident_of_files() -> int:
    """The bytes of files that this process has in memory; 0 where the system does not say, and drops them by itself."""
    try:
        status = Path("/proc/self/status").read_text()
    except OSError:
        return 0
    return int(status.partition("RssFile:")[2].split(maxsplit=1)[0]) << 10


def _write(file: Any, values: npt.NDArray[Any]) -> None:
    """All of the values stand at the file's end (an unbuffered file may take fewer at a time)."""
    left = np.ascontiguousarray(values).view(np.uint8)
    while len(left):
        left = left[file.write(left.data) :]


class Strings(Sequence[str]):
    """Texts as UTF-8 in a store, made strings when they are asked for."""

    def __init__(self, store: Store) -> None:
        self._growing: Growing[np.uint8] | None = Growing(store, np.uint8)
        self._bytes: UInt8 = np.empty(0, dtype=np.uint8)
        self._bounds = array("q", [0])
        self._order: Sequence[int] | None = None
        self._last: dict[int, str] = {}

    def append(self, text: str) -> None:
        """The text stands at the end; none is appended once one was read."""
        assert self._growing is not None
        encoded = text.encode("utf-8", "surrogatepass")
        self._growing.append(np.frombuffer(encoded, dtype=np.uint8))
        self._bounds.append(self._bounds[-1] + len(encoded))

    def reorder(self, order: Sequence[int]) -> None:
        """Text order[i] is text i, and the others are gone."""
        self._order = order
        self._last.clear()

    def __len__(self) -> int:
        return len(self._bounds) - 1 if self._order is None else len(self._order)

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> list[str]: ...
    def __getitem__(self, index: int | slice) -> str | list[str]:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        # Matches of one article come one after the other.
        if index not in self._last:
            if self._growing is not None:
                self._bytes, self._growing = self._growing.column(), None
            if len(self._last) >= _TEXTS_KEPT:
                self._last.clear()
            i = index if self._order is None else self._order[index]
            encoded = self._bytes[self._bounds[i] : self._bounds[i + 1]].tobytes()
            self._last[index] = encoded.decode("utf-8", "surrogatepass")
        return self._last[index]


class Chosen(Sequence[str]):
    """Texts of two sequences, one after the other, in an order of their own."""

    def __init__(self, first: Sequence[str], second: Sequence[str], order: Sequence[int]) -> None:
        self._first, self._second, self._order = first, second, order

    def __len__(self) -> int:
        return len(self._order)

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> list[str]: ...
    def __getitem__(self, index: int | slice) -> str | list[str]:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        i = self._order[index]
        return self._first[i] if i < len(self._first) else self._second[i - len(self._first)]
