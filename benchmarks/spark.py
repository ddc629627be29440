"""What Spark costs: the local engine beside Spark on the same articles, on one core and on two.

    python benchmarks/spark.py PAGES [--kind text] [--sizes 300,3000] [--cores 1,2] [--master 'local[{cores}]']

PAGES and the articles made of them are those of `benchmarks/pipeline.py`. Each engine makes the batch in processes of
its own, by turns; the two batches are compared, file by file. Printed for each size: wall and CPU seconds (of all
processes, Java's among them), articles and passages a second, Spark over local, and what
Spark's steps sent one another, in all and a passage.
"""

from __future__ import annotations

import argparse
import contextlib
import ctypes
import filecmp
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
from pipeline import make_articles
from strip import read_records

EVENTS = "events"
PR_SET_CHILD_SUBREAPER = 36  # of Linux's prctl.h


def make_batch(engine: str, source: Path, work: Path, cores: int, master: str) -> dict[str, Any]:
    """One run of the whole pipeline; what it cost."""
    output = work / engine
    shutil.rmtree(output, ignore_errors=True)
    events = work / EVENTS
    shutil.rmtree(events, ignore_errors=True)
    events.mkdir()
    conf = {"spark.ui.enabled": "false", "spark.eventLog.enabled": "true", "spark.eventLog.dir": f"file://{events}"}
    conf |= {"spark.eventLog.compress": "false"}  # it is read here
    settings = [f"master = {master.format(cores=cores)}", "driver-memory = 2g"]
    settings.append("conf = " + "|".join(f"{name}={value}" for name, value in conf.items()))
    (work / "luigi.cfg").write_text("[spark]\n" + "\n".join(settings) + "\n")
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["LUIGI_CONFIG_PATH"] = str(work / "luigi.cfg")
    command = [sys.executable, "-m", "luigi", "--module", "tasks", "EmitCanonical", "--local-scheduler"]
    command += ["--source", str(source), "--output-dir", str(output), "--engine", engine, "--log-level", "WARNING"]
    command += ["--workers", str(cores if engine == "local" else 1)]
    clock, began = CpuClock(), time.perf_counter()
    clock.start()
    subprocess.run(command, check=True, env=environment, cwd=Path(__file__).parent.parent)
    return {
        "wall": time.perf_counter() - began,
        "cpu": clock.stop(),
        "shuffled": shuffled_bytes(events),
        "batch": output / source.name,
    }


class CpuClock(threading.Thread):
    """CPU seconds of all processes below this one (Linux), looked at twice a second: nobody waits for what Java and
    Spark's daemon start, so that its time is in nobody's account when it has ended."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)  # who loses its parent stays below this one
        self._seconds: dict[int, float] = {}
        self._look()
        self._before = set(self._seconds)  # an earlier run's, which have ended and nobody has asked for
        self._over = threading.Event()

    def run(self) -> None:
        """Looks until `stop`."""
        while not self._over.wait(0.5):
            self._look()

    def stop(self) -> float:
        """All seconds."""
        self._look()
        self._over.set()
        return sum(seconds for pid, seconds in self._seconds.items() if pid not in self._before)

    def _look(self) -> None:
        parents, seconds = {}, {}
        for path in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):
                fields = path.read_text().rpartition(")")[2].split()
                parents[int(path.parent.name)] = int(fields[1])
                seconds[int(path.parent.name)] = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        below = {os.getpid()}
        while more := {pid for pid, parent in parents.items() if parent in below} - below:
            below |= more
        self._seconds.update((pid, seconds[pid]) for pid in below - {os.getpid()})


def shuffled_bytes(events: Path) -> int:
    """What all tasks wrote for other tasks, by Spark's own event log."""
    written = 0
    for path in events.rglob("*"):
        if path.is_file() and path.suffix != ".crc":
            with path.open(encoding="utf-8") as stream:
                for line in stream:
                    if '"SparkListenerTaskEnd"' in line:
                        metrics = json.loads(line).get("Task Metrics") or {}
                        written += metrics.get("Shuffle Write Metrics", {}).get("Shuffle Bytes Written", 0)
    return written


def n_passages_of(batch: Path) -> int:
    """The units that the search compared."""
    import pyarrow.dataset as ds

    from copydesk.reuse.corpus.units import split_units
    from copydesk.reuse.corpus.words import read_words

    texts = ds.dataset(next(batch.glob("articles*"))).to_table(columns=["text"]).column("text").to_pylist()
    return sum(len(split_units(read_words(texts[start : start + 1000]))) for start in range(0, len(texts), 1000))


def differing(one: Path, other: Path) -> list[str]:
    """Files that are not in both, or not the same."""
    names = {path.relative_to(folder) for folder in (one, other) for path in folder.rglob("*") if path.is_file()}
    return sorted(
        str(name)
        for name in names
        if not ((one / name).is_file() and (other / name).is_file())
        or not filecmp.cmp(one / name, other / name, shallow=False)
    )


def compare(pages: list[dict[str, Any]], n: int, options: argparse.Namespace, work: Path) -> None:
    """One size: both engines by turns, for each number of cores."""
    source = work / f"{options.kind}-{n}"
    make_articles(pages, options.kind, n, source)
    n_passages = 0
    for cores in options.cores:
        local, spark = (make_batch(engine, source, work, cores, options.master) for engine in ("local", "spark"))
        if not n_passages:
            n_passages = n_passages_of(local["batch"])
            print(f"\n{n} articles ({options.kind}), {n_passages} passages")
        for name, found in (("local", local), ("spark", spark)):
            speed = f"{n / found['wall']:7.1f} articles, {n_passages / found['wall']:8.0f} passages a second"
            print(f"  {name}, {cores} cores {found['wall']:8.1f} s {found['cpu']:8.1f} CPU s  {speed}")
        time_over, cpu_over = (spark[what] / local[what] for what in ("wall", "cpu"))
        sent = f"{spark['shuffled'] / 1e6:.0f} MB, {spark['shuffled'] / max(n_passages, 1):.0f} bytes a passage"
        print(f"  spark over local: {time_over:.2f} of time, {cpu_over:.2f} of CPU; sent {sent}")
        others = differing(local["batch"], spark["batch"])
        print(f"  the same bytes: {'yes' if not others else 'no, not of ' + ', '.join(others[:5])}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", type=Path)
    parser.add_argument("--kind", choices=("html", "text"), default="html")
    parser.add_argument("--sizes", type=lambda text: [int(n) for n in text.split(",")], default=[300, 3000])
    parser.add_argument("--cores", type=lambda text: [int(n) for n in text.split(",")], default=[1, 2])
    parser.add_argument("--master", default="local[{cores}]", help="of Spark; {cores} is their number")
    options = parser.parse_args()
    pages = [page for page in read_records(options.pages) if page.get(options.kind)]
    with tempfile.TemporaryDirectory() as folder:
        for n in options.sizes:
            compare(pages, n, options, Path(folder))


if __name__ == "__main__":
    main()
