"""What each article says by itself."""

from __future__ import annotations

from copydesk.pipeline.run import Run
from copydesk.pipeline.work import observe_part
from copydesk.tasks.base import BatchTask, PartTask, Result
from copydesk.tasks.recall import what_to_read


class ObservePages(PartTask):
    """Reads, repairs and observes one part's inputs; what cannot be read goes to quarantine with its reason."""

    stage = "observe"
    is_guarded = True

    def requires(self) -> list[BatchTask]:
        """What there is to read, and what is known of the outlets."""
        return what_to_read(self)

    def result(self, run: Run) -> Result:
        """The part's articles and what each says by itself."""
        if run.inputs.stock is None or self.part >= len(run.inputs.stock.parts):
            return Result(None, lambda: False)
        part = run.results.observed[self.part]
        return Result(part.place, lambda: part.is_whole(observed=True))

    def run(self) -> None:
        """One outcome an input."""
        observe_part(self.begin(), self.part, self)
