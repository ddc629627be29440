"""What each article says by itself."""

from __future__ import annotations

from copydesk.pipeline.earlier import Earlier
from copydesk.pipeline.observe import observe_inputs, write_observed
from copydesk.pipeline.recalled import KnownOutlets
from copydesk.tasks.base import BatchTask, PartTask, Result
from copydesk.tasks.recall import recalled_by
from copydesk.tasks.run import Run
from copydesk.tasks.stock import TakeStock


class ObservePages(PartTask):
    """Reads, repairs and observes one part's inputs; what cannot be read goes to quarantine with its reason."""

    stage = "observe"

    def requires(self) -> list[BatchTask]:
        """What there is to read, and what is known of the outlets."""
        return [self.clone(TakeStock), *recalled_by(self)]

    def result(self, run: Run) -> Result:
        """The part's articles and what each says by itself."""
        if run.stock is None or self.part >= len(run.stock.parts):
            return Result(None, lambda: False)
        part = run.all_observed[self.part]
        return Result(part.place, lambda: part.is_whole(observed=True))

    def run(self) -> None:
        """One outcome an input."""
        run = self.begin()
        inputs = run.known_stock.parts[self.part]
        self.note(f"part {self.part + 1} of {len(run.known_stock.parts)}, {len(inputs)} inputs")
        keys = run.observed_keys(self.part)
        outcomes = observe_inputs(
            inputs,
            run.listing.folder,
            keys=keys,
            earlier=Earlier(run.earlier_parts("observe", run.all_observed), keys, observed=True),
            batch=run.batch,
            charsets=run.charsets_of(self.part),
            read_options=run.settings.read.options(),
            pieces=run.pieces,
            max_seconds=run.settings.read.max_article_seconds,
            style=run.settings.repair.style,
            options=run.settings.strip.options(),
            known=KnownOutlets(run.fast_recalled, run.fast_profiles) if run.told_by() else None,
        )
        with self.watching("opening the first input"):
            write_observed(run.all_observed[self.part], self.watched(outcomes, len(inputs), "inputs"))
