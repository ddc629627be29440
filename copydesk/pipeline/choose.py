"""What is kept of all that the articles of a batch share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from copydesk.arrow import from_batch, schema_of
from copydesk.canonical import ArticleInfo, choose_canonical, cluster_linked
from copydesk.checked import count_rows, read_batches, read_records, write_records
from copydesk.emit.text_files import text_path, text_paths
from copydesk.pipeline.counts import count_parts
from copydesk.pipeline.part import Part
from copydesk.pipeline.shared import Chosen, Counted, Found, TextPath
from copydesk.records import ArticleCluster, Cluster, EarlierArticle, Passage

# What is read of passages: all but their texts.
OF_PASSAGES = [name for name in schema_of(Passage).names if name != "text"]
# What is read of matches.
OF_MATCHES = ["a_article_id", "b_article_id", "same_outlet"]


class _Article(NamedTuple):
    article_id: str
    outlet: str
    published: str | None
    source_path: str
    url: str | None


def choose(
    parts: Sequence[Part], found: Found, chosen: Chosen, *, order: Sequence[str], preferred_outlets: Sequence[str]
) -> None:
    """Every cluster's canonical copy is chosen by the stated order, and every article has the path of its text file."""
    infos: list[ArticleInfo] = []
    wanted: dict[str, str] = {}
    for part in parts:
        for info, path in articles_of(part):
            infos.append(info)
            wanted[info.article_id] = path
    infos += read_earlier(read_batches(found.earlier))
    infos = in_order(infos)
    passages = list(read_passages(read_batches(found.passages, OF_PASSAGES)))
    rules = {"order": order, "preferred_outlets": preferred_outlets}
    stories = cluster_linked(read_linked(read_batches(found.matches, OF_MATCHES)), passages, infos, **rules)
    clusters = choose_canonical(list(read_records(found.clusters, Cluster)), passages, infos, stories=stories, **rules)
    write_records(chosen.clusters, clusters, Cluster)
    write_records(chosen.article_clusters, stories, ArticleCluster)
    counted = [*count_parts(parts), *count_shared(found, n_stories=len(stories))]
    write_records(chosen.counted, counted, Counted)
    paths = sorted(text_paths(wanted).items())
    write_records(chosen.text_paths, (TextPath(article_id=name, text_path=path) for name, path in paths), TextPath)


def articles_of(part: Part) -> Iterator[tuple[ArticleInfo, str]]:
    """Each article, with the path of its text file as long as no other wants that."""
    for batch in read_batches(part.articles, [*schema_of(_Article).names, "text"]):
        n_chars = pc.utf8_length(batch.column("text")).to_pylist()
        for article, n in zip(from_batch(batch, _Article), n_chars, strict=True):
            name, outlet = article.article_id, article.outlet
            info = ArticleInfo(article_id=name, outlet=outlet, published=article.published, n_chars=n)
            yield info, text_path(outlet, article.source_path, article.url)


def read_earlier(batches: Iterable[pa.RecordBatch]) -> Iterator[ArticleInfo]:
    """The articles of earlier batches."""
    for row in (row for batch in batches for row in from_batch(batch, EarlierArticle)):
        yield ArticleInfo(
            article_id=row.article_id, outlet=row.outlet, published=row.published, n_chars=row.n_chars, earlier=row
        )


def in_order(infos: Iterable[ArticleInfo]) -> list[ArticleInfo]:
    """Sorted by id; where an article of an earlier batch has the id of another it comes last, so it is that one."""
    return sorted(infos, key=lambda info: (info.article_id, info.earlier is not None))


def read_passages(batches: Iterable[pa.RecordBatch]) -> Iterator[Passage]:
    """The passages of rows OF_PASSAGES, without their texts."""
    names = schema_of(Passage).names
    for batch in batches:
        columns = {**dict(zip(batch.schema.names, batch.columns, strict=True)), "text": pa.repeat("", len(batch))}
        yield from from_batch(pa.RecordBatch.from_pydict({name: columns[name] for name in names}), Passage)


def read_linked(batches: Iterable[pa.RecordBatch]) -> set[tuple[str, str]]:
    """The articles of different outlets that matches name, two and two, of rows OF_MATCHES."""
    linked: set[tuple[str, str]] = set()
    for batch in batches:
        some = batch.filter(pc.invert(batch.column("same_outlet")))
        linked.update(zip(*(some.column(name).to_pylist() for name in OF_MATCHES[:2]), strict=True))
    return linked


def count_shared(found: Found, *, n_stories: int) -> list[Counted]:
    """How much the articles share."""
    shared = {
        "matches": count_rows(found.matches),
        "passages": count_rows(found.passages),
        "clusters": count_rows(found.clusters),
        "article_clusters": n_stories,
        "stock": count_rows(found.stock),
    }
    return [Counted(name, n) for name, n in shared.items()]
