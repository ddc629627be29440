"""What the articles of a batch share, and what is kept of it: found over all parts, and stored."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from copydesk.canonical import ArticleInfo, choose_canonical, cluster_articles
from copydesk.checked import count_rows, is_whole, read_records, write_records
from copydesk.emit.text_files import text_paths
from copydesk.pipeline.counts import Counted, count_parts
from copydesk.pipeline.part import Part
from copydesk.records import ArticleCluster, Cluster, Match, Passage, Quarantined, StockSentence
from copydesk.reuse import Reuse, ReuseInput
from copydesk.settings import Settings
from copydesk.store import Place


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

    def is_whole(self) -> bool:
        """Whether all of it is there as it was written."""
        return all(map(is_whole, (self.matches, self.passages, self.clusters, self.stock)))

    def write(self, reuse: Reuse) -> None:
        """All of it is on disk."""
        write_records(self.matches, reuse.matches, Match)
        write_records(self.passages, reuse.passages, Passage)
        write_records(self.clusters, reuse.clusters, Cluster)
        write_records(self.stock, reuse.stock, StockSentence)


@dataclass(frozen=True, slots=True, kw_only=True)
class TextPath:
    """Where an article's text file stands, relative to the batch."""

    article_id: str
    text_path: str


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

    def counts(self) -> tuple[dict[str, int], dict[str, int]]:
        """What the batch came to, by name, and the removals by reason."""
        rows = list(read_records(self.counted, Counted))
        of_batch, of_reason = ({row.name: row.n for row in rows if row.what == what} for what in ("batch", "reason"))
        return of_batch, of_reason


def quarantine_of(parts: Sequence[Part]) -> list[Quarantined]:
    """The batch's quarantine, sorted."""
    rows = (row for part in parts for row in read_records(part.quarantine, Quarantined))
    return sorted(rows, key=lambda row: (row.source_id, row.source_path))


def reuse_inputs(parts: Sequence[Part]) -> Iterator[ReuseInput]:
    """The articles as reuse sees them, one at a time."""
    for part in parts:
        yield from read_records(part.articles, ReuseInput)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Article:
    article_id: str
    outlet: str
    published: str | None
    source_path: str
    text: str


def choose(parts: Sequence[Part], found: Found, chosen: Chosen, settings: Settings) -> None:
    """Every cluster's canonical copy is chosen by the stated order, and every article has the path of its text file."""
    infos: list[ArticleInfo] = []
    places: list[tuple[str, str, str]] = []
    for part in parts:
        for article in read_records(part.articles, _Article):
            places.append((article.article_id, article.outlet, article.source_path))
            infos.append(
                ArticleInfo(
                    article_id=article.article_id,
                    outlet=article.outlet,
                    published=article.published,
                    n_chars=len(article.text),
                )
            )
    infos.sort(key=lambda info: info.article_id)
    rules = settings.canonical.model_dump(include={"order", "preferred_outlets"})
    passages = list(read_records(found.passages, Passage))
    stories = cluster_articles(list(read_records(found.matches, Match)), passages, infos, **rules)
    clusters = choose_canonical(list(read_records(found.clusters, Cluster)), passages, infos, stories=stories, **rules)
    write_records(chosen.clusters, clusters, Cluster)
    write_records(chosen.article_clusters, stories, ArticleCluster)
    shared = {"matches": count_rows(found.matches), "passages": len(passages), "clusters": len(clusters)}
    shared |= {"article_clusters": len(stories), "stock": count_rows(found.stock)}
    counted = [*count_parts(parts), *(Counted("batch", name, n) for name, n in shared.items())]
    write_records(chosen.counted, counted, Counted)
    paths = sorted(text_paths(places).items())
    write_records(chosen.text_paths, (TextPath(article_id=name, text_path=path) for name, path in paths), TextPath)
