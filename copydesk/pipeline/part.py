"""The files in which a part of a batch waits between two stages, a row an article or a quarantined input."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from copydesk.arrow import schema_of, to_batch
from copydesk.checked import ROWS, TableWriter, batched, is_whole, write_records
from copydesk.pipeline.outcomes import quarantined
from copydesk.records import Article, Quarantined
from copydesk.store import Place
from copydesk.strip import Observation


class Observed(NamedTuple):
    """An article, read and repaired, without its page; and what it says by itself."""

    article: Article
    observation: Observation


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
    def quarantine(self) -> Place:
        """Its inputs that gave no article."""
        return self.place / "quarantine.arrow"

    def is_whole(self, *, observed: bool = False) -> bool:
        """Whether all of it is there as it was written."""
        return all(map(is_whole, [self.articles, self.quarantine, *([self.observations] if observed else [])]))


def write_observed(part: Part, outcomes: Iterable[Observed | Quarantined]) -> None:
    """The outcomes stand in the part's files, in their order."""
    refused: list[Quarantined] = []
    with ExitStack() as stack:
        types = (Article, Observation)
        places = (part.articles, part.observations)
        writers = [
            stack.enter_context(TableWriter(place, schema_of(type_)))
            for place, type_ in zip(places, types, strict=True)
        ]
        for batches in _batches(outcomes, types, refused, "observe"):
            for writer, batch in zip(writers, batches, strict=True):
                writer.add(batch)
    write_records(part.quarantine, refused, Quarantined)


def write_stripped(part: Part, outcomes: Iterable[Article | Quarantined]) -> None:
    """The outcomes stand in the part's files, sorted by article."""
    refused: list[Quarantined] = []
    rows = ((outcome,) if isinstance(outcome, Article) else outcome for outcome in outcomes)
    batches = [batch for (batch,) in _batches(rows, (Article,), refused, "strip")]
    table = pa.Table.from_batches(batches, schema_of(Article))
    table = table.take(pc.sort_indices(table, [("article_id", "ascending")]))
    with TableWriter(part.articles, table.schema) as writer:
        for batch in table.combine_chunks().to_batches(ROWS):
            writer.add(batch)
    write_records(part.quarantine, sorted(refused, key=lambda row: (row.source_id, row.source_path)), Quarantined)


def _batches(
    outcomes: Iterable[tuple[Any, ...] | Quarantined],
    types: Sequence[type],
    refused: list[Quarantined],
    stage: str,
) -> Iterator[list[pa.RecordBatch]]:
    """The outcomes that are no Quarantined, by their records' types; the others, and those that no file can hold
    (half a character in a text), go to `refused`."""

    def articles() -> Iterator[tuple[Any, ...]]:
        for outcome in outcomes:
            if isinstance(outcome, Quarantined):
                refused.append(outcome)
            else:
                yield outcome

    def made(rows: Sequence[tuple[Any, ...]]) -> list[pa.RecordBatch]:
        return [to_batch([row[i] for row in rows], type_) for i, type_ in enumerate(types)]

    for rows in batched(articles()):
        try:
            yield made(rows)
        except (UnicodeEncodeError, pa.ArrowInvalid):
            writable = []
            for row in rows:
                try:
                    made([row])
                    writable.append(row)
                except (UnicodeEncodeError, pa.ArrowInvalid) as error:
                    article: Article = row[0]
                    refused.append(
                        quarantined(article.article_id, article.source_path, article.source_sha256, error, stage)
                    )
            yield made(writable)
