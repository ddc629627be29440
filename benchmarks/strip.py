"""How well page furniture is stripped: ours beside trafilatura, resiliparse and C4-style line rules, in one run.

    python benchmarks/strip.py PAGES [--systems ours,...] [--worst 10]

PAGES is a JSONL file (or .jsonl.gz, .jsonl.xz) of records {"id", "outlet", "url", "html" | "text", "gold"}, or a
folder: of each `NAME.html` or `NAME.txt` in it the body that should come out stands in `NAME.gold.txt` beside it, and
the folder it lies in is its outlet. Gold bodies have a paragraph a line, without the title; of several in "golds" (with
the standfirst, without it) the one that fits best counts. All records are one batch: "ours" learns from it, "ours
alone" does not.

Printed for each system: precision, recall and F1 of 4-word shingles, means over pages; F1 of paragraphs that come out
exactly; the share of pages whose words are exactly the gold's, and of those that lose more than a twentieth of the
gold's shingles; milliseconds of CPU a page. A system that cannot read
what PAGES has (C4's rules read text, extractors read pages) is left out.
"""

from __future__ import annotations

import argparse
import gzip
import json
import lzma
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import mean
from typing import IO, Any, NamedTuple

import trafilatura
from resiliparse.extract.html2text import extract_plain_text

from copydesk.filters import filter_lines

Record = dict[str, Any]
WORD = re.compile(r"\w+")
STRAIGHT = str.maketrans("“”‘’", "\"\"''")
OPENERS: dict[str, Callable[..., IO[str]]] = {".gz": gzip.open, ".xz": lzma.open}
N_SHINGLE = 4
MUCH_LOST = 0.05  # of a gold's shingles: a paragraph of twenty


# --- the pages ------------------------------------------------------------------------------------------------------


def read_records(path: Path) -> list[Record]:
    """The records that have a gold body."""
    records = list(_from_folder(path) if path.is_dir() else _from_jsonl(path))
    return [record for record in records if record["gold"].strip()]


def _from_jsonl(path: Path) -> Iterator[Record]:
    with OPENERS.get(path.suffix, open)(path, "rt", encoding="utf-8") as stream:
        yield from map(json.loads, stream)


def _from_folder(folder: Path) -> Iterator[Record]:
    for gold in sorted(folder.rglob("*.gold.txt")):
        name = gold.name.removesuffix(".gold.txt")
        for kind, suffix in (("html", ".html"), ("text", ".txt")):
            page = gold.with_name(name + suffix)
            if page.is_file():
                text = page.read_text("utf-8", "replace")
                yield {
                    "id": page.relative_to(folder).as_posix(),
                    "outlet": page.parent.name,
                    "url": None,
                    kind: text,
                    "gold": gold.read_text("utf-8"),
                }


# --- the systems: records in, texts out, in order ---------------------------------------------------------------------


def ours(records: list[Record]) -> list[str]:
    return _filtered(records, stream=False)


def ours_alone(records: list[Record]) -> list[str]:
    return _filtered(records, stream=True)


def _filtered(records: list[Record], *, stream: bool) -> list[str]:
    fields = ("id", "outlet", "url", "html", "text")
    lines = [json.dumps({field: record.get(field) for field in fields}).encode() for record in records]
    return [out["text"] for out in filter_lines("strip", lines, stream=stream)]


def trafilatura_default(records: list[Record]) -> list[str]:
    return [trafilatura.extract(r["html"], url=r.get("url"), include_comments=False) or "" for r in records]


def trafilatura_precision(records: list[Record]) -> list[str]:
    return [
        trafilatura.extract(r["html"], url=r.get("url"), include_comments=False, favor_precision=True) or ""
        for r in records
    ]


def resiliparse(records: list[Record]) -> list[str]:
    return [extract_plain_text(record["html"], main_content=True) for record in records]


def as_it_is(records: list[Record]) -> list[str]:
    return [record["text"] for record in records]


def c4_rules(records: list[Record]) -> list[str]:
    """Lines that end like a sentence and have five words, as the C4 corpus was made."""
    return ["\n".join(line for line in record["text"].splitlines() if _passes_c4(line)) for record in records]


def _passes_c4(line: str) -> bool:
    words = line.split()
    return len(words) >= 5 and line.rstrip().endswith((".", "!", "?", '"', "”")) and "javascript" not in line.lower()


SYSTEMS: dict[str, tuple[Callable[[list[Record]], list[str]], str]] = {
    "ours": (ours, "html text"),
    "ours alone": (ours_alone, "html text"),
    "trafilatura": (trafilatura_default, "html"),
    "trafilatura precision": (trafilatura_precision, "html"),
    "resiliparse": (resiliparse, "html"),
    "as it is": (as_it_is, "text"),
    "C4's rules": (c4_rules, "text"),
}


# --- the scores -------------------------------------------------------------------------------------------------------


class Score(NamedTuple):
    precision: float
    recall: float
    paragraph_f1: float
    exact: bool

    @property
    def f1(self) -> float:
        """Of one page."""
        return 2 * self.precision * self.recall / max(1e-9, self.precision + self.recall)


def score(gold: str, text: str) -> Score:
    """One page's score."""
    wanted, found = shingles(gold), shingles(text)
    n_right = (wanted & found).total()
    paragraphs, made = fold_paragraphs(gold), fold_paragraphs(text)
    return Score(
        n_right / max(1, found.total()),
        n_right / max(1, wanted.total()),
        2 * (paragraphs & made).total() / max(1, paragraphs.total() + made.total()),
        WORD.findall(gold) == WORD.findall(text),
    )


def best_score(record: Record, text: str) -> Score:
    """The score against the gold body that fits best."""
    return max((score(gold, text) for gold in record.get("golds") or [record["gold"]]), key=lambda s: s.f1)


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """Runs of four words; a shorter text is one run."""
    words = WORD.findall(text)
    runs = zip(*(words[i:] for i in range(N_SHINGLE)), strict=False) if len(words) >= N_SHINGLE else [tuple(words)]
    return Counter(run for run in runs if run)


def fold_paragraphs(text: str) -> Counter[str]:
    """Lines with white space folded and quotation marks made straight."""
    return Counter(" ".join(line.split()).translate(STRAIGHT) for line in text.split("\n") if line.strip())


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", type=Path, metavar="PAGES")
    parser.add_argument("--systems", help=f"comma-separated, of: {', '.join(SYSTEMS)} [all]")
    parser.add_argument("--worst", type=int, default=0, metavar="N", help="name the N worst pages of the first system")
    options = parser.parse_args()
    records = read_records(options.pages)
    if not records:
        parser.error(f"{options.pages}: no record with a gold body")
    kind = "html" if records[0].get("html") is not None else "text"
    names = options.systems.split(",") if options.systems else list(SYSTEMS)
    if unknown := [name for name in names if name not in SYSTEMS]:
        parser.error(f"unknown system {unknown[0]!r}; known are {', '.join(SYSTEMS)}")
    print(f"{len(records)} pages of {len({record.get('outlet') for record in records})} outlets, {kind}\n")
    print("| system | precision | recall | F1 | paragraph-F1 | exact | lossy | ms a page |")
    print("|---|---|---|---|---|---|---|---|")
    worst: list[tuple[float, str]] = []
    for name in names:
        run, kinds = SYSTEMS[name]
        if kind not in kinds.split():
            continue
        run(records[:1])  # loads what it needs, which is not what a page costs
        began = time.process_time()
        texts = run(records)
        ms = 1000 * (time.process_time() - began) / len(records)
        scores = [best_score(record, text) for record, text in zip(records, texts, strict=True)]
        precision, recall = mean(s.precision for s in scores), mean(s.recall for s in scores)
        f1 = 2 * precision * recall / max(1e-9, precision + recall)
        exact, lossy = mean(s.exact for s in scores), mean(s.recall < 1 - MUCH_LOST for s in scores)
        figures = precision, recall, f1, mean(s.paragraph_f1 for s in scores), exact, lossy
        print(f"| {name} | {' | '.join(f'{figure:.3f}' for figure in figures)} | {ms:.1f} |", flush=True)
        worst = worst or sorted((s.f1, str(record["id"])) for s, record in zip(scores, records, strict=True))
    for f1, page in worst[: options.worst]:
        print(f"{f1:.3f}  {page}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
