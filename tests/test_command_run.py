"""`copydesk run` and `copydesk verify`: a batch without knowing luigi, and whether it is what it was."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT, files_of

COMMAND = Path(sys.executable).with_name("copydesk")


def copydesk(*arguments: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    """The installed command."""
    return subprocess.run(
        [str(COMMAND), *map(str, arguments)], capture_output=True, text=True, cwd=cwd, check=False, timeout=300
    )


def test_run_gives_the_batch_that_luigi_gives(sample: Path, tmp_path: Path) -> None:
    """The same bytes, also by two processes; `verify` finds nothing wrong with it."""
    done = copydesk("run", ROOT / "seeds", "--output-dir", "out", "--workers", 2, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert files_of(tmp_path / "out/seeds") == files_of(sample / "seeds")
    done = copydesk("verify", "out/seeds", cwd=tmp_path)
    assert (done.stdout, done.stderr, done.returncode) == ("", "", 0)


def test_run_passes_on_what_it_is_told(sample: Path, tmp_path: Path) -> None:
    """Another name; and what is wrong is one line with its exit status."""
    done = copydesk("run", ROOT / "seeds", "--output-dir", sample, "--log-level", "WARNING", cwd=tmp_path)
    assert (done.stderr, done.returncode) == ("", 0)
    assert done.stdout.startswith("seeds: up to date, nothing was to be done\n  read         5 inputs\n")
    for arguments, status, line in (
        (["missing"], 20, "copydesk: source 'missing': no such folder"),
        (["missing", "--check-inputs"], 20, "copydesk: source 'missing': no such folder"),
        ([ROOT / "seeds", "--config", "no.toml"], 30, "copydesk: settings file no.toml: No such file"),
        ([ROOT / "seeds", "--batch-name", "../up"], 30, "copydesk: batch_name '../up' is no safe folder name"),
        ([ROOT / "seeds", "--profiles", "none"], 30, "copydesk: profiles 'none': no profiles.parquet there"),
    ):
        done = copydesk("run", *arguments, "--log-level", "ERROR", cwd=tmp_path)
        assert done.returncode == status, done.stderr
        assert done.stderr.count("\n") == 1
        assert line in done.stderr


def forge(batch: Path, **said: object) -> None:
    """The manifest says something else of its first file."""
    manifest = json.loads((batch / "manifest.json").read_bytes())
    manifest["files"][0] |= said
    (batch / "manifest.json").write_text(json.dumps(manifest))


@pytest.mark.parametrize(
    "damage, fault",
    [
        (lambda batch: (batch / "report.html").write_text("gone"), "report.html: its bytes are not those"),
        (lambda batch: (batch / "matches.parquet").unlink(), "matches.parquet: No such file"),
        (lambda batch: (batch / "note.txt").write_text("mine"), "note.txt: not in the manifest"),
        (lambda batch: (batch / "manifest.json").write_text("{"), "manifest.json: no manifest of copydesk"),
        (lambda batch: (batch / "manifest.json").write_text("[1]"), "manifest.json: no manifest of copydesk"),
        (lambda batch: (batch / "manifest.json").unlink(), "manifest.json: No such file"),
        (
            lambda batch: (batch / "manifest.json").write_text("[" * 200_000),
            "no manifest of copydesk: it is nested too",
        ),
        (lambda batch: forge(batch, path=5), 'no manifest of copydesk: among its files is "{'),
        (lambda batch: forge(batch, path="../../secret"), 'no manifest of copydesk: among its files is "{'),
        (lambda batch: forge(batch, path="a\0b"), 'no manifest of copydesk: among its files is "{'),
        (lambda batch: forge(batch, n_rows="many"), 'no manifest of copydesk: among its files is "{'),
        (lambda batch: forge(batch, sha256=None), 'no manifest of copydesk: among its files is "{'),
        (lambda batch: forge(batch, n_rows=7), "manifest.json: damaged: it is not as it was written"),
    ],
)
def test_verify_says_what_is_wrong(sample: Path, tmp_path: Path, damage: object, fault: str) -> None:
    """A line a fault, and exit status 1."""
    batch = Path(shutil.copytree(sample / "seeds", tmp_path / "monday"))
    damage(batch)  # type: ignore[operator]
    done = copydesk("verify", "monday", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stdout.count("\n") == 1
    assert fault in done.stdout
