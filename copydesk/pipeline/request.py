"""What is asked of a run, and what follows from that alone: settings, source, the batch's name, and its places."""

from __future__ import annotations

import datetime
import functools
from contextlib import AbstractContextManager
from pathlib import Path
from typing import NamedTuple

from copydesk.counted import counted
from copydesk.dates import Date, dated_name, fill, has_date, is_hour, n_dates_in, root_of, span_of
from copydesk.emit.text_files import safe_name
from copydesk.errors import BatchError, GoneError
from copydesk.read.inventory import list_source
from copydesk.read.late import Dated
from copydesk.settings import FEWEST_JUDGED_BY, DriftSettings, Settings, load_settings
from copydesk.stages import BY_NAME, made_by
from copydesk.store import Place, seen_from

# In the work folder of a batch: which source it was made from.
_ORIGIN = "origin.txt"


class Parameters(NamedTuple):
    """What a user says of a run."""

    source: str
    batch_name: str | None
    output_dir: str
    config: str | None
    profiles: str | None
    date: datetime.date | None = None
    hour: datetime.datetime | None = None


class Request:
    """What is asked of one run. Whatever cannot be followed raises BatchError when it is first looked at."""

    def __init__(self, parameters: Parameters) -> None:
        self.parameters = parameters
        self._made_by: dict[str, str] = {}  # by stage

    @functools.cached_property
    def date(self) -> Date | None:
        """The day or hour whose batch it is."""
        date, hour = self.parameters.date, self.parameters.hour
        if date is not None and hour is not None and hour.date() != date:
            raise BatchError(f"--date {date} and --hour {hour:%Y-%m-%dT%H} are two; give one")
        return date if hour is None else hour

    @functools.cached_property
    def settings(self) -> Settings:
        """The shipped settings with the user's own over them. Raises BatchError where no outlet could be judged."""
        settings = load_settings(self.parameters.config)
        if self.date is not None:
            _check_drift(settings.drift, self.date, self.parameters.config)
        return settings

    def made_by(self, stage: str) -> str:
        """What the stage makes its results with: worked out once, as every name of a result has it."""
        if stage not in self._made_by:
            self._made_by[stage] = made_by(BY_NAME[stage], self.settings)
        return self._made_by[stage]

    def may_be_gap(self, date: Date) -> bool:
        """Whether the settings say that nothing may be there of the date."""
        return not {f"{date:%Y-%m-%d}", f"{date:%Y-%m-%dT%H}"}.isdisjoint(self.settings.dates.gaps)

    @functools.cached_property
    def source(self) -> str:
        """What is read: as it was given, with the date filled in."""
        given, date = self.parameters.source, self.date
        if date is not None:
            return fill(given, date)
        if has_date(given) and not (Place(given).is_folder() or Place(given).is_file()):
            raise BatchError(f"source {given!r} has a place for a date; give --date or --hour")
        return given

    @functools.cached_property
    def batch(self) -> str:
        """The batch's name: the source folder's, or a given one; with the date, if there is one."""
        date = self.date
        return self._name if date is None else dated_name(self._name, date)

    @functools.cached_property
    def _name(self) -> str:
        given = self.parameters.batch_name
        name = safe_name(given or self._named_after().name)
        if given and name != given:
            raise BatchError(f"batch_name {given!r} is no safe folder name; use {name!r}")
        return name

    def _named_after(self) -> Place:
        """The folder that the source is, or lies in, of all dates; where it is gone, the one that a batch was made
        from."""
        if self.date is not None:
            root = Place(root_of(self.parameters.source))
            return root if root.name else root.real()
        source = Place(self.source)
        try:
            return folder_of(self.source)
        except GoneError:
            work = self.output / ".work" / safe_name(source.parent.name)
            return source.parent if _recorded(work) == seen_from(self.source, work) else source

    @functools.cached_property
    def dated(self) -> Dated:
        """The batches of all dates, of which this one is one."""
        return Dated(self.parameters.source, self._name, self.output)

    # Its places.

    @property
    def output(self) -> Place:
        """The folder of all batches."""
        return Place(self.parameters.output_dir)

    @property
    def place(self) -> Place:
        """Where the finished batch stands."""
        return self.output / self.batch

    @property
    def work(self) -> Place:
        """Where results lie between runs."""
        return self.output / ".work" / self.batch

    def scratch(self) -> Path:
        """A folder of this machine for files that no other process reads; what a killed one left is swept later."""
        folder = self.work / "scratch"
        folder.make_folder()
        return folder.scratch()

    def publishing(self) -> AbstractContextManager[None]:
        """While the block runs, no other run puts a batch in the place of this one."""
        return (self.work / "emit.lock").locked()

    # Of which source the batch is that stands there.

    @property
    def origin(self) -> str:
        """Where the source lies, seen from the work folder: a checkout that moves takes source and output along."""
        return seen_from(self.source, self.work)

    def recorded_origin(self) -> str | None:
        """Where the source lay that the batch was made from whose results stand in the work folder; None where no
        batch was."""
        return _recorded(self.work)

    def is_own(self) -> bool:
        """Whether the batch that stands in its place, if any, was made from this source, as far as is known."""
        return self.recorded_origin() in (None, self.origin)

    def record_origin(self) -> None:
        """Beside the batch's intermediate results stands which source it was made from."""
        with (self.work / _ORIGIN).write() as stream:
            stream.write(self.origin.encode("utf-8", "surrogateescape"))


def folder_of(source: str) -> Place:
    """The folder that the source is, or lies in, without looking into it. Raises GoneError, BatchError."""
    if Place(source).is_folder():
        return Place(source)
    return list_source(source).folder


def _check_drift(drift: DriftSettings, date: Date, config: str | None) -> None:
    """Raises BatchError where it looks back on fewer batches than it judges an outlet by: it would say nothing."""
    if not drift.look_back:
        return
    n_batches, unit = n_dates_in(date, span_of(drift.look_back)), "h" if is_hour(date) else "d"
    if n_batches < drift.min_batches:
        fewer = f", or min_batches = {n_batches}" if n_batches >= FEWEST_JUDGED_BY else ""
        reached = counted(n_batches, "batch", "batches")
        raise BatchError(
            f"{config}: drift.min_batches = {drift.min_batches} is more than the {reached} "
            f"of drift.look_back = {drift.look_back!r}, so no outlet would ever be judged; "
            f'set look_back = "{drift.min_batches}{unit}" or more{fewer}, or look_back = "" to compare with none'
        )


def _recorded(work: Place) -> str | None:
    try:
        return (work / _ORIGIN).read_bytes().decode("utf-8", "surrogateescape")
    except OSError:
        return None
