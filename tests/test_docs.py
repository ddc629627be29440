"""What README and docs say is what is there."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from copydesk.reuse import ReuseInput, find_near_duplicates
from copydesk.settings import Settings, shipped_config
from tests.conftest import ROOT

DOCS = ROOT / "docs"
REUSE = (DOCS / "explanations" / "reuse.md").read_text("utf-8")
STRIP = (DOCS / "explanations" / "strip.md").read_text("utf-8")
OUTPUT = (DOCS / "reference" / "output.md").read_text("utf-8")
README = (ROOT / "README.md").read_text("utf-8")
PAGES = sorted(
    [ROOT / "README.md", ROOT / "CHANGELOG.md", ROOT / "output" / "README.md", *(ROOT / "docs").rglob("*.md")]
)


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def console_sessions() -> list[tuple[str, str]]:
    """Every `$ command` of the README's console blocks with the output shown below it."""
    sessions = []
    for block in re.findall(r"```console\n(.*?)```", README, re.S):
        for session in re.split(r"^\$ ", block, flags=re.M)[1:]:
            command, _, shown = session.partition("\n")
            sessions.append((command, shown))
    return sessions


@pytest.fixture(scope="module")
def checkout(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that looks like the checkout after `make run`."""
    folder = tmp_path_factory.mktemp("checkout")
    for name in ("seeds", "config", "copydesk", "tasks"):
        (folder / name).symlink_to(ROOT / name)
    shutil.copytree(sample, folder / "output")
    shutil.rmtree(folder / "output" / ".work")
    (folder / ".venv").symlink_to(sys.prefix)
    return folder


@pytest.mark.parametrize("command, shown", console_sessions(), ids=lambda value: value[:40])
def test_the_commands_of_the_readme_print_what_it_shows(checkout: Path, command: str, shown: str) -> None:
    """Run in a shell, as a reader would."""
    (checkout / "pages.jsonl").write_text(
        '{"id": 1, "text": "A sentence that is long enough to be an article of one."}\n'
    )
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    done = subprocess.run(
        command, shell=True, capture_output=True, text=True, cwd=checkout, env={**os.environ, "PATH": path}, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == shown.strip()


def test_the_luigi_command_of_the_readme_runs(checkout: Path) -> None:
    """Plain `luigi`, as after `pip install .`; the batch is there, so it has nothing to do."""
    (command,) = re.findall(r"^luigi .*$", README, re.M)
    luigi = str(Path(sys.executable).parent / "luigi")
    done = subprocess.run([luigi, *shlex.split(command)[1:]], capture_output=True, text=True, cwd=checkout, check=False)
    assert done.returncode == 0, done.stderr


def test_make_knows_the_commands_of_the_readme() -> None:
    """`make run` and `make test` are targets, and run what the README says they run."""
    for target, runs in (("run", "EmitCanonical --source seeds"), ("test", "pytest")):
        assert f"make {target}" in README
        done = subprocess.run(["make", "-n", target], capture_output=True, text=True, cwd=ROOT, check=False)
        assert done.returncode == 0, done.stderr
        assert runs in done.stdout


def anchors(page: Path) -> set[str]:
    """What the page's headings are called in links: small letters, dashes for spaces, nothing else."""
    headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.M)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    """Relative links only, down to the heading; others are not ours to check."""
    prose = re.sub(r"```.*?```", "", page.read_text("utf-8"), flags=re.S)
    for target, anchor in re.findall(r"\]\(([^)#\s]*)#?([^)\s]*)\)", prose):
        if "://" not in target:
            there = page.parent / target if target else page
            assert there.exists(), f"{page.name}: {target}"
            assert not anchor or anchor in anchors(there), f"{page.name}: {target}#{anchor}"


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_a_link_to_a_page_has_words(page: Path) -> None:
    """On the site pages have titles, and nobody sees the names of their files."""
    assert not re.findall(r"\[`?[\w./-]+\.md`?\]\(", page.read_text("utf-8"))


def test_costs_that_guides_name_stand_where_they_were_measured() -> None:
    """Each figure of time and memory on the page of sizing, and each main figure on the page that its row leads to."""
    folder = DOCS / "measurements"
    sizing = (DOCS / "guides" / "sizing.md").read_text("utf-8")
    rows = [(row, folder / "pipeline.md") for row in rows_of(sizing, "Time") + rows_of(sizing, "Memory")]
    main = rows_of((folder / "index.md").read_text("utf-8"), "The main figures")
    rows += [(row[1:2], folder / found[1]) for row in main if (found := re.search(r"\]\(([^)#]+)", row[-1]))]
    assert len(rows) > 25
    for row, page in rows:
        measured = page.read_text("utf-8")
        for figure in re.findall(r"[\d.,]*\d", " ".join(row)):
            assert re.search(rf"(?<![\d.,]){re.escape(figure)}(?![\d])", measured), f"{page.name}: {figure} of {row}"


def rows_of(page: str, heading: str) -> list[list[str]]:
    """The cells of the section's tables, without their heads."""
    section = page.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if not line.startswith("| ---")][1:]


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_the_files_that_a_page_names_are_there(page: Path) -> None:
    """By their paths from the root, in code; the changelog may name what is gone."""
    named = re.findall(r"`((?:copydesk|tests|benchmarks|config|tasks)/[\w/.-]*)`", page.read_text("utf-8"))
    for path in [] if page.name == "CHANGELOG.md" else named:
        assert (ROOT / path).exists(), f"{page.name}: {path}"


def test_the_pages_that_code_names_are_there() -> None:
    """In docstrings, comments and messages."""
    code = [path for folder in ("copydesk", "tasks", "benchmarks") for path in (ROOT / folder).rglob("*.py")]
    named = {page for path in code for page in re.findall(r"\bdocs/[\w/-]+\.md\b", path.read_text("utf-8"))}
    assert named
    assert not [page for page in named if not (ROOT / page).exists()]


def test_the_example_of_the_strip_page_gives_what_it_shows() -> None:
    """Each line of it that ends in a value."""
    (example,) = re.findall(r"```python\n(.*?)```", STRIP, re.S)
    names: dict[str, Any] = {}
    exec(example, names)
    shown = re.findall(r"^(\S+)  # ('.*')$", example, re.M)
    assert len(shown) > 2
    for expression, value in shown:
        assert eval(expression, names) == eval(value)


def test_the_steps_of_the_reuse_page_end_as_the_search_does() -> None:
    """As they stand there, with two texts."""
    (example,) = re.findall(r"```python\n(import pyarrow as pa.*?)```", REUSE, re.S)
    text = "The mill has stood idle for years, and nobody but the pigeons has set foot in it since the great fire."
    names: dict[str, Any] = {"one": text, "two": f"Nobody knew until yesterday. {text}"}
    exec(example, names)
    articles = [ReuseInput(article_id=name, outlet=name, text=names[key]) for name, key in (("a", "one"), ("b", "two"))]
    assert len(names["found"].matches) == 1
    assert names["found"] == find_near_duplicates(articles)


def test_the_index_of_the_reuse_page_finds_what_it_asks_for(checkout: Path) -> None:
    """Both copies of a clause."""
    (example,) = re.findall(r"```python\n(import pyarrow.parquet.*?)```", REUSE, re.S)
    done = subprocess.run([sys.executable, "-c", example], capture_output=True, text=True, cwd=checkout, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count(":") == 2


def test_the_output_page_lists_what_the_manifest_says(sample: Path) -> None:
    """Every key, and no other."""
    section = OUTPUT.split("\n## manifest.json\n")[1]
    told = re.findall(r"^\| (\w+) \|", section, re.M)[1:]
    assert sorted(told) == sorted(json.loads((sample / "seeds" / "manifest.json").read_text("utf-8")))


def test_every_setting_is_explained_where_it_stands() -> None:
    """A comment above each key of the shipped settings, and no key that the settings do not know."""
    lines = shipped_config("copydesk.toml").read_text("utf-8").splitlines()
    keys = [(i, line.split(" = ")[0]) for i, line in enumerate(lines) if " = " in line and not line.startswith("#")]
    known = [key for field in Settings.model_fields.values() for key in field.annotation.model_fields]  # type: ignore[union-attr]
    assert sorted(key for _, key in keys) == sorted(known)
    for i, key in keys:
        above = lines[i - 1]
        assert above.startswith("#") or " = " in above, f"{key} has no comment"
