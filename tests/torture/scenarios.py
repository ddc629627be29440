"""What the faults come over: a first run, one that replaces a batch, one that looks back on an earlier day's."""

from __future__ import annotations

import os
from pathlib import Path

from tests.conftest import files_of
from tests.torture.faults import Runner, Scenario

FERRY = (
    "The ferry left the harbour of {} at noon on Friday with forty people on board, said the company.\n\n"
    "“We saw nobody on the pier, “Smith said, and the police who had come for the evening went home again by bus.\n\n"
    "{}\n"
)
SHARED = (
    "It was the first crossing of the year for the old ship, which had been in the yard since the storm of November, "
    "and the last for her captain, who goes ashore at the end of the month."
)
LOOK_BACK = '[reuse]\nlook_back = "2d"\n'


def write_articles(folder: Path, *towns: str, time: int = 1_700_000_000) -> None:
    """A text of each town, of a given time: what a listing shows is the same for every run."""
    folder.mkdir(parents=True, exist_ok=True)
    for town in towns:
        path = folder / f"{town}.txt"
        path.write_text(FERRY.format(town, SHARED if town != "lund" else "Nobody else wrote of it."))
        os.utime(path, (time, time))


def first_run(runner: Runner, folder: Path) -> Scenario:
    """Nothing is there yet."""
    write_articles(folder / "in", "kiel", "lund", "oban")
    return _undisturbed(runner, folder, (str(folder / "in"),), "in", None)


def replacing_run(runner: Runner, folder: Path) -> Scenario:
    """A batch is there, and an article has changed since."""
    write_articles(folder / "in", "kiel", "lund", "oban")
    before = folder / "before"
    assert runner.run(["run", folder / "in", "--output-dir", before], before).status == 0
    (folder / "in/oban.txt").write_text(FERRY.format("Oban", "And that was all."))
    os.utime(folder / "in/oban.txt", (1_700_000_001, 1_700_000_001))
    return _undisturbed(runner, folder, (str(folder / "in"),), "in", before)


def look_back_run(runner: Runner, folder: Path) -> Scenario:
    """The second day, which looks back on the first."""
    write_articles(folder / "crawl/2026-11-01", "kiel", "lund")
    write_articles(folder / "crawl/2026-11-02", "oban")
    (folder / "own.toml").write_text(LOOK_BACK)
    before = folder / "before"
    days = [(str(folder / "crawl/%Y-%m-%d"), "--config", str(folder / "own.toml"), "--date", day)
            for day in ("2026-11-01", "2026-11-02")]  # fmt: skip
    assert runner.run(["run", *days[0], "--output-dir", before], before).status == 0
    return _undisturbed(runner, folder, days[1], "crawl-2026-11-02", before)


SCENARIOS = {"first": first_run, "replacing": replacing_run, "looking back": look_back_run}


def _undisturbed(runner: Runner, folder: Path, arguments: tuple[str, ...], batch: str, before: Path | None) -> Scenario:
    made = Scenario(folder, arguments, batch, before, {})
    with made.output("undisturbed") as output:
        done = runner.run(made.command(output), output)
        assert done.status == 0, done.told
        return made._replace(after=files_of(output))
