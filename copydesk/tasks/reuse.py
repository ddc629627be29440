"""What stands in more than one outlet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from copydesk.errors import BatchError
from copydesk.pipeline.find import reuse_inputs, write_found
from copydesk.pipeline.look_back import recall
from copydesk.pipeline.told import ToldFile
from copydesk.read.stock import read_stock
from copydesk.reuse import find_near_duplicates
from copydesk.reuse.workers import n_cores
from copydesk.tasks.base import BatchTask, Result
from copydesk.tasks.run import Run
from copydesk.tasks.strip import StripFurniture, StrippedTask

if TYPE_CHECKING:
    from copydesk.tasks.emit import EmitCanonical


class SharedTask(StrippedTask):
    """A step that goes by what is shared with earlier batches, too."""

    def complete(self) -> bool:
        """Whether it is there, and so are the batches looked back on: what it is made of is not known before."""
        return super().complete() and (not self._earlier() or self.clone(_emit_canonical()).is_past_complete())

    def _earlier(self) -> list[BatchTask]:
        """The batches that it looks back on, if it does, and that may have to be made before it."""
        try:
            looks_back = bool(self.run_now().settings.reuse.look_back)
        except BatchError:  # who runs says it
            return []
        return [*self.clone(_emit_canonical()).earlier()] if looks_back else []


def _emit_canonical() -> type[EmitCanonical]:
    from copydesk.tasks.emit import EmitCanonical  # which requires these tasks

    return EmitCanonical


class FindNearDuplicates(SharedTask):
    """Finds near-duplicate passages across outlets in the whole batch."""

    stage = "reuse"

    def requires(self) -> list[BatchTask]:
        """The batches that it looks back on as well, if it does."""
        return [*super().requires(), *self._earlier()]

    def result(self, run: Run) -> Result:
        """Matches, passages, clusters and stock sentences."""
        return Result(run.found.place, run.found.is_whole)

    def run(self) -> Iterator[list[StripFurniture]]:
        """A file for each kind of result."""
        run = self.begin()
        yield self.parts()
        known = read_stock(self.profiles) if self.profiles else ()
        options = run.settings.reuse.search()
        articles = reuse_inputs(run.all_stripped())
        told = ToldFile(run.found.told, (one.told for one in run.earlier_found()))
        with (
            self.watching("opening the memories of earlier batches"),
            recall(run.earlier_batches, run.output, run.settings.reuse) as memory,
            self.watching("comparing articles"),
            told,
        ):
            found = find_near_duplicates(
                articles,
                **options,
                scratch=run.work.scratch(),
                workers=n_cores(),
                known=known,
                memory=memory,
                told=told,
            )
        self.note(f"{len(found.matches)} matches in {len(found.clusters)} clusters")
        write_found(run.found, found)
