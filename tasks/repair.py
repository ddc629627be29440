"""Broken characters become right ones."""

from __future__ import annotations

import functools
from collections.abc import Iterator

from copydesk.repair import repair_article
from tasks.base import ShardTask
from tasks.intermediate import Outcome, convert_articles, read_records
from tasks.read import ReadArticles


class RepairText(ShardTask):
    """Repairs encoding and quotation marks in one shard, each edit with its evidence."""

    stage = "repair"

    def requires(self) -> ReadArticles:
        """The same shard, read."""
        return ReadArticles(shard=self.shard, **self.shared())

    def run(self) -> None:
        """One outcome an article, repaired."""
        repair = functools.partial(repair_article, **self.plan().settings.repair.model_dump())
        outcomes: Iterator[Outcome] = read_records(self.requires().result(), Outcome)
        self.write_outcomes(convert_articles(outcomes, repair, self.stage))
