"""Records as rows of the tables in `schemas`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from typing import Any

from copydesk.records import (
    BODY_KINDS,
    Article,
    ArticleCluster,
    Cluster,
    Match,
    OutletProfile,
    Passage,
    Quarantined,
    StockSentence,
)

Row = dict[str, Any]


def article_row(
    article: Article, *, canonical_text: str, share_elsewhere: float, keep: bool, keep_reason: str, text_path: str
) -> Row:
    """The article's row of `articles`."""
    return {
        "article_id": article.article_id,
        "outlet": article.outlet,
        "outlet_name": article.outlet_name,
        "url": article.url,
        "published": article.published,
        "title": article.title,
        "standfirst": article.standfirst,
        "byline": article.byline,
        "language": article.language,
        "doubt": article.doubt,
        "text": article.text,
        "canonical_text": canonical_text,
        "share_elsewhere": share_elsewhere,
        "keep": keep,
        "keep_reason": keep_reason,
        "text_path": text_path,
        "source_path": article.source_path,
        "source_sha256": article.source_sha256,
        "media_type": article.media_type,
        "encoding": article.decoding.encoding,
        "decoding_method": article.decoding.method,
        "encoding_runner_up": article.decoding.runner_up,
        "encoding_margin": article.decoding.margin,
        "n_source_chars": len(article.source_text),
        "end_gap": article.end_gap,
    }


def block_rows(article: Article) -> Iterator[Row]:
    """The article's rows of `blocks`, in the order of the source."""
    at = 0
    for block in article.blocks:
        in_body = block.kind in BODY_KINDS
        yield {
            "article_id": article.article_id,
            "start_char": block.start_char,
            "end_char": block.end_char,
            "kind": block.kind,
            "text_start": at if in_body else None,
            "text_end": at + len(block.text) if in_body else None,
            "field_text": None if in_body else block.text,
            "gap": block.gap,
        }
        at += (len(block.text) + 2) * in_body


def edit_rows(article: Article) -> Iterator[Row]:
    """The article's rows of `edits`."""
    return ({"article_id": article.article_id, **asdict(edit)} for edit in article.edits)


def removal_rows(article: Article) -> Iterator[Row]:
    """The article's rows of `removals`."""
    return ({"article_id": article.article_id, **asdict(removal)} for removal in article.removals)


def passage_rows(passages: Iterable[Passage], *, canonical_ids: set[str], cut_at: Mapping[str, int]) -> Iterator[Row]:
    """Rows of `passages`; `cut_at` has, by passage_id, the place in `canonical_text` of those that were cut."""
    for passage in passages:
        yield {
            **asdict(passage),
            "is_canonical": passage.passage_id in canonical_ids,
            "canonical_text_at": cut_at.get(passage.passage_id),
        }


def match_rows(matches: Iterable[Match]) -> Iterator[Row]:
    """Rows of `matches`."""
    return map(asdict, matches)


def cluster_rows(clusters: Iterable[Cluster], passages: Mapping[str, Passage]) -> Iterator[Row]:
    """Rows of `clusters`; every cluster has its canonical passage chosen, `passages` are by passage_id."""
    for cluster in clusters:
        if cluster.canonical_passage_id is None:
            raise ValueError(f"cluster {cluster.cluster_id} has no canonical passage: run copydesk.canonical first")
        canonical = passages[cluster.canonical_passage_id]
        yield {
            "cluster_id": cluster.cluster_id,
            "n_passages": len(cluster.passage_ids),
            "n_outlets": cluster.n_outlets,
            "canonical_passage_id": canonical.passage_id,
            "canonical_article_id": canonical.article_id,
            "canonical_reason": cluster.canonical_reason or "",
            "first_published": cluster.first_published,
            "source_passage_id": cluster.source_passage_id,
            "source_reason": cluster.source_reason,
            "outlets": sorted({passages[passage_id].outlet for passage_id in cluster.passage_ids}),
            "text": canonical.text,
        }


def article_cluster_rows(clusters: Iterable[ArticleCluster]) -> Iterator[Row]:
    """Rows of `article_clusters`."""
    for cluster in clusters:
        yield {"n_articles": len(cluster.article_ids), **asdict(cluster)}


def stock_rows(stock: Iterable[StockSentence]) -> Iterator[Row]:
    """Rows of `stock`."""
    return map(asdict, stock)


def profile_rows(profiles: Iterable[OutletProfile]) -> Iterator[Row]:
    """Rows of `profiles`: of each outlet its articles, its paths, its lines."""
    for profile in profiles:
        for article in profile.articles:
            yield _PROFILE_ROW | {"outlet": profile.outlet, "kind": "article", "name": article}
        for path in profile.paths:
            yield _PROFILE_ROW | {
                "outlet": profile.outlet,
                "kind": "path",
                "name": path.path,
                "verdict": path.verdict,
                "n_pages": path.n_pages,
                "n_kept_pages": path.n_kept_pages,
                "n_words": path.n_words,
                "n_kept_words": path.n_kept_words,
                "n_link_words": path.n_link_words,
                "n_recurring_words": path.n_recurring_words,
            }
        for line in profile.lines:
            yield _PROFILE_ROW | {
                "outlet": profile.outlet,
                "kind": "line",
                "name": line.digest,
                "n_pages": line.n_pages,
                "n_kept_pages": line.n_kept_pages,
                "n_outlets": line.n_outlets,
            }


_PROFILE_ROW: Row = dict.fromkeys(
    (
        "verdict",
        "n_pages",
        "n_kept_pages",
        "n_words",
        "n_kept_words",
        "n_link_words",
        "n_recurring_words",
        "n_outlets",
    )
)


def quarantine_row(quarantined: Quarantined) -> Row:
    """The input's line of `quarantine.jsonl`."""
    return asdict(quarantined)
