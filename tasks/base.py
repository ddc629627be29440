"""What all tasks share: their parameters, the plan they follow, and results that are files named by fingerprint."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, ClassVar

import luigi
from luigi.cmdline_parser import CmdlineParser

from copydesk.errors import BatchError
from copydesk.records import Quarantined
from tasks.intermediate import Outcome, write_records
from tasks.plan import Plan, make_plan

log = logging.getLogger("copydesk")
PROGRESS_EVERY = 1000
# The plans of this process, by parameters. Taking stock of a large source for each of some hundred shard tasks would
# be most of a run: batch tasks look again whenever they are asked whether they are complete, shard tasks follow them.
_plans: dict[tuple[Any, ...], Plan] = {}


class BatchTask(luigi.Task):
    """A stage over a whole batch."""

    stage: ClassVar[str]

    source = luigi.Parameter(default="seeds", description="folder, glob or single file to read [seeds]")
    # not "batch": luigi has options that begin so, and takes it for one of them
    batch_name = luigi.OptionalStrParameter(default=None, description="name of the batch [the source folder's name]")
    output_dir = luigi.Parameter(default="output", description="folder that receives the batch's folder [output]")
    config = luigi.OptionalStrParameter(default=None, description="TOML file of settings that differ from the shipped")
    profiles = luigi.OptionalStrParameter(
        default=None,
        description="an earlier batch, or its profiles.parquet: what it learned of outlets, and its stock",
    )
    shards = luigi.IntParameter(
        default=1, significant=False, description="parts that stages work on side by side; results are the same [1]"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[no-untyped-call]
        try:
            if self.shards < 1:
                raise BatchError(f"shards = {self.shards}: give 1 or more")
            self.plan()
        except BatchError as error:
            if CmdlineParser.get_instance() is None:
                raise
            # A wrong argument on the command line is one line to its user, and nothing is scheduled.
            raise SystemExit(f"copydesk: {error}") from None

    def plan(self, *, anew: bool = False) -> Plan:
        """What this run is about, as last looked at or looked at anew."""
        key = (self.source, self.batch_name, self.output_dir, self.config, self.profiles)
        if anew or key not in _plans:
            _plans[key] = make_plan(
                source=self.source,
                batch_name=self.batch_name,
                output_dir=self.output_dir,
                config=self.config,
                profiles=self.profiles,
            )
        return _plans[key]

    def shared(self) -> dict[str, Any]:
        """The parameters that every task of the run carries."""
        names = ("source", "batch_name", "output_dir", "config", "profiles", "shards")
        return {name: getattr(self, name) for name in names}

    def shard_tasks(self, stage: type[ShardTask]) -> list[ShardTask]:
        """The stage's task for every shard of the batch, in order."""
        return [stage(shard=shard, **self.shared()) for shard in range(self.shards)]

    def result(self) -> Path:
        """The file that this task writes; its path changes whenever its content could."""
        return self.plan().result(self.stage) / "batch.jsonl.gz"

    def output(self) -> luigi.LocalTarget:
        """`result`, as luigi wants it."""
        return luigi.LocalTarget(self.result())

    def complete(self) -> bool:
        """Whether the result for the inputs, settings and version of this moment is there."""
        self.plan(anew=True)
        return self.result().is_file()

    def note(self, message: str) -> None:
        """`message` stands in the log and on the scheduler's page."""
        log.info("%s: %s", self.task_family, message)
        report = getattr(self, "set_status_message", None)  # luigi sets it while the task runs
        if report:
            report(message)


class ShardTask(BatchTask):
    """A stage over one shard of a batch."""

    shard = luigi.IntParameter(default=0, description="which shard, counted from 0 [0]")
    shards = luigi.IntParameter(default=1, description="parts that stages work on side by side [1]")

    def result(self) -> Path:
        """One file a shard, its place in the name."""
        return self.plan().shard_file(self.stage, self.shard, self.shards)

    def write_outcomes(self, outcomes: Iterable[Outcome]) -> None:
        """One outcome an input stands in the result; how far it is stands in the log and on the scheduler's page."""
        n_inputs = len(self.plan().inventory.shard(self.shard, self.shards))
        self.note(f"shard {self.shard + 1} of {self.shards}, {n_inputs} inputs")
        write_records(self.result(), self.watched(outcomes, n_inputs), Outcome)

    def watched(self, outcomes: Iterable[Outcome], n_inputs: int) -> Iterator[Outcome]:
        """The outcomes, counted as they pass."""
        set_percentage = getattr(self, "set_progress_percentage", None)  # luigi sets it while the task runs
        n_quarantined = 0
        for n, outcome in enumerate(outcomes, 1):
            yield outcome
            n_quarantined += isinstance(outcome, Quarantined)
            if n % PROGRESS_EVERY == 0 or n == n_inputs:
                log.info("%s: %d of %d inputs, %d quarantined", self.task_family, n, n_inputs, n_quarantined)
                if set_percentage:
                    set_percentage(100 * n // n_inputs)

    def complete(self) -> bool:
        """As for a batch task, by the plan as the batch tasks last saw it."""
        return self.result().is_file()
