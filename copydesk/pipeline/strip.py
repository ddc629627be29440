"""The second look at a part: each article stripped by what all of its outlet's articles have said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from copydesk.arrow import schema_of
from copydesk.checked import ROWS, TableWriter, read_records, write_records
from copydesk.errors import ArticleError
from copydesk.pipeline.identity import Renamed
from copydesk.pipeline.limits import time_limit
from copydesk.pipeline.outcomes import quarantined
from copydesk.pipeline.part import Part, batches_of
from copydesk.records import Article, OutletProfile, Quarantined
from copydesk.strip import Observation, StripOptions, Stripper


def strip_part(
    observed: Part,
    *,
    renamed: Mapping[str, Renamed],
    profiles: Iterable[OutletProfile],
    max_seconds: float,
    options: StripOptions,
) -> Iterator[Article | Quarantined]:
    """One outcome for each of the part's inputs: first those that were quarantined before; `renamed` are by path."""
    yield from read_records(observed.quarantine, Quarantined)
    stripper = Stripper(profiles, options)
    rows = zip(read_records(observed.articles, Article), read_records(observed.observations, Observation), strict=True)
    for article, observation in rows:
        try:
            own = renamed.get(article.source_path)
            if own is not None:
                article = replace(article, article_id=own.article_id)
                if own.duplicate_of is not None:
                    raise ArticleError("duplicate", f"the same outlet and URL as {own.duplicate_of}, which is kept")
            with time_limit(max_seconds):
                yield stripper.strip(article, observation=observation)
        except Exception as error:  # whatever is wrong with one article must not cost the batch
            sha256, whose = article.source_sha256, observation.outlet
            yield quarantined(article.article_id, article.source_path, sha256, error, "strip", outlet=whose)


def write_stripped(part: Part, outcomes: Iterable[Article | Quarantined]) -> None:
    """The outcomes stand in the part's files, sorted by article."""
    refused: list[Quarantined] = []
    rows = ((outcome,) if isinstance(outcome, Article) else outcome for outcome in outcomes)
    batches = [batch for (batch,) in batches_of(rows, (Article,), refused, "strip")]
    table = pa.Table.from_batches(batches, schema_of(Article))
    table = table.take(pc.sort_indices(table, [("article_id", "ascending")]))
    with TableWriter(part.articles, table.schema) as writer:
        for batch in table.combine_chunks().to_batches(ROWS):
            writer.add(batch)
    write_records(part.quarantine, sorted(refused, key=lambda row: (row.source_id, row.source_path)), Quarantined)
