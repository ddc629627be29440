"""The search on an engine: whatever the parts and bins, and in whatever order packets come, the end is the same."""

from __future__ import annotations

import random
from functools import partial

import pyarrow as pa
import pytest

from copydesk.engines.search import find_shared
from copydesk.records import StockSentence
from copydesk.reuse import Reuse, ReuseInput, find_near_duplicates
from copydesk.reuse.pairs import first_pass
from tests.engine_here import EngineHere
from tests.test_reuse_steps import batch, dealt


def part_of(parts: list[pa.Table], part: int) -> pa.Table:
    """The articles of a part."""
    return parts[part]


def found_on(
    engine: EngineHere,
    articles: list[ReuseInput],
    *,
    n_parts: int,
    n_bins: int,
    same_outlet: bool = False,
    known: tuple[StockSentence, ...] = (),
) -> Reuse:
    """What the articles share, dealt to so many parts."""
    parts = dealt(articles, n_parts, random.Random(n_parts))
    shared = find_shared(engine, n_parts, partial(part_of, parts), n_bins=n_bins, same_outlet=same_outlet, known=known)
    return Reuse(
        matches=tuple(shared.matches),
        passages=tuple(shared.passages),
        clusters=tuple(shared.clusters),
        stock=tuple(shared.stock),
        earlier=tuple(shared.earlier),
    )


@pytest.mark.parametrize(("seed", "same_outlet"), [(0, False), (1, False), (2, True), (3, False)])
def test_any_number_of_parts_and_bins_ends_the_same(
    seed: int, same_outlet: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Matches, passages, clusters and stock are those of the whole batch searched at once, in the same order."""
    # What is asked grows from a few hundred wordings on, so that who counts those of a part only is noticed.
    monkeypatch.setattr(first_pass, "ALIKE_EVIDENCE_WORDINGS", 64)
    articles = batch(seed)
    expected = find_near_duplicates(articles, same_outlet=same_outlet)
    assert len(expected.matches) > 50
    for n_parts, n_bins in ((1, 1), (3, 2), (5, 7)):
        assert found_on(EngineHere(seed), articles, n_parts=n_parts, n_bins=n_bins, same_outlet=same_outlet) == expected
