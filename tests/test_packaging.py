"""What is installed is what there is, stands on what it declares, and is the same everywhere."""

import ast
import configparser
import email
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterable
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import copydesk
from tests.conftest import ROOT, copy_of_what_is_packed

SETUP = configparser.ConfigParser()
SETUP.read(ROOT / "setup.cfg", encoding="utf-8")
# What nobody imports by its name, and why it is declared.
# The standard library's own, of versions that this one may be older than.
LATER = {"compression"}
NOT_IMPORTED = {
    "lxml-html-clean": "trafilatura needs it, and asks for it by an extra's name that not every pip finds",
    "furo": "the site's theme",
    "mypy": "a command",
    "pytest-xdist": "an option of pytest",
    "ruff": "a command",
}


# What is installed with what the site's own file imports.
WITH_THEM = {"docutils", "pygments"}
# What the library can do without, unless somebody wants what it is for.
OPTIONAL = tuple(
    name for name in SETUP["options.extras_require"] if name not in ("test", "docs", "bench", "browser", "fuzz")
)


def declared(*extras: str) -> dict[str, Requirement]:
    """What setup.cfg asks for, by name, with these extras."""
    lists = [SETUP["options"]["install_requires"], *(SETUP["options.extras_require"][extra] for extra in extras)]
    lines = [line for text in lists for line in text.splitlines() if line and not line.startswith("#")]
    return {str(canonicalize_name(one.name)): one for one in map(Requirement, lines)}


def imported(folders: Iterable[str]) -> set[str]:
    """The distributions that the code in the folders imports, wherever in it."""
    names = set[str]()
    for path in (path for folder in folders for path in (ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                names.add(str(node.module).partition(".")[0])
    distributions = packages_distributions()
    own = {"copydesk", "tasks", "tests", "benchmarks", *(path.stem for path in (ROOT / "benchmarks").glob("*.py"))}
    return {
        str(canonicalize_name(distributions.get(name, [name])[0]))
        for name in names - own - LATER - sys.stdlib_module_names
    }


def test_what_is_imported_is_declared_and_what_is_declared_is_imported() -> None:
    """By the library and the tasks; and by the tests, which may use more."""
    assert imported(["copydesk", "tasks"]) == declared(*OPTIONAL).keys() - NOT_IMPORTED.keys()
    of_tests = imported(["copydesk", "tasks", "tests"])
    assert of_tests == declared("test", "fuzz", *OPTIONAL).keys() - NOT_IMPORTED.keys()
    assert imported(["docs"]) - WITH_THEM >= declared("docs").keys() - declared().keys() - NOT_IMPORTED.keys()
    assert imported(["benchmarks"]) <= declared("test", "bench", "browser", *OPTIONAL).keys()


def locked(name: str) -> dict[str, list[tuple[str, str]]]:
    """By package the versions of a lock file, each with the condition it is for."""
    found: dict[str, list[tuple[str, str]]] = {}
    for line in (ROOT / name).read_text("utf-8").splitlines():
        if not line.startswith(" "):
            package, version, condition = re.fullmatch(r"([\w.-]+)==(\S+)(?: ; (.*?))? \\", line).groups()  # type: ignore[union-attr]
            found.setdefault(str(canonicalize_name(package)), []).append((version, condition or ""))
    return found


@pytest.mark.parametrize(
    "name, extras",
    [
        ("requirements.lock", ()),
        ("requirements-test.lock", ("test", "docs", *(name for name in OPTIONAL if name != "spark"))),
        ("requirements-spark.lock", ("test", "docs", *OPTIONAL)),
        ("requirements-browser.lock", ("test", "docs", "browser", *(name for name in OPTIONAL if name != "spark"))),
    ],
)
def test_the_lock_file_satisfies_what_is_asked_for(name: str, extras: tuple[str, ...]) -> None:
    """Every package that setup.cfg names, in a version that it allows."""
    lock = locked(name)
    for package, wanted in declared(*extras).items():
        assert lock.get(package), f"{package} is not in {name}: make lock"
        for version, _ in lock[package]:
            assert wanted.specifier.contains(version), f"{package} {version} of {name} is not {wanted}: make lock"


@pytest.mark.parametrize("name", [f"requirements{of}.lock" for of in ("", "-test", "-spark", "-browser", "-s3server")])
def test_a_lock_file_says_versions_and_hashes_and_nothing_else(name: str) -> None:
    """No host, no path, no option: where packages come from is for pip's own settings to say."""
    text = (ROOT / name).read_text("utf-8")
    entry = r"[\w.-]+==[\w.!+]+(?: ; [\w.<>='!* ]+)?(?: \\\n    --hash=sha256:[0-9a-f]{64})+\n"
    assert re.fullmatch(f"(?:{entry})+", text)


def test_what_is_tested_is_what_is_run() -> None:
    """The tests' packages come to the others, in the same versions, on the same systems or more."""
    versions = [
        {(package, version) for package, entries in locked(name).items() for version, _ in entries}
        for name in (f"requirements{of}.lock" for of in ("", "-test", "-spark", "-browser"))
    ]
    assert versions[0] <= versions[1] <= versions[2]
    assert versions[1] <= versions[3]


def test_all_of_the_library_is_in_the_wheel_and_nothing_beside_it(wheel: Path) -> None:
    """Every module and every file that one of them reads; no `tasks`, which is a name for others to have."""
    names = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    files = [path.relative_to(ROOT) for path in (ROOT / "copydesk").rglob("*") if path.is_file()]
    expected = {path.as_posix() for path in files if path.suffix != ".pyc"}
    expected |= {f"copydesk/config/{path.name}" for path in (ROOT / "config").iterdir() if path.is_file()}
    expected |= {f"copydesk/units/{path.name}" for path in (ROOT / "docs/units").iterdir()}
    assert names == expected


def test_the_sdist_holds_what_the_wheel_is_made_of(wheel: Path, tmp_path: Path) -> None:
    """Installed from it, every file is there, and the command knows its version."""
    build = "from setuptools import build_meta as made; print(made.build_sdist('dist'))"
    checkout = copy_of_what_is_packed(tmp_path / "checkout")
    subprocess.run([sys.executable, "-c", build], check=True, capture_output=True, cwd=checkout)
    (sdist,) = (checkout / "dist").glob("*.tar.gz")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
    site = tmp_path / "site"
    subprocess.run([*pip, "--no-compile", "--target", str(site), str(sdist)], check=True, capture_output=True)
    installed = {path.relative_to(site).as_posix() for path in (site / "copydesk").rglob("*") if path.is_file()}
    assert installed == {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    done = subprocess.run(
        [sys.executable, "-m", "copydesk", "--version"],
        capture_output=True,
        text=True,
        cwd=site,
        env={**os.environ, "PYTHONPATH": str(site)},
        check=False,
    )
    assert done.stdout.strip() == SETUP["metadata"]["version"], done.stderr


def test_the_version_is_the_same_wherever_it_stands() -> None:
    """In the code, in what is installed, and in what is cited."""
    cited = re.search(r"^version: (.*)$", (ROOT / "CITATION.cff").read_text("utf-8"), re.M)
    assert cited is not None
    assert copydesk.__version__ == SETUP["metadata"]["version"] == cited[1]


def test_what_is_installed_says_what_it_is(wheel: Path) -> None:
    """Who made it, under which licence, for which Python, in which words it is looked for."""
    (name,) = (name for name in zipfile.ZipFile(wheel).namelist() if name.endswith(".dist-info/METADATA"))
    said = email.message_from_bytes(zipfile.ZipFile(wheel).read(name))
    for key in ("Author", "Maintainer", "License", "Keywords", "Requires-Python", "Summary"):
        assert said[key], key
    assert "Typing :: Typed" in (said.get_all("Classifier") or [])
    assert "# copydesk" in str(said.get_payload())


def test_a_change_is_checked_by_what_a_developer_runs() -> None:
    """On the hosted machine by `.ci/run` alone; before a commit by the tools of .venv."""
    workflow = (ROOT / ".github" / "workflows" / "test.yml").read_text("utf-8")
    assert re.findall(r"^ +- run: (.*)$", workflow, re.M) == [".ci/run"]
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
    hooks = (ROOT / ".pre-commit-config.yaml").read_text("utf-8")
    commands = [command.partition(" ") for command in re.findall(r"entry: (.*)", hooks)]
    assert {command for command, _, _ in commands} == {".venv/bin/ruff", ".venv/bin/mypy"}
    for command, _, options in commands:
        done = subprocess.run(
            [Path(sys.executable).with_name(Path(command).name), *options.split(), "--help"],
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr


def test_what_is_installed_runs_without_the_checkout(wheel: Path, sample: Path, tmp_path: Path) -> None:
    """`luigi --module copydesk.tasks`, and `copydesk run`; the batch is there, so that nothing is to be done."""
    site = tmp_path / "site"
    zipfile.ZipFile(wheel).extractall(site)
    check = "import copydesk.tasks as t, sys; sys.exit(not t.__file__.startswith(sys.argv[1]))"
    run = "from copydesk.__main__ import main; raise SystemExit(main())"
    options = ["--output-dir", str(sample)]
    for command in (
        [sys.executable, "-c", check, str(site)],
        [sys.executable, "-m", "luigi", "--module", "copydesk.tasks", "EmitCanonical", "--local-scheduler", *options],
        [sys.executable, "-c", run, "run", str(ROOT / "seeds"), *options],
    ):
        command += ["--source", str(ROOT / "seeds")] if "luigi" in command else []
        environment = {**os.environ, "PYTHONPATH": str(site)}
        done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, env=environment, check=False)
        assert done.returncode == 0, done.stderr


def test_the_installed_command_is_the_module(tmp_path: Path) -> None:
    """In the environment that the tests run in, where the checkout is installed to be edited."""
    command = Path(sys.executable).with_name("copydesk")
    for run in ([str(command)], [sys.executable, "-m", "copydesk"]):
        done = subprocess.run(
            [*run, "repair"], input="“It was, ”he said.\n", capture_output=True, text=True, cwd=tmp_path, check=False
        )
        assert (done.stdout, done.returncode) == ("“It was,” he said.\n", 0), done.stderr
