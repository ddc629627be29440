"""docs/reliability.md tells of every test of a fault, and every test that it names is there."""

import ast
import re
from pathlib import Path

import pytest

from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "reliability.md").read_text("utf-8")


def named() -> list[tuple[str, str]]:
    """The page's tests: file and function."""
    return [(file, test) for file, test in re.findall(r"`(test_\w+)::(test_\w+)`", PAGE)]


def functions_of(file: str) -> set[str]:
    tree = ast.parse((ROOT / "tests" / f"{file}.py").read_text("utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


def test_every_test_that_the_page_names_is_there() -> None:
    """By file and name."""
    assert named()
    assert [f"{file}::{test}" for file, test in named() if test not in functions_of(file)] == []


def test_every_test_of_a_fault_is_named_on_the_page() -> None:
    """Those of the files that are called after faults."""
    kinds = ("test_faults_*.py", "test_hostile_*.py", "test_archive_*.py")
    files = {path.stem for kind in kinds for path in (ROOT / "tests").glob(kind)} - {"test_faults_told"}
    assert len(files) >= 6
    there = {(file, test) for file in files for test in functions_of(file)}
    assert there - set(named()) == set()


def test_every_line_of_the_page_has_a_fault_a_way_a_promise_and_a_test() -> None:
    """None is left empty."""
    rows = [
        line
        for line in PAGE.partition("## Last results")[0].splitlines()
        if line.startswith("|") and not line.startswith(("| ---", "| fault"))
    ]
    for row in rows:
        cells = [cell.strip() for cell in row.strip("|").split(" | ")]
        assert len(cells) == 4, row
        assert all(cells), row
        assert "::" in cells[3], row


def test_as_many_cases_are_run_as_the_page_says(request: pytest.FixtureRequest) -> None:
    """Of the tests that it names: counted where all tests are run."""
    said = re.search(r"at least (\d+) cases", PAGE)
    assert said
    of_tests = [(Path(item.path).stem, getattr(item, "originalname", item.name)) for item in request.session.items]
    if {file for file, _ in named()} - {file for file, _ in of_tests}:
        pytest.skip("only some of the tests are run")
    assert len([one for one in of_tests if one in set(named())]) >= int(said[1])
