"""What a batch came to, in numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pyarrow as pa

from copydesk.checked import count_rows, read_batches, read_records
from copydesk.emit.tables import count_edits_in_removals
from copydesk.pipeline.outcomes import PASSED_OVER
from copydesk.pipeline.part import Part
from copydesk.pipeline.shared import Counted
from copydesk.records import Quarantined

# Inputs in which there is no article to find, and records of containers that are none; all else in the quarantine is
# something to look into.
_BY_REASON = {"empty": "empty", "no_article": "empty", PASSED_OVER: "passed_over"}


def count_parts(parts: Sequence[Part]) -> list[Counted]:
    """Inputs and what became of them, articles in doubt, edits and removals; sorted."""
    counts: Counter[str] = Counter(
        inputs=0, emitted=0, doubtful=0, quarantined=0, empty=0, passed_over=0, edits=0, edits_in_removals=0, removals=0
    )
    for part in parts:
        for row in read_records(part.quarantine, Quarantined):
            counts[_BY_REASON.get(row.reason, "quarantined")] += row.n
        counts["emitted"] += count_rows(part.articles)
        for batch in read_batches(part.articles, ["doubt", "edits", "removals"]):
            counts["doubtful"] += len(batch) - batch.column("doubt").null_count
            counts["edits"] += len(batch.column("edits").flatten())
            counts["removals"] += len(batch.column("removals").flatten())
            counts["edits_in_removals"] += count_edits_in_removals(pa.Table.from_batches([batch]))
    counts["inputs"] = counts["emitted"] + counts["quarantined"] + counts["empty"]
    return sorted(Counted(name, n) for name, n in counts.items())
