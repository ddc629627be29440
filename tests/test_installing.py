"""docs/guides/install.md to the letter: a wheel made of a checkout, and installed with and without internet."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from copydesk import __version__
from tests.conftest import ROOT, copy_of_what_is_packed

PAGE = (ROOT / "docs" / "guides" / "install.md").read_text("utf-8")
LOCKED = re.findall(r"^\S+==[^\\\n]*", (ROOT / "requirements-test.lock").read_text("utf-8"), re.M)


def test_the_page_installs_what_it_says(tmp_path: Path) -> None:
    """Each block in its place; the installed command and what the extra brings are there."""
    make, with_internet, download, without = re.findall(r"```sh\n(.*?)```", PAGE, re.S)
    (tmp_path / "locked.txt").write_text("\n".join(LOCKED))
    own = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL"))}
    own["PIP_CONSTRAINT"] = str(tmp_path / "locked.txt")  # the versions that `make` installs
    own["PATH"] = f"{Path(sys.executable).parent}:{os.environ['PATH']}"

    def sh(command: str, folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
        folder.mkdir(exist_ok=True)
        return subprocess.run(
            ["sh", "-e", "-c", command], cwd=folder, env=own | more, capture_output=True, text=True, check=False
        )

    checkout = copy_of_what_is_packed(tmp_path / "checkout")
    if sh("python3 -m pip download --quiet --no-deps --retries 0 prometheus-client", tmp_path / "index").returncode:
        pytest.skip("no package index answers: what is to be installed cannot be had")
    made = sh(make, checkout)
    assert made.returncode == 0, made.stderr
    (wheel,) = checkout.glob("*.whl")
    assert wheel.name in with_internet
    assert wheel.name in without
    archive = tmp_path / "archive"
    archive.mkdir()
    wheel.rename(archive / wheel.name)
    fetched = sh(download, archive)
    assert fetched.returncode == 0, fetched.stderr
    # With internet pip only says what it would install: it is the same, and test_new_machine.py installs it.
    done = sh(with_internet, archive, PIP_FIND_LINKS="wheels", PIP_DRY_RUN="1")
    assert done.returncode == 0, done.stderr
    assert "Would install" in done.stdout
    assert f"copydesk-{__version__}" in done.stdout
    for command in (
        f"rm -r .venv\n{without}",
        ".venv/bin/pip uninstall --quiet --yes prometheus-client",
        ".venv/bin/pip install --no-index --find-links wheels 'copydesk[metrics]'",
        ".venv/bin/python -c 'import prometheus_client'",
    ):
        done = sh(command, archive, PIP_NO_COMPILE="1")
        assert done.returncode == 0, done.stderr
    done = sh(".venv/bin/copydesk --version", archive)
    assert done.stdout.strip() == __version__, done.stderr
