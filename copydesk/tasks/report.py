"""The batch as pages for a person."""

from __future__ import annotations

from collections.abc import Iterator

import luigi

from copydesk.emit.batch import listed_files
from copydesk.pipeline.run import Run
from copydesk.pipeline.work import write_report, write_report_range
from copydesk.tasks.base import BatchTask, Result
from copydesk.tasks.canonical import ChooseCanonical
from copydesk.tasks.outlets import SumUpOutlets
from copydesk.tasks.reuse import FindNearDuplicates
from copydesk.tasks.strip import StrippedTask


class ReportRange(StrippedTask):
    """Writes the report's pages of a range of article ids: articles, stories, shared passages side by side."""

    stage = "report"
    n_range = luigi.IntParameter(default=0, description="which range of ids, counted from 0 [0]")

    def requires(self) -> list[BatchTask]:
        """What the articles share, and what is kept of it."""
        return [*super().requires(), self.clone(FindNearDuplicates), self.clone(ChooseCanonical)]

    def result(self, run: Run) -> Result:
        """Its pages, and what is told of them."""
        ranges = run.report_ranges()
        if self.n_range >= len(ranges):
            return Result(None, lambda: False)
        return Result(ranges[self.n_range].place, lambda: run.is_reported(self.n_range))

    def run(self) -> Iterator[list[BatchTask]]:
        """The range's files."""
        run = self.begin()
        yield self.parts()
        write_report_range(run, self.n_range, self)


class WriteReport(StrippedTask):
    """Writes the report: at a glance, stories, who shares with whom, outlets, doubt, and what it is searched by."""

    stage = "report"

    def requires(self) -> list[BatchTask]:
        """What the articles share, and what is kept of it."""
        shared = self.clone(FindNearDuplicates), self.clone(ChooseCanonical), self.clone(SumUpOutlets)
        return [*super().requires(), *shared]

    def result(self, run: Run) -> Result:
        """The pages of the whole batch, as they will stand in it."""
        return Result(run.report, lambda: listed_files(run.report) is not None)

    def run(self) -> Iterator[list[BatchTask]]:
        """All pages, those of the ranges first."""
        run = self.begin()
        yield self.parts()
        yield [self.clone(ReportRange, n_range=n) for n in range(len(run.report_ranges()))]
        write_report(run, self)
