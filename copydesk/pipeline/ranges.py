"""Ranges of article ids, in which what a batch has of its articles is written side by side, and rows in order of id."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from copydesk.checked import find_rows, read_batches, read_rows
from copydesk.pipeline.part import Part
from copydesk.store import Place

# Articles a range, at most, on the average; and articles that are in memory at a time.
_RANGE, _CHUNK = 1_000, 256
# No digit of an id comes after "f".
_LAST = "g"


class IdRange(NamedTuple):
    """Article ids from `first` on, and before `end`: all of them in a batch that is not large."""

    first: str = ""
    end: str = _LAST

    def path(self, table: str) -> str:
        """Where its rows of a table stand: in a file of their own, or in one of the table's folder."""
        return f"{table}.parquet/{self.first}.parquet" if self.first else f"{table}.parquet"

    def rows(self, place: Place) -> slice:
        """Which rows of a file that is sorted by article are in the range."""
        return slice(*find_rows(place, "article_id", self.first, self.end))


def id_ranges(n_articles: int, size: int | None = None, most: int | None = None) -> list[IdRange]:
    """Ranges in order that hold all ids, of `size` articles at most on the average: the same for the same number.

    There are no more than `most` ranges, a power of two, where it is given.

    >>> [ids.first for ids in id_ranges(3000)], id_ranges(1000)
    (['0', '4', '8', 'c'], [IdRange(first='', end='g')])
    """
    return cut_ids(count_ranges(n_articles, size or _RANGE, most))


def count_ranges(n: int, size: int, most: int | None = None) -> int:
    """How many ranges, a power of two, have `size` of the `n` at most, if all have as many; and no more than `most`."""
    n_bits = max(0, (n - 1) // size).bit_length()
    return 1 << (n_bits if most is None else min(n_bits, most.bit_length() - 1))


def cut_ids(n_ranges: int) -> list[IdRange]:
    """So many ranges in order, a power of two, that hold all ids."""
    n_bits = n_ranges.bit_length() - 1
    if not n_bits:
        return [IdRange()]
    n_digits = -(-n_bits // 4)
    firsts = [f"{i:0{n_digits}x}" for i in range(0, 16**n_digits, 16**n_digits >> n_bits)]
    return [IdRange(first, end) for first, end in zip(firsts, [*firsts[1:], _LAST], strict=True)]


def tuples_of(place: Place, columns: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    """The file's rows, of these columns in this order."""
    for batch in read_batches(place, columns):
        yield from zip(*(batch.column(name).to_pylist() for name in columns), strict=True)


class Rows:
    """Rows of a file that are wanted one after another: one batch of them is in memory at a time."""

    def __init__(self, place: Place, rows: slice, columns: Sequence[str]) -> None:
        self._batches = read_slice(place, rows, columns)
        self._at, self._end = rows.start, rows.stop
        self._left: pa.RecordBatch | None = None

    def up_to(self, end: int) -> Iterator[pa.RecordBatch]:
        """The rows before this one, and no further than those that are wanted, that were not asked for yet."""
        while self._at < min(end, self._end):
            batch = next(self._batches) if self._left is None else self._left
            some = batch.slice(0, end - self._at)
            self._at += len(some)
            self._left = batch.slice(len(some)) if len(some) < len(batch) else None
            yield some


def read_slice(place: Place, rows: slice, columns: Sequence[str]) -> Iterator[pa.RecordBatch]:
    """These rows of the file, some at a time."""
    return read_rows(place, rows.start, rows.stop, columns)


def ids_of(place: Place, rows: slice) -> Any:
    """object[n_rows]: the article of each row."""
    columns = [batch.column(0) for batch in read_slice(place, rows, ["article_id"])]
    return pa.concat_arrays([pa.array([], pa.large_string()), *columns]).to_numpy(zero_copy_only=False)


def sorted_articles(parts: Sequence[Part], ids: IdRange, columns: Sequence[str]) -> Iterator[pa.Table]:
    """These columns of the articles of the range, sorted by id, _CHUNK at a time."""
    own: list[tuple[Rows, int, Any]] = []
    for part in parts:
        rows = ids.rows(part.articles)
        if rows.start < rows.stop:
            own.append((Rows(part.articles, rows, columns), rows.start, ids_of(part.articles, rows)))
    every = np.sort(np.concatenate([np.empty(0, dtype=object), *(part_ids for _, _, part_ids in own)]))
    for start in range(0, len(every), _CHUNK):
        last = every[min(start + _CHUNK, len(every)) - 1]
        some = [
            batch
            for rows, first, part_ids in own
            for batch in rows.up_to(first + int(np.searchsorted(part_ids, last, side="right")))
        ]
        table = pa.Table.from_batches(some)
        del some
        yield table.take(pc.sort_indices(table, [("article_id", "ascending")])).combine_chunks()
