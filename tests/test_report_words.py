"""What the report says of what it shows: whose words, why, and what a figure counts."""

from copydesk.records import Cluster, Passage
from copydesk.report.outlets import outlet_pages, passage_places
from copydesk.report.places import Places
from copydesk.report.shared import SharedCluster

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
