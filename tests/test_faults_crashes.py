"""Runs in which an article ends, hangs or fills the process that works on it: it is a row, and all others stand."""

import importlib
import json
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from copydesk.emit.batch import verify_batch
from copydesk.pipeline import guard
from copydesk.store import Place
from tests import dying
from tests.conftest import files_of
from tests.containers import jsonl, records_of
from tests.running import Ended, copydesk_here
from tests.test_faults_memory import MB, limited, run_in
from tests.torture.scenarios import write_articles

TOWNS = "kiel", "lund", "oban", "riga", "turku", "visby"
BAD = "oban"
# What meets the article in each stage: the name that the stage looks up.
STAGES = {
    "taking stock": ("copydesk.read.inventory", "survey_source"),
    "reading": ("copydesk.pipeline.observe", "read_with_tree"),
    "observing": ("copydesk.pipeline.observe", "observe"),
    "stripping": ("copydesk.strip.batch", "strip_article"),
}


def meeting(real: Callable[..., Any], fault: Callable[[], object], bad: str = BAD) -> Callable[..., Any]:
    """The function, which meets its end where it is given the bad article."""

    def meet(first: Any, *others: Any, **options: Any) -> Any:
        text = first.data.decode() if hasattr(first, "data") else first.text
        if f"harbour of {bad}" in text:
            fault()
        return real(first, *others, **options)

    return meet


def have_meet(monkeypatch: pytest.MonkeyPatch, stage: str, fault: Callable[[], object], bad: str = BAD) -> None:
    module, name = STAGES[stage]
    monkeypatch.setattr(f"{module}.{name}", meeting(getattr(importlib.import_module(module), name), fault, bad))


def run(folder: Path, *options: object) -> Ended:
    return copydesk_here("run", "in", "--output-dir", "out", *options, cwd=folder)


def quarantine_of(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "out/in/quarantine.jsonl").read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What the others give without it."""
    folder = tmp_path_factory.mktemp("others")
    write_articles(folder / "in", *(town for town in TOWNS if town != BAD))
    assert run(folder).status == 0
    return files_of(folder / "out/in/text")


@pytest.mark.parametrize("stage", STAGES)
def test_an_article_that_crashes_is_a_row(
    tmp_path: Path, texts: dict[str, bytes], monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    """Named in the log with what to do; the bytes are the same with two workers, and the next run has nothing to do."""
    have_meet(monkeypatch, stage, dying.crash)
    made = []
    for workers in (1, 2):
        folder = tmp_path / f"{workers}"
        write_articles(folder / "in", *TOWNS)
        done = run(folder, "--workers", workers)
        assert done.status == 0, done.err
        assert "Traceback" not in done.err
        said = f"{BAD}.txt into quarantine, crashed: "
        (line,) = [line for line in done.err.splitlines() if said in line]
        assert "was ended by SIGSEGV, twice: a library fails over it; please report it, with the input" in line
        (row,) = quarantine_of(folder)
        assert (row["source_path"], row["reason"]) == (f"{BAD}.txt", "crashed")
        assert files_of(folder / "out/in/text") == texts
        assert verify_batch(Place(folder / "out/in")) == []
        made.append(files_of(folder / "out"))
        again = run(folder, "--workers", workers)
        assert again.status == 0
        assert "up to date" in again.out + again.err
        assert files_of(folder / "out") == made[-1]
    assert made[0] == made[1]


@pytest.mark.parametrize("stage", ["reading", "stripping"])
def test_an_article_that_hangs_in_a_library_is_a_row(
    tmp_path: Path, texts: dict[str, bytes], monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    """After its limit, as what hangs in Python."""
    have_meet(monkeypatch, stage, dying.hang)
    write_articles(tmp_path / "in", *TOWNS)
    (tmp_path / "own.toml").write_text("[read]\nmax_article_seconds = 0.5\n")
    monkeypatch.setattr(guard, "_GRACE_SECONDS", 0.5)
    done = run(tmp_path, "--config", "own.toml", "--workers", 2)
    assert done.status == 0, done.err
    (row,) = quarantine_of(tmp_path)
    assert (row["source_path"], row["reason"]) == (f"{BAD}.txt", "too_slow")
    assert row["error"] == "took longer than 0.5 s; read.max_article_seconds allows no more"
    assert files_of(tmp_path / "out/in/text") == texts


@pytest.mark.parametrize("workers", [1, 2])
def test_an_article_that_takes_all_memory_is_a_row(tmp_path: Path, texts: dict[str, bytes], workers: int) -> None:
    """The kernel kills who has most: the process that works on it."""
    write_articles(tmp_path / "in", *TOWNS)
    before = "from copydesk.pipeline import observe as o\nfrom tests.dying import take_all_memory\n"
    before += "from tests.test_faults_crashes import meeting\n"
    before += "o.read_with_tree = meeting(o.read_with_tree, take_all_memory)"
    with limited(600 * MB) as group:
        done = run_in(group, tmp_path, "--workers", str(workers), before=before)
    assert done.returncode == 0, done.stderr
    (row,) = quarantine_of(tmp_path)
    assert (row["source_path"], row["reason"]) == (f"{BAD}.txt", "crashed")
    assert row["error"].endswith("killed (SIGKILL), twice: most likely it takes more memory than there is")
    assert files_of(tmp_path / "out/in/text") == texts


@pytest.mark.parametrize("stage", STAGES)
def test_a_process_that_is_killed_is_made_up_for(
    tmp_path: Path, texts: dict[str, bytes], monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    """By an operator, or for memory that others took: a line, and the bytes of a run that nothing happened to."""
    write_articles(tmp_path / "in", *TOWNS)
    flag = tmp_path / "killed"

    def be_killed_once() -> None:
        if not flag.exists():
            flag.touch()
            dying.be_killed()

    with monkeypatch.context() as patched:
        have_meet(patched, stage, be_killed_once)
        done = run(tmp_path)
    assert done.status == 0, done.err
    (line,) = [line for line in done.err.splitlines() if "SIGKILL" in line]
    assert f"{BAD}.txt: the process that worked on it was killed (SIGKILL); it is tried alone" in line
    (tmp_path / "fresh").mkdir()
    (tmp_path / "in").rename(tmp_path / "fresh/in")
    assert run(tmp_path / "fresh").status == 0
    assert files_of(tmp_path / "out") == files_of(tmp_path / "fresh/out")


def test_where_every_article_crashes_the_run_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A library is broken: nothing is published as if each article were bad."""
    write_articles(tmp_path / "in", *TOWNS)
    have_meet(monkeypatch, "observing", dying.crash)
    monkeypatch.setattr("copydesk.pipeline.observe.warm_up", lambda **_: dying.crash())
    done = run(tmp_path)
    assert done.status == 30
    (line,) = [line for line in done.err.splitlines() if "ERROR" in line]
    assert "a process that did not work on it was ended by SIGSEGV, too" in line
    assert not (tmp_path / "out/in").exists()


@pytest.mark.parametrize("where", [(0, 3), (1, 0)])
def test_a_container_that_cannot_be_read_on_costs_what_is_left_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: tuple[int, int]
) -> None:
    """A row for that: what stood before it is there, and so are other inputs."""
    n_before = where[1]
    write_articles(tmp_path / "in", *TOWNS)
    (tmp_path / "in/records.jsonl").write_bytes(jsonl(records_of(8)))
    real = importlib.import_module("copydesk.read.inventory").read_records

    def read(*arguments: Any, **options: Any) -> Any:
        for n, row in enumerate(real(*arguments, **options)):
            if n == n_before:
                dying.crash()
            yield row

    monkeypatch.setattr("copydesk.pipeline.observe.read_records", read)
    done = run(tmp_path)
    assert done.status == 0, done.err
    (row,) = quarantine_of(tmp_path)
    assert (row["source_path"], row["reason"]) == ("records.jsonl", "crashed")
    assert f"{len(TOWNS) + n_before + 1} inputs" in done.out + done.err


def test_a_signal_to_all_of_a_run_ends_it_as_one_to_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C in a terminal: one line, its status, and the next run goes on."""
    write_articles(tmp_path / "in", *TOWNS)

    def interrupt() -> None:
        os.kill(os.getppid(), signal.SIGINT)
        os.kill(os.getpid(), signal.SIGINT)
        dying.hang()

    with monkeypatch.context() as patched:
        have_meet(patched, "reading", interrupt)
        done = run(tmp_path)
    assert done.status == 130, done.err
    assert "stopped by SIGINT" in done.err
    assert "Traceback" not in done.err
    assert run(tmp_path).status == 0
