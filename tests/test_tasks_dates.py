"""Batches of days and hours, as luigi's users know them: one, or a range with gaps, and files that come late."""

import datetime
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from luigi.parameter import ParameterException
from luigi.tools.range import RangeDaily, RangeHourly

from copydesk.emit.batch import verify_batch
from copydesk.store import Place
from copydesk.tasks import EmitCanonical, TakeStock
from tests.conftest import files_of, luigi

DAYS = "crawl/%Y/%m/%d"
TEXT = "The {} left the harbour at noon on Friday with forty people on board, the company said.\n"


def write(folder: Path, **texts: str) -> None:
    """A file of a sentence for each name; the sentence has the value in it."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, what in texts.items():
        (folder / f"{name}.txt").write_text(TEXT.format(what))


@pytest.fixture
def crawl(tmp_path: Path) -> Path:
    """A week in which Wednesday is missing."""
    for day in (2, 3, 5, 6):
        write(tmp_path / f"crawl/2026/11/{day:02}", **{f"a{day}": f"ferry of day {day}"})
    return tmp_path


def run_range(folder: Path, stop: str, *arguments: str, kind: str = "RangeDaily", source: str = DAYS) -> Any:
    """A Range task over the folder's crawl, from Monday on."""
    start = "2026-11-02" if kind == "RangeDaily" else "2026-11-02T00"
    given = json.dumps({"source": source})
    command = [kind, "--of", "EmitCanonical", "--of-params", given, "--start", start, "--stop", stop, *arguments]
    return luigi(*command, cwd=folder)


def manifest(folder: Path, batch: str) -> dict[str, Any]:
    return dict(json.loads((folder / "output" / batch / "manifest.json").read_bytes()))


def inputs(folder: Path, batch: str) -> dict[str, str | None]:
    """Which files the batch was made of, and of which batch each was late."""
    rows = pq.read_table(folder / "output" / batch / "inputs.parquet").to_pylist()
    return {row["path"]: row["late_of"] for row in rows}


def test_a_changed_setting_and_the_nights_that_are_published(crawl: Path) -> None:
    """A later date leaves them alone, a run of a night's own date makes it again, and a range those that it watches."""
    own = crawl / "own.toml"

    def made_with() -> list[list[str]]:
        return [manifest(crawl, f"crawl-2026-11-{day:02}")["settings"]["strip"]["rules_off"] for day in (2, 3)]

    def run(day: int, rules: str, watch: str = "14d") -> None:
        own.write_text(f'[run]\nwatch = "{watch}"\n[strip]\nrules_off = {rules}\n')
        given = ["--source", DAYS, "--config", "own.toml", "--date", f"2026-11-{day:02}"]
        assert luigi("EmitCanonical", *given, cwd=crawl).returncode == 0

    run(2, "[]")
    run(3, '["text.credit"]')
    assert made_with() == [[], ["text.credit"]]
    run(2, '["text.credit"]', watch="0d")
    assert made_with() == [["text.credit"], ["text.credit"]]
    own.write_text('[run]\nwatch = "1d"\n[strip]\nrules_off = []\n')
    given = json.dumps({"source": DAYS, "config": "own.toml"})
    days = ["--start", "2026-11-02", "--stop", "2026-11-04", "--days-back", "9999"]
    assert luigi("RangeDaily", "--of", "EmitCanonical", "--of-params", given, *days, cwd=crawl).returncode == 0
    assert made_with() == [["text.credit"], []]


def test_a_range_of_days_with_a_gap(crawl: Path) -> None:
    """Each day is a batch of its own; the missing one is said to be, the others go on, and a day more is made alone."""
    done = run_range(crawl, "2026-11-06", "--workers", "2")
    assert done.returncode == 20, done.stderr
    (line,) = [line for line in done.stderr.splitlines() if "copydesk: source" in line]
    assert "source 'crawl/%Y/%m/%d': nothing is there of 2026-11-04 ('crawl/2026/11/04': no such folder" in line
    names = [f"crawl-2026-11-{day:02}" for day in (2, 3, 5)]
    assert Place(crawl / "output").names() == [".work", *names]
    (row,) = pq.read_table(crawl / "output/crawl-2026-11-05/articles.parquet").to_pylist()
    assert (row["source_path"], row["batch"]) == ("2026/11/05/a5.txt", "crawl-2026-11-05")
    write(crawl / "crawl/2026/11/04", a4="ferry of day 4")
    before = files_of(crawl / "output/crawl-2026-11-03")
    assert run_range(crawl, "2026-11-06").returncode == 0
    assert "crawl-2026-11-04" in Place(crawl / "output").names()
    assert files_of(crawl / "output/crawl-2026-11-03") == before
    done = run_range(crawl, "2026-11-06")
    assert done.returncode == 0
    assert "Did not run any tasks" in done.stderr


@pytest.mark.parametrize("arguments", [[], ["--param-name", "hour"]])
def test_a_range_of_hours(tmp_path: Path, arguments: list[str]) -> None:
    """With the date in the files' names, and all in one folder; the parameter may be named."""
    write(tmp_path / "crawl", **{f"2026-11-02T{hour:02}": f"ferry of {hour}" for hour in range(3)})
    source = "crawl/%Y-%m-%dT%H.txt"
    done = run_range(tmp_path, "2026-11-02T03", *arguments, kind="RangeHourly", source=source)
    assert done.returncode == 0, done.stderr
    assert Place(tmp_path / "output").names()[1:] == [f"crawl-2026-11-02T{hour:02}" for hour in range(3)]


def test_one_day_or_one_hour_is_a_run_like_any_other(crawl: Path) -> None:
    """It gives the batch that a range gives, and has the name that it is given, with the date."""
    assert run_range(crawl, "2026-11-03").returncode == 0
    done = luigi("EmitCanonical", "--source", DAYS, "--date", "2026-11-02", "--output-dir", "one", cwd=crawl)
    assert done.returncode == 0, done.stderr
    assert files_of(crawl / "one/crawl-2026-11-02") == files_of(crawl / "output/crawl-2026-11-02")
    write(crawl / "hours/02-11-2026/07", a="ferry")
    hour = ["--source", "hours/%d-%m-%Y/%H", "--hour", "2026-11-02T07", "--batch-name", "own"]
    assert luigi("EmitCanonical", *hour, cwd=crawl).returncode == 0
    assert (crawl / "output/own-2026-11-02T07/manifest.json").is_file()
    command = [sys.executable, "-m", "copydesk", "run", DAYS, "--date", "2026-11-02", "--output-dir", "one"]
    done = subprocess.run(command, cwd=crawl, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "up to date, nothing to do" in done.stderr


@pytest.mark.parametrize(
    "arguments, message",
    [
        (["--source", DAYS], "has a place for a date; give --date or --hour"),
        (["--source", "crawl", "--date", "2026-11-02"], "every day would read the same files"),
        (["--source", DAYS, "--hour", "2026-11-02T07"], "every hour would read the same files"),
        (["--source", DAYS, "--date", "2026-11-02", "--hour", "2026-11-03T07"], "are two; give one"),
    ],
)
def test_a_date_without_its_place_is_one_line(crawl: Path, arguments: list[str], message: str) -> None:
    """Before any work, and the other way round."""
    done = luigi("EmitCanonical", *arguments, cwd=crawl)
    assert done.returncode == 30, done.stderr
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_a_source_by_place_is_told_to_be_named() -> None:
    """The date is the first parameter, for luigi's Range tasks."""
    with pytest.raises(ParameterException, match="name what it is, as source='seeds'"):
        EmitCanonical("seeds")


@pytest.mark.parametrize("hourly", [False, True])
def test_five_years_cost_a_listing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hourly: bool) -> None:
    """Of the output folder; only the last dates, whose files are still watched, are asked one by one."""
    start = datetime.datetime(2021, 11, 28)
    step = datetime.timedelta(hours=1 if hourly else 24)
    dates = [start + n * step for n in range(1826)]
    name = "crawl-%Y-%m-%dT%H" if hourly else "crawl-%Y-%m-%d"
    for date in dates[:-400]:
        (tmp_path / "out" / date.strftime(name)).mkdir(parents=True)
    for date in dates[-9:-4]:
        (tmp_path / "out" / date.strftime(name)).mkdir()
    (tmp_path / "own.toml").write_text('[run]\nwatch = "8h"\n' if hourly else "")
    listings, asked = list[Place](), list[EmitCanonical]()
    real = Place.names

    def names(place: Place) -> list[str]:
        listings.append(place)
        return real(place)

    def complete(task: EmitCanonical) -> bool:
        asked.append(task)
        return (task.hour or task.date).day % 2 == 0

    monkeypatch.setattr(Place, "names", names)
    monkeypatch.setattr(EmitCanonical, "complete", complete)
    given = {"source": f"crawl/{'%Y/%m/%d/%H' if hourly else '%Y/%m/%d'}", "output_dir": str(tmp_path / "out")}
    task = (RangeHourly if hourly else RangeDaily)(
        of=EmitCanonical,
        of_params=given | {"config": str(tmp_path / "own.toml")},
        start=start if hourly else start.date(),
        stop=(dates[-1] + step) if hourly else (dates[-1] + step).date(),
        now=int(dates[-1].timestamp()) + 10 * 86400,
        task_limit=9999,
        **{"hours_back" if hourly else "days_back": 9999},
    )
    required = task.requires()
    assert [str(place) for place in listings] == [str(tmp_path / "out")]
    found = {(one.hour or one.date) for one in asked}
    assert found == {
        date if hourly else date.date() for date in dates[-9:-4] if date > dates[-1] - 8 * step or not hourly
    }
    n_odd = sum(moment.day % 2 for moment in found)
    assert len(required) == 400 - 5 + n_odd


@pytest.mark.parametrize("how", ["more", "changed"])
def test_a_late_file_makes_its_day_again_by_itself(crawl: Path, how: str) -> None:
    """And no other: as if it had been there from the first."""
    assert run_range(crawl, "2026-11-04").returncode == 0
    assert manifest(crawl, "crawl-2026-11-02")["settings"]["dates"]["late"] == "rebuild"
    monday = files_of(crawl / "output/crawl-2026-11-02")
    write(crawl / "crawl/2026/11/03", **{"late" if how == "more" else "a3": "late ferry"})
    assert run_range(crawl, "2026-11-04").returncode == 0
    assert files_of(crawl / "output/crawl-2026-11-02") == monday
    assert manifest(crawl, "crawl-2026-11-03")["counts"]["inputs"] == (2 if how == "more" else 1)
    fresh = json.dumps({"source": DAYS, "output_dir": "fresh"})
    assert run_range(crawl, "2026-11-04", "--of-params", fresh).returncode == 0
    assert files_of(crawl / "fresh/crawl-2026-11-03") == files_of(crawl / "output/crawl-2026-11-03")


@pytest.fixture
def late(crawl: Path) -> Path:
    """The crawl with `late = "next"`, its first two days published, then a file more for each, one in its manifest."""
    (crawl / "next.toml").write_text('[dates]\nlate = "next"\n')
    assert run_next(crawl, "2026-11-04").returncode == 0
    write(crawl / "crawl/2026/11/02", late2="late ferry of day 2")
    (crawl / "crawl/2026/11/02/manifest.csv").write_text("file,outlet\nlate2.txt,The Late Post\n")
    write(crawl / "crawl/2026/11/03", late3="late ferry of day 3")
    return crawl


def run_next(folder: Path, stop: str, **more: str) -> Any:
    given = json.dumps({"source": DAYS, "config": "next.toml", **more})
    return run_range(folder, stop, "--of-params", given)


def test_late_files_are_for_the_next_batch(late: Path) -> None:
    """The finished ones stay; each late file is in one batch, which names it; and so it stays when all is run again."""
    finished = files_of(late / "output/crawl-2026-11-03")
    done = run_next(late, "2026-11-06")
    assert done.returncode == 20  # Wednesday is still missing: it takes nothing
    assert files_of(late / "output/crawl-2026-11-03") == finished
    assert manifest(late, "crawl-2026-11-03")["settings"]["dates"]["late"] == "next"
    assert manifest(late, "crawl-2026-11-05")["late_files"] == {
        "crawl-2026-11-02": ["2026/11/02/late2.txt"],
        "crawl-2026-11-03": ["2026/11/03/late3.txt"],
    }
    assert inputs(late, "crawl-2026-11-05") == {
        "2026/11/02/late2.txt": "crawl-2026-11-02",
        "2026/11/03/late3.txt": "crawl-2026-11-03",
        "2026/11/05/a5.txt": None,
    }
    rows = pq.read_table(late / "output/crawl-2026-11-05/articles.parquet").to_pylist()
    assert {row["source_path"]: row["outlet"] for row in rows}["2026/11/02/late2.txt"] == "The Late Post"
    thursday = files_of(late / "output/crawl-2026-11-05")
    write(late / "crawl/2026/11/04", a4="ferry of day 4")
    assert run_next(late, "2026-11-07").returncode == 0
    assert manifest(late, "crawl-2026-11-04")["late_files"] == manifest(late, "crawl-2026-11-06")["late_files"] == {}
    assert files_of(late / "output/crawl-2026-11-05") == thursday


@pytest.mark.parametrize("late", ["rebuild", "next"])
def test_a_day_without_files_may_be_accepted(crawl: Path, late: str) -> None:
    """It has an empty batch, which says so and is looked back on; its files are late ones if they come."""
    write(crawl / "crawl/2026/11/04")  # a folder of nothing
    config = f'[dates]\nlate = "{late}"\n[reuse]\nlook_back = "2d"\n[drift]\nlook_back = "3d"\nmin_batches = 3\n'
    (crawl / "next.toml").write_text(config)
    done = run_next(crawl, "2026-11-06")
    assert done.returncode == 30, done.stderr
    assert "nothing is there of 2026-11-04 ('crawl/2026/11/04': no files there); bring the files, or" in done.stderr
    thursday = files_of(crawl / "output/crawl-2026-11-03")
    (crawl / "next.toml").write_text(config.replace("[dates]", '[dates]\ngaps = ["2026-11-04"]'))
    assert run_next(crawl, "2026-11-06").returncode == 0
    assert files_of(crawl / "output/crawl-2026-11-03") == thursday
    empty = manifest(crawl, "crawl-2026-11-04")
    assert (empty["accepted_gap"], empty["counts"]["inputs"]) == (True, 0)
    assert not manifest(crawl, "crawl-2026-11-05")["accepted_gap"]
    assert "crawl-2026-11-04" in manifest(crawl, "crawl-2026-11-05")["looked_back_on"]
    assert not manifest(crawl, "crawl-2026-11-05")["not_looked_back_on"]
    given = json.dumps({"source": DAYS, "config": "next.toml", "check_inputs": True})
    assert "Did not run any tasks" in run_range(crawl, "2026-11-06", "--of-params", given).stderr
    write(crawl / "crawl/2026/11/04", a4="ferry of day 4")
    assert run_next(crawl, "2026-11-07").returncode == 0
    counts = manifest(crawl, "crawl-2026-11-04")["counts"]["inputs"], manifest(crawl, "crawl-2026-11-06")["late_files"]
    assert counts == ((1, {}) if late == "rebuild" else (0, {"crawl-2026-11-04": ["2026/11/04/a4.txt"]}))
    assert verify_batch(Place(crawl / "output/crawl-2026-11-04")) == []


def test_a_range_says_in_one_line_what_is_not_there(tmp_path: Path) -> None:
    """However many days: the pattern, the first and the last, and how many; a day alone is named."""
    write(tmp_path / "crawl/2026/11/04", a4="ferry of day 4")
    done = run_range(tmp_path, "2026-11-10", "--workers", "2")
    assert done.returncode == 20
    (line,) = [line for line in done.stderr.splitlines() if "copydesk: " in line]
    assert "source 'crawl/%Y/%m/%d': nothing is there of 7 days, from 2026-11-02 to 2026-11-09 (the first: " in line
    assert "--source" not in line
    done = run_range(tmp_path, "2026-11-10", "--log-level", "ERROR")
    assert done.stderr.count("nothing is there of 7 days") == 1


def test_a_late_file_waits_for_a_day_that_has_its_files(late: Path) -> None:
    """However many are made at once, one of them takes it: the first that is open."""
    write(late / "crawl/2026/11/04", a4="ferry of day 4")
    assert run_next(late, "2026-11-07").returncode == 0
    taken = [sorted(manifest(late, f"crawl-2026-11-0{day}")["late_files"]) for day in (4, 5, 6)]
    assert taken == [["crawl-2026-11-02", "crawl-2026-11-03"], [], []]


def test_a_batch_that_is_made_again_takes_what_it_had(late: Path) -> None:
    """Late files of its own are another batch's by then, and those that it took are its own."""
    assert run_next(late, "2026-11-06").returncode == 20
    before = {name: files_of(late / "output" / name) for name in ("crawl-2026-11-02", "crawl-2026-11-05")}
    for place in (late / "output/.work").rglob("*.arrow"):
        place.unlink()
    for name in before:
        table = late / "output" / name / "edits.parquet"
        table.unlink()
        day = ["--date", name[-10:], "--config", "next.toml"]
        assert luigi("EmitCanonical", "--source", DAYS, *day, cwd=late).returncode == 0
        assert files_of(late / "output" / name) == before[name]


def test_a_file_that_grows_is_late_as_a_whole(late: Path) -> None:
    """In the table it has its new size; one that is gone changes nothing."""
    write(late / "crawl/2026/11/03", a3="ferry of day 3, which has grown meanwhile,")
    os.unlink(late / "crawl/2026/11/02/a2.txt")
    finished = files_of(late / "output/crawl-2026-11-02")
    assert run_next(late, "2026-11-06").returncode == 20
    assert manifest(late, "crawl-2026-11-05")["late_files"]["crawl-2026-11-03"] == [
        "2026/11/03/a3.txt",
        "2026/11/03/late3.txt",
    ]
    assert files_of(late / "output/crawl-2026-11-02") == finished


def test_a_day_without_a_batch_is_no_stage_of_another() -> None:
    """Every task of a run has its date."""
    task = EmitCanonical(source=DAYS, date=datetime.date(2026, 11, 2))
    assert task.clone(TakeStock).date == task.date
    assert task != EmitCanonical(source=DAYS, date=datetime.date(2026, 11, 3))


def test_a_batch_whose_files_were_archived_gives_no_way_to_a_gap(crawl: Path) -> None:
    """Where it would have to be made again, its files are missing; and it stays."""
    (crawl / "next.toml").write_text("")
    assert run_next(crawl, "2026-11-06").returncode == 20  # the fourth has no files
    published = files_of(crawl / "output/crawl-2026-11-03")
    shutil.rmtree(crawl / "crawl/2026/11/03")
    (crawl / "next.toml").write_text('[dates]\ngaps = ["2026-11-03", "2026-11-04"]\n[repair]\nstyle = "curly"\n')
    assert run_next(crawl, "2026-11-06").returncode == 20
    assert files_of(crawl / "output/crawl-2026-11-03") == published
    assert manifest(crawl, "crawl-2026-11-04")["accepted_gap"]
