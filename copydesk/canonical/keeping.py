"""Which articles a corpus without copies takes."""

from __future__ import annotations

from typing import NamedTuple

from copydesk.records import ArticleCluster

# An article of which so much has its canonical copy elsewhere is a copy: what is left of it are a few sentences.
COPY_SHARE = 0.8


class Keep(NamedTuple):
    """Whether the article is taken, and why."""

    kept: bool
    reason: str  # "own", "canonical", "more", "passage", "copy": as the column `keep_reason` explains


def keep_article(article_id: str, story: ArticleCluster | None, share_elsewhere: float, *, has_kept: bool) -> Keep:
    """Whether to take the article with its canonical text; `story` is the one that it tells, if others tell it too.

    `share_elsewhere` is how much of its text has its canonical copy in another article, 0 to 1. It `has_kept` the
    canonical copy of a passage itself: that has been cut everywhere else, and would be lost with it.
    """
    if story is not None and story.canonical_article_id == article_id:
        return Keep(True, "canonical")
    if share_elsewhere >= COPY_SHARE:
        return Keep(True, "passage") if has_kept else Keep(False, "copy")
    return Keep(True, "own" if story is None else "more")
