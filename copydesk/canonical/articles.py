"""Clusters of articles that are mostly one text, wherever it is from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations

from copydesk.canonical.choice import ORDER, ArticleInfo, choose, copy_of_article, find_source, first_published
from copydesk.records import ArticleCluster, Match, Passage

# Two articles are one story retold where at least half of the shorter stands in the other too: of two that share less,
# each has more of its own.
ARTICLES_ALIKE = 0.5


def cluster_articles(
    matches: Iterable[Match],
    passages: Iterable[Passage],
    articles: Iterable[ArticleInfo],
    *,
    order: Sequence[str] = ORDER,
    preferred_outlets: Sequence[str] = (),
) -> tuple[ArticleCluster, ...]:
    """Groups of articles of which each shares half of the shorter text with the longest, sorted by id.

    The longest article is a group's centre, and groups are joined only where their centres are alike themselves: so a
    brief that stands in two long articles does not make one story of them, and edits of edits end in several groups.
    Matches inside one outlet make no cluster.
    """
    linked = {(m.a_article_id, m.b_article_id) for m in matches if not m.same_outlet}
    return cluster_linked(linked, passages, articles, order=order, preferred_outlets=preferred_outlets)


def linked_by_passages(passages: Iterable[Passage]) -> set[tuple[str, str]]:
    """The articles of different outlets that share a passage, two and two, a < b."""
    articles: dict[str, dict[str, str]] = defaultdict(dict)  # by cluster, each article's outlet
    for passage in passages:
        articles[passage.cluster_id][passage.article_id] = passage.outlet
    return {
        (a, b) for outlets in articles.values() for a, b in combinations(sorted(outlets), 2) if outlets[a] != outlets[b]
    }


class Likeness:
    """How much of the shorter of two articles stands in the other, by their passages."""

    def __init__(self, passages: Iterable[Passage], articles: Iterable[ArticleInfo]) -> None:
        self._n_chars = {article.article_id: article.n_chars for article in articles}
        self._spans: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
        for passage in passages:
            self._spans[passage.article_id].append((passage.start_char, passage.end_char, passage.cluster_id))
        self._clusters = {name: {cluster_id for _, _, cluster_id in own} for name, own in self._spans.items()}

    def __call__(self, a: str, b: str) -> float:
        """From 0 to 1."""
        n_chars = self._n_chars
        shorter, longer = sorted((a, b), key=lambda article_id: (n_chars[article_id], article_id))
        clusters = self._clusters.get(longer, ())
        shared = [(start, end) for start, end, cluster_id in self._spans.get(shorter, ()) if cluster_id in clusters]
        return _n_covered(shared) / max(n_chars[shorter], 1)


def alike_pairs(linked: Iterable[tuple[str, str]], alike: Likeness) -> list[tuple[str, str]]:
    """Of the pairs of articles those that may be one story, the most alike first: no others have a bearing on any."""
    scored = sorted((-round(alike(a, b), 6), a, b) for a, b in set(linked))
    return [(a, b) for score, a, b in scored if -score >= ARTICLES_ALIKE]


def cluster_linked(
    linked: Iterable[tuple[str, str]],
    passages: Iterable[Passage],
    articles: Iterable[ArticleInfo],
    *,
    order: Sequence[str],
    preferred_outlets: Sequence[str],
) -> tuple[ArticleCluster, ...]:
    """The same from the pairs of articles that share a passage."""
    articles = list(articles)
    info = {article.article_id: article for article in articles}
    alike = Likeness(passages, articles)
    pairs = alike_pairs(linked, alike)
    groups = {article_id: [article_id] for pair in pairs for article_id in pair}
    for a, b in pairs:
        group_a, group_b = groups[a], groups[b]
        if group_a is group_b or alike(group_a[0], group_b[0]) < ARTICLES_ALIKE:
            continue
        small, large = sorted((group_a, group_b), key=len)
        # The smaller group joins the larger, so that no article is moved often; the longest article comes first.
        centre = len(large)
        large.extend(small)
        groups.update(dict.fromkeys(small, large))
        if (-info[large[centre]].n_chars, large[centre]) < (-info[large[0]].n_chars, large[0]):
            large[0], large[centre] = large[centre], large[0]
    distinct = {id(group): group for group in groups.values() if len(group) > 1}
    members = sorted(sorted(group) for group in distinct.values())
    return tuple(_cluster([info[member] for member in group], order, preferred_outlets) for group in members)


def _n_covered(spans: Iterable[tuple[int, int]]) -> int:
    """How many characters stand in one of the spans at least."""
    covered = reached = 0
    for start, end in sorted(spans):
        covered += max(0, end - max(start, reached))
        reached = max(reached, end)
    return covered


def _cluster(members: list[ArticleInfo], order: Sequence[str], preferred_outlets: Sequence[str]) -> ArticleCluster:
    copies = [copy_of_article(article) for article in members]
    choice = choose(copies, order=order, preferred_outlets=preferred_outlets)
    source = find_source(copies)
    return ArticleCluster(
        cluster_id=f"articles:{members[0].article_id}",
        article_ids=tuple(article.article_id for article in members),
        n_outlets=len({article.outlet for article in members}),
        canonical_article_id=choice.id,
        canonical_reason=choice.reason,
        first_published=first_published(copies),
        source_article_id=source.id if source else None,
        source_reason=source.reason if source else None,
    )
