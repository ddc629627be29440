"""What batches after this one look back on."""

from __future__ import annotations

from collections.abc import Iterator

from copydesk.pipeline.remember import is_remembered
from copydesk.pipeline.run import Run
from copydesk.pipeline.work import remember_batch
from copydesk.tasks.base import BatchTask, Result
from copydesk.tasks.canonical import ChosenTask
from copydesk.tasks.observe import ObservePages


class RememberBatch(ChosenTask):
    """Writes the batch's memory: what batches after it compare their articles with."""

    stage = "remember"

    def result(self, run: Run) -> Result:
        """The memory's files."""
        return Result(run.results.remembered, lambda: is_remembered(run.results.remembered))

    def run(self) -> Iterator[list[BatchTask] | list[ObservePages]]:
        """A folder of them."""
        run = self.begin()
        yield self.parts()
        yield [self.clone(ObservePages, part=part) for part in range(len(run.inputs.known_stock.parts))]
        remember_batch(run, self)
