"""What batches after this one look back on."""

from __future__ import annotations

from collections.abc import Iterator

from copydesk.checked import read_records
from copydesk.pipeline.identity import Renamed
from copydesk.pipeline.look_back import recall
from copydesk.pipeline.remember import is_remembered, remember_batch
from copydesk.reuse.workers import n_cores
from copydesk.strip import summaries_made_by
from copydesk.tasks.base import BatchTask, Result
from copydesk.tasks.canonical import ChooseCanonical
from copydesk.tasks.observe import ObservePages
from copydesk.tasks.reuse import FindNearDuplicates
from copydesk.tasks.run import Run
from copydesk.tasks.strip import StrippedTask


class RememberBatch(StrippedTask):
    """Writes the batch's memory: what batches after it compare their articles with."""

    stage = "remember"

    def requires(self) -> list[BatchTask]:
        """What the articles share, and what is kept of it."""
        return [*super().requires(), self.clone(FindNearDuplicates), self.clone(ChooseCanonical)]

    def result(self, run: Run) -> Result:
        """The memory's files."""
        return Result(run.remembered, lambda: is_remembered(run.remembered))

    def run(self) -> Iterator[list[BatchTask] | list[ObservePages]]:
        """A folder of them."""
        run = self.begin()
        yield self.parts()
        yield [self.clone(ObservePages, part=part) for part in range(len(run.known_stock.parts))]
        settings = run.settings.reuse
        renamed = read_records(run.learned.renamed, Renamed)
        own_ids = {row.source_path: row.article_id if row.duplicate_of is None else None for row in renamed}
        with (
            self.watching("keeping what later batches look back on"),
            recall(run.earlier_batches, run.output, settings) as memory,
        ):
            remember_batch(
                run.batch,
                run.all_observed,
                own_ids,
                summaries_made_by(),
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
