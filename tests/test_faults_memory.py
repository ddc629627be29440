"""The system takes a run's memory away: a real limit, and the kernel that kills whoever goes over it."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from copydesk.emit.batch import verify_batch
from copydesk.store import Place
from tests.conftest import ROOT, files_of
from tests.hostile_inputs import SENTENCE
from tests.torture.scenarios import FERRY, write_articles

GROUPS = Path("/sys/fs/cgroup")
MB = 1_000_000


@contextmanager
def limited(n_bytes: int) -> Iterator[Path]:
    """A control group whose processes have so much memory together, and none on a disk; skipped where none can be
    made."""
    old, new = GROUPS / "memory", GROUPS
    group = (old if old.is_dir() else new) / f"copydesk-test-{os.getpid()}"
    limits = (
        {"memory.limit_in_bytes": n_bytes, "memory.swappiness": 0}
        if old.is_dir()
        else {"memory.max": n_bytes, "memory.swap.max": 0}
    )
    try:
        group.mkdir()
        for name, value in limits.items():
            (group / name).write_text(str(value))
    except OSError as error:
        if group.is_dir():
            group.rmdir()
        pytest.skip(f"no control group can be made here: {error}")
    try:
        yield group
    finally:
        is_there = True
        while is_there:  # what a killed run had started ends as it does, and a group ends with its last process
            for pid in (group / "cgroup.procs").read_text().split():
                with suppress(ProcessLookupError):
                    os.kill(int(pid), signal.SIGKILL)
            with suppress(OSError):
                group.rmdir()
            is_there = group.is_dir()


def run_in(group: Path | None, folder: Path, *options: str, before: str = "") -> subprocess.CompletedProcess[str]:
    """`copydesk run in` in the folder; as a process of the group, and all that it starts. `before` is code that is run
    in it first."""
    code = f"import os, pathlib, sys\n{before}\n"
    code += f"pathlib.Path({str(group)!r}, 'cgroup.procs').write_text(str(os.getpid()))\n" if group else ""
    code += "from copydesk.__main__ import main\nsys.exit(main(sys.argv[1:]))"
    command = [sys.executable, "-c", code, "run", "in", "--output-dir", "out", *options]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(folder)}
    return subprocess.run(command, capture_output=True, text=True, cwd=folder, env=environment, check=False)


@pytest.mark.parametrize("workers", [1, 2])
def test_a_run_that_the_kernel_kills_for_its_memory_can_be_run_again(
    tmp_path: Path, workers: int, tally: dict[str, int]
) -> None:
    """With more and more memory, until it is enough: the old batch stands, and then the new one, as if nothing had
    happened. Of several workers it may be one that is killed, which is a line."""
    options = ["--workers", str(workers)]
    write_articles(tmp_path / "in", "kiel", "lund", "oban")
    assert run_in(None, tmp_path, *options).returncode == 0
    old = files_of(tmp_path / "out/in")
    (tmp_path / "in/oban.txt").write_text(FERRY.format("Oban", "And that was all. " * 20_000))
    statuses: list[int] = []
    for n_mb in range(40, 1000, 20):
        with limited(n_mb * MB) as group:
            done = run_in(group, tmp_path, *options)
        statuses.append(done.returncode)
        assert verify_batch(Place(tmp_path / "out/in")) == []
        assert "Traceback" not in done.stderr, done.stderr
        if done.returncode == 0:
            break
        assert files_of(tmp_path / "out/in") == old
        assert done.returncode == -signal.SIGKILL or (done.returncode == 30 and "SIGKILL" in done.stderr), done.stderr
    tally[f"runs that the kernel killed, {workers} workers"] = len(statuses) - 1
    assert statuses[-1] == 0
    assert len(statuses) > 2
    made = files_of(tmp_path / "out/in")
    (tmp_path / "fresh").mkdir()
    (tmp_path / "in").rename(tmp_path / "fresh/in")
    assert run_in(None, tmp_path / "fresh", *options).returncode == 0
    assert made == files_of(tmp_path / "fresh/out/in")


LARGE = {
    "10 MB of short lines": b"a line\n" * (10 * MB // 7),
    "99,000 short lines": b"a short line\n" * 99_000,
    "49 MB in one line": b"a word and a" * (49 * MB // 12),
    "2 MB in one line": SENTENCE.encode() * (2 * MB // len(SENTENCE)),
    "35 MB of one line again and again": f"{SENTENCE}\n".encode() * (35 * MB // (len(SENTENCE) + 1)),
    "2 MB of one line again and again": f"{SENTENCE}\n".encode() * (2 * MB // (len(SENTENCE) + 1)),
    "2 MB of quotation marks": "“".encode() * (2 * MB // 3),
    "200 MB of NUL": bytes(200 * MB),
}
PARTS = {"a page": b"<p>" + SENTENCE.encode() + b"</p>\n", "a page of open divisions": b"<div>a "}
LARGE |= {f"{name} of 5 MB": b"<html><body>" + part * (5 * MB // len(part)) for name, part in PARTS.items()}


@pytest.mark.torture
@pytest.mark.parametrize("what", LARGE)
def test_a_run_over_one_large_input_has_enough_in_500_mb_and_20_times_its_size(tmp_path: Path, what: str) -> None:
    """All of it together: the kernel would kill it. The input is an article or a row, and so is the one beside it."""
    data = LARGE[what]
    write_articles(tmp_path / "in", "kiel")
    (tmp_path / f"in/large.{'html' if data.startswith(b'<') else 'txt'}").write_bytes(data)
    with limited(500 * MB + 20 * len(data)) as group:
        done = run_in(group, tmp_path, "--workers", "1")
    assert done.returncode == 0, done.stderr
    assert "2 inputs" in done.stderr + done.stdout
