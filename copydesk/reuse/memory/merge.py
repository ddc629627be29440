"""Memories of several batches as one: sorted files merged, all others one after the other."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from copydesk.newest import newest
from copydesk.reuse.arrays import Int64, UInt64, starts_of_runs
from copydesk.reuse.corpus.build import join_counts
from copydesk.reuse.memory.files import write_column, write_table
from copydesk.reuse.memory.index import KINDS, first_of_keys
from copydesk.reuse.memory.layout import (
    STOCK,
    TEXTS,
    Memory,
    Run,
    write_manifest,
)

# Values of each run that are merged at a time: bounds the memory to some 30 MB a run.
_MERGED_AT_ONCE = 1 << 19


def merge_runs(memory: Memory, folder: Path) -> Run:
    """The memory in one run, in the folder: what is found with it is what was found with the several.

    Files are read and written in order, some megabytes at a time.
    """
    runs, search = memory.runs, memory.runs[0].manifest["search"]
    folder.mkdir(parents=True, exist_ok=True)
    n_articles = [run.n_articles for run in runs]
    n_units = [len(run.column("unit_words")) - 1 for run in runs]
    n_words = [len(run.column("hashes")) for run in runs]
    n_bytes = [int(run.column("text_starts")[-1]) for run in runs]
    n_compressed = [int(run.column("text_blocks")[-1, 0]) for run in runs]

    for name in ("outlets", "hashes", "flags"):
        write_column(folder, name, _in_turn(runs, name))
    write_column(folder, "passage_articles", _in_turn(runs, "passage_articles", _grown(n_articles)))
    for name, grows in (("article_units", n_units), ("text_starts", n_bytes), ("unit_words", n_words)):
        write_column(folder, name, _bounds(runs, name, _grown(grows)))
    places = [(*grown, 0) for grown in zip(_grown(n_compressed), _grown(n_bytes), strict=True)]
    write_column(folder, "text_blocks", _bounds(runs, "text_blocks", places))
    with (folder / TEXTS).open("wb") as stream:
        for run in runs:
            with run.file(TEXTS).open("rb") as texts:
                shutil.copyfileobj(texts, stream, 1 << 20)

    grown = _grown(n_units)
    write_column(folder, "wordings", (np.sort(hashes) for hashes, _ in _wordings(runs)))
    write_column(folder, "wording_units", _beside_wordings(runs, "wording_units", grown))
    write_column(folder, "sketches", _beside_wordings(runs, "sketches", None))
    for kind in KINDS:
        write_column(folder, kind, _union([run.column(kind) for run in runs]))

    counted = join_counts(run.counted() for run in runs)
    write_column(folder, "bins", [counted.bins])
    write_column(folder, "bin_counts", [counted.counts])
    write_column(folder, "short_words", [counted.short])
    for name in ("articles", "passages"):
        write_table(folder, name, (run.table(name) for run in runs))
    write_table(folder, "stock", [join_stock(run.table("stock") for run in runs)])
    write_table(folder, "summaries", [newest(run.table("summaries") for run in runs)])
    batches = [batch for run in runs for batch in run.manifest["batches"]]
    return Run(folder, write_manifest(folder, batches, **search))


def join_stock(tables: Iterable[pa.Table]) -> pa.Table:
    """What was set apart in any of them, a row a sentence: articles add up, outlets are those of all."""
    found: dict[tuple[str, str], tuple[int, set[str]]] = {}
    for table in tables:
        for row in table.to_pylist():
            n_articles, outlets = found.setdefault((row["kind"], row["text"]), (0, set()))
            found[row["kind"], row["text"]] = n_articles + row["n_articles"], outlets | set(row["outlets"])
    rows = [
        {"kind": kind, "text": text, "n_articles": n_articles, "outlets": sorted(outlets)}
        for (kind, text), (n_articles, outlets) in sorted(found.items())
    ]
    return pa.Table.from_pylist(rows, STOCK)


def _grown(counts: Sequence[int]) -> list[int]:
    """How many there are before each run."""
    return [sum(counts[:i]) for i in range(len(counts))]


def _in_turn(runs: Sequence[Run], name: str, grown: Sequence[int] | None = None) -> Iterator[npt.NDArray[Any]]:
    """A column of each run after the other, some values at a time, each counted over all runs if `grown` is given."""
    for n, run in enumerate(runs):
        column = run.column(name)
        for start in range(0, len(column), _MERGED_AT_ONCE):
            part = column[start : start + _MERGED_AT_ONCE]
            yield part if grown is None else part.astype(np.int64) + grown[n]


def _bounds(runs: Sequence[Run], name: str, grown: Sequence[Any]) -> Iterator[npt.NDArray[Any]]:
    """A column that has one entry more than there are things, of each run after the other."""
    for n, run in enumerate(runs):
        column = run.column(name)
        end = len(column) - (n < len(runs) - 1)
        for start in range(0, end, _MERGED_AT_ONCE):
            yield column[start : min(start + _MERGED_AT_ONCE, end)].astype(np.int64) + np.array(grown[n])


def _slices(columns: Sequence[UInt64], *, together: int = 0) -> Iterator[list[slice]]:
    """Of each of the sorted columns a stretch, some values at a time: no value is in two turns, nor two values that
    differ in the bits of `together` only."""
    at = [0] * len(columns)
    while any(start < len(column) for start, column in zip(at, columns, strict=True)):
        ends = [min(start + _MERGED_AT_ONCE, len(column)) for start, column in zip(at, columns, strict=True)]
        # What is not read yet of any column is no less than its last value here.
        left = [column[end - 1] for column, end in zip(columns, ends, strict=True) if end < len(column)]
        if left:
            limit = np.uint64(int(min(left)) | together)
            ends = [
                start + int(np.searchsorted(column[start:end], limit, side="right"))
                for column, start, end in zip(columns, at, ends, strict=True)
            ]
            # Of equal values there may be more than are read at a time.
            ends = [
                int(np.searchsorted(column, limit, side="right")) if end < len(column) and column[end] <= limit else end
                for column, end in zip(columns, ends, strict=True)
            ]
        yield [slice(start, end) for start, end in zip(at, ends, strict=True)]
        at = ends


def _union(columns: Sequence[UInt64]) -> Iterator[UInt64]:
    """Every entry of the sorted columns once, sorted, as many of a key as are kept."""
    for parts in _slices(columns, together=0xFFFFFFFF):
        values = np.sort(np.concatenate([column[part] for column, part in zip(columns, parts, strict=True)]))
        yield first_of_keys(values[starts_of_runs(values)])


def _wordings(runs: Sequence[Run]) -> Iterator[tuple[UInt64, list[slice]]]:
    """The hashes of wordings, in order of runs, some at a time, and where they stand in each run."""
    columns = [run.column("wordings") for run in runs]
    for parts in _slices(columns):
        yield np.concatenate([column[part] for column, part in zip(columns, parts, strict=True)]), parts


def _beside_wordings(runs: Sequence[Run], name: str, grown: Sequence[int] | None) -> Iterator[npt.NDArray[Any]]:
    """What stands beside the wordings, in order of the wordings and then of the runs; counted over all if `grown` is
    given."""
    for hashes, parts in _wordings(runs):
        order: Int64 = np.argsort(hashes, kind="stable")
        values = [run.column(name)[part] for run, part in zip(runs, parts, strict=True)]
        if grown is not None:
            values = [held.astype(np.int64) + before for held, before in zip(values, grown, strict=True)]
        yield np.concatenate(values)[order]
