"""The pages and figures that are made are what makes them says: nothing of them drifts."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from copydesk.emit.schemas import TABLES
from tests import doc_figures, doc_reference
from tests.conftest import ROOT
from tests.doc_reference import DOCS, PAGES
from tests.report_batch import make_batch
from tests.test_docs import rows_of


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


def keys_of(page: str) -> dict[str, list[str]]:
    """The columns of each table's key."""
    return {table: key.split(", ") for table, _, key, _ in rows_of(page, "Keys")}


def test_the_keys_of_the_tables_are_keys(sample: Path) -> None:
    """Of every table, in the sample's batch."""
    keys = keys_of((DOCS / "reference" / "output.md").read_text("utf-8"))
    assert keys.keys() == TABLES.keys()
    for table, key in keys.items():
        found = [
            tuple(row.values()) for row in pq.read_table(sample / "seeds" / f"{table}.parquet", columns=key).to_pylist()
        ]
        assert len(found) == len(set(found)), table


def test_the_reference_is_that_of_the_citation_file() -> None:
    """With version, authors, title and licence, on a page of the site."""
    page, citation = (path.read_text("utf-8") for path in (DOCS / "guides" / "citing.md", ROOT / "CITATION.cff"))
    (reference,) = re.findall(r"\n```text\n(.*?)```", page.partition("\n## 2.")[0], re.S)
    said = re.findall(r'^(?:title|version|license|  - name): "?(.+?)"?$', citation, re.M)
    assert len(said) == 4
    assert not [one for one in said if one not in reference]


def test_the_rows_of_the_tables_are_in_the_order_that_the_page_says(sample: Path, tmp_path: Path) -> None:
    """By key, but for those of which it says another order."""
    page = (DOCS / "reference" / "output.md").read_text("utf-8")
    section = page.split("\n## Files and order\n")[1].split("\n## ")[0]
    other = {name: re.findall(r"`(\w+)`", rest) for name, rest in re.findall(r"^- `(\w+)`: (.*)$", section, re.M)}
    assert other == {
        "passages": ["article_id", "start_char", "end_char"],
        "profiles": [],
        "stock": ["n_articles", "text", "kind"],
    }
    kinds = ("article", "check", "path", "line")
    for batch, (table, key) in product((sample / "seeds", make_batch(tmp_path)), keys_of(page).items()):
        rows = pq.read_table(batch / f"{table}.parquet").to_pylist()
        if table == "profiles":
            order = [(row["outlet"], kinds.index(row["kind"]), row["name"]) for row in rows]
        elif table == "stock":
            order = [(-row["n_articles"], row["text"], row["kind"]) for row in rows]
        else:
            order = [tuple(row[name] for name in other.get(table, key)) for row in rows]
        assert order == sorted(order), table


def test_a_row_leads_to_its_page_in_the_report(tmp_path: Path) -> None:
    """By the names that the page gives, of articles, stories, and passages inside and outside of a story."""
    batch = make_batch(tmp_path)
    page = (DOCS / "reference" / "output.md").read_text("utf-8")
    articles, stories, in_story, alone = rows_of(page, "From a row to its page")
    assert [row[0] for row in (articles, stories)] == ["articles", "article_clusters"]

    def rows(table: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = pq.read_table(batch / f"{table}.parquet").to_pylist()
        return found

    def named(row: list[str], value: str, id_: str) -> str:
        """What the row's last cell says of an id: the page, and what stands behind it."""
        form = re.escape(row[1].rpartition("`")[0].rpartition("`")[2])
        for part in ("ID", "START", "END"):
            form = form.replace(part, f"(?P<{part}>[0-9a-f]+)")
        match = re.fullmatch(form, value)
        assert match, id_
        return re.sub("ID|START|END", lambda part: match[part[0]], re.findall(r"`(.*?)`", row[2])[-1])

    found = [named(articles, row["article_id"], "article_id") for row in rows("articles")]
    pages = {}
    for story in rows("article_clusters"):
        pages |= dict.fromkeys(story["article_ids"], named(stories, story["cluster_id"], "cluster_id"))
    passages = rows("passages")
    told = set()
    for cluster in rows("clusters"):
        of = {pages.get(row["article_id"]) for row in passages if row["cluster_id"] == cluster["cluster_id"]}
        (story_page,) = of if len(of) == 1 else [None]
        told.add(story_page is None)
        end = named(alone if story_page is None else in_story, cluster["cluster_id"], "cluster_id")
        found.append(end if story_page is None else story_page + end)
    assert told == {True, False}
    for place in [*found, *pages.values()]:
        path, _, anchor = place.partition("#")
        assert not anchor or f'id="{anchor}"' in (batch / "report" / path).read_text("utf-8"), place
        assert (batch / "report" / path).is_file(), place


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
