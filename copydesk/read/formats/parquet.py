"""Parquet: a record a row, read by row group; pages with checksums are checked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, BinaryIO

from copydesk.errors import ArticleError
from copydesk.read.formats.container import Container, Item, Piece
from copydesk.records import Damaged

if TYPE_CHECKING:
    from pyarrow.parquet import ParquetFile

_ROWS_AT_ONCE = 64
MAX_ENTERED_BYTES = 1 << 27
_BUFFER_BYTES = 1 << 20


def read_parquet(container: Container) -> Iterator[Item]:
    """The record of every row; of a row group that is broken those before the break."""
    import pyarrow as pa  # it takes .1 s to load, and only this format needs it

    yield from container.seekable()
    try:
        stream = _Watched(container.stream)
        file = _open(stream)
        columns = sorted(container.options.fields.columns() & set(file.schema_arrow.names))
        sizes = [file.metadata.row_group(i).num_rows for i in range(file.metadata.num_row_groups)]
        n_rows = file.metadata.num_rows
    except (pa.ArrowException, OSError, ValueError) as error:
        yield Item(0, _damaged(container, "corrupt", f"no directory at its end that can be read: {error}"))
        return
    if sum(sizes) != n_rows or min(sizes, default=0) < 0:
        yield Item(None, _damaged(container, "corrupt", f"{n_rows} rows by its directory, {sum(sizes)} by its groups"))
    if n_rows and not columns:
        names = ", ".join(file.schema_arrow.names)
        yield Item(0, _damaged(container, "bad_record", f"no field among its columns: {names}"))
        return
    first = 0
    for group, size in enumerate(sizes):
        end = size if container.end is None else min(size, container.end - first)
        wanted = range(max(container.start - first, 0), max(end, 0))
        if wanted:
            yield from _read_group(container, stream, file, group, columns, first, wanted)
        first += size


class _Watched:
    """A stream that knows how near to its beginning it was read since `begins` was last forgotten.

    Where a row group begins is said by its columns' metadata too; but those of a damaged file end the process: what
    Arrow raises while it reads them is caught by nobody.
    """

    closed = False
    mode = "rb"

    def __init__(self, stream: BinaryIO) -> None:
        self.begins: int | None = None
        self._stream = stream
        self.seek, self.tell, self.seekable = stream.seek, stream.tell, stream.seekable

    def read(self, size: int = -1) -> bytes:
        at = self._stream.tell()
        self.begins = at if self.begins is None else min(self.begins, at)
        return self._stream.read(size)

    def close(self) -> None:
        """The stream is closed by whoever opened it."""


def _open(stream: _Watched) -> ParquetFile:
    import pyarrow.parquet as pq

    return pq.ParquetFile(stream, page_checksum_verification=True, pre_buffer=False, buffer_size=_BUFFER_BYTES)


def _read_group(
    container: Container,
    stream: _Watched,
    file: ParquetFile,
    group: int,
    columns: list[str],
    first: int,
    wanted: range,
) -> Iterator[Item]:
    """The rows of one group that belong to the part; `first` rows of the file stand before the group."""
    import pyarrow as pa

    # What is skipped on the way into a group's middle is decoded; of a long one only the beginning may be entered.
    is_short = file.metadata.row_group(group).total_byte_size <= MAX_ENTERED_BYTES
    at, error = wanted.start, None
    stream.begins = None
    # Where reading in larger steps ends in an error, the rows before it are read one by one.
    for step in (_ROWS_AT_ONCE, 1):
        error, done = None, 0
        try:
            for batch in file.iter_batches(step, row_groups=[group], columns=columns, use_threads=False):
                if done + batch.num_rows > at:
                    batch.validate(full=True)
                    for record in batch.slice(at - done, wanted.stop - at).to_pylist():
                        yield _item(container, record, first + at, may_enter=is_short or at == 0)
                        at += 1
                done += batch.num_rows
                if at >= wanted.stop:
                    return
        except (pa.ArrowException, OSError, ValueError, MemoryError, OverflowError) as caught:
            error = caught
        if error is None:
            break
    why = str(error) if error is not None else f"it has {done} rows, which is less than its directory says"
    text = f"row group {group} from row {first + at + 1} on: {wanted.stop - at} rows are lost: {why}"
    path = container.record_path(first + at + 1 - container.start)
    yield Item(None, Damaged(path=path, offset=stream.begins or 0, reason="corrupt", error=text))


def repack_parquet(container: Container, new_piece: Callable[[int], BinaryIO]) -> Iterator[Piece]:
    """The table in row groups that can be entered; a new piece begins behind what is broken."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    stream = _Watched(container.stream)
    file = _open(stream)
    columns = sorted(container.options.fields.columns() & set(file.schema_arrow.names))
    schema = pa.schema([file.schema_arrow.field(name) for name in columns])
    piece, n_before, first, n = new_piece(0), 0, 0, 0
    writer = pq.ParquetWriter(piece, schema, compression="zstd", write_page_checksum=True)
    for group in range(file.metadata.num_row_groups):
        size, done, error = file.metadata.row_group(group).num_rows, 0, None
        stream.begins = None
        try:
            for batch in file.iter_batches(_ROWS_AT_ONCE, row_groups=[group], columns=columns, use_threads=False):
                batch.validate(full=True)
                writer.write_batch(batch)
                done += batch.num_rows
        except (pa.ArrowException, OSError, ValueError, MemoryError, OverflowError) as caught:
            error = caught
        if error is not None or done != size:
            writer.close()
            text = f"row group {group} from row {first + done + 1} on: {size - done} rows are lost: {error}"
            path = container.record_path(first + done + 1)
            lost = Damaged(path=path, offset=stream.begins or 0, reason="corrupt", error=text)
            yield Piece(piece, n_before, (lost,))
            n, n_before = n + 1, first + size
            piece = new_piece(n)
            writer = pq.ParquetWriter(piece, schema, compression="zstd", write_page_checksum=True)
        first += size
    writer.close()
    yield Piece(piece, n_before)


def _item(container: Container, record: dict[str, Any], row: int, *, may_enter: bool) -> Item:
    n, entry = row + 1 - container.start, row if may_enter else None
    try:
        return Item(entry, container.source(record, container.record_path(n)), n)
    except ArticleError as error:
        return Item(entry, Damaged(path=container.record_path(n), offset=0, reason=error.reason, error=str(error)), n)


def _damaged(container: Container, reason: str, error: str) -> Damaged:
    return Damaged(path=container.name, offset=0, reason=reason, error=error)
