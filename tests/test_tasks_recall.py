"""Dated batches recall what earlier ones knew of outlets: pages are told by it, with no `--profiles` given."""

import csv
import json
import shutil
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from copydesk.pipeline.request import Parameters
from copydesk.pipeline.run import Run
from tests.conftest import emit, files_of
from tests.test_strip_known_outlets import PLACES, page

DAYS = ["2026-11-01", "2026-11-02", "2026-11-03"]


def write_day(crawl: Path, day: str, names: list[str]) -> None:
    folder = crawl / "crawl" / day
    folder.mkdir(parents=True)
    with (folder / "manifest.csv").open("w", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(["file", "outlet", "url", "published"])
        for name in names:
            (folder / f"{name}.html").write_text(page(f"{name} of {day}").html or "")
            rows.writerow([f"{name}.html", "post.example", f"https://post.example/{day}/{name}", day])


@pytest.fixture
def crawl(tmp_path: Path) -> Path:
    """Six pages of one outlet on the first day, two on the second and on the third."""
    write_day(tmp_path, DAYS[0], PLACES[:6])
    for day in DAYS[1:]:
        write_day(tmp_path, day, PLACES[6:])
    settle(tmp_path)
    return tmp_path


def settle(crawl: Path, *more: str) -> None:
    """These are the settings."""
    (crawl / "own.toml").write_text("\n".join(['[reuse]\nlook_back = "5d"', *more]))


def run(crawl: Path, day: str, output: str = "out") -> Any:
    return emit(crawl / "crawl" / day, crawl / output, "--batch-name", f"crawl-{day}", "--config", crawl / "own.toml")


def rules(crawl: Path, day: str, output: str = "out") -> set[str]:
    removals = pq.read_table(crawl / output / f"crawl-{day}" / "removals.parquet").to_pylist()
    return {row["rule"].split(" ")[0] for row in removals}


def stages(crawl: Path, day: str) -> dict[str, set[str]]:
    """The results that stand between runs, by stage."""
    work = crawl / "out" / ".work" / f"crawl-{day}"
    return {stage: {place.name for place in (work / stage).iterdir()} for stage in ("recall", "observe", "learn")}


def test_a_night_tells_pages_by_what_earlier_nights_knew(crawl: Path) -> None:
    """The profile has the articles of all; run again elsewhere with the same memories a batch is the same bytes."""
    for day in DAYS[:2]:
        done = run(crawl, day)
        assert done.returncode == 0, done.stderr
    assert "profile.article" not in rules(crawl, DAYS[0])
    assert "profile.article" in rules(crawl, DAYS[1])
    profiles = pq.read_table(crawl / "out" / f"crawl-{DAYS[1]}" / "profiles.parquet").to_pylist()
    assert sum(row["kind"] == "article" for row in profiles) == 8

    shutil.copytree(crawl / "out" / f"crawl-{DAYS[0]}", crawl / "again" / f"crawl-{DAYS[0]}")
    assert run(crawl, DAYS[1], "again").returncode == 0
    assert files_of(crawl / "again" / f"crawl-{DAYS[1]}") == files_of(crawl / "out" / f"crawl-{DAYS[1]}")


def test_pages_are_read_again_where_the_memory_knows_other_articles(crawl: Path) -> None:
    """And not where it is another in what has no bearing on them; nor is any told by it where that is not wanted."""
    for day in DAYS[:2]:
        assert run(crawl, day).returncode == 0
    before = stages(crawl, DAYS[1])
    memory = crawl / "out" / f"crawl-{DAYS[0]}" / "memory" / "memory.json"
    digest = json.loads(memory.read_text())["digest"]
    settle(crawl, "threshold_jaccard = 0.31")
    for day in DAYS[:2]:
        assert run(crawl, day).returncode == 0
    assert stages(crawl, DAYS[1]) == before

    (crawl / "crawl" / DAYS[0] / "harbour.html").write_text(page("quay").html or "")
    for day in DAYS[:2]:
        assert run(crawl, day).returncode == 0
    assert json.loads(memory.read_text())["digest"] != digest
    after = stages(crawl, DAYS[1])
    assert not any(before[stage] & after[stage] for stage in before)

    assert looked_at(crawl, DAYS[1]).results.told_by()
    settle(crawl, "[strip]\nfast_path = false")
    assert not looked_at(crawl, DAYS[1]).results.told_by()
    assert looked_at(crawl, DAYS[1]).results.recalled


def looked_at(crawl: Path, day: str) -> Run:
    given = str(crawl / "crawl" / day), f"crawl-{day}", str(crawl / "out"), str(crawl / "own.toml")
    return Run(Parameters(*given, profiles=None))


@pytest.mark.parametrize("missing", ["error", "gap"])
def test_what_was_known_before_a_gap_is_known_after_it(crawl: Path, missing: str) -> None:
    """Where gaps may be; else the batch stops before a page is read."""
    settle(crawl, f'missing = "{missing}"')
    assert run(crawl, DAYS[0]).returncode == 0
    done = run(crawl, DAYS[2])
    if missing == "error":
        assert f"batch crawl-{DAYS[1]} is not there" in done.stderr
        assert not (crawl / "out" / ".work" / f"crawl-{DAYS[2]}" / "observe").exists()
    else:
        assert done.returncode == 0, done.stderr
        assert "profile.article" in rules(crawl, DAYS[2])


@pytest.mark.parametrize("fault", ["damaged", "foreign"])
def test_what_is_damaged_or_foreign_is_refused(crawl: Path, fault: str) -> None:
    """In one line that names the file, before a page is read."""
    if fault == "foreign":
        other = "import copydesk.pipeline.work as r\nr.summaries_made_by = lambda: 'another'\n"
        done = emit(
            crawl / "crawl" / DAYS[0],
            crawl / "out",
            *("--batch-name", f"crawl-{DAYS[0]}", "--config", crawl / "own.toml"),
            before=other,
        )
        assert done.returncode == 0, done.stderr
    else:
        assert run(crawl, DAYS[0]).returncode == 0
        place = crawl / "out" / f"crawl-{DAYS[0]}" / "memory" / "summaries.arrow"
        data = bytearray(place.read_bytes())
        data[len(data) // 2] ^= 4
        place.write_bytes(data)
    done = run(crawl, DAYS[1])
    assert done.returncode != 0
    why = "damaged" if fault == "damaged" else "made by another version of copydesk"
    assert f"summaries.arrow: {why}" in done.stderr
    assert not (crawl / "out" / ".work" / f"crawl-{DAYS[1]}" / "observe").exists()


def test_what_is_recalled_is_put_together_anew_for_another_version(
    crawl: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the version before left between runs is not taken: it may not know the memories' articles any more."""
    assert run(crawl, DAYS[0]).returncode == 0
    before = looked_at(crawl, DAYS[1]).results.recalled
    monkeypatch.setattr("copydesk.pipeline.results.summaries_made_by", lambda: "another")
    assert before is not None
    assert looked_at(crawl, DAYS[1]).results.recalled != before
