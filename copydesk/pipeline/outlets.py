"""What a batch came to, outlet by outlet."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from copydesk.checked import count_rows, find_rows, is_whole, read_batches, read_records, read_rows, write_records
from copydesk.pipeline.outcomes import PASSED_OVER
from copydesk.pipeline.part import Part
from copydesk.pipeline.shared import Found
from copydesk.records import OutletNumbers, Quarantined
from copydesk.store import Place

# Inputs that say nothing of their outlet: what is one article twice, and what is none.
_NO_REFUSALS = frozenset({"duplicate", PASSED_OVER})


class OutletsFile:
    """The numbers of all outlets, on disk, sorted by outlet."""

    def __init__(self, place: Place) -> None:
        self.place = place

    def is_whole(self) -> bool:
        """Whether it is there as it was written."""
        return is_whole(self.place)

    def read(self) -> list[OutletNumbers]:
        """A record an outlet."""
        return list(read_records(self.place, OutletNumbers))


class Sum(NamedTuple):
    """What some of an outlet's articles come to: of each of its numbers."""

    outlet: str
    name: str
    n: int


class Length(NamedTuple):
    """How many of an outlet's articles have a text of so many characters."""

    outlet: str
    n_chars: int
    n: int


class Sums:
    """What articles come to, outlet by outlet; some of them may be added up elsewhere."""

    def __init__(self) -> None:
        self._sums: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._lengths: defaultdict[str, Counter[int]] = defaultdict(Counter)

    def add_part(self, part: Part) -> None:
        """What became of its inputs is added."""
        for row in read_records(part.quarantine, Quarantined):
            if row.outlet and row.reason not in _NO_REFUSALS:
                self._sums[row.outlet]["n_refused"] += row.n
        for outlet, n_chars, n_removed, n_edits in _articles(part):
            self._lengths[outlet][n_chars] += 1
            self._sums[outlet].update(n_articles=1, n_chars=n_chars, n_removed_chars=n_removed, n_edits=n_edits)

    def add_shared(self, found: Found, first: str = "", end: str | None = None) -> None:
        """What articles with ids from `first` on, and before `end`, share is added."""
        for outlet, n_shared in _shared(found, first, end):
            self._sums[outlet]["n_shared_chars"] += n_shared

    def add(self, sums: Iterable[Sum], lengths: Iterable[Length]) -> None:
        """What was added up elsewhere is added."""
        for outlet, name, n in sums:
            self._sums[outlet][name] += n
        for outlet, n_chars, n in lengths:
            self._lengths[outlet][n_chars] += n

    def rows(self) -> tuple[list[Sum], list[Length]]:
        """What `add` takes."""
        return (
            [Sum(outlet, name, n) for outlet, own in self._sums.items() for name, n in own.items()],
            [Length(outlet, n_chars, n) for outlet, own in self._lengths.items() for n_chars, n in own.items()],
        )

    def numbers(self) -> list[OutletNumbers]:
        """A record an outlet, sorted."""
        return [
            OutletNumbers(
                outlet=outlet,
                median_chars=_median(self._lengths[outlet]),
                **{
                    name: own[name]
                    for name in ("n_articles", "n_refused", "n_chars", "n_removed_chars", "n_edits", "n_shared_chars")
                },
            )
            for outlet, own in sorted(self._sums.items())
        ]


def sum_up_outlets(parts: Sequence[Part], found: Found, outlets: OutletsFile) -> None:
    """The file has what the batch's articles come to for each outlet, and how many of its inputs were refused."""
    sums = Sums()
    for part in parts:
        sums.add_part(part)
    sums.add_shared(found)
    write_records(outlets.place, sums.numbers(), OutletNumbers)


def _median(lengths: Mapping[int, int]) -> int:
    """The lower of the two in the middle, or nothing of none."""
    in_order = sorted(lengths.items())
    middle = (sum(lengths.values()) + 1) // 2
    n_before = accumulate(n for _, n in in_order)
    return next((n_chars for (n_chars, _), n in zip(in_order, n_before, strict=True) if n >= middle), 0)


def _articles(part: Part) -> Iterator[tuple[str, int, int, int]]:
    """Of each article its outlet, the characters of its text and of what was removed, and its edits."""
    for batch in read_batches(part.articles, ["outlet", "text", "edits", "removals"]):
        removals = batch.column("removals")
        n_removed = pc.utf8_length(pc.struct_field(removals.flatten(), "text")).to_numpy(zero_copy_only=False)
        at = pc.list_parent_indices(removals).to_numpy(zero_copy_only=False)
        removed = np.bincount(at, weights=n_removed, minlength=len(batch)).astype(int)
        columns = (
            batch.column("outlet"),
            pc.utf8_length(batch.column("text")),
            pc.list_value_length(batch.column("edits")),
        )
        outlets, n_chars, n_edits = (column.to_pylist() for column in columns)
        yield from zip(outlets, n_chars, removed.tolist(), n_edits, strict=True)


def _shared(found: Found, first: str, end: str | None) -> Iterator[tuple[str, int]]:
    """Of each stretch of an article that is in passages its outlet and its length; no character counts twice."""
    earlier = {row for batch in _in_range(found.earlier, first, end, ["article_id"]) for row in batch[0].to_pylist()}
    last, reached = "", 0
    for batch in _in_range(found.passages, first, end, ["article_id", "outlet", "start_char", "end_char"]):
        for row in batch.to_pylist():
            if row["article_id"] in earlier:
                continue
            begin = row["start_char"] if row["article_id"] != last else max(row["start_char"], reached)
            if row["article_id"] != last:
                last, reached = row["article_id"], 0
            if row["end_char"] > begin:
                yield row["outlet"], row["end_char"] - begin
                reached = row["end_char"]


def _in_range(place: Place, first: str, end: str | None, columns: Sequence[str]) -> Iterator[pa.RecordBatch]:
    """The rows of a range of ids, of a file that is sorted by them."""
    start, stop = find_rows(place, "article_id", first, end or "")
    return read_rows(place, start, count_rows(place) if end is None else stop, columns)
