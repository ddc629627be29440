"""In which charsets each outlet's files are, before any of them is read."""

from __future__ import annotations

from collections.abc import Iterator

from copydesk.read.inventory import InputFile, read_source
from copydesk.read.outlet_charsets import survey_source, tally_charsets
from copydesk.records import OutletCharsets
from tasks.base import BatchTask, ShardTask
from tasks.intermediate import read_records, write_records


class SurveyCharsets(ShardTask):
    """Looks at the files of one shard whose outlet is known, for charsets that are beyond doubt."""

    stage = "survey"

    def run(self) -> None:
        """One tally an outlet."""
        surveyed = map(self.survey_one, self.plan().inventory.shard(self.shard, self.shards))
        write_records(self.result(), tally_charsets(filter(None, surveyed)), OutletCharsets)

    def survey_one(self, file: InputFile) -> OutletCharsets | None:
        """What the file says of its outlet, if anything."""
        plan = self.plan()
        known = file.outlet or file.url
        if not known or file.duplicate_of or file.n_bytes > plan.settings.read.max_source_bytes:
            return None
        try:
            return survey_source(read_source(file, plan.inventory.folder))
        except Exception:  # what is wrong with it is found, and said, where it is read
            return None


class TallyCharsets(BatchTask):
    """Adds up what all shards say of each outlet: the same whatever the shards."""

    stage = "charsets"

    def requires(self) -> list[ShardTask]:
        """Every shard, surveyed."""
        return self.shard_tasks(SurveyCharsets)

    def run(self) -> None:
        """One tally an outlet, sorted by outlet."""
        tallies = tally_charsets(self.surveyed())
        self.note(f"{len(tallies)} outlets with texts in other charsets than UTF-8")
        write_records(self.result(), tallies, OutletCharsets)

    def surveyed(self) -> Iterator[OutletCharsets]:
        """The shards' tallies, one at a time."""
        for shard in self.requires():
            yield from read_records(shard.result(), OutletCharsets)
