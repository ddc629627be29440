"""Which copy of a passage is the one to keep."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from copydesk.records import Cluster, Passage


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleInfo:
    """What the choice needs to know of an article."""

    article_id: str
    outlet: str
    published: str | None = None  # ISO 8601, as far as it is known
    n_chars: int = 0  # length of the article's text


@dataclass(frozen=True, slots=True)
class _Candidate:
    passage: Passage
    article: ArticleInfo
    published: datetime | None
    has_time: bool


def choose_canonical(
    clusters: Iterable[Cluster],
    passages: Iterable[Passage],
    articles: Iterable[ArticleInfo],
    *,
    preferred_outlets: Sequence[str] = (),
) -> tuple[Cluster, ...]:
    """Each cluster with its canonical passage, and the reason: the first rule that left only one copy.

    `earliest`: the article published first. A known date goes before an unknown one; days are compared where some
    copy's time of day is not known; a time without an offset is taken for UTC. `most_complete`: the longest passage,
    then the longest article. `preferred_outlet`: the order of `preferred_outlets`, the others after them. `id`: the
    smallest passage_id. Nothing depends on the order of any argument but the last.
    """
    by_id = {passage.passage_id: passage for passage in passages}
    info = {article.article_id: article for article in articles}
    rank = {outlet: i for i, outlet in enumerate(preferred_outlets)}
    return tuple(
        _choose(cluster, [_candidate(by_id[passage_id], info) for passage_id in cluster.passage_ids], rank)
        for cluster in clusters
    )


def _candidate(passage: Passage, info: dict[str, ArticleInfo]) -> _Candidate:
    article = info.get(passage.article_id) or ArticleInfo(article_id=passage.article_id, outlet=passage.outlet)
    published = _instant(article.published)
    return _Candidate(passage, article, published, "T" in (article.published or "") or ":" in (article.published or ""))


def _instant(published: str | None) -> datetime | None:
    """The time meant, or None where there is none or it is not ISO 8601."""
    try:
        instant = datetime.fromisoformat(published or "")
        return (instant if instant.tzinfo else instant.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _choose(cluster: Cluster, candidates: list[_Candidate], rank: dict[str, int]) -> Cluster:
    by_day = any(candidate.published and not candidate.has_time for candidate in candidates)

    def when(candidate: _Candidate) -> tuple[bool, str]:
        if candidate.published is None:
            return True, ""
        return False, candidate.published.date().isoformat() if by_day else candidate.published.isoformat()

    rules: list[tuple[str, Callable[[_Candidate], object]]] = [
        ("earliest", when),
        ("most_complete", lambda c: (c.passage.start_char - c.passage.end_char, -c.article.n_chars)),
        ("preferred_outlet", lambda c: rank.get(c.article.outlet, len(rank))),
        ("id", lambda c: c.passage.passage_id),
    ]
    reason = "only"
    for name, key in rules:
        if len(candidates) == 1:
            break
        best = min(candidates, key=key)  # type: ignore[arg-type]
        candidates = [candidate for candidate in candidates if key(candidate) == key(best)]
        reason = name
    return replace(cluster, canonical_passage_id=candidates[0].passage.passage_id, canonical_reason=reason)
