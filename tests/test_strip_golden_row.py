"""The shipped model and the columns it was trained on belong together: one page's row and answer are written down."""

import json

import pytest

from tests.golden_row import ROW, golden_row

WRITTEN = json.loads(ROW.read_text("utf-8"))


def test_the_columns_stand_in_their_order() -> None:
    """The trees ask for a column by its place."""
    row = golden_row()
    assert [list(row[name]) for name in ("scrape", "line")] == [list(WRITTEN[name]) for name in ("scrape", "line")]


@pytest.mark.parametrize("of", ["scrape", "line"])
def test_each_column_says_what_it_said(of: str) -> None:
    """A column that means something else now: train the model again, then `python -m tests.golden_row --write`."""
    row = golden_row()[of]
    changed = {name: (x, row[name]) for name, x in WRITTEN[of].items() if row[name] != pytest.approx(x, abs=2e-3)}
    assert not changed


def test_the_model_answers_as_it_did() -> None:
    """Each line's chance, and which lines stay."""
    row = golden_row()
    assert row["chances"] == pytest.approx(WRITTEN["chances"], abs=5e-3)
    assert row["stay"] == WRITTEN["stay"]
