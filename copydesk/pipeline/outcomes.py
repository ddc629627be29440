"""What becomes of an input that gives no article."""

from __future__ import annotations

import logging

from copydesk.errors import article_error
from copydesk.records import Quarantined

log = logging.getLogger("copydesk")
# What stands in a container and is no article's: counted by kind, a row each.
PASSED_OVER = "passed_over"
# It ended the process that worked on it.
CRASHED = "crashed"


def quarantined(
    source_id: str, path: str, sha256: str | None, error: Exception, stage: str, *, outlet: str | None = None
) -> Quarantined:
    """The input as quarantined because of `error` in `stage`: its own reason, else `<stage>_failed`."""
    why = article_error(error, stage)
    log.warning("%s: %s into quarantine, %s: %s", stage, path, why.reason, why, exc_info=why is not error)
    return Quarantined(
        source_id=source_id,
        source_path=path,
        source_sha256=sha256,
        reason=why.reason,
        error=str(why),
        outlet=outlet or None,
    )
