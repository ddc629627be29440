"""What batches before this one knew of its outlets."""

from __future__ import annotations

from copydesk.errors import BatchError
from copydesk.pipeline.run import Run
from copydesk.pipeline.work import recall_past
from copydesk.tasks.base import BatchTask, Result
from copydesk.tasks.stock import TakeStock


class RecallOutlets(BatchTask):
    """Puts together what outlets are learned from of the batches that are looked back on."""

    stage = "recall"

    def requires(self) -> list[BatchTask]:
        """Those batches; and that there is anything to read."""
        from copydesk.tasks.emit import EmitCanonical  # which requires this task

        return [self.clone(TakeStock), *self.clone(EmitCanonical).earlier()]

    def result(self, run: Run) -> Result:
        """Of each outlet its newest articles."""
        recalled = run.results.recalled
        return Result(None, lambda: False) if recalled is None else Result(recalled.place, recalled.is_whole)

    def run(self) -> None:
        """One file."""
        recall_past(self.begin(), self)


def looks_back(task: BatchTask) -> bool:
    """Whether the task's batch is compared with those before it."""
    try:
        return bool(task.run_now().settings.reuse.look_back)
    except BatchError:  # who runs says it
        return False


def what_to_read(task: BatchTask) -> list[BatchTask]:
    """What there is to read, and what is known of its outlets by batches before it, where it looks back."""
    return [task.clone(TakeStock), *([task.clone(RecallOutlets)] if looks_back(task) else [])]
