"""Dated batches on an object store, as docs/guides/operations.md has them: those of the disk, to the byte."""

import datetime
import json
import shutil
import subprocess
from pathlib import Path

import pytest

from copydesk.store import Place
from copydesk.store import files_of as files_in
from tests.conftest import emit, files_of
from tests.object_store import Gate, needs_server
from tests.test_operations import DAYS, NAMES, NIGHT, block, set_up, sh, started_on
from tests.test_tasks_look_back import story, write_day

pytestmark = needs_server


def published(place: Place) -> dict[str, bytes]:
    """Every file of the batch as it would lie on a disk."""
    folder = files_in(place)
    files = {entry.path: (folder / entry.path).read_bytes() for entry in folder.files()}
    return {**files, "manifest.json": (place / "manifest.json").read_bytes()}


def test_the_nights_on_a_bucket_are_those_of_the_disk(tmp_path: Path, bucket: str, gate: Gate) -> None:
    """By the page's own luigi.cfg; a second run does next to nothing, and a file more makes its day again alone."""
    disk = set_up(tmp_path)
    assert sh(started_on(NIGHT, DAYS[0]), disk).returncode == 0
    crawl = Place(bucket) / "crawl"
    crawl.create_all((path, data) for path, data in files_of(disk / "crawl").items())
    shutil.rmtree(disk / "crawl")
    config = block("ini", "s3://").replace("s3://news", bucket)
    (disk / "luigi.cfg").write_text(config + "\n[RangeDaily]\ndays_forward = -1\n")
    done = sh(started_on(NIGHT, DAYS[0]), disk)
    assert done.returncode == 0, done.stderr
    for name in NAMES:
        assert published(Place(bucket) / "output" / name) == files_of(disk / "output" / name), name
    gate.requests.clear()
    done = sh(started_on(NIGHT, DAYS[0] - datetime.timedelta(1)), disk)
    assert done.returncode == 20, done.stderr
    assert not [request for request in gate.requests if request.startswith(("PUT", "POST", "DELETE"))]
    before = {name: (Place(bucket) / "output" / name / "manifest.json").read_bytes() for name in NAMES}
    day = crawl / f"{DAYS[1]:%Y/%m/%d}"
    day.create_all([("more.txt", b"A barge was seen at noon on Friday with forty people on board, it was said.\n")])
    done = sh(started_on(NIGHT, DAYS[0]), disk)
    assert done.returncode == 0, done.stderr
    after = {name: (Place(bucket) / "output" / name / "manifest.json").read_bytes() for name in NAMES}
    assert [before[name] == after[name] for name in NAMES] == [True, False], done.stderr
    manifest = json.loads((Place(bucket) / "output" / NAMES[1] / "manifest.json").read_bytes())
    assert manifest["counts"]["inputs"] == 2


def test_memories_are_fetched_for_one_run_alone(tmp_path: Path, bucket: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The batch that looks back is that of the disk; nothing stays in TMPDIR; a damaged memory is refused."""
    (tmp_path / "tmp").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    copied = story(1)
    for n, day in enumerate(("2026-11-01", "2026-11-02")):
        write_day(tmp_path / "crawl", day, {f"post{n}": f"{copied}\n\n{story(2 + n)}"})
    (tmp_path / "own.toml").write_text('[reuse]\nlook_back = "2d"\n')

    def run(day: str, output: Place) -> subprocess.CompletedProcess[str]:
        source = tmp_path / "crawl" / "%Y-%m-%d"
        done = emit(source, output, "--date", day, "--config", tmp_path / "own.toml")  # type: ignore[arg-type]
        assert not [path for path in (tmp_path / "tmp").iterdir() if "memor" in path.name]
        return done

    disk, store = Place(tmp_path / "out"), Place(bucket) / "out"
    for output in (disk, store):
        for day in ("2026-11-01", "2026-11-02"):
            done = run(day, output)
            assert done.returncode == 0, done.stderr
    name = "crawl-2026-11-02"
    assert published(store / name) == files_of(tmp_path / "out" / name)
    assert json.loads((store / name / "manifest.json").read_bytes())["looked_back_on"]
    memory = files_in(store / "crawl-2026-11-01") / "memory"
    memory.create_all([("hashes.npy", bytes((memory / "hashes.npy").n_bytes()))])
    (tmp_path / "crawl/2026-11-02/more.txt").write_text(story(9))
    done = run("2026-11-02", store)
    assert done.returncode == 30
    assert "hashes.npy: damaged" in done.stderr, done.stderr[:6000]
