"""What two texts share is told once, in as few and long stretches as there are."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.reuse import ReuseInput, find_near_duplicates
from copydesk.reuse.shared.chains import Stretch, _heaviest_chain, join_stretches

PARAGRAPHS = [
    "The harbour council voted nine to four on Tuesday to close the old ferry terminal and sell the land to a trust.",
    "Residents who had camped outside the building since March said they would appeal against the ruling in court.",
    "Marit Oyelaran, who speaks for the trust, said the first homes would be ready within three years of the sale.",
    "Engineers have warned since 2009 that the pier was unsafe, and the last sailing left with six passengers.",
    "The ferry company, which moved its boats to the new quay in January, said it had no view on what comes next.",
    "A public hearing is planned for the second week of May, and the council will publish the survey before then.",
]
LABEL = "What the council said about the plan"


def spans(a: list[str], b: list[str]) -> list[tuple[str, str]]:
    """The matched texts of two articles with these paragraphs."""
    texts = {"a": "\n\n".join(a), "b": "\n\n".join(b)}
    found = find_near_duplicates([ReuseInput(article_id=key, outlet=key, text=text) for key, text in texts.items()])
    return [(texts["a"][m.a_start : m.a_end], texts["b"][m.b_start : m.b_end]) for m in found.matches]


@pytest.mark.parametrize(
    "paragraphs",
    [
        PARAGRAPHS,
        [line for i, paragraph in enumerate(PARAGRAPHS) for line in ([LABEL] if i % 2 == 0 else []) + [paragraph]],
        [PARAGRAPHS[0], *PARAGRAPHS],
        [line for i, paragraph in enumerate(PARAGRAPHS) for line in (paragraph, "Yes", f"{i}", "Size 8", "Weight 3")],
        [*PARAGRAPHS, "Share", "♦ ♦ ♦", "Next: the ferries"],
    ],
    ids=["plain", "a subhead three times", "a standfirst that stands in the body again", "cells", "an end of crumbs"],
)
def test_an_identical_copy_is_one_match(paragraphs: list[str]) -> None:
    """Whatever repeats inside it."""
    assert spans(paragraphs, paragraphs) == [("\n\n".join(paragraphs), "\n\n".join(paragraphs))]


def test_a_copy_with_a_paragraph_less_is_what_stands_above_and_below_it() -> None:
    """What is not in both is in no match."""
    above, below = "\n\n".join(PARAGRAPHS[:3]), "\n\n".join(PARAGRAPHS[4:])
    assert spans(PARAGRAPHS, [*PARAGRAPHS[:3], *PARAGRAPHS[4:]]) == [(above, above), (below, below)]


def test_a_copy_in_another_order_is_its_parts() -> None:
    """The larger part is the chain; the other was moved."""
    first, second = "\n\n".join(PARAGRAPHS[:4]), "\n\n".join(PARAGRAPHS[4:])
    assert spans(PARAGRAPHS, [*PARAGRAPHS[4:], *PARAGRAPHS[:4]]) == [(first, first), (second, second)]


def test_what_one_side_says_twice_is_told_twice() -> None:
    """The second place is told by no other match."""
    assert spans([PARAGRAPHS[0]], [PARAGRAPHS[0], PARAGRAPHS[1], PARAGRAPHS[0]]) == [(PARAGRAPHS[0], PARAGRAPHS[0])] * 2


def test_an_unrelated_end_is_not_taken_along() -> None:
    """A stretch goes on over the end of a sentence only if the next one is the same as a whole."""
    a, b = [*PARAGRAPHS[:2], "Read on tomorrow in our paper."], [*PARAGRAPHS[:2], "Read on tonight in their blog."]
    assert spans(a, b) == [("\n\n".join(PARAGRAPHS[:2]),) * 2]


def test_half_a_sentence_between_two_stretches_is_bridged() -> None:
    """Eight words at most."""
    near = Stretch(0, 10, 50, 60, 70, is_quoted=False), Stretch(18, 30, 61, 73, 70, is_quoted=False)
    assert [(s.a_start, s.a_end, s.b_start, s.b_end) for s in join_stretches(near)] == [(0, 30, 50, 73)]
    far = Stretch(0, 10, 50, 60, 70, is_quoted=False), Stretch(19, 30, 61, 73, 70, is_quoted=False)
    assert len(join_stretches(far)) == 2


def follows(before: Stretch, after: Stretch) -> bool:
    """Whether one may follow the other in a chain: later on both sides, and overlapping by 8 words at most."""
    return (
        before.a_start < after.a_start
        and before.a_end < after.a_end
        and before.b_start < after.b_start
        and before.b_end < after.b_end
        and max(before.a_end - after.a_start, before.b_end - after.b_start) <= 8
    )


def worth(chain: Sequence[Stretch]) -> float:
    """The scores of a chain, less what it bends."""
    bent = [abs((x.a_start - x.b_start) - (y.a_start - y.b_start)) for x, y in pairwise(chain)]
    return sum(max(1, stretch.score) for stretch in chain) - sum(b / (1 + b) for b in bent)


@given(st.lists(st.tuples(*[st.integers(0, 60), st.integers(1, 14)] * 2, st.integers(0, 9)), min_size=1, max_size=9))
def test_no_chain_is_worth_more_than_the_one_taken(drawn: list[tuple[int, ...]]) -> None:
    """Of all there are, though those before a stretch that is in order with all others are not tried again."""
    stretches = sorted(
        {Stretch(a, a + n_a, b, b + n_b, score, is_quoted=False) for a, n_a, b, n_b, score in drawn},
        key=lambda s: (s.a_start, s.b_start, s.a_end, s.b_end, s.score),
    )
    chains = [
        chain
        for n in range(1, len(stretches) + 1)
        for chain in combinations(stretches, n)
        if all(follows(x, y) for x, y in pairwise(chain))
    ]
    assert worth(_heaviest_chain(stretches)) == pytest.approx(max(map(worth, chains)))
