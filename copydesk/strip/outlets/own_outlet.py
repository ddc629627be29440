"""Whose article it is where neither manifest, record nor URL tells."""

from __future__ import annotations

from pathlib import PurePosixPath

from copydesk.records import Article


def own_outlet(article: Article) -> str:
    """The folder it lay in; an article of which nothing tells the outlet is an outlet of its own."""
    return PurePosixPath(article.source_path).parent.name or f"unknown-{article.article_id}"
