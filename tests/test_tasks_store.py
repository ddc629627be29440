"""The whole pipeline on an object store: the same bytes as on a disk, whatever happens in between."""

import gzip
import json
import os
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from copydesk.emit.batch import read_manifest, verify_batch
from copydesk.store import Place, files_of
from tests.conftest import ROOT, emit, luigi
from tests.conftest import files_of as files_below
from tests.object_store import AFTER, BEFORE, Gate, needs_server
from tests.test_tasks_dates import write
from tests.test_tasks_killed import kill_at

pytestmark = needs_server


def put(folder: Path, place: Place) -> Place:
    place.create_all((path, data) for path, data in files_below(folder).items())
    return place


def published(place: Place) -> dict[str, bytes]:
    """Every file of the batch as it would lie on a disk."""
    folder = files_of(place)
    assert folder != place
    files = {entry.path: (folder / entry.path).read_bytes() for entry in folder.files()}
    return {**files, "manifest.json": (place / "manifest.json").read_bytes()}


def test_a_batch_from_a_bucket_to_a_bucket_is_the_one_of_the_disk(sample: Path, bucket: str, gate: Gate) -> None:
    """With results between stages there, too, and two processes; a second run has nothing to do."""
    source, out = put(ROOT / "seeds", Place(bucket) / "crawl" / "seeds"), Place(bucket) / "out"
    done = emit(source, out, "--workers", 2)
    assert done.returncode == 0, done.stderr
    assert published(out / "seeds") == files_below(sample / "seeds")
    assert verify_batch(out / "seeds") == []
    (example,) = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "guides" / "storage.md").read_text("utf-8"), re.S)
    read: dict[str, Any] = {}
    exec(example.replace("s3://news/output/monday", str(out / "seeds")), read)
    assert read["articles"].num_rows == 5
    names = {path for path in files_below(sample / ".work") if path.endswith(".arrow") and "/stock/" not in path}
    assert names <= {entry.path for entry in (out / ".work").files()}
    gate.requests.clear()
    again = emit(source, out)
    assert again.returncode == 0
    assert "up to date, nothing to do" in again.stderr
    assert not [request for request in gate.requests if request.startswith(("PUT", "POST", "DELETE"))]
    assert len(gate.requests) < 40


@pytest.mark.parametrize("way", ["from a bucket", "to a bucket"])
def test_source_and_output_may_lie_in_different_stores(sample: Path, bucket: str, tmp_path: Path, way: str) -> None:
    """The same bytes."""
    if way == "from a bucket":
        done = emit(put(ROOT / "seeds", Place(bucket) / "seeds"), tmp_path)
        batch = files_below(tmp_path / "seeds") if done.returncode == 0 else {}
    else:
        done = emit(ROOT / "seeds", Place(bucket))
        batch = published(Place(bucket) / "seeds") if done.returncode == 0 else {}
    assert done.returncode == 0, done.stderr
    assert batch == files_below(sample / "seeds")


def test_a_store_that_fails_now_and_then_does_not_show(sample: Path, bucket: str, gate: Gate) -> None:
    """Every fifth request is throttled, fails, or is cut before or after it has been done."""
    faults = (503, BEFORE, 500, AFTER)
    gate.plan = lambda n, method, path: faults[n // 5 % len(faults)] if n % 5 == 0 else None
    source = put(ROOT / "seeds", Place(bucket) / "seeds")
    done = emit(source, Place(bucket) / "out", "--workers", 2)
    gate.plan = lambda n, method, path: None
    assert done.returncode == 0, done.stderr
    assert published(Place(bucket) / "out" / "seeds") == files_below(sample / "seeds")


def test_a_file_that_is_gone_from_a_batch_is_put_there_again(sample: Path, bucket: str, gate: Gate) -> None:
    """And no other file of what is published is written."""
    out = Place(bucket) / "out"
    assert emit(ROOT / "seeds", out).returncode == 0
    (files_of(out / "seeds") / "matches.parquet").delete()
    gate.requests.clear()
    assert emit(ROOT / "seeds", out).returncode == 0
    assert published(out / "seeds") == files_below(sample / "seeds")
    written = [request for request in gate.requests if request.startswith("PUT") and "/.editions/" in request]
    assert [request.rpartition("/")[2] for request in written] == ["matches.parquet"]


@pytest.mark.parametrize(
    "point", ["observing", "writing tables", "publishing", "before the manifest", "after the manifest"]
)
def test_a_batch_that_is_replaced_by_a_killed_run_is_the_old_one_or_the_new_one(
    sample: Path, seeds: Path, bucket: str, gate: Gate, point: str
) -> None:
    """And the next run makes it the new one."""
    source, out = Place(bucket) / "seeds", Place(bucket) / "out"
    put(seeds, source)
    (source / "001_f3bd15aaf6013ad9.txt").create_all([])
    with (source / "001_f3bd15aaf6013ad9.txt").write() as stream:
        stream.write(
            (seeds / "001_f3bd15aaf6013ad9.txt").read_bytes() + b"\nIt will be taken back before the next run."
        )
    assert emit(source, out).returncode == 0
    old = published(out / "seeds")
    put(seeds, source)
    # One article is new: it alone is observed.
    calls = {"observing": 1}.get(point, 0)
    before = KILL_AT_MANIFEST.format(point=point) if "manifest" in point else kill_at(point, calls)
    killed = emit(source, out, before=before)
    assert killed.returncode == -9, killed.stderr
    assert published(out / "seeds") == (files_below(sample / "seeds") if point == "after the manifest" else old)
    assert verify_batch(out / "seeds") == []
    assert emit(source, out).returncode == 0
    assert published(out / "seeds") == files_below(sample / "seeds")


KILL_AT_MANIFEST = """
import os, signal
import copydesk.store.publishing as p
real = p.call
def call(what, *more):
    if what != "put_if":
        return real(what, *more)
    if {point!r} == "after the manifest":
        real(what, *more)
    os.kill(os.getpid(), signal.SIGKILL)
p.call = call
"""


def test_of_two_runs_at_once_each_has_published_or_says_that_it_has_not(bucket: str, tmp_path: Path) -> None:
    """With other settings too; the batch that stands is whole, and one of theirs."""
    out, own = Place(bucket) / "out", tmp_path / "own.toml"
    own.write_text("[repair]\nstyle = 'straight'\n")
    with ThreadPoolExecutor(2) as pool:
        runs = [pool.submit(emit, ROOT / "seeds", out, *more) for more in ((), ("--config", own))]
    for run in (run.result() for run in runs):
        assert run.returncode in (0, 30)
        told = [line for line in run.stderr.splitlines() if "another run published this batch meanwhile" in line]
        assert len(told) == (run.returncode == 30), run.stderr
    assert {run.result().returncode for run in runs} >= {0}
    assert verify_batch(out / "seeds") == []


def test_a_container_in_a_bucket_is_read_as_one_on_a_disk(sample: Path, bucket: str, tmp_path: Path) -> None:
    """One that must be unpacked to be entered; its pieces stand in the store."""
    lines = [json.dumps({"outlet": path.stem, "text": path.read_text("utf-8")}) for path in seeds_texts()]
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.jsonl.gz").write_bytes(gzip.compress("\n".join(lines).encode(), mtime=0))
    source, out = put(tmp_path / "in", Place(bucket) / "in"), Place(bucket) / "out"
    assert emit(tmp_path / "in", tmp_path / "out").returncode == 0
    done = emit(source, out)
    assert done.returncode == 0, done.stderr
    assert published(out / "in") == files_below(tmp_path / "out" / "in")


def seeds_texts() -> list[Path]:
    return sorted((ROOT / "seeds").glob("*.txt"))


def test_an_earlier_batch_in_a_bucket_is_an_input(bucket: str, tmp_path: Path) -> None:
    """By the batch's name, whatever its edition."""
    out = Place(bucket) / "out"
    assert emit(ROOT / "seeds", out).returncode == 0
    done = emit(ROOT / "seeds", out, "--batch-name", "next", "--profiles", out / "seeds")
    assert done.returncode == 0, done.stderr
    manifest = read_manifest(out / "next")
    assert manifest is not None
    assert manifest["profiles_sha256"] == (files_of(out / "seeds") / "profiles.parquet").sha256()


def test_a_file_that_a_batch_did_not_write_stays(bucket: str) -> None:
    """Nobody's is deleted, for nothing is but old editions; a manifest that is not ours is not replaced."""
    out = Place(bucket) / "out"
    (out / "seeds").create_all([("notes.txt", b"mine")])
    assert emit(ROOT / "seeds", out).returncode == 0
    assert (out / "seeds" / "notes.txt").read_bytes() == b"mine"
    (out / "other").create_all([("manifest.json", b"[]")])
    refused = emit(ROOT / "seeds", out, "--batch-name", "other")
    assert refused.returncode == 30
    assert "is no batch of copydesk" in refused.stderr


@pytest.mark.parametrize("what", ["--source", "--output-dir", "--profiles"])
def test_a_kind_of_place_that_is_not_known_is_refused_before_any_work(tmp_path: Path, what: str) -> None:
    """In one line; no folder of that name is made."""
    given = {"--source": ROOT / "seeds", "--output-dir": tmp_path / "out", what: "foo://news/x"}
    done = luigi("EmitCanonical", *[word for pair in given.items() for word in pair])
    assert done.returncode in (20, 30)
    (line,) = [line for line in done.stderr.splitlines() if "copydesk: " in line]
    assert "foo://news/x: neither a path of this machine nor a URL of a kind that is known" in line
    assert not (ROOT / "foo:").exists()
    assert not [path for path in tmp_path.rglob("*") if path.suffix == ".arrow"]


@pytest.mark.parametrize("what", ["--source", "--output-dir"])
@pytest.mark.parametrize("workers", [1, 2])
def test_a_run_without_access_says_so_in_one_line(
    bucket: str, gate: Gate, tmp_path: Path, what: str, workers: int
) -> None:
    """Status 30: nothing that was asked for is wrong. No key is shown."""
    gate.plan = lambda n, method, path: 403
    given = {"--source": ROOT / "seeds", "--output-dir": tmp_path, what: Place(bucket) / "news"}
    done = luigi("EmitCanonical", *[word for pair in given.items() for word in pair], "--workers", workers)
    assert done.returncode == 30
    (line,) = [line for line in done.stderr.splitlines() if "copydesk: " in line]
    assert "access denied (InvalidAccessKeyId)" in line
    assert os.environ["AWS_SECRET_ACCESS_KEY"] not in done.stderr
    assert os.environ["AWS_ACCESS_KEY_ID"] not in done.stderr


def test_a_source_that_cannot_be_looked_at_is_no_missing_one(
    bucket: str, gate: Gate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Status 30 where the store fails or nothing answers; 20 where it answers, and nothing of the name is there."""
    source = Place(bucket) / "news"
    gate.plan = lambda n, method, path: 400 if n > 1 else None
    failing = emit(source, tmp_path)
    gate.plan = lambda n, method, path: None
    missing = emit(source, tmp_path)
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    silent = emit(source, tmp_path)
    for done, status, said in (
        (failing, 30, str(source)),
        (missing, 20, f"source '{source}': no such folder"),
        (silent, 30, "no answer from http://127.0.0.1:1"),
    ):
        assert done.returncode == status, done.stderr
        (line,) = [line for line in done.stderr.splitlines() if "copydesk: " in line]
        assert said in line


def run_days(source: str, out: object, config: Path) -> subprocess.CompletedProcess[str]:
    given = json.dumps({"source": source, "output_dir": str(out), "config": str(config)})
    days = ["--start", "2026-11-02", "--stop", "2026-11-05", "--workers", 2]
    return luigi("RangeDaily", "--of", "EmitCanonical", "--of-params", given, *days)


def test_days_on_a_store_are_the_days_of_the_disk(bucket: str, tmp_path: Path) -> None:
    """First one is missing; then it is there, and has a file that came after its own day was published. Each looks back
    on those before it."""
    crawl, days, outs = tmp_path / "crawl", Place(bucket) / "crawl", (Place(tmp_path) / "out", Place(bucket) / "out")
    own = tmp_path / "own.toml"
    own.write_text('[dates]\nlate = "next"\n[reuse]\nlook_back = "3d"\nmissing = "gap"\n')
    for day in (2, 4):
        write(crawl / f"2026/11/{day:02}", **{f"a{day}": f"ferry of day {day}"})
    for status in (20, 0):
        put(crawl, days)
        done = [run_days(f"{source}/%Y/%m/%d", out, own) for source, out in zip((crawl, days), outs, strict=True)]
        assert [run.returncode for run in done] == [status, status], done[1].stderr
        said = f"source '{days}/%Y/%m/%d': nothing is there of 2026-11-03 ('{days}/2026/11/03': no such folder"
        assert (said in done[1].stderr) == (status == 20), done[1].stderr
        here, there = ([name for name in out.names() if not name.startswith(".")] for out in outs)
        assert here == there
        for batch in here:
            assert published(outs[1] / batch) == files_below(tmp_path / "out" / batch)
        write(crawl / "2026/11/02", late="ferry that was late")
        write(crawl / "2026/11/03", a3="ferry of day 3")
    assert len(here) == 3
    manifest = read_manifest(outs[1] / here[1])
    assert manifest is not None
    assert manifest["late_files"]
