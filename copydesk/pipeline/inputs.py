"""What there is for a run to read: the source's files, those of earlier dates that came late, and both in parts."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any

from copydesk.checked import is_whole, read_records
from copydesk.dates import root_of, span_of
from copydesk.errors import BatchError, GoneError
from copydesk.pipeline.ids import digest_of, key_of
from copydesk.pipeline.request import Request
from copydesk.read.inventory import Input, Listing, list_source, shown_path, tally_charsets
from copydesk.read.late import find_late, listing_of, read_inputs
from copydesk.read.parts import cut_parts
from copydesk.store import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """The inputs of a batch, and what follows from all of them."""

    parts: tuple[tuple[Input, ...], ...]
    charsets: dict[str, dict[str, int]]  # by outlet

    def fingerprint(self) -> str:
        """What the batch is made from: another one where an input is another."""
        return digest_of([found.content() for part in self.parts for found in part])

    def charsets_of(self, part: int) -> dict[str, dict[str, int]]:
        """In which charsets how many texts of each outlet are that may be in the part.

        Of a container's records the outlets are not known before they are read.
        """
        inputs = self.parts[part]
        if any(found.segment for found in inputs):
            return self.charsets
        outlets = {found.known_outlet for found in inputs}
        return {outlet: tally for outlet, tally in self.charsets.items() if outlet in outlets}


class Inputs:
    """What there is to read, as it was when it was first looked at: what arrives meanwhile is for the next run."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self._stock: Stock | None = None

    @functools.cached_property
    def listing(self) -> Listing:
        """The source's files as they lie there; of a date, those that its batch is to be made of."""
        request = self._request
        date = request.date
        if date is None:
            return list_source(request.source)
        if self.is_gap:
            return Listing(Place(root_of(request.parameters.source)), (), None, whole_folder=False)
        if request.settings.dates.late == "rebuild":
            return request.dated.listing(date)
        known = read_inputs(request.place) if request.is_own() else None
        if known is not None:
            return listing_of(request.dated, date, known)
        late = find_late(request.dated, date, span_of(request.settings.run.watch))
        return request.dated.listing(date)._replace(late=late)

    @functools.cached_property
    def is_gap(self) -> bool:
        """Whether nothing is there of the date, and the settings say that this is so on purpose: the batch is empty.

        It stays so where what comes late is for the next batch. A batch that has inputs gives no way to an empty one:
        its files may have been archived away.
        """
        request = self._request
        date = request.date
        if date is None or not request.may_be_gap(date):
            return False
        inputs = read_inputs(request.place) if request.is_own() else None
        stays = request.settings.dates.late == "next" and inputs == []
        return stays or (not inputs and not request.dated.has_files(date))

    @functools.cached_property
    def is_archived(self) -> bool:
        """Whether there is nothing to read at the source's place: nothing of the name, or an empty folder."""
        try:
            return self.listing.is_empty and not self.is_gap
        except GoneError:
            return True

    @functools.cached_property
    def stock_file(self) -> Place:
        """Where the inputs that were found are written down."""
        key = key_of([self.listing.fingerprint(), self._request.made_by("stock")])
        return self._request.work / "stock" / f"{key}.arrow"

    @property
    def stock(self) -> Stock | None:
        """The inputs, in parts; None where stock has not been taken."""
        if self._stock is None and is_whole(self.stock_file):
            inputs = list(read_records(self.stock_file, Input))
            if not all(map(self._has_pieces, inputs)):
                self.stock_file.delete()
                return None
            parts = tuple(cut_parts(inputs, self._request.settings.run.part_bytes))
            self._stock = Stock(parts=parts, charsets=tally_charsets(inputs))
        return self._stock

    @property
    def pieces(self) -> Place:
        """Where what had to be unpacked of containers stands."""
        return self._request.work / "pieces"

    def _has_pieces(self, found: Input) -> bool:
        where = None if found.pieces is None or found.segment is None else str(found.segment.piece)
        return where is None or (self.pieces / str(found.pieces) / where).is_file()

    @property
    def known_stock(self) -> Stock:
        """The inputs, where a task can rely on them."""
        stock = self.stock
        if stock is None:
            raise BatchError(f"{self.stock_file}: gone while the batch was running; run again")
        return stock

    def late_files(self) -> dict[str, list[str]]:
        """What the batch has of earlier dates, by the batch that had been published without it."""
        return {name: [shown_path(entry.path) for entry in late.entries] for name, late in self.listing.late}

    def rows(self) -> list[dict[str, Any]]:
        """A row of the table of inputs for each file that the batch is made of."""
        late_of = {path: name for name, paths in self.late_files().items() for path in paths}
        files = {found.path: found for part in self.known_stock.parts for found in part}
        return [
            {
                "path": path,
                "n_bytes": max(found.file_bytes, 0),
                "sha256": None if found.segment else found.sha256,
                "late_of": late_of.get(path),
            }
            for path, found in sorted(files.items())
        ]

    def are_those_of_batch(self) -> bool:
        """Whether the files that are there are those that the batch in its place was made of, by path and size: where
        nothing else is known of them, since what stood between runs was cleaned away."""
        known = {(found.path, found.n_bytes) for found in read_inputs(self._request.place) or ()}
        listed = [*self.listing.entries, *(entry for _, late in self.listing.late for entry in late.entries)]
        return known == {(shown_path(entry.path), max(entry.n_bytes, 0)) for entry in listed}
