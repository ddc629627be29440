"""The page for a person, from the results of all stages."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from copydesk.arrow import from_batch
from copydesk.checked import read_batches, read_records
from copydesk.pipeline.part import Part
from copydesk.pipeline.shared import Chosen, Found, quarantine_of
from copydesk.records import Article, ArticleCluster, Cluster, Drift, EarlierArticle, Passage, StockSentence
from copydesk.report.page import ArticleName, largest, name_article, name_outlets, render_report


def write_page(
    batch: str, parts: Sequence[Part], found: Found, chosen: Chosen, drifts: Sequence[Drift], *, max_articles: int
) -> str:
    """One HTML page; of a large batch the articles with most to show."""
    passages = list(read_records(found.passages, Passage))
    stories = list(read_records(chosen.article_clusters, ArticleCluster))
    n_shared = Counter(passage.article_id for passage in passages)
    grouped = {article_id for group in largest(stories) for article_id in group.article_ids}
    most = heapq.nsmallest(max_articles, _ranked(parts, n_shared))
    wanted = grouped.union(article_id for _, article_id in most)
    shown_ids = {article_id for _, article_id in most}
    articles = {article.article_id: article for article in _articles(parts, wanted)}
    counts, reasons = chosen.counts()
    return render_report(
        batch=batch,
        articles=sorted((articles[name] for name in shown_ids), key=lambda article: article.source_path),
        n_articles=counts["emitted"],
        passages=passages,
        clusters=list(read_records(chosen.clusters, Cluster)),
        article_clusters=stories,
        stock=list(read_records(found.stock, StockSentence)),
        quarantine=quarantine_of(parts),
        drifts=drifts,
        names={
            **_earlier_names(found),
            **{name: name_article(articles[name]) for name in sorted(grouped & set(articles))},
        },
        outlet_names=name_outlets(_spelt(parts)),
        counts=counts,
        reasons=reasons,
    )


def _earlier_names(found: Found) -> dict[str, ArticleName]:
    """What the page calls the articles of earlier batches."""
    return {row.article_id: ArticleName(row.outlet, row.batch) for row in read_records(found.earlier, EarlierArticle)}


def _ranked(parts: Sequence[Part], n_shared: Counter[str]) -> Iterator[tuple[int, str]]:
    """Every article by how much there is to see in it, most first in order."""
    for part in parts:
        for batch in read_batches(part.articles, ["article_id", "edits", "removals"]):
            n_changes = pc.add(*(pc.list_value_length(batch.column(name)) for name in ("edits", "removals")))
            for article_id, n in zip(batch.column("article_id").to_pylist(), n_changes.to_pylist(), strict=True):
                yield -(n + n_shared[article_id]), article_id


def _articles(parts: Sequence[Part], wanted: set[str]) -> Iterator[Article]:
    ids = pa.array(sorted(wanted), pa.large_string())
    for part in parts:
        for n, batch in enumerate(read_batches(part.articles, ["article_id"])):
            if pc.any(pc.is_in(batch.column(0), ids)).as_py():
                (whole,) = read_batches(part.articles, first=n, last=n)
                yield from from_batch(whole.filter(pc.is_in(whole.column("article_id"), ids)), Article)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Outlet:
    outlet: str
    outlet_name: str | None


def _spelt(parts: Sequence[Part]) -> Counter[tuple[str, str]]:
    rows = (row for part in parts for row in read_records(part.articles, _Outlet))
    return Counter((row.outlet, row.outlet_name) for row in rows if row.outlet_name)
