"""Notebooks without a kernel: their cells run in order in one namespace, and what they show is compared.

`python -m tests.notebook --write NOTEBOOK` writes what the cells show into the notebook.
"""

from __future__ import annotations

import ast
import contextlib
import io
import json
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.conftest import ROOT, emit

Output = dict[str, Any]


def outputs_of(notebook: dict[str, Any], folder: Path) -> list[list[Output]]:
    """What each code cell shows, run in the folder: what it prints, and the value of its last line."""
    names: dict[str, Any] = {"__name__": "__main__"}
    before_path, before = os.environ["PATH"], list(sys.path)
    try:
        sys.path.insert(0, str(folder))
        os.environ["PATH"] = f"{Path(sys.executable).parent}:{before_path}"
        with contextlib.chdir(folder):
            codes = ("".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code")
            return [_outputs(code, names) for code in codes]
    finally:
        sys.path[:], os.environ["PATH"] = before, before_path


def _outputs(source: str, names: dict[str, Any]) -> list[Output]:
    tree = ast.parse(source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    said, value = io.StringIO(), None
    with contextlib.redirect_stdout(said):
        exec(compile(tree, "cell", "exec"), names)
        if isinstance(last, ast.Expr):
            value = eval(compile(ast.Expression(last.value), "cell", "eval"), names)
    outputs: list[Output] = []
    if said.getvalue():
        outputs.append({"name": "stdout", "output_type": "stream", "text": _lines(said.getvalue())})
    if value is not None:
        data = {"text/plain": _lines(repr(value))}
        outputs.append({"data": data, "execution_count": None, "metadata": {}, "output_type": "execute_result"})
    return outputs


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def prepared(path: Path, folder: Path, sample: Path) -> Path:
    """A folder with what stands beside the notebook, and the sample batch."""
    for beside in path.parent.glob("*.py"):
        shutil.copy(beside, folder)
    shutil.copytree(sample / "seeds", folder / "output" / "seeds")
    return folder


def write(path: Path) -> None:
    """The notebook shows what its cells show."""
    notebook = json.loads(path.read_text("utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        done = emit(ROOT / "seeds", Path(folder) / "sample")
        if done.returncode:
            sys.exit(done.stderr)
        (Path(folder) / "here").mkdir()
        shown = outputs_of(notebook, prepared(path, Path(folder) / "here", Path(folder) / "sample"))
    for cell, outputs in zip((c for c in notebook["cells"] if c["cell_type"] == "code"), shown, strict=True):
        cell["outputs"] = outputs
    path.write_text(json.dumps(notebook, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    if sys.argv[1:2] != ["--write"]:
        sys.exit("give --write and the notebook, as docs/guides/research.ipynb")
    for argument in sys.argv[2:]:
        write(Path(argument).resolve())
