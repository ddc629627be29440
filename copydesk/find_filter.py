"""The find filter: texts in, the passages of a batch that are like them out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from copydesk.errors import BatchError
from copydesk.reuse import ReuseInput
from copydesk.reuse.find import Found, find_passages, likest_first
from copydesk.store import Place, files_of

# Articles compared at a time, which bounds the memory: a row group of the table.
_ARTICLES_AT_ONCE = 4096


def find(texts: Sequence[str], batch: str | Path) -> list[Found]:
    """The passages of the batch's articles that are like one of a text's, of each text what is most like it first.

    Raises BatchError where there is no batch, or its table of articles is damaged.
    """
    found = []
    for articles in _articles(Place(batch)):
        found += find_passages(texts, articles)
    return sorted(found, key=likest_first)


def _articles(batch: Place) -> Iterator[list[ReuseInput]]:
    path = files_of(batch) / "articles.parquet"
    if not path.is_file():
        raise BatchError(f"{batch}: no articles.parquet there; give a batch's folder, as output/seeds")
    columns = ["article_id", "outlet", "text"]
    try:
        with path.open() as stream, pq.ParquetFile(stream) as table:
            for rows in table.iter_batches(_ARTICLES_AT_ONCE, columns=columns):
                yield [ReuseInput(**{name: row[name] for name in columns}) for row in rows.to_pylist()]
    except (pa.ArrowException, KeyError, OSError) as error:
        raise BatchError(f"{path}: damaged, or no table of articles ({error}); copydesk verify tells") from error


def as_record(found: Found, query_id: Any) -> dict[str, Any]:
    """What is found as a record, with the id of the text asked about."""
    return {"id": query_id, **{name: value for name, value in asdict(found).items() if name != "query"}}


def as_line(found: Found) -> str:
    """What is found as a line for people: similarity, kind, outlet, article and span, text."""
    place = f"{found.outlet}  {found.article_id}:{found.start_char}-{found.end_char}"
    return f"{found.similarity:.2f} {found.kind}  {place}  {' '.join(found.text.split())}"
