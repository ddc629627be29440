"""Which copy is the one to keep."""

from __future__ import annotations

from collections.abc import Iterator

from copydesk.pipeline.choose import choose
from copydesk.tasks.base import BatchTask, Result
from copydesk.tasks.reuse import FindNearDuplicates, SharedTask
from copydesk.tasks.run import Run


class ChooseCanonical(SharedTask):
    """Chooses each cluster's canonical copy by the stated order."""

    stage = "canonical"

    def requires(self) -> list[BatchTask]:
        """The clusters, too."""
        return [*super().requires(), self.clone(FindNearDuplicates)]

    def result(self, run: Run) -> Result:
        """The clusters of passages and of articles with their canonical copies, and the names of the text files."""
        return Result(run.chosen.place, run.chosen.is_whole)

    def run(self) -> Iterator[list[BatchTask]]:
        """A file for each of them."""
        run = self.begin()
        yield self.parts()
        order, preferred = run.settings.canonical.order, run.settings.canonical.preferred_outlets
        with self.watching("choosing copies"):
            choose(run.all_stripped(), run.found, run.chosen, order=order, preferred_outlets=preferred)
