"""What outlets are learned from of the batches looked back on: in a file that is made before a page is looked at."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from copydesk.arrow import from_batch
from copydesk.checked import is_whole, read_batches, read_rows
from copydesk.pipeline.part import OutletOf
from copydesk.read.profiles import ProfileTable
from copydesk.records import OutletProfile
from copydesk.store import Place
from copydesk.strip import Summary, count_outlets


class Recalled(NamedTuple):
    """Summaries, in order of outlets, the newest first: a folder."""

    place: Place

    @property
    def summaries(self) -> Place:
        """Of the batches looked back on."""
        return self.place / "summaries.arrow"

    def is_whole(self) -> bool:
        """Whether it is there as it was written."""
        return is_whole(self.summaries)


class RecalledOutlets:
    """What is recalled, each outlet's when it is asked for."""

    def __init__(self, recalled: Recalled) -> None:
        self._place = recalled.summaries
        self._rows: dict[str, tuple[int, int]] = {}
        n = 0
        for batch in read_batches(self._place, OutletOf._fields):
            for row in from_batch(batch, OutletOf):
                self._rows[row.outlet] = self._rows.get(row.outlet, (n, n))[0], n + 1
                n += 1

    def __contains__(self, outlet: str) -> bool:
        return outlet in self._rows

    def summaries(self, outlet: str) -> Iterator[Summary]:
        """The outlet's, the newest first."""
        if outlet in self._rows:
            for batch in read_rows(self._place, *self._rows[outlet]):
                yield from from_batch(batch, Summary)


class KnownOutlets:
    """The profiles that pages are told by: learned from what is recalled, on top of those of a given table."""

    def __init__(self, recalled: Recalled | None, given: str | None) -> None:
        self._recalled = None if recalled is None else RecalledOutlets(recalled)
        self._given = None if given is None else ProfileTable(given)

    def get(self, outlet: str) -> OutletProfile | None:
        """The outlet's profile, if anything is known of it."""
        given = None if self._given is None else self._given.get(outlet)
        if self._recalled is None or outlet not in self._recalled:
            return given
        earlier = [] if given is None else [given]
        (counted,) = count_outlets((), earlier=earlier, recalled=self._recalled.summaries(outlet))
        return counted.profiles()[0]
