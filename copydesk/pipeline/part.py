"""The files in which a part of a batch waits between two stages, a row an article or a quarantined input."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import pyarrow as pa

from copydesk.arrow import to_batch
from copydesk.checked import batched, is_whole
from copydesk.pipeline.outcomes import quarantined
from copydesk.records import Article, Quarantined
from copydesk.store import Place


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


def batches_of(
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
