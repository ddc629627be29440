"""Which copy is the one to keep."""

from __future__ import annotations

from collections.abc import Iterator

from copydesk.pipeline.run import Run
from copydesk.pipeline.work import choose_copies
from copydesk.tasks.base import BatchTask, Result
from copydesk.tasks.reuse import FindNearDuplicates, SharedTask
from copydesk.tasks.strip import StrippedTask


class ChooseCanonical(SharedTask):
    """Chooses each cluster's canonical copy by the stated order."""

    stage = "canonical"

    def requires(self) -> list[BatchTask]:
        """The clusters, too."""
        return [*super().requires(), self.clone(FindNearDuplicates)]

    def result(self, run: Run) -> Result:
        """The clusters of passages and of articles with their canonical copies, and the names of the text files."""
        return Result(run.results.chosen.place, run.results.chosen.is_whole)

    def run(self) -> Iterator[list[BatchTask]]:
        """A file for each of them."""
        run = self.begin()
        yield self.parts()
        choose_copies(run, self)


class ChosenTask(StrippedTask):
    """A step that goes by what the articles share, and by what is kept of it."""

    def requires(self) -> list[BatchTask]:
        """What the articles share, and what is kept of it."""
        return [*super().requires(), self.clone(FindNearDuplicates), self.clone(ChooseCanonical)]
