"""What tests submit to Spark: several batches in one application, some of them with a fault; a script by itself.

    spark-submit ... --files WHEEL on_spark.py SPARK_APP JOBS

SPARK_APP is the project's own application, whose way of finding copydesk this takes. JOBS is a JSON file: `wheel`,
`marks` (a folder, in it `disk`, where executors keep things), and `jobs`: for each batch `name`, `parameters`,
`versions`, `fault`, a name of FAULTS or none, and `after`, a command that is run before it, or none. Printed is a JSON
object a batch: what it raised, what the command said, and what an executor's Python had loaded.
"""

import contextlib
import functools
import glob
import importlib.util
import json
import os
import signal
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


def fail_twice(mark: str) -> None:
    """The first task of the first, the sixth and the eleventh step fails at its first two tries."""
    from pyspark import TaskContext

    task = TaskContext.get()
    if task.attemptNumber() == 0 and at_step(mark, task.stageId()) in (1, 6, 11):
        Path(f"{mark}.{task.stageId()}.{task.partitionId()}").touch()
    if Path(f"{mark}.{task.stageId()}.{task.partitionId()}").exists() and task.attemptNumber() < 2:
        raise RuntimeError("a test's fault")


def kill_executor(mark: str) -> None:
    """The third and the ninth step cost an executor its life."""
    from pyspark import TaskContext

    if at_step(mark, TaskContext.get().stageId()) in (3, 9):
        pid = os.getpid()
        while "CoarseGrainedExecutorBackend" not in Path(f"/proc/{pid}/cmdline").read_text():
            pid = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
        os.kill(pid, signal.SIGKILL)


def lose_shuffle_files(mark: str) -> None:
    """All that executors keep for one another is gone by the eighth step."""
    from pyspark import TaskContext

    if at_step(mark, TaskContext.get().stageId()) == 8:
        for path in glob.glob(f"{os.environ['SPARK_LOCAL_DIRS']}/**/shuffle_*", recursive=True):
            Path(path).unlink(missing_ok=True)
            Path(f"{mark}-lost").touch()


def fill_disk(mark: str) -> None:
    """At a step that sends much (reading for the search, the thirteenth) the disk on which executors keep things is
    full, until a task has failed (`disk_is_freed`)."""
    from pyspark import TaskContext

    if at_step(mark, TaskContext.get().stageId()) == 13:
        with contextlib.suppress(OSError), filling(mark).open("wb", buffering=0) as stream:
            while True:
                stream.write(bytes(1 << 16))
        Path(f"{mark}-full").touch()


def filling(mark: str) -> Path:
    """What the disk is filled with. An executor's own folder is not the driver's, nor another executor's."""
    return Path(mark).parent / "disk" / "filling"


@contextlib.contextmanager
def disk_is_freed(session: "SparkSession", mark: str) -> Iterator[None]:
    """As soon as a task has failed, and at the end. A task of Spark's own, which runs no Python, may be the one."""
    over = threading.Event()

    def watch() -> None:
        tracker = session.sparkContext.statusTracker()
        while not over.wait(0.01):
            stages = [tracker.getStageInfo(stage) for stage in tracker.getActiveStageIds()]
            if any(stage and stage.numFailedTasks for stage in stages) and filling(mark).exists():
                filling(mark).unlink()
                Path(f"{mark}-freed").touch()

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()
        filling(mark).unlink(missing_ok=True)


def work_on_full_disk(work: Callable[[], None], session: "SparkSession", mark: str) -> None:
    """The driver keeps its things on the same disk here: if the fault reached it, the batch is begun again."""
    try:
        with disk_is_freed(session, mark):
            work()
    except Exception as error:
        if "No space left on device" not in str(error):
            raise
        Path(f"{mark}-freed").touch()
        work()


def at_step(mark: str, stage: int) -> int:
    """Which step of the batch it is, for the task that comes to it first; else 0."""
    try:
        Path(f"{mark}-{stage}").touch(exist_ok=False)
    except FileExistsError:
        return 0
    return len(glob.glob(f"{mark}-*"))


FAULTS = {function.__name__: function for function in (fail_twice, kill_executor, lose_shuffle_files, fill_disk)}


def loaded(_: int) -> list[object]:
    """What this process has loaded."""
    import pyarrow as pa

    import copydesk
    from copydesk.engines.engine import Packet

    return [Packet(0, "loaded", pa.table({"module": [copydesk.__file__, *sys.modules]}))]


def prepared(put_on_path: Callable[[str], None], wheel: str, fault: str | None, mark: str) -> None:
    """The wheel is on the path; and then the fault."""
    put_on_path(wheel)
    if fault:
        FAULTS[fault](mark)


def run_here(command: list[str]) -> str:
    """What the command says, in the checkout."""
    checkout = Path(__file__).parent.parent
    environment = {**os.environ, "PYTHONPATH": str(checkout)}
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=checkout, env=environment)
    assert done.returncode == 0, done.stderr
    return done.stderr


def main() -> None:
    """A line a batch."""
    from pyspark import cloudpickle
    from pyspark.sql import SparkSession

    spec = importlib.util.spec_from_file_location("spark_app", sys.argv[1])
    assert spec is not None
    assert spec.loader is not None
    app = importlib.util.module_from_spec(spec)
    sys.modules["spark_app"] = app
    spec.loader.exec_module(app)
    cloudpickle.register_pickle_by_value(app)
    asked = json.loads(Path(sys.argv[2]).read_text())
    session = SparkSession.builder.appName("copydesk's tests").getOrCreate()
    app.put_on_path(asked["wheel"])
    from copydesk.engines import batch
    from copydesk.engines.spark import Spark

    cloudpickle.register_pickle_by_value(sys.modules["__main__"])
    batch._REMEMBERED_ELSEWHERE = 0  # however small
    engine = Spark(session, functools.partial(app.put_on_path, asked["wheel"]))
    (packet,) = engine.collect(engine.begin(1, loaded))
    modules = packet.table.column(0).to_pylist()
    print(json.dumps({"name": "loaded", "error": None, "modules": modules}), flush=True)
    for job in asked["jobs"]:
        mark = f"{asked['marks']}/{job['name']}"
        prepare = functools.partial(prepared, app.put_on_path, asked["wheel"], job["fault"], mark)
        said = {"name": job["name"], "error": None}
        work = functools.partial(
            batch.work_on, Spark(session, prepare), parameters=job["parameters"], versions=job["versions"]
        )
        try:
            if job["after"]:
                said["after"] = run_here(job["after"])
            if job["fault"] == "fill_disk":
                work_on_full_disk(work, session, mark)
            else:
                work()
        except Exception:
            said["error"] = traceback.format_exc()
        print(json.dumps(said), flush=True)
    session.stop()


if __name__ == "__main__":
    main()
