"""What the articles of a batch share, found over all parts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from copydesk.checked import read_records, write_records
from copydesk.pipeline.part import Part
from copydesk.pipeline.shared import Found
from copydesk.records import Cluster, EarlierArticle, Match, Passage, StockSentence
from copydesk.reuse import Reuse, ReuseInput


def reuse_inputs(parts: Sequence[Part]) -> Iterator[ReuseInput]:
    """The articles as reuse sees them, one at a time."""
    for part in parts:
        yield from read_records(part.articles, ReuseInput)


def write_found(found: Found, reuse: Reuse) -> None:
    """All of it is on disk."""
    write_records(found.matches, reuse.matches, Match)
    write_records(found.passages, reuse.passages, Passage)
    write_records(found.clusters, reuse.clusters, Cluster)
    write_records(found.stock, reuse.stock, StockSentence)
    write_records(found.earlier, reuse.earlier, EarlierArticle)
