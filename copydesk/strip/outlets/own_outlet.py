"""Whose article it is: the one place that says which outlet an article belongs to."""

from __future__ import annotations

from pathlib import PurePosixPath

from copydesk.outlet import outlet_of
from copydesk.records import Article
from copydesk.strip.judgement import Fields


def own_outlet(article: Article, fields: Fields) -> str:
    """What manifest or record say, else the registered domain of its address, the given one or the page's own, else
    the folder it lay in, else what the page calls itself.

    A page's own name comes last since pages of one publisher spell it in many ways ("AP NEWS", "AP News", "Associated
    Press"). An article of which nothing tells the outlet is an outlet of its own.
    """
    return (
        article.outlet
        or outlet_of(article.url)
        or outlet_of(fields.url)
        or PurePosixPath(article.source_path).parent.name
        or fields.outlet
        or f"unknown-{article.article_id}"
    )
