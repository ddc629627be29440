"""What the report says of what it shows: whose words, why, and what a figure counts."""

from copydesk.canonical.choice import ORDER, STANDING
from copydesk.records import Cluster, Passage
from copydesk.report.outlets import outlet_pages, passage_places
from copydesk.report.pages import render
from copydesk.report.places import Places
from copydesk.report.shared import SharedCluster, show_cluster
from copydesk.report.words import KEPT

PLACES = Places(3, 1000)


def passage(outlet: str, text: str) -> Passage:
    name = outlet[0] * 16
    return Passage(
        passage_id=f"{name}:0-{len(text)}",
        article_id=name,
        outlet=outlet,
        start_char=0,
        end_char=len(text),
        text=text,
        cluster_id="cluster:aaaaaaaaaaaaaaaa:0-5",
    )


def shared(*passages: Passage) -> SharedCluster:
    cluster = Cluster(
        cluster_id=passages[0].cluster_id,
        passage_ids=tuple(one.passage_id for one in passages),
        n_outlets=len(passages),
        canonical_passage_id=passages[0].passage_id,
        canonical_reason="story",
    )
    return SharedCluster(cluster=cluster, passages=passages)


def test_a_pairs_page_has_the_words_of_one_of_the_two_and_says_whose() -> None:
    """Whatever a third outlet has of the passage."""
    texts = {"ann.example": "Ann says so.", "bob.example": "Bob says so, too.", "cid.example": "Cid said it."}
    rows = passage_places([shared(*(passage(outlet, text) for outlet, text in texts.items()))], PLACES)
    pages = dict(outlet_pages([], [], rows, batch="news", places=PLACES))
    assert len(pages) == 3
    for one in texts:
        for other in sorted(texts)[sorted(texts).index(one) + 1 :]:
            page = pages[PLACES.pair(one, other)].decode()
            assert f"in the words of {one}" in page
            assert [text for text in texts.values() if f">{text}</a>" in page] == [texts[one]]


def test_why_a_copy_is_kept_is_said_in_words() -> None:
    """For every reason there is, and what it means to be kept."""
    assert set(KEPT) == {STANDING, "story", *ORDER, "only_dated", "id", "only"}
    one = shared(passage("ann.example", "Ann says so."), passage("bob.example", "Bob says so, too."))
    shown = show_cluster(one, {})
    page = render("passages", batch="news", places=PLACES, passages=[shown], earlier={}).decode()
    assert f"Kept is the copy of ann.example: {KEPT['story']}." in page
    assert "kept copy: story" not in page
    assert "that a corpus without copies has" in page
