"""Clusters of articles: wire copy and rewrites, and not what a chain or a brief would join."""

import itertools
from collections.abc import Mapping, Sequence

import pytest

from copydesk.canonical import ArticleInfo, cluster_articles
from copydesk.records import ArticleCluster, Match, Passage

Shares = Mapping[str, Sequence[tuple[int, int, str]]]  # of each article its passages: start, end, cluster


def info(article_id: str, n_chars: int = 1000, published: str | None = None) -> ArticleInfo:
    return ArticleInfo(article_id=article_id, outlet=f"outlet {article_id}", published=published, n_chars=n_chars)


def clusters_of(articles: Sequence[ArticleInfo], shares: Shares, **match: bool) -> tuple[ArticleCluster, ...]:
    """The clusters of articles, each two of which match where they have a cluster in common; from any order."""
    passages = [
        Passage(
            passage_id=f"{article}:{start}-{end}",
            article_id=article,
            outlet=f"outlet {article}",
            start_char=start,
            end_char=end,
            text="x" * (end - start),
            cluster_id=cluster,
        )
        for article, own in shares.items()
        for start, end, cluster in own
    ]
    matches = [
        Match(
            a_article_id=p.article_id, a_start=p.start_char, a_end=p.end_char,
            b_article_id=q.article_id, b_start=q.start_char, b_end=q.end_char,
            kind="exact", similarity=1.0, **match,
        )
        for p, q in itertools.combinations(sorted(passages, key=lambda p: p.passage_id), 2)
        if p.cluster_id == q.cluster_id and p.article_id < q.article_id
    ]  # fmt: skip
    one = cluster_articles(matches, passages, articles)
    assert cluster_articles(matches[::-1], passages[::-1], articles[::-1]) == one
    return one


def test_articles_that_share_half_of_the_shorter_are_one_story() -> None:
    """Wire copy, cut in one outlet; the longer is kept."""
    (cluster,) = clusters_of([info("a", 600), info("b", 1000)], {"a": [(0, 400, "c")], "b": [(100, 500, "c")]})
    assert cluster.article_ids == ("a", "b")
    assert (cluster.canonical_article_id, cluster.canonical_reason, cluster.n_outlets) == ("b", "most_complete", 2)


def test_a_shared_quotation_makes_no_story() -> None:
    """Less than half of either is shared."""
    assert clusters_of([info("a"), info("b")], {"a": [(0, 400, "c")], "b": [(0, 400, "c")]}) == ()


def test_what_stands_in_two_passages_counts_once() -> None:
    """A sentence that a third outlet quotes lies inside the paragraph."""
    shares = {"a": [(0, 400, "c"), (100, 300, "d")], "b": [(0, 400, "c"), (100, 300, "d")]}
    assert clusters_of([info("a"), info("b")], shares) == ()


def test_a_brief_does_not_join_two_long_articles() -> None:
    """It stands in both, and they share nothing else."""
    shares = {"brief": [(0, 100, "c")], "long1": [(0, 100, "c")], "long2": [(0, 100, "c")]}
    (cluster,) = clusters_of([info("brief", 100), info("long1"), info("long2")], shares)
    assert cluster.article_ids == ("brief", "long1")


def test_a_chain_of_rewrites_ends_in_several_clusters() -> None:
    """Each shares six tenths with the next; the first and the last share nothing."""
    shares = {f"{n:02}": [(100 * k, 100 * k + 100, f"c{4 * n + k}") for k in range(10)] for n in range(8)}
    found = clusters_of([info(article) for article in shares], shares)
    assert all(int(c.article_ids[-1]) - int(c.article_ids[0]) <= 2 for c in found)


def test_repeats_of_one_outlet_make_no_cluster() -> None:
    """They are no reuse across outlets."""
    shares = {"a": [(0, 900, "c")], "b": [(0, 900, "c")]}
    assert clusters_of([info("a"), info("b")], shares, same_outlet=True) == ()


@pytest.mark.parametrize(
    "dates, source, first",
    [
        (("2022-01-02", "2022-01-01"), "b", "2022-01-01"),
        (("2022-01-02T08:00Z", "2022-01-02T09:00Z"), "a", "2022-01-02T08:00Z"),
        (("2022-01-02", "2022-01-02T09:00Z"), None, "2022-01-02"),
        ((None, "2022-01-01"), None, "2022-01-01"),
        ((None, None), None, None),
    ],
)
def test_a_source_is_named_only_where_all_dates_are_known(
    dates: tuple[str | None, str | None], source: str | None, first: str | None
) -> None:
    """An article without a date may have been there before the others."""
    shares = {"a": [(0, 900, "c")], "b": [(0, 900, "c")]}
    (cluster,) = clusters_of([info("a", published=dates[0]), info("b", published=dates[1])], shares)
    assert (cluster.source_article_id, cluster.first_published) == (source, first)
    assert cluster.source_reason == ("earliest" if source else None)
