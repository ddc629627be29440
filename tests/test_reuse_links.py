"""Which articles are compared, where many are like one another."""

import random
from itertools import product

import pytest

from copydesk.canonical import ArticleInfo, cluster_articles
from copydesk.reuse import Reuse, ReuseInput, find_near_duplicates
from copydesk.reuse.pairs.links import LIKEST_LINKED

SYLLABLES = ("kel", "mor", "tis", "ran", "bo", "di", "fu", "ga", "le", "pa", "ves", "zor")
WORDS = ["".join(three) for three in product(SYLLABLES, repeat=3)]
QUOTED = "The bridge will be shut for the whole of June, and nobody has yet told the ferrymen on the other bank of it."


def prose(n_sentences: int, random_: random.Random) -> str:
    """Sentences of any words."""
    sentences = (" ".join(random_.choices(WORDS, k=14)).capitalize() + "." for _ in range(n_sentences))
    return " ".join(sentences)


def printed_by(n: int, *, edits: float = 0.0) -> list[ReuseInput]:
    """One story in n outlets, each with an opening of its own and some words left out; the first and two others quote a
    sentence besides."""
    random_ = random.Random(n)
    story = prose(12, random_).split()
    articles = []
    for k in range(n):
        own = " ".join(word for word in story if word not in WORDS or random_.random() >= edits)
        text = f"{prose(2, random_)}\n\n{own}"
        articles.append(ReuseInput(article_id=f"{k:03}", outlet=f"o{k}", text=f"{text}\n\n{QUOTED}" if not k else text))
    for k in (n, n + 1):
        text = f"{prose(3, random_)}\n\n{QUOTED}"
        articles.append(ReuseInput(article_id=f"{k:03}", outlet=f"o{k}", text=text))
    return articles


def pairs_of(found: Reuse) -> set[tuple[str, str]]:
    return {(match.a_article_id, match.b_article_id) for match in found.matches}


@pytest.mark.parametrize("edits", [0.0, 0.05])
def test_a_story_of_many_outlets_is_matched_with_some_and_hangs_together(edits: float) -> None:
    """Matches grow with the outlets and not with their square; all articles are one group, and no text is lost."""
    n = 60
    articles = printed_by(n, edits=edits)
    found = find_near_duplicates(articles)
    assert len(pairs_of(found)) < 2 / 3 * n * (n - 1) / 2
    infos = [
        ArticleInfo(article_id=one.article_id, outlet=one.outlet, published=None, n_chars=len(one.text))
        for one in articles
    ]
    (group,) = cluster_articles(found.matches, found.passages, infos)
    assert len(group.article_ids) == n
    covered = {passage.article_id for passage in found.passages if len(passage.text) > 600}
    assert len(covered) == n


def test_two_hundred_copies_are_matched_with_a_dozen_each() -> None:
    """Pairs of outlets grow as the outlets do."""
    assert len(pairs_of(find_near_duplicates(printed_by(200)))) <= LIKEST_LINKED * 200


def test_a_story_of_few_outlets_is_matched_with_all() -> None:
    """As many as an article may have beside it, and its copies are paired with, are all compared."""
    n = 9
    assert n <= LIKEST_LINKED
    assert sum(1 for a, b in pairs_of(find_near_duplicates(printed_by(n, edits=0.05))) if int(b) < n) == n * (n - 1) / 2


def test_a_quotation_beside_a_story_of_many_is_found() -> None:
    """Articles that share least with it are linked to an article by the one sentence that they share."""
    found = find_near_duplicates(printed_by(60, edits=0.05))
    (cluster,) = (
        cluster for cluster in found.clusters if any("060:" in passage_id for passage_id in cluster.passage_ids)
    )
    assert {passage_id[:3] for passage_id in cluster.passage_ids} == {"000", "060", "061"}


def test_which_are_left_out_does_not_depend_on_the_order_of_articles() -> None:
    """What is kept goes by what articles share, and by their ids."""
    articles = printed_by(40, edits=0.1)
    found = find_near_duplicates(articles)
    random.Random(1).shuffle(articles)
    assert find_near_duplicates(articles) == found
