"""Page furniture goes, the article stays."""

from __future__ import annotations

from copydesk.pipeline.run import Run
from copydesk.pipeline.work import strip_articles
from copydesk.tasks.base import BatchTask, PartTask, Result
from copydesk.tasks.learn import LearnProfiles
from copydesk.tasks.recall import RecallOutlets, looks_back


class StrippedTask(BatchTask):
    """A step that reads the stripped articles of all parts: a subclass's `run` yields `parts()` first."""

    def requires(self) -> list[BatchTask]:
        """What was learned, for what has to be stripped follows from it.

        Where that follows from earlier batches, `parts` asks for it once these are there: what was learned of an outlet
        before may be what nobody asks for any more.
        """
        if looks_back(self):
            return self.clone(RecallOutlets).requires()
        return [self.clone(LearnProfiles)]

    def parts(self) -> list[BatchTask]:
        """What was learned, and every part, stripped: a date without files that is an accepted gap has none."""
        parts = range(len(self.run_now().inputs.known_stock.parts))
        return [self.clone(LearnProfiles), *(self.clone(StripFurniture, part=part) for part in parts)]

    def output(self) -> Result:
        """What `result` says, once it is known what was learned."""
        is_known = self.clone(LearnProfiles).complete()
        return super().output() if is_known else Result(None, lambda: False)


class StripFurniture(PartTask):
    """Takes the page furniture out of one part's articles, each removal with its reason."""

    stage = "strip"
    is_guarded = True

    def requires(self) -> LearnProfiles:
        """What all parts together taught."""
        return self.clone(LearnProfiles)

    def result(self, run: Run) -> Result:
        """The part's articles, sorted by id."""
        if run.inputs.stock is None or self.part >= len(run.inputs.stock.parts) or not run.results.learned.is_whole():
            return Result(None, lambda: False)
        part = run.results.stripped[self.part]
        return Result(part.place, part.is_whole)

    def run(self) -> None:
        """One outcome an input."""
        strip_articles(self.begin(), self.part, self)
