"""Who was first is asked of every article that has the words, also within a longer passage."""

from __future__ import annotations

import pytest

from copydesk.canonical import ArticleInfo, choose_canonical
from copydesk.records import Cluster, EarlierArticle, EarlierPassage, FurtherCopy, Passage

ANN, BOB, CID, DAN = "ann", "bob", "cid", "dan"
MORNING, NOON = "2026-11-27T08:00:00Z", "2026-11-27T12:00:00Z"


def passage(name: str) -> Passage:
    return Passage(
        passage_id=f"{name}:10-19",
        article_id=name,
        outlet=f"{name}.example",
        start_char=10,
        end_char=19,
        text="x" * 9,
        cluster_id="c",
    )


def chosen(
    published: dict[str, str | None], *, further: tuple[str, ...], earlier: EarlierArticle | None = None, **more: bool
) -> Cluster:
    """The cluster of those that are not further ones, which have its words within a longer passage."""
    own = [passage(name) for name in published if name not in further]
    cluster = Cluster(
        cluster_id="c",
        passage_ids=tuple(one.passage_id for one in own),
        n_outlets=len(own),
        further=tuple(
            FurtherCopy(article_id=name, outlet=f"{name}.example", start_char=50, end_char=59) for name in further
        ),
        **more,
    )
    articles = [
        ArticleInfo(
            article_id=name,
            outlet=f"{name}.example",
            published=date,
            n_chars=99,
            earlier=earlier if earlier and earlier.article_id == name else None,
        )
        for name, date in published.items()
    ]
    (done,) = choose_canonical([cluster], own, articles)
    return done


def test_no_passage_is_the_source_where_a_longer_one_was_before_it() -> None:
    """Nor is any of the cluster's outlets the first; which copy is kept is another question."""
    done = chosen({ANN: "2026-11-25", BOB: "2026-11-26", CID: "2026-11-27"}, further=(ANN,))
    assert (done.source_passage_id, done.source_reason) == (None, None)
    assert (done.first_article_id, done.first_outlet, done.first_published) == (ANN, "ann.example", "2026-11-25")
    assert done.first_batch is None
    assert (done.canonical_passage_id, done.canonical_reason) == ("bob:10-19", "earliest")
    assert [copy.published for copy in done.further] == ["2026-11-25"]


def test_a_passage_is_the_source_where_the_longer_ones_came_after_it() -> None:
    """All are dated, and one of the cluster is the first of them."""
    done = chosen({ANN: "2026-11-27", BOB: "2026-11-26", CID: "2026-11-28"}, further=(ANN,))
    assert (done.source_passage_id, done.source_reason) == ("bob:10-19", "earliest")
    assert (done.first_article_id, done.first_published) == (BOB, "2026-11-26")


@pytest.mark.parametrize(
    ("ann", "bob", "first"),
    [
        ("2026-11-27", "2026-11-27", ANN),
        (MORNING, MORNING, ANN),
        # By day: one of them has no clock.
        ("2026-11-27", MORNING, ANN),
        (NOON, "2026-11-27", BOB),
        # By date alone bob is the first; of ann nobody knows.
        (None, MORNING, BOB),
        ("soon", MORNING, BOB),
    ],
)
def test_nobody_knows_of_a_longer_one_of_the_same_time_or_without_a_date(ann: str | None, bob: str, first: str) -> None:
    """As of two copies of a cluster."""
    done = chosen({ANN: ann, BOB: bob, CID: "2026-11-28"}, further=(ANN,))
    assert done.source_passage_id is None
    assert done.first_article_id == first


def test_a_longer_one_without_a_clock_makes_days_of_all_dates() -> None:
    """It may be of any time of its day, and so of none that decides between two others of the day before."""
    dates = {BOB: "2026-11-26T08:00:00Z", CID: "2026-11-26T09:00:00Z"}
    assert chosen(dates, further=()).source_passage_id == "bob:10-19"
    assert chosen({**dates, ANN: NOON}, further=(ANN,)).source_passage_id == "bob:10-19"
    assert chosen({**dates, ANN: "2026-11-27"}, further=(ANN,)).source_passage_id is None


def test_where_not_all_were_compared_nobody_is_the_source() -> None:
    """One of the others may have been before it."""
    dates: dict[str, str | None] = {ANN: "2026-11-27", BOB: "2026-11-26", CID: "2026-11-28"}
    done = chosen(dates, further=(ANN,), knows_all=False)
    assert (done.source_passage_id, done.first_article_id) == (None, BOB)


@pytest.mark.parametrize(("start", "first"), [(40, DAN), (60, ANN)])
def test_a_longer_one_of_an_earlier_night_hands_on_who_was_first_then(start: int, first: str) -> None:
    """If what its batch published has the place of the words; else it was seen first in that batch."""
    known = EarlierPassage(
        start_char=start,
        end_char=start + 40,
        is_canonical=True,
        first_batch="news-2026-11-20",
        first_article_id=DAN,
        first_outlet="dan.example",
        first_published="2026-11-20",
    )
    earlier = EarlierArticle(
        article_id=ANN,
        outlet="ann.example",
        published="2026-11-25",
        batch="news-2026-11-25",
        n_chars=99,
        passages=(known,),
    )
    done = chosen({ANN: "2026-11-25", BOB: "2026-11-26", CID: "2026-11-27"}, further=(ANN,), earlier=earlier)
    assert (done.first_article_id, done.first_outlet) == (first, f"{first}.example")
    assert done.first_batch == ("news-2026-11-20" if first == DAN else "news-2026-11-25")
    assert (done.source_passage_id, done.first_published) == (None, "2026-11-25")
    # It is not kept for having been published before: it has no passage of the cluster.
    assert (done.canonical_passage_id, done.canonical_reason) == ("bob:10-19", "earliest")
