"""Page furniture goes, the article stays."""

from __future__ import annotations

from collections.abc import Iterator

from copydesk.errors import ArticleError
from copydesk.records import Article, OutletProfile, Quarantined
from copydesk.strip import Stripper
from tasks.base import ShardTask
from tasks.intermediate import Outcome, convert_articles, read_records
from tasks.observe import Observed, ObservePages
from tasks.profiles import LearnProfiles


class StripFurniture(ShardTask):
    """Takes the page furniture out of one shard's articles, each removal with its reason."""

    stage = "strip"

    def requires(self) -> tuple[ObservePages, LearnProfiles]:
        """The same shard, observed, and what all shards together taught."""
        return ObservePages(shard=self.shard, **self.shared()), LearnProfiles(**self.shared())

    def run(self) -> None:
        """One outcome an article, stripped."""
        observed, learned = self.requires()
        observations: Iterator[Observed] = read_records(observed.result(), Observed)
        stripper = Stripper(read_records(learned.result(), OutletProfile), self.plan().settings.strip.options())

        def strip(article: Article) -> Article:
            observation = next(observations)
            if isinstance(observation, Quarantined):
                raise ArticleError(observation.reason, observation.error)
            return stripper.strip(article, observation=observation)

        outcomes: Iterator[Outcome] = read_records(observed.requires().result(), Outcome)
        self.write_outcomes(convert_articles(outcomes, strip, self.stage))
