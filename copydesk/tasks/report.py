"""The batch as a page for a person."""

from __future__ import annotations

from collections.abc import Iterator

from copydesk.pipeline.report import write_page
from copydesk.tasks.base import BatchTask, Result
from copydesk.tasks.canonical import ChooseCanonical
from copydesk.tasks.outlets import SumUpOutlets
from copydesk.tasks.reuse import FindNearDuplicates
from copydesk.tasks.run import Run
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
        most = run.settings.report.max_articles
        with self.watching("writing the page"):
            page = write_page(run.batch, run.all_stripped(), run.found, run.chosen, run.drifts(), max_articles=most)
        with run.report.write() as stream:
            stream.write(page.encode("utf-8", "backslashreplace"))
