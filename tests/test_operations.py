"""docs/guides/operations.md to the letter: set up, started, watched, kept small."""

import datetime
import json
import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pyarrow.parquet as pq
import pytest
from prometheus_client.parser import text_fd_to_metric_families

from copydesk.dates import too_old
from copydesk.stages import STAGES
from tests.conftest import ROOT, files_of, luigi
from tests.test_tasks_dates import write
from tests.test_tasks_luigi import LUIGI, run_luigi

PAGE = (ROOT / "docs" / "guides" / "operations.md").read_text("utf-8")
ALERTS = (ROOT / "docs" / "guides" / "on-call.md").read_text("utf-8").split("## What to alert on")[1].split("\n## ")[0]
UNITS = ROOT / "docs" / "units"
TODAY = datetime.datetime.now(datetime.UTC).date()
DAYS = [TODAY - datetime.timedelta(2), TODAY - datetime.timedelta(1)]
NAMES = [f"crawl-{day}" for day in DAYS]
REMOVED = "Sign up for our newsletter, every morning in your inbox.\n\n"


def block(language: str, with_words: str) -> str:
    """The page's block that has the words."""
    (found,) = [text for text in re.findall(rf"```{language}\n(.*?)```", PAGE, re.S) if with_words in text]
    return str(found)


NIGHT = block("sh", "RangeDaily").strip()


def set_up(folder: Path, *more: str) -> Path:
    """The folder of an archive as the page says, with two days' files and further lines in luigi.cfg."""
    (folder / "luigi.cfg").write_text("\n".join([block("ini", "[RangeDaily]"), *more]))
    (folder / "copydesk.toml").write_text(block("toml", "[run]"))
    (folder / ".venv").symlink_to(sys.prefix)
    for n, day in enumerate(DAYS):
        write(folder / f"crawl/{day:%Y/%m/%d}", **{f"a{n}": f"ferry of day {n}"})
        with (folder / f"crawl/{day:%Y/%m/%d}/a{n}.txt").open("a") as stream:
            stream.write(f"\n{REMOVED}")
    return folder


def started_on(command: str, day: datetime.date) -> str:
    return command.replace("2026-11-01", str(day))


def sh(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    own = {**os.environ, "TMPDIR": str(folder)}  # where luigi notes which commands are running
    return subprocess.run(["sh", "-c", command], cwd=folder, env=own, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """After the first night, started by cron: nobody changes it."""
    folder = set_up(tmp_path_factory.mktemp("archive"))
    lines = [line for line in (UNITS / "crontab").read_text().splitlines() if not line.startswith("#")]
    command, cleaning = (line.split(" ", 5)[5].replace("/srv/copydesk", str(folder)) for line in lines)
    assert NIGHT in command
    assert block("sh", "CleanStages").strip() in cleaning
    done = sh(started_on(command, DAYS[0]), folder)
    assert done.returncode == 0, (folder / "night.log").read_text()
    return folder


@pytest.fixture
def own(archive: Path, tmp_path: Path) -> Path:
    """A copy of it that a test may change."""
    return Path(shutil.copytree(archive, tmp_path / "own", symlinks=True))


def test_the_night_is_one_command_and_a_day_more_is_missing(archive: Path) -> None:
    """Every day has its batch; what has no files is told by the status."""
    assert sorted(path.name for path in (archive / "output").glob("crawl-*")) == NAMES
    done = sh(started_on(NIGHT, DAYS[0] - datetime.timedelta(1)), archive)
    assert done.returncode == 20
    assert done.stderr.count("no such folder") == 1


def test_the_units_start_the_same_command(tmp_path: Path) -> None:
    """And systemd has nothing to say against them, where it is there."""
    assert NIGHT.removeprefix(".venv/bin/") in (UNITS / "copydesk.service").read_text()
    if shutil.which("systemd-analyze") is None:
        pytest.skip("no systemd here")
    for unit in UNITS.glob("*.*"):
        text = unit.read_text().replace("/srv/copydesk/.venv/bin", str(LUIGI.parent)).replace("/srv/copydesk", "/tmp")
        (tmp_path / unit.name).write_text(text)
    units = sorted(str(path) for path in tmp_path.iterdir())
    assert len(units) == 3
    done = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False)
    said = [line for line in done.stderr.splitlines() if str(tmp_path) in line or "copydesk" in line]
    assert not said, done.stderr


def test_the_metrics_are_what_the_last_batch_came_to(archive: Path) -> None:
    """As Prometheus' own parser reads them."""
    with (archive / "copydesk.prom").open() as stream:
        samples = [sample for family in text_fd_to_metric_families(stream) for sample in family.samples]
    assert {sample.labels["batch"] for sample in samples} == {"crawl"}
    values = {sample.name: sample.value for sample in samples if len(sample.labels) == 1}
    counts = json.loads((archive / "output" / NAMES[1] / "manifest.json").read_bytes())["counts"]
    for name in ("inputs", "emitted", "quarantined", "empty", "edits", "removals", "matches", "clusters"):
        assert values[f"copydesk_{name}"] == counts[name], name
    rows = pq.read_table(archive / "output" / NAMES[1] / "removals.parquet").to_pylist()
    removed = {s.labels["reason"]: s.value for s in samples if s.name == "copydesk_removed_characters"}
    assert removed == {"newsletter": sum(len(row["text"]) for row in rows)}
    for name in ("seconds", "bytes"):
        of_stage = {s.labels["stage"]: s.value for s in samples if s.name == f"copydesk_stage_{name}"}
        assert of_stage.keys() == {stage.name for stage in STAGES} - {"recall", "remember"}, "nothing looks back here"
        assert min(of_stage.values()) > 0
    assert values["copydesk_date_timestamp_seconds"] % 86400 == 0
    for name in re.findall(r"\b(copydesk_\w+)", "".join([*re.findall("`copydesk_.*?`", PAGE), ALERTS])):
        assert name in {sample.name for sample in samples}
    assert not list((archive / "output/.work").glob("*/costs"))


def test_metrics_without_a_place_are_refused_before_any_work(own: Path) -> None:
    """In one line."""
    (own / "copydesk.toml").write_text('[run]\nmetrics_file = "no/such/copydesk.prom"\n')
    write(own / f"crawl/{DAYS[1]:%Y/%m/%d}", more="ferry")
    done = sh(started_on(NIGHT, DAYS[1]), own)
    assert done.returncode == 30
    assert "run.metrics_file = 'no/such/copydesk.prom': its folder is not there" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_log_is_json_where_that_is_asked_for(own: Path) -> None:
    """Every line of copydesk's and luigi's, with the task and the batch; an error, too."""
    (own / "luigi.cfg").write_text(f"{(own / 'luigi.cfg').read_text()}\n{block('ini', 'log_format')}")
    write(own / f"crawl/{DAYS[1]:%Y/%m/%d}", more="barge")
    (own / "luigi.cfg").write_text(f"{(own / 'luigi.cfg').read_text()}\n{block('ini', 'default-scheduler-host')}")
    done = sh(f"{started_on(NIGHT, DAYS[0])} --local-scheduler 2>&1", own)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert {line["logger"] for line in lines} == {"copydesk", "luigi-interface"}
    told = [line for line in lines if line.get("task") == "ObservePages"]
    assert {line["batch"] for line in told} == {NAMES[1]}
    assert all(set(line) >= {"time", "level", "logger", "message"} for line in lines)
    assert not [line for line in lines if line["level"] == "WARNING"], "nothing that we bring is warned of"
    assert {line["batch"] for line in lines if line["logger"] == "copydesk"} == set(NAMES)
    command = [str(LUIGI.with_name("copydesk")), "run", "no/such", "--log-format", "json"]
    failed = subprocess.run(command, cwd=own, capture_output=True, text=True, check=False)
    assert failed.returncode == 20
    assert json.loads(failed.stderr.splitlines()[0])["level"] == "ERROR"


def test_a_line_of_text_says_of_which_batch_it_is(own: Path) -> None:
    """A failure, too, and what a stage says of a file; a warning of Python's is a line like any other."""
    for line in (own / "night.log").read_text().splitlines():
        assert re.match(rf"..:..:.. INFO    ({'|'.join(NAMES)}): \w+: ", line) or not line.startswith(tuple("012"))
    (own / f"crawl/{DAYS[0]:%Y/%m/%d}/a0.txt").write_text("")
    (own / f"crawl/{DAYS[1]:%Y/%m/%d}/bad.jsonl").write_text("{broken\n")
    (own / "warn.py").write_text("import warnings, copydesk.tasks\nwarnings.warn('now and then')\n")
    day = ["EmitCanonical", "--source", "crawl/%Y/%m/%d", "--date"]
    assert f"ERROR: {NAMES[0]}: copydesk: no article in 1 input" in luigi(*day, DAYS[0], cwd=own).stderr
    assert f" WARNING {NAMES[1]}: read: 20" in luigi(*day, DAYS[1], cwd=own).stderr
    done = sh(f"PYTHONPATH=. {NIGHT.replace('copydesk.tasks', 'warn')}".replace("2026-11-01", str(DAYS[1])), own)
    assert re.search(r"^..:..:.. WARNING .*/warn.py:2: UserWarning: now and then$", done.stderr, re.M), done.stderr


def test_the_metrics_of_an_older_day_that_ends_last_are_not_told(own: Path) -> None:
    """The file is of the newest date; a day that comes after it is told again."""
    before = (own / "copydesk.prom").read_text()
    write(own / f"crawl/{DAYS[0]:%Y/%m/%d}", more="barge")
    assert sh(started_on(NIGHT, DAYS[0]), own).returncode == 0
    assert json.loads((own / "output" / NAMES[0] / "manifest.json").read_bytes())["counts"]["inputs"] == 2
    assert (own / "copydesk.prom").read_text() == before
    write(own / f"crawl/{DAYS[1]:%Y/%m/%d}", more="barge")
    assert sh(started_on(NIGHT, DAYS[0]), own).returncode == 0
    assert 'copydesk_inputs{batch="crawl"} 2.0' in (own / "copydesk.prom").read_text()


def test_a_scheduler_that_is_not_there_is_one_line(own: Path) -> None:
    """That says what to do; then the status does."""
    nowhere = block("ini", "default-scheduler-host") + "default-scheduler-port = 9\nrpc-retry-wait = 0\n"
    (own / "luigi.cfg").write_text(f"{(own / 'luigi.cfg').read_text()}\n{nowhere}")
    done = sh(started_on(NIGHT, DAYS[0]), own)
    assert done.returncode == 40
    assert done.stderr.count("start luigid, name yours by --scheduler-host, or give --local-scheduler") == 1
    assert "Traceback" not in done.stderr


def test_hooks_hear_of_batches_and_of_failures(own: Path) -> None:
    """The module as it stands there."""
    (own / "hooks.py").write_text(block("python", "event_handler"))
    write(own / f"crawl/{DAYS[1]:%Y/%m/%d}", more="barge")
    (own / f"crawl/{DAYS[0]:%Y/%m/%d}/a0.txt").write_text("")
    run = ["RangeDaily", "--of", "EmitCanonical", "--start", DAYS[0], "--workers", "2"]
    done = run_luigi("--module", "hooks", *run, cwd=own, PYTHONPATH=own)
    assert done.returncode == 30
    told = [json.loads(line) for line in (own / "told.jsonl").read_text().splitlines()]
    assert {entry["failed"]: entry["error"][:10] for entry in told if "failed" in entry} == {
        "EmitCanonical": "no article"
    }
    assert {entry["batch"]: entry["emitted"] for entry in told if "batch" in entry} == {f"output/{NAMES[1]}": 2}


def test_stages_go_and_the_batches_stay_finished(own: Path) -> None:
    """Nothing goes on a dry run, or before its time; what is at work is left; a file of another size is seen."""
    clean = block("sh", "CleanStages").strip()
    before = files_of(own / "output")
    done = sh(clean, own)
    assert done.returncode == 0
    assert "CleanStages: output: nothing is old enough to be deleted" in done.stderr
    later = TODAY + datetime.timedelta(29)  # the first of the two is 31 days old then
    done = sh(f"{clean} --today {later} --dry-run", own)
    assert f"output/.work/{NAMES[0]}: 0." in done.stderr
    assert files_of(own / "output") == before
    assert sh(f"{clean} --today {later}", own).returncode == 0
    left = files_of(own / "output")
    assert not [path for path in left if path.startswith(f".work/{NAMES[0]}/") and path.endswith(".arrow")]
    elsewhere = sh(f"{clean} --output-dir elsewhere", own)
    assert "CleanStages: elsewhere: nothing is old enough" in elsewhere.stderr
    config = (own / "luigi.cfg").read_text()
    (own / "luigi.cfg").write_text(config.replace("config =", "output_dir = elsewhere\nconfig ="))
    assert "CleanStages: elsewhere: nothing is old enough" in sh(clean, own).stderr
    (own / "luigi.cfg").write_text(config)
    assert {path: data for path, data in before.items() if f".work/{NAMES[0]}" not in path} == {
        path: data for path, data in left.items() if f".work/{NAMES[0]}" not in path
    }
    done = sh(started_on(NIGHT, DAYS[0]), own)
    assert done.returncode == 0
    assert "Did not run any tasks" in done.stderr
    with (own / f"crawl/{DAYS[0]:%Y/%m/%d}/a0.txt").open("a") as stream:
        stream.write("It came back.\n")
    sh(started_on(NIGHT, DAYS[0]), own)
    assert files_of(own / f"output/{NAMES[0]}") != files_of(own / f"output/{NAMES[1]}")
    assert not (own / f"output/.work/{NAMES[0]}/cleaned.txt").exists()


def test_old_batches_go_by_age_or_number_and_none_that_is_needed(own: Path) -> None:
    """Only dated ones that are batches."""
    for name in ("seeds", "crawl-1999-12-31"):
        (own / "output" / name).mkdir()
    (own / "copydesk.toml").write_text('[run]\nkeep_output = "1"\n')
    clean = block("sh", "CleanStages").strip()
    assert sh(clean, own).returncode == 0
    assert sorted(path.name for path in (own / "output").iterdir()) == [
        ".work",
        "crawl-1999-12-31",
        NAMES[1],
        "seeds",
    ]
    for kept in ("40d", "40"):
        (own / "copydesk.toml").write_text(f'[run]\nkeep_output = "{kept}"\n[drift]\nlook_back = "30d"\n')
        done = sh(clean, own)
        assert done.returncode == 30
        assert "batches of the last 44 days are needed" in done.stderr


def test_age_is_counted_from_a_dates_beginning() -> None:
    """Days and hours of one name are two series; what has no date has no age."""
    batches = ["c-2026-11-01", "c-2026-11-03", "c-2026-11-02", "c-2026-11-02T23", "c-2026-11-02T22", "seeds"]
    today = datetime.date(2026, 11, 4)
    assert too_old(batches, "", today) == []
    assert too_old(batches, "2d", today) == ["c-2026-11-01"]
    assert too_old(batches, "25h", today) == ["c-2026-11-01", "c-2026-11-02", "c-2026-11-02T22"]
    assert too_old(batches, "1", today) == ["c-2026-11-01", "c-2026-11-02", "c-2026-11-02T22"]


def test_a_damaged_batch_is_found(own: Path) -> None:
    """Each file that is not as it was written; a sound one is said to be."""
    verify = block("sh", "VerifyBatch").strip().replace("2026-11-28", str(DAYS[0]))
    done = sh(verify, own)
    assert done.returncode == 0, done.stderr
    assert "as its manifest says" in done.stderr
    report = own / "output" / NAMES[0] / "report.html"
    report.write_text(report.read_text().replace("html", "hmtl"))
    done = sh(verify, own)
    assert done.returncode == 30
    assert f"output/{NAMES[0]} is damaged: output/{NAMES[0]}/report.html: its bytes are not" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.fixture
def scheduler(own: Path) -> Iterator[str]:
    """A luigid with metrics."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    (own / "luigid").mkdir()
    (own / "luigid/luigi.cfg").write_text(block("ini", "metrics_collector"))
    command = [str(LUIGI.with_name("luigid")), "--address", "127.0.0.1", "--port", str(port), "--state-path", "state"]
    with subprocess.Popen(command, cwd=own / "luigid", stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        assert any("Scheduler starting up" in line for line in process.stderr)
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.communicate()


def test_the_schedulers_page_says_how_far_it_is_and_leads_to_the_report(own: Path, scheduler: str) -> None:
    """Status, hundredths, link; and luigi's metrics know our tasks."""
    host, port = scheduler.removeprefix("http://").split(":")
    scheduling = block("ini", "default-scheduler-host").replace("127.0.0.1", f"{host}\ndefault-scheduler-port = {port}")
    (own / "luigi.cfg").write_text(f"{(own / 'luigi.cfg').read_text()}\n{scheduling}")
    (own / "copydesk.toml").write_text('[run]\nreport_url = "https://archive.example/out"\n')
    write(own / f"crawl/{DAYS[1]:%Y/%m/%d}", more="barge")
    slow = "import copydesk.tasks.base as b; b.PROGRESS_SECONDS = 0.0"
    arguments = ["RangeDaily", "--of", "EmitCanonical", "--start", str(DAYS[1]), "--workers", "2"]
    code = f"import sys; {slow}; from luigi.cmdline import luigi_run; luigi_run(sys.argv[1:])"
    command = [sys.executable, "-c", code, "--module", "copydesk.tasks", *arguments]
    done = subprocess.run(command, cwd=own, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    with urlopen(f"{scheduler}/api/task_list?data={{%22status%22:%22DONE%22}}") as answer:
        known: dict[str, Any] = {task["name"]: task for task in json.load(answer)["response"].values()}
    assert known["EmitCanonical"]["tracking_url"] == f"https://archive.example/out/{NAMES[1]}/report.html"
    assert known["EmitCanonical"]["status_message"].startswith("2 inputs: 2 emitted")
    assert known["StripFurniture"]["progress_percentage"] == 100
    with urlopen(f"{scheduler}/metrics") as answer:
        metrics = answer.read().decode()
    assert re.search(r'luigi_task_done_total\{family="EmitCanonical"\} 1', metrics)


def test_what_fails_is_tried_again(own: Path) -> None:
    """By luigi's own settings, as the page has them, but for the wait."""
    retries = block("ini", "retry_count").replace("= 60", "= 0").replace("wait_interval = 5", "wait_interval = 0.1")
    (own / "luigi.cfg").write_text(f"{(own / 'luigi.cfg').read_text()}\n{retries}")
    write(own / f"crawl/{DAYS[1]:%Y/%m/%d}", more="barge")
    fail_once = """
import os
import copydesk.pipeline.work as o
real = o.write_observed
def write(*arguments):
    if not os.path.exists("failed"):
        open("failed", "w").close()
        raise OSError(28, "No space left on device")
    return real(*arguments)
o.write_observed = write
"""
    day = ["EmitCanonical", "--source", "crawl/%Y/%m/%d", "--date", DAYS[1], "--workers", "2"]
    done = luigi(*day, before=fail_once, cwd=own)
    assert done.returncode == 0, done.stderr
    assert (own / "failed").is_file()
    assert "No space left on device" in done.stderr
