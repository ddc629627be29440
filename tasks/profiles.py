"""What each outlet's articles say together."""

from __future__ import annotations

from collections.abc import Iterator

from copydesk.read.profiles import read_profiles
from copydesk.records import OutletProfile
from copydesk.strip import Observation, learn_profiles
from tasks.base import BatchTask, ShardTask
from tasks.intermediate import read_records, write_records
from tasks.observe import Observed, ObservePages


class LearnProfiles(BatchTask):
    """Learns a profile of every outlet from the batch, on top of those of the earlier batch that `profiles` names."""

    stage = "profiles"

    def requires(self) -> list[ShardTask]:
        """Every shard, observed."""
        return self.shard_tasks(ObservePages)

    def run(self) -> None:
        """One profile an outlet, sorted by outlet."""
        earlier = read_profiles(self.profiles) if self.profiles else ()
        learned = learn_profiles(self.observations(), earlier=earlier)
        self.note(f"{len(learned)} outlets, {len(earlier)} of them known from before")
        write_records(self.result(), learned, OutletProfile)

    def observations(self) -> Iterator[Observation]:
        """The batch's observations, one at a time."""
        for shard in self.requires():
            yield from (seen for seen in read_records(shard.result(), Observed) if isinstance(seen, Observation))
