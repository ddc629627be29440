"""Runs of which one call fails, or at one call of which the process is killed, stopped or told to end."""

from __future__ import annotations

import errno
import itertools
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.conftest import ROOT, files_of

# As in shim.c; and what each of them fails with.
WRITE, SYNC, RENAME, OPEN, MKDIR, CLOSE, LINK, DELETE, WAIT = (1 << n for n in range(9))
ERRORS = {
    "write": (WRITE, errno.ENOSPC),
    "full disk": (WRITE, errno.ENOSPC),
    "fsync": (SYNC, errno.EIO),
    "rename": (RENAME, errno.EIO),
    "open": (OPEN, errno.EMFILE),
    "mkdir": (MKDIR, errno.ENOSPC),
    "close": (CLOSE, errno.EIO),
    "link": (LINK, errno.EMLINK),
    "delete": (DELETE, errno.EACCES),
}
# Those that do not pass.
LASTING = {"full disk"}
# Where a kill leaves something else than one at the call before.
ALL_THAT_CHANGE = WRITE | SYNC | RENAME | OPEN | MKDIR | LINK | DELETE
# What docs/running.md has for a run that failed.
FAILED = {20, 30, 35}
needs_compiler = pytest.mark.skipif(shutil.which("gcc") is None, reason="no gcc to build the shim with")


class Fault(NamedTuple):
    """At which call of which kinds what happens: it fails, or the process gets a signal."""

    kinds: int
    at: int
    errno: int = 0
    signal: int = 0
    stays: bool = False  # all calls after it fail, too


class Outcome(NamedTuple):
    """What became of a run."""

    child: int
    is_stopped: bool
    status: int | None
    n_calls: int
    has_fired: bool
    call: str
    path: str
    told: str  # on standard output and standard error


class Runner:
    """A process that forks runs: each as one that was just started, in a tenth of the time."""

    def __init__(self, shim: Path) -> None:
        self._server = subprocess.Popen(
            [sys.executable, str(ROOT / "tests/torture/server.py"), str(shim)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env={**os.environ, "LD_PRELOAD": str(shim), "PYTHONPATH": str(ROOT)},
        )

    def close(self) -> None:
        assert self._server.stdin
        self._server.stdin.close()
        self._server.wait()

    def run(
        self, arguments: Sequence[object], output: Path, fault: Fault | None = None, *, told: Path | None = None
    ) -> Outcome:
        """`copydesk ARGUMENTS`, of which the calls below `output` are counted, until it has ended or is stopped.

        What it says goes to the file `told`: one beside `output`, where none is given.
        """
        fault = fault or Fault(0, 0)
        told = told or _told(output)
        asked = {
            "arguments": [str(word) for word in arguments],
            "folder": str(output.parent),
            "told": str(told),
            "fault": {**fault._asdict(), "below": str(output)},
        }
        return self._ask(asked, told)

    def go_on(self, stopped: Outcome, output: Path, *, told: Path | None = None) -> Outcome:
        """What becomes of a run that was stopped."""
        return self._ask({"go_on": stopped.child}, told or _told(output))

    def signal(self, number: int) -> None:
        """The run that is on gets a signal, it and what it started; from another thread than that which waits for it.

        There may be none any more.
        """
        (child, *_) = Path(f"/proc/{self._server.pid}/task/{self._server.pid}/children").read_text().split() or [""]
        if child:
            os.killpg(int(child), number)

    def _ask(self, asked: dict[str, Any], told: Path) -> Outcome:
        assert self._server.stdin
        assert self._server.stdout
        self._server.stdin.write(json.dumps(asked) + "\n")
        self._server.stdin.flush()
        answer = json.loads(self._server.stdout.readline())
        return Outcome(**answer, told=told.read_text("utf-8", "replace"))


def _told(output: Path) -> Path:
    return output.with_name(f"{output.name}.told")


def build_shim(folder: Path) -> Path:
    shim = folder / "shim.so"
    source = ROOT / "tests/torture/shim.c"
    subprocess.run(
        ["gcc", "-Wall", "-Werror", "-O1", "-shared", "-fPIC", "-o", str(shim), str(source), "-ldl"], check=True
    )
    return shim


class Scenario(NamedTuple):
    """A run, what stood in the output folder before it, and what stands there when nothing went wrong."""

    folder: Path
    arguments: tuple[str, ...]  # but for --output-dir
    batch: str
    before: Path | None
    after: dict[str, bytes]

    @property
    def old(self) -> dict[str, bytes]:
        """The batch that it replaces; nothing where there is none."""
        return files_of(self.before / self.batch) if self.before else {}

    @property
    def new(self) -> dict[str, bytes]:
        return {
            path.removeprefix(f"{self.batch}/"): data
            for path, data in self.after.items()
            if path.startswith(f"{self.batch}/")
        }

    def command(self, output: Path) -> list[str]:
        return ["run", *self.arguments, "--output-dir", str(output)]

    @contextmanager
    def output(self, name: str) -> Iterator[Path]:
        """An output folder as it was before the run."""
        output = self.folder / name
        if self.before:
            shutil.copytree(self.before, output, symlinks=True)
        try:
            yield output
        finally:
            shutil.rmtree(output, ignore_errors=True)
            _told(output).unlink(missing_ok=True)


def try_one(runner: Runner, scenario: Scenario, name: str, fault: Fault) -> tuple[bool, list[str]]:
    """Whether the fault came to pass, and what was not as promised, in sentences."""
    with scenario.output(name) as output:
        first = runner.run(scenario.command(output), output, fault)
        wrong = [*_of_the_failed(first, scenario, output, fault)]
        if first.has_fired:
            again = runner.run(scenario.command(output), output)
            wrong += _of_the_next(again, scenario, output)
        where = f"{first.call} {first.path.removeprefix(str(output))}"
        return first.has_fired, [f"call {fault.at} ({where}): {one}" for one in wrong]


def _of_the_failed(done: Outcome, scenario: Scenario, output: Path, fault: Fault) -> Iterator[str]:
    there = files_of(output / scenario.batch)
    if there not in (scenario.old, scenario.new):
        yield f"neither the old batch nor the new one stands there, status {done.status}: {sorted(there)}"
    if done.status == 0 and there != scenario.new:
        yield "status 0 without the new batch"
    if fault.signal == signal.SIGKILL and done.has_fired:
        if done.status not in (-signal.SIGKILL, 0):  # 0: it was a process that works on articles, which is made up for
            yield f"was not killed: {done.status}"
        return
    if done.status != 0 and not done.has_fired:
        yield f"failed without a fault: {done.told}"
    if "Traceback" in done.told:
        yield f"traceback: {done.told}"
    elif done.status != 0:
        lines = [line for line in done.told.splitlines() if os.strerror(fault.errno) in line]
        if not any(str(output) in line for line in lines):
            yield f"no line names a path and {os.strerror(fault.errno)!r}: {done.told}"
        if done.status not in FAILED:
            yield f"status {done.status}"


def _of_the_next(done: Outcome, scenario: Scenario, output: Path) -> Iterator[str]:
    if done.status != 0:
        yield f"the next run failed: {done.told}"
    elif (there := files_of(output)) != scenario.after:
        more, less = sorted(there.keys() - scenario.after.keys()), sorted(scenario.after.keys() - there.keys())
        other = sorted(path for path in there.keys() & scenario.after.keys() if there[path] != scenario.after[path])
        yield f"after the next run there is {more} more, {less} less, {other} is other"


class Tally(NamedTuple):
    """What all faults of one kind came to."""

    n_tried: int
    wrong: list[str]


def try_all(
    shim: Path,
    scenario: Scenario,
    faults: Iterable[Fault],
    *,
    workers: int,
    told: Callable[[int], None] = lambda _: None,
) -> Tally:
    """Each fault in turn, by several at a time, until one does not come to pass: the run has fewer calls."""
    waiting = iter(faults)
    taking, wrong, n_tried = threading.Lock(), list[str](), 0
    is_over = False

    def work(n: int) -> None:
        nonlocal n_tried, is_over
        runner = Runner(shim)
        try:
            for turn in itertools.count():
                with taking:
                    fault = None if is_over else next(waiting, None)
                if fault is None:
                    return
                has_fired, found = try_one(runner, scenario, f"{n}-{turn}", fault)
                with taking:
                    wrong.extend(found)
                    n_tried += has_fired
                    is_over = is_over or not has_fired
                    told(n_tried)
        finally:
            runner.close()

    with ThreadPoolExecutor(workers) as pool:
        for done in [pool.submit(work, n) for n in range(workers)]:
            done.result()
    return Tally(n_tried, wrong)
