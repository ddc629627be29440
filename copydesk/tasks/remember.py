"""What batches after this one look back on."""

from __future__ import annotations

from collections.abc import Iterator

from copydesk.pipeline.look_back import recall
from copydesk.pipeline.remember import is_remembered, remember_batch
from copydesk.reuse.workers import n_cores
from copydesk.tasks.base import BatchTask, Result
from copydesk.tasks.canonical import ChooseCanonical
from copydesk.tasks.reuse import FindNearDuplicates
from copydesk.tasks.run import Run
from copydesk.tasks.strip import StripFurniture, StrippedTask


class RememberBatch(StrippedTask):
    """Writes the batch's memory: what batches after it compare their articles with."""

    stage = "remember"

    def requires(self) -> list[BatchTask]:
        """What the articles share, and what is kept of it."""
        return [*super().requires(), self.clone(FindNearDuplicates), self.clone(ChooseCanonical)]

    def result(self, run: Run) -> Result:
        """The memory's files."""
        return Result(run.remembered, lambda: is_remembered(run.remembered))

    def run(self) -> Iterator[list[StripFurniture]]:
        """A folder of them."""
        run = self.begin()
        yield self.parts()
        settings = run.settings.reuse
        with (
            self.watching("keeping what later batches look back on"),
            recall(run.earlier_batches, run.output, settings) as memory,
        ):
            remember_batch(
                run.batch,
                run.all_stripped(),
                run.found,
                run.chosen,
                run.remembered,
                memory=memory,
                n_perm=settings.n_perm,
                seed=settings.seed,
                max_memory_bytes=settings.max_memory_bytes,
                scratch=run.work.scratch(),
                workers=n_cores(),
            )
