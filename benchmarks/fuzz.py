"""How many inputs a fuzzer tried on one target, guided by the code that they reach, and how many broke a promise.

    python benchmarks/fuzz.py TARGET [--seconds 600] [--python .venv/.fuzz/bin/python]

`make fuzz FUZZ=TARGET SECONDS=600` sets up the environment with the fuzzer, and runs this. Targets are the files of
`tests/fuzz/` with a TARGET. What is promised of any input stands there, too. Inputs that reach new code are kept in
build/fuzz/TARGET and are where the next run goes on. Printed is one line. Ends with status 1 where a promise was
broken: the inputs and errors are in build/fuzz/TARGET/findings.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.fuzz.target import NAMES, Target, found_before  # noqa: E402

MAX_BYTES = 4096  # of an input
# libFuzzer's own limits, for what a target cannot see of itself. Its clock goes on where other work has the machine.
MAX_SECONDS, MAX_MB = 600, 3000
# A process that ends of itself before its time, without a word, so often in a row is not started again.
MAX_STARTS = 20


class Ran(NamedTuple):
    """What a process of the fuzzer came to."""

    executions: int
    edges: int
    features: int


def main() -> int:
    """1 where something was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("target", choices=NAMES)
    parser.add_argument("--seconds", type=int, default=600)
    parser.add_argument("--python", default=str(ROOT / ".venv" / ".fuzz" / "bin" / "python"))
    options = parser.parse_args()
    folder = ROOT / "build" / "fuzz" / options.target
    target = _target(options.target)
    _write(folder / "seeds", [*target.seeds(), *found_before(options.target).values()])
    (folder / "corpus").mkdir(exist_ok=True)
    (folder / "tokens.dict").write_text("".join(f'"{_escaped(token)}"\n' for token in target.tokens), "ascii")
    before = _findings(folder)
    began = time.monotonic()
    executions = edges = features = 0
    for _ in range(MAX_STARTS):
        left = options.seconds - (time.monotonic() - began)
        if left < 1:
            break
        ran = _fuzz(options.python, options.target, folder, int(left))
        executions += ran.executions
        edges, features = max(edges, ran.edges), max(features, ran.features)
    found = sorted(_findings(folder) - before)
    print(
        f"{options.target}: {executions:,} inputs in {time.monotonic() - began:.0f} s, {edges:,} edges of the code "
        f"and {features:,} features reached, {len(found)} findings"
    )
    for name in found:
        print(f"see build/fuzz/{options.target}/findings/{name}", file=sys.stderr)
    return 1 if found or not executions else 0


def _target(name: str) -> Target:
    from importlib import import_module

    target: Target = import_module(f"tests.fuzz.{name}").TARGET
    return target


def _write(folder: Path, inputs: Iterable[bytes]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for n, data in enumerate(inputs):
        (folder / f"{n:04}").write_bytes(data[:MAX_BYTES])


def _escaped(token: bytes) -> str:
    return "".join(chr(byte) if byte < 128 and chr(byte).isalnum() else f"\\x{byte:02X}" for byte in token)


def _findings(folder: Path) -> set[str]:
    return {path.name for path in (folder / "findings").glob("*") if path.suffix != ".txt"}


def _fuzz(python: str, name: str, folder: Path, seconds: int) -> Ran:
    """One process of the fuzzer, to the end of the time or its own."""
    (folder / "findings").mkdir(exist_ok=True)
    command = [
        *(python, "-m", "tests.fuzz.run", name, str(folder), str(folder / "corpus"), str(folder / "seeds")),
        *(f"-max_total_time={seconds}", f"-max_len={MAX_BYTES}", f"-dict={folder / 'tokens.dict'}"),
        *(f"-timeout={MAX_SECONDS}", f"-rss_limit_mb={MAX_MB}", f"-artifact_prefix={folder / 'findings'}/"),
        *("-print_final_stats=1", f"-report_slow_units={MAX_SECONDS}"),
    ]
    log = folder / "log.txt"
    with log.open("wb") as stream:
        subprocess.run(command, stdout=stream, stderr=subprocess.STDOUT, cwd=ROOT, check=False)
    said = log.read_text("utf-8", "replace")
    # Of a process that ended too early, the last line of its progress counts.
    lines = re.findall(r"^#(\d+)\s+\w+\s+cov: (\d+) ft: (\d+)", said, re.M)
    executions = re.findall(r"^stat::number_of_executed_units:\s*(\d+)", said, re.M) or [n for n, *_ in lines[-1:]]
    if not executions:
        print(said[-2000:], file=sys.stderr)
        return Ran(0, 0, 0)
    return Ran(int(executions[0]), *(max(int(line[i]) for line in lines) for i in (1, 2)))


if __name__ == "__main__":
    sys.exit(main())
