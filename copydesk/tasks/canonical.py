"""Which copy is the one to keep."""

from __future__ import annotations

from copydesk.pipeline.shared import choose
from copydesk.tasks.base import BatchTask, Result
from copydesk.tasks.reuse import FindNearDuplicates


class ChooseCanonical(BatchTask):
    """Chooses each cluster's canonical copy by the stated order."""

    stage = "canonical"

    def requires(self) -> FindNearDuplicates:
        """The clusters."""
        return self.clone(FindNearDuplicates)

    def output(self) -> Result:
        """The clusters of passages and of articles with their canonical copies, and the names of the text files."""
        run = self.run_now()
        if run.stock is None or not run.learned.is_whole():
            return Result(None, lambda: False)
        return Result(run.chosen.place, run.chosen.is_whole)

    def run(self) -> None:
        """A file for each of the three."""
        run = self.run_now()
        with self.watching("choosing copies"):
            choose(run.all_stripped(), run.found, run.chosen, run.settings)
