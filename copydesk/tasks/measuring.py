"""What each task takes and leaves is noted, and told when the batch is published: if `[run] metrics_file` says so."""

from __future__ import annotations

import time

import luigi

from copydesk.metrics import Cost, add_cost, read_costs, write_metrics
from copydesk.store import Place
from copydesk.tasks.base import BatchTask
from copydesk.tasks.emit import EmitCanonical
from copydesk.tasks.upkeep import Upkeep


@BatchTask.event_handler(luigi.Event.PROCESSING_TIME)  # type: ignore[untyped-decorator,no-untyped-call]
def measure(task: BatchTask, seconds: float) -> None:
    """What the task took and left is noted beside the results; the last of a batch's tasks tells it of all."""
    run = task.run_now()
    path = run.settings.run.metrics_file
    if not path or isinstance(task, Upkeep):
        return
    costs = run.work / "costs"
    place = task.output().place
    add_cost(costs, task.task_id, Cost(task.stage, round(seconds, 3), n_bytes_of(place) if place else 0))
    if isinstance(task, EmitCanonical):
        write_metrics(path, run.place, task.output().manifest(), read_costs(costs), time.time())
        costs.delete()


def n_bytes_of(place: Place) -> int:
    """Of the file, or of all files below the folder."""
    return sum(entry.n_bytes for entry in place.files()) if place.is_folder() else max(place.n_bytes(), 0)
