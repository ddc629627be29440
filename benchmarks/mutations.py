"""What of the code the tests hold: lines broken on purpose, and thresholds moved by a fifth, one at a time.

    python benchmarks/mutations.py lines
    python benchmarks/mutations.py thresholds --n 60 --seed 7
    python benchmarks/mutations.py lines --package copydesk/repair --tests tests/test_repair_*.py

A copy of the project is changed in one place and its tests are run (`pytest -x`): those named, in this order, by
default the strip stage's and the seeds'. A change is noticed if one fails, or if they take five times as long. The
places are drawn from all of the package's, each once, by the seed; the same seed changes the same places of the same
code.

A line is a statement, in a function or of the module, but for imports, docstrings, `pass` and `raise`. It is broken in
one of the ways there are for it: a condition is negated, a comparison turned, `and` becomes `or`, a number one more, a
value is returned as None (a false one as True), a loop gets nothing to do, or the statement is dropped. A threshold is
a number other than 0 that is a module's constant, alone or in a tuple, and goes a fifth up or down, a whole number by
one at least.

Printed is one line a change, what failed first, and how many were noticed. What survives is no fault yet: a cache may
have any size, and some changes change nothing. Training is left out (`train_*.py`): no article is judged by it.
"""

from __future__ import annotations

import argparse
import ast
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
LEFT_OUT = shutil.ignore_patterns(".*", "output", "build", "*.egg-info", "__pycache__")
# What fails soonest stands first.
TESTS = ("tests/test_strip_limits.py", "tests/test_strip_floor.py", "tests/test_strip_*.py", "tests/test_seeds.py")
MOVES = (1.2, 0.8)
# Beyond that a constant is a place in a table of characters.
HIGHEST = 0x3000
OPPOSITES: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.GtE, ast.GtE: ast.Lt, ast.Gt: ast.LtE, ast.LtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
Node = ast.stmt | ast.expr


class Change(NamedTuple):
    """One place of the code, and what is to stand there."""

    path: Path
    node: Node
    way: str
    new: str

    def made(self) -> str:
        """The module's source with the change in it."""
        source = self.path.read_bytes()
        starts = [0]
        for line in source.splitlines(keepends=True):
            starts.append(starts[-1] + len(line))
        start = starts[self.node.lineno - 1] + self.node.col_offset
        end = starts[(self.node.end_lineno or 1) - 1] + (self.node.end_col_offset or 0)
        return (source[:start] + self.new.encode() + source[end:]).decode()

    def __str__(self) -> str:
        old = " ".join(ast.unparse(self.node).split())
        return f"{self.path.name}:{self.node.lineno} {self.way}: {old[:70]} -> {self.new[:50]}"


def broken_lines(path: Path, rng: random.Random) -> Iterator[Change]:
    """Each statement of the module, broken in one of its ways."""
    tree = ast.parse(path.read_text("utf-8"))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    inside = {statement: None for function in functions for statement in ast.walk(function) if statement != function}
    for statement in [*inside, *(s for s in tree.body if isinstance(s, ast.Assign | ast.AnnAssign))]:
        if isinstance(statement, ast.stmt) and (ways := list(_ways(statement, in_function=statement in inside))):
            yield Change(path, *rng.choice(ways))


def _ways(statement: ast.stmt, *, in_function: bool) -> Iterator[tuple[Node, str, str]]:
    match statement:
        case ast.Expr(value=ast.Constant()):
            return
        case ast.If(test=test) | ast.While(test=test):
            yield test, "negated", _negated(test)
        case ast.For(iter=iterated):
            yield iterated, "emptied", "()"
        case ast.Return(value=ast.Constant(value=value)) if not value:
            yield statement, "returned", "return True"
        case ast.Return(value=value) if value is not None:
            yield statement, "returned", "return None"
        case ast.Expr() | ast.AugAssign() | ast.Continue() | ast.Break():
            yield statement, "dropped", "pass"
        case ast.Assign() if in_function:
            yield statement, "dropped", "pass"
    for field in ("test", "value", "iter"):
        if isinstance(expression := getattr(statement, field, None), ast.expr):
            for node in ast.walk(expression):
                yield from _ways_of_expression(node)


def _ways_of_expression(node: ast.AST) -> Iterator[tuple[Node, str, str]]:
    match node:
        case ast.IfExp(test=test):
            yield test, "negated", _negated(test)
        case ast.comprehension(ifs=conditions):
            yield from ((condition, "negated", _negated(condition)) for condition in conditions)
        case ast.Compare(left=left, ops=[op], comparators=right) if type(op) in OPPOSITES:
            yield node, "turned", f"({ast.unparse(ast.Compare(left, [OPPOSITES[type(op)]()], right))})"
        case ast.BoolOp(op=op, values=values):
            other = ast.Or() if isinstance(op, ast.And) else ast.And()
            yield node, "and/or", f"({ast.unparse(ast.BoolOp(other, values))})"
        case ast.Constant(value=bool(value)):
            yield node, "turned", repr(not value)
        case ast.Constant(value=int(value) | float(value)):
            yield node, "one more", repr(value + 1)


def _negated(test: ast.expr) -> str:
    return f"(not ({ast.unparse(test)}))"


def moved_thresholds(path: Path, rng: random.Random) -> Iterator[Change]:
    """Each threshold of the module, moved up or down."""
    for statement in ast.parse(path.read_text("utf-8")).body:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.expr() as value):
                pass
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                pass
            case _:
                continue
        for node in value.elts if isinstance(value, ast.Tuple) else [value]:
            match node:
                case ast.Constant(value=int(number) | float(number)) if name.isupper() and 0 < number < HIGHEST:
                    move = rng.choice(MOVES)
                    yield Change(path, node, f"{name} x {move}", repr(moved(number, move)))


def moved(number: int | float, move: float) -> int | float:
    """The number moved, a whole one by one at least and to a whole one.

    >>> moved(50, 1.2), moved(2, 0.8), moved(0.5, 0.8)
    (60, 1, 0.4)
    """
    if isinstance(number, float):
        return number * move
    return round(number * move) if round(number * move) != number else number + (1 if move > 1 else -1)


def first_failure(root: Path, tests: list[str], timeout: float | None = None) -> str | None:
    """The first test that fails in the copy; None where all pass."""
    environment = {**os.environ, "PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1", "CI": "1"}
    command = [sys.executable, "-m", "pytest", "-x", "-q", "--tb=no", "--no-header", "-p", "no:cacheprovider", *tests]
    try:
        done = subprocess.run(
            command, cwd=root, env=environment, capture_output=True, text=True, timeout=timeout, check=False
        )
    except subprocess.TimeoutExpired:
        return "takes too long"
    if not done.returncode:
        return None
    lines = [line for line in done.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    return lines[0] if lines else f"pytest ended with {done.returncode}"


def main() -> None:
    """Draw the changes, make one after another, and count the noticed ones."""
    parser = argparse.ArgumentParser(description="What of the code the tests hold.")
    parser.add_argument("what", choices=("lines", "thresholds"))
    parser.add_argument("--package", default="copydesk/strip", help="a folder of the project (default: %(default)s)")
    parser.add_argument("--tests", nargs="+", default=TESTS, help="files of tests, or patterns for them")
    parser.add_argument("--n", type=int, default=30, help="how many changes (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(shutil.copytree(ROOT, Path(folder) / "project", ignore=LEFT_OUT))
        tests = list(dict.fromkeys(str(p) for pattern in options.tests for p in sorted(root.glob(pattern))))
        draw = broken_lines if options.what == "lines" else moved_thresholds
        modules = sorted(p for p in (root / options.package).rglob("*.py") if not p.name.startswith(("__", "train_")))
        changes = [change for path in modules for change in draw(path, rng)]
        rng.shuffle(changes)
        start = time.monotonic()
        if failure := first_failure(root, tests):
            sys.exit(f"The tests fail with nothing changed: {failure}")
        timeout = 5 * (time.monotonic() - start)
        n_noticed = 0
        for change in changes[: options.n]:
            source = change.path.read_text("utf-8")
            change.path.write_text(change.made(), "utf-8")
            failure = first_failure(root, tests, timeout)
            change.path.write_text(source, "utf-8")
            n_noticed += failure is not None
            print("noticed " if failure else "survived", change, "|", (failure or "")[:110], flush=True)
        n = min(options.n, len(changes))
        print(f"{n_noticed} of {n} noticed ({options.what}, seed {options.seed}, {len(changes)} places)")


if __name__ == "__main__":
    main()
