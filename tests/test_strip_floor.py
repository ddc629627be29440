"""A floor under strip's quality: no case of `cases/strip/floor` comes out worse than is written down."""

import json

import pytest

from tests.strip_floor import CASES, FLOOR, Case, hash_of_cases, read_cases, score

WRITTEN = json.loads(FLOOR.read_text("utf-8"))


def test_the_floor_is_of_these_cases() -> None:
    """A case changed, added or dropped takes a new floor, by `python -m tests.strip_floor --write`."""
    assert WRITTEN["sha256"] == hash_of_cases(), f"{CASES} has changed: python -m tests.strip_floor --write"
    assert set(WRITTEN["below"]) <= set(read_cases())


@pytest.mark.parametrize("case", [pytest.param(case, id=name) for name, case in read_cases().items()])
def test_no_case_comes_out_worse(case: Case) -> None:
    """What was exactly right stays so, and what was not has at least the words, paragraphs and fields it had."""
    floor = WRITTEN["below"].get(case.name, [1.0, 1.0, 1.0])
    now = score(case)
    assert all(a >= b for a, b in zip(now, floor, strict=True)), (
        f"words, paragraphs, fields: {now}, below {floor}. Lowering the floor: python -m tests.strip_floor --write"
    )
