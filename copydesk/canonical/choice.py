"""Which of several copies is the one to keep, by rules in a stated order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from copydesk.published import read_published
from copydesk.records import EarlierArticle

# The rules in the order in which they are asked, unless told otherwise; the smallest id decides what is left.
ORDER = ("earliest", "most_complete", "preferred_outlet")

# What goes before every rule: a copy that an earlier batch published stays the one to keep, before those that it cut
# out itself, before those that are new.
PUBLISHED, CUT, NEW = range(3)
STANDING = "already_published"


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleInfo:
    """What the choice needs to know of an article."""

    article_id: str
    outlet: str
    published: str | None = None  # ISO 8601, as far as it is known
    n_chars: int = 0  # length of the article's text
    earlier: EarlierArticle | None = None  # what an earlier batch published of it; none of this batch's articles


@dataclass(frozen=True, slots=True)
class Copy:
    """One of several copies, of which one is to be kept."""

    id: str
    outlet: str
    published: str | None
    lengths: tuple[int, ...]  # what makes it complete, most telling first
    standing: int = NEW


@dataclass(frozen=True, slots=True)
class Choice:
    """The copy to keep, and what that was decided by."""

    id: str
    reason: str


def copy_of_article(article: ArticleInfo) -> Copy:
    """The article as one of several copies of a story."""
    standing = PUBLISHED if article.earlier else NEW
    return Copy(article.article_id, article.outlet, article.published, (article.n_chars,), standing)


def ranked(
    copies: Sequence[Copy], *, order: Sequence[str] = ORDER, preferred_outlets: Sequence[str] = ()
) -> list[Copy]:
    """The copies, the one to keep first, then the one to keep if that were not there, and so on."""
    keys = _keys(copies, preferred_outlets)
    return sorted(copies, key=lambda copy: [keys[name](copy) for name in (STANDING, *order, "id")])


def choose(copies: Sequence[Copy], *, order: Sequence[str] = ORDER, preferred_outlets: Sequence[str] = ()) -> Choice:
    """The copy to keep, by the first rule of `order` that leaves one; what was published before goes before all."""
    keys = _keys(copies, preferred_outlets)
    left, reason = list(copies), "only"
    for name in (STANDING, *order, "id"):
        if len(left) == 1:
            break
        key = keys[name]
        best = min(map(key, left))
        out = [copy for copy in left if key(copy) != best]
        left = [copy for copy in left if key(copy) == best]
        # To be the only one with a date is a reason to be kept, but no proof of having been first.
        reason = "only_dated" if name == "earliest" and not any(instant_of(copy.published) for copy in out) else name
    return Choice(left[0].id, reason)


def first_published(copies: Sequence[Copy]) -> str | None:
    """The earliest date among the copies, as it is written."""
    when = _keys(copies, ())["earliest"]
    first = min(copies, key=lambda copy: (when(copy), copy.published or "", copy.id))
    return first.published if instant_of(first.published) else None


def _keys(copies: Sequence[Copy], preferred_outlets: Sequence[str]) -> dict[str, Callable[[Copy], Any]]:
    """For each rule what it compares the copies by: the least is kept."""
    published = {copy.id: instant_of(copy.published) for copy in copies}
    by_day = any(published[copy.id] and not _has_time(copy.published) for copy in copies)
    rank = {outlet: i for i, outlet in enumerate(preferred_outlets)}

    def when(copy: Copy) -> tuple[bool, str]:
        instant = published[copy.id]
        if instant is None:
            return True, ""
        return False, instant.date().isoformat() if by_day else instant.isoformat()

    return {
        STANDING: lambda copy: copy.standing,
        "earliest": when,
        "most_complete": lambda copy: tuple(-length for length in copy.lengths),
        "preferred_outlet": lambda copy: rank.get(copy.outlet, len(rank)),
        "id": lambda copy: copy.id,
    }


def find_source(copies: Sequence[Copy]) -> Choice | None:
    """The copy that was there before all others, where every date is known and one is the first; else nobody knows."""
    if not all(instant_of(copy.published) for copy in copies):
        return None
    first = choose([replace(copy, standing=NEW) for copy in copies], order=("earliest",))
    return first if first.reason == "earliest" else None


def instant_of(published: str | None) -> datetime | None:
    """The time meant, a clock of unknown zone read as UTC's, a day as its beginning; None where it is no date."""
    return read_published(published).moment


def _has_time(published: str | None) -> bool:
    return read_published(published).local is not None
