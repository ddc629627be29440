"""What stands in more than one outlet."""

from __future__ import annotations

from collections.abc import Iterator

from copydesk.pipeline.find import reuse_inputs, write_found
from copydesk.pipeline.look_back import recall
from copydesk.pipeline.told import ToldFile
from copydesk.pipeline.words_read import WordsFile
from copydesk.read.stock import read_stock
from copydesk.reuse import find_near_duplicates
from copydesk.reuse.workers import n_cores
from copydesk.tasks.base import BatchTask, Result
from copydesk.tasks.recall import looks_back
from copydesk.tasks.run import Run
from copydesk.tasks.strip import StrippedTask


class SharedTask(StrippedTask):
    """A step that goes by what is shared with earlier batches, too."""

    def complete(self) -> bool:
        """Whether it is there, and so are the batches looked back on: what it is made of is not known before."""
        return super().complete() and (not looks_back(self) or self._is_past_complete())

    def _is_past_complete(self) -> bool:
        from copydesk.tasks.emit import EmitCanonical  # which requires these tasks

        return self.clone(EmitCanonical).is_past_complete()


class FindNearDuplicates(SharedTask):
    """Finds near-duplicate passages across outlets in the whole batch."""

    stage = "reuse"

    def result(self, run: Run) -> Result:
        """Matches, passages, clusters and stock sentences."""
        return Result(run.found.place, run.found.is_whole)

    def run(self) -> Iterator[list[BatchTask]]:
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
                words_read=WordsFile(run.found.words, (one.words for one in run.earlier_found())),
            )
        self.note(f"{len(found.matches)} matches in {len(found.clusters)} clusters")
        write_found(run.found, found)
