"""What stands in more than one outlet."""

from __future__ import annotations

from collections.abc import Iterator

from copydesk.read.stock import read_stock
from copydesk.records import Article
from copydesk.reuse import Reuse, ReuseInput, find_near_duplicates
from tasks.base import BatchTask, ShardTask
from tasks.intermediate import Outcome, read_records, write_records
from tasks.strip import StripFurniture


class FindNearDuplicates(BatchTask):
    """Finds near-duplicate passages across outlets in the whole batch."""

    stage = "reuse"

    def requires(self) -> list[ShardTask]:
        """Every shard, stripped."""
        return self.shard_tasks(StripFurniture)

    def run(self) -> None:
        """Matches, passages and clusters, as one record."""
        articles = [ReuseInput(article_id=a.article_id, outlet=a.outlet, text=a.text) for a in self.articles()]
        self.note(f"{len(articles)} articles")
        plan = self.plan()
        known = read_stock(self.profiles) if self.profiles else ()
        found = find_near_duplicates(articles, **plan.settings.reuse.model_dump(), scratch=plan.work, known=known)
        self.note(f"{len(found.matches)} matches in {len(found.clusters)} clusters")
        write_records(self.result(), [found], Reuse)

    def articles(self) -> Iterator[Article]:
        """The batch's articles, shard by shard and so in the order of their ids."""
        for shard in self.requires():
            yield from (outcome for outcome in read_records(shard.result(), Outcome) if isinstance(outcome, Article))
