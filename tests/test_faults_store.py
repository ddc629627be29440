"""Each request of a whole run on an object store is where it is killed, or fails: once, or from then on."""

import signal
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from copydesk.emit.batch import verify_batch
from copydesk.store import Place
from tests.conftest import use_store
from tests.object_store import AFTER, BEFORE, WITHIN, Fault, Gate, ask, needs_server
from tests.test_tasks_store import published
from tests.torture.faults import FAILED, Outcome, Runner, build_shim, needs_compiler
from tests.torture.scenarios import FERRY, write_articles

pytestmark = [needs_server, needs_compiler]
KILLED = "killed"
REFUSED = 403
# At one in so many requests in the quick tests; at each one in `make torture`.
SELDOM = 97
TRIED = [(KILLED, SELDOM), (str(REFUSED), SELDOM)]
TRIED += [pytest.param(kind, 1, marks=pytest.mark.torture) for kind in (KILLED, str(REFUSED), BEFORE, AFTER, WITHIN)]


class Store(NamedTuple):
    """Runs of a folder of this machine into a bucket."""

    runner: Runner
    gate: Gate
    server: str
    folder: Path

    def run(self, output: Place) -> Outcome:
        return self.runner.run(["run", self.folder / "in", "--output-dir", output], self.folder / "run")

    def bucket(self, before: dict[str, bytes]) -> Place:
        """A new one in which that stands."""
        name = f"bucket-{uuid.uuid4().hex}"
        ask(self.server, "PUT", f"/{name}")
        place = Place(f"s3://{name}")
        place.create_all(before.items())
        return place

    def fail_at(self, at: int, kind: str) -> None:
        """From now on requests are counted, and the one comes to nothing."""
        self.gate.requests.clear()

        def plan(n: int, method: str, path: str) -> Fault:
            if kind == KILLED and n == at:
                self.runner.signal(signal.SIGKILL)
            if kind in (KILLED, str(REFUSED)):
                return REFUSED if n >= at else None
            return kind if n == at else None

        self.gate.plan = plan

    def fail_no_more(self, at: int) -> bool:
        """Whether it came to that request."""
        self.gate.plan = lambda n, method, path: None
        return len(self.gate.requests) >= at


@pytest.fixture
def store(s3_server: str, gate: Gate, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, shim: Path) -> Iterator[Store]:
    use_store(monkeypatch, gate.address)
    runner = Runner(shim)
    write_articles(tmp_path / "in", "kiel", "lund", "oban")
    yield Store(runner, gate, s3_server, tmp_path)
    runner.close()


@pytest.fixture(scope="module")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_shim(tmp_path_factory.mktemp("shim"))


@pytest.mark.parametrize(("kind", "step"), TRIED)
def test_each_request_of_a_run_that_replaces_a_batch_fails(
    store: Store, kind: str, step: int, tally: dict[str, int]
) -> None:
    """The old batch or the new one stands, a line says what is wrong, and the next run has made the new one."""
    first = store.bucket({})
    assert store.run(first).status == 0
    before = {entry.path: (first / entry.path).read_bytes() for entry in first.files()}
    old = published(first / "in")
    (store.folder / "in/oban.txt").write_text(FERRY.format("Oban", "And that was all."))
    assert store.run(first).status == 0
    new = published(first / "in")
    assert old != new
    n_failed = 0
    for at in range(1 + step // 2, 100_000, step):
        output = store.bucket(before)
        store.fail_at(at, kind)
        done = store.run(output)
        if not store.fail_no_more(at):
            break
        n_failed += 1
        where = f"request {at}, {store.gate.requests[at - 1]}: {done.told}"
        there = published(output / "in")
        assert there in (old, new), where
        assert verify_batch(output / "in") == [], where
        assert "Traceback" not in done.told, where
        if kind in (BEFORE, AFTER, WITHIN):
            assert done.status == 0, where
        elif kind == KILLED:
            assert done.status == -signal.SIGKILL, where
        else:
            assert done.status in {0, *FAILED}, where
            assert done.status == 0 or any(str(output) in line for line in done.told.splitlines()), where
        assert done.status != 0 or there == new, where
        assert store.run(output).status == 0, where
        assert published(output / "in") == new, where
    tally[f"requests to a store, {kind}"] = n_failed
    assert n_failed > 1
