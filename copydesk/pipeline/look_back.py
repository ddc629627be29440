"""Which batches one looks back on: those of the time before it that have a memory."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from copydesk.checked import ROWS, write_table
from copydesk.dates import Date, begin, date_of, dated_name, earlier_names, is_hour, too_old
from copydesk.errors import BatchError
from copydesk.newest import newest
from copydesk.pipeline.far_memory import fetched, stated
from copydesk.pipeline.recalled import Recalled
from copydesk.pipeline.remember import FOLDER
from copydesk.reuse.memory.aged import delete_damaged, names_of_runs, open_aged
from copydesk.reuse.memory.layout import (
    FILES,
    MANIFEST,
    SUMMARIES,
    SUMMARIES_FILE,
    Memory,
    open_memory,
    read_summaries,
)
from copydesk.settings import ReuseSettings, Settings
from copydesk.store import Place, files_of, hold
from copydesk.strip import summaries_made_by

# Where memories that were merged stand, below the folder of all work, and what is held by whoever looks at them.
MERGED, MERGED_LOCK = ".memories", ".memories.lock"
# In the work folder of a batch that was held back: why.
HELD = "held.txt"


@dataclass(frozen=True)
class EarlierBatches:
    """The batches of the time before one, and what their memories say, as they were when they were first asked."""

    places: dict[str, Place]  # of the memories, by batch, the earliest first
    missing: tuple[str, ...]  # batches since the first one that are not there

    @cached_property
    def _all_stated(self) -> dict[str, tuple[str, str]]:
        return {name: stated(place) for name, place in self.places.items()}

    def digests(self) -> dict[str, str]:
        """Which memory each batch's is."""
        return {name: digest for name, (digest, _) in self._all_stated.items()}

    def summaries(self) -> list[tuple[str, str]]:
        """What each memory says of the file that outlets are learned from: all else in it has no bearing on pages."""
        return [(name, summaries) for name, (_, summaries) in self._all_stated.items()]


def find_earlier(output: Place, batch: str, look_back: str, *, first: str = "") -> EarlierBatches:
    """The batches in the folder `output` that `batch` looks back on; none where `look_back` is empty.

    What lies before the day `first`, or before the first batch of its name that has a memory, is not missing.
    Raises BatchError where the batch has no date.
    """
    if not look_back:
        return EarlierBatches({}, ())
    names = [name for name in earlier_names(batch, look_back) if f"{_dated(name)[1]:%Y-%m-%d}" >= first]
    known = set(output.names())
    there = {name: _memory_of(output, name) for name in names if name in known and _has_memory(output, name)}
    missing = []
    begun = bool(names) and _has_begun(output, known, names[0])
    for name in names:
        begun |= name in there
        if begun and name not in there:
            missing.append(name)
    return EarlierBatches(there, tuple(missing))


def _memory_of(output: Place, name: str) -> Place:
    return files_of(output / name) / FOLDER


def _has_memory(output: Place, name: str) -> bool:
    return (_memory_of(output, name) / MANIFEST).is_file()


def _has_begun(output: Place, known: set[str], first: str) -> bool:
    """Whether a batch of the same name has a memory and a date before that of the batch `first`."""
    base, date = _dated(first)
    for name in sorted(known):
        dated = date_of(name)
        is_before = dated and dated[0] == base and is_hour(dated[1]) == is_hour(date) and dated[1] < date
        if is_before and _has_memory(output, name):
            return True
    return False


def _dated(batch: str) -> tuple[str, Date]:
    dated = date_of(batch)
    if dated is None:
        raise BatchError(f"batch {batch!r} has no date")
    return dated


def _number(batch: str) -> int:
    """A number that goes up by one from date to date."""
    _, date = _dated(batch)
    days = date.toordinal()
    return 24 * days + date.hour if isinstance(date, datetime.datetime) else days


@contextmanager
def recall(earlier: EarlierBatches, output: Place, settings: ReuseSettings) -> Iterator[Memory]:
    """The memories of the batches, merged as they age, while the block runs.

    Raises BatchError where one is missing and none may be.
    """
    _check_none_missing(earlier, output, settings)
    search = {"n_perm": settings.n_perm, "seed": settings.seed}
    with ExitStack() as block:
        if output.can_lock:
            work = output / ".work"
            hold(work / MERGED_LOCK)
            folders = {_number(name): Path(str(place)) for name, place in earlier.places.items()}
            merged = Path(str(work / MERGED))
            memory = open_aged(folders, merged, **search)
            try:
                yield memory
            except Exception:  # who stumbles over damage may be elsewhere, and an engine tell of it in its own way
                delete_damaged(memory, merged)
                raise
        else:  # nothing stays on this machine, so nothing is merged for the next time
            yield open_memory([fetched(place, block, FILES) for place in earlier.places.values()], **search)


def recall_outlets(earlier: EarlierBatches, output: Place, settings: ReuseSettings, recalled: Recalled) -> int:
    """What outlets are learned from of the batches is written; of how many articles. Raises BatchError as `recall`."""
    with ExitStack() as block:
        if output.can_lock:
            folders = [run.folder for run in block.enter_context(recall(earlier, output, settings)).runs]
        else:
            _check_none_missing(earlier, output, settings)
            folders = [fetched(place, block, [SUMMARIES_FILE]) for place in earlier.places.values()]
        tables = [read_summaries(folder, summaries_made_by()) for folder in folders]
    table = newest([SUMMARIES.empty_table(), *tables])
    write_table(recalled.summaries, table, ROWS)  # they are large, and read an outlet at a time
    return len(table)


def _check_none_missing(earlier: EarlierBatches, output: Place, settings: ReuseSettings) -> None:
    # One that was held back is stated in the manifest, as every gap is: nobody can make it.
    missing = [name for name in earlier.missing if not (output / ".work" / name / HELD).is_file()]
    if missing and settings.missing == "error":
        raise BatchError(
            f"batch {missing[0]} is not there, and reuse.look_back = {settings.look_back!r} looks back on it"
            + (f" ({len(missing)} such batches)" if len(missing) > 1 else "")
            + '; make it, or set reuse.missing = "gap"'
        )


def used_runs(output: Place, settings: Settings, today: datetime.date) -> set[str]:
    """What the merged memories are called that a batch may look back on of the dates that `[run] keep_stages` keeps, or
    of one after them, up to tomorrow."""
    look_back, first = settings.reuse.look_back, settings.dates.first
    if not look_back:
        return set()
    used = set[str]()
    names = output.names()
    kept = sorted(set(names) - set(too_old(names, settings.run.keep_stages, today)))
    for (base, hourly), numbers in _series(kept).items():
        n_back = len(earlier_names(dated_name(base, begin(today) if hourly else today), look_back))
        tomorrow = _number(dated_name(base, begin(today) if hourly else today)) + (25 if hourly else 1)
        last = max(numbers)
        looking = [*numbers, *range(last + 1, min(tomorrow, last + n_back) + 1)]
        digests = {
            number: stated(_memory_of(output, name))[0]
            for number, name in _series(names)[base, hourly].items()
            if number >= min(numbers) - n_back and f"{_dated(name)[1]:%Y-%m-%d}" >= first and _has_memory(output, name)
        }
        for number in looking:
            used |= names_of_runs({n: digests[n] for n in range(number - n_back, number) if n in digests})
    return used


def _series(batches: Iterable[str]) -> dict[tuple[str, bool], dict[int, str]]:
    """The dated ones of the batches, by number: of each name, those of days and those of hours."""
    found: dict[tuple[str, bool], dict[int, str]] = {}
    for batch in batches:
        if dated := date_of(batch):
            found.setdefault((dated[0], is_hour(dated[1])), {})[_number(batch)] = batch
    return found
