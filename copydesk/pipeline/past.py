"""What came before a batch: batches of earlier dates, those that it looks back on, and what a user gave of one."""

from __future__ import annotations

import datetime
import functools
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

from copydesk.dates import Date, dates_before, span_of
from copydesk.errors import BatchError
from copydesk.pipeline.look_back import HELD, EarlierBatches, find_earlier
from copydesk.pipeline.request import Request
from copydesk.read.outlets import OUTLETS
from copydesk.read.profiles import profiles_file
from copydesk.read.stock_sentences import stock_file
from copydesk.store import MANIFEST, files_of

# Batches of an object store that are looked for at a time.
_ASKED_AT_ONCE = 32


class Given(NamedTuple):
    """SHA-256 of what `--profiles` names of an earlier batch, as far as it is there."""

    profiles: str | None
    stock: str | None


class Past:
    """What came before the batch that is asked for, as it was when it was first looked at but where that is said."""

    def __init__(self, request: Request) -> None:
        self._request = request

    @functools.cached_property
    def given(self) -> Given:
        """What was given of an earlier batch. Raises BatchError where that is the batch of this run."""
        given = self._request.parameters.profiles
        if given is None:
            return Given(None, None)
        table = profiles_file(given)
        if table.real().is_inside(self._request.place.real()):
            raise BatchError(f"profiles {given!r} is of the batch that this run replaces; give an earlier batch's")
        stock = stock_file(given)
        return Given(table.sha256(), stock.sha256() if stock else None)

    # The batches that are looked back on for what their articles share with this one's.

    @functools.cached_property
    def batches(self) -> EarlierBatches:
        """The batches of the time before that have a memory: a listing, and a look at each, until `look_again`."""
        request = self._request
        settings = request.settings
        return find_earlier(request.output, request.batch, settings.reuse.look_back, first=settings.dates.first)

    def look_again(self) -> None:
        """They are looked at anew: they may have come meanwhile."""
        self.__dict__.pop("batches", None)

    # The batches of earlier dates.

    @functools.cached_property
    def dates(self) -> list[Date]:
        """The dates that the batch looks back on, for whatever it is, the earliest first: those of which there is
        anything. A batch that was held back is nothing to wait for."""
        settings = self._request.settings
        spans = settings.drift.look_back, settings.reuse.look_back
        return self._dates_of(max(spans, key=lambda span: span_of(span) if span else datetime.timedelta()))

    def _dates_of(self, span: str) -> list[Date]:
        request = self._request
        date = request.date
        if date is None or not span:
            return []
        first = request.settings.dates.first
        dates = [one for one in dates_before(date, span_of(span)) if f"{one:%Y-%m-%d}" >= first]
        return [one for one in dates if self.is_published(one) or request.may_be_gap(one) or self._is_to_come(one)]

    def _is_to_come(self, date: Date) -> bool:
        """Whether there is anything of the date, and its batch was not held back, or would not be again."""
        request = self._request
        held = request.output / ".work" / request.dated.place(date).name / HELD
        return request.dated.has_files(date) and not (request.settings.drift.on_drift == "fail" and held.is_file())

    def is_published(self, date: Date) -> bool:
        """Whether a batch of the date stood in its place when this run looked: by one listing for all dates.

        On an object store its manifest is looked for besides: there a folder may be that of half a batch.
        """
        request = self._request
        place = request.dated.place(date)
        return place.name in self._there and (request.output.can_lock or (place / MANIFEST).is_file())

    def published(self, dates: Iterable[Date]) -> list[Date]:
        """Those of the dates whose batches stand in their places, in order; many are asked for at a time."""
        if self._request.output.can_lock:
            return list(filter(self.is_published, dates))
        there = [date for date in dates if self._request.dated.place(date).name in self._there]
        with ThreadPoolExecutor(_ASKED_AT_ONCE) as pool:
            return [date for date, is_there in zip(there, pool.map(self.is_published, there), strict=True) if is_there]

    @functools.cached_property
    def _there(self) -> frozenset[str]:
        return frozenset(self._request.output.names())

    @property
    def compared_with(self) -> list[tuple[str, str]]:
        """The batches that outlets are compared with, and SHA-256 of what each came to for its own.

        Looked up each time: some of them may just have been made.
        """
        places = map(self._request.dated.place, self._dates_of(self._request.settings.drift.look_back))
        tables = [(place.name, files_of(place) / OUTLETS) for place in places]
        return [(name, table.sha256()) for name, table in tables if table.is_file()]
