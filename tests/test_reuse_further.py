"""Of each cluster it is known which further articles have its words within a longer passage."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from copydesk.records import Cluster, FurtherCopy, Passage
from copydesk.reuse import find_near_duplicates
from copydesk.reuse.corpus.build import read_texts
from copydesk.reuse.shared import further
from copydesk.reuse.shared.further import add_further
from copydesk.reuse.store import Store
from tests.test_reuse_steps import batch, sentence

QUOTED = "The harbour will stay closed until the last of the eleven barges has been found, she said."
BEFORE = "The council met on Tuesday evening after three days of heavy storms along the northern coast."
AFTER = "Fishermen have asked for help from the ministry, which has not answered any of their letters."


def clustered(texts: dict[str, str], *clusters: dict[str, str]) -> list[Cluster]:
    """The clusters, each given by its articles' passages, with their further copies."""
    passages, made = [], []
    for members in clusters:
        places = {name: (texts[name].index(text), text) for name, text in members.items()}
        ids = tuple(f"{name}:{start}-{start + len(text)}" for name, (start, text) in sorted(places.items()))
        made.append(Cluster(cluster_id=f"cluster:{ids[0]}", passage_ids=ids, n_outlets=len(ids)))
        passages += [
            Passage(
                passage_id=f"{name}:{start}-{start + len(text)}",
                article_id=name,
                outlet=f"{name}.example",
                start_char=start,
                end_char=start + len(text),
                text=text,
                cluster_id=made[-1].cluster_id,
            )
            for name, (start, text) in places.items()
        ]
    passages.sort(key=lambda one: (one.article_id, one.start_char, one.end_char))
    return list(add_further(made, passages, read_texts(list(texts.values())), list(texts), Store()))


def stretches(texts: dict[str, str], cluster: Cluster) -> dict[str, str]:
    """What the further articles have of the cluster's words."""
    return {copy.article_id: texts[copy.article_id][copy.start_char : copy.end_char] for copy in cluster.further}


def test_an_article_that_has_the_words_within_a_longer_passage_is_a_further_one() -> None:
    """Its place is that of the words, and not that of the longer passage, of which there is nothing further."""
    story = f"{BEFORE} {QUOTED} {AFTER}"
    texts = {"ann": f"Storms. {story}", "bob": story, "cid": f"{QUOTED} Cid was there."}
    quoted, whole = clustered(texts, {"bob": QUOTED, "cid": QUOTED}, {"ann": story, "bob": story})
    assert stretches(texts, quoted) == {"ann": QUOTED.rstrip(".")}
    assert quoted.further[0].outlet == "ann.example"
    assert quoted.further[0].published is None
    assert whole.further == ()
    assert quoted.knows_all
    assert whole.knows_all


def test_an_edited_copy_has_the_words_and_one_that_left_them_out_has_not() -> None:
    """Members of a cluster need not have all of one another's sentences."""
    story = f"{BEFORE} {QUOTED} {AFTER}"
    edited = f"{BEFORE} {QUOTED.replace('has been found', 'was found')} {AFTER}"
    without = f"{BEFORE} {AFTER}"
    texts = {"ann": edited, "bob": story, "cid": QUOTED, "dan": without}
    quoted, _ = clustered(texts, {"bob": QUOTED, "cid": QUOTED}, {"ann": edited, "bob": story, "dan": without})
    assert list(stretches(texts, quoted)) == ["ann"]


def test_what_only_overlaps_is_not_asked() -> None:
    """The passage of the other cluster ends within the quotation."""
    texts = {"ann": f"{BEFORE} {QUOTED}", "bob": f"{BEFORE} {QUOTED} {AFTER}", "cid": QUOTED}
    half = f"{BEFORE} {QUOTED[:60]}"
    quoted, _ = clustered(texts, {"bob": QUOTED, "cid": QUOTED}, {"ann": half, "bob": half})
    assert quoted.further == ()


def test_passages_around_a_further_copy_are_asked_too() -> None:
    """Ann has the story from nobody that is matched with cid, and eve a longer one from ann."""
    story = f"{BEFORE} {QUOTED}"
    longer = f"{story} {AFTER}"
    texts = {"ann": longer, "bob": story, "cid": QUOTED, "eve": longer}
    quoted, whole, _ = clustered(
        texts, {"bob": QUOTED, "cid": QUOTED}, {"ann": story, "bob": story}, {"ann": longer, "eve": longer}
    )
    assert list(stretches(texts, quoted)) == ["ann", "eve"]
    assert list(stretches(texts, whole)) == ["eve"]


def test_so_many_are_compared_and_of_more_it_is_known_that_they_are_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever has a passage of the cluster itself is not counted."""
    monkeypatch.setattr(further, "MAX_ASKED", 3)
    story = f"{BEFORE} {QUOTED} {AFTER}"
    for n, knows_all in ((3, True), (4, False)):
        texts = {**{f"a{i}": story for i in range(n)}, "b": story, "c": QUOTED, "d": story}
        quoted, _ = clustered(
            texts,
            {"b": QUOTED, "c": QUOTED, "d": QUOTED},
            {name: story for name in texts if name != "c"},
        )
        assert len(quoted.further) == 3
        assert quoted.knows_all is knows_all


def nested(seed: int) -> list[tuple[str, str]]:
    """Stories that some outlets have whole and others in part: outlet and text."""
    random_ = random.Random(seed)
    texts = []
    for _ in range(6):
        story = [sentence(random_) for _ in range(9)]
        for _ in range(8):
            first = random_.randrange(8)
            part = story[first : first + random_.choice((1, 2, 4, 9))]
            texts.append((f"o{random_.randrange(9)}", "\n\n".join([sentence(random_), *part, sentence(random_)])))
    return texts


@pytest.mark.parametrize("seed", range(3))
def test_what_is_asked_is_what_stands_around(seed: int) -> None:
    """Compared with a look at every passage of an article: each further copy is in a longer passage of another cluster,
    and whoever has all words within one is found."""
    articles = batch(seed)
    articles += [
        replace(articles[0], article_id=f"n{n}", outlet=outlet, text=text)
        for n, (outlet, text) in enumerate(nested(seed))
    ]
    found = find_near_duplicates(articles)
    members = {cluster.cluster_id: [p for p in found.passages if p.cluster_id == cluster.cluster_id]
               for cluster in found.clusters}  # fmt: skip
    n_nested = 0
    for cluster in found.clusters:
        own = members[cluster.cluster_id]
        held = {passage.article_id for passage in own} | {copy.article_id for copy in cluster.further}
        places: list[Passage | FurtherCopy] = [*own, *cluster.further]
        for place in places:
            around = {
                p.cluster_id
                for p in found.passages
                if p.article_id == place.article_id
                and p.start_char <= place.start_char
                and place.end_char <= p.end_char
                and p.cluster_id != cluster.cluster_id
            }
            for other in (other for name in around for other in members[name]):
                if isinstance(place, Passage) and place.text in other.text:
                    n_nested += 1
                    assert other.article_id in held
        assert len({copy.article_id for copy in cluster.further}) == len(cluster.further)
        assert not {passage.article_id for passage in own} & {copy.article_id for copy in cluster.further}
    assert n_nested > 10
    assert sum(bool(cluster.further) for cluster in found.clusters) > 3
