"""What the batch came to, outlet by outlet."""

from __future__ import annotations

from collections.abc import Iterator

from copydesk.pipeline.run import Run
from copydesk.pipeline.work import sum_up
from copydesk.tasks.base import BatchTask, Result
from copydesk.tasks.reuse import FindNearDuplicates, SharedTask


class SumUpOutlets(SharedTask):
    """Counts for each outlet its articles, their characters, and what was refused, removed, mended and shared."""

    stage = "outlets"

    def requires(self) -> list[BatchTask]:
        """What the articles share, too."""
        return [*super().requires(), self.clone(FindNearDuplicates)]

    def result(self, run: Run) -> Result:
        """A row an outlet."""
        return Result(run.results.outlets.place, run.results.outlets.is_whole)

    def run(self) -> Iterator[list[BatchTask]]:
        """One file, sorted by outlet."""
        run = self.begin()
        yield self.parts()
        sum_up(run, self)
