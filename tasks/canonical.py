"""Which copy is the one to keep."""

from __future__ import annotations

from copydesk.canonical import ArticleInfo, choose_canonical
from copydesk.records import Cluster
from copydesk.reuse import Reuse
from tasks.base import BatchTask
from tasks.intermediate import read_records, write_records
from tasks.reuse import FindNearDuplicates


class ChooseCanonical(BatchTask):
    """Chooses each cluster's canonical copy by the stated order."""

    stage = "canonical"

    def requires(self) -> FindNearDuplicates:
        """The clusters."""
        return FindNearDuplicates(**self.shared())

    def run(self) -> None:
        """The clusters, each with its canonical passage and the reason."""
        (found,) = read_records(self.requires().result(), Reuse)
        infos = [
            ArticleInfo(article_id=a.article_id, outlet=a.outlet, published=a.published, n_chars=len(a.text))
            for a in self.requires().articles()
        ]
        settings = self.plan().settings.canonical
        clusters = choose_canonical(found.clusters, found.passages, infos, preferred_outlets=settings.preferred_outlets)
        write_records(self.result(), clusters, Cluster)
