"""What a batch came to, outlet by outlet."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from statistics import median_low

import numpy as np
import pyarrow.compute as pc

from copydesk.checked import is_whole, read_batches, read_records, write_records
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


def sum_up_outlets(parts: Sequence[Part], found: Found, outlets: OutletsFile) -> None:
    """The file has what the batch's articles come to for each outlet, and how many of its inputs were refused."""
    sums: defaultdict[str, Counter[str]] = defaultdict(Counter)
    lengths: defaultdict[str, list[int]] = defaultdict(list)
    for part in parts:
        for row in read_records(part.quarantine, Quarantined):
            if row.outlet and row.reason not in _NO_REFUSALS:
                sums[row.outlet]["n_refused"] += row.n
        for outlet, n_chars, n_removed, n_edits in _articles(part):
            lengths[outlet].append(n_chars)
            sums[outlet].update(n_articles=1, n_chars=n_chars, n_removed_chars=n_removed, n_edits=n_edits)
    for outlet, n_shared in _shared(found):
        sums[outlet]["n_shared_chars"] += n_shared
    rows = [
        OutletNumbers(
            outlet=outlet,
            median_chars=median_low(lengths[outlet] or [0]),
            **{
                name: own[name]
                for name in ("n_articles", "n_refused", "n_chars", "n_removed_chars", "n_edits", "n_shared_chars")
            },
        )
        for outlet, own in sorted(sums.items())
    ]
    write_records(outlets.place, rows, OutletNumbers)


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


def _shared(found: Found) -> Iterator[tuple[str, int]]:
    """Of each stretch of an article that is in passages its outlet and its length; no character counts twice."""
    of_earlier_batches = found.earlier_batches()
    last, end = "", 0
    for batch in read_batches(found.passages, ["article_id", "outlet", "start_char", "end_char"]):
        for row in batch.to_pylist():
            if row["article_id"] in of_earlier_batches:
                continue
            begin = row["start_char"] if row["article_id"] != last else max(row["start_char"], end)
            if row["article_id"] != last:
                last, end = row["article_id"], 0
            if row["end_char"] > begin:
                yield row["outlet"], row["end_char"] - begin
                end = row["end_char"]
