"""The notebook of an afternoon's research does what it shows."""

import datetime
import json
from itertools import combinations
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tests.conftest import ROOT
from tests.notebook import outputs_of, prepared

NOTEBOOK = ROOT / "docs" / "guides" / "research.ipynb"


@pytest.mark.parametrize("path", [NOTEBOOK], ids=lambda path: path.name)
def test_a_notebook_shows_what_its_cells_show(path: Path, sample: Path, tmp_path: Path) -> None:
    """After a change: python -m tests.notebook --write NOTEBOOK."""
    notebook = json.loads(path.read_text("utf-8"))
    with pd.option_context("display.width", 80):  # the notebook sets what it wants
        shown = outputs_of(notebook, prepared(path, tmp_path, sample))
    assert [cell["outputs"] for cell in notebook["cells"] if cell["cell_type"] == "code"] == shown


def test_the_notebook_makes_up_no_order() -> None:
    """A time with its zone tells who was first, else a day that is another; of all others nobody knows."""
    cells = ("".join(cell["source"]) for cell in json.loads(NOTEBOOK.read_text("utf-8"))["cells"])
    (cell,) = [cell for cell in cells if "a_first = " in cell]
    days = {"a": "2026-11-02", "b": "2026-11-02", "c": "2026-11-03", "d": None, "e": "2026-11-02"}
    times = {"a": "2026-11-02T09:00Z", "b": "2026-11-02T08:00Z", "c": None, "d": None, "e": None}
    articles = pd.DataFrame(
        {
            "article_id": days.keys(),
            "outlet": days.keys(),
            "published_date": [day and datetime.date.fromisoformat(day) for day in days.values()],
            "published_at": pd.to_datetime(pd.Series(times.values()), utc=True),
        }
    )
    two = pd.DataFrame(combinations(days, 2), columns=["a_article_id", "b_article_id"])
    names: dict[str, Any] = {"pd": pd, "articles": articles, "matches": two.assign(a_start=0, a_end=9)}
    exec(cell, names)
    assert sorted(names["pairs"]["first"] + names["pairs"]["later"]) == ["ac", "ba", "bc", "ec"]


def test_what_a_cell_shows_is_what_it_prints_and_its_last_value(tmp_path: Path) -> None:
    """Names stay from cell to cell; a last line that is no value shows nothing."""
    sources = ["a = 2\nprint(a)\na + 1", "a = a + 1", "a"]
    cells = [{"cell_type": "code", "source": [source]} for source in sources]
    shown = outputs_of({"cells": [*cells, {"cell_type": "markdown", "source": ["# b"]}]}, tmp_path)
    assert [[o.get("text") or o["data"]["text/plain"] for o in outputs] for outputs in shown] == [
        [["2\n"], ["3"]],
        [],
        [["3"]],
    ]
