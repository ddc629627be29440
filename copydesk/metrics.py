"""What a batch came to, as a text file for Prometheus."""

from __future__ import annotations

import datetime
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from importlib.util import find_spec
from typing import Any, NamedTuple

import pyarrow.compute as pc
import pyarrow.parquet as pq

from copydesk.dates import Date, begin, date_of
from copydesk.errors import BatchError
from copydesk.store import Place, files_of


class Cost(NamedTuple):
    """What a task of a stage took, and left."""

    stage: str
    seconds: float
    n_bytes: int


# Of the counts of a manifest those that are told, and what each is.
_COUNTS = {
    "inputs": "Inputs of the last batch",
    "emitted": "Articles that the last batch has",
    "quarantined": "Inputs of the last batch that could not be read, or failed",
    "empty": "Inputs of the last batch in which there is no article",
    "edits": "Places that were mended in the last batch, in what was removed, too",
    "removals": "Lines that were removed in the last batch",
    "matches": "Pairs of stretches that two outlets share in the last batch",
    "clusters": "Groups of near-duplicate passages in the last batch",
}
_DATE = "date_timestamp_seconds"


def add_cost(costs: Place, name: str, cost: Cost) -> None:
    """The folder has it, whoever else is writing there."""
    with (costs / f"{name}.json").write() as stream:
        stream.write(json.dumps(cost).encode())


def read_costs(costs: Place) -> list[Cost]:
    """All that the folder has."""
    return [Cost(*json.loads((costs / name).read_bytes())) for name in costs.names() if name.endswith(".json")]


def check_metrics(path: str) -> None:
    """Raises BatchError where no metrics could be written to `path`."""
    if find_spec("prometheus_client") is None:
        raise BatchError("run.metrics_file takes prometheus-client: pip install 'copydesk[metrics]'")
    if not Place(path).parent.is_writable():
        raise BatchError(f"run.metrics_file = {path!r}: its folder is not there, or cannot be written")
    if Place(path).is_anything() and not Place(path).is_file():
        raise BatchError(f"run.metrics_file = {path!r}: what is there is no file, and would be replaced by one")


def write_metrics(
    path: str, batch: Place, manifest: Mapping[str, Any], costs: Iterable[Cost], published: float
) -> None:
    """The file at `path` has the metrics of the batch, put there in one step; `published` is when, in seconds.

    Where it has those of a later date of the same name it stays as it is: an older day may be done last. Raises OSError
    where it cannot be written.
    """
    with (Place(path).parent / f".{Place(path).name}.lock").locked():
        if not _is_later(path, batch.name):
            _write(path, batch, manifest, costs, published)


def _is_later(path: str, batch: str) -> bool:
    """Whether the file has the metrics of a later date than that of the batch."""
    from prometheus_client.parser import text_string_to_metric_families

    dated = date_of(batch)
    if dated is None or not Place(path).is_file():
        return False
    try:
        families = list(text_string_to_metric_families(Place(path).read_bytes().decode()))
    except ValueError:
        return False
    return any(
        sample.labels.get("batch") == dated[0] and sample.value > _begin(dated[1])
        for family in families
        for sample in family.samples
        if sample.name == f"copydesk_{_DATE}"
    )


def _begin(date: Date) -> float:
    return begin(date).replace(tzinfo=datetime.UTC).timestamp()


def _write(path: str, batch: Place, manifest: Mapping[str, Any], costs: Iterable[Cost], published: float) -> None:
    from prometheus_client import CollectorRegistry, Gauge, write_to_textfile  # an extra, and slow to load

    registry = CollectorRegistry()
    dated = date_of(batch.name)
    name = batch.name if dated is None else dated[0]  # a label for every date would be a series for every date

    def tell(metric: str, about: str, values: Mapping[str, float], label: str | None = None) -> None:
        gauge = Gauge(f"copydesk_{metric}", about, ["batch", *([label] if label else [])], registry=registry)
        for value in values:
            gauge.labels(name, *([value] if label else [])).set(values[value])

    for count, about in _COUNTS.items():
        tell(count, about, {"": manifest["counts"][count]})
    tell("removed_characters", "Characters that were removed in the last batch", removed_characters(batch), "reason")
    tell("drifts", "Measures of outlets that left their past in the last batch", {"": len(manifest["drift"])})
    late = sum(map(len, manifest["late_files"].values()))
    tell("late_files", "Files of earlier dates that the last batch has", {"": late})
    seconds, n_bytes = defaultdict[str, float](float), Counter[str]()
    for cost in sorted(costs):
        seconds[cost.stage] += cost.seconds
        n_bytes[cost.stage] += cost.n_bytes
    tell("stage_seconds", "Seconds that the tasks of a stage took in the last run, added up", seconds, "stage")
    tell("stage_bytes", "Bytes that the tasks of a stage left in the last run", n_bytes, "stage")
    tell("published_timestamp_seconds", "When the last batch was published", {"": published})
    if dated is not None:
        tell(_DATE, "When the date of the last batch begins, in UTC", {"": _begin(dated[1])})
    write_to_textfile(path, registry)


def removed_characters(batch: Place) -> dict[str, int]:
    """How many characters were removed from the batch's articles, by reason."""
    removed = Counter[str]()
    table = files_of(batch) / "removals.parquet"
    places = [table / name for name in table.names()] if table.is_folder() else [table]
    for place in places:
        with place.open() as stream:
            for rows in pq.ParquetFile(stream).iter_batches(columns=["reason", "text"]):
                lengths = pc.utf8_length(rows.column("text")).to_pylist()
                for reason, n_chars in zip(rows.column("reason").to_pylist(), lengths, strict=True):
                    removed[reason] += n_chars
    return dict(sorted(removed.items()))
