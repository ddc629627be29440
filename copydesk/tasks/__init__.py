"""The Luigi tasks: one module a stage, named as in `copydesk`. `luigi --module tasks EmitCanonical` runs them all."""

from copydesk.tasks.luigi_config import apply_luigi_config

apply_luigi_config()

import luigi.tools.range  # noqa: E402, F401 - RangeDaily and RangeHourly, which luigi will not always load by itself

from copydesk.tasks import measuring  # noqa: E402, F401 - it listens to luigi's events
from copydesk.tasks.canonical import ChooseCanonical  # noqa: E402 - luigi reads its settings when its classes are first used
from copydesk.tasks.emit import EmitCanonical, EmitEvidence, EmitRange, EmitShared  # noqa: E402
from copydesk.tasks.learn import LearnProfiles  # noqa: E402
from copydesk.tasks.observe import ObservePages  # noqa: E402
from copydesk.tasks.outlets import SumUpOutlets  # noqa: E402
from copydesk.tasks.recall import RecallOutlets  # noqa: E402
from copydesk.tasks.remember import RememberBatch  # noqa: E402
from copydesk.tasks.report import WriteReport  # noqa: E402
from copydesk.tasks.reuse import FindNearDuplicates  # noqa: E402
from copydesk.tasks.spark import RunOnSpark  # noqa: E402
from copydesk.tasks.stock import SourceFiles, TakeStock  # noqa: E402
from copydesk.tasks.strip import StripFurniture  # noqa: E402
from copydesk.tasks.upkeep import CleanStages, VerifyBatch  # noqa: E402

__all__ = [
    "ChooseCanonical",
    "CleanStages",
    "EmitCanonical",
    "EmitEvidence",
    "EmitRange",
    "EmitShared",
    "FindNearDuplicates",
    "LearnProfiles",
    "ObservePages",
    "RecallOutlets",
    "RememberBatch",
    "RunOnSpark",
    "SourceFiles",
    "StripFurniture",
    "SumUpOutlets",
    "TakeStock",
    "VerifyBatch",
    "WriteReport",
]
