"""Where it stands what the articles of a batch share, and what is kept of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from copydesk.checked import is_whole, read_records
from copydesk.pipeline.part import Part
from copydesk.records import Quarantined
from copydesk.store import Place


class _Earlier(NamedTuple):
    article_id: str
    batch: str


class Found(NamedTuple):
    """What `reuse` found, on disk: a folder."""

    place: Place

    @property
    def matches(self) -> Place:
        """Sorted as in the table."""
        return self.place / "matches.arrow"

    @property
    def passages(self) -> Place:
        """Sorted by article and place."""
        return self.place / "passages.arrow"

    @property
    def clusters(self) -> Place:
        """Of passages, nothing chosen yet."""
        return self.place / "clusters.arrow"

    @property
    def stock(self) -> Place:
        """What was set apart."""
        return self.place / "stock.arrow"

    @property
    def earlier(self) -> Place:
        """Articles of earlier batches that matches name, sorted by id."""
        return self.place / "earlier.arrow"

    @property
    def told(self) -> Place:
        """What is told of each two articles that share anything: for another search, `told.ToldFile`."""
        return self.place / "told.arrow"

    @property
    def words(self) -> Place:
        """The words of the articles' texts: for another search, `words_read.WordsFile`."""
        return self.place / "words.arrow"

    def earlier_batches(self) -> dict[str, str]:
        """The batches of the articles of earlier batches, by article."""
        return {row.article_id: row.batch for row in read_records(self.earlier, _Earlier)}

    def is_whole(self) -> bool:
        """Whether all of it is there as it was written."""
        return all(map(is_whole, (self.matches, self.passages, self.clusters, self.stock, self.earlier)))


@dataclass(frozen=True, slots=True, kw_only=True)
class TextPath:
    """Where an article's text file stands, relative to the batch."""

    article_id: str
    text_path: str


class Counted(NamedTuple):
    """How many there are of something."""

    name: str
    n: int


class Chosen(NamedTuple):
    """What `canonical` chose, on disk: a folder."""

    place: Place

    @property
    def clusters(self) -> Place:
        """Of passages, each with its canonical one."""
        return self.place / "clusters.arrow"

    @property
    def article_clusters(self) -> Place:
        """Of articles, each with its canonical one."""
        return self.place / "article_clusters.arrow"

    @property
    def text_paths(self) -> Place:
        """Of every article, sorted by id."""
        return self.place / "text_paths.arrow"

    @property
    def counted(self) -> Place:
        """What the batch came to."""
        return self.place / "counted.arrow"

    def is_whole(self) -> bool:
        """Whether all of it is there as it was written."""
        return all(map(is_whole, (self.clusters, self.article_clusters, self.text_paths, self.counted)))

    def counts(self) -> dict[str, int]:
        """What the batch came to, by name."""
        return {row.name: row.n for row in read_records(self.counted, Counted)}


def quarantine_of(parts: Sequence[Part]) -> list[Quarantined]:
    """The batch's quarantine, sorted."""
    rows = (row for part in parts for row in read_records(part.quarantine, Quarantined))
    return sorted(rows, key=lambda row: (row.source_id, row.source_path))
