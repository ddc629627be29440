"""Arrow files with a count of their rows and a checksum: what stands between stages.

Behind the Arrow file stand 48 bytes: a mark, the count, and SHA-256 of all before it and of the file's own name. What
is short, changed, not ours, or of another result, is told from what was written here.
"""

from __future__ import annotations

import errno
import functools
import hashlib
import logging
import struct
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from types import TracebackType
from typing import Any, BinaryIO

import pyarrow as pa

from copydesk.arrow import from_batch, schema_of, to_batch
from copydesk.errors import BatchError
from copydesk.store import OF_THE_MACHINE, Place, refused

log = logging.getLogger("copydesk")
_MARK = b"copydesk"
_TRAILER = struct.Struct("<8sq32s")
# Rows a batch of an Arrow file: what is in memory at a time, and what is read to find one row. Pages are large; of what
# records say of them, 32 at a time took three times as long to write and to read.
ROWS, ROWS_OF_RECORDS = 32, 512


class DamagedError(BatchError):
    """A file between stages is not what was written: it is made again."""


class _Hashed:
    """A stream that hashes what is written to it."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.digest = hashlib.sha256()
        self.closed = False

    def write(self, data: Any) -> int:
        self.digest.update(data)
        return self._stream.write(data)

    def tell(self) -> int:
        return self._stream.tell()

    def flush(self) -> None:
        self._stream.flush()


class TableWriter:
    """Rows of one schema on their way into a file at `place`: there whole once the block has ended well.

    The same batches give the same bytes.
    """

    def __init__(self, place: Place, schema: pa.Schema) -> None:
        self._place = place
        self._writing = place.write()
        self._schema = schema
        self._n_rows = 0

    def __enter__(self) -> TableWriter:
        self._stream = self._writing.__enter__()
        self._hashed = _Hashed(self._stream)
        options = pa.ipc.IpcWriteOptions(compression="zstd")
        self._writer = pa.ipc.new_file(pa.PythonFile(self._hashed, "w"), self._schema, options=options)
        return self

    def add(self, batch: pa.RecordBatch) -> None:
        """The batch's rows stand after those already there."""
        self._writer.write_batch(batch)
        self._n_rows += batch.num_rows

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._writer.close()
            if error is None:
                self._hashed.digest.update(_behind(self._n_rows, self._place))
                self._stream.write(_TRAILER.pack(_MARK, self._n_rows, self._hashed.digest.digest()))
        except BaseException as failed:  # as where the disk is full
            self._writing.__exit__(type(failed), failed, failed.__traceback__)
            raise
        self._writing.__exit__(kind, error, trace)


def write_records(place: Place, records: Iterable[Any], record_type: Any) -> None:
    """The records stand in the file at `place`, a row each, whole or not at all."""
    with TableWriter(place, schema_of(record_type)) as writer:
        for some in batched(records):
            writer.add(to_batch(some, record_type))


def write_table(place: Place, table: pa.Table, n_rows: int = ROWS_OF_RECORDS) -> None:
    """The table's rows stand in the file at `place`, `n_rows` a batch (one of the two above), whole or not at all."""
    with TableWriter(place, table.schema) as writer:
        for batch in table.combine_chunks().to_batches(max_chunksize=n_rows):
            writer.add(batch)


def read_table(places: Iterable[Place], columns: pa.Schema) -> pa.Table:
    """These columns of all rows of the files, one after another. Raises as `read_batches`."""
    batches = (batch for place in places for batch in read_batches(place, columns.names))
    return pa.Table.from_batches([batch.select(columns.names) for batch in batches], columns)


def batched(records: Iterable[Any]) -> Iterator[list[Any]]:
    """The records, ROWS_OF_RECORDS at a time."""
    waiting: list[Any] = []
    for record in records:
        waiting.append(record)
        if len(waiting) == ROWS_OF_RECORDS:
            yield waiting
            waiting = []
    if waiting:
        yield waiting


# Files of which this process has seen that they are whole, with their sizes and times.
_whole: dict[Place, tuple[int, int]] = {}


# What the system says of a place where nothing is to be seen, or can be: who is to write there is told why not.
_NOTHING_THERE = frozenset((errno.ENOENT, errno.ENOTDIR, errno.ELOOP, errno.ENAMETOOLONG, errno.EACCES, errno.EPERM))


def is_whole(place: Place) -> bool:
    """Whether the file is there as it was written; looked at once for each time that it was written.

    What is not is deleted. Raises StoreError where that cannot be known, as where no more files may be open.
    """
    try:
        _make_sure(place)
    except (OSError, DamagedError) as error:
        if isinstance(error, OSError) and error.errno in _NOTHING_THERE:
            return False
        if isinstance(error, OSError) and error.errno in OF_THE_MACHINE:
            raise refused(error, str(place)) from error
        log.warning("%s; it is made again", error if isinstance(error, DamagedError) else f"{place}: {error.strerror}")
        place.delete()
        return False
    return True


# Likewise of files of other formats, with SHA-256.
_hashed: dict[Place, tuple[tuple[int, int], str]] = {}


def has_sha256(place: Place, sha256: str) -> bool:
    """Whether the file's bytes have the SHA-256: hashed once for each time that it was written. Raises OSError."""
    version = place.version()
    if _hashed.get(place, (None, ""))[0] != version:
        _hashed[place] = version, place.sha256()
    return _hashed[place][1] == sha256


def _make_sure(place: Place) -> None:
    """The file is hashed, unless this process has seen it as it is. Raises DamagedError, OSError."""
    version = place.version()
    if _whole.get(place) != version:
        _check(place)
        _whole[place] = version


def _check(place: Place) -> None:
    with place.local() as path, path.open("rb") as stream:
        n_bytes = stream.seek(0, 2) - _TRAILER.size
        stream.seek(max(n_bytes, 0))
        n_rows, expected = _unpacked(stream.read(), place)
        stream.seek(0)
        digest = hashlib.sha256()
        while n_bytes > 0:
            data = stream.read(min(n_bytes, 1 << 20))
            digest.update(data)
            n_bytes -= len(data)
        digest.update(_behind(n_rows, place))
    if digest.digest() != expected:
        raise DamagedError(f"{place}: damaged, its checksum is another one")


def _behind(n_rows: int, place: Place) -> bytes:
    """What is hashed behind the Arrow file: its folder is called by what the result is made of."""
    name = f"{place.parent.name}/{place.name}".encode("utf-8", "surrogateescape")
    return _MARK + n_rows.to_bytes(8, "little") + name


def _unpacked(trailer: bytes, place: Place) -> tuple[int, bytes]:
    """The count and the checksum."""
    if len(trailer) != _TRAILER.size or not trailer.startswith(_MARK):
        raise DamagedError(f"{place}: damaged, or not written by copydesk")
    _, n_rows, digest = _TRAILER.unpack(trailer)
    return n_rows, digest


def count_rows(place: Place) -> int:
    """How many rows the file says it has. Raises DamagedError."""
    with place.open() as stream:
        stream.seek(-min(_TRAILER.size, stream.seek(0, 2)), 2)
        return _unpacked(stream.read(), place)[0]


@contextmanager
def _opened(place: Place, columns: Sequence[str] | None) -> Iterator[pa.RecordBatchFileReader]:
    """The file, of which these columns are read, or all. Raises DamagedError; BatchError where it is gone."""
    try:
        _make_sure(place)
        with place.local() as path, pa.memory_map(str(path)) as mapped:
            data = mapped.read_buffer(mapped.size() - _TRAILER.size)
            # Batches are small: of passages a thread for each column took as long again as they take.
            options = pa.ipc.IpcReadOptions(use_threads=False)
            reader = pa.ipc.open_file(data, options=options)
            if columns is not None:
                options.included_fields = [reader.schema.get_field_index(name) for name in columns]
                reader = pa.ipc.open_file(data, options=options)
            yield reader
    except FileNotFoundError as error:
        raise BatchError(f"{place}: gone, perhaps with another run that replaced the batch") from error
    except OSError as error:
        raise refused(error, str(place)) from error


def read_batches(
    place: Place, columns: Sequence[str] | None = None, *, first: int = 0, last: int | None = None
) -> Iterator[pa.RecordBatch]:
    """The file's rows, a batch at a time: of these columns or all, of the batches from `first` to `last` or all.

    Raises DamagedError; BatchError where it is gone.
    """
    with _opened(place, columns) as reader:
        for i in range(first, reader.num_record_batches if last is None else last + 1):
            yield reader.get_batch(i)


def read_rows(place: Place, start: int, end: int, columns: Sequence[str] | None = None) -> Iterator[pa.RecordBatch]:
    """The file's rows from `start` to before `end`, some at a time. Raises as `read_batches`."""
    if start < end:
        with _opened(place, columns) as reader:
            n_rows = _rows_a_batch(place, reader)
            for n in range(start // n_rows, (end - 1) // n_rows + 1):
                begin = max(start - n * n_rows, 0)
                yield reader.get_batch(n).slice(begin, end - n * n_rows - begin)


def read_some(place: Place, rows: Sequence[int], columns: Sequence[str]) -> Iterator[pa.RecordBatch]:
    """These rows of the file, which are sorted: of each batch that has any, those. Raises as `read_batches`."""
    with _opened(place, columns) as reader:
        n_rows = _rows_a_batch(place, reader)
        for n, some in groupby(rows, key=lambda row: row // n_rows):
            yield reader.get_batch(n).take(pa.array([row % n_rows for row in some]))


def _rows_a_batch(place: Place, reader: pa.RecordBatchFileReader) -> int:
    """How many rows each of the file's batches has, but for the last. Raises DamagedError."""
    n_rows, n_batches = count_rows(place), reader.num_record_batches
    return ROWS if -(-n_rows // ROWS) == n_batches else ROWS_OF_RECORDS


def find_rows(place: Place, column: str, *bounds: str) -> list[int]:
    """Of each of the bounds the first row that is not before it, of a file that is sorted by the column of texts.

    Some ten of its batches are looked at, however many it has. Raises as `read_batches`.
    """
    with _opened(place, [column]) as reader:
        n_batches, n_rows = reader.num_record_batches, _rows_a_batch(place, reader)

        @functools.cache  # bounds are looked for in the same batches
        def values(i: int) -> pa.Array:
            return reader.get_batch(i).column(0)

        def first_row(bound: str) -> int:
            # The batch that has it is the first of which the last row is not before it; else it is behind the last.
            at = bisect_left(range(n_batches - 1), bound, key=lambda i: values(i)[-1].as_py())
            return at * n_rows + bisect_left(values(at).to_pylist(), bound)

        return [first_row(bound) for bound in bounds] if n_batches else [0] * len(bounds)


def read_records(place: Place, record_type: Any) -> Iterator[Any]:
    """The rows as records, of the columns that the type has."""
    for batch in read_batches(place, schema_of(record_type).names):
        yield from from_batch(batch, record_type)
