"""How much two outlets share: characters, each once, and articles, as nights and ranges tell of them."""

from collections import defaultdict
from itertools import combinations

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from copydesk.arrow import to_batch
from copydesk.records import Cluster, Passage
from copydesk.report.pairs import Extent, SharedSpan, extents, shared_spans
from copydesk.report.shared import SharedCluster


def passage(outlet: str, article: str, start: int, end: int) -> Passage:
    name = f"{outlet}{article}"
    return Passage(
        passage_id=f"{name}:{start}-{end}",
        article_id=name,
        outlet=outlet,
        start_char=start,
        end_char=end,
        text="x" * (end - start),
        cluster_id="c",
    )


def cluster(*passages: Passage) -> SharedCluster:
    return SharedCluster(cluster=Cluster(cluster_id="c", passage_ids=(), n_outlets=2), passages=passages)


def measured(*ranges: list[SharedCluster], earlier: frozenset[str] = frozenset()) -> dict[tuple[str, str], Extent]:
    batches = [to_batch(shared_spans(clusters, earlier), SharedSpan) for clusters in ranges]
    return extents([pa.Table.from_batches([batch]) for batch in batches])


def test_what_lies_within_another_passage_counts_once() -> None:
    """Whatever range tells of it; of the outlet that has fewer characters, and articles of each."""
    whole = cluster(passage("ann", "1", 0, 100), passage("bob", "1", 10, 100))
    within = cluster(passage("ann", "1", 20, 40), passage("bob", "1", 30, 50), passage("bob", "2", 0, 20))
    assert measured([whole, within]) == measured([within], [whole]) == {("ann", "bob"): Extent(1, 2, 100)}
    assert measured([whole], []) == {("ann", "bob"): Extent(1, 1, 90)}
    assert measured([]) == {}


def test_of_two_outlets_one_has_it_in_this_batch() -> None:
    """As pairs are told."""
    shared = cluster(*(passage(outlet, "1", 0, 9) for outlet in ("ann", "bob", "cid")))
    assert set(measured([shared], earlier=frozenset({"ann1", "bob1"}))) == {("ann", "cid"), ("bob", "cid")}


SPANS = st.tuples(st.sampled_from("abc"), st.sampled_from("12"), st.integers(0, 12), st.integers(1, 12))


@given(st.lists(st.lists(SPANS, min_size=2, max_size=5), max_size=6), st.integers(1, 3))
def test_it_is_what_counting_letter_by_letter_gives(clusters: list[list[tuple[str, str, int, int]]], n: int) -> None:
    """In however many ranges."""
    letters: defaultdict[tuple[str, str], set[tuple[str, int]]] = defaultdict(set)
    for some in clusters:
        for own in some:
            for other in {one[0] for one in some} - {own[0]}:
                letters[own[0], other] |= {(own[1], at) for at in range(own[2], own[2] + own[3])}
    made = [cluster(*(passage(name, one, start, start + size) for name, one, start, size in some)) for some in clusters]
    expected = {
        pair: Extent(
            len({article for article, _ in letters[pair]}),
            len({article for article, _ in letters[pair[::-1]]}),
            min(len(letters[pair]), len(letters[pair[::-1]])),
        )
        for pair in combinations("abc", 2)
        if pair in letters
    }
    assert measured(*(made[i::n] for i in range(n))) == expected
