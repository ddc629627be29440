"""A batch's stages on an engine in this process: what is published is what one machine makes."""

import shutil
from pathlib import Path

import pytest

from copydesk.engines.batch import parameters_as_json, work_on
from copydesk.pipeline.run import Parameters
from copydesk.stages import all_versions
from tests.conftest import files_of, luigi
from tests.engine_here import EngineHere
from tests.test_tasks_look_back import DAYS, SETTINGS, crawl, run  # noqa: F401

# The third day in several parts.
PARTS = "\n[run]\npart_bytes = 1000\n"


@pytest.fixture
def nights(crawl: Path) -> Path:  # noqa: F811
    """Two days made on one machine, and the third as far as an engine needs it."""
    (crawl / "own.toml").write_text(SETTINGS.format(missing="error") + PARTS)
    for day in DAYS[:2]:
        done = run(crawl, day)
        assert done.returncode == 0, done.stderr
    shutil.copytree(crawl / "out", crawl / "alone")
    done = luigi("RecallOutlets", *arguments(crawl))
    assert done.returncode == 0, done.stderr
    return crawl


def arguments(crawl: Path) -> list[str]:  # noqa: F811
    given = parameters_of(crawl)._asdict()
    return [f"--{name.replace('_', '-')}={value}" for name, value in given.items() if value is not None]


def parameters_of(crawl: Path) -> Parameters:  # noqa: F811
    name = f"crawl-{DAYS[2]}"
    return Parameters(str(crawl / "crawl" / DAYS[2]), name, str(crawl / "out"), str(crawl / "own.toml"), None)


def test_a_night_that_looks_back_is_made_on_the_engine(nights: Path) -> None:
    """Memories are looked at in the engine's steps; every file is that of one machine."""
    engine = EngineHere(1)
    work_on(engine, parameters=parameters_as_json(parameters_of(nights)), versions=all_versions())
    steps = {name for name, _ in engine.runs}
    assert {"_look", "_read_earlier"} <= steps
    published = luigi("EmitCanonical", *arguments(nights))
    assert published.returncode == 0, published.stderr
    assert "* 1 ran successfully:" in published.stderr  # only this task
    assert run(nights, DAYS[2], "alone").returncode == 0
    name = f"crawl-{DAYS[2]}"
    assert files_of(nights / "out" / name) == files_of(nights / "alone" / name)
