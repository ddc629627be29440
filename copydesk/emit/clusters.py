"""Clusters as rows of their table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from copydesk.published import read_published
from copydesk.records import Cluster, Passage

Row = dict[str, Any]


def cluster_rows(
    clusters: Iterable[tuple[Cluster, Passage]],
    outlets: Mapping[str, Iterable[str]],
    *,
    batch: str,
    earlier: Mapping[str, str],
) -> Iterator[Row]:
    """Rows of `clusters`, from each with its canonical passage; `outlets` are by cluster_id.

    `batch` is their own, `earlier` those of articles of earlier batches, by id.
    """
    for cluster, canonical in clusters:
        first = read_published(cluster.first_published)
        yield {
            "cluster_id": cluster.cluster_id,
            "n_passages": len(cluster.passage_ids),
            "n_outlets": cluster.n_outlets,
            "canonical_passage_id": canonical.passage_id,
            "canonical_article_id": canonical.article_id,
            "canonical_batch": earlier.get(canonical.article_id, batch),
            "canonical_reason": cluster.canonical_reason or "",
            "first_published": cluster.first_published,
            "first_published_date": first.date,
            "first_published_local": first.local,
            "first_published_at": first.instant,
            "first_batch": cluster.first_batch or batch,
            "first_article_id": cluster.first_article_id or canonical.article_id,
            "first_outlet": cluster.first_outlet or canonical.outlet,
            "source_passage_id": cluster.source_passage_id,
            "source_reason": cluster.source_reason,
            "outlets": sorted(outlets[cluster.cluster_id]),
            "text": canonical.text,
        }
