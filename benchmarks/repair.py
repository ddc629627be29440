"""How fast the repair stage is beside ftfy, per core, in one run: ratios are what to look at.

    python benchmarks/repair.py [--seconds 2] [--line-mb 20]

Each kind of text is news-like prose made here from a fixed seed, so that a run can be repeated anywhere. For every
kind: MB/s of `ftfy.fix_text`, of the encoding step alone and of the whole stage, and their ratios to ftfy. Then one
line of 2 MB and of --line-mb MB, whose times show whether the stage is linear, and the peak of traced memory.
"""

from __future__ import annotations

import argparse
import random
import time
import tracemalloc
from collections.abc import Callable

import ftfy

from copydesk.repair import repair_text
from copydesk.repair.encoding import repair_encoding

WORDS = """
the of to and a in that it was for it on with as at by from has had have will be would about after court city state
minister company people police reporters government report week year million election market water school trial
""".split()  # noqa: SIM905
NAMES = ["Smith", "Ortega", "Lindqvist", "Okafor", "Marsh", "Tanaka", "Brown"]
TARGETS = {
    ("ascii", "encoding"): 12.0,
    ("curly", "encoding"): 12.0,
    ("curly", "stage"): 3.0,
    ("mojibake", "stage"): 1.0,
}


def make_news(n_chars: int, *, seed: int = 7) -> str:
    """About `n_chars` of paragraphs with quotations, contractions and attributions, in curly marks."""
    rng = random.Random(seed)

    def clause(n_words: int) -> str:
        return " ".join(rng.choice(WORDS) for _ in range(n_words))

    paragraphs, n_made = [], 0
    while n_made < n_chars:
        kind = rng.randrange(4)
        if kind == 0:
            text = f"“{clause(14).capitalize()},” {rng.choice(NAMES)} said. “{clause(9).capitalize()}.”"
        elif kind == 1:
            text = f"{clause(20).capitalize()}. {rng.choice(NAMES)}’s {clause(8)} “{clause(3)}” {clause(9)}."
        else:
            text = f"{clause(25).capitalize()}. It didn’t {clause(12)} – {clause(10)}."
        paragraphs.append(text)
        n_made += len(text) + 1
    return "\n".join(paragraphs)


def straighten(text: str) -> str:
    """The same text in ASCII."""
    return text.translate(str.maketrans("“”‘’–", "\"\"''-"))


def break_encoding(text: str) -> str:
    """The same text as UTF-8 read in cp1252, its five undefined bytes as Latin-1."""
    return "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in text.encode())


def drift_quotes(text: str) -> str:
    """The same text with every other closing mark turned and its space on the wrong side."""
    pieces = text.split("” ")
    return "".join(piece + (" “" if i % 2 else "” ") for i, piece in enumerate(pieces[:-1])) + pieces[-1]


def measure(function: Callable[[str], object], text: str, seconds: float) -> float:
    """Best MB/s (of UTF-8) over the given time, three calls at least."""
    best, until, n_calls = float("inf"), time.perf_counter() + seconds, 0
    while n_calls < 3 or time.perf_counter() < until:
        start = time.perf_counter()
        function(text)
        best = min(best, time.perf_counter() - start)
        n_calls += 1
    return len(text.encode()) / 1e6 / best


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=2.0, help="per measurement")
    parser.add_argument("--line-mb", type=int, default=20, help="length of the single line; 0 leaves it out")
    arguments = parser.parse_args()
    curly = make_news(400_000)
    texts = {
        "ascii": straighten(curly),
        "curly": curly,
        "mojibake": break_encoding(curly),
        "drifted": drift_quotes(curly),
        "articles": curly[:4_000],
    }
    print(f"{'text':10s} {'ftfy':>7s} {'encoding':>9s} {'stage':>7s}  MB/s   encoding/ftfy  stage/ftfy")
    for name, text in texts.items():
        peer = measure(ftfy.fix_text, text, arguments.seconds)
        encoding = measure(repair_encoding, text, arguments.seconds)
        stage = measure(repair_text, text, arguments.seconds)
        marks = [
            f"{ratio:8.1f}{'' if target is None else ' ok' if ratio >= target else f' under {target:g}'}"
            for ratio, target in (
                (encoding / peer, TARGETS.get((name, "encoding"))),
                (stage / peer, TARGETS.get((name, "stage"))),
            )
        ]
        print(f"{name:10s} {peer:7.2f} {encoding:9.2f} {stage:7.2f}        {marks[0]:14s} {marks[1]}")
    if arguments.line_mb:
        measure_lines(arguments.line_mb)


def measure_lines(n_mb: int) -> None:
    """Prints time and memory for one short and one long line; linear means the same time per MB."""
    for size in (2, n_mb):
        line = drift_quotes(make_news(size * 1_000_000)).replace("\n", " ")
        start = time.perf_counter()
        repair_text(line)
        seconds = time.perf_counter() - start
        print(f"one line of {size} MB: {seconds:.1f} s, {seconds / size:.3f} s a MB")
    line = drift_quotes(make_news(2_000_000)).replace("\n", " ")
    tracemalloc.start()
    repair_text(line)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    print(f"peak of traced memory on a drifted line of 2 MB: {peak / 1e6:.0f} MB")


if __name__ == "__main__":
    main()
