"""What a batch came to, and where to look, for whoever ran it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from copydesk.counted import counted
from copydesk.store import files_of
from copydesk.tasks.emit import Batch


def _lines(counts: Counter[str]) -> Iterator[tuple[str, str]]:
    """What people call it, and how much it is, as the report has it."""
    n_kept = counts["edits"] - counts["edits_in_removals"]
    shared = counted(counts["clusters"], "passage that outlets share", "passages that outlets share")
    yield "read", counted(counts["inputs"], "input")
    yield "mended", f"{counted(n_kept, 'place')}, and {counts['edits_in_removals']} more in what was removed"
    yield "removed", counted(counts["removals"], "piece of furniture", "pieces of furniture")
    yield "found", f"{shared}, {counted(counts['article_clusters'], 'story', 'stories')}"
    yield "doubtful", counted(counts["doubtful"], "article")
    yield "empty", counted(counts["empty"], "input without an article", "inputs without an article")
    yield "quarantined", f"{counted(counts['quarantined'], 'input')}, each with its reason in quarantine.jsonl"
    yield "emitted", counted(counts["emitted"], "article")


def summary_of(batch: Batch, *, was_up_to_date: bool) -> str:
    """Two short lists: numbers, and files."""
    manifest = batch.manifest()
    counts = Counter(manifest["counts"])
    head = f"{manifest['batch']}: up to date, nothing was to be done" if was_up_to_date else manifest["batch"]
    lines = [head, *(f"  {name:<12} {text}" for name, text in _lines(counts))]
    folder = files_of(batch.place)
    there = [("report.html", "what was done, to look at"), ("*.parquet", "the same as tables")]
    if (folder / "text").is_folder():
        there.insert(1, ("text/", "the clean articles"))
    if counts["quarantined"] or counts["empty"]:
        there.append(("quarantine.jsonl", "what gave no article, and why"))
    width = max(len(str(folder / name)) for name, _ in there)
    return "\n".join([*lines, *(f"{folder / name!s:<{width}}  {what}" for name, what in there)])
