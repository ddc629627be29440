"""What of a part is as it was is taken over from its earlier result, and comes out as if all were made anew."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from copydesk.pipeline.part import Part
from copydesk.pipeline.request import Parameters
from copydesk.pipeline.run import Run
from tests.conftest import ROOT, emit, files_of

SENTENCE = "The ferry {n} left the harbour at noon on Friday with {n}0 people and a dog on board, the company said. "
# A stage that stumbles over every article but these: what it does not see, it has taken over.
STUMBLE = (
    "import copydesk.pipeline.observe as o, copydesk.pipeline.strip as s\n"
    "observe, strip = o.repair_article, s.Stripper.strip\n"
    "def check(article):\n"
    "    if not any(name in article.source_path for name in {names}): raise ZeroDivisionError('made anew')\n"
    "def repair(article, **options):\n"
    "    check(article); return observe(article, **options)\n"
    "def stripped(self, article, **options):\n"
    "    check(article); return strip(self, article, **options)\n"
    "o.repair_article, s.Stripper.strip = repair, stripped\n"
)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Texts and pages of two outlets, records, and what is no article."""
    folder = tmp_path / "source"
    for n in range(6):
        sentences = [SENTENCE.format(n=10 * n + k + 1) for k in range(5)]
        body = "".join(f"<p>{sentence}</p>" for sentence in sentences)
        (folder / "post").mkdir(parents=True, exist_ok=True)
        (folder / "post" / f"{n}.txt").write_text("\n\n".join(sentences))
        (folder / "mail").mkdir(exist_ok=True)
        (folder / "mail" / f"{n}.html").write_text(
            f"<html><head><title>Ferry {n}</title></head><body><article>{body}</article></body></html>"
        )
    records = [{"outlet": "echo", "text": SENTENCE.format(n=n) * 3} for n in range(900, 904)]
    (folder / "echo.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records))
    (folder / "post" / "empty.txt").write_text("")
    (folder / "post" / "noise.txt").write_bytes(bytes(range(256)) * 20)
    return folder


def add(source: Path) -> None:
    (source / "post" / "33.txt").write_text(SENTENCE.format(n=777) * 4)


def change(source: Path) -> None:
    (source / "post" / "3.txt").write_text(SENTENCE.format(n=778) * 4)


def remove(source: Path) -> None:
    (source / "mail" / "2.html").unlink()


def describe(source: Path) -> None:
    (source / "manifest.csv").write_text("file,outlet,url\npost/4.txt,post,https://post.example/4\n")


CHANGES = [(add, "post/33"), (change, "post/3"), (remove, "nothing"), (describe, "post/4")]


@pytest.mark.parametrize("change, anew", CHANGES)
def test_only_what_is_another_article_is_made_anew(
    source: Path, tmp_path: Path, change: Callable[[Path], None], anew: str
) -> None:
    """And every file, between stages too, is the one of a run from the start."""
    assert emit(source, tmp_path / "out").returncode == 0
    change(source)
    done = emit(source, tmp_path / "out", before=STUMBLE.format(names=[anew]))
    assert done.returncode == 0, done.stderr
    assert "made anew" not in done.stderr
    assert_as_from_the_start(source, tmp_path)


def test_articles_that_come_into_another_part_are_taken_along(source: Path, tmp_path: Path) -> None:
    """Parts of another size are put together from rows of the old ones."""
    own = tmp_path / "own.toml"
    own.write_text("[run]\npart_bytes = 1\n")
    assert emit(source, tmp_path / "out").returncode == 0
    stumble = STUMBLE.format(names=["nothing"])
    shutil.rmtree(tmp_path / "out" / "source")
    done = emit(source, tmp_path / "out", "--config", own, before=stumble)
    assert done.returncode == 0, done.stderr
    assert "made anew" not in done.stderr
    assert_as_from_the_start(source, tmp_path, "--config", own)


# Ranges of three articles.
NARROW = "import copydesk.pipeline.ranges as e\ne._RANGE = 3\n"


@pytest.mark.parametrize("change", [change for change, _ in CHANGES])
def test_a_range_in_which_nothing_changed_is_linked(
    source: Path, tmp_path: Path, change: Callable[[Path], None]
) -> None:
    """Its tables are the files of the earlier result; those of others are what a run from the start writes."""
    articles = tmp_path / "out" / "source" / "articles.parquet"
    assert emit(source, tmp_path / "out", before=NARROW).returncode == 0
    before = {path.name: path.stat().st_ino for path in articles.iterdir()}
    change(source)
    assert emit(source, tmp_path / "out", before=NARROW).returncode == 0
    after = {path.name: path.stat().st_ino for path in articles.iterdir()}
    n_linked = sum(inode == before[name] for name, inode in after.items())
    assert len(after) == len(before) == 8
    assert len(after) - 2 <= n_linked < len(after)  # an article may go by another id, in another range
    assert_as_from_the_start(source, tmp_path, before=NARROW)


def test_what_is_damaged_is_not_taken_over(source: Path, tmp_path: Path) -> None:
    """It is made anew."""
    assert emit(source, tmp_path / "out").returncode == 0
    for stage in ("observe", "strip"):
        for path in (tmp_path / "out/.work/source" / stage).rglob("articles.arrow"):
            data = bytearray(path.read_bytes())
            data[len(data) // 2] ^= 1
            path.write_bytes(data)
    add(source)
    assert emit(source, tmp_path / "out").returncode == 0
    assert_as_from_the_start(source, tmp_path)


def test_other_settings_take_nothing_over(source: Path, tmp_path: Path) -> None:
    """Rows are made of the settings, too."""
    own = tmp_path / "own.toml"
    own.write_text("[repair]\nstyle = 'straight'\n")
    assert emit(source, tmp_path / "out").returncode == 0
    assert emit(source, tmp_path / "out", "--config", own).returncode == 0
    assert_as_from_the_start(source, tmp_path, "--config", own)


def test_a_part_that_cannot_fit_is_not_looked_into(tmp_path: Path) -> None:
    """Its name says so: it was made with other settings or by other code, or for another batch."""
    parts = {}
    for stage in ("observe", "strip"):
        (tmp_path / "own.toml").write_text("[repair]\nstyle = 'straight'\n")
        for config in (None, str(tmp_path / "own.toml")):
            run = Run(Parameters(str(ROOT / "seeds"), None, str(tmp_path), config, None))
            parts[config] = Part(run.results._related(stage, ["an earlier part"]))
            parts[config].keys.parent.make_folder()
        assert parts[None].place != parts[config].place
        assert run.results.earlier_parts(stage, []) == [parts[config]]
        assert run.results.earlier_parts(stage, [parts[config]]) == []


def assert_as_from_the_start(source: Path, tmp_path: Path, *arguments: object, before: str = "") -> None:
    fresh = tmp_path / "fresh"
    shutil.rmtree(fresh, ignore_errors=True)
    assert emit(source, fresh, *arguments, before=before).returncode == 0
    assert files_of(tmp_path / "out" / "source") == files_of(fresh / "source")
    for stage in ("observe", "learn", "strip"):
        work = os.path.join(".work", "source", stage)
        assert files_of(tmp_path / "out" / work) == files_of(fresh / work), stage
