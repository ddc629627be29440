"""Spark as an engine: packets are rows of a DataFrame, steps run in its executors by `mapInArrow`."""

from __future__ import annotations

import functools
import os
import pickle
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Generic, TypeVar

import pyarrow as pa
from pyspark import StorageLevel, cloudpickle
from pyspark.broadcast import Broadcast
from pyspark.sql import DataFrame, SparkSession, functions

from copydesk.engines import spark_worker
from copydesk.engines.engine import First, Packet, Step

Value = TypeVar("Value")
# Executors have copydesk only once this has run there.
cloudpickle.register_pickle_by_value(spark_worker)

_ORDER = ("bin", "kind", "source", "n")
_COLLECTED_AT_ONCE = 64 << 20
SETTINGS = {
    # A packet is a row, and may have megabytes.
    "spark.sql.execution.arrow.maxRecordsPerBatch": "16",
    # Bins are what steps are told they are: none is put together with another.
    "spark.sql.adaptive.enabled": "false",
}


class Shared(Generic[Value]):
    """A value that each executor is sent once."""

    def __init__(self, broadcast: Broadcast[bytes]) -> None:
        self._broadcast = broadcast

    def __call__(self) -> Value:
        """The value, unpickled once a process."""
        value: Value = _unpickled(self._broadcast.value)
        return value


@functools.lru_cache(maxsize=8)
def _unpickled(pickled: bytes) -> Any:
    return pickle.loads(pickled)


def local_folder() -> Path:
    """Where an executor keeps what others will ask it for. Spark deletes that folder, whoever was killed meanwhile."""
    return Path(os.environ["SPARK_LOCAL_DIRS"].split(",")[0])


class Spark:
    """The four verbs on a session; `prepare` puts copydesk on the path of a worker's Python."""

    name = "spark"

    def __init__(self, session: SparkSession, prepare: Callable[[], None]) -> None:
        for name, value in SETTINGS.items():
            session.conf.set(name, value)
        self._session = session
        self._prepare = prepare

    def n_at_once(self) -> int:
        """The cluster's cores, or what `spark.default.parallelism` says."""
        return int(self._session.sparkContext.defaultParallelism)

    def begin(self, n: int, step: First) -> DataFrame:
        """A partition for each number."""
        numbers = self._session.range(0, n, 1, max(n, 1))
        return numbers.mapInArrow(spark_worker.begin(self._prepare, cloudpickle.dumps(step)), spark_worker.DDL)

    def regroup(self, n_bins: int, step: Step, *packets: DataFrame) -> DataFrame:
        """A partition for each bin."""
        together = functools.reduce(DataFrame.unionAll, packets)
        sent = together.repartitionById(n_bins, together.bin).sortWithinPartitions(*_ORDER)
        return sent.mapInArrow(spark_worker.regroup(self._prepare, cloudpickle.dumps(step)), spark_worker.DDL)

    def keep(self, packets: DataFrame) -> DataFrame:
        """On the executors' disks; what is lost with one of them is made again."""
        return packets.persist(StorageLevel.DISK_ONLY)

    def only(self, packets: DataFrame, *kinds: str) -> DataFrame:
        """Rows of these kinds."""
        return packets.filter(packets.kind.isin(*kinds))

    def collect(self, packets: DataFrame) -> Iterator[Packet]:
        """Those that are few in one go; else sorted by ranges, one of which is here at a time."""
        kept = packets if packets.is_cached else self.keep(packets)
        try:
            n_bytes = kept.agg(functions.sum(functions.length("rows"))).first()[0] or 0
            if n_bytes <= _COLLECTED_AT_ONCE:
                rows = iter(sorted(kept.collect(), key=lambda row: tuple(row)[: len(_ORDER)]))
            else:
                rows = kept.orderBy(*_ORDER).toLocalIterator()
            for row in rows:
                yield Packet(row.bin, row.kind, pa.ipc.open_stream(row.rows).read_all())
        finally:
            if kept is not packets:
                kept.unpersist()

    def share(self, value: Value) -> Shared[Value]:
        """Broadcast."""
        return Shared(self._session.sparkContext.broadcast(pickle.dumps(value)))

    def scratch(self) -> Callable[[], Path]:
        """One of an executor's local directories (`spark.local.dir`)."""
        return local_folder
