"""The notebook of an afternoon's research does what it shows."""

import json
from pathlib import Path

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
