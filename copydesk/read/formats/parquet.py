"""Parquet: a record a row, read by row group; pages with checksums are checked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from copydesk.errors import ArticleError
from copydesk.read.formats.container import Container, Item
from copydesk.records import Damaged

if TYPE_CHECKING:
    from pyarrow.parquet import ParquetFile

_ROWS_AT_ONCE = 64
_BUFFER_BYTES = 1 << 20


def read_parquet(container: Container) -> Iterator[Item]:
    """The record of every row; of a row group that is broken those before and behind the break."""
    import pyarrow as pa  # it takes .1 s to load, and only this format needs it
    import pyarrow.parquet as pq

    yield from container.seekable()
    try:
        file = pq.ParquetFile(
            container.stream, page_checksum_verification=True, pre_buffer=False, buffer_size=_BUFFER_BYTES
        )
        columns = sorted(container.options.fields.columns() & set(file.schema_arrow.names))
        sizes = [file.metadata.row_group(i).num_rows for i in range(file.metadata.num_row_groups)]
        n_rows = file.metadata.num_rows
    except (pa.ArrowException, OSError, ValueError, UnicodeDecodeError) as error:
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
        if first + size > container.start and (container.end is None or first < container.end):
            yield from _read_group(container, file, group, columns, first, size)
        first += size


def _read_group(
    container: Container, file: ParquetFile, group: int, columns: list[str], first: int, size: int
) -> Iterator[Item]:
    """The rows of one group that belong to the part."""
    import pyarrow as pa

    wanted = range(
        max(container.start - first, 0), size if container.end is None else max(0, min(size, container.end - first))
    )
    # Where reading in larger steps ends in an error, the rows before it are read one by one.
    at = 0
    for step in (_ROWS_AT_ONCE, 1):
        error, done = None, 0
        try:
            for batch in file.iter_batches(step, row_groups=[group], columns=columns, use_threads=False):
                batch.validate(full=True)
                if done + batch.num_rows > at:
                    records = batch.slice(max(0, at - done)).to_pylist()
                    start = max(at, done)
                    for i, record in enumerate(records, start):
                        if i in wanted:
                            yield _item(container, record, first + i)
                    at = start + len(records)
                done += batch.num_rows
        except (pa.ArrowException, OSError, ValueError, MemoryError, OverflowError) as caught:
            error = caught
        if error is None:
            break
    if error is not None or at < size:
        n_lost = len(range(max(wanted.start, at), wanted.stop))
        why = str(error) if error is not None else f"it has {at} rows, and not the {size} that its directory says"
        text = f"row group {group} from row {first + at + 1} on: {n_lost} rows are lost: {why}"
        if n_lost:
            path = container.record_path(first + at + 1 - container.n_before)
            yield Item(None, Damaged(path=path, offset=_offset(file, group), reason="corrupt", error=text))


def _item(container: Container, record: dict[str, Any], row: int) -> Item:
    n = row + 1 - container.n_before
    try:
        return Item(row, container.source(record, container.record_path(n)), n)
    except ArticleError as error:
        return Item(row, Damaged(path=container.record_path(n), offset=0, reason=error.reason, error=str(error)), n)


def _offset(file: ParquetFile, group: int) -> int:
    """Where the row group begins in the file."""
    columns = file.metadata.row_group(group)
    return min((columns.column(i).data_page_offset for i in range(columns.num_columns)), default=0)


def _damaged(container: Container, reason: str, error: str) -> Damaged:
    return Damaged(path=container.name, offset=0, reason=reason, error=error)
