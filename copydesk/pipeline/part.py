"""The files in which a part of a batch waits between two stages, a row an article or a quarantined input."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import pyarrow as pa

from copydesk.arrow import to_batch
from copydesk.checked import ROWS, is_whole, read_batches, read_records, write_records
from copydesk.pipeline.outcomes import quarantined
from copydesk.records import Article, Quarantined
from copydesk.store import Place


class OutletOf(NamedTuple):
    """As much of an Observation as says whose it is."""

    outlet: str


class PathOf(NamedTuple):
    """As much of an Article as says where it was read."""

    source_path: str


class Part(NamedTuple):
    """One part's results of one stage: a folder."""

    place: Place

    @property
    def articles(self) -> Place:
        """Its articles."""
        return self.place / "articles.arrow"

    @property
    def observations(self) -> Place:
        """What each of its articles says by itself, in the same order: of observed parts."""
        return self.place / "observations.arrow"

    @property
    def summaries(self) -> Place:
        """What outlets are learned from of each of its articles, likewise."""
        return self.place / "summaries.arrow"

    @property
    def quarantine(self) -> Place:
        """Its inputs that gave no article."""
        return self.place / "quarantine.arrow"

    @property
    def keys(self) -> Place:
        """What each of its rows is made of."""
        return self.place / "keys.arrow"

    def is_whole(self, *, observed: bool = False) -> bool:
        """Whether all of it is there as it was written."""
        return all(map(is_whole, [*self.tables(observed=observed), self.quarantine, self.keys]))

    def tables(self, *, observed: bool = False) -> list[Place]:
        """Those with a row an article."""
        return [self.articles, *([self.observations, self.summaries] if observed else [])]


def ids_of_part(part: Part) -> Iterator[str]:
    """The part's articles, in their order."""
    return (name for batch in read_batches(part.articles, ["article_id"]) for name in batch.column(0).to_pylist())


class RowKey(NamedTuple):
    """What a row is made of, as a digest: of all articles in their order, then of all that was quarantined."""

    key: str
    is_article: bool
    first_key: str  # under which the article was first what it is: one that was made again may have come out the same


class Row(NamedTuple):
    """What became of an input, or of one of its records: a record for each of the part's tables, or none."""

    key: str
    outcome: tuple[Any, ...] | Quarantined


class Rows(NamedTuple):
    """All rows of one key as an earlier result has them: of each article its row in each of the part's tables."""

    key: str
    articles: tuple[tuple[pa.RecordBatch, ...], ...]
    quarantined: tuple[Quarantined, ...]


class Refused(NamedTuple):
    """An input that gave no article."""

    key: str
    row: Quarantined


def write_keys(
    part: Part, articles: Iterable[str], refused: Iterable[Refused], first_keys: Mapping[str, str] | None = None
) -> None:
    """The keys stand beside the rows; `first_keys` has those that are not the rows' own, by key."""
    first_of = first_keys or {}
    keys = [RowKey(key, True, first_of.get(key, key)) for key in articles]
    write_records(part.keys, [*keys, *(RowKey(one.key, False, one.key) for one in refused)], RowKey)


def keys_of(part: Part) -> Sequence[str]:
    """The keys of the part's articles, in their order."""
    return [row.key for row in read_records(part.keys, RowKey) if row.is_article]


def first_keys_of(part: Part) -> Sequence[str]:
    """Their first keys: where these are the same, so is the article."""
    return [row.first_key for row in read_records(part.keys, RowKey) if row.is_article]


def batches_of(
    outcomes: Iterable[Row | Rows], types: Sequence[type], refused: list[Refused], stage: str
) -> Iterator[tuple[list[str], list[pa.RecordBatch]]]:
    """The articles with their keys, ROWS at a time, a batch for each of their records' types; what was quarantined, and
    what no file can hold (half a character in a text), goes to `refused`.
    """
    waiting: list[tuple[str, tuple[Any, ...]]] = []  # records that are to become rows
    keys: list[str] = []
    tables: list[list[pa.RecordBatch]] = [[] for _ in types]

    def add(own: Sequence[str], batches: Sequence[pa.RecordBatch]) -> None:
        keys.extend(own)
        for table, batch in zip(tables, batches, strict=True):
            table.append(batch)

    def make() -> None:
        """What waits is made into rows."""
        try:
            batches = _made([records for _, records in waiting], types)
        except (UnicodeEncodeError, pa.ArrowInvalid):
            waiting[:] = [
                (key, records) for key, records in waiting if _is_writable(key, records, types, refused, stage)
            ]
            batches = _made([records for _, records in waiting], types)
        if waiting:
            add([key for key, _ in waiting], batches)
        waiting.clear()

    def take() -> tuple[list[str], list[pa.RecordBatch]]:
        own, batches = keys[:ROWS], [_take_rows(table) for table in tables]
        del keys[:ROWS]
        return own, batches

    for outcome in outcomes:
        if isinstance(outcome, Rows):
            make()
            refused.extend(Refused(outcome.key, row) for row in outcome.quarantined)
            for article in outcome.articles:
                add([outcome.key], article)
        elif isinstance(outcome.outcome, Quarantined):
            refused.append(Refused(outcome.key, outcome.outcome))
        else:
            waiting.append((outcome.key, outcome.outcome))
        if len(keys) + len(waiting) >= ROWS:
            make()
            while len(keys) >= ROWS:
                yield take()
    make()
    while keys:
        yield take()


def _made(rows: Sequence[tuple[Any, ...]], types: Sequence[type]) -> list[pa.RecordBatch]:
    return [to_batch([row[i] for row in rows], type_) for i, type_ in enumerate(types)]


def _is_writable(key: str, records: tuple[Any, ...], types: Sequence[type], refused: list[Refused], stage: str) -> bool:
    try:
        _made([records], types)
    except (UnicodeEncodeError, pa.ArrowInvalid) as error:
        article: Article = records[0]
        why = quarantined(article.article_id, article.source_path, article.source_sha256, error, stage)
        refused.append(Refused(key, why))
        return False
    return True


def _take_rows(batches: list[pa.RecordBatch]) -> pa.RecordBatch:
    """The first ROWS rows, which are then not among the batches any more."""
    if batches[0].num_rows == ROWS:
        return batches.pop(0)
    table = pa.Table.from_batches(batches)
    batches[:] = table.slice(ROWS).to_batches()
    # A copy: what is cut out of a batch would be written with what stood around it.
    some = table.take(pa.array(range(min(ROWS, table.num_rows)), pa.int64()))
    (batch,) = some.combine_chunks().to_batches()
    return batch
