"""The batch as a page for a person."""

from __future__ import annotations

from collections.abc import Iterator

from copydesk.pipeline.run import Run
from copydesk.pipeline.work import write_report
from copydesk.tasks.base import BatchTask, Result
from copydesk.tasks.canonical import ChooseCanonical
from copydesk.tasks.outlets import SumUpOutlets
from copydesk.tasks.reuse import FindNearDuplicates
from copydesk.tasks.strip import StrippedTask


class WriteReport(StrippedTask):
    """Writes the report: sources with what was removed and mended, shared passages side by side."""

    stage = "report"

    def requires(self) -> list[BatchTask]:
        """What the articles share, and what is kept of it."""
        shared = self.clone(FindNearDuplicates), self.clone(ChooseCanonical), self.clone(SumUpOutlets)
        return [*super().requires(), *shared]

    def result(self, run: Run) -> Result:
        """The page, as it will stand in the batch."""
        return Result(run.report, run.report.is_file)

    def run(self) -> Iterator[list[BatchTask]]:
        """One HTML page."""
        run = self.begin()
        yield self.parts()
        write_report(run, self)
