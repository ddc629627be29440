"""The words of a search's texts, kept beside what it found: the next search reads the others only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import pyarrow as pa

from copydesk.checked import ROWS, TableWriter, is_whole, read_batches
from copydesk.reuse.arrays import Int64, UInt32
from copydesk.reuse.corpus.words import Words
from copydesk.store import Place

# Where a word begins is told from the end of the one before it, or of its text's beginning: small numbers, of which
# little is left on disk.
_SCHEMA = pa.schema(
    [
        ("key", pa.large_binary()),
        ("hashes", pa.large_list(pa.uint32())),
        ("flags", pa.large_list(pa.uint8())),
        ("gaps", pa.large_list(pa.uint32())),
        ("lengths", pa.large_list(pa.uint32())),
    ]
)


class WordsFile:
    """A file of the words of texts, which has those of earlier files of the kind."""

    def __init__(self, place: Place, earlier: Iterable[Place]) -> None:
        self._place = place
        self._rows: dict[bytes, tuple[Place, int]] = {}
        for file in filter(is_whole, earlier):
            keys = (key for batch in read_batches(file, ["key"]) for key in batch.column(0).to_pylist())
            for row, key in enumerate(keys):
                self._rows.setdefault(key, (file, row))

    def __contains__(self, key: bytes) -> bool:
        return key in self._rows

    def taken_over(self, wanted: Iterable[bytes]) -> Iterator[tuple[list[bytes], Words]]:
        """The words of the texts of these keys, some texts at a time, in an order of their own."""
        rows: dict[Place, dict[int, bytes]] = {}
        for key in set(wanted):
            file, row = self._rows[key]
            rows.setdefault(file, {})[row] = key
        for file, keys in rows.items():
            for n, batch in enumerate(read_batches(file)):
                here = [row for row in range(len(batch)) if n * ROWS + row in keys]
                if here:
                    some = batch if len(here) == len(batch) else batch.take(pa.array(here))
                    yield [keys[n * ROWS + row] for row in here], _words(some)

    def write(self, keys: list[bytes], words: Words) -> None:
        """The words of the texts, of which these are the keys, stand in the file; of equal texts once."""
        distinct = np.array(list({key: i for i, key in reversed(list(enumerate(keys)))}.values()), dtype=np.int64)
        distinct.sort()
        with TableWriter(self._place, _SCHEMA) as writer:
            for start in range(0, len(distinct), ROWS):
                some = distinct[start : start + ROWS].tolist()
                writer.add(_batch([keys[i] for i in some], [_of_text(words, i) for i in some]))


def _of_text(words: Words, i: int) -> tuple[UInt32, ...]:
    """The columns of a text's words."""
    own = slice(int(words.text_starts[i]), int(words.text_starts[i + 1]))
    starts, ends = words.start_chars[own], words.end_chars[own]
    gaps = starts.copy()
    gaps[1:] -= ends[:-1]
    return words.hashes[own], words.flags[own], gaps, ends - starts  # type: ignore[return-value]


def _batch(keys: list[bytes], texts: list[tuple[UInt32, ...]]) -> pa.RecordBatch:
    bounds = pa.array(np.cumsum([0, *(len(text[0]) for text in texts)]))
    columns = [pa.LargeListArray.from_arrays(bounds, np.concatenate(column)) for column in zip(*texts, strict=True)]
    return pa.RecordBatch.from_arrays([pa.array(keys, pa.large_binary()), *columns], schema=_SCHEMA)


def _words(batch: pa.RecordBatch) -> Words:
    lengths = batch.column(1).value_lengths().to_numpy(zero_copy_only=False)
    bounds: Int64 = np.concatenate(([0], np.cumsum(lengths, dtype=np.int64)))
    hashes, flags, gaps, n_chars = (column.flatten().to_numpy() for column in batch.columns[1:])
    ends = np.cumsum(gaps.astype(np.int64) + n_chars)
    ends -= np.repeat(np.concatenate(([0], ends))[bounds[:-1]], lengths)
    return Words(hashes, flags, (ends - n_chars).astype(np.uint32), ends.astype(np.uint32), bounds)
