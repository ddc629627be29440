"""The batch as pages for a person."""

from __future__ import annotations

from collections.abc import Iterator

import luigi

from copydesk.pipeline.run import Run
from copydesk.pipeline.work import tell_report_shares, write_report_range, write_report_share
from copydesk.tasks.base import BatchTask, Result
from copydesk.tasks.canonical import ChosenTask
from copydesk.tasks.outlets import SumUpOutlets


class ReportTask(ChosenTask):
    """A step of the report."""

    stage = "report"

    def ranges(self) -> list[ReportRange]:
        """The pages of all ranges of article ids."""
        return [self.clone(ReportRange, n_range=n) for n in range(len(self.run_now().results.report.ranges))]


class ReportRange(ReportTask):
    """Writes the report's pages of the articles of a range of ids."""

    n_range = luigi.IntParameter(default=0, description="which range of ids, counted from 0 [0]")

    def result(self, run: Run) -> Result:
        """Its pages, and what is told of them."""
        ranges = run.results.report.ranges
        if self.n_range >= len(ranges):
            return Result(None, lambda: False)
        return Result(ranges[self.n_range].place, lambda: run.results.report.is_reported(self.n_range))

    def run(self) -> Iterator[list[BatchTask]]:
        """The range's files."""
        run = self.begin()
        yield self.parts()
        write_report_range(run, self.n_range, self)


class ReportOfAll(ReportTask):
    """A step for the report's pages that are of no range."""

    def requires(self) -> list[BatchTask]:
        """What the batch came to for its outlets, too."""
        return [*super().requires(), self.clone(SumUpOutlets)]


class TellReport(ReportOfAll):
    """Puts in order what the ranges tell, for the report's pages of outlets, for lists, and for the whole batch."""

    def result(self, run: Run) -> Result:
        """What is told, and in which shares pages are written."""
        told = run.results.report_told
        return Result(told.place, told.is_whole)

    def run(self) -> Iterator[list[BatchTask]]:
        """No page."""
        run = self.begin()
        yield self.parts()
        yield [*self.ranges()]
        tell_report_shares(run, self)


class ReportShare(ReportOfAll):
    """Writes a share of the report's other pages: of stories and passages, of outlets and of those that share, of its
    lists; or the batch's own."""

    n_share = luigi.IntParameter(default=0, description="which share of them, counted from 0 [0]")

    def result(self, run: Run) -> Result:
        """Its pages. Where nothing is told yet it is not known which."""
        shares = run.results.report_shares() if run.results.report_told.is_whole() else []
        if self.n_share >= len(shares):
            return Result(None, lambda: False)
        return Result(shares[self.n_share].place, shares[self.n_share].is_there)

    def run(self) -> Iterator[list[BatchTask]]:
        """The share's files."""
        run = self.begin()
        yield self.parts()
        yield [*self.ranges()]
        yield [self.clone(TellReport)]
        write_report_share(run, self.n_share, self)


class WriteReport(ReportOfAll):
    """Writes the report: at a glance, stories, who shares with whom, outlets, doubt, and what it is searched by."""

    def result(self, run: Run) -> Result:
        """All of its pages but those of ranges: the whole batch's own are the first share."""
        shares = run.results.report_shares() if run.results.report_told.is_whole() else []
        return Result(
            shares[0].place if shares else None, lambda: bool(shares) and all(one.is_there() for one in shares)
        )

    def run(self) -> Iterator[list[BatchTask]]:
        """All pages, those of the ranges first."""
        run = self.begin()
        yield self.parts()
        yield [*self.ranges()]
        yield [self.clone(TellReport)]
        yield [self.clone(ReportShare, n_share=n) for n in range(len(run.results.report_shares()))]
