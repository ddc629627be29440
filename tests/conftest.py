"""What several tests need: the seeds, and a run of the pipeline in a process of its own."""

import os
import shutil
import subprocess
import sys
import threading
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from copydesk.records import Source
from copydesk.store import calling
from tests.object_store import Gate, ask, environment, serving

# On a developer's machine properties are tried on new examples every time; where a failure would stop somebody else's
# work, on the same ones.
settings.register_profile("ci", derandomize=True, deadline=None)
settings.register_profile("developer", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "developer")

ROOT = Path(__file__).parent.parent
Run = Callable[..., subprocess.CompletedProcess[str]]


# How many faults of each kind `make torture` tried: all as promised, where their test passes.
_TALLY: dict[str, int] = {}


@pytest.fixture
def tally() -> dict[str, int]:
    """Into which a test writes how many faults it tried."""
    return _TALLY


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A process of several hands over what it tried."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["tally"] = _TALLY


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """And the one that started them takes it."""
    for what, n_tried in getattr(node, "workeroutput", {}).get("tally", {}).items():
        _TALLY[what] = _TALLY.get(what, 0) + n_tried


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What was tried is told at the end, a line a kind."""
    for what, n_tried in _TALLY.items():
        terminalreporter.write_line(f"{n_tried:>6} {what}")
    if _TALLY:
        terminalreporter.write_line(f"{sum(_TALLY.values()):>6} faults in all")


def luigi_command(*arguments: object, before: str = "") -> tuple[str, ...]:
    """What runs `luigi --module tasks ARGUMENTS`; `before` is code run in that process first."""
    code = f"import sys\n{before}\nfrom luigi.cmdline import luigi_run\nluigi_run(sys.argv[1:])"
    return (sys.executable, "-c", code, "--module", "tasks", *map(str, arguments), "--local-scheduler")


def luigi(*arguments: object, before: str = "", cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """`luigi --module tasks ARGUMENTS` as a user runs it; `before` is code run in that process first."""
    command = luigi_command(*arguments, before=before)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    if cwd != ROOT:  # luigi takes the same command for the same run, in whichever folder: unless that has its own locks
        environment["TMPDIR"] = str(cwd)
    return subprocess.run(command, capture_output=True, text=True, cwd=cwd, env=environment, check=False)


def emit(source: Path, output_dir: Path, *arguments: object, before: str = "") -> subprocess.CompletedProcess[str]:
    """A run of the whole pipeline on `source`."""
    return luigi("EmitCanonical", "--source", source, "--output-dir", output_dir, *arguments, before=before)


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file below `folder`, by relative path."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def children() -> set[str]:
    """The ids of the processes that this one started and that are still there, dead or alive."""
    found = set()
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == os.getpid():
            found.add(status.parent.name)
    return found


def source_of(path: Path) -> Source:
    """The text file as the pipeline's first stage gets it."""
    return Source(source_id=path.stem, path=path.name, media_type="text/plain", data=path.read_bytes())


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    """A copy of the sample batch that a test may change."""
    return Path(shutil.copytree(ROOT / "seeds", tmp_path / "seeds"))


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output folder of an undisturbed run over the seeds: nobody changes it."""
    output_dir = tmp_path_factory.mktemp("sample")
    done = emit(ROOT / "seeds", output_dir)
    assert done.returncode == 0, done.stderr
    return output_dir


def copy_of_what_is_packed(checkout: Path) -> Path:
    """The checkout without what its last build left."""
    for name in ("copydesk", "config", "docs/units", "tasks", "seeds"):
        shutil.copytree(ROOT / name, checkout / name, ignore=shutil.ignore_patterns("__pycache__"))
    for path in (*ROOT.glob("*.md"), *(ROOT / name for name in ("setup.cfg", "pyproject.toml", "MANIFEST.in"))):
        shutil.copy(path, checkout)
    for name in ("LICENSE", "CITATION.cff"):
        shutil.copy(ROOT / name, checkout)
    return checkout


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of the checkout as it stands."""
    folder = tmp_path_factory.mktemp("wheel")
    checkout = copy_of_what_is_packed(folder / "checkout")
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run([*pip, "--wheel-dir", str(folder), str(checkout)], check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="session")
def s3_server() -> Iterator[str]:
    """The address of a store of objects; buckets are made in it by those who need one."""
    with serving() as address:
        yield address


@pytest.fixture
def gate(s3_server: str) -> Iterator[Gate]:
    """What stands before the store, and what it is asked for goes through."""
    made = Gate(s3_server)
    yield made
    made.close()


@pytest.fixture
def bucket(s3_server: str, gate: Gate, monkeypatch: pytest.MonkeyPatch) -> str:
    """The URL of an empty bucket, behind the gate, for this process and those it starts."""
    name = f"bucket-{uuid.uuid4().hex}"
    ask(s3_server, "PUT", f"/{name}")
    use_store(monkeypatch, gate.address)
    return f"s3://{name}"


def use_store(monkeypatch: pytest.MonkeyPatch, address: str, **more: str) -> None:
    """This process speaks to the store at the address, as from its beginning."""
    for name, value in environment(address, **more).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(calling, "_counter", None)
    monkeypatch.setattr(calling, "_lines", threading.local())
