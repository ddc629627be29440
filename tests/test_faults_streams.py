"""Standard streams that are closed, or on a disk that is full: the work is done, or a line says why not."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from copydesk.emit.batch import verify_batch
from copydesk.store import Place
from tests.torture.scenarios import write_articles


def in_shell(command: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """The installed command, as a shell starts it."""
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "TMPDIR": str(cwd)}
    return subprocess.run(
        ["bash", "-c", command], capture_output=True, text=True, cwd=cwd, env=environment, check=False
    )


@pytest.mark.parametrize("streams", ["2>&-", "2> /dev/full", "> /dev/full", "<&-"])
def test_a_batch_is_made_whatever_becomes_of_its_log(tmp_path: Path, streams: str) -> None:
    """Neither a closed stream nor a full disk keeps it from being published."""
    write_articles(tmp_path / "in", "kiel", "oban")
    done = in_shell(f"copydesk run in --output-dir out {streams}", tmp_path)
    assert (done.returncode, "Traceback" in done.stderr) == (0, False)
    assert verify_batch(Place(tmp_path / "out/in")) == []


def test_a_run_without_any_of_the_streams_writes_into_none_of_its_files(tmp_path: Path) -> None:
    """What is said to standard error does not go to the first file that is opened."""
    write_articles(tmp_path / "in", "kiel", "oban")
    luigi = "luigi --module copydesk.tasks EmitCanonical --source in --output-dir out"
    assert in_shell(f"{luigi} <&- >&- 2>&-", tmp_path).returncode == 0
    assert verify_batch(Place(tmp_path / "out/in")) == []


@pytest.mark.parametrize(
    ("command", "line"),
    [
        (
            "clean <&-",
            "copydesk clean: -: standard input is closed; give a file, a folder, or the text on standard input",
        ),
        ("repair --jsonl <&-", "copydesk repair: standard input is closed"),
        ("reuse --jsonl <&-", "copydesk reuse: standard input is closed"),
        ("find --batch . --jsonl <&-", "copydesk find: standard input is closed"),
        ("--completion bash > /dev/full", "copydesk: standard output: No space left on device"),
        ("verify . > /dev/full", "copydesk verify: standard output: No space left on device"),
        ("explain in > /dev/full", "copydesk explain: standard output: No space left on device"),
    ],
)
def test_a_command_says_which_stream_it_cannot_use(tmp_path: Path, command: str, line: str) -> None:
    """And ends with status 1."""
    write_articles(tmp_path / "in", "kiel")
    done = in_shell(f"copydesk {command}", tmp_path)
    assert (done.stderr, done.returncode) == (f"{line}\n", 1)
