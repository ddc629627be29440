"""Whose article it is: the one place that says which outlet an article belongs to."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from copydesk.outlet import UNKNOWN, outlet_of
from copydesk.records import Article
from copydesk.strip.judgement import Fields

# A folder that is called after a year, and what follows on it: `2026`, `2026-11`, `20261128`, `2026-11-28T05`.
_YEAR_FIRST = re.compile(r"(?:19|20)\d\d(?:[-_.]?[01]\d(?:[-_.]?[0-3]\d(?:[-_.T]?[0-2]\d)?)?)?")
# Below such a folder: a month, a day, an hour.
_OF_A_DATE = re.compile(r"[0-3]?\d")


def own_outlet(article: Article, fields: Fields) -> str:
    """What manifest or record say, else the registered domain of its address, the given one or the page's own, else
    the folder it lay in (a date is none: `post/2026/11/28/a.txt` is of `post`), else what the page calls itself.

    A page's own name comes last since pages of one publisher spell it in many ways ("AP NEWS", "AP News", "Associated
    Press"). An article of which nothing tells the outlet is an outlet of its own.
    """
    return (
        article.outlet
        or outlet_of(article.url)
        or outlet_of(fields.url)
        or _folder_of(article.source_path)
        or fields.outlet
        or f"{UNKNOWN}{article.article_id}"
    )


def _folder_of(path: str) -> str:
    """The innermost folder that is not called after a date; empty where there is none."""
    folders = list(PurePosixPath(path).parent.parts)
    n_after_year = next((n for n, name in enumerate(reversed(folders)) if not _OF_A_DATE.fullmatch(name)), 0)
    if n_after_year and _YEAR_FIRST.fullmatch(folders[-1 - n_after_year]):
        del folders[-n_after_year:]
    while folders and _YEAR_FIRST.fullmatch(folders[-1]):
        folders.pop()
    return folders[-1] if folders else ""
