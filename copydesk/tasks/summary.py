"""What a batch came to, and where to look, for whoever ran it."""

from __future__ import annotations

from collections import Counter

from copydesk.store import files_of
from copydesk.tasks.emit import Batch

# What people call it, and which of the manifest's counts it is; `kept_edits` are those that are not in removals.
LINES = (
    ("read", "{inputs} articles"),
    ("mended", "{kept_edits} places, and {edits_in_removals} more in what was removed"),
    ("removed", "{removals} pieces of furniture"),
    ("found", "{matches} passages that two articles share, {article_clusters} stories"),
    ("doubtful", "{doubtful} articles"),
    ("empty", "{empty} inputs without an article"),
    ("quarantined", "{quarantined} inputs, each with its reason in quarantine.jsonl"),
    ("emitted", "{emitted} articles"),
)


def summary_of(batch: Batch, *, was_up_to_date: bool) -> str:
    """Two short lists: numbers, and files."""
    manifest = batch.manifest()
    counts = Counter(manifest["counts"])
    counts["kept_edits"] = counts["edits"] - counts["edits_in_removals"]
    head = f"{manifest['batch']}: up to date, nothing was to be done" if was_up_to_date else manifest["batch"]
    lines = [head, *(f"  {name:<12} {text.format_map(counts)}" for name, text in LINES)]
    folder = files_of(batch.place)
    there = [("report.html", "what was done, to look at"), ("*.parquet", "the same as tables")]
    if (folder / "text").is_folder():
        there.insert(1, ("text/", "the clean articles"))
    if counts["quarantined"] or counts["empty"]:
        there.append(("quarantine.jsonl", "what gave no article, and why"))
    width = max(len(str(folder / name)) for name, _ in there)
    return "\n".join([*lines, *(f"{folder / name!s:<{width}}  {what}" for name, what in there)])
