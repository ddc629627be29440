"""Earlier batches that lie in a bucket are looked back on wherever an engine's steps run: by copies of their files."""

import datetime
import hashlib
import pickle
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

import pytest

from copydesk.engines.batch import parameters_as_json, work_on
from copydesk.errors import BatchError
from copydesk.pipeline.far_memory import as_elsewhere, fetched
from copydesk.pipeline.request import Parameters
from copydesk.reuse.memory.layout import COLUMNS, FILES, PACKED, TABLES, Memory, open_memory
from copydesk.stages import all_versions
from copydesk.store import Place
from tests.conftest import ROOT, files_of, luigi
from tests.engine_here import EngineHere
from tests.object_store import Gate, needs_server
from tests.test_engines_look_back import nights, remembered
from tests.test_tasks_look_back import DAYS, SETTINGS, crawl  # noqa: F401
from tests.test_tasks_store import published, put

pytestmark = needs_server
# What no step asks for: the driver counts and learns by these.
_NOT_COPIED = {"bins.npy", "bin_counts.npy", "short_words.npy", "summaries.arrow"}


def parameters_of(folder: Path, output: Place, day: str) -> Parameters:
    config, date = folder / "own.toml", datetime.date.fromisoformat(day)
    return Parameters(str(folder / "crawl" / "%Y-%m-%d"), None, str(output), str(config), None, date)


def run(task: str, parameters: Parameters) -> subprocess.CompletedProcess[str]:
    given = parameters._asdict()
    done = luigi(task, *(f"--{name.replace('_', '-')}={value}" for name, value in given.items() if value is not None))
    assert done.returncode == 0, done.stderr
    return done


def test_a_night_in_a_bucket_is_compared_by_the_engine(
    crawl: Path,  # noqa: F811
    bucket: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Every file is that of one machine on a disk; each file of a memory that a step asks for is copied once, no other,
    and nothing else is left."""
    (crawl / "own.toml").write_text(SETTINGS.format(missing="error") + "[run]\npart_bytes = 1000\n")
    for folder in ("tmp", "scratch"):
        (crawl / folder).mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(crawl / "tmp"))
    store = Place(bucket) / "out"
    run("EmitCanonical", parameters_of(crawl, Place(crawl / "out"), DAYS[2]))
    run("EmitCanonical", parameters_of(crawl, store, DAYS[1]))
    parameters = parameters_of(crawl, store, DAYS[2])
    run("RecallOutlets", parameters)
    engine = EngineHere(1, scratch=crawl / "scratch")
    work_on(engine, parameters=parameters_as_json(parameters), versions=all_versions())
    n_looks = len([name for name, _ in engine.runs if name == "_look"])
    assert n_looks > 1
    assert {"read_earlier_part", "settle"} <= {name for name, _ in engine.runs}
    done = run("EmitCanonical", parameters)
    assert "* 1 ran successfully:" in done.stderr  # only this task
    name = f"crawl-{DAYS[2]}"
    assert published(store / name) == files_of(crawl / "out" / name)
    assert not [path for path in (crawl / "tmp").iterdir() if "memor" in path.name]
    copies = [path for path in files_of(crawl / "scratch") if not path.endswith(".lock")]
    assert sorted(path.split("/")[-1] for path in copies) == sorted(2 * list(set(FILES) - _NOT_COPIED))


def write_memories(folder: Path, place: Place) -> list[Place]:
    """Memories of two nights, on the disk and in the bucket; their places there."""
    before, _ = nights(7, 60)
    *folders, _ = remembered(folder, before)
    return [put(one, place / one.name) for one in folders]


def travelled(places: list[Place], scratch: Path) -> bytes:
    """The memory as it travels; the folder of the driver's own copies is gone by then."""
    with ExitStack() as block:
        folders = [fetched(place, block, FILES) for place in places]
        there = as_elsewhere(open_memory(folders), places, EngineHere(scratch=scratch).scratch())
    assert not any(folder.exists() for folder in folders)
    return pickle.dumps(there)


def digest_of(memory: Memory) -> str:
    """Of all that it says."""
    digest = hashlib.sha256()
    for run in memory.runs:
        for name in COLUMNS:
            digest.update(run.column(name).tobytes())
        for name in sorted(set(TABLES) - set(PACKED)):
            digest.update(repr((name, run.table(name).to_pylist())).encode())
        digest.update("".join(run.texts(range(run.n_articles))).encode())
    return digest.hexdigest()


def test_processes_of_a_machine_copy_from_the_bucket_once(tmp_path: Path, bucket: str, gate: Gate) -> None:
    """Not from what the driver had; over what a killed one left; and each sees what the driver saw."""
    places = write_memories(tmp_path, Place(bucket))
    left = tmp_path / "scratch" / "copydesk-memories" / open_memory([tmp_path / "0"]).digests[0] / ".coming"
    left.mkdir(parents=True)
    (left / "wordings.npy").write_bytes(bytes(10))
    (tmp_path / "memory").write_bytes(travelled(places, tmp_path / "scratch"))
    code = (
        "import pickle, sys; from tests.test_engines_bucket import digest_of;"
        "print(digest_of(pickle.load(open(sys.argv[1], 'rb'))))"
    )
    n_asked = []
    for _ in range(2):
        gate.requests.clear()
        done = subprocess.run(
            [sys.executable, "-c", code, str(tmp_path / "memory")],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert done.stdout.strip() == digest_of(open_memory([tmp_path / "0", tmp_path / "1"]))
        n_asked.append(len([request for request in gate.requests if request.startswith("GET")]))
    assert n_asked == [2 * (len(FILES) - len(PACKED)), 0]
    assert not list((tmp_path / "scratch").rglob(".coming/*"))


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        ("another", "/0: another memory than a moment ago; run again"),
        ("gone", "/0: another memory than a moment ago; run again"),
        ("damaged", "/0/wordings.npy: damaged: its bytes are not those that were written"),
    ],
)
def test_what_is_not_the_memory_that_the_driver_saw_is_refused(
    what: str, expected: str, tmp_path: Path, bucket: str
) -> None:
    """In one line that names it in the bucket; no copy stays, and one that was made before serves on."""
    places = write_memories(tmp_path, Place(bucket))
    (run, _) = pickle.loads(travelled(places, tmp_path / "scratch")).runs
    outlets = run.column("outlets").tolist()
    if what == "gone":
        places[0].delete()
    elif what == "another":
        put(tmp_path / "1", places[0])
    else:
        places[0].create_all([("wordings.npy", bytes((places[0] / "wordings.npy").n_bytes()))])
    with pytest.raises(BatchError) as caught:
        run.column("wordings")
    assert str(caught.value) == f"{bucket}{expected}"
    assert not [path for path in (tmp_path / "scratch").rglob("wordings.npy") if path.parent.name != ".coming"]
    assert run.column("outlets").tolist() == outlets
