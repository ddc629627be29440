"""The batch as a page for a person."""

from __future__ import annotations

from copydesk.pipeline.report import write_page
from copydesk.tasks.base import BatchTask, Result
from copydesk.tasks.canonical import ChooseCanonical


class WriteReport(BatchTask):
    """Writes the report: sources with what was removed and mended, shared passages side by side."""

    stage = "report"

    def requires(self) -> ChooseCanonical:
        """What is the last to be known of what the report shows."""
        return self.clone(ChooseCanonical)

    def output(self) -> Result:
        """The page, as it will stand in the batch."""
        run = self.run_now()
        if run.stock is None or not run.learned.is_whole():
            return Result(None, lambda: False)
        return Result(run.report, run.report.is_file)

    def run(self) -> None:
        """One HTML page."""
        run = self.run_now()
        most = run.settings.report.max_articles
        with self.watching("writing the page"):
            page = write_page(run.batch, run.all_stripped(), run.found, run.chosen, max_articles=most)
        with run.report.write() as stream:
            stream.write(page.encode("utf-8", "backslashreplace"))
