"""What the whole pipeline costs: articles a second by stage, peak memory, and the peers on the same pages.

    python benchmarks/pipeline.py PAGES [--kind text] [--sizes 300,1000] [--workers 1,2] [--rounds 1] [--changes]
                                        [--known]

PAGES are records {"html" | "text"} as `benchmarks/strip.py` reads them. From them as many articles as are asked for are
made, of 200 outlets: the markup is a page's own, and one outlet's; the words of its longer pieces of text are exchanged
for one another, otherwise each time, and one article in ten is printed by another outlet as well. Systems take turns,
each in a process of its own.

Printed for each size: CPU seconds and milliseconds an article by stage, wall time, the largest process's memory,
trafilatura's and resiliparse's CPU on the same pages, and ours as a multiple of trafilatura's. With `--changes` also
what is done again, as shares of the first run's CPU: nothing changed, one article more, a report's setting changed.
With `--known` each outlet has ten pages, all of one markup, and six more in an earlier batch, whose profiles are given.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

N_OUTLETS = 200
COPIED = 0.1
N_PAGES_OF_KNOWN, N_KNOWN_PAGES = 10, 6
# What stands between tags, if it is long; and a word, which may be a name.
TEXT_NODE = re.compile(r"(?<=>)([^<>]{60,})(?=<)")
WORD = re.compile(r"\b[^\W\d_]{2,}\b")


# --- the articles ---------------------------------------------------------------------------------------------------


def make_articles(pages: list[dict[str, Any]], kind: str, n: int, folder: Path) -> None:
    """`n` articles stand in `folder`, with a manifest that says outlet and URL."""
    folder.mkdir(parents=True)
    choose = random.Random(n)
    rows = []
    last = ""
    suffix = "html" if kind == "html" else "txt"
    for k in range(n):
        # All pages made from one page are one outlet's: they share its menus and short lines, as an outlet's pages do.
        guide = k % len(pages)
        outlet = f"outlet-{guide % N_OUTLETS}"
        if k == 0 or choose.random() >= COPIED:
            last = reworded(pages[guide][kind], kind, choose)
        name = f"{outlet}/{k:06d}.{suffix}"
        (folder / outlet).mkdir(exist_ok=True)
        (folder / name).write_text(last, "utf-8", "replace")
        rows.append((name, outlet, f"https://{outlet}.example/{k}"))
    _write_manifest(folder, rows)


def make_known(pages: list[dict[str, Any]], n: int, n_outlets: int, folder: Path) -> None:
    """`n` pages of outlets that each have one markup of their own stand in `folder`, with a manifest."""
    choose = random.Random(n)
    rows = []
    for k in range(n):
        outlet = f"outlet-{k % n_outlets}"
        name = f"{outlet}/{n:06d}-{k:06d}.html"
        (folder / outlet).mkdir(parents=True, exist_ok=True)
        page = pages[k % n_outlets % len(pages)]["html"]
        (folder / name).write_text(reworded(page, "html", choose), "utf-8", "replace")
        rows.append((name, outlet, f"https://{outlet}.example/{n}-{k}"))
    _write_manifest(folder, rows)


def _write_manifest(folder: Path, rows: list[tuple[str, str, str]]) -> None:
    with (folder / "manifest.csv").open("w", newline="") as stream:
        csv.writer(stream).writerows([("file", "outlet", "url"), *rows])


def reworded(text: str, kind: str, choose: random.Random) -> str:
    """The page or text with its words exchanged for one another, names for names; marks and language stay."""
    parts = TEXT_NODE.split(text) if kind == "html" else [text]
    nodes = range(1, len(parts), 2) if kind == "html" else range(1)
    words = sorted({word for i in nodes for word in WORD.findall(parts[i])})
    for_word: dict[str, str] = {}
    for is_name in (False, True):
        alike = [word for word in words if word[0].isupper() == is_name]
        for_word.update(zip(alike, choose.sample(alike, len(alike)), strict=True))
    for i in nodes:
        parts[i] = WORD.sub(lambda found: for_word[found[0]], parts[i])
    return "".join(parts)


# --- one system, in a process of its own ------------------------------------------------------------------------------


def run_ours(source: Path, output: Path, workers: int, config: str | None, profiles: str | None) -> dict[str, Any]:
    """Runs the pipeline; CPU seconds by task where there is one worker."""
    import luigi

    import tasks

    spent: defaultdict[str, float] = defaultdict(float)
    begun: dict[str, float] = {}

    @luigi.Task.event_handler(luigi.Event.START)
    def start(task: luigi.Task) -> None:
        begun[task.task_id] = cpu_seconds()

    def end(task: luigi.Task, *_: object) -> None:
        spent[task.task_family] += cpu_seconds() - begun[task.task_id]

    luigi.Task.event_handler(luigi.Event.SUCCESS)(end)
    done = luigi.build(
        [tasks.EmitCanonical(source=str(source), output_dir=str(output), config=config, profiles=profiles)],
        workers=workers,
        local_scheduler=True,
        log_level="WARNING",
    )
    if not done:
        raise SystemExit("the pipeline failed")
    return {"stages": dict(spent)}


def cpu_seconds() -> float:
    """Of this process and those it has started: those that have ended, and those that have not."""
    ticks = 0
    for pid in Path(f"/proc/self/task/{os.getpid()}/children").read_text().split():
        ticks += sum(map(int, Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]))
    return sum(os.times()[:4]) + ticks / os.sysconf("SC_CLK_TCK")


def run_trafilatura(source: Path, *_: object) -> dict[str, Any]:
    """Extracts every page."""
    import trafilatura

    for page in pages_of(source):
        trafilatura.extract(page)
    return {}


def run_resiliparse(source: Path, *_: object) -> dict[str, Any]:
    """Extracts every page."""
    from resiliparse.extract.html2text import extract_plain_text

    for page in pages_of(source):
        extract_plain_text(page, main_content=True)
    return {}


def pages_of(source: Path) -> Iterator[str]:
    for path in sorted(source.rglob("*.html")):
        yield path.read_text("utf-8", "replace")


SYSTEMS = {"ours": run_ours, "trafilatura": run_trafilatura, "resiliparse": run_resiliparse}


def measured(
    system: str, source: Path, output: Path, workers: int = 1, config: str = "", profiles: str = ""
) -> dict[str, Any]:
    """What the system's process says of itself: CPU and wall seconds, peak memory in MB."""
    command = [sys.executable, __file__, "--run", system, str(source), str(output), str(workers), config, profiles]
    # What is imported is compiled once, as where it is installed, and not in each process.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    began = time.perf_counter()
    said = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True, env=environment).stdout
    return {**json.loads(said.splitlines()[-1]), "wall": time.perf_counter() - began}


def run_one(system: str, source: str, output: str, workers: str, config: str, profiles: str) -> None:
    result = SYSTEMS[system](Path(source), Path(output), int(workers), config or None, profiles or None)
    own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    result["cpu"] = own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime
    result["peak_mb"] = max(own.ru_maxrss, children.ru_maxrss) / 1024
    print(json.dumps(result))


# --- what is printed --------------------------------------------------------------------------------------------------


def compare(pages: list[dict[str, Any]], kind: str, n: int, options: argparse.Namespace, work: Path) -> None:
    """One size: every system by turns."""
    source = work / f"{kind}-{n}"
    profiles = ""
    if options.known:
        n_outlets = max(1, n // N_PAGES_OF_KNOWN)
        make_known(pages, n, n_outlets, source)
        make_known(pages, N_KNOWN_PAGES * n_outlets, n_outlets, work / "earlier")
        measured("ours", work / "earlier", work / "known")
        profiles = str(work / "known" / "earlier")
    else:
        make_articles(pages, kind, n, source)
    systems = ["ours", *(["trafilatura", "resiliparse"] if kind == "html" else [])]
    best: dict[str, dict[str, Any]] = {}
    for _ in range(options.rounds):
        for system in systems:
            for workers in options.workers if system == "ours" else [1]:
                if system == "ours":
                    shutil.rmtree(work / "out", ignore_errors=True)
                found = measured(system, source, work / "out", workers, profiles=profiles)
                name = f"{system}, {workers} workers" if system == "ours" else system
                if name not in best or found["cpu"] < best[name]["cpu"]:
                    best[name] = found
    print(f"\n{n} articles ({kind})")
    for name, found in best.items():
        each = f"{1000 * found['cpu'] / n:.1f} ms an article, {n / found['cpu']:.1f} a second and core"
        print(f"  {name:24} {found['cpu']:8.1f} CPU s {found['wall']:8.1f} s  {found['peak_mb']:6.0f} MB  {each}")
        for stage, seconds in found.get("stages", {}).items() if "1 workers" in name else ():
            print(f"    {stage:22} {seconds:8.2f} CPU s  {100 * seconds / found['cpu']:4.0f}%")
    ours = best[f"ours, {options.workers[0]} workers"]
    if "trafilatura" in best:
        print(f"  ours over trafilatura: {ours['cpu'] / best['trafilatura']['cpu']:.2f}")
    for workers in options.workers[1:]:
        faster = ours["wall"] / best[f"ours, {workers} workers"]["wall"]
        print(f"  {workers} workers are {faster:.2f} times as fast as {options.workers[0]}")
    if options.known:
        print(f"  told by profiles: {told_share(work / 'out' / source.name):.0%} of the pages")
        shutil.rmtree(work / "earlier")
        shutil.rmtree(work / "known")
    if options.changes:
        _print_changes(pages, kind, source, work, ours["cpu"])


def told_share(batch: Path) -> float:
    """The share of the batch's articles that trafilatura was not asked about."""
    import pyarrow.compute as pc
    import pyarrow.dataset as ds

    removals = ds.dataset(next(batch.glob("removals*"))).to_table(columns=["article_id", "rule"])
    told = removals.filter(pc.equal(removals.column("rule"), "profile.article")).column("article_id")
    n_articles = ds.dataset(next(batch.glob("articles*"))).count_rows()
    return len(told.unique()) / n_articles


def _print_changes(pages: list[dict[str, Any]], kind: str, source: Path, work: Path, whole: float) -> None:
    again = measured("ours", source, work / "out")
    print(f"  nothing changed: {again['wall']:.1f} s, {again['cpu']:.1f} CPU s")
    name = "outlet-0/999999." + ("html" if kind == "html" else "txt")
    (source / "outlet-0").mkdir(exist_ok=True)
    (source / name).write_text(reworded(pages[0][kind], kind, random.Random(1)), "utf-8", "replace")
    with (source / "manifest.csv").open("a", newline="") as stream:
        csv.writer(stream).writerow((name, "outlet-0", "https://outlet-0.example/999999"))
    one = measured("ours", source, work / "out")
    print(f"  one article more: {one['cpu']:.1f} CPU s, {100 * one['cpu'] / whole:.0f}% of the first run")
    own = work / "own.toml"
    own.write_text("[report]\nown_pages = 100\n")
    report = measured("ours", source, work / "out", config=str(own))
    print(f"  a setting of the report: {report['cpu']:.1f} CPU s, {100 * report['cpu'] / whole:.0f}% of the first run")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", type=Path)
    parser.add_argument("--kind", choices=("html", "text"), default="html")
    parser.add_argument("--sizes", type=lambda text: [int(n) for n in text.split(",")], default=[300, 1000])
    parser.add_argument("--workers", type=lambda text: [int(n) for n in text.split(",")], default=[1, 2])
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--changes", action="store_true")
    parser.add_argument("--known", action="store_true", help="outlets that an earlier batch knows; HTML only")
    options = parser.parse_args()
    # Here, so that a system's process loads nothing but the system.
    sys.path.insert(0, str(Path(__file__).parent))
    from strip import read_records

    pages = [page for page in read_records(options.pages) if page.get(options.kind)]
    with tempfile.TemporaryDirectory() as folder:
        for n in options.sizes:
            compare(pages, options.kind, n, options, Path(folder))
            shutil.rmtree(Path(folder) / f"{options.kind}-{n}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--run"]:
        run_one(*sys.argv[2:])
    else:
        main()
