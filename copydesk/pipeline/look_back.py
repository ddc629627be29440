"""Which batches one looks back on: those of the time before it that have a memory."""

from __future__ import annotations

import datetime
import json
import shutil
from pathlib import Path
from typing import NamedTuple

from copydesk.checked import ROWS, TableWriter
from copydesk.dates import Date, date_of, earlier_names, is_hour
from copydesk.errors import BatchError
from copydesk.newest import newest
from copydesk.pipeline.recalled import Recalled
from copydesk.pipeline.remember import FOLDER
from copydesk.reuse.memory.aged import aged_runs
from copydesk.reuse.memory.layout import FILES, MANIFEST, SUMMARIES, Memory, open_memory, read_summaries
from copydesk.settings import ReuseSettings
from copydesk.store import Place, files_of
from copydesk.strip import summaries_made_by

# Where memories that were merged stand, below the folder of all work; and those that were fetched from an object store.
MERGED, FETCHED = ".memories", "copydesk-memories"
# In the work folder of a batch that was held back: why.
HELD = "held.txt"


class EarlierBatches(NamedTuple):
    """The batches of the time before one."""

    places: dict[str, Place]  # of the memories, by batch, the earliest first
    missing: tuple[str, ...]  # batches since the first one that are not there

    def digests(self) -> dict[str, str]:
        """Which memory each batch's is."""
        return {name: _stated(place)[0] for name, place in self.places.items()}

    def summaries(self) -> list[tuple[str, str]]:
        """What each memory says of the file that outlets are learned from: all else in it has no bearing on pages."""
        return [(name, _stated(place)[1]) for name, place in self.places.items()]


# The digests of memories and of their summaries, by their manifests as they were last seen.
_digests: dict[tuple[Place, tuple[int, int]], tuple[str, str]] = {}


def _stated(place: Place) -> tuple[str, str]:
    manifest = place / MANIFEST
    seen = manifest, manifest.version()
    if seen not in _digests:
        try:
            about = json.loads(manifest.read_bytes())
            # Of another schema version it may have no such file: who opens it says so.
            _digests[seen] = str(about["digest"]), str(about["files"].get("summaries.arrow"))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise BatchError(f"{manifest}: no memory of copydesk ({error!r})") from error
    return _digests[seen]


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


def recall(earlier: EarlierBatches, output: Place, settings: ReuseSettings) -> Memory:
    """The memories of the batches, merged as they age. Raises BatchError where one is missing and none may be."""
    return open_memory(_runs(earlier, output, settings), n_perm=settings.n_perm, seed=settings.seed)


def recall_outlets(earlier: EarlierBatches, output: Place, settings: ReuseSettings, recalled: Recalled) -> int:
    """What outlets are learned from of the batches is written; of how many articles. Raises BatchError as `recall`."""
    tables = [read_summaries(folder, summaries_made_by()) for folder in _runs(earlier, output, settings)]
    table = newest([SUMMARIES.empty_table(), *tables])
    with TableWriter(recalled.summaries, table.schema) as writer:
        for batch in table.to_batches(ROWS):
            writer.add(batch)
    return len(table)


def _runs(earlier: EarlierBatches, output: Place, settings: ReuseSettings) -> list[Path]:
    """The folders of the memories."""
    # One that was held back is stated in the manifest, as every gap is: nobody can make it.
    missing = [name for name in earlier.missing if not (output / ".work" / name / HELD).is_file()]
    if missing and settings.missing == "error":
        raise BatchError(
            f"batch {missing[0]} is not there, and reuse.look_back = {settings.look_back!r} looks back on it"
            + (f" ({len(missing)} such batches)" if len(missing) > 1 else "")
            + '; make it, or set reuse.missing = "gap"'
        )
    search = {"n_perm": settings.n_perm, "seed": settings.seed}
    work = output / ".work"
    scratch = work.scratch()
    merged = scratch / MERGED if output.can_lock else scratch / FETCHED / MERGED
    folders = {_number(name): _local(place, scratch / FETCHED) for name, place in earlier.places.items()}
    return aged_runs(folders, merged, **search)


def _local(place: Place, fetched: Path) -> Path:
    """The memory's folder on this machine: its files are mapped."""
    if place.can_lock:
        return Path(str(place))
    folder = fetched / _stated(place)[0]
    if not (folder / MANIFEST).is_file():
        folder.mkdir(parents=True, exist_ok=True)
        for name in (*FILES, MANIFEST):
            with (place / name).local() as path:
                shutil.copyfile(path, folder / f".{name}")
            (folder / f".{name}").rename(folder / name)
    return folder
