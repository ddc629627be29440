"""What each article says by itself."""

from __future__ import annotations

from collections.abc import Iterator

from copydesk.records import Article, Quarantined
from copydesk.strip import Observation, StripOptions, observe
from tasks.base import ShardTask
from tasks.intermediate import Outcome, quarantined, read_records, write_records
from tasks.repair import RepairText

Observed = Observation | Quarantined


class ObservePages(ShardTask):
    """Observes the articles of one shard: their lines, and which of them each would keep by itself."""

    stage = "observe"

    def requires(self) -> RepairText:
        """The same shard, repaired."""
        return RepairText(shard=self.shard, **self.shared())

    def run(self) -> None:
        """One observation an article, in order."""
        outcomes: Iterator[Outcome] = read_records(self.requires().result(), Outcome)
        articles = (outcome for outcome in outcomes if isinstance(outcome, Article))
        options = self.plan().settings.strip.options()
        write_records(self.result(), (self.observe_one(article, options) for article in articles), Observed)

    def observe_one(self, article: Article, options: StripOptions) -> Observed:
        """The article's observation, or why it has none."""
        try:
            return observe(article, options=options)
        except Exception as error:  # whatever one article does to a stage must not cost the batch
            return quarantined(article.article_id, article.source_path, article.source_sha256, error, self.stage)
