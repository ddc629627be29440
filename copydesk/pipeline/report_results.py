"""Where the results lie of which the report is put together, each named by what it is made of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from copydesk.checked import read_records
from copydesk.emit.batch import is_written
from copydesk.pipeline.part import Part
from copydesk.pipeline.report import ReportRange, digests_of, report_ranges
from copydesk.pipeline.report_told import ReportTold, Share
from copydesk.pipeline.shared import Chosen, Found
from copydesk.report.places import Places
from copydesk.store import Place


class ReportShare(NamedTuple):
    """Pages that are of no range, and the folder in which they wait."""

    share: Share
    place: Place

    def is_there(self) -> bool:
        """Whether they are there as they were written."""
        return is_written(self.place)


class ReportResults:
    """Those of the report of one batch, as long as it is chosen in the same way which copies are kept.

    `folder` is where a result lies that is made of what it is given.
    """

    def __init__(
        self,
        folder: Callable[[Sequence[Any]], Place],
        batch: str,
        parts: Sequence[Part],
        found: Found,
        chosen: Chosen,
        own_pages: int,
    ) -> None:
        self._folder, self._batch, self.chosen = folder, batch, chosen
        n_articles = chosen.counts()["emitted"]
        self.places = Places(n_articles, own_pages)
        ranges = report_ranges(n_articles)
        digests = digests_of(ranges, parts, found, chosen)
        self.ranges = [
            ReportRange(ids, folder([batch, *ids, self.places.n_bits, digest.articles]))
            for ids, digest in zip(ranges, digests, strict=True)
        ]
        # What each range's pages of stories and passages are made of; None where it has none.
        self.stories = [digest.stories for digest in digests]
        self._shares: tuple[ReportTold, list[ReportShare]] | None = None

    def is_reported(self, n_range: int) -> bool:
        """Whether the pages of the range are there, with what is told of them."""
        one = self.ranges[n_range]
        return is_written(one.place) and one.is_told()

    def told(self, *made_of: Any) -> ReportTold:
        """What is told of the whole batch: of its ranges and of these results."""
        return ReportTold(self._folder([self._batch, "told", self.chosen.place.name, *made_of]))

    def shares(self, told: ReportTold) -> list[ReportShare]:
        """In which the pages are written that are of no range. Raises BatchError where nothing is told yet."""
        if self._shares is None or self._shares[0] != told:
            shares = read_records(told.shares, Share)
            self._shares = told, [ReportShare(share, self._folder(self._made_of(share, told))) for share in shares]
        return self._shares[1]

    def _made_of(self, share: Share, told: ReportTold) -> list[Any]:
        return [self._batch, *share, self.places.n_bits, told.place.name if share.kind == "whole" else None]
