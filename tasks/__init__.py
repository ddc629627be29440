"""The Luigi tasks: one module a stage, named as in `copydesk`. `luigi --module tasks EmitCanonical` runs them all."""

from tasks.luigi_config import apply_luigi_config

apply_luigi_config()

from tasks.canonical import ChooseCanonical  # noqa: E402 - luigi reads its settings when its classes are first used
from tasks.charsets import SurveyCharsets, TallyCharsets  # noqa: E402
from tasks.emit import EmitCanonical  # noqa: E402
from tasks.observe import ObservePages  # noqa: E402
from tasks.profiles import LearnProfiles  # noqa: E402
from tasks.read import ReadArticles  # noqa: E402
from tasks.repair import RepairText  # noqa: E402
from tasks.report import WriteReport  # noqa: E402
from tasks.reuse import FindNearDuplicates  # noqa: E402
from tasks.strip import StripFurniture  # noqa: E402

__all__ = [
    "ChooseCanonical",
    "EmitCanonical",
    "FindNearDuplicates",
    "LearnProfiles",
    "ObservePages",
    "ReadArticles",
    "RepairText",
    "StripFurniture",
    "SurveyCharsets",
    "TallyCharsets",
    "WriteReport",
]
