"""What there is to read."""

from __future__ import annotations

import luigi

from copydesk.checked import is_whole
from copydesk.dates import Date, fill, is_hour
from copydesk.errors import BatchError, GoneError, StoreError
from copydesk.pipeline.run import Run
from copydesk.pipeline.work import take_stock
from copydesk.read.inventory import list_source
from copydesk.tasks.base import BatchTask, OptionalDateHourParameter, OptionalDateParameter, PlaceParameter, Result, log
from copydesk.tasks.luigi_config import say_at_the_end


class SourceFiles(luigi.ExternalTask):
    """What somebody else puts there: files to read, of a date if the source is a pattern."""

    date = OptionalDateParameter(description="the day whose files they are")
    hour = OptionalDateHourParameter(description="likewise the hour")
    source = PlaceParameter(default="seeds", description="folder, glob or single file to read [seeds]")

    def complete(self) -> bool:
        """Whether there is anything of the name, and anything in it.

        Where the store does not say, the source counts as there: the task that is to read it fails by that, and nothing
        is reported as missing.
        """
        date: Date | None = self.date if self.hour is None else self.hour
        source = self.source
        try:
            source = self.source if date is None else fill(self.source, date)
            fault = f"source {source!r}: no files there" if list_source(source).is_empty else None
        except GoneError as error:
            fault = str(error)
        except StoreError:
            return True
        except BatchError as error:
            log.error("copydesk: %s", error)
            return False
        if fault is not None and date is not None:
            _missing.setdefault(self.source, {})[date] = fault.partition(";")[0]
        elif fault is not None:
            log.error("copydesk: %s", fault)
        return fault is None


# Of each pattern, the dates of which nothing is there, and what was found wrong with each.
_missing: dict[str, dict[Date, str]] = {}


def _tell_missing() -> None:
    """One line for all dates of a pattern: a night may have a hundred."""
    for pattern, faults in _missing.items():
        first, last = min(faults), max(faults)
        n_dates = f"{len(faults)} {'hours' if is_hour(first) else 'days'}, from {_shown(first)} to {_shown(last)}"
        why = faults[first].removeprefix("source ")
        log.error(
            "copydesk: source %r: nothing is there of %s (%s); bring the files, or name the date in [dates] gaps",
            *(pattern, _shown(first), why) if len(faults) == 1 else (pattern, n_dates, f"the first: {why}"),
        )
    _missing.clear()


def _shown(date: Date) -> str:
    return f"{date:%Y-%m-%dT%H}" if is_hour(date) else f"{date}"


say_at_the_end(_tell_missing)


class TakeStock(BatchTask):
    """Lists and hashes the inputs; a file that was seen before and is as it was is not opened."""

    stage = "stock"
    is_guarded = True

    def requires(self) -> list[SourceFiles]:
        """The source; nothing where it is not known which that is: who runs says it."""
        try:
            run = self.run_now()
            _ = run.request.source
            return [] if run.inputs.is_gap else [self.clone(SourceFiles)]
        except BatchError:
            return []

    def result(self, run: Run) -> Result:
        """The list of inputs."""
        return Result(run.inputs.stock_file, lambda: is_whole(run.inputs.stock_file))

    def run(self) -> None:
        """A row an input."""
        take_stock(self.begin(), self)
