"""The pages and figures that are made are what makes them says: nothing of them drifts."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from copydesk.emit.schemas import TABLES
from tests import doc_figures, doc_reference
from tests.doc_reference import DOCS, PAGES


@pytest.mark.parametrize("page", PAGES)
def test_a_page_that_is_made_is_what_makes_it(page: str) -> None:
    """After a change: python -m tests.doc_reference --write."""
    assert (DOCS / page).read_text("utf-8") == PAGES[page]()


def test_every_table_stands_on_the_page_of_tables() -> None:
    """With all its columns."""
    page = (DOCS / "reference" / "output.md").read_text("utf-8")
    for name, schema in TABLES.items():
        section = page.split(f"\n## {name}\n")[1].split("\n## ")[0]
        assert [line.split(" | ")[0].strip("| ") for line in section.splitlines() if line.startswith("| ")][
            2:
        ] == schema.names


def test_the_keys_of_the_tables_are_keys(sample: Path) -> None:
    """Of every table, in the sample's batch."""
    section = (DOCS / "reference" / "output.md").read_text("utf-8").split("\n## Keys\n")[1].split("\n## ")[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in section.splitlines() if line[:1] == "|"]
    keys = {table: key.split(", ") for table, _, key, _ in rows[2:]}
    assert keys.keys() == TABLES.keys()
    for table, key in keys.items():
        found = [
            tuple(row.values()) for row in pq.read_table(sample / "seeds" / f"{table}.parquet", columns=key).to_pylist()
        ]
        assert len(found) == len(set(found)), table


def test_every_command_and_setting_stands_in_the_reference() -> None:
    """A few that everybody needs."""
    assert "## copydesk run\n" in doc_reference.commands()
    assert "| `--workers` | `N` |" in doc_reference.commands()
    settings = doc_reference.settings()
    assert "### [reuse] threshold_jaccard\n" in settings
    assert "more than 0, at most 1." in settings
    assert '`"document"`, `"curly"`, `"straight"`' in settings


@pytest.mark.parametrize("name", doc_figures.FIGURES)
def test_a_figure_is_what_the_seeds_give(name: str, sample: Path) -> None:
    """After a change: python -m tests.doc_figures --write."""
    assert (doc_figures.FOLDER / name).read_text("utf-8") == doc_figures.FIGURES[name](sample / "seeds")
