"""What stands in more than one outlet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from copydesk.pipeline.shared import reuse_inputs
from copydesk.read.stock import read_stock
from copydesk.reuse import find_near_duplicates
from copydesk.tasks.base import BatchTask, Result
from copydesk.tasks.learn import LearnProfiles
from copydesk.tasks.strip import StripFurniture


class FindNearDuplicates(BatchTask):
    """Finds near-duplicate passages across outlets in the whole batch."""

    stage = "reuse"

    def requires(self) -> LearnProfiles:
        """What was learned: what has to be stripped follows from it."""
        return self.clone(LearnProfiles)

    def output(self) -> Result:
        """Matches, passages, clusters and stock sentences."""
        run = self.run_now()
        if run.stock is None or not run.learned.is_whole():
            return Result(None, lambda: False)
        return Result(run.found.place, run.found.is_whole)

    def run(self) -> Iterator[list[StripFurniture]]:
        """A file for each kind of result."""
        run = self.run_now()
        yield [self.clone(StripFurniture, part=part) for part in range(len(run.known_stock.parts))]
        with self.watching("reading the articles"):
            articles = list(reuse_inputs(run.all_stripped()))
        self.note(f"{len(articles)} articles")
        known = read_stock(self.profiles) if self.profiles else ()
        options = run.settings.reuse.model_dump()
        with self.watching(f"comparing {len(articles)} articles"):
            found = find_near_duplicates(articles, **options, scratch=Path(run.work), known=known)
        self.note(f"{len(found.matches)} matches in {len(found.clusters)} clusters")
        run.found.write(found)
