"""Which copy of a passage, and of an article, is the one to keep."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from copydesk.records import Cluster, Passage

# The rules in the order in which they are asked, unless told otherwise; the smallest id decides what is left.
ORDER = ("earliest", "most_complete", "preferred_outlet")


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleInfo:
    """What the choice needs to know of an article."""

    article_id: str
    outlet: str
    published: str | None = None  # ISO 8601, as far as it is known
    n_chars: int = 0  # length of the article's text


@dataclass(frozen=True, slots=True)
class Copy:
    """One of several copies, of which one is to be kept."""

    id: str
    outlet: str
    published: str | None
    lengths: tuple[int, ...]  # what makes it complete, most telling first


@dataclass(frozen=True, slots=True)
class Choice:
    """The copy to keep, and what that was decided by."""

    id: str
    reason: str
    first_published: str | None  # the earliest date among the copies, as it is written


def choose_canonical(
    clusters: Iterable[Cluster],
    passages: Iterable[Passage],
    articles: Iterable[ArticleInfo],
    *,
    order: Sequence[str] = ORDER,
    preferred_outlets: Sequence[str] = (),
) -> tuple[Cluster, ...]:
    """Each cluster with its canonical passage, and the reason: the first rule that left only one copy.

    `earliest`: the article published first. A known date goes before an unknown one (`only_dated`); days are compared
    where some copy's time of day is not known; a time without an offset is taken for UTC. `most_complete`: the longest
    passage, then the longest article. `preferred_outlet`: the order of `preferred_outlets`, the others after them.
    `id`: the smallest passage_id. Nothing depends on the order of `clusters`, `passages` or `articles`.
    """
    by_id = {passage.passage_id: passage for passage in passages}
    info = {article.article_id: article for article in articles}
    chosen = []
    for cluster in clusters:
        copies = [_copy(by_id[passage_id], info) for passage_id in cluster.passage_ids]
        choice = choose(copies, order=order, preferred_outlets=preferred_outlets)
        source = find_source(copies)
        chosen.append(
            replace(
                cluster,
                canonical_passage_id=choice.id,
                canonical_reason=choice.reason,
                first_published=choice.first_published,
                source_passage_id=source.id if source else None,
                source_reason=source.reason if source else None,
            )
        )
    return tuple(chosen)


def choose(copies: Sequence[Copy], *, order: Sequence[str] = ORDER, preferred_outlets: Sequence[str] = ()) -> Choice:
    """The copy to keep, by the first rule of `order` that leaves one."""
    published = {copy.id: _instant(copy.published) for copy in copies}
    by_day = any(published[copy.id] and not _has_time(copy.published or "") for copy in copies)
    rank = {outlet: i for i, outlet in enumerate(preferred_outlets)}

    def when(copy: Copy) -> tuple[bool, str]:
        instant = published[copy.id]
        if instant is None:
            return True, ""
        return False, instant.date().isoformat() if by_day else instant.isoformat()

    keys: dict[str, Callable[[Copy], object]] = {
        "earliest": when,
        "most_complete": lambda copy: tuple(-length for length in copy.lengths),
        "preferred_outlet": lambda copy: rank.get(copy.outlet, len(rank)),
        "id": lambda copy: copy.id,
    }
    first = min(copies, key=lambda copy: (when(copy), copy.published or "", copy.id))
    left, reason = list(copies), "only"
    for name in (*order, "id"):
        if len(left) == 1:
            break
        key = keys[name]
        best = min(map(key, left))  # type: ignore[type-var]
        out = [copy for copy in left if key(copy) != best]
        left = [copy for copy in left if key(copy) == best]
        # To be the only one with a date is a reason to be kept, but no proof of having been first.
        reason = "only_dated" if name == "earliest" and not any(published[copy.id] for copy in out) else name
    return Choice(left[0].id, reason, first.published if published[first.id] else None)


def find_source(copies: Sequence[Copy]) -> Choice | None:
    """The copy that was there before all others, where every date is known and one is the first; else nobody knows."""
    first = choose(copies, order=("earliest",))
    return first if first.reason == "earliest" and all(_instant(copy.published) for copy in copies) else None


def _copy(passage: Passage, info: dict[str, ArticleInfo]) -> Copy:
    article = info.get(passage.article_id) or ArticleInfo(article_id=passage.article_id, outlet=passage.outlet)
    lengths = passage.end_char - passage.start_char, article.n_chars
    return Copy(passage.passage_id, article.outlet, article.published, lengths)


def _instant(published: str | None) -> datetime | None:
    """The time meant, or None where there is none or it is not ISO 8601."""
    try:
        instant = datetime.fromisoformat(published or "")
        return (instant if instant.tzinfo else instant.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _has_time(published: str) -> bool:
    return "T" in published or ":" in published
