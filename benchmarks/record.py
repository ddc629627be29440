"""A benchmark's result, kept with the machine and the day: docs/measurements/ is made of it.

    python benchmarks/record.py NAME "TITLE" benchmarks/repair.py [ARGUMENTS ...]

The script is run with the arguments. What it prints is written to docs/measurements/results/NAME.json, with the command
(of a path from the root its last part alone), the day, the commit, the machine, how busy it was before and after, and
the versions of what copydesk stands on. `python -m tests.doc_reference --write` then puts it on
docs/measurements/recorded.md. A benchmark that fails is not recorded.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import platform
import re
import resource
import subprocess
import sys
import time
from pathlib import Path

from copydesk.stages import all_versions

ROOT = Path(__file__).parent.parent
RESULTS = ROOT / "docs" / "measurements" / "results"


def main() -> int:
    """Exit status of the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name", help="of the result: letters, digits and dashes")
    parser.add_argument("title", help="what the page calls it")
    parser.add_argument("script", help="as benchmarks/repair.py")
    parser.add_argument("arguments", nargs=argparse.REMAINDER)
    options = parser.parse_args()
    if not re.fullmatch(r"[a-z0-9-]+", options.name):
        parser.error(f"{options.name!r} is no name for a result: small letters, digits and dashes, as repair-speed")
    busy, began = os.getloadavg()[0], time.perf_counter()
    done = subprocess.run(
        [sys.executable, options.script, *options.arguments], stdout=subprocess.PIPE, text=True, check=False
    )
    if done.returncode:
        print(f"{options.script} ended with status {done.returncode}; nothing is recorded", file=sys.stderr)
        return done.returncode
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    result = {
        "title": options.title,
        "command": " ".join(["python", _shown(options.script), *map(_shown, options.arguments)]),
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "commit": _said("git", "rev-parse", "--short", "HEAD"),
        "changed_since": bool(_said("git", "status", "--porcelain", "--", "copydesk", "benchmarks")),
        "machine": {
            "processor": _processor(),
            "cores": os.cpu_count(),
            "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9),
            "system": f"{platform.system()} {platform.machine()}",
            "load_before": round(busy, 1),
            "load_after": round(os.getloadavg()[0], 1),
        },
        "versions": {**all_versions(), "python": platform.python_version()},
        "seconds": round(time.perf_counter() - began, 1),
        "cpu_seconds": round(used.ru_utime + used.ru_stime, 1),
        "printed": done.stdout.splitlines(),
    }
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{options.name}.json"
    path.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", "utf-8")
    print(done.stdout, end="")
    return 0


def _shown(argument: str) -> str:
    """The argument without what is this machine's own: of a path from the root, its last part."""
    return Path(argument).name if argument.startswith("/") else argument


def _said(*command: str) -> str:
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()


def _processor() -> str:
    """As the system calls it."""
    try:
        found = re.search(r"^model name\s*: (.*)$", Path("/proc/cpuinfo").read_text(), re.M)
    except OSError:
        found = None
    return found[1] if found else platform.processor() or "unknown"


if __name__ == "__main__":
    sys.exit(main())
