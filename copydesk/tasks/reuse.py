"""What stands in more than one outlet."""

from __future__ import annotations

from collections.abc import Iterator

from copydesk.pipeline.run import Run
from copydesk.pipeline.work import find_shared
from copydesk.tasks.base import BatchTask, Result
from copydesk.tasks.recall import looks_back
from copydesk.tasks.strip import StrippedTask


class SharedTask(StrippedTask):
    """A step that goes by what is shared with earlier batches, too."""

    def complete(self) -> bool:
        """Whether it is there, and so are the batches looked back on: what it is made of is not known before."""
        return super().complete() and (not looks_back(self) or self._is_past_complete())

    def _is_past_complete(self) -> bool:
        from copydesk.tasks.emit import EmitCanonical  # which requires these tasks

        return self.clone(EmitCanonical).is_past_complete()


class FindNearDuplicates(SharedTask):
    """Finds near-duplicate passages across outlets in the whole batch."""

    stage = "reuse"

    def result(self, run: Run) -> Result:
        """Matches, passages, clusters and stock sentences."""
        return Result(run.results.found.place, run.results.found.is_whole)

    def run(self) -> Iterator[list[BatchTask]]:
        """A file for each kind of result."""
        run = self.begin()
        yield self.parts()
        find_shared(run, self)
