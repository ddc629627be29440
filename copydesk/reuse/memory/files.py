"""Columns and tables on their way into the files of a memory."""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from copydesk.errors import BatchError
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
    column = COLUMNS[name]
    n_values = 0
    with (folder / f"{name}.npy").open("wb") as stream:
        stream.write(bytes(_HEADER))
        for part in parts:
            limit = (1 << 8 * np.dtype(column.dtype).itemsize) - 1
            if part.dtype.itemsize > np.dtype(column.dtype).itemsize and len(part) and int(part.max()) > limit:
                raise BatchError(f"{folder}: {name} has a value over {limit}: make shorter runs of smaller batches")
            values = np.ascontiguousarray(part, dtype=np.dtype(column.dtype).newbyteorder("<"))
            stream.write(values.reshape(-1).view(np.uint8).data)
            n_values += values.size
        shape = (n_values // column.width, column.width) if column.width > 1 else (n_values,)
        kind = np.lib.format.dtype_to_descr(np.dtype(column.dtype).newbyteorder("<"))
        about = repr({"descr": kind, "fortran_order": False, "shape": shape}).encode()
        head = _MAGIC + (_HEADER - len(_MAGIC) - 2).to_bytes(2, "little")
        stream.seek(0)
        stream.write(head + about.ljust(_HEADER - len(head) - 1) + b"\n")


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
def text_blocks(path: Path) -> Iterator[_TextBlocks]:
    """Texts are added, and stand compressed in the file once the block has ended."""
    with path.open("wb") as stream:
        blocks = _TextBlocks(stream)
        yield blocks
        blocks.flush()


class _TextBlocks:
    """Texts one after another, as many together as make a block."""

    def __init__(self, stream: Any) -> None:
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
