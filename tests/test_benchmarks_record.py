"""A recorded result says what was run, when, on which machine, and what it printed."""

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.conftest import ROOT


@pytest.fixture
def record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """`benchmarks/record.py`, which keeps its results in the test's folder."""
    spec = importlib.util.spec_from_file_location("record", ROOT / "benchmarks" / "record.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "RESULTS", tmp_path / "results")
    return module


def ask(record: ModuleType, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["record.py", *arguments])
    return int(record.main())


def test_a_result_is_kept_with_its_machine(
    record: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Of a path only the last part, since the others are the machine's own."""
    script = tmp_path / "bench.py"
    script.write_text("import sys\nprint('1.5 times', len(sys.argv))\n")
    assert ask(record, monkeypatch, "how-fast", "How fast", str(script), "/home/me/pages.jsonl", "--rounds", "3") == 0
    result = json.loads((tmp_path / "results" / "how-fast.json").read_text("utf-8"))
    assert result["printed"] == ["1.5 times 4"]
    assert result["command"] == "python bench.py pages.jsonl --rounds 3"
    assert result["title"] == "How fast"
    assert result["machine"]["cores"] >= 1
    assert {"copydesk", "python"} < result["versions"].keys()
    assert capfd.readouterr().out == "1.5 times 4\n"


def test_a_benchmark_that_fails_is_not_recorded(
    record: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """And a name that is none is refused before anything is run."""
    script = tmp_path / "bench.py"
    script.write_text("raise SystemExit(3)\n")
    assert ask(record, monkeypatch, "how-fast", "How fast", str(script)) == 3
    assert "ended with status 3; nothing is recorded" in capfd.readouterr().err
    with pytest.raises(SystemExit, match="2"):
        ask(record, monkeypatch, "../up", "How fast", str(script))
    assert "'../up' is no name for a result" in capfd.readouterr().err
    assert not (tmp_path / "results").exists()
