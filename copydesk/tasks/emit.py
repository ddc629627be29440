"""The finished batch."""

from __future__ import annotations

import datetime
import logging
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from contextvars import ContextVar
from dataclasses import asdict
from typing import Any

import luigi

from copydesk.counted import counted
from copydesk.dates import is_hour, span_of
from copydesk.emit.batch import FileList, is_written, listed_files, publish_batch, read_manifest
from copydesk.emit.schemas import SCHEMA_VERSION
from copydesk.errors import BatchError
from copydesk.pipeline.drift import describe
from copydesk.pipeline.remember import FOLDER, listed_memory
from copydesk.pipeline.request import Parameters
from copydesk.pipeline.run import Run
from copydesk.pipeline.shared import quarantine_of
from copydesk.pipeline.work import write_articles, write_evidence, write_shared
from copydesk.stages import all_code, all_versions
from copydesk.store import Place, Publication, files_of
from copydesk.tasks.base import BatchTask, Result
from copydesk.tasks.canonical import ChooseCanonical, ChosenTask
from copydesk.tasks.outlets import SumUpOutlets
from copydesk.tasks.remember import RememberBatch
from copydesk.tasks.report import ReportRange, WriteReport
from copydesk.tasks.reuse import FindNearDuplicates
from copydesk.tasks.spark import RunOnSpark
from copydesk.tasks.strip import StrippedTask

# Of the batches of each output folder and name, from which date on they are watched: as long before the first that was
# asked for in this process as `[run] watch` says.
_watched_from: dict[tuple[str, str], datetime.date] = {}
# Until when a batch that was found finished counts as that for those that look back on it. Each task of theirs asks for
# all of them, and each of these for those before it: on a store that grew with the square of the nights.
_finished: dict[tuple[Parameters, bool], float] = {}
_STANDS_SECONDS = 60.0
# Which batches are finished, while one is asked that looks back on others, which look back on others again.
_asked: ContextVar[dict[luigi.Task, bool] | None] = ContextVar("asked", default=None)


class EmitFiles(ChosenTask):
    """Writes some of a batch's files beside its place; a subclass says which, and in which folder."""

    stage = "emit"

    def result(self, run: Run) -> Result:
        """What the manifest is to say of the files."""
        folder = self.folder(run)
        return Result(folder, lambda: is_written(folder))

    def folder(self, run: Run) -> Place:
        """Where the files wait."""
        raise NotImplementedError

    def write(self, run: Run) -> None:
        """The files stand in the folder, and then the list of them."""
        raise NotImplementedError

    def run(self) -> Iterator[list[BatchTask]]:
        """The files."""
        run = self.begin()
        yield self.parts()
        self.write(run)


class EmitRange(EmitFiles):
    """Writes the tables of a range of article ids that tell of the articles and what they share."""

    n_range = luigi.IntParameter(default=0, description="which range of ids, counted from 0 [0]")

    def result(self, run: Run) -> Result:
        """What the manifest is to say of the files. Raises BatchError where it is not known what they are made of."""
        return super().result(run) if self.n_range < len(run.results.ranges()) else Result(None, lambda: False)

    def folder(self, run: Run) -> Place:
        """One for each range, called by what the batch has of its articles: where that is the same they are there."""
        return run.results.ranges()[self.n_range].articles

    def write(self, run: Run) -> None:
        """The range's files."""
        write_articles(run, self.n_range, self)


class EmitEvidence(EmitRange):
    """Writes the tables of a range of article ids that tell what was done to each article, and its text files."""

    def folder(self, run: Run) -> Place:
        """Likewise; what articles share has no bearing on it."""
        return run.results.ranges()[self.n_range].evidence

    def write(self, run: Run) -> None:
        """The range's files."""
        write_evidence(run, self.n_range, self)


class EmitShared(EmitFiles):
    """Writes the tables that are of the whole batch, and its quarantine."""

    def requires(self) -> list[BatchTask]:
        """What it came to for its outlets, too."""
        return [*super().requires(), self.clone(SumUpOutlets)]

    def folder(self, run: Run) -> Place:
        """One of its own."""
        return run.results.shared_files

    def write(self, run: Run) -> None:
        """The files that no range has."""
        write_shared(run, self)


class Batch(Result):
    """The finished batch, for tasks that take it as their input."""

    place: Place

    def table(self, name: str) -> str:
        """Where the table stands: a Parquet file or a folder of them, which readers take alike."""
        return self.file(f"{name}.parquet")

    def file(self, path: str) -> str:
        """Where the file stands that the manifest calls so: in an object store, in its edition's folder."""
        return str(files_of(self.place) / path)

    def manifest(self) -> dict[str, Any]:
        """What manifest.json says. Raises BatchError where no whole batch is there."""
        manifest = read_manifest(self.place)
        if manifest is None:
            raise BatchError(f"{self.place}: no whole batch is there; run EmitCanonical first")
        return manifest


class EmitCanonical(StrippedTask):
    """Runs everything: emits the batch's clean text, its tables, report and manifest to OUTPUT_DIR/BATCH."""

    stage = "emit"
    check_inputs = luigi.BoolParameter(
        significant=False, description="a finished batch whose source is gone counts as not finished"
    )
    is_told = False  # that there is nothing to do
    was_up_to_date = False  # when it was first looked at

    @classmethod
    def bulk_complete(cls, parameter_tuples: Iterable[datetime.date]) -> list[datetime.date]:
        """The dates whose batches are finished, for luigi's Range tasks: by one listing of the output folder.

        The last of them, as `[run] watch` has it, are looked at by themselves: their files may have changed.
        """
        dates = sorted(parameter_tuples)
        tasks = {date: cls(date=date) for date in dates}
        if not dates:
            return []
        try:
            run = tasks[dates[-1]].run_now()
            watched_from = dates[-1] - span_of(run.settings.run.watch)
            _watched_from[str(run.output), run.request.dated.name] = watched_from
            finished = run.past.published(dates)
        except BatchError:  # who runs says it
            return []
        token = _asked.set({})
        try:
            return [date for date in finished if date <= watched_from or tasks[date].complete()]
        finally:
            _asked.reset(token)

    def requires(self) -> list[BatchTask]:
        """What the articles share, and what is kept of it; the report and the files are asked for side by side."""
        if self.is_on_spark():
            return [self.clone(RunOnSpark), *self.earlier()]
        shared = self.clone(FindNearDuplicates), self.clone(ChooseCanonical), self.clone(SumUpOutlets)
        return [*super().requires(), *shared, *self.earlier()]

    def is_on_spark(self) -> bool:
        """Whether the stages are done on Spark. Where the settings cannot be read, who runs says it."""
        try:
            return (self.engine or self.run_now().settings.run.engine) == "spark"
        except BatchError:
            return False

    def earlier(self) -> list[EmitCanonical]:
        """The batches of earlier dates that this one looks back on, and that may have to be made before it.

        One that stands there counts as it is, where its date is not watched any more. Who runs says what is wrong.
        """
        try:
            run = self.run_now()
            if run.request.date is None or not run.past.dates:
                return []
            series = str(run.output), run.request.dated.name
            watched_from = _watched_from.setdefault(series, run.request.date - span_of(run.settings.run.watch))
            dates = [date for date in run.past.dates if date > watched_from or not run.past.is_published(date)]
        except BatchError:
            return []
        return [
            self.clone(date=None if is_hour(date) else date, hour=date if is_hour(date) else None) for date in dates
        ]

    def output(self) -> Batch:
        """The batch, with its manifest."""
        run = self.run_now()
        return Batch(run.place, lambda: run.is_finished(check_inputs=self.check_inputs))

    def complete(self) -> bool:
        """Whether a whole batch stands in its place, made of these inputs and settings by this version, and so do those
        that it looks back on."""
        self.run_now(anew=True)
        if not super().complete() or not self.is_past_complete():
            self.is_told = True  # by the run to come
            with suppress(BatchError):  # who runs first says it
                self.begin()  # here, in the process that lives as long as the run
            return False
        with suppress(BatchError):  # the batch stands all the same
            self.run_now().sweep_after_kill()
        if not self.is_told:
            run = self.run_now()
            why = "finished, and its source is gone" if run.inputs.is_archived else "up to date"
            self.say(f"{why}, nothing to do; see {self.output().file('report.html')}")
            self.is_told = self.was_up_to_date = True
        _finished[self.parameters, self.check_inputs] = time.monotonic() + _STANDS_SECONDS
        return True

    def is_past_complete(self) -> bool:
        """Whether the batches before it are finished, each asked once for all that ask now."""
        known = _asked.get()
        if known is None:
            token = _asked.set({})
            try:
                return self.is_past_complete()
            finally:
                _asked.reset(token)
        for task in self.earlier():
            if task not in known:
                stands = _finished.get((task.parameters, task.check_inputs), 0.0) > time.monotonic()
                known[task] = stands or task.complete()
            if not known[task]:
                return False
        return True

    def run(self) -> Iterator[Sequence[BatchTask]]:
        """Tables, texts and report written beside the place, then put there at once."""
        run = self.begin()
        yield self.parts()
        counts = run.results.chosen.counts()
        if not counts["emitted"] and not run.inputs.is_gap:
            first = quarantine_of(run.results.stripped)[0]
            raise BatchError(
                f"no article in {counted(counts['inputs'], 'input')}; nothing was published. "
                f"The first: {first.source_path}: {first.reason}: {first.error}"
            )
        ranges = [
            self.clone(kind, n_range=n) for n in range(len(run.results.ranges())) for kind in (EmitRange, EmitEvidence)
        ]
        written: list[EmitFiles] = [self.clone(EmitShared), *ranges]
        remembers = [self.clone(RememberBatch)] if run.settings.reuse.look_back else []
        reports = [self.clone(ReportRange, n_range=n) for n in range(len(run.results.report.ranges))]
        yield [self.clone(WriteReport), *reports, *remembers, *written]
        for name, paths in run.inputs.late_files().items():
            self.say(f"has {counted(len(paths), 'file')} that came after {name} was published")
        drifts = run.drifts()
        for drift in drifts:
            self.say(f"drift: {describe(drift)}", logging.WARNING)
        if drifts and run.settings.drift.on_drift == "fail":
            run.hold_back([describe(drift) for drift in drifts])
        with self.watching("putting the batch together"), run.request.publishing():
            publication = Publication(run.place)
            files = FileList(run.staged, run.batch)
            files.begin()
            for folder in [*run.results.report_folders(), *(task.folder(run) for task in written)]:
                listed = listed_files(folder)
                if listed is None:
                    raise BatchError(f"{folder}: changed by another run while the batch was put together; run again")
                files.take(listed, folder)
            if remembers:
                files.take(listed_memory(run.results.remembered), run.results.remembered, into=FOLDER)
            run.begin_publication()
            publish_batch(files, publication, self.manifest(run, counts))
            run.end_publication()
        self.is_told = True
        set_tracking_url = getattr(self, "set_tracking_url", None)  # luigi sets it while the task runs
        if set_tracking_url:
            set_tracking_url(run.report_url)
        c = counts
        self.note(
            f"{counted(c['inputs'], 'input')}: {c['emitted']} emitted, {c['quarantined']} quarantined, "
            f"{c['empty']} empty; {counted(c['edits'], 'edit')}, {counted(c['removals'], 'removal')}, "
            f"{counted(c['matches'], 'match', 'matches')}; "
            f"see {self.output().file('report.html')}"
        )

    def on_success(self) -> Any:
        """As in luigi: another run may have published since, of other settings, and inputs may have come."""
        return luigi.Task.on_success(self)

    def manifest(self, run: Run, counts: Mapping[str, int]) -> dict[str, Any]:
        """What the manifest says beside its list of files: no clock, no path, so that same batch is same bytes."""
        earlier = run.past.batches
        return {
            "batch": run.batch,
            "schema_version": SCHEMA_VERSION,
            "fingerprint": run.fingerprint,
            "inputs_fingerprint": run.inputs.known_stock.fingerprint(),
            "accepted_gap": run.inputs.is_gap,
            "late_files": run.inputs.late_files(),
            "compared_with": [name for name, _ in run.past.compared_with],
            "drift": [asdict(drift) for drift in run.drifts()],
            "profiles_sha256": run.past.given.profiles,
            "looked_back_on": earlier.digests(),
            "not_looked_back_on": earlier.missing,
            "counts": dict(counts),
            "settings": run.settings.model_dump(exclude={"run"}),
            "versions": all_versions(),
            "code": all_code(),
        }
