"""A batch on Spark is the batch of one machine, whatever the number of parts, and whatever goes wrong on the way.

It is run as docs/guides/spark.md says: `--engine spark`, and luigi's own section for the cluster.
"""

import datetime
import functools
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from copydesk.engines.batch import TELLER, parameters_as_json
from copydesk.engines.wheel import NAME, make_wheel
from copydesk.errors import BatchError
from copydesk.pipeline.request import Parameters
from copydesk.pipeline.run import Run
from copydesk.pipeline.work import take_stock
from copydesk.stages import all_versions
from copydesk.store import Place
from copydesk.tasks import EmitCanonical, RecallOutlets
from copydesk.tasks.spark import RunOnSpark, check_spark
from tests.conftest import ROOT, emit, files_of, luigi, luigi_command
from tests.object_store import Gate
from tests.test_reuse_steps import sentence
from tests.test_tasks_store import files_below, published, put

HERE = Path(__file__).parent
APP = ROOT / "copydesk" / "engines" / "spark_app.py"
needs_spark = pytest.mark.skipif(find_spec("pyspark") is None, reason="pyspark is not here; `make test-spark`")
CLUSTER = "local-cluster[2,1,1024]"
# Three machines of Java that live for minutes: what is compiled at once runs as fast as they need, and what a compiler
# would make of it later is half of all that they do.
JAVA = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
CONF = {
    "spark.ui.enabled": "false",
    "spark.driver.extraJavaOptions": JAVA,
    "spark.executor.extraJavaOptions": JAVA,
}
NIGHTS = ("2026-11-27", "2026-11-28", "2026-11-29")
FAULTS = ("fail_twice", "kill_executor", "lose_shuffle_files", "fill_disk")
# So many parts of the pages, by `[run] part_bytes`.
N_PARTS = {1: 64_000_000, 2: 30_000, 7: 7_000}
# An executor's Python has the library's own wheel, and nothing that runs tasks.
MUST_NOT_LOAD = {"luigi", "copydesk.tasks", "tasks"}


# By name, a batch and what was said of it.
Made = dict[str, tuple["Batch", dict[str, str | None]]]


@dataclass(frozen=True)
class Batch:
    """A batch that is made on Spark; with which fault, and after which command."""

    name: str
    parameters: Parameters
    fault: str | None = None
    after: tuple[str, ...] = ()


def write_pages(folder: Path) -> None:
    """Pages and texts of five outlets with furniture, copies and edited copies; and two files that are no article."""
    random_ = random.Random(3)
    wire = [" ".join(sentence(random_) for _ in range(3)) for _ in range(6)]
    for n in range(30):
        outlet = folder / f"post{n % 5}.example"
        outlet.mkdir(parents=True, exist_ok=True)
        own = [" ".join(sentence(random_) for _ in range(3)) for _ in range(4)]
        copied = random_.choice(wire).split()
        own.insert(random_.randrange(4), " ".join(word for word in copied if random_.random() > 0.05))
        if n % 3:
            lines = "".join(f"<p>{line}</p>" for line in own)
            furniture = f"<p>Sign up for the newsletter of Post {n % 5}</p><nav><a href=/a>Home</a></nav>"
            body = f"<title>Ships of quay {n}</title><article><h1>Ships of quay {n}</h1>{lines}{furniture}</article>"
            (outlet / f"{n}.html").write_text(f"<html><meta charset=utf-8><body>{body}</body></html>")
        else:
            (outlet / f"{n}.txt").write_text("\n\n".join([*own, "Sign up for our newsletter"]))
    (folder / "post0.example" / "no-text.txt").write_bytes(bytes(range(256)) * 20)
    (folder / "post1.example" / "empty.html").write_bytes(b"")


def write_hot(folder: Path) -> None:
    """One sentence in more articles than are paired with one another."""
    random_ = random.Random(4)
    hot = sentence(random_)
    for n in range(200):
        outlet = folder / f"post{n % 40}.example"
        outlet.mkdir(parents=True, exist_ok=True)
        (outlet / f"{n}.txt").write_text(f"{sentence(random_)} {sentence(random_)}\n\n{hot}\n\n{sentence(random_)}")


def nights(folder: Path) -> list[Batch]:
    """Three nights, each of which looks back on those before it and shares articles with them.

    A night begins once the one before it is published: by luigi, of what Spark made.
    """
    write_pages(folder / "crawl" / NIGHTS[0])
    edits = pairwise((b"The ", b"All the ", b"Yet the "))
    for nth, ((before, night), (old, new)) in enumerate(zip(pairwise(NIGHTS), edits, strict=True)):
        for n in range(nth, 5):
            later = folder / "crawl" / night / f"late{n}.example"
            later.mkdir(parents=True)
            for path in sorted((folder / "crawl" / before).glob(f"*{n}.example/?.*"))[nth:]:
                (later / path.name).write_bytes(path.read_bytes().replace(old, new))
    config = folder / "night.toml"
    config.write_text('[reuse]\nlook_back = "2d"\nmissing = "gap"\n[run]\npart_bytes = 6_000\n')
    source, out = folder / "crawl" / "%Y-%m-%d", folder / "out" / "nights"
    made: list[Batch] = []
    for night in NIGHTS:
        date = datetime.date.fromisoformat(night)
        batch = Batch(night, Parameters(str(source), "batch", str(out), str(config), None, date))
        made.append(replace(batch, after=luigi_command("RecallOutlets", *arguments_of(batch))))
    return made


@pytest.fixture(scope="module")
def small_disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where executors keep things: a disk of its own, where one can be had."""
    folder = tmp_path_factory.mktemp("disk")
    mount = ["mount", "-t", "tmpfs", "-o", "size=256m", "tmpfs", str(folder)]
    subprocess.run(mount, check=False, capture_output=True)
    yield folder
    subprocess.run(["umount", str(folder)], check=False, capture_output=True)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, small_disk: Path) -> Made:
    """Every batch, made on a cluster of two executors on this machine: its stages, not yet published."""
    folder = tmp_path_factory.mktemp("spark")
    write_pages(folder / "pages")
    write_hot(folder / "hot")

    def batch(name: str, source: Path, n_parts: int = 1, fault: str | None = None) -> Batch:
        config = folder / f"{n_parts}-parts.toml"
        config.write_text(f"[run]\npart_bytes = {N_PARTS[n_parts]}\n")
        return Batch(name, Parameters(str(source), "batch", str(folder / "out" / name), str(config), None), fault)

    batches = [batch("seeds", ROOT / "seeds"), batch("hot", folder / "hot")]
    batches += [batch(f"{n}-parts", folder / "pages", n) for n in N_PARTS]
    faults = FAULTS if small_disk.is_mount() else [fault for fault in FAULTS if fault != "fill_disk"]
    batches += [batch(fault, folder / "pages", 2, fault) for fault in faults]
    for one in batches:
        take_stock(Run(one.parameters), TELLER)
    batches += nights(folder)
    assert [len(Run(one.parameters).inputs.known_stock.parts) for one in batches[2:5]] == list(N_PARTS)
    wheel = make_wheel(folder)
    marks = folder / "marks"
    marks.mkdir()
    (marks / "disk").symlink_to(small_disk)
    jobs = [
        {
            "name": one.name,
            "parameters": parameters_as_json(one.parameters),
            "versions": all_versions(),
            "fault": one.fault,
            "after": one.after,
        }
        for one in batches
    ]
    (folder / "jobs.json").write_text(json.dumps({"wheel": NAME, "marks": str(marks), "jobs": jobs}))
    done = submit(wheel, HERE / "on_spark.py", APP, folder / "jobs.json", local=small_disk)
    said = {row["name"]: row for row in map(json.loads, filter(is_json, done.stdout.splitlines()))}
    assert set(said) == {*(one.name for one in batches), "loaded"}, done.stderr[-4000:]
    found = {one.name: (one, said[one.name] | {"marks": str(marks)}) for one in batches}
    return found | {"loaded": (batches[0], said["loaded"])}


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Batch], Path]:
    """The output folder of the same on one machine: made once for batches that differ in their faults, or nights."""

    @functools.cache
    def folder_of(parameters: Parameters) -> Path:
        folder = tmp_path_factory.mktemp("alone")
        done = luigi("EmitCanonical", *arguments_of(Batch("alone", parameters._replace(output_dir=str(folder)))))
        assert done.returncode == 0, done.stderr
        return folder

    def of(batch: Batch) -> Path:
        last = datetime.date.fromisoformat(NIGHTS[-1])
        return folder_of(batch.parameters._replace(output_dir="", date=batch.parameters.date and last))

    return of


def is_json(line: str) -> bool:
    return line.startswith("{")


def arguments_of(batch: Batch) -> list[str]:
    given = batch.parameters._asdict()
    return [f"--{name.replace('_', '-')}={value}" for name, value in given.items() if value is not None]


def submit(wheel: Path, *command: object, local: Path) -> subprocess.CompletedProcess[str]:
    """By spark-submit, as a user would."""
    options = ["--master", CLUSTER, "--files", str(wheel), "--conf", f"spark.pyspark.python={sys.executable}"]
    # As if there were more cores: what has seven parts has seven bins.
    conf = CONF | {"spark.default.parallelism": str(max(N_PARTS))}
    options += [word for name, value in conf.items() for word in ("--conf", f"{name}={value}")]
    environment = {**os.environ, "SPARK_LOCAL_DIRS": str(local), "PYTHONPATH": ""}
    return subprocess.run(
        [RunOnSpark().spark_submit, *options, *map(str, command)],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
        cwd=local,
    )


@needs_spark
@pytest.mark.parametrize("name", ["seeds", "hot", *NIGHTS, *(f"{n}-parts" for n in N_PARTS), *FAULTS])
def test_spark_makes_the_bytes_of_one_machine(name: str, made: Made, alone: Callable[[Batch], Path]) -> None:
    """Every file; what Spark made is only put in its place here."""
    if name not in made:
        pytest.skip("no disk can be mounted here")
    batch, said = made[name]
    assert said["error"] is None
    if batch.fault:
        marks = {path.name for path in Path(str(said["marks"])).glob(f"{name}-*")}
        assert marks, "nothing went wrong"
        assert batch.fault != "fill_disk" or "fill_disk-freed" in marks, "no task failed"
    published = luigi("EmitCanonical", *arguments_of(batch))
    assert published.returncode == 0, published.stderr
    assert "ObservePages:" not in published.stderr
    assert "FindNearDuplicates:" not in published.stderr
    folder = f"batch-{name}" if name in NIGHTS else "batch"
    made_there = files_of(Path(batch.parameters.output_dir) / folder)
    assert made_there == files_of(alone(batch) / folder)
    assert len(made_there) > 15


@needs_spark
def test_nights_on_spark_look_back_on_nights_on_spark(made: Made) -> None:
    """Each on all before it, which luigi published of what Spark had made; and they share articles with them."""
    for nth, name in enumerate(NIGHTS):
        batch, said = made[name]
        assert "ObservePages:" not in str(said["after"])
        assert "FindNearDuplicates:" not in str(said["after"])
        manifest = json.loads((Path(batch.parameters.output_dir) / f"batch-{name}" / "manifest.json").read_text())
        assert list(manifest["looked_back_on"]) == [f"batch-{night}" for night in NIGHTS[:nth]]
        matches = pq.read_table(Path(batch.parameters.output_dir) / f"batch-{name}" / "matches.parquet")
        shared_with = {row[f"{side}_batch"] for row in matches.to_pylist() for side in "ab"}
        assert {f"batch-{night}" for night in NIGHTS[max(nth - 1, 0) : nth + 1]} <= shared_with


@needs_spark
def test_an_executor_loads_the_wheel_and_no_scheduler(made: Made) -> None:
    """Nothing of the checkout, nothing of the tasks."""
    _, said = made["loaded"]
    where, *modules = said["modules"] or ()
    assert f"{NAME}.unpacked" in where
    assert "copydesk.engines.engine" in modules
    assert not MUST_NOT_LOAD & set(modules)


def on_cluster(folder: Path) -> str:
    """Code that has luigi submit to a cluster on this machine."""
    conf = "|".join(f"{name}={value}" for name, value in CONF.items())
    (folder / "luigi.cfg").write_text(f"[spark]\nmaster = {CLUSTER}\nconf = {conf}\n")
    return f"import os; os.environ['LUIGI_CONFIG_PATH'] = {str(folder / 'luigi.cfg')!r}"


@needs_spark
def test_in_a_bucket_a_driver_that_is_killed_is_started_again(
    bucket: str, gate: Gate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By luigi's next run, which goes on with what is there. Executors read and write what the driver does, and copy
    what they look back on; no copy stays; and then the batch is finished, whatever the engine."""
    before, night = ("2026-11-28", "2026-11-29")
    shutil.copytree(ROOT / "seeds", tmp_path / "crawl" / night)
    late = tmp_path / "crawl" / before / "late.example"
    late.mkdir(parents=True)
    for path in sorted((ROOT / "seeds").glob("*.txt"))[:2]:
        shutil.copy(path, late)
    (tmp_path / "own.toml").write_text('[reuse]\nlook_back = "1d"\n')
    (tmp_path / "local").mkdir()
    monkeypatch.setenv("SPARK_LOCAL_DIRS", str(tmp_path / "local"))
    source, out = put(tmp_path / "crawl", Place(bucket) / "crawl"), Place(bucket) / "out"
    own = ("--config", tmp_path / "own.toml", "--date")
    cluster = on_cluster(tmp_path)
    in_bucket = [source / "%Y-%m-%d", out, *own, night]
    for folder, output, date in ((tmp_path / "crawl", tmp_path / "out", night), (source, out, before)):
        done = emit(folder / "%Y-%m-%d", output, *own, date)
        assert done.returncode == 0, done.stderr
    kill_once_observed(out / ".work" / f"crawl-{night}", *in_bucket, before=cluster)
    assert not (out / f"crawl-{night}").is_folder()
    gate.requests.clear()
    done = emit(*in_bucket, "--engine", "spark", before=cluster)
    assert done.returncode == 0, done.stderr
    requests = list(gate.requests)
    assert published(out / f"crawl-{night}") == files_below(tmp_path / "out" / f"crawl-{night}")
    matches = pq.read_table(tmp_path / "out" / f"crawl-{night}" / "matches.parquet")
    assert f"crawl-{before}" in matches.column("a_batch").to_pylist()
    # By the driver, and by the executor that looked for wordings.
    wordings = f"GET .*/crawl-{before}/.*/wordings.npy"
    assert len([request for request in requests if re.match(wordings, request)]) == 2
    assert not list((tmp_path / "local").rglob("copydesk-memories"))
    assert "up to date" in emit(*in_bucket).stderr


def kill_once_observed(work: Place, source: Place, output: Place, *options: object, before: str) -> None:
    """A run on Spark is killed, with all its processes, once a part is observed."""
    code = f"{before}\nimport sys\nfrom luigi.cmdline import luigi_run\nluigi_run(sys.argv[1:])"
    command = ["--module", "tasks", "EmitCanonical", "--source", source, "--output-dir", output, *options]
    running = subprocess.Popen(
        [sys.executable, "-c", code, *map(str, command), "--engine", "spark", "--local-scheduler"],
        cwd=ROOT,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    observed = work / "observe"
    while not any((observed / name / "articles.arrow").is_file() for name in observed.names()):
        assert running.poll() is None
        time.sleep(0.2)
    os.killpg(running.pid, signal.SIGKILL)
    running.wait()


def fake(path: Path, says: str) -> Path:
    """A program that says this, whatever it is asked."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho '{says}' >&2\n")
    path.chmod(0o755)
    return path


@pytest.mark.parametrize(
    ("submit_is_there", "java", "expected"),
    [
        (
            False,
            None,
            "spark-submit '.*/spark-submit': not found; install copydesk.spark., or name it",
        ),
        (True, None, "java '.*/home/bin/java': not found; Spark needs Java 17 or newer: install it or set JAVA_HOME"),
        (True, 'openjdk version "11.0.2" 2019', "java '.*/home/bin/java' is 11; Spark needs Java 17 or newer"),
        (True, 'java version "1.8.0_292"', "is 8; Spark needs Java 17 or newer"),
        (True, "no java", "is of no known version; Spark needs Java 17"),
    ],
)
def test_where_spark_cannot_start_one_line_says_what_to_install(
    submit_is_there: bool, java: str | None, expected: str, tmp_path: Path
) -> None:
    """Before anything is submitted."""
    if submit_is_there:
        fake(tmp_path / "spark-submit", "")
    if java is not None:
        fake(tmp_path / "home" / "bin" / "java", java)
    with pytest.raises(BatchError, match=expected) as caught:
        check_spark(str(tmp_path / "spark-submit"), {"JAVA_HOME": str(tmp_path / "home")})
    assert "\n" not in str(caught.value)


def test_java_that_is_new_enough_is_taken(tmp_path: Path) -> None:
    """Whoever makes it."""
    fake(tmp_path / "home" / "bin" / "java", 'openjdk version "21" 2023-09-19')
    check_spark(str(fake(tmp_path / "spark-submit", "")), {"JAVA_HOME": str(tmp_path / "home")})


def test_what_spark_says_when_it_fails_is_one_line_and_a_file(seeds: Path, tmp_path: Path) -> None:
    """An error of ours first, else the last one that is told; no environment, and so no secret."""
    own = {"JAVA_HOME": str(tmp_path / "home"), "AWS_SECRET_ACCESS_KEY": "of-nobody"}
    fake(tmp_path / "home" / "bin" / "java", 'openjdk version "17"')
    failing = fake(tmp_path / "spark-submit", "INFO begun\norg.apache.spark.SparkException: no master\n\tat a.b")
    with failing.open("a") as stream:
        stream.write("exit 1\n")
    (tmp_path / "luigi.cfg").write_text(f"[spark]\nspark-submit = {failing}\n")
    lines = [f"os.environ[{name!r}] = {value!r}" for name, value in own.items()]
    lines.append(f"os.environ['LUIGI_CONFIG_PATH'] = {str(tmp_path / 'luigi.cfg')!r}")
    done = emit(seeds, tmp_path / "out", "--engine", "spark", before="import os\n" + "\n".join(lines))
    assert done.returncode == 30
    (line,) = [line for line in done.stderr.splitlines() if "no master" in line]
    log = tmp_path / "out" / ".work" / "seeds" / "spark.log"
    assert line == (
        f"ERROR: seeds: copydesk: Spark: org.apache.spark.SparkException: no master; all that it said is in {log}"
    )
    assert "of-nobody" not in done.stderr
    assert "INFO begun" in log.read_text()


def test_the_library_is_a_wheel_that_pip_takes(tmp_path: Path) -> None:
    """With its data and settings, without the tasks; the same bytes each time."""
    made = [make_wheel(tmp_path / folder) for folder in ("a", "b") if (tmp_path / folder).mkdir() is None]
    assert made[0].read_bytes() == made[1].read_bytes()
    target = tmp_path / "target"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", str(target)]
    subprocess.run([*pip, str(made[0])], check=True, capture_output=True)
    assert not (target / "copydesk" / "tasks").exists()
    code = "import copydesk.settings as s, copydesk.stages as t; s.load_settings(); print(t.all_versions(), s.__file__)"
    assert python(code, target) == f"{all_versions()} {target / 'copydesk' / 'settings.py'}"


def test_the_wheel_makes_results_of_the_same_names(tmp_path: Path) -> None:
    """What a stage is made by is the same there as here."""
    make_wheel(tmp_path)
    with zipfile.ZipFile(tmp_path / NAME) as archive:
        archive.extractall(tmp_path / "there")
    code = (
        "from copydesk.settings import load_settings; from copydesk.stages import STAGES, made_by; "
        "print([made_by(stage, load_settings()) for stage in STAGES])"
    )
    assert python(code, ROOT) == python(code, tmp_path / "there")


def python(code: str, where: Path) -> str:
    """What the code prints where the library is this one."""
    environment = {**os.environ, "PYTHONPATH": str(where)}
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=where.parent, capture_output=True, text=True, check=True, env=environment)
    return done.stdout.strip()


def test_earlier_batches_are_made_where_this_one_is(tmp_path: Path) -> None:
    """What asks for them hands the engine on."""
    (tmp_path / "own.toml").write_text('[reuse]\nlook_back = "2d"\n')
    for day in ("2026-11-27", "2026-11-28"):
        (tmp_path / "crawl" / day).mkdir(parents=True)
        (tmp_path / "crawl" / day / "one.txt").write_text("The ferry left the harbour at noon on Friday.")
    task = EmitCanonical(
        date=datetime.date(2026, 11, 28),
        source=str(tmp_path / "crawl" / "%Y-%m-%d"),
        output_dir=str(tmp_path / "out"),
        config=str(tmp_path / "own.toml"),
        engine="spark",
    )
    on_spark, earlier = task.requires()
    assert isinstance(on_spark, RunOnSpark)
    assert isinstance(earlier, EmitCanonical)
    recalled = next(one for one in on_spark.requires() if isinstance(one, RecallOutlets))
    assert [one.engine for one in (earlier, *recalled.requires()) if isinstance(one, EmitCanonical)] == ["spark"] * 2
