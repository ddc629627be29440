"""Imports run one way: copydesk.tasks -> copydesk.pipeline -> copydesk.<stage> -> copydesk.records."""

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
STAGES = ("read", "repair", "strip", "reuse", "canonical", "emit", "report")
# What every stage may know of the package besides itself.
SHARED = {
    f"copydesk.{name}"
    for name in (
        *("records", "dates", "json_lines", "language", "outlet", "published", "rebuild", "errors"),
        *("store", "arrow", "checked", "newest", "reasons", "counted"),
    )
}


def imported(path: Path) -> set[str]:
    """Names of all modules that the file imports, wherever in it."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            names.add(node.module or "")
    return names


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_imports_itself_and_the_shared_records_only(stage: str) -> None:
    """No stage knows another."""
    files = sorted((ROOT / "copydesk" / stage).glob("**/*.py"))
    assert files
    for path in files:
        for name in imported(path):
            if name.split(".")[0] in ("copydesk", "tasks", "luigi"):
                assert name in SHARED or name == f"copydesk.{stage}" or name.startswith(f"copydesk.{stage}."), (
                    path,
                    name,
                )


# What each room of a stage may know of the stage besides itself, and what all of the stage's rooms speak.
ROOMS = {
    "strip": (
        {
            "lines": set[str](),
            "outlets": {"lines"},
            "dumps": {"lines"},
            "texts": {"lines", "outlets", "dumps"},
            "pages": {"lines", "outlets", "texts"},
        },
        {"judgement", "rule"},
    ),
    "reuse": (
        {"corpus": set[str](), "pairs": {"corpus"}, "shared": {"corpus", "pairs"}},
        {"arrays", "search", "store", "workers"},
    ),
}


@pytest.mark.parametrize("stage, room", [(stage, room) for stage, (rooms, _) in ROOMS.items() for room in rooms])
def test_the_rooms_of_a_stage_import_one_way(stage: str, room: str) -> None:
    """Lines know of nothing, pages of texts, passages of pairs, and a stage's front of all: never back."""
    rooms, spoken = ROOMS[stage]
    files = sorted((ROOT / "copydesk" / stage / room).glob("*.py"))
    assert len(files) > 1
    allowed = rooms[room] | spoken | {room}
    for path in files:
        known = {name.split(".")[2] for name in imported(path) if name.startswith(f"copydesk.{stage}.")}
        assert known <= allowed, (path, known - allowed)


# What a run is put together of, and of the others what each may look at.
OF_A_RUN = {
    "request": set[str](),
    "inputs": {"request"},
    "past": {"request"},
    "prepare": {"request", "inputs", "past"},
    "results": {"request", "inputs", "past"},
    "run": {"request", "inputs", "past", "prepare", "results"},
}


def test_data_runs_one_way_through_a_run() -> None:
    """What was asked knows of nothing else, results of what there is to read and of what came before: never back."""
    parts = {f"copydesk.pipeline.{name}": name for name in OF_A_RUN}
    for name, known in OF_A_RUN.items():
        names = imported(ROOT / "copydesk" / "pipeline" / f"{name}.py")
        assert {parts[one] for one in names & parts.keys()} == known, name


def test_records_import_nothing_of_the_package() -> None:
    """What all stages speak depends on none of them."""
    assert not [name for name in imported(ROOT / "copydesk" / "records.py") if name.startswith(("copydesk", "tasks"))]


def test_the_library_runs_without_luigi() -> None:
    """A Spark executor or a program has the filters without ever loading luigi."""
    code = (
        "import copydesk.__main__, copydesk.pipeline.emit, sys;"
        "sys.exit(bool({'luigi', 'tasks', 'copydesk.tasks'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, cwd=ROOT).returncode == 0


def test_nothing_but_the_tasks_knows_of_luigi() -> None:
    """`copydesk run` asks the tasks to run; else they are at the end of the way."""
    known = {}
    for path in (ROOT / "copydesk").rglob("*.py"):
        if "tasks" not in path.relative_to(ROOT).parts:
            names = {name for name in imported(path) if name.split(".")[0] in ("luigi", "tasks")}
            known[path.name] = names | {name for name in imported(path) if name.startswith("copydesk.tasks")}
    assert {name: found for name, found in known.items() if found} == {"__main__.py": {"copydesk.tasks.command"}}


def test_english_text_is_stripped_without_what_pages_and_other_languages_need() -> None:
    """Extractor, tables, encodings and the language model take .8 s to load, as long as 300 texts."""
    lines = [f"The ships of quay {n} are still in the harbour, and that was the word of it." for n in range(12)]
    code = (
        "import sys; from copydesk.__main__ import main; main(['strip', '--jsonl']);"
        "sys.exit(bool({'trafilatura', 'pyarrow', 'ftfy', 'courlan', 'py3langid'} & set(sys.modules)))"
    )
    record = json.dumps({"id": "1", "outlet": "harbour.example", "text": "\n".join(lines)})
    done = subprocess.run(
        [sys.executable, "-c", code], check=False, cwd=ROOT, input=record, text=True, stdout=subprocess.PIPE
    )
    assert done.returncode == 0
    assert json.loads(done.stdout)["language"] == "en"


def test_pairs_of_passages_load_nothing_of_repair_and_strip() -> None:
    """ftfy and trafilatura take as long to load as thousands of passages to pair."""
    code = (
        "import sys; from copydesk.__main__ import main; main(['reuse', '--jsonl']);"
        "sys.exit(bool({'ftfy', 'trafilatura', 'copydesk.repair', 'copydesk.strip'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False, cwd=ROOT, stdin=subprocess.DEVNULL)
    assert done.returncode == 0
