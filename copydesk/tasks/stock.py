"""What there is to read."""

from __future__ import annotations

from collections import defaultdict

import luigi

from copydesk.checked import is_whole, read_records, write_records
from copydesk.errors import BatchError
from copydesk.read.inventory import Input, list_source, take_inventory
from copydesk.tasks.base import BatchTask, Result, log
from copydesk.tasks.run import Run


class SourceFiles(luigi.ExternalTask):
    """What somebody else puts there: files to read."""

    source = luigi.Parameter(default="seeds", description="folder, glob or single file to read [seeds]")

    def complete(self) -> bool:
        """Whether there is anything of the name, and anything in it."""
        try:
            is_empty = list_source(self.source).is_empty
        except BatchError as error:
            log.error("copydesk: %s", error)
            return False
        if is_empty:
            log.error("copydesk: source %r: no files there", self.source)
        return not is_empty


class TakeStock(BatchTask):
    """Lists and hashes the inputs; a file that was seen before and is as it was is not opened."""

    stage = "stock"

    def requires(self) -> list[SourceFiles]:
        """The source; nothing where it is not known which that is: who runs says it."""
        try:
            return [SourceFiles(source=self.run_now().source)]  # type: ignore[no-untyped-call]
        except BatchError:
            return []

    def result(self, run: Run) -> Result:
        """The list of inputs."""
        return Result(run.stock_file, lambda: is_whole(run.stock_file))

    def run(self) -> None:
        """A row an input."""
        run = self.begin()
        known: defaultdict[str, list[Input]] = defaultdict(list)
        for name in (run.work / "stock").names():
            earlier = run.work / "stock" / name
            if name.endswith(".arrow") and is_whole(earlier) and not known:
                for found in read_records(earlier, Input):
                    known[found.path].append(found)
        inputs = take_inventory(run.listing, known=known, options=run.settings.read.options(), pieces=run.pieces)
        n_inputs = len(run.listing.entries)
        with self.watching("looking at the first input"):
            write_records(run.stock_file, self.watched(inputs, n_inputs, "inputs"), Input)
        stock = run.known_stock
        self.note(f"{sum(map(len, stock.parts))} inputs in {len(stock.parts)} parts")
