"""Page furniture goes, the article stays."""

from __future__ import annotations

from copydesk.checked import count_rows, read_records
from copydesk.pipeline.earlier import Earlier
from copydesk.pipeline.identity import Renamed
from copydesk.pipeline.learn import SaidOfOutlet, profiles_of
from copydesk.pipeline.strip import keys_of_stripped, strip_part, write_stripped
from copydesk.tasks.base import BatchTask, PartTask, Result
from copydesk.tasks.learn import LearnProfiles
from copydesk.tasks.recall import RecallOutlets, looks_back
from copydesk.tasks.run import Run


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
        parts = range(len(self.run_now().known_stock.parts))
        return [self.clone(LearnProfiles), *(self.clone(StripFurniture, part=part) for part in parts)]

    def output(self) -> Result:
        """What `result` says, once it is known what was learned."""
        is_known = self.clone(LearnProfiles).complete()
        return super().output() if is_known else Result(None, lambda: False)


class StripFurniture(PartTask):
    """Takes the page furniture out of one part's articles, each removal with its reason."""

    stage = "strip"

    def requires(self) -> LearnProfiles:
        """What all parts together taught."""
        return self.clone(LearnProfiles)

    def result(self, run: Run) -> Result:
        """The part's articles, sorted by id."""
        if run.stock is None or self.part >= len(run.stock.parts) or not run.learned.is_whole():
            return Result(None, lambda: False)
        part = run.stripped(self.part)
        return Result(part.place, part.is_whole)

    def run(self) -> None:
        """One outcome an input."""
        run = self.begin()
        observed = run.all_observed[self.part]
        renamed = {row.source_path: row for row in read_records(run.learned.renamed, Renamed)}
        profiles = list(profiles_of(run.learned, observed))
        said = {row.outlet: row.digest for row in read_records(run.learned.said_of_outlets, SaidOfOutlet)}
        keys = keys_of_stripped(observed, renamed=renamed, said=said, made_by=run.made_by("strip"))
        earlier = Earlier(run.earlier_parts("strip", run.all_stripped()), keys)
        outcomes = strip_part(
            observed,
            keys=keys,
            earlier=earlier,
            renamed=renamed,
            profiles=profiles,
            max_seconds=run.settings.read.max_article_seconds,
            options=run.settings.strip.options(),
        )
        n_inputs = len(run.known_stock.parts[self.part])
        with self.watching("opening the part"):
            write_stripped(run.stripped(self.part), self.watched(outcomes, n_inputs, "inputs"), earlier)
        n_articles = count_rows(run.stripped(self.part).articles)
        self.note(f"part {self.part + 1} of {len(run.known_stock.parts)}: {n_articles} articles")
