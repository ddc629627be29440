"""An archive over its life: files come, change and go, results are damaged, runs are killed.

Whatever happened, the next run's batch is that of a first run on what is there.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import tempfile
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from tests.conftest import files_of
from tests.running import copydesk_here

NAMES = ["a.txt", "b.txt", "post/a.txt", "post/c.html", "d.jsonl", "e.txt"]
SENTENCES = [
    "The ferry left the harbour at noon on Friday with forty people on board, the company said.",
    "“We waited, “the captain said, and nobody on the quay had seen such a storm before.",
    "The bridge will close on Tuesday for repairs that are to take three weeks, the council said.",
    "Read more",
    "It didnâ€™t rain, the minister told reporters, who had come without umbrellas.",
    "By Jane Doe",
]
BODIES = st.lists(st.sampled_from(SENTENCES), max_size=5).map("\n".join)
HARM = ["no letter", "\x00\x01\x02\x03\x04", "%PDF-1.7", "\u202e", ""]


class Archive(RuleBasedStateMachine):
    """A folder of inputs, and the output folder of all runs on it."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="archive-"))
        self.news, self.out = self.folder / "news", self.folder / "out"
        self.news.mkdir()

    @initialize()
    def begin(self) -> None:
        self._write("a.txt", "\n".join(SENTENCES))
        self._run()

    @rule(name=st.sampled_from(NAMES), body=BODIES | st.sampled_from(HARM))
    def write(self, name: str, body: str) -> None:
        """A file is added or changed."""
        self._write(name, body)

    @rule(name=st.sampled_from(NAMES))
    def remove(self, name: str) -> None:
        """A file goes; one always stays."""
        if name != "a.txt":
            (self.news / name).unlink(missing_ok=True)

    @rule(at=st.integers(0, 10_000), how=st.sampled_from(["cut", "flipped", "gone"]))
    def damage(self, at: int, how: str) -> None:
        """A result between stages is not what was written."""
        results = sorted(path for path in (self.out / ".work").rglob("*.arrow"))
        if not results:
            return
        path = results[at % len(results)]
        data = bytearray(path.read_bytes())
        path.unlink()  # the batch may link to the same file
        if how == "cut":
            path.write_bytes(data[: at % (len(data) + 1)])
        elif how == "flipped" and data:
            data[at % len(data)] ^= 0xFF
            path.write_bytes(data)

    @rule(n_calls=st.integers(1, 40))
    def kill(self, n_calls: int) -> None:
        """A run is killed as it puts a file in its place."""
        self._run(killed_at=n_calls)

    @rule()
    def run(self) -> None:
        """A run that goes through."""
        self._run()

    def teardown(self) -> None:
        """The last run's batch is a first run's, to the byte, and all inputs are in it."""
        self._run()
        again = self.folder / "first"
        ended = copydesk_here("run", "news", "--output-dir", again, cwd=self.folder)
        assert ended.status == 0, ended.err
        assert files_of(self.out / "news") == files_of(again / "news")
        n_articles = pq.read_metadata(self.out / "news" / "articles.parquet").num_rows
        n_quarantined = len((self.out / "news" / "quarantine.jsonl").read_text("utf-8").splitlines())
        assert n_articles + n_quarantined == sum(self._n_records(path) for path in self.news.rglob("*.*"))
        shutil.rmtree(self.folder)

    def _write(self, name: str, body: str) -> None:
        path = self.news / name
        path.parent.mkdir(exist_ok=True)
        if path.suffix == ".jsonl":
            body = "".join(json.dumps({"id": n, "text": body + str(n)}) + "\n" for n in range(3))
        elif path.suffix == ".html":
            body = f"<html><body><h1>Ferry</h1><p>{body}</p></body></html>"
        path.write_bytes(body.encode("utf-8", "surrogatepass"))

    def _n_records(self, path: Path) -> int:
        return 3 if path.suffix == ".jsonl" else 1

    def _run(self, killed_at: int | None = None) -> None:
        with pytest.MonkeyPatch.context() as patched:
            if killed_at is not None:
                patched.setattr(os, "replace", _killing(os.replace, killed_at))
            ended = copydesk_here("run", "news", "--output-dir", self.out, cwd=self.folder)
        if ended.status != -signal.SIGKILL or killed_at is None:
            assert ended.status == 0, ended.err
            assert "Traceback" not in ended.err


def _killing(replace: Callable[..., None], n_calls: int) -> Callable[..., None]:
    """The same, but the process is killed at the n-th call."""
    calls: list[int] = []

    def killed(*arguments: object) -> None:
        calls.append(1)
        if len(calls) == n_calls:
            os.kill(os.getpid(), signal.SIGKILL)
        replace(*arguments)

    return killed


def _try(n_examples: int, n_steps: int, *, derandomize: bool) -> None:
    run_state_machine_as_test(
        Archive,
        settings=settings(
            max_examples=n_examples,
            stateful_step_count=n_steps,
            deadline=None,
            derandomize=derandomize,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_a_batch_is_that_of_a_first_run_whatever_happened_before() -> None:
    """A few lives, always the same ones."""
    _try(2, 5, derandomize=True)


@pytest.mark.torture
def test_a_batch_is_that_of_a_first_run_whatever_happened_before_in_many_lives() -> None:
    """Other ones each time."""
    _try(60, 15, derandomize=False)
