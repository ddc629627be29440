"""A batch's stages on an engine in this process: what is published is what one machine makes."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from copydesk.engines import batch
from copydesk.engines.batch import parameters_as_json, work_on
from copydesk.errors import BatchError
from copydesk.pipeline.request import Parameters
from copydesk.stages import all_versions
from tests.conftest import files_of, luigi
from tests.engine_here import EngineHere
from tests.test_pipeline_identity import page
from tests.test_tasks_look_back import DAYS, SETTINGS, crawl, run, runs_in, story, write_day  # noqa: F401

# Of three days the second and the third are looked back on as one merged memory. Each day has several parts.
LAST = "2026-11-04"
PARTS = "[run]\npart_bytes = 1000\n"


class EngineElsewhere(EngineHere):
    """Tells of errors in its own way."""

    def _done(self, *step: Any) -> Iterator[Any]:
        try:
            yield from super()._done(*step)
        except BatchError as error:
            raise RuntimeError(f"an executor said: {error}") from None


@pytest.fixture
def nights(crawl: Path) -> Path:  # noqa: F811
    """Three days made on one machine, and the fourth as far as an engine needs it."""
    (crawl / "own.toml").write_text(SETTINGS.format(missing="error").replace("2d", "3d") + PARTS)
    # Of each earlier day and of this one.
    last = {
        "noon": f"{story(1)}\n\n{story(8)}",
        "dawn": f"{story(9)}\n\n{story(2)}",
        "dusk": f"{story(7)}\n\n{story(8)}",
    }
    write_day(crawl / "crawl", LAST, last)
    come_again(crawl / "crawl" / LAST)
    for day in DAYS:
        done = run(crawl, day)
        assert done.returncode == 0, done.stderr
    shutil.copytree(crawl / "out", crawl / "alone")
    done = luigi("RecallOutlets", *arguments(crawl))
    assert done.returncode == 0, done.stderr
    return crawl


def come_again(day: Path) -> None:
    """What has an address that another has: given, or its page's own word with the same title, or with another one."""
    with (day / "manifest.csv").open("a") as manifest:
        manifest.write(f"again.txt,noon,https://noon.example/{LAST},\n")
    (day / "again.txt").write_text(story(11))
    for n, title in enumerate(("Ferry", "Ferry", "Harbour")):
        (day / f"own{n}.html").write_text(page(n, title=title, url="https://page.example/"))


def parameters_of(folder: Path) -> Parameters:
    source, output, config = folder / "crawl" / LAST, folder / "out", folder / "own.toml"
    return Parameters(str(source), f"crawl-{LAST}", str(output), str(config), None)


def arguments(folder: Path) -> list[str]:
    given = parameters_of(folder)._asdict()
    return [f"--{name.replace('_', '-')}={value}" for name, value in given.items() if value is not None]


@pytest.mark.parametrize("is_small", [False, True])
def test_a_night_that_looks_back_is_made_on_the_engine(
    is_small: bool, nights: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Memories are looked at in the engine's steps, and made there unless the batch is small; every file is that of one
    machine."""
    if not is_small:
        monkeypatch.setattr(batch, "_REMEMBERED_ELSEWHERE", 0)
    engine = EngineHere(1)
    work_on(engine, parameters=parameters_as_json(parameters_of(nights)), versions=all_versions())
    steps = {name for name, _ in engine.runs}
    assert {"_look", "read_earlier_part", "_say"} <= steps
    assert is_small != ({"_key", "_newest"} <= steps)
    # Of the report the whole batch's own pages, those of stories and passages, lists, and those of outlets.
    assert [kind for kind, *_ in engine.packets].count("write_report_share") == 4
    published = luigi("EmitCanonical", *arguments(nights))
    assert published.returncode == 0, published.stderr
    assert "* 1 ran successfully:" in published.stderr  # only this task
    assert run(nights, LAST, "alone").returncode == 0
    name = f"crawl-{LAST}"
    quarantine = (nights / "out" / name / "quarantine.jsonl").read_text()
    kept = re.findall(r"the same outlet and URL as (\S+), which is kept", quarantine)
    assert sorted(kept) == ["again.txt", "own0.html"]
    assert len(pq.read_table(nights / "out" / name / "articles.parquet")) == 5
    assert files_of(nights / "out" / name) == files_of(nights / "alone" / name)


def test_a_merged_memory_that_is_damaged_is_merged_again(nights: Path) -> None:
    """Though damage is found where it is read, and an engine tells of it in its own way."""
    (merged,) = runs_in(nights / "out")
    place = nights / "out" / ".work/.memories" / merged / "texts.zst"
    whole = place.read_bytes()
    place.write_bytes(bytes(len(whole)))
    parameters = parameters_as_json(parameters_of(nights))
    with pytest.raises(RuntimeError, match=r"texts\.zst: damaged"):
        work_on(EngineElsewhere(2), parameters=parameters, versions=all_versions())
    assert not runs_in(nights / "out")
    work_on(EngineElsewhere(3), parameters=parameters, versions=all_versions())
    assert place.read_bytes() == whole
