"""Results between stages: records as lines of compressed JSON, read and written one at a time."""

from __future__ import annotations

import functools
import gzip
import logging
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from copydesk.emit.files import atomic_write
from copydesk.errors import BatchError, article_error
from copydesk.records import Article, Quarantined

log = logging.getLogger("copydesk")
Record = TypeVar("Record")
Outcome = Article | Quarantined


def write_records(path: Path, records: Iterable[Any], record_type: Any) -> None:
    """`records` stand in the file at `path`, whole or not at all; the same records give the same bytes."""
    adapter = _adapter(record_type)
    with (
        atomic_write(path) as raw,
        gzip.GzipFile(fileobj=raw, mode="wb", compresslevel=1, mtime=0, filename="") as stream,
    ):
        for record in records:
            stream.write(_dumped(record, adapter) + b"\n")


def _dumped(record: Any, adapter: TypeAdapter[Any]) -> bytes:
    """The record as JSON; an article that cannot be written (half a character in it) as the Quarantined it becomes."""
    try:
        return adapter.dump_json(record)
    except ValueError as error:
        if not isinstance(record, Article):
            raise
        failed = quarantined(record.article_id, record.source_path, record.source_sha256, error, "write")
        return adapter.dump_json(failed)


def read_records(path: Path, record_type: Any) -> Iterator[Any]:
    """The records of the file at `path`. Raises BatchError where the file is damaged."""
    adapter = _adapter(record_type)
    try:
        with gzip.open(path, "rb") as stream:
            for line in stream:
                yield adapter.validate_json(line)
    except FileNotFoundError as error:
        raise BatchError(f"{path}: gone, perhaps with another run that replaced the batch; run again") from error
    except (OSError, EOFError, ValidationError) as error:
        raise BatchError(f"{path}: damaged ({error}); delete it and run again") from error


def convert_articles(
    outcomes: Iterable[Outcome], convert: Callable[[Article], Article], stage: str
) -> Iterator[Outcome]:
    """Each article converted; one that fails becomes a Quarantined with the reason, and the others go on."""
    for outcome in outcomes:
        if isinstance(outcome, Article):
            try:
                outcome = convert(outcome)
            except Exception as error:  # whatever one article does to a stage must not cost the batch
                outcome = quarantined(outcome.article_id, outcome.source_path, outcome.source_sha256, error, stage)
        yield outcome


def quarantined(source_id: str, path: str, sha256: str | None, error: Exception, stage: str) -> Quarantined:
    """The input as quarantined because of `error` in `stage`: its own reason, else `<stage>_failed`."""
    why = article_error(error, stage)
    log.warning("%s: %s into quarantine, %s: %s", stage, path, why.reason, why, exc_info=why is not error)
    return Quarantined(source_id=source_id, source_path=path, source_sha256=sha256, reason=why.reason, error=str(why))


@functools.cache
def _adapter(record_type: Any) -> TypeAdapter[Any]:
    return TypeAdapter(record_type)
