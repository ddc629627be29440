"""A run stands still at one of its calls, while another run, a reader or a cleaning comes; or it is told to end."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from copydesk.emit.batch import verify_batch
from copydesk.store import Place
from tests.conftest import ROOT, files_of
from tests.torture.faults import (
    ALL_THAT_CHANGE,
    FAILED,
    RENAME,
    WAIT,
    Fault,
    Runner,
    Scenario,
    build_shim,
    needs_compiler,
)
from tests.torture.scenarios import look_back_run, replacing_run, write_articles

pytestmark = needs_compiler
# At one in so many of its calls the run is stopped in the quick tests; in `make torture` at one in `OFTEN`.
SELDOM, OFTEN = 197, 5
STEPS = [SELDOM, pytest.param(OFTEN, marks=pytest.mark.torture)]


class Two(NamedTuple):
    """Two processes that run what they are asked to, each on its own."""

    one: Runner
    other: Runner


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Two]:
    shim = build_shim(tmp_path_factory.mktemp("shim"))
    made = Two(Runner(shim), Runner(shim))
    yield made
    made.one.close()
    made.other.close()


@pytest.fixture(scope="module")
def replacing(two: Two, tmp_path_factory: pytest.TempPathFactory) -> Scenario:
    return replacing_run(two.one, tmp_path_factory.mktemp("replacing"))


@pytest.fixture(scope="module")
def looking_back(two: Two, tmp_path_factory: pytest.TempPathFactory) -> Scenario:
    return look_back_run(two.one, tmp_path_factory.mktemp("looking-back"))


def stop_at(n: int) -> Fault:
    return Fault(ALL_THAT_CHANGE, n, signal=signal.SIGSTOP)


@pytest.mark.parametrize("step", STEPS)
def test_another_run_and_a_reader_come_while_a_run_stands_still(
    two: Two, replacing: Scenario, step: int, tally: dict[str, int]
) -> None:
    """The reader sees the old batch or the new one; both runs end well, and the batch is whole; then there is no trace
    of the other's settings."""
    own = replacing.folder / "straight.toml"
    own.write_text("[repair]\nstyle = 'straight'\n")
    n_stopped = 0
    for at in range(3, 10_000, step):
        with replacing.output("two") as output:
            stopped = two.one.run(replacing.command(output), output, stop_at(at))
            if not stopped.is_stopped:
                break
            n_stopped += 1
            assert files_of(output / replacing.batch) in (replacing.old, replacing.new), at
            assert verify_batch(Place(output / replacing.batch)) == []
            told = output.with_name("other.told")
            command = [*replacing.command(output), "--config", str(own)]
            waiting = two.other.run(command, output, Fault(WAIT, 1, signal=signal.SIGSTOP), told=told)
            done = two.one.go_on(stopped, output)
            if waiting.is_stopped:
                waiting = two.other.go_on(waiting, output, told=told)
            assert done.status == 0, (at, done.told)
            assert waiting.status == 0, (at, waiting.told)
            assert verify_batch(Place(output / replacing.batch)) == []
            assert two.one.run(replacing.command(output), output).status == 0
            told.unlink()
            assert files_of(output) == replacing.after, at
    tally["runs stopped, another run and a reader meanwhile"] = n_stopped
    assert n_stopped > 1


def test_who_has_to_wait_says_for_what(two: Two, replacing: Scenario) -> None:
    """A run that finds another one publishing."""
    with replacing.output("counted") as output:
        n_renames = two.one.run(replacing.command(output), output, Fault(RENAME, 0)).n_calls
    with replacing.output("waiting") as output:
        stopped = two.one.run(replacing.command(output), output, Fault(RENAME, n_renames - 1, signal=signal.SIGSTOP))
        assert stopped.call == "renameat2"  # where the two batches are exchanged
        told = output.with_name("other.told")
        fault = Fault(WAIT, 1, signal=signal.SIGSTOP)
        waiting = two.other.run(replacing.command(output), output, fault, told=told)
        assert waiting.is_stopped
        assert two.one.go_on(stopped, output).status == 0
        waiting = two.other.go_on(waiting, output, told=told)
        assert waiting.status == 0
        assert f"waiting for another run, which holds {output}/.work/in/emit.lock" in waiting.told
        assert files_of(output) == replacing.after


@pytest.mark.parametrize("step", STEPS)
def test_a_cleaning_comes_while_a_run_stands_still(
    two: Two, looking_back: Scenario, step: int, tally: dict[str, int]
) -> None:
    """The run ends well, or says what is gone, and the next one ends well; what is published is never touched."""
    clean = ["luigi", "--module", "copydesk.tasks", "CleanStages", "--today", "2027-11-01", "--local-scheduler"]
    n_stopped = 0
    for at in range(5, 10_000, step):
        with looking_back.output("clean") as output:
            stopped = two.one.run(looking_back.command(output), output, stop_at(at))
            if not stopped.is_stopped:
                break
            n_stopped += 1
            told = output.with_name("other.told")
            fault = Fault(WAIT, 1, signal=signal.SIGSTOP)
            cleaned = two.other.run([*clean, "--output-dir", str(output)], output, fault, told=told)
            done = two.one.go_on(stopped, output)
            if cleaned.is_stopped:
                cleaned = two.other.go_on(cleaned, output, told=told)
            assert cleaned.status == 0, cleaned.told
            told.unlink()
            assert done.status in {0, *FAILED}, done.told
            assert "Traceback" not in done.told, (at, done.told)
            if done.status:
                assert two.one.run(looking_back.command(output), output).status == 0
            assert files_of(output / looking_back.batch) == looking_back.new, at
    tally["runs stopped, a cleaning meanwhile"] = n_stopped
    assert n_stopped > 1


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_run_that_is_told_to_end_can_be_run_again(
    two: Two, replacing: Scenario, number: int, step: int, tally: dict[str, int]
) -> None:
    """As if nothing had happened; the old batch or the new one stands; a line says so, with a status of its own."""
    n_ended = 0
    for at in range(4, 10_000, step):
        with replacing.output("ended") as output:
            ended = two.one.run(replacing.command(output), output, Fault(ALL_THAT_CHANGE, at, signal=number))
            if not ended.has_fired:
                break
            n_ended += 1
            there = files_of(output / replacing.batch)
            assert there in (replacing.old, replacing.new)
            assert ended.status in (128 + number, 0)
            assert ended.status != 0 or there == replacing.new
            assert "Traceback" not in ended.told, (at, ended.told)
            assert ended.status == 0 or f"stopped by {signal.Signals(number).name}" in ended.told
            assert two.one.run(replacing.command(output), output).status == 0
            assert files_of(output) == replacing.after, at
    tally[f"runs told to end by {signal.Signals(number).name}"] = n_ended
    assert n_ended > 1


@pytest.mark.torture
def test_a_worker_is_killed(two: Two, replacing: Scenario, tally: dict[str, int]) -> None:
    """Or the run that started it, whichever makes the call: status 30, or that of the kill."""
    n_killed = 0
    for at in range(2, 10_000, OFTEN):
        with replacing.output("workers") as output:
            command = [*replacing.command(output), "--workers", "2"]
            killed = two.one.run(command, output, Fault(ALL_THAT_CHANGE, at, signal=signal.SIGKILL))
            if not killed.has_fired:
                break
            n_killed += 1
            assert killed.status in {0, 30, -signal.SIGKILL}, killed.told
            assert "Traceback" not in killed.told
            assert files_of(output / replacing.batch) in (replacing.old, replacing.new)
            assert two.one.run(command, output).status == 0
            assert files_of(output) == replacing.after, at
    tally["workers killed"] = n_killed
    assert n_killed > 1


def test_whoever_reads_the_log_may_go(tmp_path: Path) -> None:
    """The batch is made all the same: nobody is there any more to be told."""
    write_articles(tmp_path / "in", "kiel", "oban")
    reads, writes = os.pipe()
    os.close(reads)
    command = [sys.executable, "-m", "copydesk", "run", "in", "--output-dir", str(tmp_path / "out")]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path)}
    done = subprocess.run(command, stdout=writes, stderr=writes, cwd=tmp_path, env=environment, check=False)
    os.close(writes)
    assert done.returncode == 0
    assert verify_batch(Place(tmp_path / "out/in")) == []
