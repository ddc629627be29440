"""What is kept of all that the articles of a batch share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from copydesk.arrow import from_batch, schema_of
from copydesk.canonical import ArticleInfo, choose_canonical, cluster_articles
from copydesk.checked import count_rows, read_batches, read_records, write_records
from copydesk.emit.text_files import text_paths
from copydesk.pipeline.counts import count_parts
from copydesk.pipeline.part import Part
from copydesk.pipeline.shared import Chosen, Counted, Found, TextPath
from copydesk.records import ArticleCluster, Cluster, EarlierArticle, Match, Passage


@dataclass(frozen=True, slots=True, kw_only=True)
class _Article:
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
    places: list[tuple[str, str, str, str | None]] = []
    for part in parts:
        for batch in read_batches(part.articles, [*schema_of(_Article).names, "text"]):
            n_chars = pc.utf8_length(batch.column("text")).to_pylist()
            for article, n in zip(from_batch(batch, _Article), n_chars, strict=True):
                places.append((article.article_id, article.outlet, article.source_path, article.url))
                infos.append(
                    ArticleInfo(
                        article_id=article.article_id, outlet=article.outlet, published=article.published, n_chars=n
                    )
                )
    infos += [
        ArticleInfo(
            article_id=row.article_id, outlet=row.outlet, published=row.published, n_chars=row.n_chars, earlier=row
        )
        for row in read_records(found.earlier, EarlierArticle)
    ]
    infos.sort(key=lambda info: info.article_id)
    passages = list(_passages(found))
    stories = cluster_articles(
        list(read_records(found.matches, Match)), passages, infos, order=order, preferred_outlets=preferred_outlets
    )
    clusters = choose_canonical(
        list(read_records(found.clusters, Cluster)),
        passages,
        infos,
        stories=stories,
        order=order,
        preferred_outlets=preferred_outlets,
    )
    write_records(chosen.clusters, clusters, Cluster)
    write_records(chosen.article_clusters, stories, ArticleCluster)
    shared = {"matches": count_rows(found.matches), "passages": len(passages), "clusters": len(clusters)}
    shared |= {"article_clusters": len(stories), "stock": count_rows(found.stock)}
    counted = [*count_parts(parts), *(Counted("batch", name, n) for name, n in shared.items())]
    write_records(chosen.counted, counted, Counted)
    paths = sorted(text_paths(places).items())
    write_records(chosen.text_paths, (TextPath(article_id=name, text_path=path) for name, path in paths), TextPath)


def _passages(found: Found) -> Iterator[Passage]:
    """All passages, without their texts."""
    names = schema_of(Passage).names
    for batch in read_batches(found.passages, [name for name in names if name != "text"]):
        columns = {**dict(zip(batch.schema.names, batch.columns, strict=True)), "text": pa.repeat("", len(batch))}
        yield from from_batch(pa.RecordBatch.from_pydict({name: columns[name] for name in names}), Passage)
