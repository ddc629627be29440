"""What a stage's results are made with: its settings, the code that it imports, and the libraries that this imports."""

import ast
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from copydesk.settings import load_settings
from copydesk.stages import BY_NAME, STAGES, _imported, made_by, versions
from tests.conftest import ROOT

PRINT = (
    "import json; from copydesk.settings import load_settings; from copydesk.stages import STAGES, made_by; "
    "print(json.dumps({stage.name: made_by(stage, load_settings()) for stage in STAGES}))"
)


def made(root: Path) -> dict[str, str]:
    """What each stage of the copy at `root` is made by."""
    done = subprocess.run(
        [sys.executable, "-c", PRINT],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        check=True,
    )
    return dict(json.loads(done.stdout))


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the library, to be changed and mended again."""
    root = tmp_path_factory.mktemp("copy")
    for name in ("copydesk", "config"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    return root


@pytest.mark.parametrize(
    "file, again",
    [
        ("copydesk/report/pages/story.jinja", {"report"}),
        ("copydesk/report/static/style.css", {"report"}),
        ("copydesk/report/pages.py", {"report"}),
        ("copydesk/emit/schemas.py", {"canonical", "emit"}),  # what is counted is counted in columns
        ("copydesk/canonical/text.py", {"canonical", "emit"}),
        ("copydesk/reuse/shared/chains.py", {"reuse", "remember"}),
        ("copydesk/pipeline/outlets.py", {"outlets"}),
        ("copydesk/pipeline/drift.py", {"report"}),
        ("copydesk/strip/words/de.txt", {"observe", "learn", "strip"}),
        ("copydesk/repair/quotes/manners.py", {"observe"}),
        ("copydesk/read/decode.py", {"stock", "observe"}),
        ("copydesk/filters.py", set()),
        ("copydesk/settings.py", set()),
    ],
)
def test_a_comment_runs_again_the_stages_that_import_its_file(copy: Path, file: str, again: set[str]) -> None:
    """And no other: those behind them only where what was made again came out otherwise, or goes by another name."""
    before = made(copy)
    text = (copy / file).read_text("utf-8")
    (copy / file).write_text(f"{text}\n# more\n", "utf-8")
    after = made(copy)
    (copy / file).write_text(text, "utf-8")
    assert {stage for stage in before if before[stage] != after[stage]} == again


def test_every_import_is_seen() -> None:
    """All that Python's own parser finds in our files, and nothing else."""
    for path in (ROOT / "copydesk").rglob("*.py"):
        names = set()
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.Import):
                names |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{path}: a relative import"
                names |= {str(node.module), *(f"{node.module}.{alias.name}" for alias in node.names)}
        assert set(_imported(path)) == names, path


def test_a_library_concerns_the_stages_that_import_it() -> None:
    """Not one that nobody imports, nor Luigi, which makes nothing."""
    of = {stage.name: versions(stage.modules) for stage in STAGES}
    assert [name for name, found in of.items() if "trafilatura" in found] == ["observe", "learn", "strip"]
    assert [name for name, found in of.items() if "Jinja2" in found] == ["report"]
    assert not [name for name, found in of.items() if "luigi" in found or "pytest" in found]


def test_every_setting_belongs_to_a_stage_that_is_run_again_for_it() -> None:
    """But for how the work is divided."""
    sections = {name for stage in STAGES for name in stage.settings}
    assert sections == set(type(load_settings()).model_fields) - {"run"}


def test_a_stage_needs_only_what_comes_before_it() -> None:
    """The table is in the order of the data."""
    names = [stage.name for stage in STAGES]
    for i, stage in enumerate(STAGES):
        assert set(stage.needs) <= set(names[:i])
        assert made_by(stage, load_settings()) == made_by(BY_NAME[stage.name], load_settings())
