"""What all articles say together."""

from __future__ import annotations

from collections.abc import Iterator

from copydesk.pipeline.run import Run
from copydesk.pipeline.work import learn_outlets
from copydesk.tasks.base import BatchTask, Result
from copydesk.tasks.observe import ObservePages
from copydesk.tasks.recall import what_to_read


class LearnProfiles(BatchTask):
    """Finds which articles are the same, and learns a profile of every outlet, on top of the earlier batch's."""

    stage = "learn"

    def requires(self) -> list[BatchTask]:
        """What there is to read, for what has to be observed follows from it; and what is known of the outlets."""
        return what_to_read(self)

    def result(self, run: Run) -> Result:
        """Profiles, articles that are duplicates, and what of it has a bearing on which part."""
        if run.inputs.stock is None:
            return Result(None, lambda: False)
        return Result(run.results.learned.place, run.results.learned.is_whole)

    def run(self) -> Iterator[list[ObservePages]]:
        """One profile an outlet, sorted by outlet."""
        run = self.begin()
        yield [self.clone(ObservePages, part=part) for part in range(len(run.inputs.known_stock.parts))]
        learn_outlets(run, self)
