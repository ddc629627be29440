"""What all tasks share: their parameters, the run they are part of, and results named by what they are made of."""

from __future__ import annotations

import ctypes
import datetime
import gc
import logging
import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, ClassVar, Self, TypeVar, get_args, overload

import luigi
import pyarrow as pa
from luigi.parameter import OptionalParameterMixin, ParameterException

from copydesk.engines import EngineName
from copydesk.errors import BatchError
from copydesk.pipeline.guard import let_go
from copydesk.pipeline.request import Parameters
from copydesk.pipeline.run import Run
from copydesk.pipeline.warm_up import warm_up
from copydesk.pipeline.work import OBJECTS_BETWEEN_COLLECTIONS, one_each
from copydesk.progress import is_watched, last_line_at, note_line, tell_progress
from copydesk.read.media_types import media_type_of
from copydesk.store import Place
from copydesk.tasks.luigi_config import at_work

log = logging.getLogger("copydesk")
Item = TypeVar("Item")
Task = TypeVar("Task", bound=luigi.Task)
# Whoever waits sees something at least every five seconds.
PROGRESS_SECONDS = 4.0
# So often whoever looks at a terminal is told.
_TOLD_SECONDS = 0.1
# The runs of this process, as they were last looked at.
_runs: dict[Parameters, Run] = {}
# The parts of which this process has seen that they have to be made; and from how many on that is much work.
_missing: set[tuple[Parameters, int]] = set()
_MANY = 2


def give_back_memory() -> None:
    """What earlier tasks of this process left is the system's again: of 3,000 pages 300 MB."""
    gc.collect()
    pa.default_memory_pool().release_unused()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # glibc's
    if trim:
        trim(0)


class Result(luigi.Target):
    """What a task leaves: there once it is whole, for as long as what it is made of stays the same."""

    def __init__(self, place: Place | None, is_whole: Callable[[], bool]) -> None:
        self.place = place  # None where it is not known yet
        self._is_whole = is_whole

    @property
    def path(self) -> str | None:
        """Where it stands, or is to stand; None while that is not known yet."""
        return None if self.place is None else str(self.place)

    def __str__(self) -> str:
        return self.path or "a result whose place is not known yet"

    def exists(self) -> bool:
        """Whether it is there, as it was written."""
        return self._is_whole()


class _AtHome:
    """`~` is the user's home, also where no shell has seen to it."""

    def normalize(self, x: Any) -> Any:
        """As luigi has it, without `~`."""
        return os.path.expanduser(x) if isinstance(x, str) else x


class PlaceParameter(_AtHome, luigi.Parameter):
    """A path or a URL."""


class OptionalPlaceParameter(_AtHome, luigi.OptionalStrParameter):
    """A path or a URL, or none."""


class OptionalDateParameter(OptionalParameterMixin, luigi.DateParameter):  # type: ignore[type-arg,misc]
    """A day, or none."""

    expected_type = datetime.date

    def parse(self, s: str) -> Any:
        """As luigi does. Raises ParameterException, which luigi does not."""
        return _parsed(super().parse, s, "2026-11-28")


class OptionalDateHourParameter(OptionalParameterMixin, luigi.DateHourParameter):  # type: ignore[type-arg,misc]
    """The hour that begins then, or none."""

    expected_type = datetime.datetime

    def parse(self, s: str) -> Any:
        """As luigi does. Raises ParameterException, which luigi does not."""
        return _parsed(super().parse, s, "2026-11-28T07")


def _parsed(parse: Callable[[str], Any], text: str, example: str) -> Any:
    try:
        return parse(text)
    except ValueError as error:
        raise ParameterException(f"{text!r} is no date; write one as {example}") from error


class BatchTask(luigi.Task):
    """A step of the pipeline over a whole batch."""

    stage: ClassVar[str]
    is_guarded: ClassVar[bool] = False  # a process that may die does its work, and may wait for the next of such tasks

    # The first, for RangeDaily and RangeHourly give theirs to that.
    date = OptionalDateParameter(
        description="the day whose files are read: fills %Y, %m, %d of --source; part of the batch's name",
    )
    hour = OptionalDateHourParameter(
        description="likewise the hour, as 2026-11-28T07: fills %H, too",
    )
    source = PlaceParameter(default="seeds", description="folder, glob or single file to read [seeds]")
    # not "batch": luigi has options that begin so, and takes it for one of them
    batch_name = luigi.OptionalStrParameter(default=None, description="name of the batch [the source folder's name]")
    output_dir = PlaceParameter(default="output", description="folder that receives the batch's folder [output]")
    config = OptionalPlaceParameter(default=None, description="TOML file of settings that differ from the shipped")
    profiles = OptionalPlaceParameter(
        default=None,
        description="an earlier batch, or its profiles.parquet: what it learned of outlets, and its stock",
    )
    # Of EmitCanonical; others have it for the batches that they may have to ask for.
    engine = luigi.OptionalChoiceParameter(
        default=None,
        choices=get_args(EngineName),
        significant=False,
        description="where the stages are done: local, or spark [as [run] engine of the settings says]",
    )

    @classmethod
    def get_param_values(cls, params: Any, args: Any, kwargs: dict[str, Any]) -> list[tuple[str, Any]]:
        """As in luigi; a time that is given as the date is an hour."""
        if args and isinstance(args[0], str):
            raise ParameterException(f"{args[0]!r} is no date; name what it is, as source={args[0]!r}")
        if isinstance(kwargs.get("date"), datetime.datetime):
            kwargs = {**kwargs, "date": None, "hour": kwargs["date"]}
        values: list[tuple[str, Any]] = super().get_param_values(params, args, kwargs)  # type: ignore[no-untyped-call]
        return values

    @property
    def parameters(self) -> Parameters:
        """What the user said of the run."""
        return Parameters(
            self.source, self.batch_name, self.output_dir, self.config, self.profiles, self.date, self.hour
        )

    def run_now(self, *, anew: bool = False) -> Run:
        """What this run is about, as last looked at or looked at anew.

        The tasks of a run follow what its first one saw: what arrives meanwhile is for the next run.
        """
        if anew or self.parameters not in _runs:
            _runs[self.parameters] = Run(self.parameters)
        return _runs[self.parameters]

    def begin(self) -> Run:
        """What this run is about, with its work folder taken."""
        run = self.run_now()
        run.past.look_again()
        run.prepare()
        if not self.is_guarded:
            let_go()
        give_back_memory()
        gc.freeze()
        gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)
        return run

    @overload
    def clone(self, cls: None = None, **more: Any) -> Self: ...
    @overload
    def clone(self, cls: type[Task], **more: Any) -> Task: ...
    def clone(self, cls: type[luigi.Task] | None = None, **more: Any) -> luigi.Task:
        """A task of the same run, as in luigi; one of this class where none is named."""
        return super().clone(cls, **more)  # type: ignore[no-untyped-call,no-any-return]

    def output(self) -> Result:
        """What this task leaves: of no place yet where it is not known what it will be made of."""
        try:
            return self.result(self.run_now())
        except BatchError:  # who comes to it first says it
            return Result(None, lambda: False)

    def result(self, run: Run) -> Result:
        """What this task leaves, by what it is made of. Raises BatchError where that cannot be known."""
        raise NotImplementedError

    def complete(self) -> bool:
        """Whether it is there. What stands in the way of knowing that is said by the task that comes to it first."""
        self.run_now().past.look_again()
        try:
            return self.output().exists()
        except BatchError:
            return False

    def on_success(self) -> Any:
        """As in luigi, once it has run. Raises BatchError where what it leaves is not there: whoever needs that would
        have it made again without an end."""
        output = self.output()
        if output.place is None:
            raise BatchError(f"{self.task_family}: what it is made of is gone, or another by now; run again")
        if not output.exists():
            raise BatchError(
                f"{self.task_family}: {output} is not there as it was written: look at the disk, and run again"
            )
        return super().on_success()  # type: ignore[no-untyped-call]

    @property
    def log_extra(self) -> dict[str, str]:
        """What a line of the log is of, for programs that read it."""
        try:
            return {"task": self.task_family, "batch": self.run_now().batch}
        except BatchError:  # who comes to it first says it
            return {"task": self.task_family}

    def say(self, message: str, level: int = logging.INFO) -> None:
        """`message` stands in the log."""
        log.log(level, "%s: %s", self.task_family, message, extra=self.log_extra)
        note_line()

    def note(self, message: str) -> None:
        """`message` stands in the log and on the scheduler's page."""
        self.say(message)
        report = getattr(self, "set_status_message", None)  # luigi sets it while the task runs
        if report:
            report(message)

    @contextmanager
    def watching(self, what: str | Callable[[], str]) -> Iterator[None]:
        """While the block runs, the log says every PROGRESS_SECONDS how far it is: `what` it does, or what `watched`
        counted. It begins that long after the run's last line.

        By a thread, so that one long call into a library is no silence.
        """
        before: str | Callable[[], str] | None = getattr(self, "_at", None)
        self._at = what
        if before is not None:  # whoever watches already says it
            try:
                yield
            finally:
                self._at = before
            return
        begun, ended = time.monotonic(), threading.Event()

        def tell() -> None:
            due = last_line_at() + PROGRESS_SECONDS
            while not ended.wait(max(0.0, due - time.monotonic())):
                due = time.monotonic() + PROGRESS_SECONDS
                at = self._at() if callable(self._at) else self._at
                n_seconds = round(time.monotonic() - begun)
                self.say(f"{at}, for {n_seconds} s" if n_seconds else at)  # begun as the last task ended

        teller = threading.Thread(target=tell, daemon=True)
        teller.start()
        self._tell_watcher()
        try:
            yield
        finally:
            self._tell_watcher(done=True)
            ended.set()
            teller.join()
            del self._at

    def watched(
        self, items: Iterable[Item], n_items: int, what: str, *, n_of: Callable[[Item], int] = one_each
    ) -> Iterator[Item]:
        """The items; how many have passed is what `watching` says, and stands on the scheduler's page."""
        set_percentage = getattr(self, "set_progress_percentage", None)  # luigi sets it while the task runs
        said = told = time.monotonic()
        n, n_in_all = 0, self._in_all(n_items) if is_watched() else n_items
        for item in items:
            yield item
            n += n_of(item)
            self._at = f"{n} of {n_items} {what}"
            now = time.monotonic()
            if set_percentage and now - said >= PROGRESS_SECONDS:
                said = now
                set_percentage(100 * n // max(n_items, 1))
            if is_watched() and now - told >= _TOLD_SECONDS:
                told = now
                self._tell_watcher(n=n, of=n_in_all)
        self._tell_watcher(n=n, of=n_in_all)

    def _in_all(self, n_items: int) -> int:
        """How many items there are in all tasks of the stage, where one has so many."""
        return n_items

    def _tell_watcher(self, **how_far: int) -> None:
        """Whoever looks at a terminal is told."""
        if is_watched():
            tell_progress(batch=self.run_now().batch, stage=self.stage, task=self.task_id, **how_far)


class PartTask(BatchTask):
    """A step over one part of the batch."""

    part = luigi.IntParameter(default=0, description="which part, counted from 0 [0]")

    def _in_all(self, n_items: int) -> int:
        """Of all parts."""
        return sum(found.n_sources for part in self.run_now().inputs.known_stock.parts for found in part)

    def complete(self) -> bool:
        """Whether it is there. Where a second part is not, what all parts load is loaded, once: by the process that is
        to make others for them. One article more is one part, and may need none of it."""
        is_there = super().complete()
        part = self.parameters, self.part
        if not is_there and part not in _missing:
            _missing.add(part)
            if len(_missing) == _MANY:
                entries = self.run_now().inputs.listing.entries
                warm_up(pages=any(media_type_of(entry.path) != "text/plain" for entry in entries))
        return is_there


@BatchTask.event_handler(luigi.Event.START)  # type: ignore[untyped-decorator,no-untyped-call]
def begin_work(task: BatchTask) -> None:
    """Lines of the log are of this task."""
    at_work.clear()
    at_work.update(task.log_extra)


@BatchTask.event_handler(luigi.Event.PROCESS_FAILURE)  # type: ignore[untyped-decorator,no-untyped-call]
@BatchTask.event_handler(luigi.Event.TIMEOUT)  # type: ignore[untyped-decorator,no-untyped-call]
def tell_end(task: BatchTask, error: str) -> None:
    """What luigi itself tells to whoever reads its own log: of a worker that was killed, or that ran into `timeout`."""
    status = error.rpartition(" ")[2]
    if status == "-9":
        task.say(
            "its process was ended by SIGKILL: most likely memory ran out; run again, with fewer --workers if it did",
            logging.ERROR,
        )
    else:
        task.say(f"{error.replace(task.task_id, 'its process').removeprefix('Task ')}; run again", logging.ERROR)


@BatchTask.event_handler(luigi.Event.SUCCESS)  # type: ignore[untyped-decorator,no-untyped-call]
@BatchTask.event_handler(luigi.Event.FAILURE)  # type: ignore[untyped-decorator,no-untyped-call]
def end_work(*_: object) -> None:
    """Lines of the log are of no task."""
    at_work.clear()
