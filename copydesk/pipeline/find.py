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
    """What articles share, in canonical order: all of it, or read as it is asked for."""

    @property
    def matches(self) -> Iterable[Match]:
        """Sorted as in the table."""

    @property
    def passages(self) -> Iterable[Passage]:
        """By article and place."""

    @property
    def clusters(self) -> Iterable[Cluster]:
        """By id; nothing chosen yet."""

    @property
    def stock(self) -> Iterable[StockSentence]:
        """What was set apart."""

    @property
    def earlier(self) -> Iterable[EarlierArticle]:
        """Articles of earlier batches that matches name, by id."""


def reuse_inputs(parts: Sequence[Part]) -> Iterator[ReuseInput]:
    """The articles as reuse sees them, one at a time."""
    for part in parts:
        yield from read_records(part.articles, ReuseInput)


def write_found(found: Found, reuse: Shared) -> None:
    """All of it is on disk."""
    write_records(found.matches, reuse.matches, Match)
    write_records(found.passages, reuse.passages, Passage)
    write_records(found.clusters, reuse.clusters, Cluster)
    write_records(found.stock, reuse.stock, StockSentence)
    write_records(found.earlier, reuse.earlier, EarlierArticle)
