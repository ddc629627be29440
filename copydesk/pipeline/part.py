"""The files in which a part of a batch waits between two stages, a row an article or a quarantined input."""

from __future__ import annotations

from collections import deque
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


class Refused(NamedTuple):
    """An input that gave no article."""

    key: str
    row: Quarantined


class Rows(NamedTuple):
    """What became of some inputs, as a part's files have it."""

    keys: tuple[str, ...]  # of the articles, in their order
    tables: tuple[tuple[pa.RecordBatch, ...], ...]  # of each of the part's tables some batches, in all a row an article
    refused: tuple[Refused, ...]

    def n_outcomes(self) -> int:
        """How many articles they were to be."""
        return len(self.keys) + len(self.refused)


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


def rows_of(outcomes: Sequence[Row], types: Sequence[type], stage: str) -> Rows:
    """The outcomes as rows, of a table for each of the records' types; what no file can hold (half a character in a
    text) is quarantined.
    """
    refused: dict[int, Refused] = {}
    articles: dict[int, tuple[Any, ...]] = {}
    for n, (key, outcome) in enumerate(outcomes):
        if isinstance(outcome, Quarantined):
            refused[n] = Refused(key, outcome)
        else:
            articles[n] = outcome
    try:
        batches = _made(list(articles.values()), types)
    except (UnicodeEncodeError, pa.ArrowInvalid):
        for n, records in list(articles.items()):
            why = _why_not_writable(records, types, stage)
            if why is not None:
                refused[n] = Refused(outcomes[n].key, why)
                del articles[n]
        batches = _made(list(articles.values()), types)
    return Rows(
        tuple(outcomes[n].key for n in articles),
        tuple((batch,) for batch in batches),
        tuple(refused[n] for n in sorted(refused)),
    )


def batches_of(
    made: Iterable[Rows], n_tables: int, refused: list[Refused]
) -> Iterator[tuple[list[str], list[pa.RecordBatch]]]:
    """The articles with their keys, ROWS at a time, a batch for each table; what was quarantined goes to `refused`."""
    keys: list[str] = []
    tables: list[deque[pa.RecordBatch]] = [deque() for _ in range(n_tables)]
    for rows in made:
        refused += rows.refused
        keys += rows.keys
        for table, batches in zip(tables, rows.tables, strict=True):
            table.extend(batch for batch in batches if batch.num_rows)
        n_whole = len(keys) // ROWS * ROWS
        for start in range(0, n_whole, ROWS):
            yield keys[start : start + ROWS], [_take_rows(table) for table in tables]
        del keys[:n_whole]
    if keys:
        yield keys, [_take_rows(table) for table in tables]


def _made(rows: Sequence[tuple[Any, ...]], types: Sequence[type]) -> list[pa.RecordBatch]:
    return [to_batch([row[i] for row in rows], type_) for i, type_ in enumerate(types)]


def _why_not_writable(records: tuple[Any, ...], types: Sequence[type], stage: str) -> Quarantined | None:
    try:
        _made([records], types)
    except (UnicodeEncodeError, pa.ArrowInvalid) as error:
        article: Article = records[0]
        return quarantined(article.article_id, article.source_path, article.source_sha256, error, stage)
    return None


def _take_rows(batches: deque[pa.RecordBatch]) -> pa.RecordBatch:
    """The first ROWS rows, which are then not among the batches any more."""
    if batches[0].num_rows == ROWS:
        return batches.popleft()
    some: list[pa.RecordBatch] = []
    n_left = ROWS
    while batches and n_left:
        batch = batches.popleft()
        if batch.num_rows > n_left:
            batches.appendleft(batch.slice(n_left))
        some.append(batch.slice(0, n_left))
        n_left -= some[-1].num_rows
    # A copy: what is cut out of a batch would be written with what stood around it.
    n_rows = ROWS - n_left
    (taken,) = pa.Table.from_batches(some).take(pa.array(range(n_rows), pa.int64())).combine_chunks().to_batches()
    return taken
