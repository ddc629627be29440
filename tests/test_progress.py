"""On a terminal a run shows how far it is; at its end it says what it came to."""

import fcntl
import json
import os
import re
import signal
import struct
import subprocess
import sys
import termios
from pathlib import Path

import pytest

from copydesk import progress
from tests.conftest import ROOT
from tests.running import copydesk_here

RUN = """
import sys
import copydesk.progress as p
p._SHORT_SECONDS = 0.0
{before}
from copydesk.__main__ import main
sys.exit(main())
"""


def on_terminal(*arguments: object, cwd: Path, before: str = "", columns: int = 100) -> tuple[int, str, str]:
    """Exit status, standard output, and what stood on the terminal; bars also for what is short."""
    ours, theirs = os.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    command = [sys.executable, "-c", RUN.format(before=before), *map(str, arguments)]
    environment = {**os.environ, "TMPDIR": str(cwd), "TERM": "xterm"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=theirs, cwd=cwd, env=environment) as process:
        os.close(theirs)
        shown = b""
        while True:
            try:
                shown += os.read(ours, 1 << 16)
            except OSError:  # nobody is left to write there
                break
        assert process.stdout is not None
        out = process.stdout.read().decode()
    os.close(ours)
    return process.returncode, out, shown.decode()


@pytest.mark.parametrize("workers", [1, 2])
def test_a_terminal_has_bars_and_then_a_summary(seeds: Path, tmp_path: Path, workers: int) -> None:
    """Counts and time left meanwhile, no lines of the log; also where the tasks are several processes."""
    status, out, shown = on_terminal("run", "seeds", "--workers", workers, cwd=tmp_path)
    assert status == 0, shown
    assert re.search(r"reading and mending +\d+% \S+ +\d of 5, \d\d:\d\d, \S+ left", shown)
    assert re.search(r"reading and mending +5 in \d\d:\d\d", shown)
    assert "getting ready" in shown
    assert "INFO" not in shown
    assert "Luigi" not in shown
    assert "read         5 inputs" in out


def test_a_terminal_without_a_width_has_lines(seeds: Path, tmp_path: Path) -> None:
    """No bar can be drawn there: it would be silent to the end."""
    status, _, shown = on_terminal("run", "seeds", cwd=tmp_path, columns=0)
    assert status == 0, shown
    assert "getting ready for seeds" in shown
    assert "EmitCanonical: 5 inputs: 5 emitted" in shown


def test_what_goes_wrong_stands_above_the_bars(tmp_path: Path) -> None:
    """A line, and its status, as without a terminal."""
    status, out, shown = on_terminal("run", "missing", cwd=tmp_path)
    assert (status, out) == (20, "")
    assert "copydesk: source 'missing': no such folder" in shown
    assert "Traceback" not in shown


def test_a_run_that_is_killed_is_told_by_whoever_shows_it(seeds: Path, tmp_path: Path) -> None:
    """As the system does it where memory is short."""
    before = (
        "import os\nimport copydesk.tasks.base as base\nbase.BatchTask.begin = lambda self: os.kill(os.getpid(), 9)"
    ).replace("import copydesk.tasks.base as base", "import copydesk.tasks, copydesk.tasks.base as base")
    status, _, shown = on_terminal("run", "seeds", cwd=tmp_path, before=before)
    assert status == 128 + signal.SIGKILL
    assert "copydesk run: ended by SIGKILL; where memory is short give fewer --workers" in shown


def test_stages_end_in_their_order(capsys: pytest.CaptureFixture[str]) -> None:
    """One that was done only in part ends where the next one begins; what comes late of an old one is no harm."""
    screen = progress._Screen()
    assert list(screen._lines) == [("", "start")]
    screen.take(batch="b", stage="observe", task="1", n=3, of=10)
    screen.take(batch="b", stage="observe", task="2", n=2, of=10)
    assert sum(screen._lines["b", "observe"].n.values()) == 5
    screen.take(batch="b", stage="observe", task="2", done=True)
    assert list(screen._lines) == [("b", "observe")]
    screen.take(batch="c", stage="learn", task="3")
    screen.take(batch="b", stage="learn", task="3")
    assert list(screen._lines) == [("c", "learn"), ("b", "learn")]
    screen.take(batch="b", stage="learn", task="3", done=True)
    screen.take(batch="b", stage="learn", task="3", done=True)
    screen.take(batch="b", stage="no such stage", task="4")
    assert list(screen._lines) == [("c", "learn")]


def test_the_summary_says_what_the_manifest_says(sample: Path, tmp_path: Path) -> None:
    """And where to look; also where there was nothing to do."""
    done = copydesk_here("run", ROOT / "seeds", "--output-dir", sample, cwd=tmp_path)
    counts = json.loads((sample / "seeds/manifest.json").read_text())["counts"]
    assert "up to date, nothing to do" in done.err
    assert done.out.startswith("seeds: up to date, nothing was to be done\n")
    for line in (
        f"  read         {counts['inputs']} inputs\n",
        f"  mended       {counts['edits'] - counts['edits_in_removals']} places, "
        f"and {counts['edits_in_removals']} more in what was removed\n",
        f"  removed      {counts['removals']} pieces of furniture\n",
        f"  doubtful     {counts['doubtful']} articles\n",
        f"{sample}/seeds/report.html",
        f"{sample}/seeds/text ",
    ):
        assert line in done.out
