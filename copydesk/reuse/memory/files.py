"""Columns and tables on their way into the files of a memory."""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from copydesk.errors import BatchError
from copydesk.reuse.arrays import Int64
from copydesk.reuse.memory.layout import COLUMNS, PACKED, TABLES, TEXT_BLOCK

# A file begins with its length in so many bytes, written last.
_HEADER = 128
_MAGIC = b"\x93NUMPY\x01\x00"
# Rows a batch of a table.
_ROWS = 1 << 16
# Level 9 takes .4 s for the texts of 100,000 passages, and a tenth less room than 3.
_LEVEL = 9


def write_column(folder: Path, name: str, parts: Iterable[npt.NDArray[Any]]) -> None:
    """The column stands in its file, part after part, in NumPy's format."""
    with columns_of(folder, name) as columns:
        for part in parts:
            columns[name].add(part)


@contextmanager
def columns_of(folder: Path, *names: str) -> Iterator[dict[str, ColumnFile]]:
    """Columns that grow side by side, each whole in its file once the block has ended."""
    with ExitStack() as opened:
        columns = {name: ColumnFile(folder, name) for name in names}
        for column in columns.values():
            opened.enter_context(column.stream)
        yield columns
        for column in columns.values():
            column.finish()


class ColumnFile:
    """A column on its way into its file, part after part, in NumPy's format."""

    def __init__(self, folder: Path, name: str) -> None:
        self._what = f"{folder}: {name}"
        self._n_columns = COLUMNS[name].width
        self._dtype = np.dtype(COLUMNS[name].dtype).newbyteorder("<")
        self._n_values = 0
        self.stream = (folder / f"{name}.npy").open("wb")
        self.stream.write(bytes(_HEADER))

    def add(self, part: npt.NDArray[Any]) -> None:
        """The values stand behind the others."""
        limit = (1 << 8 * self._dtype.itemsize) - 1
        if part.dtype.itemsize > self._dtype.itemsize and len(part) and int(part.max()) > limit:
            raise BatchError(f"{self._what} has a value over {limit}: make shorter runs of smaller batches")
        values = np.ascontiguousarray(part, dtype=self._dtype)
        self.stream.write(values.reshape(-1).view(np.uint8).data)
        self._n_values += values.size

    def finish(self) -> None:
        """The file says what stands in it."""
        n_rows = self._n_values // self._n_columns
        shape = (n_rows, self._n_columns) if self._n_columns > 1 else (n_rows,)
        kind = np.lib.format.dtype_to_descr(self._dtype)
        about = repr({"descr": kind, "fortran_order": False, "shape": shape}).encode()
        head = _MAGIC + (_HEADER - len(_MAGIC) - 2).to_bytes(2, "little")
        self.stream.seek(0)
        self.stream.write(head + about.ljust(_HEADER - len(head) - 1) + b"\n")


def write_table(folder: Path, name: str, batches: Iterable[pa.Table]) -> None:
    """The rows stand in their file, as Arrow has them in memory; what is read as a whole is compressed."""
    options = pa.ipc.IpcWriteOptions(compression=pa.Codec("zstd", compression_level=_LEVEL) if name in PACKED else None)
    with (
        pa.OSFile(str(folder / f"{name}.arrow"), "wb") as stream,
        pa.ipc.new_file(stream, TABLES[name], options=options) as writer,
    ):
        for table in batches:
            writer.write_table(table.cast(TABLES[name]), max_chunksize=_ROWS)


@contextmanager
def text_blocks(stream: BinaryIO) -> Iterator[_TextBlocks]:
    """Texts are added, and stand compressed in the stream once the block has ended."""
    blocks = _TextBlocks(stream)
    yield blocks
    blocks.flush()


def firsts_of_blocks(n_bytes: Int64) -> Int64:
    """The first text of each block, of texts of so many bytes."""
    ends = np.cumsum(n_bytes)
    firsts, first, limit = [], 0, TEXT_BLOCK
    while first < len(ends):
        firsts.append(first)
        first = int(np.searchsorted(ends, limit)) + 1
        limit = int(ends[first - 1]) + TEXT_BLOCK if first < len(ends) else 0
    return np.array(firsts, dtype=np.int64)


class _TextBlocks:
    """Texts one after another, as many together as make a block."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self._codec = stream, pa.Codec("zstd", compression_level=_LEVEL)
        self._waiting: list[bytes] = []
        self._n_waiting = self._n_written = 0
        self.starts = [0]  # of each text, in bytes of all texts; one entry more
        self.blocks = [(0, 0, 0)]  # see COLUMNS

    def add(self, text: str) -> None:
        """The text stands behind the others."""
        data = text.encode("utf-8", "surrogatepass")
        self._waiting.append(data)
        self._n_waiting += len(data)
        self.starts.append(self.starts[-1] + len(data))
        if self._n_waiting >= TEXT_BLOCK:
            self.flush()

    def flush(self) -> None:
        """What waits is written."""
        if self._n_waiting:
            data = self._codec.compress(b"".join(self._waiting), asbytes=True)
            self._stream.write(data)
            self._n_written += len(data)
            self.blocks[-1] = (*self.blocks[-1][:2], zlib.crc32(data))
            self.blocks.append((self._n_written, self.starts[-1], 0))
        self._waiting, self._n_waiting = [], 0


def sync_folder(folder: Path) -> None:
    """The folder's files and their names are on disk."""
    for path in (*folder.iterdir(), folder):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
