"""Which copy is canonical, and why."""

import itertools

import pytest

from copydesk.canonical import ArticleInfo, choose_canonical
from copydesk.records import Cluster, Passage

Copy = tuple[str, str | None, int]  # outlet, published, length of the passage


def chosen(*copies: Copy, preferred: tuple[str, ...] = (), lengths: tuple[int, ...] = ()) -> tuple[str, str]:
    """The outlet of the canonical copy and the reason; asserts that the order of copies has no bearing."""
    articles = [
        ArticleInfo(article_id=f"{outlet}-1", outlet=outlet, published=published, n_chars=n_chars)
        for (outlet, published, _), n_chars in zip(copies, lengths or [1000] * len(copies), strict=True)
    ]
    passages = [
        Passage(
            passage_id=f"{outlet}-1:0-{length}",
            article_id=f"{outlet}-1",
            outlet=outlet,
            start_char=0,
            end_char=length,
            text="x" * length,
            cluster_id="c",
        )
        for outlet, _, length in copies
    ]
    results = set()
    for order in itertools.permutations(range(len(copies))):
        cluster = Cluster(
            cluster_id="c", passage_ids=tuple(passages[i].passage_id for i in order), n_outlets=len(copies)
        )
        (done,) = choose_canonical(
            [cluster], [passages[i] for i in order], [articles[i] for i in reversed(order)], preferred_outlets=preferred
        )
        results.add((str(done.canonical_passage_id).split("-")[0], str(done.canonical_reason)))
    (result,) = results
    return result


@pytest.mark.parametrize(
    "copies, expected",
    [
        ([("a", "2021-12-09", 50), ("b", "2021-12-08", 10)], ("b", "earliest")),
        ([("a", "2021-12-08T10:00:00Z", 50), ("b", "2021-12-08T12:30:00+03:00", 50)], ("b", "earliest")),
        # A time without an offset is UTC.
        ([("a", "2021-12-08T10:00:00", 50), ("b", "2021-12-08T10:30:00+01:00", 50)], ("b", "earliest")),
        # A known date goes before none, and before one that cannot be read; nobody knows that it was first.
        ([("a", None, 50), ("b", "2021-12-08", 10)], ("b", "only_dated")),
        ([("a", "yesterday", 50), ("b", "2021-12-08", 10)], ("b", "only_dated")),
        # Where one copy has only the day, days are compared.
        ([("a", "2021-12-08", 10), ("b", "2021-12-08T00:30:00Z", 20)], ("b", "most_complete")),
        ([("a", "2021-12-08T09:00:00Z", 10), ("b", "2021-12-08", 20), ("c", "2021-12-07", 5)], ("c", "earliest")),
        ([("a", None, 10), ("b", None, 20)], ("b", "most_complete")),
        ([("a", None, 20), ("b", None, 20)], ("a", "id")),
        ([("a", None, 20)], ("a", "only")),
    ],
)
def test_the_order_is_earliest_then_most_complete_then_id(copies: list[Copy], expected: tuple[str, str]) -> None:
    """The first rule that leaves only one copy is the reason; the order of copies has no bearing."""
    assert chosen(*copies) == expected


def test_the_longer_article_is_the_more_complete() -> None:
    """Where the passages are of one length."""
    assert chosen(("a", None, 20), ("b", None, 20), lengths=(100, 200)) == ("b", "most_complete")


def test_a_preferred_outlet_decides_between_equals() -> None:
    """In the order given, the others after it, and never against an earlier rule."""
    assert chosen(("a", None, 20), ("b", None, 20), ("c", None, 20), preferred=("c", "b")) == ("c", "preferred_outlet")
    assert chosen(("a", None, 20), ("b", None, 10), preferred=("b",)) == ("a", "most_complete")


def test_an_article_nothing_is_known_of_takes_part() -> None:
    """It counts as undated."""
    passage = Passage(passage_id="p", article_id="x", outlet="o", start_char=0, end_char=1, text="x", cluster_id="c")
    (done,) = choose_canonical([Cluster(cluster_id="c", passage_ids=("p",), n_outlets=1)], [passage], [])
    assert (done.canonical_passage_id, done.canonical_reason) == ("p", "only")


def test_the_order_of_rules_is_a_choice() -> None:
    """What is asked first decides; what is left out is not asked."""
    articles = [
        ArticleInfo(article_id="a", outlet="Post", published="2022-01-01", n_chars=100),
        ArticleInfo(article_id="b", outlet="Globe", published="2022-01-02", n_chars=900),
    ]
    passages = [
        Passage(
            passage_id=f"{info.article_id}:0-9",
            article_id=info.article_id,
            outlet=info.outlet,
            start_char=0,
            end_char=9,
            text="x" * 9,
            cluster_id="c",
        )
        for info in articles
    ]
    cluster = Cluster(cluster_id="c", passage_ids=("a:0-9", "b:0-9"), n_outlets=2)
    by_order = {
        order: choose_canonical([cluster], passages, articles, order=order, preferred_outlets=["Globe"])[0]
        for order in [("earliest", "most_complete"), ("most_complete",), ("preferred_outlet", "earliest"), ()]
    }
    assert [(c.canonical_passage_id, c.canonical_reason) for c in by_order.values()] == [
        ("a:0-9", "earliest"),
        ("b:0-9", "most_complete"),
        ("b:0-9", "preferred_outlet"),
        ("a:0-9", "id"),
    ]
    assert {c.first_published for c in by_order.values()} == {"2022-01-01"}
    # Which copy is kept is a choice; which was there first is not.
    assert {(c.source_passage_id, c.source_reason) for c in by_order.values()} == {("a:0-9", "earliest")}
