"""Each call of a run that changes something fails once, or is where it is killed: the old batch or the new one."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.torture.faults import (
    ALL_THAT_CHANGE,
    ERRORS,
    LASTING,
    Fault,
    Runner,
    Scenario,
    build_shim,
    needs_compiler,
    try_all,
    try_one,
)
from tests.torture.scenarios import SCENARIOS

pytestmark = needs_compiler
KILL = "kill"
# One in so many calls in the quick tests, from which on; all of them in `make torture`.
SAMPLED = 37
KINDS = [*ERRORS, KILL]
# Those that the quick tests try over every scenario.
QUICK = ["write", "rename", KILL]


@pytest.fixture(scope="module")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_shim(tmp_path_factory.mktemp("shim"))


@pytest.fixture(scope="module")
def runner(shim: Path) -> Iterator[Runner]:
    made = Runner(shim)
    yield made
    made.close()


@pytest.fixture(scope="module")
def scenarios(runner: Runner, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Scenario]:
    return {
        name: scenario(runner, tmp_path_factory.mktemp(name.replace(" ", "-"))) for name, scenario in SCENARIOS.items()
    }


def fault_of(kind: str, at: int) -> Fault:
    if kind == KILL:
        return Fault(ALL_THAT_CHANGE, at, signal=signal.SIGKILL)
    calls, number = ERRORS[kind]
    return Fault(calls, at, errno=number, stays=kind in LASTING)


@pytest.mark.parametrize(
    ("scenario", "kind"),
    [("replacing", kind) for kind in KINDS] + [(name, kind) for name in ("first", "looking back") for kind in QUICK],
)
def test_one_call_in_many_fails(
    runner: Runner, scenarios: dict[str, Scenario], shim: Path, scenario: str, kind: str
) -> None:
    """The old batch or the new one, a line that says which file and why, and the next run leaves nothing behind."""
    first = 1 + (KINDS.index(kind) * len(SCENARIOS) + list(SCENARIOS).index(scenario)) * 7 % SAMPLED
    has_fired, wrong = try_one(runner, scenarios[scenario], f"{kind}-sampled", fault_of(kind, first))
    assert not wrong, "\n".join(wrong)
    if not has_fired:
        has_fired, wrong = try_one(runner, scenarios[scenario], f"{kind}-first", fault_of(kind, 1))
        assert not wrong, "\n".join(wrong)
    assert has_fired


@pytest.mark.torture
@pytest.mark.parametrize("scenario", SCENARIOS)
@pytest.mark.parametrize("kind", KINDS)
def test_every_call_fails_once(
    scenarios: dict[str, Scenario], shim: Path, scenario: str, kind: str, tally: dict[str, int]
) -> None:
    """The same of the first, the second, ... until the run has no more calls."""
    faults = (fault_of(kind, at) for at in range(1, 10_000))
    found = try_all(shim, scenarios[scenario], faults, workers=os.cpu_count() or 1)
    tally[f"{scenario} run, {kind}"] = found.n_tried
    assert found.n_tried
    assert not found.wrong, f"{len(found.wrong)} of {found.n_tried}:\n" + "\n".join(found.wrong)
