"""The batch as a page for a person."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from copydesk.emit.files import atomic_write
from copydesk.records import Article
from copydesk.report.page import largest, most_to_show, name_article, name_outlets, render_report
from tasks.base import BatchTask
from tasks.results import BatchResults


class WriteReport(BatchTask):
    """Writes the report: sources with what was removed and mended, shared passages side by side."""

    stage = "report"

    def requires(self) -> list[BatchTask]:
        """Everything that the report shows."""
        return BatchResults.tasks(self)

    def result(self) -> Path:
        """The page, as it will stand in the batch."""
        return self.plan().result(self.stage) / "report.html"

    def run(self) -> None:
        """One HTML page; of a large batch the articles with most to show."""
        results = BatchResults(self)
        n_shared = Counter(passage.article_id for passage in results.found.passages)

        grouped = {article_id for group in largest(results.article_clusters) for article_id in group.article_ids}
        names = {}
        spelt: Counter[tuple[str, str]] = Counter()

        def articles() -> Iterator[Article]:
            for article in results.articles():
                if article.outlet_name:
                    spelt[article.outlet, article.outlet_name] += 1
                if article.article_id in grouped:
                    names[article.article_id] = name_article(article)
                yield article

        def rank(article: Article) -> tuple[int, str]:
            return -most_to_show(article, n_shared[article.article_id]), article.article_id

        shown = heapq.nsmallest(self.plan().settings.report.max_articles, articles(), key=rank)
        page = render_report(
            batch=self.plan().batch,
            articles=sorted(shown, key=lambda article: article.source_path),
            n_articles=results.counts["emitted"],
            passages=results.found.passages,
            clusters=results.clusters,
            article_clusters=results.article_clusters,
            stock=results.found.stock,
            quarantine=results.quarantine,
            names=names,
            outlet_names=name_outlets(spelt),
            counts=results.counts,
            reasons=results.reasons,
        )
        with atomic_write(self.result()) as stream:
            stream.write(page.encode("utf-8", "backslashreplace"))
