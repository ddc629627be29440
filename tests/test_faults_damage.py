"""A file that is damaged between two runs: made again with a line, or refused; never a wrong batch."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conftest import files_of
from tests.torture.faults import FAILED, Runner, Scenario, build_shim, needs_compiler
from tests.torture.scenarios import look_back_run

pytestmark = needs_compiler
OTHER_DAY, BATCH = "crawl-2026-11-01", "crawl-2026-11-02"
WORK = f".work/{BATCH}"


def flipped(data: bytes) -> bytes:
    """One bit of the byte in the middle is another."""
    at = len(data) // 2
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :] if data else data


def random_bytes(data: bytes) -> bytes:
    """Of a fixed order, as many as there were."""
    return bytes((n * n * 31 + n * 7 + 11) % 251 for n in range(len(data)))


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda data: b"",
    "its end gone": lambda data: data[:-7],
    "a bit flipped": flipped,
    "its last bit flipped": lambda data: data[:-1] + bytes([data[-1] ^ 1]) if data else data,
    "random bytes": random_bytes,
    "zeros": lambda data: bytes(len(data)),
}
OF_ANOTHER = "of another batch"
# What stands there for the processes of a run, or says nothing of the batch.
NOTES = {"emit.lock", "run.lock", "origin.txt"}
# One in so many of the damages in the quick test.
SAMPLED = 41


def kind_of(path: str) -> str:
    """The path without what differs from batch to batch."""
    return re.sub(r"crawl-[\d-]+/|\.work/|unknown-|[0-9a-f]{16}(-[0-9a-f]{16})?", "", path)


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runner]:
    made = Runner(build_shim(tmp_path_factory.mktemp("shim")))
    yield made
    made.close()


@pytest.fixture(scope="module")
def looking_back(runner: Runner, tmp_path_factory: pytest.TempPathFactory) -> Scenario:
    """The batch of a day that looks back on another: it has all kinds of files. Its bytes are looked at."""
    scenario = look_back_run(runner, tmp_path_factory.mktemp("damage"))
    with (scenario.folder / "own.toml").open("a") as stream:
        stream.write('[run]\ncheck_finished = "bytes"\n')
    output = scenario.folder / "whole"
    shutil.copytree(scenario.before, output)  # type: ignore[arg-type]
    assert runner.run(scenario.command(output), output).status == 0
    assert files_of(output) == scenario.after
    return scenario._replace(before=output)


def kinds(scenario: Scenario, folder: str) -> dict[str, str]:
    """A path below the folder, by its kind."""
    paths = [path for path in scenario.after if path.startswith(f"{folder}/") and Path(path).name not in NOTES]
    return {kind_of(path): path for path in reversed(paths)}


def another(scenario: Scenario, path: str) -> bytes | None:
    """The bytes that the other day's batch has for a file of the kind, if they are others."""
    same = (other for other in scenario.after if OTHER_DAY in other and kind_of(other) == kind_of(path))
    return next((data for other in same if (data := scenario.after[other]) != scenario.after[path]), None)


def damaged(scenario: Scenario, path: str, damage: str) -> bytes | None:
    """The file's bytes after the damage; None where they are the same."""
    data = scenario.after[path]
    found = another(scenario, path) if damage == OF_ANOTHER else DAMAGES[damage](data)
    return None if found == data else found


def write_anew(path: Path, data: bytes) -> None:
    """Another file: what is linked with this one stays."""
    path.unlink()
    path.write_bytes(data)


def what_becomes_of(runner: Runner, scenario: Scenario, path: str, data: bytes, *, published: bool) -> str | None:
    """What was not as promised of a run that finds the file with these bytes, in a sentence."""
    with scenario.output("damaged") as output:
        write_anew(output / path, data)
        if not published:
            shutil.rmtree(output / BATCH)
        done = runner.run(scenario.command(output), output)
        there = files_of(output)
        if "Traceback" in done.told:
            return f"{path}: traceback: {done.told}"
        other = {p for p in there.keys() | scenario.after.keys() if there.get(p) != scenario.after.get(p)}
        if done.status == 0 and other - ({path} if not published else set()):  # what no stage reads again may stay
            return f"{path}: status 0, and other bytes in {sorted(other)}"
        folder = (output / path).parent
        if done.status == 30 and path.endswith("/manifest.json") and f"{folder}: replacing the batch" in done.told:
            return None  # of files that another batch's manifest does not name nobody can say whose they are
        if done.status and (done.status not in FAILED or str(output / path) not in done.told):
            return f"{path}: status {done.status}: {done.told}"
        is_ours = path.startswith((WORK, f"{BATCH}/"))
        if done.status and is_ours:
            return f"{path}: is not made again: {done.told}"
        return None


def damages_of(
    runner: Runner, scenario: Scenario, folder: str, damage: str, *, published: bool
) -> tuple[int, list[str]]:
    """How many files of the folder, one a kind, were damaged so, and what was not as promised."""
    wrong, n_tried = list[str](), 0
    for path in kinds(scenario, folder).values():
        data = damaged(scenario, path, damage)
        if data is not None:
            n_tried += 1
            found = what_becomes_of(runner, scenario, path, data, published=published)
            wrong += [found] if found else []
    return n_tried, wrong


@pytest.mark.torture
@pytest.mark.parametrize("damage", [*DAMAGES, OF_ANOTHER])
@pytest.mark.parametrize("folder", [WORK, BATCH, OTHER_DAY])
def test_no_damage_ends_in_a_wrong_batch(
    runner: Runner, looking_back: Scenario, damage: str, folder: str, tally: dict[str, int]
) -> None:
    """What is the batch's own is made again; a memory that it looks back on is refused, by name."""
    n_tried, wrong = damages_of(runner, looking_back, folder, damage, published=folder != WORK)
    tally[f"files of {folder}, {damage}"] = n_tried
    assert n_tried
    assert not wrong, f"{len(wrong)} of {n_tried}:\n" + "\n".join(wrong)


def test_one_damage_in_many(runner: Runner, looking_back: Scenario) -> None:
    """The same, in a sample: of each kind of damage, in what stands between stages, in the batch, in what it looks
    back on."""
    all_of_them = [
        (folder, path, data)
        for damage in (*DAMAGES, OF_ANOTHER)
        for folder in (WORK, BATCH, OTHER_DAY)
        for path in kinds(looking_back, folder).values()
        if (data := damaged(looking_back, path, damage)) is not None
    ]
    sampled = all_of_them[::SAMPLED]
    assert len(sampled) > len(DAMAGES)
    for folder, path, data in sampled:
        assert what_becomes_of(runner, looking_back, path, data, published=folder != WORK) is None
