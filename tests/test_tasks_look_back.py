"""Dated batches that look back: what the tables say of it, what is done again, and what is refused."""

import csv
import json
import random
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from copydesk.emit.batch import verify_batch
from copydesk.store import Place
from tests.conftest import emit, files_of, luigi
from tests.test_reuse_memory import sentence

DAYS = ["2026-11-01", "2026-11-02", "2026-11-03"]
KEEP = '[run]\nkeep_stages = "{}"\n'
PIPES: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
SETTINGS = '[reuse]\nlook_back = "2d"\nmissing = "{missing}"\n'


def story(seed: int) -> str:
    random_ = random.Random(seed)
    return "\n\n".join(" ".join(sentence(random_) for _ in range(3)) for _ in range(4))


def write_day(folder: Path, day: str, articles: dict[str, str]) -> None:
    """A folder of a day: a file an outlet, and who published it when."""
    (folder / day).mkdir(parents=True)
    with (folder / day / "manifest.csv").open("w", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(["file", "outlet", "url", "published"])
        for outlet, text in articles.items():
            (folder / day / f"{outlet}.txt").write_text(text + "\n")
            rows.writerow([f"{outlet}.txt", outlet, f"https://{outlet}.example/{day}", f"{day}T06:00:00+00:00"])


@pytest.fixture
def crawl(tmp_path: Path) -> Path:
    """Three days: what stood in `post` on the first is copied on the second and the third."""
    copied, other = story(1), story(2)
    write_day(tmp_path / "crawl", DAYS[0], {"post": f"{copied}\n\n{story(3)}", "globe": story(4)})
    write_day(tmp_path / "crawl", DAYS[1], {"echo": f"{story(5)}\n\n{copied}", "star": other})
    write_day(tmp_path / "crawl", DAYS[2], {"sun": f"{copied}\n\n{story(6)}", "moon": f"{story(7)}\n\n{other}"})
    (tmp_path / "own.toml").write_text(SETTINGS.format(missing="error"))
    return tmp_path


def run(crawl: Path, day: str, output: str = "out") -> Any:
    return emit(crawl / "crawl" / day, crawl / output, "--batch-name", f"crawl-{day}", "--config", crawl / "own.toml")


def rows(crawl: Path, day: str, table: str, output: str = "out") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = pq.read_table(crawl / output / f"crawl-{day}" / f"{table}.parquet").to_pylist()
    return found


def test_days_look_back(crawl: Path) -> None:
    """Matches with earlier days, the copy that stays the one to keep, who was first; the same bytes when run again."""
    for day in DAYS:
        done = run(crawl, day)
        assert done.returncode == 0, done.stderr
        assert not verify_batch(Place(crawl / "out" / f"crawl-{day}"))
    outlets = {row["article_id"]: row["outlet"] for day in DAYS for row in rows(crawl, day, "articles")}
    assert not rows(crawl, DAYS[0], "matches")

    batches = {f"crawl-{day}" for day in DAYS}
    matches = rows(crawl, DAYS[2], "matches")
    sides = [(outlets[m[f"{side}_article_id"]], m[f"{side}_batch"][-10:]) for m in matches for side in "ab"]
    assert sorted(set(sides)) == [
        ("echo", DAYS[1]),
        ("moon", DAYS[2]),
        ("post", DAYS[0]),
        ("star", DAYS[1]),
        ("sun", DAYS[2]),
    ]
    assert all(f"crawl-{DAYS[2]}" in (m["a_batch"], m["b_batch"]) and m["a_batch"] in batches for m in matches)

    clusters = {row["first_outlet"]: row for row in rows(crawl, DAYS[2], "clusters")}
    assert set(clusters) == {"post", "star"}
    for outlet, day in (("post", DAYS[0]), ("star", DAYS[1])):
        cluster = clusters[outlet]
        assert outlets[cluster["canonical_article_id"]] == outlet
        assert cluster["canonical_reason"] == "already_published"
        assert (cluster["canonical_batch"], cluster["first_batch"]) == (f"crawl-{day}", f"crawl-{day}")
        assert cluster["first_published"] == f"{day}T06:00:00+00:00"
    passages = rows(crawl, DAYS[2], "passages")
    assert {(outlets[p["article_id"]], p["article_batch"][-10:], p["is_canonical"]) for p in passages} == {
        ("post", DAYS[0], True),
        ("echo", DAYS[1], False),
        ("star", DAYS[1], True),
        ("sun", DAYS[2], False),
        ("moon", DAYS[2], False),
    }
    sun = next(row for row in rows(crawl, DAYS[2], "articles") if row["outlet"] == "sun")
    assert story(1) not in sun["canonical_text"]
    assert story(6) in sun["canonical_text"]
    manifest = json.loads((crawl / "out" / f"crawl-{DAYS[2]}" / "manifest.json").read_text())
    assert list(manifest["looked_back_on"]) == [f"crawl-{day}" for day in DAYS[:2]]

    # Run again elsewhere with the same memory an old batch is the same bytes.
    before = files_of(crawl / "out" / f"crawl-{DAYS[1]}")
    shutil.copytree(crawl / "out" / f"crawl-{DAYS[0]}", crawl / "again" / f"crawl-{DAYS[0]}")
    assert run(crawl, DAYS[1], "again").returncode == 0
    assert files_of(crawl / "again" / f"crawl-{DAYS[1]}") == before

    # Nothing to do, until the first day is another one: then all that look back on it are.
    for day in DAYS:
        assert "nothing to do" in run(crawl, day).stderr
    (crawl / "crawl" / DAYS[0] / "globe.txt").write_text(story(9) + "\n")
    for day in DAYS:
        done = run(crawl, day)
        assert done.returncode == 0, done.stderr
        assert "nothing to do" not in done.stderr


def test_first_seen_outlives_the_window(crawl: Path) -> None:
    """Who was first is known from batch to batch, though the first batch is longer ago than is looked back."""
    (crawl / "own.toml").write_text(SETTINGS.format(missing="error").replace("2d", "1d"))
    for day in DAYS:
        assert run(crawl, day).returncode == 0
    shutil.rmtree(crawl / "out" / f"crawl-{DAYS[0]}")
    cluster = next(row for row in rows(crawl, DAYS[2], "clusters") if "echo" in row["outlets"])
    assert (cluster["first_outlet"], cluster["first_batch"]) == ("post", f"crawl-{DAYS[0]}")
    # The copy on the second day was cut there; it is the only one that is known to have been published.
    assert cluster["canonical_reason"] == "already_published"


def test_a_missing_batch_is_an_error_or_a_gap(crawl: Path) -> None:
    """By choice; the gap is stated."""
    assert run(crawl, DAYS[0]).returncode == 0
    done = run(crawl, DAYS[2])
    assert done.returncode != 0
    assert f"batch crawl-{DAYS[1]} is not there" in done.stderr
    (crawl / "own.toml").write_text(SETTINGS.format(missing="gap"))
    done = run(crawl, DAYS[2])
    assert done.returncode == 0, done.stderr
    manifest = json.loads((crawl / "out" / f"crawl-{DAYS[2]}" / "manifest.json").read_text())
    assert manifest["not_looked_back_on"] == [f"crawl-{DAYS[1]}"]
    assert list(manifest["looked_back_on"]) == [f"crawl-{DAYS[0]}"]


def test_a_damaged_memory_stops_the_batch(crawl: Path) -> None:
    """In one line that names the file."""
    assert run(crawl, DAYS[0]).returncode == 0
    place = crawl / "out" / f"crawl-{DAYS[0]}" / "memory" / "flags.npy"
    data = bytearray(place.read_bytes())
    data[-3] ^= 4
    place.write_bytes(data)
    done = run(crawl, DAYS[1])
    assert done.returncode != 0
    assert "flags.npy: damaged" in done.stderr


def runs_in(folder: Path) -> set[str]:
    return {path.name for path in (folder / ".work/.memories").iterdir()}


def test_merged_memories_go_when_nothing_uses_them(tmp_path: Path) -> None:
    """Those stay that a batch of a kept date would look back on, or one up to tomorrow's; none goes during a run."""
    days = [f"2026-11-0{day}" for day in range(1, 8)]
    for n, day in enumerate(days):
        write_day(tmp_path / "crawl", day, {"post": story(n)})
    (tmp_path / "own.toml").write_text(SETTINGS.format(missing="gap").replace("2d", "4d") + KEEP.format("1d"))
    for day in days:
        assert run(tmp_path, day).returncode == 0
    made = runs_in(tmp_path / "out")
    clean = [
        "CleanStages",
        "--output-dir",
        tmp_path / "out",
        "--config",
        tmp_path / "own.toml",
        "--today",
        "2026-11-08",
    ]
    held = (
        f"import fcntl; f = open({str(tmp_path / 'out/.work/.memories.lock')!r}, 'ab'); fcntl.flock(f, fcntl.LOCK_SH)"
    )
    with subprocess.Popen([sys.executable, "-c", f"{held}; print(flush=True); input()"], **PIPES) as other:
        assert other.stdout is not None
        other.stdout.readline()
        done = luigi(*clean)
        assert "a run is at work with them" in done.stderr
        assert runs_in(tmp_path / "out") == made
        other.communicate("\n")
    assert "merged memories that nothing uses" in luigi(*clean, "--dry-run").stderr
    assert runs_in(tmp_path / "out") == made
    assert luigi(*clean).returncode == 0
    left = runs_in(tmp_path / "out")
    assert left
    assert left < made
    write_day(tmp_path / "crawl", "2026-11-08", {"post": story(0)})
    assert run(tmp_path, "2026-11-08").returncode == 0
    assert left <= runs_in(tmp_path / "out")
    (tmp_path / "own.toml").write_text(KEEP.format(""))
    assert luigi(*clean).returncode == 0
    assert not runs_in(tmp_path / "out")
    assert "nothing is old enough to be deleted" in luigi(*clean).stderr


def test_a_batch_without_a_date_cannot_look_back(crawl: Path) -> None:
    """It is told so."""
    done = emit(crawl / "crawl" / DAYS[0], crawl / "out", "--batch-name", "crawl", "--config", crawl / "own.toml")
    assert done.returncode != 0
    assert "has no date" in done.stderr


def test_a_range_of_days_looks_back_in_order(crawl: Path) -> None:
    """Each day waits for those before it, whatever the workers; a second run does nothing."""
    given = {
        "source": str(crawl / "crawl/%Y-%m-%d"),
        "output_dir": str(crawl / "out"),
        "config": str(crawl / "own.toml"),
    }
    days = ["--start", DAYS[0], "--stop", "2026-11-04", "--of", "EmitCanonical", "--of-params", json.dumps(given)]
    done = luigi("RangeDaily", *days, "--workers", "2")
    assert done.returncode == 0, done.stderr
    manifest = json.loads((crawl / "out" / f"crawl-{DAYS[2]}" / "manifest.json").read_text())
    assert list(manifest["looked_back_on"]) == [f"crawl-{day}" for day in DAYS[:2]]
    assert {row["first_outlet"] for row in rows(crawl, DAYS[2], "clusters")} == {"post", "star"}
    assert "Did not run any tasks" in luigi("RangeDaily", *days, "--workers", "2").stderr
    (crawl / "crawl" / DAYS[0] / "globe.txt").write_text(story(9) + "\n")
    before = {day: files_of(crawl / "out" / f"crawl-{day}") for day in DAYS}
    done = luigi("RangeDaily", *days)
    assert done.returncode == 0, done.stderr
    assert not [day for day in DAYS if files_of(crawl / "out" / f"crawl-{day}") == before[day]]
    assert "Did not run any tasks" in luigi("RangeDaily", *days).stderr
