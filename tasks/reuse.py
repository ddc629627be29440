"""What stands in more than one outlet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import chain
from typing import Any

from copydesk.read.stock import read_stock
from copydesk.records import Article, Cluster, Match, Passage, StockSentence
from copydesk.reuse import Reuse, ReuseInput, find_near_duplicates
from copydesk.reuse.workers import n_cores
from tasks.base import BatchTask, ShardTask
from tasks.intermediate import Outcome, read_records, write_records
from tasks.strip import StripFurniture

# A record of the result.
Row = Match | Passage | Cluster | StockSentence


class FindNearDuplicates(BatchTask):
    """Finds near-duplicate passages across outlets in the whole batch."""

    stage = "reuse"

    def requires(self) -> list[ShardTask]:
        """Every shard, stripped."""
        return self.shard_tasks(StripFurniture)

    def run(self) -> None:
        """Matches, passages, clusters and stock sentences, a record each."""
        plan = self.plan()
        found = find_near_duplicates(
            (ReuseInput(article_id=a.article_id, outlet=a.outlet, text=a.text) for a in self.articles()),
            **plan.settings.reuse.model_dump(),
            scratch=plan.work,
            workers=n_cores(),
            known=read_stock(self.profiles) if self.profiles else (),
        )
        self.note(f"{len(found.matches)} matches in {len(found.clusters)} clusters")
        write_records(self.result(), chain(found.matches, found.passages, found.clusters, found.stock), Row)

    def found(self) -> Reuse:
        """What the result says."""
        rows: dict[type, list[Any]] = defaultdict(list)
        for row in read_records(self.result(), Row):
            rows[type(row)].append(row)
        return Reuse(
            matches=tuple(rows[Match]),
            passages=tuple(rows[Passage]),
            clusters=tuple(rows[Cluster]),
            stock=tuple(rows[StockSentence]),
        )

    def articles(self) -> Iterator[Article]:
        """The batch's articles, shard by shard and so in the order of their ids."""
        for shard in self.requires():
            yield from (outcome for outcome in read_records(shard.result(), Outcome) if isinstance(outcome, Article))
