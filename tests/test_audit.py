"""`make audit` asks about every locked package, and fails where it could not ask."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.conftest import ROOT

LOCKS = sorted(path.name for path in ROOT.glob("requirements*.lock"))


def audit(tmp_path: Path, program: str) -> subprocess.CompletedProcess[str]:
    """As a user runs it, where making an environment and installing succeed, and pip-audit is this program."""
    (tmp_path / "audit" / "bin").mkdir(parents=True)
    for name, said in (("python", "exit 0"), ("pip-audit", program)):
        path = tmp_path / "audit" / "bin" / name
        path.write_text(f"#!/bin/sh\n{said}\n")
        path.chmod(0o755)
    command = ["make", "--no-print-directory", "audit", f"VENV={tmp_path}", "PYTHON=true"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def test_every_lock_file_is_audited_strictly(tmp_path: Path) -> None:
    """Without `--strict` a package that cannot be asked about is left out, and the audit passes."""
    done = audit(tmp_path, 'echo "asked $@"')
    assert done.returncode == 0, done.stderr
    asked = [line for line in done.stdout.splitlines() if line.startswith("asked ")]
    assert [line.rpartition(" ")[2] for line in asked] == LOCKS
    assert all("--strict" in line.split() for line in asked)


@pytest.mark.parametrize("lock", LOCKS)
def test_one_file_that_is_not_clean_fails_the_audit(tmp_path: Path, lock: str) -> None:
    """And the others are asked about all the same."""
    done = audit(tmp_path, f'echo "asked $@"; case "$*" in *{lock}) exit 1;; esac')
    assert done.returncode != 0
    assert done.stdout.count("asked ") == len(LOCKS)
    assert f"not clean, or not asked: {lock}\n" in done.stderr
