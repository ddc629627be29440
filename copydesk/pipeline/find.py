"""What the articles of a batch share, found over all parts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from copydesk.checked import read_records, write_records
from copydesk.pipeline.part import Part
from copydesk.pipeline.shared import Found
from copydesk.records import Cluster, EarlierArticle, Match, Passage, StockSentence
from copydesk.reuse import ReuseInput


class Shared(Protocol):
    """What articles share, each kind of it in the order of its table."""

    @property
    def matches(self) -> Iterable[Match]:
        """By article and place."""

    @property
    def passages(self) -> Iterable[Passage]:
        """By article and place."""

    @property
    def clusters(self) -> Iterable[Cluster]:
        """By id."""

    @property
    def stock(self) -> Iterable[StockSentence]:
        """What most articles have first."""

    @property
    def earlier(self) -> Iterable[EarlierArticle]:
        """By id."""


def reuse_inputs(parts: Sequence[Part]) -> Iterator[ReuseInput]:
    """The articles as reuse sees them, one at a time."""
    for part in parts:
        yield from read_records(part.articles, ReuseInput)


def write_found(found: Found, shared: Shared) -> None:
    """All of it is on disk."""
    write_records(found.matches, shared.matches, Match)
    write_records(found.passages, shared.passages, Passage)
    write_records(found.clusters, shared.clusters, Cluster)
    write_records(found.stock, shared.stock, StockSentence)
    write_records(found.earlier, shared.earlier, EarlierArticle)
