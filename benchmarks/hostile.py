"""What inputs cost that are made to cost much: seconds and memory of one article, over doublings of its size.

    python benchmarks/hostile.py [--kb 250] [--doublings 2] [--limit 30] [--only WORD]

Each input of `tests/hostile_inputs.py` is read, repaired, observed and stripped in a process of its own, as a worker
does it. Printed for each: its outcome, then for each size the CPU seconds and the peak of memory over what the process
had before (MB). Ends with status 1 where one takes over `--limit` seconds, or over 500 MB and 20 times its size.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import time
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from copydesk.errors import ArticleError
from copydesk.pipeline.limits import time_limit
from copydesk.read.articles import read_with_tree
from copydesk.records import Source
from copydesk.repair import repair_article
from copydesk.settings import load_settings
from copydesk.strip import observe, strip_article
from tests.hostile_inputs import DEEP_PAGES, PAGES, TEXTS, Make

BASE_MB, TIMES = 500, 20
LIMITS = load_settings().read.limits()


class Cost(NamedTuple):
    """Of one article."""

    n_bytes: int
    seconds: float
    peak_mb: float
    outcome: str


def cost_of(make: Make, n_bytes: int, media_type: str, max_seconds: float) -> Cost:
    """What the article costs, in a process of its own."""
    data = make(n_bytes)
    seen, told = os.pipe()
    child = os.fork()
    if child == 0:
        began = time.process_time()
        outcome = _outcome(data, media_type, max_seconds)
        os.write(told, f"{time.process_time() - began} {outcome}".encode("utf-8", "replace")[:4000])
        os._exit(0)
    os.close(told)
    _, _, used = os.wait4(child, 0)
    with os.fdopen(seen, "rb") as stream:
        seconds, _, outcome = stream.read().decode("utf-8", "replace").partition(" ")
    return Cost(len(data), float(seconds or "nan"), used.ru_maxrss / 1024, outcome or "killed")


def _outcome(data: bytes, media_type: str, max_seconds: float) -> str:
    suffix = "html" if media_type == "text/html" else "txt"
    source = Source(source_id="a", path=f"a.{suffix}", media_type=media_type, data=data, outlet="Post")
    times = []
    try:
        with time_limit(max_seconds):
            began = time.process_time()
            article, tree = read_with_tree(source, limits=LIMITS)
            times.append(f"read {time.process_time() - began:.1f}")
            article = repair_article(article)
            times.append(f"repair {time.process_time() - began:.1f}")
            observation = observe(article, tree=tree)
            times.append(f"observe {time.process_time() - began:.1f}")
            stripped = strip_article(article, observation=observation)
            times.append(f"strip {time.process_time() - began:.1f}")
    except ArticleError as error:
        return f"{error.reason}: {str(error)[:60]} [{' '.join(times)}]"
    except Exception as error:
        return f"{type(error).__name__}: {str(error)[:60]} [{' '.join(times)}]"
    return f"{len(stripped.text)} chars [{' '.join(times)}]"


def main() -> int:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kb", type=int, default=250)
    parser.add_argument("--doublings", type=int, default=2)
    parser.add_argument("--limit", type=float, default=30)
    parser.add_argument("--only", default="")
    parser.add_argument("--kind", choices=["texts", "pages", "deep"])
    options = parser.parse_args()
    _outcome(b"<html><body><p>Warm up.</p></body></html>", "text/html", 60)
    base_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{base_mb:.0f} MB before the first")
    is_bad = False
    for kind, inputs, media_type in (
        ("texts", TEXTS, "text/plain"),
        ("pages", PAGES, "text/html"),
        ("deep", DEEP_PAGES, "text/html"),
    ):
        for name, make in inputs.items():
            if options.only not in name or options.kind not in (None, kind):
                continue
            costs = []
            for n in range(options.doublings + 1):
                costs.append(cost_of(make, options.kb * 1000 << n, media_type, options.limit * 2))
                if costs[-1].seconds > options.limit:
                    break
            allowed = [BASE_MB + TIMES * cost.n_bytes / 1e6 for cost in costs]
            over = any(
                cost.seconds > options.limit or cost.peak_mb > most for cost, most in zip(costs, allowed, strict=True)
            )
            is_bad |= over
            shown = "  ".join(f"{cost.seconds:7.2f} s {cost.peak_mb:6.0f} MB" for cost in costs)
            print(f"{'!' if over else ' '} {name:42} {shown}  {costs[-1].outcome}", flush=True)
    return is_bad


if __name__ == "__main__":
    sys.exit(main())
