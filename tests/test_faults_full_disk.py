"""A run on a disk that is really full, at one moment of it or another."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from copydesk.emit.batch import verify_batch
from copydesk.store import Place
from tests.conftest import files_of
from tests.running import Ended, copydesk_here
from tests.torture.scenarios import FERRY, write_articles

# Of the disk, in bytes: many times what both batches and the work between them take.
SIZE = 16 << 20
# What is left of it, from nothing to nearly enough: a run that finds so much comes so far.
ROOM = [0, 16 << 10, 64 << 10, 192 << 10]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own, where one can be had."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(folder)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("no disk can be mounted here: that needs the rights of root")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def fill(path: Path, room: int) -> None:
    """The file takes all of its disk but so many bytes."""
    with path.open("wb", buffering=0) as stream:
        try:
            while stream.write(bytes(1 << 16)):
                pass
        except OSError:
            stream.truncate(max(0, stream.tell() - room))


@pytest.mark.parametrize(("room", "workers"), [*((room, 1) for room in ROOM), (ROOM[-1], 2)])
def test_a_run_on_a_full_disk_says_so_and_leaves_the_old_batch(
    small_disk: Path, tmp_path: Path, room: int, workers: int
) -> None:
    """In a line for each task that it stops, with the file; the next run that has room makes the batch, and leaves
    nothing else."""
    source, out, elsewhere = tmp_path / "in", small_disk / "out", tmp_path / "elsewhere/out"

    def run(folder: Path, *more: object) -> Ended:
        return copydesk_here("run", source, "--output-dir", folder, *more, cwd=tmp_path)

    write_articles(source, "kiel", "lund", "oban")
    for folder in (out, elsewhere):
        assert run(folder).status == 0
    old = files_of(out / "in")
    (source / "oban.txt").write_text(FERRY.format("Oban", "And that was all."))
    os.utime(source / "oban.txt", (1_700_000_001, 1_700_000_001))
    fill(small_disk / "ballast", room)
    full = run(out, "--log-level", "ERROR", "--workers", workers)
    assert (full.status, full.out) == (30, ""), full.err
    lines = full.err.splitlines()
    assert lines
    for line in lines:
        assert "No space left on device; make room and run again" in line
        assert f"copydesk: {out}/" in line
    assert files_of(out / "in") == old
    assert verify_batch(Place(out / "in")) == []
    (small_disk / "ballast").unlink()
    for folder in (out, elsewhere):
        assert run(folder).status == 0
    assert files_of(out / "in") != old
    assert files_of(out) == files_of(elsewhere)
