"""Every command and snippet of the documentation is run: here, or by the test that is named."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from copydesk.settings import load_settings
from tests.conftest import ROOT
from tests.doc_code import DOCS, ELSEWHERE, Reader, agrees, blocks_of, run_here

# What is not code, or is shown beside the words that explain it.
NOT_RUN = {"text", "csv", "ini", "sql", "json", "pycon"}
RUN = {"sh", "console", "python"}
PAGES = sorted(path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md"))
HERE = [
    page
    for page in PAGES
    if not page.startswith(("measurements/", "decisions/", "reference/"))
    and any(block.kind in RUN for block in run_here(page, (DOCS / page).read_text("utf-8")))
]


@pytest.mark.parametrize("page", HERE)
def test_the_code_of_a_page_does_what_it_shows(page: str, sample: Path, tmp_path: Path) -> None:
    """From its first block to its last; `python -m tests.doc_code --write PAGE` writes what is printed into it."""
    for block, printed in Reader(page, tmp_path, sample).printed((DOCS / page).read_text("utf-8")):
        assert agrees(block.code, printed), f"the page shows\n{block.code}\nand this is printed\n{printed}"


@pytest.mark.parametrize("page", PAGES)
def test_a_block_says_what_it_is(page: str) -> None:
    """So that none is passed over by mistake."""
    kinds = {block.kind for block in blocks_of((DOCS / page).read_text("utf-8"))}
    assert kinds <= {*NOT_RUN, *RUN, "toml"}


@pytest.mark.parametrize("page, tests", ELSEWHERE.items())
def test_the_code_that_is_run_elsewhere_is_run_there(page: str, tests: dict[str, str]) -> None:
    """The page has such blocks, and the test names the page, or has the words."""
    blocks = blocks_of((DOCS / page).read_text("utf-8"))
    folder, _, name = page.rpartition("/")
    for words, test in tests.items():
        assert any(words in block.code for block in blocks if block.kind in RUN), words
        text = (ROOT / "tests" / test).read_text("utf-8")
        assert f'"{folder}" / "{name}"' in text or f"docs/{page}" in text or words in text, words


@pytest.mark.parametrize("page", PAGES)
def test_the_settings_on_a_page_are_settings(page: str, tmp_path: Path) -> None:
    """With values that are allowed."""
    for block in blocks_of((DOCS / page).read_text("utf-8")):
        if block.kind == "toml":
            (tmp_path / "own.toml").write_text(block.code, "utf-8")
            load_settings(tmp_path / "own.toml")


def test_what_is_shown_is_compared() -> None:
    """Dots stand for anything, and nothing else does."""
    assert agrees("one ... three\n", "one two\nthree three")
    assert agrees("one\n", "one")
    assert not agrees("one ... three", "one two")
    assert not agrees("o.e", "one")


def test_blocks_are_found_where_they_stand() -> None:
    """Inside a list as well, without its indentation."""
    page = "a\n```sh\nls\n```\n\n1. b\n\n   ```python\n   if 1:\n       print()\n   ```\n"
    blocks = blocks_of(page)
    assert [(block.kind, block.code) for block in blocks] == [("sh", "ls\n"), ("python", "if 1:\n    print()\n")]
    assert page[blocks[0].start : blocks[0].end] == "ls\n"
    assert not re.search(r"^```\n", page[: blocks[0].start], re.M)
