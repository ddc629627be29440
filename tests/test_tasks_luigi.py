"""The tasks as luigi's users know tasks: parameters, targets, schedulers, logging, exit codes."""

import inspect
import json
import logging
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest

from copydesk.pipeline import work
from copydesk.progress import note_line
from copydesk.tasks import EmitCanonical, ObservePages, SourceFiles, StripFurniture, TakeStock, base
from tests.conftest import ROOT, emit

LUIGI = Path(sys.executable).parent / "luigi"
SUMMARY = "===== Luigi Execution Summary ====="
FERRY = "The ferry left the harbour at noon on Friday with forty people on board, the company said.\n"


def run_luigi(*arguments: object, cwd: Path, **environment: object) -> subprocess.CompletedProcess[str]:
    """The installed command, in a folder that is not the checkout."""
    own = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "LUIGI_CONFIG_PATH")}
    return subprocess.run(
        [str(LUIGI), *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=cwd,
        env={**own, **{name: str(value) for name, value in environment.items()}},
        check=False,
    )


def emit_sample(sample: Path, *arguments: object, cwd: Path, **environment: object) -> subprocess.CompletedProcess[str]:
    """A run that has nothing to do."""
    command = ["--module", "copydesk.tasks", "EmitCanonical", "--source", ROOT / "seeds", "--output-dir", sample]
    return run_luigi(*command, *arguments, cwd=cwd, **environment)


def test_making_a_task_looks_at_nothing(tmp_path: Path) -> None:
    """Nor do its requirements and its output; what is wrong with it is said by the task that comes to it first."""
    task = EmitCanonical(source="no/such", output_dir=str(tmp_path), config="no.toml", profiles="none")
    assert task.output().path == str(tmp_path / "such")
    assert task.input() is not None
    assert not task.complete()
    assert not SourceFiles(source="no/such").complete()
    assert not os.listdir(tmp_path)


def test_a_clone_is_as_luigi_says(tmp_path: Path) -> None:
    """Of the same class with other values, or of another with the same."""
    task = EmitCanonical(source="monday", output_dir="out", check_inputs=True)
    assert task.clone(source="tuesday") == EmitCanonical(source="tuesday", output_dir="out", check_inputs=True)
    assert task.clone(ObservePages, part=2) == ObservePages(source="monday", output_dir="out", part=2)
    assert task.clone(SourceFiles) == SourceFiles(source="monday")


def test_what_parts_load_is_loaded_for_many_of_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not for the one into which an article more has come."""
    loaded = []
    monkeypatch.setattr(base, "_missing", set())
    monkeypatch.setattr(base, "warm_up", lambda *, pages: loaded.append(pages))
    task = EmitCanonical(source=str(ROOT / "seeds"), output_dir=str(tmp_path))
    for stage in (ObservePages, StripFurniture):
        assert not task.clone(stage, part=0).complete()
    assert not loaded
    for part in (1, 2, 1):
        assert not task.clone(ObservePages, part=part).complete()
    assert loaded == [False]


def test_a_batch_is_an_input_and_a_missing_source_stops_its_own_batch_only(tmp_path: Path) -> None:
    """A user's own module, as docs/guides/running.md has it, with a `tasks.py` beside it that is not ours."""
    (night,) = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "guides" / "running.md").read_text("utf-8"), re.S)
    (tmp_path / "in/monday").mkdir(parents=True)
    (tmp_path / "in/monday/ferry.txt").write_text(FERRY)
    (tmp_path / "night.py").write_text(night)
    (tmp_path / "tasks.py").write_text("raise RuntimeError('the tasks of somebody else')")
    done = run_luigi("--module", "night", "Night", "--local-scheduler", cwd=tmp_path, PYTHONPATH=tmp_path)
    assert done.returncode == 20, done.stderr
    assert "copydesk: source 'in/tuesday': no such folder" in done.stderr
    assert json.loads((tmp_path / "output/monday.count").read_text()) == [1, 1]
    assert not (tmp_path / "output/tuesday").exists()
    assert "Traceback" not in done.stderr


def test_the_tasks_have_one_name_in_a_checkout_and_anywhere(sample: Path, tmp_path: Path) -> None:
    """`tasks` is short for them, and makes no second ones."""
    code = "import tasks, copydesk.tasks as t; print(all(getattr(tasks, n) is getattr(t, n) for n in t.__all__))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.stdout == "True\n", done.stderr
    (tmp_path / "tasks").mkdir()
    (tmp_path / "tasks/__init__.py").write_text("raise RuntimeError('the tasks of somebody else')")
    done = emit_sample(sample, "--local-scheduler", cwd=tmp_path, PYTHONPATH=tmp_path)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of a luigid of luigi's own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    folder = tmp_path_factory.mktemp("luigid")
    command = [str(LUIGI.with_name("luigid")), "--address", "127.0.0.1", "--port", str(port)]
    command += ["--state-path", str(folder / "state")]
    with subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        assert any("Scheduler starting up" in line for line in process.stderr)
        try:
            yield port
        finally:
            process.terminate()
            process.communicate()


@pytest.mark.parametrize("way", ["command line", "luigi.cfg", "LUIGI_CONFIG_PATH"])
def test_a_run_reaches_the_scheduler_of_its_user(sample: Path, tmp_path: Path, scheduler: int, way: str) -> None:
    """It knows of the task afterwards."""
    arguments, environment, own = list[object](), dict[str, object](), tmp_path / "own.cfg"
    if way == "command line":
        arguments = ["--scheduler-host", "127.0.0.1", "--scheduler-port", scheduler]
    elif way == "luigi.cfg":
        own = tmp_path / "luigi.cfg"
    else:
        environment = {"LUIGI_CONFIG_PATH": own}
    if way != "command line":
        own.write_text(f"[core]\ndefault-scheduler-host = 127.0.0.1\ndefault-scheduler-port = {scheduler}\n")
    (tmp_path / "out").symlink_to(sample)
    done = emit_sample(tmp_path / "out", *arguments, cwd=tmp_path, **environment)
    assert done.returncode == 0, done.stderr
    with urlopen(f"http://127.0.0.1:{scheduler}/api/task_list?data={{%22status%22:%22DONE%22}}") as answer:
        known = json.load(answer)["response"]
    assert str(tmp_path / "out") in [task["params"]["output_dir"] for task in known.values()]


def test_where_no_scheduler_is_named_none_is_needed(sample: Path, tmp_path: Path) -> None:
    """The plainest command works on a machine that has no luigid."""
    done = emit_sample(sample, cwd=tmp_path)
    assert done.returncode == 0, done.stderr


def test_a_scheduler_that_does_not_answer_is_said_in_a_line(sample: Path, tmp_path: Path) -> None:
    """With what to do; how often and how long luigi tries is its own setting."""
    (tmp_path / "luigi.cfg").write_text("[core]\nrpc-retry-wait = 0\nrpc-retry-attempts = 1\n")
    done = emit_sample(sample, "--scheduler-port", 1, cwd=tmp_path)
    assert done.returncode == 40
    assert "Failed connecting to remote scheduler 'http://localhost:1'; start luigid, name yours" in done.stderr
    assert "Traceback" not in done.stderr
    assert "NoneType" not in done.stderr


def test_what_is_told_by_itself(sample: Path, tmp_path: Path) -> None:
    """copydesk's own lines, once, and luigi's summary at the end."""
    done = emit_sample(sample, "--local-scheduler", cwd=tmp_path)
    assert done.stderr.count("up to date") == 1
    assert done.stderr.count(SUMMARY) == 2  # above it and below
    assert done.stderr.strip().endswith(SUMMARY)
    assert "Informed scheduler" not in done.stderr


@pytest.mark.parametrize(
    "level, ours, machinery, debug",
    [("DEBUG", True, True, True), ("INFO", True, True, False), ("WARNING", False, False, False)],
)
@pytest.mark.parametrize("way", ["command line", "luigi.cfg"])
def test_the_level_that_is_asked_for_is_told(
    sample: Path, tmp_path: Path, level: str, ours: bool, machinery: bool, debug: bool, way: str
) -> None:
    """Of both, whoever says it."""
    if way == "luigi.cfg":
        (tmp_path / "luigi.cfg").write_text(f"[core]\nlog_level = {level}\n")
    arguments = ["--log-level", level] if way == "command line" else []
    done = emit_sample(sample, "--local-scheduler", *arguments, cwd=tmp_path)
    assert done.returncode == 0
    assert ("up to date" in done.stderr) == ours
    assert ("Informed scheduler" in done.stderr) == machinery
    assert (SUMMARY in done.stderr) == machinery
    assert ("DEBUG: Checking if" in done.stderr) == debug


def test_a_logging_setup_of_the_user_has_every_line_once(sample: Path, tmp_path: Path) -> None:
    """`logging_conf_file` in a luigi.cfg."""
    (tmp_path / "luigi.cfg").write_text("[core]\nlogging_conf_file = own.cfg\n")
    (tmp_path / "own.cfg").write_text(
        "[loggers]\nkeys = root\n[handlers]\nkeys = file\n[formatters]\nkeys =\n"
        "[logger_root]\nlevel = INFO\nhandlers = file\n[handler_file]\nclass = FileHandler\nargs = ('own.log',)\n"
    )
    done = emit_sample(sample, "--local-scheduler", cwd=tmp_path)
    assert (tmp_path / "own.log").read_text().count("up to date") == 1
    assert "up to date" not in done.stderr


def test_what_a_task_left_is_given_back() -> None:
    """Circles that an earlier task of the process left are gone before what is there is kept for good."""

    class Ring:
        def __init__(self) -> None:
            self.itself = self

    left = weakref.ref(Ring())
    base.give_back_memory()
    assert left() is None


@contextmanager
def heard(beginning: str) -> Iterator[threading.Event]:
    """Set once a line of the log begins so."""
    said = threading.Event()

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if record.getMessage().startswith(beginning):
                said.set()

    listener = Listener()
    logging.getLogger("copydesk").addHandler(listener)
    try:
        yield said
    finally:
        logging.getLogger("copydesk").removeHandler(listener)


def test_a_long_call_is_no_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    """While it runs the log says what it is at."""
    monkeypatch.setattr(base, "PROGRESS_SECONDS", 0.001)
    task = TakeStock()
    with heard("TakeStock: 2 of 3 inputs") as said, task.watching("looking"):
        passing = task.watched("abc", 3, "inputs")
        assert [next(passing), next(passing), next(passing)] == ["a", "b", "c"]
        assert said.wait(60)


def test_short_tasks_in_a_row_are_no_silence(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that begins when nothing was said for long says at once what it is at, and not for how long: it has begun."""
    monkeypatch.setattr(base, "PROGRESS_SECONDS", 3600.0)
    note_line(time.monotonic() - 3600)
    task = TakeStock()
    with heard("TakeStock: looking") as said, task.watching("looking"):
        assert said.wait(60)
    assert caplog.messages == ["TakeStock: looking"]


WORKING = [
    function
    for name, function in vars(work).items()
    if inspect.isfunction(function)
    and function.__module__ == work.__name__
    and "teller" in inspect.signature(function).parameters
]


@pytest.mark.parametrize("function", WORKING, ids=lambda function: function.__name__)
def test_every_stage_says_how_far_it_is(function: Callable[..., None]) -> None:
    """What takes long is watched; tables and texts are written as `_files` watches it."""
    assert len(WORKING) > 11
    watched = inspect.getsource(function)
    assert "teller.watching(" in watched or "with _files(run, " in watched


def test_a_finished_batch_outlives_its_source(seeds: Path, tmp_path: Path) -> None:
    """For the same settings, unless its inputs are asked for; a typing error in --source is no archive."""
    out = tmp_path / "out"
    assert emit(seeds, out).returncode == 0
    task = EmitCanonical(source=str(seeds), output_dir=str(out))
    assert task.complete()
    archived = seeds.rename(tmp_path / "archived")
    assert task.complete()
    assert not task.clone(check_inputs=True).complete()
    (tmp_path / "own.toml").write_text("[report]\nown_pages = 3\n")
    assert not task.clone(config=str(tmp_path / "own.toml")).complete()
    assert not task.clone(profiles=str(out / "other")).complete()
    assert not task.clone(source=str(tmp_path / "sedes"), batch_name="seeds").complete()
    done = emit(seeds, out)
    assert done.returncode == 0
    assert "finished, and its source is gone, nothing to do" in done.stderr
    assert emit(seeds, out, "--check-inputs").returncode == 20
    seeds.mkdir()
    assert task.complete()
    assert not SourceFiles(source=str(seeds)).complete()
    assert emit(seeds, out, "--check-inputs").returncode == 20
    shutil.copy(next(archived.iterdir()), seeds)
    assert not task.complete()


def test_a_finished_batch_of_one_file_outlives_it(tmp_path: Path) -> None:
    """It has the name of the file's folder."""
    source = tmp_path / "monday" / "ferry.txt"
    source.parent.mkdir()
    source.write_text(FERRY)
    out = tmp_path / "out"
    assert emit(source, out).returncode == 0
    source.unlink()
    task = EmitCanonical(source=str(source), output_dir=str(out))
    assert task.output().path == str(out / "monday")
    assert task.complete()
    assert not task.clone(check_inputs=True).complete()
