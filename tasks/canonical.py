"""Which copy is the one to keep."""

from __future__ import annotations

from dataclasses import dataclass

from copydesk.canonical import ArticleInfo, choose_canonical, cluster_articles
from copydesk.records import ArticleCluster, Cluster
from tasks.base import BatchTask
from tasks.intermediate import write_records
from tasks.reuse import FindNearDuplicates
from tasks.strip import StripFurniture


@dataclass(frozen=True)
class Chosen:
    """The clusters of passages and of articles, each with the copy to keep."""

    clusters: tuple[Cluster, ...]
    article_clusters: tuple[ArticleCluster, ...]


class ChooseCanonical(BatchTask):
    """Chooses each cluster's canonical copy by the stated order."""

    stage = "canonical"

    def requires(self) -> list[BatchTask]:
        """The clusters, and the articles in as many shards as this run has: the clusters may stand from another run."""
        return [self.found(), *self.shard_tasks(StripFurniture)]

    def found(self) -> FindNearDuplicates:
        """The task that found the clusters."""
        return FindNearDuplicates(**self.shared())

    def run(self) -> None:
        """The clusters of passages and of articles, each with its canonical copy and the reason, as one record."""
        found = self.found().found()
        infos = [
            ArticleInfo(article_id=a.article_id, outlet=a.outlet, published=a.published, n_chars=len(a.text))
            for a in self.found().articles()
        ]
        rules = self.plan().settings.canonical.model_dump(include={"order", "preferred_outlets"})
        article_clusters = cluster_articles(found.matches, found.passages, infos, **rules)
        clusters = choose_canonical(found.clusters, found.passages, infos, stories=article_clusters, **rules)
        write_records(self.result(), [Chosen(clusters, article_clusters)], Chosen)
