"""A story that several articles tell is decided once: which of them keeps what they share, and which are kept."""

from __future__ import annotations

import pytest

from copydesk.canonical import ArticleInfo, canonical_text, choose_canonical, cluster_articles, keep_article
from copydesk.records import Cluster, Passage
from copydesk.reuse import ReuseInput, find_near_duplicates

SHARED = [
    "The harbour council voted nine to four on Tuesday to close the old ferry terminal and sell the land to a trust.",
    "Residents who had camped outside the building since March said they would appeal against the ruling in court.",
    "Marit Oyelaran, who speaks for the trust, said the first homes would be ready within three years of the sale.",
    "Engineers have warned since 2009 that the pier was unsafe, and the last sailing left with six passengers.",
]
LONGER = [paragraph.replace(" the ", " the whole ", 1) for paragraph in SHARED]
OTHER = "Bakers on the quay sold out of rolls before noon, as they do on every market day when the cyclists come."


def decide(**texts: str) -> tuple[dict[str, set[str]], list[ArticleInfo], dict[str, str]]:
    """For each article the reasons for which it keeps canonical copies; the articles; their canonical texts."""
    found = find_near_duplicates([ReuseInput(article_id=k, outlet=k, text=text) for k, text in texts.items()])
    infos = [ArticleInfo(article_id=key, outlet=key, n_chars=len(text)) for key, text in texts.items()]
    clusters = choose_canonical(found.clusters, found.passages, infos)
    keeps: dict[str, set[str]] = {}
    for cluster in clusters:
        article = str(cluster.canonical_passage_id).partition(":")[0]
        keeps.setdefault(article, set()).add(str(cluster.canonical_reason))
    own = {key: [p for p in found.passages if p.article_id == key] for key in texts}
    return keeps, infos, {key: canonical_text(text, own[key], clusters).text for key, text in texts.items()}


def test_one_article_of_a_story_keeps_all_that_they_share() -> None:
    """Though each of two has the longer copy of every other paragraph."""
    a = "\n\n".join([LONGER[0], SHARED[1], LONGER[2], SHARED[3], OTHER])
    b = "\n\n".join([SHARED[0], LONGER[1], SHARED[2], LONGER[3]])
    keeps, _, texts = decide(a=a, b=b)
    assert keeps == {"a": {"story"}}
    assert texts == {"a": a, "b": ""}


def test_what_the_canonical_article_lacks_is_kept_by_one_of_the_others() -> None:
    """The same one for all of it."""
    a = "\n\n".join([*SHARED, OTHER, OTHER.replace("Bakers", "Brewers")])
    more = "A hearing is planned for May, and the council will publish the survey of the site before then."
    b = "\n\n".join([*SHARED[:3], more])
    c = "\n\n".join([*SHARED[1:], more.replace("survey of", "whole survey of")])
    keeps, _, texts = decide(a=a, b=b, c=c)
    assert set(keeps) == {"a", "b"}
    assert texts["c"] == ""


def test_a_passage_is_in_an_article_that_is_kept() -> None:
    """Though the longest article that has it is a copy in all else."""
    more = "A hearing is planned for May, and the council will publish the survey of the site before then."
    own = "Gulls nest again under the roof of the customs house, which has been empty for as long as anybody can tell."
    texts = {
        "a": "\n\n".join([*SHARED, own]),
        "b": "\n\n".join([*SHARED, more]),
        "c": "\n\n".join([OTHER, more]),
    }
    found = find_near_duplicates([ReuseInput(article_id=k, outlet=k, text=text) for k, text in texts.items()])
    infos = [ArticleInfo(article_id=key, outlet=key, n_chars=len(text)) for key, text in texts.items()]
    stories = cluster_articles(found.matches, found.passages, infos)
    clusters = choose_canonical(found.clusters, found.passages, infos, stories=stories)
    assert [story.article_ids for story in stories] == [("a", "b")]
    kept = []
    for key, text in texts.items():
        left = canonical_text(text, [p for p in found.passages if p.article_id == key], clusters)
        story = next((story for story in stories if key in story.article_ids), None)
        if keep_article(key, story, left.share_elsewhere, has_kept=left.has_kept).kept:
            kept.append(left.text)
    assert more in "\n\n".join(kept)


def test_a_passage_outside_stories_follows_the_order() -> None:
    """Two articles that share one sentence are no story."""
    quoting = (
        "In other news a reader wrote to us. " + SHARED[0] + " Nobody else has said so. " + OTHER + " " + OTHER[:60]
    )
    keeps, _, _ = decide(a="\n\n".join([SHARED[0], *LONGER[1:]]), b=quoting + " " + " ".join(OTHER.split()[::-1]))
    assert set().union(*keeps.values()) == {"most_complete"}


def test_a_passage_of_two_stories_is_kept_in_one_of_them() -> None:
    """Outsiders do not get it."""
    stories = cluster_articles([], [], [])
    assert stories == ()
    passages = [
        Passage(passage_id=f"{key}:0-9", article_id=key, outlet=key, start_char=0, end_char=9, text="x", cluster_id="c")
        for key in "abz"
    ]
    infos = [ArticleInfo(article_id=key, outlet=key, n_chars=9 if key < "z" else 99) for key in "abz"]
    cluster = Cluster(cluster_id="c", passage_ids=("a:0-9", "b:0-9", "z:0-9"), n_outlets=3)
    (done,) = choose_canonical([cluster], passages, infos)
    assert (done.canonical_passage_id, done.canonical_reason) == ("z:0-9", "story")


@pytest.mark.parametrize(
    "article_id, share, expected",
    [("a", 0.0, (True, "canonical")), ("b", 0.95, (False, "copy")), ("b", 0.6, (True, "more"))],
)
def test_which_articles_of_a_story_are_kept(article_id: str, share: float, expected: tuple[bool, str]) -> None:
    """The canonical one, and those with a good part of their own."""
    found = find_near_duplicates(
        [ReuseInput(article_id=key, outlet=key, text="\n\n".join(SHARED)) for key in ("a", "b")]
    )
    infos = [ArticleInfo(article_id=key, outlet=key, n_chars=400) for key in ("a", "b")]
    (story,) = cluster_articles(found.matches, found.passages, infos)
    assert keep_article(article_id, story, share, has_kept=False) == expected
    assert keep_article(article_id, story, share, has_kept=True).kept


@pytest.mark.parametrize("share, expected", [(0.0, (True, "own")), (0.5, (True, "own")), (0.9, (False, "copy"))])
def test_an_article_outside_stories_is_kept_unless_it_is_made_of_others(
    share: float, expected: tuple[bool, str]
) -> None:
    """A round-up that quotes others from end to end is a copy, too."""
    assert keep_article("a", None, share, has_kept=False) == expected
