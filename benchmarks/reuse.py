"""How well and how fast near-duplicate passages are found: ours beside its peers, in one run.

    python benchmarks/reuse.py generate --articles FOLDER --passages 100000 --out corpus/
    python benchmarks/reuse.py run corpus/ [--systems ours,datasketch,rensa,duckdb] [--timeout 1800]
    python benchmarks/reuse.py generate --articles FOLDER --whole 250000 --chars 12000 --out whole/
    python benchmarks/reuse.py run whole/ --systems articles [--memory 4000000000] [--workers 2] [--scratch FOLDER]

`generate` makes a corpus of passages from any articles (text files, one blank line between paragraphs): some articles
are copied by other outlets with their passages edited, the rest of the corpus is made of their words in another order.
With `--whole` it is of whole articles, so many and so long, made of their words, and a tenth are edited copies.
`run` gives each system the corpus as JSON lines on standard input, in a process of its own, and prints the quality of
the pairs it writes, the CPU seconds, and the peak memory of the process and those it starts: what is resident, of that
what is its own and not read from a file, and what its files take on disk. Needs the extra `bench`.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
Row = dict[str, str]
IdPairs = Iterable[tuple[str, str]]

N_OUTLETS = 40
COPIES_OF_AN_ARTICLE = 3
# Share of a corpus that is copied, at most; of whole articles, so much.
COPIED_SHARE, COPIED_WHOLE = 0.3, 0.1
# Originals that wait to be copied.
N_WAITING = 1000


# --- the corpus -----------------------------------------------------------------------------------------------------


def drop_words(words: list[str], random_: random.Random, vocabulary: list[str]) -> list[str]:
    """One word in ten left out."""
    return [word for word in words if random_.random() > 0.1]


def replace_words(words: list[str], random_: random.Random, vocabulary: list[str]) -> list[str]:
    """One word in five replaced by some other."""
    return [random_.choice(vocabulary) if random_.random() < 0.2 else word for word in words]


def rewrite_words(words: list[str], random_: random.Random, vocabulary: list[str]) -> list[str]:
    """Two words in five replaced, left out, or put in."""
    rewritten: list[str] = []
    for word in words:
        chance = random_.random()
        if chance < 0.4:
            rewritten += [[random_.choice(vocabulary)], [], [word, random_.choice(vocabulary)]][random_.randrange(3)]
        else:
            rewritten.append(word)
    return rewritten


def cut_words(words: list[str], random_: random.Random, vocabulary: list[str]) -> list[str]:
    """The first or the second half."""
    half = len(words) // 2
    return words[:half] if random_.random() < 0.5 else words[half:]


def frame_words(words: list[str], random_: random.Random, vocabulary: list[str]) -> list[str]:
    """All of it, with as much of something else before it."""
    return [*random_.choices(vocabulary, k=len(words)), *words]


Edit = Callable[[list[str], random.Random, list[str]], list[str]]
EDITS: dict[str, Edit] = {
    "verbatim": lambda words, random_, vocabulary: words,
    "dropped": drop_words,
    "replaced": replace_words,
    "rewritten": rewrite_words,
    "cut": cut_words,
    "framed": frame_words,
}


def read_articles(folder: Path) -> list[list[str]]:
    """The paragraphs of twelve words and more of every text file below `folder`."""
    articles = []
    for path in sorted(folder.rglob("*.txt")):
        paragraphs = [" ".join(p.split()) for p in re.split(r"\n\s*\n|\n", path.read_text("utf-8", "replace"))]
        articles.append([paragraph for paragraph in paragraphs if len(paragraph.split()) >= 12])
    return [article for article in articles if article]


def shuffled_passage(pieces: list[list[str]], random_: random.Random) -> str:
    """A passage of ordinary words and phrases that says nothing: runs of three to six words from anywhere."""
    words: list[str] = []
    while len(words) < 35:
        piece = random_.choice(pieces)
        start = random_.randrange(max(1, len(piece) - 6))
        words += piece[start : start + random_.randint(3, 6)]
    return " ".join(words) + "."


def generate(articles: list[list[str]], n_passages: int, seed: int) -> tuple[list[Row], list[dict[str, str]]]:
    """A corpus of `n_passages` rows, and which pairs of them hold the same passage and after which edit."""
    random_ = random.Random(seed)
    pieces = [paragraph.split() for article in articles for paragraph in article]
    vocabulary = [word for piece in pieces for word in piece]
    rows: list[Row] = []
    gold: list[dict[str, str]] = []
    n_articles = 0

    def add_article(passages: list[str], outlet: int) -> list[str]:
        nonlocal n_articles
        n_articles += 1
        first = len(rows)
        for text in passages:
            rows.append({"id": f"p{len(rows)}", "outlet": f"outlet{outlet}", "article": f"a{n_articles}", "text": text})
        return [row["id"] for row in rows[first:]]

    for round_ in itertools.count():
        if len(rows) >= COPIED_SHARE * n_passages or round_ >= len(articles):
            break
        article = articles[round_][:12]
        outlets = random_.sample(range(N_OUTLETS), COPIES_OF_AN_ARTICLE + 1)
        ids = add_article(article, outlets[0])
        for outlet in outlets[1:]:
            kinds = [random_.choice(list(EDITS)) for _ in article]
            edited = [
                " ".join(EDITS[kind](text.split(), random_, vocabulary))
                for kind, text in zip(kinds, article, strict=True)
            ]
            for a, b, kind in zip(ids, add_article(edited, outlet), kinds, strict=True):
                gold.append({"a": a, "b": b, "kind": kind})
    while len(rows) < n_passages:
        n = min(random_.randint(1, 8), n_passages - len(rows))
        add_article([shuffled_passage(pieces, random_) for _ in range(n)], random_.randrange(N_OUTLETS))
    random_.shuffle(rows)
    return rows, gold


def write_whole(articles: list[list[str]], n_articles: int, n_chars: int, seed: int, folder: Path) -> None:
    """A corpus of so many whole articles of about so many characters, written as it is made.

    Sentences are of runs of one to three words from anywhere. Of a tenth another outlet has a copy: half of them lack a
    paragraph, and half have every tenth word left out of some paragraphs.
    """
    random_ = random.Random(seed)
    pieces = [paragraph.split() for article in articles for paragraph in article]
    runs = [" ".join(piece[i : i + n]) for piece in pieces for n in (1, 2, 3) for i in range(0, len(piece) - n, n)]

    def new_article() -> list[str]:
        paragraphs, n_left = [], n_chars * random_.uniform(0.7, 1.3)
        while n_left > 0:
            sentences = [
                " ".join(random_.choices(runs, k=random_.randint(5, 14))) for _ in range(random_.randint(1, 4))
            ]
            paragraphs.append(
                " ".join(f"{sentence[0].upper()}{sentence[1:].rstrip('.,;:')}." for sentence in sentences)
            )
            n_left -= len(paragraphs[-1])
        return paragraphs

    def edited(paragraphs: list[str]) -> list[str]:
        copied = list(paragraphs)
        if random_.random() < 0.5 and len(copied) > 3:
            del copied[random_.randrange(len(copied))]
        if random_.random() < 0.5:
            copied = [" ".join(drop_words(p.split(), random_, [])) if random_.random() < 0.3 else p for p in copied]
        return copied

    waiting: list[tuple[str, int, list[str]]] = []
    with (
        (folder / "corpus.jsonl").open("w", encoding="utf-8") as rows,
        (folder / "gold.jsonl").open("w", encoding="utf-8") as gold,
    ):
        for n in range(n_articles):
            name, outlet = f"a{n:07}", random_.randrange(N_OUTLETS)
            if waiting and random_.random() < COPIED_WHOLE:
                original, its_outlet, paragraphs = waiting.pop(random_.randrange(len(waiting)))
                outlet, paragraphs = (outlet + (outlet == its_outlet)) % N_OUTLETS, edited(paragraphs)
                gold.write(json.dumps({"a": original, "b": name, "kind": "whole"}) + "\n")
            else:
                paragraphs = new_article()
                if len(waiting) < N_WAITING:
                    waiting.append((name, outlet, paragraphs))
            row = {"id": name, "outlet": f"outlet{outlet}", "text": "\n\n".join(paragraphs)}
            rows.write(json.dumps(row, ensure_ascii=False) + "\n")


# --- the systems ----------------------------------------------------------------------------------------------------


def read_rows() -> Iterator[Row]:
    with open(0, encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def trigrams(text: str) -> set[str]:
    words = re.findall(r"\w+", text.lower())
    return {" ".join(words[i : i + 3]) for i in range(max(1, len(words) - 2))}


def ours() -> IdPairs:
    """copydesk.reuse, as the filter uses it."""
    from copydesk.reuse import PassageRow, pair_passages

    rows = (PassageRow(row["id"], row["outlet"], row["article"], row["text"]) for row in read_rows())
    return ((pair.a, pair.b) for pair in pair_passages(rows))


def articles() -> IdPairs:
    """copydesk.reuse on whole articles, as a run uses it: pairs of articles that share a passage."""
    from copydesk.reuse import ReuseInput, find_near_duplicates

    rows = (ReuseInput(article_id=row["id"], outlet=row["outlet"], text=row["text"]) for row in read_rows())
    found = find_near_duplicates(
        rows,
        max_memory_bytes=int(os.environ["BENCH_MEMORY"]),
        scratch=Path(os.environ["BENCH_SCRATCH"]),
        workers=int(os.environ["BENCH_WORKERS"]),
    )
    return sorted({(match.a_article_id, match.b_article_id) for match in found.matches})


def datasketch() -> IdPairs:
    """datasketch the ordinary way: a MinHash of each passage's word trigrams, an LSH index, every candidate a pair."""
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(threshold=0.3, num_perm=128)
    outlets: dict[str, str] = {}
    for row in read_rows():
        minhash = MinHash(num_perm=128)
        minhash.update_batch([token.encode() for token in trigrams(row["text"])])
        for other in index.query(minhash):
            if outlets[other] != row["outlet"]:
                yield row["id"], other
        index.insert(row["id"], minhash)
        outlets[row["id"]] = row["outlet"]


def rensa() -> IdPairs:
    """rensa's bulk interface: 64 bands of 2, pairs of an estimated Jaccard of .3 and more."""
    from rensa import RMinHash, RMinHashLSH

    ids, outlets, tokens = [], [], []
    for row in read_rows():
        ids.append(row["id"])
        outlets.append(row["outlet"])
        tokens.append(list(trigrams(row["text"])))
    minhashes = RMinHash.from_token_sets(tokens, 128, 1)
    del tokens
    index = RMinHashLSH(threshold=0.3, num_perm=128, num_bands=64)
    index.insert_many(minhashes)
    for i, minhash in enumerate(minhashes):
        for j in index.query(minhash):
            if i < j and outlets[i] != outlets[j] and minhash.jaccard(minhashes[j]) >= 0.3:
                yield ids[i], ids[j]


def duckdb() -> IdPairs:
    """A join on bands in duckdb: our signatures of whole passages, 42 bands of 3, every candidate a pair."""
    import duckdb as engine
    import numpy as np
    import pyarrow as pa

    from copydesk.reuse import sign_passages

    rows = list(read_rows())
    signatures = sign_passages(row["text"] for row in rows)
    passages = pa.table({"n": np.arange(len(rows)), "outlet": [row["outlet"] for row in rows]})
    values = signatures.astype(np.uint64).T
    bands = [
        values[band] ^ (values[band + 1] << np.uint64(16)) ^ (values[band + 2] << np.uint64(32))
        for band in range(0, 126, 3)
    ]
    keys = pa.table(
        {
            "n": np.tile(np.arange(len(rows)), 42),
            "band": np.repeat(np.arange(42), len(rows)),
            "key": np.concatenate(bands),
        }
    )
    # What does not fit is put down in a folder of its own, not in whatever folder this was started in.
    spill = tempfile.TemporaryDirectory()
    connection = engine.connect(config={"threads": 1, "temp_directory": spill.name})
    connection.register("keys", keys)
    connection.register("passages", passages)
    found = connection.execute(
        "select distinct a.n, b.n from keys a join keys b using (band, key) "
        "join passages p on p.n = a.n join passages q on q.n = b.n where a.n < b.n and p.outlet <> q.outlet"
    )
    while chunk := found.fetchmany(100_000):
        for a, b in chunk:
            yield rows[a]["id"], rows[b]["id"]


SYSTEMS: dict[str, Callable[[], IdPairs]] = {
    "ours": ours,
    "articles": articles,
    "datasketch": datasketch,
    "rensa": rensa,
    "duckdb": duckdb,
}


# --- the run --------------------------------------------------------------------------------------------------------


def peaks_of(pid: int, scratch: Path, peaks: dict[str, float]) -> None:
    """The peaks so far, raised to what a process and those it started have in memory now; megabytes."""
    resident = own = 0
    try:
        processes = [str(pid), *Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:  # it ended meanwhile
        return
    for process in processes:
        try:
            fields = dict(line.split(":", 1) for line in Path(f"/proc/{process}/status").read_text().splitlines())
        except OSError:
            continue
        if "VmRSS" in fields:
            resident += int(fields["VmRSS"].split()[0])
            own += int(fields["RssAnon"].split()[0]) + int(fields["RssShmem"].split()[0])
    usage = os.statvfs(scratch)
    on_disk = -usage.f_bavail * usage.f_frsize / 2**20
    peaks.setdefault("disk before", on_disk)
    now = {"resident": resident / 1024, "own": own / 1024, "disk": on_disk - peaks["disk before"]}
    peaks.update({name: max(value, peaks.get(name, 0)) for name, value in now.items()})


def measure(system: str, corpus: Path, timeout: float, environment: dict[str, str]) -> dict[str, Any]:
    """The pairs a system writes, and what it cost: wall and CPU seconds, peak megabytes."""
    peaks: dict[str, float] = {}
    pairs_path = corpus / f"pairs-{system}.tsv"
    started = time.monotonic()
    with (corpus / "corpus.jsonl").open("rb") as stdin, pairs_path.open("wb") as stdout:
        command = [sys.executable, __file__, "worker", system]
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1", **environment}
        process = subprocess.Popen(command, stdin=stdin, stdout=stdout, env=environment)
        try:
            while not (ended := os.wait4(process.pid, os.WNOHANG))[0]:
                if time.monotonic() - started > timeout:
                    process.kill()
                    os.wait4(process.pid, 0)
                    return {"failed": f"over {timeout:g} s"}
                peaks_of(process.pid, Path(environment["BENCH_SCRATCH"]), peaks)
                time.sleep(0.05)
        finally:
            process.returncode = 0
    _, status, usage = ended
    if status:
        return {"failed": f"exit status {os.waitstatus_to_exitcode(status)}"}
    pairs = {tuple(sorted(line.split("\t"))) for line in pairs_path.read_text("utf-8").splitlines()}
    return {
        "pairs": pairs,
        "wall_s": time.monotonic() - started,
        "cpu_s": usage.ru_utime + usage.ru_stime,
        **peaks,
    }


def quality(pairs: set[tuple[str, ...]], gold: list[dict[str, str]]) -> dict[str, float]:
    """Precision and recall against the copies made; two copies of one original are right, but not asked for."""
    original: dict[str, str] = {}
    for pair in gold:
        original[pair["b"]] = pair["a"]
        original[pair["a"]] = pair["a"]
    wanted = {tuple(sorted((pair["a"], pair["b"]))): pair["kind"] for pair in gold}
    right = sum(1 for a, b in pairs if original.get(a, a) == original.get(b, b))
    found = [kind for pair, kind in wanted.items() if pair in pairs]
    n_wanted = Counter(wanted.values())
    by_kind = {kind: found.count(kind) / n_wanted[kind] for kind in EDITS if n_wanted[kind]}
    return {"precision": right / max(1, len(pairs)), "recall": len(found) / max(1, len(wanted)), **by_kind}


def run(corpus: Path, systems: list[str], timeout: float, environment: dict[str, str]) -> None:
    with (corpus / "corpus.jsonl").open("rb") as lines:
        n_rows = sum(1 for _ in lines)
    gold = [json.loads(line) for line in (corpus / "gold.jsonl").open(encoding="utf-8")]
    print(f"{n_rows} texts, {len(gold)} copies")
    for system in systems:
        done = measure(system, corpus, timeout, environment)
        if "failed" in done:
            print(f"{system:10}  {done['failed']}")
            continue
        figures = quality(done["pairs"], gold)
        print(
            f"{system:10}  {n_rows / done['cpu_s']:8.0f} texts a CPU second  {done['cpu_s']:7.1f} CPU s  "
            f"{done['wall_s']:7.1f} s  "
            f"{done['resident']:6.0f} MB ({done['own']:.0f} its own, {done['disk']:.0f} on disk)  "
            f"{' '.join(f'{name} {value:.3f}' for name, value in figures.items())}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True, dest="command")
    making = commands.add_parser("generate")
    making.add_argument("--articles", type=Path, required=True)
    making.add_argument("--passages", type=int, default=10_000)
    making.add_argument("--whole", type=int, help="so many whole articles, in place of passages")
    making.add_argument("--chars", type=int, default=12_000, help="how long each is, about")
    making.add_argument("--seed", type=int, default=1)
    making.add_argument("--out", type=Path, required=True)
    running = commands.add_parser("run")
    running.add_argument("corpus", type=Path)
    running.add_argument("--systems", default="ours,datasketch,rensa,duckdb")
    running.add_argument("--memory", type=int, default=4_000_000_000, help="reuse.max_memory_bytes, of articles")
    running.add_argument("--workers", type=int, default=1, help="processes, of articles")
    running.add_argument("--scratch", type=Path, default=Path(tempfile.gettempdir()), help="where files stand")
    running.add_argument("--timeout", type=float, default=1800)
    working = commands.add_parser("worker")
    working.add_argument("system", choices=SYSTEMS)
    options = parser.parse_args()
    if options.command == "worker":
        for a, b in SYSTEMS[options.system]():
            sys.stdout.write(f"{a}\t{b}\n")
    elif options.command == "run":
        environment = {
            f"BENCH_{name.upper()}": str(getattr(options, name)) for name in ("memory", "workers", "scratch")
        }
        run(options.corpus, options.systems.split(","), options.timeout, environment)
    elif options.whole:
        options.out.mkdir(parents=True, exist_ok=True)
        write_whole(read_articles(options.articles), options.whole, options.chars, options.seed, options.out)
    else:
        rows, gold = generate(read_articles(options.articles), options.passages, options.seed)
        options.out.mkdir(parents=True, exist_ok=True)
        for name, records in (("corpus", rows), ("gold", gold)):
            lines = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
            (options.out / f"{name}.jsonl").write_text(lines, "utf-8")


if __name__ == "__main__":
    main()
