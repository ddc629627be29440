"""The search on an engine: whatever the parts and bins, and in whatever order packets come, the end is the same."""

from __future__ import annotations

import random
from collections import Counter
from functools import partial
from pathlib import Path

import pyarrow as pa
import pytest

from copydesk.engines import bins, tallies
from copydesk.engines.search import settled
from copydesk.engines.search.shared import find_shared
from copydesk.pipeline.find import write_found
from copydesk.pipeline.shared import Found
from copydesk.records import StockSentence
from copydesk.reuse import Reuse, ReuseInput, find_near_duplicates, steps
from copydesk.reuse.pairs import first_pass
from copydesk.store import Place
from tests.engine_here import EngineHere
from tests.test_reuse_steps import batch, dealt, sentence


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
        engine = EngineHere(seed)
        assert found_on(engine, articles, n_parts=n_parts, n_bins=n_bins, same_outlet=same_outlet) == expected


def test_what_is_cut_small_ends_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Packets of a few rows, a tree of many levels, some of the bands and one group at a time: of what is found too."""
    articles = batch(4)
    expected = find_near_duplicates(articles)
    limit = 2000
    monkeypatch.setattr(bins, "_PACKET_BYTES", limit)
    monkeypatch.setattr(tallies, "_TALLIES_A_BIN", 2)
    monkeypatch.setattr(settled, "_SETTLED_AT_ONCE", 1)
    monkeypatch.setattr(steps, "_BUCKETED_AT_ONCE", 300)
    engine = EngineHere(4)
    assert found_on(engine, articles, n_parts=3, n_bins=7) == expected
    rows = [(kind, n_bytes) for kind, n_rows, n_bytes in engine.packets if n_rows > 1]
    assert len(rows) > 100
    assert not [row for row in rows if row[1] > limit]


def test_a_hot_passage_ends_the_same() -> None:
    """One long sentence in hundreds of articles, as it was and edited in a hundred ways, and a short one in as many."""
    random_ = random.Random(12)
    one, other, stock = (sentence(random_).rstrip(".") for _ in range(3))
    hot = f"{one}, said the mayor of the town, {other.lower()}."
    articles = []
    for number in range(240):
        shared = hot if number % 2 else stock
        edited = [word for word in shared.split() if number % 8 < 6 or random_.random() > 0.15]
        text = f"{sentence(random_)}\n\n{' '.join(edited)}"
        articles.append(ReuseInput(article_id=f"{number:03d}", outlet=f"o{number % 50}", text=text))
    expected = find_near_duplicates(articles)
    assert max(len(cluster.passage_ids) for cluster in expected.clusters) > 100
    assert max(row.n_articles for row in expected.stock) > 100
    for n_bins in (1, 2, 7):
        assert found_on(EngineHere(n_bins), articles, n_parts=4, n_bins=n_bins) == expected


def test_what_an_earlier_batch_knows_is_known_in_each_bin() -> None:
    """Its stock sentences are set apart where two articles have them."""
    articles = batch(11)
    before = find_near_duplicates(articles)
    known = tuple(StockSentence(text=one.text, kind="phrase", n_articles=9, n_outlets=9) for one in before.passages)
    expected = find_near_duplicates(articles, known=known)
    assert len(expected.matches) < len(before.matches)
    assert found_on(EngineHere(11), articles, n_parts=3, n_bins=4, known=known) == expected


@pytest.mark.parametrize("n_articles", [0, 1])
def test_nothing_shared_is_nothing_found(n_articles: int) -> None:
    """No article, and one, go through all steps; parts may be empty."""
    articles = batch(8, n_articles)
    assert found_on(EngineHere(8), articles, n_parts=2, n_bins=3) == find_near_duplicates(articles)


def test_no_step_is_done_again() -> None:
    """What several steps ask for is kept: each runs once a bin, but for those that go in rounds."""
    engine = EngineHere(5)
    found_on(engine, batch(5), n_parts=3, n_bins=4)
    rounds = {"_large_star", "_small_star", "_add_up"}
    assert not [run for run, n in Counter(engine.runs).items() if n > 1 and run[0] not in rounds]


def test_what_is_found_is_written_as_it_comes(tmp_path: Path) -> None:
    """The files are those of all of it, to the byte."""
    articles = batch(3)
    whole, in_bins = (Found(Place(tmp_path / name / "found")) for name in ("whole", "bins"))
    write_found(whole, find_near_duplicates(articles))
    parts = dealt(articles, 3, random.Random(3))
    write_found(in_bins, find_shared(EngineHere(3), 3, partial(part_of, parts), n_bins=2))
    assert in_bins.is_whole()
    for path in sorted((tmp_path / "whole" / "found").iterdir()):
        assert (tmp_path / "bins" / "found" / path.name).read_bytes() == path.read_bytes(), path.name
