"""What is done to batches that are there: verified, and cleaned away when they are old."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Iterable
from typing import Any, ClassVar

import luigi
import luigi.configuration

from copydesk.dates import span_of, too_old
from copydesk.emit.batch import read_manifest, verify_batch
from copydesk.errors import BatchError
from copydesk.pipeline.look_back import MERGED, MERGED_LOCK, used_runs
from copydesk.pipeline.prepare import RUN_LOCK
from copydesk.pipeline.run import CLEANED, Run
from copydesk.settings import Settings, load_settings
from copydesk.store import Place, hold, sweep, withdraw
from copydesk.tasks.base import (
    BatchTask,
    OptionalDateParameter,
    OptionalPlaceParameter,
    PlaceParameter,
    Result,
    log,
)

# Of the faults of a batch so many are named in the line that the task fails with; the log has all.
_MOST_NAMED = 3


class Upkeep(luigi.Task):
    """Looks after batches that are there, and makes none: it is complete once this process has run it."""

    # Parameters that luigi.cfg may have for EmitCanonical alone: batches are found where they are made.
    of_emitted: ClassVar[tuple[str, ...]]
    is_done = False

    @classmethod
    def get_param_values(cls, params: Any, args: Any, kwargs: dict[str, Any]) -> list[tuple[str, Any]]:
        """As in luigi; what is neither given nor in the task's own section is EmitCanonical's."""
        config, own = luigi.configuration.get_config(), cls.get_task_family()  # type: ignore[no-untyped-call]
        emitted = {
            name: config.get("EmitCanonical", name)
            for name in cls.of_emitted
            if config.has_option("EmitCanonical", name) and not config.has_option(own, name)
        }
        values: list[tuple[str, Any]] = super().get_param_values(params, args, {**emitted, **kwargs})  # type: ignore[no-untyped-call]
        return values

    def complete(self) -> bool:
        """Whether this process has run it."""
        return self.is_done


class VerifyBatch(Upkeep, BatchTask):
    """Hashes every file of a batch, and fails where one is not as its manifest says."""

    stage = "emit"
    of_emitted = ("source", "batch_name", "output_dir", "config", "profiles")

    @classmethod
    def bulk_complete(cls, parameter_tuples: Iterable[datetime.date]) -> list[datetime.date]:
        """None: what was verified once may be damaged by now."""
        return []

    def result(self, run: Run) -> Result:
        """The batch, for as long as this process lives."""
        return Result(run.place, self.complete)

    def run(self) -> None:
        """Its faults are in the log, a line each."""
        run = self.run_now(anew=True)
        if not run.place.is_folder():
            raise BatchError(f"{run.place}: there is no such batch; make it first")
        with self.watching(f"hashing {run.place}"):
            faults = verify_batch(run.place)
        for fault in faults:
            self.say(fault, logging.ERROR)
        if faults:
            more = f"; and {len(faults) - _MOST_NAMED} more" if len(faults) > _MOST_NAMED else ""
            raise BatchError(f"{run.place} is damaged: {'; '.join(faults[:_MOST_NAMED])}{more}")
        self.is_done = True
        self.note(f"{run.place}: as its manifest says")


class CleanStages(Upkeep):
    """Deletes what stands between runs, and whole batches, of dates that are older than `[run]` says."""

    output_dir = PlaceParameter(default="output", description="folder of the batches [output]")
    config = OptionalPlaceParameter(default=None, description="TOML file of settings that differ from the shipped")
    today = OptionalDateParameter(description="from which day on age is counted back [today]")
    dry_run = luigi.BoolParameter(significant=False, description="say what would be deleted, and delete nothing")
    of_emitted = ("output_dir", "config")
    _found = False  # anything to delete

    def run(self) -> None:
        """A line in the log for each folder that goes."""
        settings = load_settings(self.config)
        _check_output_is_kept(settings)
        output, today = Place(self.output_dir), self.today or datetime.date.today()
        for name in too_old(output.names(), settings.run.keep_output, today):
            if read_manifest(output / name) is not None:
                self._delete(output / name, "an old batch, and what stands between its runs")
                self._delete_stages(output / ".work" / name, whole=True)
        for name in too_old((output / ".work").names(), settings.run.keep_stages, today):
            self._delete_stages(output / ".work" / name, whole=False)
        self._delete_runs(output, settings, today)
        if not self._found:
            log.info("%s: %s: nothing is old enough to be deleted", self.task_family, output)
        self.is_done = True

    def _delete_runs(self, output: Place, settings: Settings, today: datetime.date) -> None:
        """Of the memories that were merged those that no batch would look back on any more."""
        work = output / ".work"
        there = (work / MERGED).names()
        used = used_runs(output, settings, today) if there else set()
        unused = [name for name in there if name not in used]
        if not unused:
            return
        n_bytes = sum(entry.n_bytes for name in unused for entry in (work / MERGED / name).files())
        self._tell(work / MERGED, f"{len(unused)} merged memories that nothing uses, {n_bytes / 1e6:.1f} MB")
        if self.dry_run:
            return
        hold(work / MERGED_LOCK)
        sweep(work, {MERGED: used}, lock=work / MERGED_LOCK)
        if set(unused) & set((work / MERGED).names()):
            log.warning("%s: %s: not deleted: a run is at work with them", self.task_family, work / MERGED)

    def _delete_stages(self, work: Place, *, whole: bool) -> None:
        """Nothing but small notes stands in the batch's work folder, unless a run is at it; or not even they."""
        folders = [name for name in work.names() if (work / name).is_folder()]
        n_bytes = sum(entry.n_bytes for name in folders for entry in (work / name).files())
        if n_bytes:
            self._tell(work, f"{n_bytes / 1e6:.1f} MB between runs")
        if self.dry_run or not (n_bytes or whole):
            return
        with (work / CLEANED).write() as stream:
            stream.write(b"What stood here between runs was deleted by CleanStages.\n")
        hold(work / RUN_LOCK)
        sweep(work, dict.fromkeys(folders, ()), lock=work / RUN_LOCK)
        if any(True for name in folders for _ in (work / name).files()):
            log.warning("%s: %s: not all of it: a run is, or may be, at work there", self.task_family, work)
        elif whole:
            work.delete()

    def _delete(self, place: Place, what: str) -> None:
        self._tell(place, what)
        if not self.dry_run:
            withdraw(place)

    def _tell(self, place: Place, what: str) -> None:
        self._found = True
        log.info("%s: %s: %s, %s", self.task_family, place, what, "would go" if self.dry_run else "deleted")


def _check_output_is_kept(settings: Settings) -> None:
    """Raises BatchError where batches would go on which others look back that may be made again."""
    keep = settings.run.keep_output
    spans = [span_of(span) for span in (settings.drift.look_back, settings.reuse.look_back) if span]
    if not keep or not spans:
        return
    needed = span_of(settings.run.watch) + max(spans)
    # A number of batches is taken for as many days: of an archive by the hour it is less.
    if span_of(f"{keep}d" if keep.isdigit() else keep) < needed:
        raise BatchError(
            f"run.keep_output = {keep!r}: batches of the last {needed.days} days are needed by those that may still be "
            "made again (run.watch, and the longer of drift.look_back and reuse.look_back); keep as many"
        )
