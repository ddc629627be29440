"""Files that came after the batch of their date was published: left to the next batch that is not, each to one."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from copydesk.dates import Date, date_of, dated_name, dates_before, fill, root_of
from copydesk.errors import BatchError, GoneError
from copydesk.read.inventory import Listing, list_source, shown_path
from copydesk.store import Entry, Place, files_of

TABLE = "inputs.parquet"


class Known(NamedTuple):
    """A file that a batch was made of, as its table of inputs has it."""

    path: str  # below the root of the pattern
    n_bytes: int
    late_of: str | None  # the batch of its own date, which had been published without it


class Dated(NamedTuple):
    """The batches of a pattern, a date each."""

    pattern: str
    name: str  # of each batch, before its date
    output: Place

    def listing(self, date: Date) -> Listing:
        """The date's files. Raises GoneError, BatchError."""
        return list_source(fill(self.pattern, date), root=root_of(self.pattern))

    def has_files(self, date: Date) -> bool:
        """Whether anything is there of the date."""
        try:
            return not self.listing(date).is_empty
        except GoneError:
            return False

    def place(self, date: Date) -> Place:
        """Where the date's batch stands, or is to stand."""
        return self.output / dated_name(self.name, date)


def read_inputs(batch: Place) -> list[Known] | None:
    """What the batch was made of; None where none is published. Raises BatchError where its table is no such table."""
    table = files_of(batch) / TABLE
    if not table.is_file():
        return None
    try:
        with table.open() as stream:
            rows = pq.read_table(stream, columns=list(Known._fields)).to_pylist()
    except (OSError, pa.ArrowException) as error:
        raise BatchError(f"{table} is no table of inputs ({error!r}); run that batch again") from error
    return [Known(**row) for row in rows]


def listing_of(batches: Dated, date: Date, known: list[Known]) -> Listing:
    """What the date's finished batch was made of. A file of its own that is gone, or another one
    now, is an input that cannot be opened."""
    whole = batches.listing(date)
    there = {(shown_path(entry.path), entry.n_bytes) for entry in whole.entries}
    own = _only(whole, {found[:2] for found in known if found.late_of is None})
    gone = (Entry(found.path, -1, -1) for found in known if found.late_of is None and found[:2] not in there)
    late: list[tuple[str, Listing]] = []
    for name in sorted({found.late_of for found in known if found.late_of is not None}):
        dated = date_of(name)
        listing = None if dated is None else _listing(batches, dated[1])
        if listing is not None:
            late.append((name, _only(listing, {found[:2] for found in known if found.late_of == name})))
    return own._replace(entries=(*own.entries, *gone), late=tuple(late))


def find_late(batches: Dated, date: Date, span: datetime.timedelta) -> tuple[tuple[str, Listing], ...]:
    """The files of earlier dates of the span that are for this one's batch to take, by the batch of their own date.

    A late file is for the first batch after its own that is not published yet and has files of its own; so it is in one
    batch, whichever runs first. Files are told by path and size: one that has grown is late as a whole.
    """
    taken = {found[:2] for place in _around(batches, date, span) for found in read_inputs(place) or () if found.late_of}
    late: list[tuple[str, Listing]] = []
    for earlier in reversed(list(dates_before(date, span))):
        listing, known = _listing(batches, earlier), read_inputs(batches.place(earlier))
        if listing is None or listing.is_empty:
            continue
        if known is None:
            break  # what came late before it is for that one
        before = taken | {found[:2] for found in known if found.late_of is None}
        new = {(shown_path(entry.path), entry.n_bytes) for entry in listing.entries} - before
        if new:
            late.append((batches.place(earlier).name, _only(listing, new)))
    return tuple(reversed(late))


def _around(batches: Dated, date: Date, span: datetime.timedelta) -> Iterator[Place]:
    """The batches there are that may have taken what this one could."""
    for name in batches.output.names():
        found = date_of(name)
        if found and found[0] == batches.name and type(found[1]) is type(date) and abs(found[1] - date) <= span:
            yield batches.output / name


def _listing(batches: Dated, date: Date) -> Listing | None:
    try:
        return batches.listing(date)
    except GoneError:
        return None


def _only(listing: Listing, wanted: set[tuple[str, int]]) -> Listing:
    """The listing of some of its files; what only a manifest knows is none of them."""
    entries = tuple(entry for entry in listing.entries if (shown_path(entry.path), entry.n_bytes) in wanted)
    return listing._replace(entries=entries, whole_folder=False)
