"""Regular expressions: what they cost grows with the text, whatever it is made of."""

import pytest

from tests.patterns import ANCHORED, BOUNDED, cost, patterns, units

ALL = patterns()


def test_every_module_gives_its_patterns() -> None:
    """So none is left out in silence."""
    assert len(ALL) > 250
    assert set(ALL.values()) >= ANCHORED | BOUNDED


@pytest.mark.torture  # what is timed fails where the machine has other work
@pytest.mark.parametrize("place", sorted(set(ALL.values()) - BOUNDED))
def test_a_pattern_takes_four_times_as_long_for_four_times_the_text(place: str) -> None:
    """At most 9 times; what is quadratic takes 16."""
    for pattern in (pattern for pattern, found in ALL.items() if found == place):
        for unit in units(pattern):
            small = cost(pattern, unit, 1_500, is_anchored=place in ANCHORED)
            if small > 0.002:
                small = min([small, *(cost(pattern, unit, 1_500, is_anchored=place in ANCHORED) for _ in range(2))])
                large = min(cost(pattern, unit, 6_000, is_anchored=place in ANCHORED) for _ in range(2))
                assert large < 9 * small, (pattern.pattern, unit)
