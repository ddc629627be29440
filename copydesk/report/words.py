"""What the report's codes mean, in words: those of removals are `copydesk.reasons`."""

from __future__ import annotations

from copydesk.records import Measure

# Why a copy is the one to keep, as a sentence's end.
KEPT = {
    "already_published": "an earlier batch has published it",
    "story": "it stands in the copy of the story that is kept, or in the next one where that lacks it",
    "earliest": "of the copies it was published first",
    "only_dated": "it is the only one with a date",
    "most_complete": "it is the most complete",
    "preferred_outlet": "its outlet is a preferred one",
    "id": "nothing else decided, and its id is the smallest",
    "only": "it is the only one",
}
# What is measured of an outlet, to see whether it is as it was.
MEASURED: dict[Measure, str] = {
    "refused": "share of its inputs that were refused",
    "length": "characters of its median article",
    "removed": "share of its characters that were removed",
    "mended": "places mended in 1,000 characters",
    "shared": "share of its characters that stand in another outlet",
}
# What happened to an input that gave no article, by the reason of its quarantine, and what to do about it.
QUARANTINE = {
    "empty": (
        "there is no text in it",
        "Nothing, if the file is empty at its source; else fetch it again.",
    ),
    "no_article": (
        "a page or text in which nothing is an article: an error page, a wall, an empty shell",
        "Nothing, if it is a front page, a list or a form. If articles are among them, please report one.",
    ),
    "binary": (
        "its bytes are no text in any charset, or of a known binary format",
        "Look at what was fetched: a picture or an archive under a text's name?",
    ),
    "unsupported": (
        "a kind of file that copydesk does not read",
        "Convert it to HTML, text, JSONL, CSV, Parquet or WARC.",
    ),
    "too_large": ("larger than a limit allows", "Cut it, or raise the limit of [read] that it names."),
    "too_slow": ("it took longer than a limit allows", "Raise max_article_seconds of [read], if the page matters."),
    "duplicate": (
        "another input has the same outlet and address",
        "Nothing: the other input with this outlet and address is kept.",
    ),
    "passed_over": (
        "a record that is no article's, counted by kind",
        "Nothing: records of a container that are no article's.",
    ),
    "unreadable": (
        "it cannot be opened, is no regular file, or is not there",
        "See that the file is there and may be read, then run again.",
    ),
    "truncated": ("its container ends too soon", "Fetch the container again: its end is missing."),
    "corrupt": ("its container is damaged", "Fetch the container again: it is damaged."),
    "checksum": (
        "its container's checksum does not agree",
        "Fetch the container again: what is in it is not what was written.",
    ),
    "bad_record": (
        "a record that its container's format does not allow",
        "Look at the record: it is not what its container's format allows.",
    ),
    "bad_manifest": ("the manifest beside it is wrong", "Mend the manifest beside the inputs; the error says where."),
    "bomb": ("it decompresses to more than is allowed", "Look at what was fetched: no article is so large."),
    "refused": ("a link, or an archive inside an archive, which is not followed", "Unpack it first."),
}
_OTHER_ADVICE = ("See its error.", "Please report it: copydesk did not expect this.")


def why_kept(reason: str) -> str:
    """Why the copy is kept, as a sentence's end."""
    return KEPT.get(reason, reason.replace("_", " "))


def advice(reason: str) -> str:
    """What to do about an input that was refused for the reason."""
    return QUARANTINE[reason][1] if reason in QUARANTINE else _OTHER_ADVICE[reason.endswith("_failed")]
