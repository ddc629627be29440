"""Page furniture goes, the article stays."""

from __future__ import annotations

from collections.abc import Iterator

from copydesk.strip import strip_article
from tasks.base import ShardTask
from tasks.intermediate import Outcome, convert_articles, read_records
from tasks.repair import RepairText


class StripFurniture(ShardTask):
    """Takes the page furniture out of one shard's articles, each removal with its reason."""

    stage = "strip"

    def requires(self) -> RepairText:
        """The same shard, repaired."""
        return RepairText(shard=self.shard, **self.shared())

    def run(self) -> None:
        """One outcome an article, stripped."""
        outcomes: Iterator[Outcome] = read_records(self.requires().result(), Outcome)
        self.write_outcomes(convert_articles(outcomes, strip_article, self.stage))
