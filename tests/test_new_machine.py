"""From an empty machine to nights on a bucket: what docs/guides/operations.md says, with the wheel and nothing else."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from copydesk.store import Place
from tests.conftest import ROOT, files_of
from tests.object_store import environment, needs_server
from tests.test_operations import DAYS, NAMES, NIGHT, PAGE, block, started_on
from tests.test_tasks_dates import write
from tests.test_tasks_dates_store import published

pytestmark = needs_server

LOCKED = re.findall(r"^\S+==[^\\\n]*", (ROOT / "requirements-test.lock").read_text("utf-8"), re.M)
# What the page calls them.
FOLDER, BUCKET = "/srv/copydesk", "s3://news"


class Machine:
    """One with nothing on it but Python, and a store that it may speak to."""

    def __init__(self, folder: Path, bucket: str) -> None:
        self.folder, self.bucket = folder / "srv", bucket
        self.tmp = folder / "tmp"
        self.tmp.mkdir()
        # As cron and systemd start things: nothing of this process' environment, and no checkout to be found.
        kept = ("HOME", "PIP_INDEX_URL", "PIP_CONFIG_FILE", "SSL_CERT_FILE", "HTTPS_PROXY", "NO_PROXY")
        self.environment = {name: os.environ[name] for name in kept if name in os.environ}
        self.environment |= {"PATH": f"{Path(sys.executable).resolve().parent}:/usr/bin:/bin", "TMPDIR": str(self.tmp)}

    def here(self, text: str) -> str:
        """What the page says, with this machine's folder and bucket."""
        return text.replace(FOLDER, str(self.folder)).replace(BUCKET, self.bucket)

    def start(self, command: str) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            ["sh", "-c", self.here(command)],
            env=self.environment,
            cwd=self.tmp,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def sh(self, command: str, status: int = 0) -> str:
        """What the command says; it ends with the status."""
        started = self.start(command)
        said = started.communicate()[0].decode()
        night = self.folder / "night.log"
        assert started.returncode == status, said + (night.read_text() if night.exists() else "")
        return said

    def kill_when(self, command: str, comes: Callable[[], bool]) -> None:
        """The command and all that it started are killed once that has come."""
        started = self.start(command)
        until = time.monotonic() + 60
        while not comes():
            assert started.poll() is None, "it was over before it could be killed"
            assert time.monotonic() < until
            time.sleep(0.02)
        os.killpg(started.pid, signal.SIGKILL)
        started.wait()
        # The lock goes with the last of them, and is not kept by what the run started and nobody killed.
        lock = self.folder / "night.lock"
        subprocess.run(["flock", "--timeout", "10", str(lock), "true"], check=True)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Where packages come from answers."""
    folder = tmp_path_factory.mktemp("index")
    (one,) = [line for line in LOCKED if line.startswith("prometheus-client==")]
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--retries", "0", "--dest", str(folder)]
    if subprocess.run([*pip, one], capture_output=True, check=False).returncode:
        pytest.skip("no package index answers: what is to be installed cannot be had")


def test_an_empty_machine_comes_to_nights_on_a_bucket(wheel: Path, index: None, tmp_path: Path, bucket: str) -> None:
    """Set up, started as cron starts it, killed twice and started again: the batches are those of a disk."""
    machine = Machine(tmp_path, bucket)
    (tmp_path / "locked.txt").write_text("\n".join(LOCKED))
    machine.environment["PIP_CONSTRAINT"] = str(tmp_path / "locked.txt")  # the versions that `make` installs
    setting_up = block("sh", "python3 -m venv")
    (extras,) = re.findall(r"\*\*On a bucket\*\* \(installed with `(\[.*?\])`\)", PAGE)
    named = f"'./{wheel.name}[metrics]'"
    assert named in setting_up
    machine.folder.mkdir()
    setting_up = setting_up.replace(named, f"'{wheel}{extras}'")
    machine.sh(f"set -e\n{setting_up}")

    (machine.folder / "luigi.cfg").write_text(
        machine.here(block("ini", BUCKET)) + block("ini", "[RangeDaily]").partition("\n\n")[2]
    )
    (machine.folder / "copydesk.toml").write_text(block("toml", "keep_stages"))
    crawled = tmp_path / "disk"
    for n, day in enumerate(DAYS):
        write(crawled / f"crawl/{day:%Y/%m/%d}", **{f"a{n}": f"ferry of day {n}", f"b{n}": f"barge of day {n}"})
    (Place(bucket) / "crawl").create_all((path, data) for path, data in files_of(crawled / "crawl").items())

    access = environment(os.environ["AWS_ENDPOINT_URL"])
    (machine.folder / "store.env").write_text("".join(f"{name}={value}\n" for name, value in access.items()))
    (units,) = machine.folder.glob(".venv/lib/python3*/site-packages/copydesk/units")
    night, cleaning = (
        line.split(" ", 5)[5] for line in (units / "crontab").read_text().splitlines() if not line.startswith("#")
    )
    (given,) = re.findall(r"`(set -a && .*?)`", PAGE)
    night, cleaning = (line.replace("&& flock", f"&& {given} flock") for line in (night, cleaning))
    night = started_on(night, DAYS[0])

    log, output = machine.folder / "night.log", Place(bucket) / "output"
    machine.kill_when(night, lambda: log.exists() and "ObservePages" in log.read_text())
    assert not (output / NAMES[0] / "manifest.json").is_file()
    machine.kill_when(night, (output / NAMES[0] / "manifest.json").is_file)
    machine.sh(night)
    n_lines = len(log.read_text().splitlines())
    machine.sh(night)
    again = log.read_text().splitlines()[n_lines:]
    assert not [line for line in again if "ObservePages" in line], "a second run has nothing to do"
    machine.sh(cleaning)

    for name in NAMES:
        machine.sh(f"cd {FOLDER} && {given} .venv/bin/copydesk verify {BUCKET}/output/{name}")
    (crawled / "luigi.cfg").write_text(block("ini", "[RangeDaily]"))
    (crawled / "copydesk.toml").write_text(block("toml", "keep_stages"))
    (crawled / ".venv").symlink_to(machine.folder / ".venv")
    machine.sh(f"cd {crawled} && {started_on(NIGHT, DAYS[0])} --local-scheduler")
    for name in NAMES:
        assert published(output / name) == files_of(crawled / "output" / name), name
