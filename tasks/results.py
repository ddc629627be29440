"""The results of all stages before the last two, read back together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from copydesk.rebuild import edits_in_removals
from copydesk.records import Article, ArticleCluster, Cluster, OutletProfile, Quarantined
from tasks.base import BatchTask
from tasks.canonical import ChooseCanonical, Chosen
from tasks.intermediate import Outcome, read_records
from tasks.profiles import LearnProfiles
from tasks.reuse import FindNearDuplicates
from tasks.strip import StripFurniture


class BatchResults:
    """What a batch came to. Articles are streamed; what concerns the whole batch is held."""

    @staticmethod
    def tasks(reader: BatchTask) -> list[BatchTask]:
        """What `reader` requires to read them: also what may stand from a run with another number of shards."""
        shared = reader.shared()
        found = FindNearDuplicates(**shared)
        return [ChooseCanonical(**shared), found, LearnProfiles(**shared), *reader.shard_tasks(StripFurniture)]

    def __init__(self, reader: BatchTask) -> None:
        chosen, _, self._learned, *self._shards = self.tasks(reader)
        self.found = FindNearDuplicates(**reader.shared()).found()
        (choice,) = read_records(chosen.result(), Chosen)
        self.clusters: tuple[Cluster, ...] = choice.clusters
        self.article_clusters: tuple[ArticleCluster, ...] = choice.article_clusters
        self.quarantine: list[Quarantined] = []
        self.counts: Counter[str] = Counter(
            inputs=0,
            emitted=0,
            quarantined=0,
            empty=0,
            edits=0,
            edits_in_removals=0,
            removals=0,
            matches=len(self.found.matches),
            passages=len(self.found.passages),
            clusters=len(self.clusters),
            article_clusters=len(self.article_clusters),
            stock=len(self.found.stock),
        )
        self.reasons: Counter[str] = Counter()  # of removals
        for outcome in self._outcomes():
            self.counts["inputs"] += 1
            if isinstance(outcome, Article):
                self.counts["emitted"] += 1
                self.counts["edits"] += len(outcome.edits)
                self.counts["edits_in_removals"] += len(edits_in_removals(outcome))
                self.counts["removals"] += len(outcome.removals)
                self.reasons.update(removal.reason for removal in outcome.removals)
            else:
                self.quarantine.append(outcome)
                self.counts["empty" if outcome.reason in EMPTY_REASONS else "quarantined"] += 1

    def articles(self) -> Iterator[Article]:
        """The articles, sorted by id."""
        return (outcome for outcome in self._outcomes() if isinstance(outcome, Article))

    def profiles(self) -> Iterator[OutletProfile]:
        """What was learned of the outlets, one at a time."""
        yield from read_records(self._learned.result(), OutletProfile)

    def _outcomes(self) -> Iterator[Article | Quarantined]:
        for shard in self._shards:
            yield from read_records(shard.result(), Outcome)


# Inputs in which there is no article to find; all else in the quarantine is something to look into.
EMPTY_REASONS = frozenset({"empty", "no_article"})
