"""Rows of an earlier result of the same stage: taken over, and not made again, where they are made of the same.

Beside a part's rows stand their keys: a row's key is a digest of all that it follows from, code and settings too. An
article more changes the part that it comes into; all others of the part stand in the part's earlier result.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import pyarrow as pa

from copydesk.arrow import from_batch
from copydesk.checked import ROWS, is_whole, read_batches, read_records
from copydesk.pipeline.outcomes import CRASHED
from copydesk.pipeline.part import Part, Refused, RowKey, Rows
from copydesk.records import Quarantined
from copydesk.store import Place


class _Refused(NamedTuple):
    reason: str


@dataclass(slots=True)
class _Where:
    """Where the rows of one key stand: by number, in the part's tables and in its quarantine."""

    part: Part
    articles: list[int] = field(default_factory=list)
    quarantined: list[int] = field(default_factory=list)


class TakenOver:
    """The rows that earlier results have of those that are wanted."""

    def __init__(self, parts: Iterable[Part], wanted: Iterable[str], *, observed: bool = False) -> None:
        self._observed = observed
        self._parts = list(parts)
        once = {key for key, n in Counter(wanted).items() if n == 1}
        self._where: dict[str, _Where] = {}
        self._batches: dict[Place, tuple[int, pa.RecordBatch]] = {}  # of each file the one that was last read
        for part in self._parts:
            if is_whole(part.keys):
                found = _wanted(part, once - self._where.keys())
                if found and part.is_whole(observed=observed):
                    self._where |= found

    def __contains__(self, key: str) -> bool:
        return key in self._where

    def __iter__(self) -> Iterator[str]:
        """The keys, in the order in which their rows are read with least effort."""
        return iter(self._where)

    def rows(self, key: str) -> Rows:
        """The key's rows."""
        where = self._where[key]
        places = where.part.tables(observed=self._observed)
        refused = [self._row(where.part.quarantine, row) for row in where.quarantined]
        return Rows(
            (key,) * len(where.articles),
            tuple(tuple(self._row(place, row) for row in where.articles) for place in places),
            tuple(Refused(key, record) for row in refused for record in from_batch(row, Quarantined)),
        )

    def first_keys(self, articles: pa.Table, keys: Sequence[str]) -> dict[str, str]:
        """The first keys, by key, of those articles that are what an earlier result has: taken over, or made again and
        come out the same."""
        number = {name: i for i, name in enumerate(articles.column("article_id").to_pylist())}
        found: dict[str, str] = {}
        for part in self._parts:
            if not (is_whole(part.keys) and is_whole(part.articles)):
                continue
            names = (name for batch in read_batches(part.articles, ["article_id"]) for name in batch[0].to_pylist())
            rows = (row for row in read_records(part.keys, RowKey) if row.is_article)
            for at, (name, row) in enumerate(zip(names, rows, strict=True)):
                i = number.get(name)
                if i is None or keys[i] in found:
                    continue
                if row.key == keys[i] or self._row_table(part, at).equals(articles.slice(i, 1)):
                    found[keys[i]] = row.first_key
        return found

    def _row_table(self, part: Part, row: int) -> pa.Table:
        return pa.Table.from_batches([self._row(part.articles, row)])

    def _row(self, place: Place, row: int) -> pa.RecordBatch:
        n, at = divmod(row, ROWS)
        if self._batches.get(place, (-1,))[0] != n:
            (batch,) = read_batches(place, first=n, last=n)
            self._batches[place] = n, batch
        return self._batches[place][1].slice(at, 1)


def _wanted(part: Part, wanted: set[str]) -> dict[str, _Where]:
    found: defaultdict[str, _Where] = defaultdict(lambda: _Where(part))
    n_rows = Counter[bool]()
    rows = list(read_records(part.keys, RowKey))
    if wanted.isdisjoint(row.key for row in rows) or not is_whole(part.quarantine):
        return {}
    reasons = [row.reason for row in read_records(part.quarantine, _Refused)]
    for row in rows:
        if row.key in wanted:
            where = found[row.key]
            (where.articles if row.is_article else where.quarantined).append(n_rows[row.is_article])
        n_rows[row.is_article] += 1
    return {key: where for key, where in found.items() if not any(_may_pass(reasons[i]) for i in where.quarantined)}


def _may_pass(reason: str) -> bool:
    """Whether another try may end otherwise: what was too slow on a busy machine, or failed for want of memory."""
    return reason in ("too_slow", CRASHED) or reason.endswith("_failed")
