"""kill -9 in the middle of any task: the next run gives the bytes of an undisturbed one, and no debris stays."""

from pathlib import Path

import pytest

from tests.conftest import ROOT, emit, files_of

# Where something happens: the name that a task looks up, and at which call of it.
POINTS = {
    "taking stock": ("copydesk.read.inventory", "survey_source", 3),
    "reading": ("copydesk.pipeline.observe", "read_with_tree", 3),
    "repairing": ("copydesk.pipeline.observe", "repair_article", 3),
    "observing": ("copydesk.pipeline.observe", "observe", 3),
    "learning": ("copydesk.pipeline.learn", "count_outlets", 1),
    "stripping": ("copydesk.strip.batch", "strip_article", 3),
    "comparing": ("copydesk.pipeline.work", "find_near_duplicates", 1),
    "renaming a result": ("copydesk.store.local.os", "replace", 2),
    "choosing": ("copydesk.pipeline.choose", "choose_canonical", 1),
    "reporting on articles": ("copydesk.pipeline.report", "show_article", 3),
    "putting lists in order": ("copydesk.pipeline.work", "tell_report", 1),
    "reporting on outlets": ("copydesk.pipeline.report_shares", "outlet_pages", 1),
    "reporting on the batch": ("copydesk.pipeline.report_shares", "batch_pages", 1),
    "writing tables": ("copydesk.pipeline.emit", "canonical_text", 3),
    "publishing": ("copydesk.emit.batch", "publish", 1),
}
# There a process is at work that the task has started, and which ends with it.
STARTED = {"taking stock", "reading", "repairing", "observing", "stripping"}
WHEN_THERE = """
import importlib, os, signal, sys
name, attribute, n_calls = {point!r}
try:
    owner = importlib.import_module(name)
except ModuleNotFoundError:
    owner = getattr(importlib.import_module(name.rsplit(".", 1)[0]), name.rsplit(".", 1)[1])
real, calls = getattr(owner, attribute), []
def called(*args, **kwargs):
    calls.append(1)
    if len(calls) == n_calls:
        {do}
    return real(*args, **kwargs)
setattr(owner, attribute, called)
"""
KILL, KILL_THE_TASK = (f"os.kill(os.{whose}(), signal.SIGKILL); signal.pause()" for whose in ("getpid", "getppid"))


def kill_at(where: str, n_calls: int = 0) -> str:
    """Code that has a task's process killed there, at that call where POINTS shall not say it."""
    name, attribute, usual = POINTS[where]
    point = name, attribute, n_calls or usual
    return WHEN_THERE.format(point=point, do=KILL_THE_TASK if where in STARTED else KILL)


@pytest.mark.parametrize("where", POINTS)
def test_a_run_after_a_kill_is_as_if_nothing_had_happened(sample: Path, tmp_path: Path, where: str) -> None:
    """The whole output folder, results between stages included, is the undisturbed run's to the byte."""
    killed = emit(ROOT / "seeds", tmp_path, before=kill_at(where))
    assert killed.returncode == -9, killed.stderr
    assert not (tmp_path / "seeds" / "manifest.json").exists()
    again = emit(ROOT / "seeds", tmp_path)
    assert again.returncode == 0, again.stderr
    assert files_of(tmp_path) == files_of(sample)


@pytest.mark.parametrize("exchanged", [True, False])
def test_a_batch_that_is_replaced_is_the_old_one_or_the_new_one(
    sample: Path, seeds: Path, tmp_path: Path, exchanged: bool
) -> None:
    """Killed at any rename; where the system cannot exchange two folders, the next run puts the old one back first."""
    out = tmp_path / "out"
    cannot = "" if exchanged else "import copydesk.store.local as s\ns._exchange = lambda *a: False\n"
    with (seeds / "001_f3bd15aaf6013ad9.txt").open("a") as stream:
        stream.write("\nA sentence that will be taken back again before the second run.")
    assert emit(seeds, out).returncode == 0
    old = files_of(out / "seeds")
    (seeds / "001_f3bd15aaf6013ad9.txt").write_bytes((ROOT / "seeds" / "001_f3bd15aaf6013ad9.txt").read_bytes())
    for n_calls in (1, 2, 3):
        point = "copydesk.store.local.os", "rename", n_calls
        done = emit(seeds, out, before=cannot + WHEN_THERE.format(point=point, do=KILL))
        if done.returncode == 0:
            break
        assert done.returncode == -9
        assert not (out / "seeds").exists() or files_of(out / "seeds") == old
    assert emit(seeds, out).returncode == 0
    assert files_of(out / "seeds") == files_of(sample / "seeds")
    assert not list((out / ".work" / "seeds").glob("*.retired"))


def test_a_worker_that_is_killed_is_a_line(seeds: Path, tmp_path: Path) -> None:
    """It says what most likely happened, and what to do; the run has the status of a task that failed."""
    killed = emit(seeds, tmp_path / "out", "--workers", "2", before=kill_at("observing"))
    assert killed.returncode == 30, killed.stderr
    (line,) = [line for line in killed.stderr.splitlines() if "SIGKILL" in line]
    assert "ObservePages: its process was ended by SIGKILL: most likely memory ran out; run again" in line
    assert emit(seeds, tmp_path / "out").returncode == 0


def test_a_task_that_runs_into_its_timeout_is_a_line(seeds: Path, tmp_path: Path) -> None:
    """With its limit."""
    hangs = WHEN_THERE.format(point=POINTS["observing"], do="signal.pause()")
    (tmp_path / "luigi.cfg").write_text("[worker]\ntimeout = 3\n")
    before = f"import os\nos.environ['LUIGI_CONFIG_PATH'] = {str(tmp_path / 'luigi.cfg')!r}\n{hangs}"
    ended = emit(seeds, tmp_path / "out", "--workers", "2", before=before)
    assert ended.returncode == 30, ended.stderr
    (line,) = [line for line in ended.stderr.splitlines() if "timed out" in line]
    assert "ObservePages: its process timed out after 3 seconds and was terminated" in line
