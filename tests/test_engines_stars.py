"""What hangs together, found on an engine."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import partial
from itertools import pairwise

import numpy as np
import pytest

from copydesk.engines.engine import Packet
from copydesk.engines.stars import send_edges, stars
from copydesk.reuse.arrays import UInt64, families, sorted_unique
from tests.engine_here import EngineHere

N_BINS = 5


def edges_of(pairs: list[tuple[int, int]], part: int) -> Iterator[Packet]:
    """Every third of the pairs."""
    one, other = (np.array([pair[side] for pair in pairs[part::3]], dtype=np.uint64) for side in (0, 1))
    yield from send_edges(N_BINS, one, other)


def told(engine: EngineHere, pairs: list[tuple[int, int]]) -> dict[int, int]:
    """What each thing is told that it hangs together with: the least of all."""
    found = stars(engine, N_BINS, engine.begin(3, partial(edges_of, pairs)))
    rows = [row for packet in engine.collect(found) for row in packet.table.to_pylist()]
    assert len({row["wording"] for row in rows}) == len(rows)
    return {row["wording"]: row["other"] for row in rows}


def expected(pairs: list[tuple[int, int]]) -> dict[int, int]:
    """The same, of all at once."""
    named: UInt64 = sorted_unique(np.array([thing for one, other in pairs if one != other for thing in (one, other)]))
    a, b = (np.searchsorted(named, [pair[side] for pair in pairs if pair[0] != pair[1]]) for side in (0, 1))
    return dict(zip(named.tolist(), named[families(len(named), a, b)].tolist(), strict=True))


@pytest.mark.parametrize("n_pairs", [1, 150, 400])
def test_each_learns_the_least_of_all_that_hang_together(n_pairs: int) -> None:
    """Many small groups, and one large one, whose members have any names."""
    random_ = random.Random(n_pairs)
    names = random_.sample(range(1 << 62), 500)
    pairs = [(random_.choice(names), random_.choice(names)) for _ in range(n_pairs)]
    assert told(EngineHere(1), pairs) == expected(pairs)


def test_a_long_chain_is_short_work() -> None:
    """A thousand links, a few rounds; a hub of a thousand spokes, one look."""
    random_ = random.Random(2)
    names = random_.sample(range(1 << 62), 1001)
    chain = list(pairwise(names))
    engine = EngineHere(2)
    assert told(engine, chain) == dict.fromkeys(names, min(names))
    assert len(engine.runs) < 3 + 2 * N_BINS * 12
    hub = EngineHere(2)
    least = min(names)
    assert told(hub, [(least, name) for name in names]) == dict.fromkeys(names, least)
    assert not [name for name, _ in hub.runs if name == "_small_star"]


def test_nothing_hangs_together() -> None:
    """No edges, or such as lead nowhere."""
    assert told(EngineHere(3), []) == {}
    assert told(EngineHere(3), [(7, 7), (9, 9)]) == {}
