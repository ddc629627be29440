"""What it costs to look back over earlier nights, and what is found so: a night against a memory of those before.

    python benchmarks/look_back.py generate --articles FOLDER --nights 31 --passages 100000 --out nights/
    python benchmarks/look_back.py remember nights/
    python benchmarks/look_back.py run nights/ [--together]

`generate` makes nights of articles as `benchmarks/reuse.py` makes passages: a share of each night's articles are edited
copies by other outlets, most of them of the same night (`--copied`), some of an earlier one (`--again`). `remember`
writes each night's memory but the last one's, each looking back on those before it, and merges them as they age. `run`
compares the last night alone, with its memory, and with `--together` all nights as one batch; each in a process of its
own. It prints CPU seconds, the memory's bytes a passage, peak megabytes, and which of the copies that were made, and of
what one batch of all finds between the last night and the earlier ones, was found.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "benchmarks"))

from reuse import EDITS, N_OUTLETS, read_articles, shuffled_passage  # noqa: E402

# Articles of earlier nights that may be printed again.
N_WAITING = 20_000


def generate(options: argparse.Namespace) -> None:
    """The nights, a file of articles each, and the copies that were made."""
    random_ = random.Random(options.seed)
    pieces = [p.split() for article in read_articles(options.articles) for p in article]
    vocabulary = [word for piece in pieces for word in piece]
    options.out.mkdir(parents=True, exist_ok=True)
    earlier: list[tuple[str, int, list[str]]] = []
    with (options.out / "gold.jsonl").open("w", encoding="utf-8") as gold:
        for night in range(options.nights):
            waiting: list[tuple[str, int, list[str]]] = []
            n_passages = n_articles = 0
            with (options.out / f"night-{night:03}.jsonl").open("w", encoding="utf-8") as rows:
                while n_passages < options.passages:
                    name, outlet, chance = (
                        f"n{night:03}a{n_articles:06}",
                        random_.randrange(N_OUTLETS),
                        random_.random(),
                    )
                    pool = (
                        waiting
                        if chance < options.copied
                        else earlier
                        if chance < options.copied + options.again
                        else []
                    )
                    if pool:
                        original, its_outlet, passages = pool[random_.randrange(len(pool))]
                        outlet = (its_outlet + 1 + random_.randrange(N_OUTLETS - 1)) % N_OUTLETS
                        kinds = [random_.choice(list(EDITS)) for _ in passages]
                        passages = [
                            " ".join(EDITS[kind](text.split(), random_, vocabulary))
                            for kind, text in zip(kinds, passages, strict=True)
                        ]
                        gold.write(json.dumps({"a": original, "b": name, "kinds": kinds}) + "\n")
                    else:
                        passages = [shuffled_passage(pieces, random_) for _ in range(random_.randint(1, 8))]
                        waiting.append((name, outlet, passages))
                    row = {"id": name, "outlet": f"outlet{outlet}", "text": "\n\n".join(passages)}
                    rows.write(json.dumps(row, ensure_ascii=False) + "\n")
                    n_passages, n_articles = n_passages + len(passages), n_articles + 1
            earlier = random_.sample([*earlier, *waiting], min(N_WAITING, len(earlier) + len(waiting)))


def articles_of(folder: Path, nights: Iterable[int]) -> Iterator[dict[str, str]]:
    for night in nights:
        with (folder / f"night-{night:03}.jsonl").open(encoding="utf-8") as lines:
            yield from map(json.loads, lines)


def remember_nights(options: argparse.Namespace) -> None:
    """The memory of every night but the last stands in a folder of its own, those of whole dozens and such merged."""
    from copydesk.reuse.memory.aged import open_aged
    from copydesk.reuse.memory.layout import Memory
    from copydesk.reuse.remember import AboutBatch, Remembered, remember

    nights = n_nights(options.nights)
    spent, size, n_passages = 0.0, 0, 0
    for night in range(nights - 1):
        folders = [options.nights / f"memory-{earlier:03}" for earlier in range(max(0, night - 30), night)]
        began = time.process_time()
        memory = (
            open_aged(dict(enumerate(folders)), options.nights / "aged") if options.chained and folders else Memory(())
        )
        rows = [
            Remembered(article_id=row["id"], outlet=row["outlet"], published=None, text=row["text"])
            for row in articles_of(options.nights, [night])
        ]
        folder = options.nights / f"memory-{night:03}"
        about = AboutBatch(name=f"night-{night:03}", memory=memory)
        remember(folder, rows, about)
        spent += time.process_time() - began
        size += sum(file.stat().st_size for file in folder.iterdir())
        n_passages += sum(row.text.count("\n\n") + 1 for row in rows)
    print(
        f"{nights - 1} nights of {n_passages / (nights - 1):.0f} passages: {spent / (nights - 1):.2f} CPU s a night, "
    )
    print(f"{size / n_passages:.0f} bytes a passage")
    began = time.process_time()
    folders = [options.nights / f"memory-{night:03}" for night in range(nights - 1)]
    merged = open_aged(dict(enumerate(folders)), options.nights / "aged")
    print(f"merged into {len(merged.runs)} runs: {time.process_time() - began:.2f} CPU s")


def n_nights(folder: Path) -> int:
    return len(list(folder.glob("night-*.jsonl")))


def work(options: argparse.Namespace) -> None:
    """One of the searches; the pairs of articles that it finds are printed, and what it cost."""
    from copydesk.reuse import ReuseInput, find_near_duplicates
    from copydesk.reuse.memory.aged import open_aged
    from copydesk.reuse.memory.layout import open_memory

    gc.freeze()
    gc.set_threshold(20_000)  # as the tasks do
    last = n_nights(options.nights) - 1
    memory, nights, opened = None, range(last, last + 1), 0.0
    if options.system == "memory":
        folders = {night: options.nights / f"memory-{night:03}" for night in range(last)}
        aged = options.nights / "aged"
        memory = open_memory(list(folders.values())) if options.unmerged else open_aged(folders, aged)
        opened = time.process_time()
    if options.system == "together":
        nights = range(last + 1)
    rows = (
        ReuseInput(article_id=row["id"], outlet=row["outlet"], text=row["text"])
        for row in articles_of(options.nights, nights)
    )
    with tempfile.TemporaryDirectory() as scratch:
        found = find_near_duplicates(rows, memory=memory, scratch=Path(scratch))
    usage = resource.getrusage(resource.RUSAGE_SELF)
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    pairs = sorted({(match.a_article_id, match.b_article_id) for match in found.matches})
    about = {
        "cpu_s": usage.ru_utime + usage.ru_stime,
        "opening_s": opened,
        "peak_mb": int(status["VmHWM"].split()[0]) / 1024,
        "own_mb": int(status["RssAnon"].split()[0]) / 1024,
        "n_matches": len(found.matches),
        "pairs": pairs,
    }
    print(json.dumps(about))


def run(options: argparse.Namespace) -> None:
    """Each system in a process of its own; what each costs, and what it finds."""
    last = f"n{n_nights(options.nights) - 1:03}"
    gold = [json.loads(line) for line in (options.nights / "gold.jsonl").open(encoding="utf-8")]
    original = {row["b"]: row["a"] for row in gold}

    def origin(name: str) -> str:
        while name in original:
            name = original[name]
        return name

    wanted = {
        tuple(sorted((row["a"], row["b"])))
        for row in gold
        if row["b"].startswith(last) and not row["a"].startswith(last)
    }
    found: dict[str, Any] = {}
    for system in ["alone", "memory", *(["together"] if options.together else [])]:
        tried = []
        for _ in range(options.times if system != "together" else 1):
            command = [sys.executable, __file__, "work", str(options.nights), system]
            command += ["--unmerged"] if options.unmerged else []
            environment = {**os.environ, "PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"}
            done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
            tried.append(json.loads(done.stdout))
        best = min(tried, key=lambda one: one["cpu_s"])
        found[system] = best
        pairs = {tuple(pair) for pair in best["pairs"]}
        across = {pair for pair in pairs if pair[0].startswith(last) != pair[1].startswith(last)}
        right = sum(origin(a) == origin(b) for a, b in across)
        best["across"] = across
        print(
            f"{system:9}  {best['cpu_s']:7.2f} CPU s ({best['opening_s']:.2f} until the memory was open)  "
            f"{best['peak_mb']:6.0f} MB ({best['own_mb']:.0f} its own)  {best['n_matches']} matches, {len(pairs)} "
            f"pairs of articles, {len(across)} of them across nights: precision {right / max(len(across), 1):.3f}, "
            f"recall {len(wanted & across) / max(len(wanted), 1):.4f} of {len(wanted)} copies made",
            flush=True,
        )
    ratio = found["memory"]["cpu_s"] / found["alone"]["cpu_s"]
    print(f"with its memory the night costs {ratio:.2f} times the night alone")
    if options.together:
        of_all, ours = found["together"]["across"], found["memory"]["across"]
        right = {pair for pair in of_all if origin(pair[0]) == origin(pair[1])}
        print(
            f"of {len(of_all)} pairs across nights of one batch of all: "
            f"{len(of_all & ours) / max(len(of_all), 1):.4f}; of {len(right)} right ones: "
            f"{len(right & ours) / max(len(right), 1):.4f}; {len(ours - of_all)} others"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True, dest="command")
    making = commands.add_parser("generate")
    making.add_argument("--articles", type=Path, required=True)
    making.add_argument("--nights", type=int, default=31)
    making.add_argument("--passages", type=int, default=10_000, help="of each night")
    making.add_argument("--copied", type=float, default=0.2, help="share of articles that are copies of the same night")
    making.add_argument("--again", type=float, default=0.05, help="share that are copies of an earlier night's")
    making.add_argument("--seed", type=int, default=1)
    making.add_argument("--out", type=Path, required=True)
    remembering = commands.add_parser("remember")
    remembering.add_argument("nights", type=Path)
    remembering.add_argument("--chained", action="store_true", help="each night looks back on those before it")
    running = commands.add_parser("run")
    running.add_argument("nights", type=Path)
    running.add_argument("--together", action="store_true", help="all nights as one batch, too")
    running.add_argument("--unmerged", action="store_true", help="a run for each night")
    running.add_argument("--times", type=int, default=1, help="so many tries, of which the best counts")
    working = commands.add_parser("work")
    working.add_argument("nights", type=Path)
    working.add_argument("system", choices=("alone", "memory", "together"))
    working.add_argument("--unmerged", action="store_true")
    options = parser.parse_args()
    {"generate": generate, "remember": remember_nights, "run": run, "work": work}[options.command](options)


if __name__ == "__main__":
    main()
