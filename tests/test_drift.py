"""Outlets that leave their own past are named, and those that stay as they are, are not."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from copydesk.pipeline.drift import find_drift
from copydesk.records import OutletNumbers
from tests.conftest import luigi
from tests.test_tasks_dates import manifest

SPREAD = 0.5


def night(choose: np.random.Generator, outlet: str, n_articles: int) -> OutletNumbers:
    """What an outlet may come to that stays as it is: every article is otherwise, and some nights are."""
    n_refused = int(choose.binomial(n_articles, 0.03))
    n_given = max(n_articles - n_refused, 1)
    lengths = choose.lognormal(8 + choose.normal(0, 0.05), SPREAD, n_given).astype(int) + 1
    removed = choose.beta(2, 12, n_given)
    edits = choose.poisson(lengths / 1000 * choose.gamma(1, 1, n_given))
    shared = (choose.random(n_given) < 0.15) * choose.uniform(0.1, 1, n_given)
    return OutletNumbers(
        outlet=outlet,
        n_articles=n_given,
        n_refused=n_refused,
        n_chars=int(lengths.sum()),
        median_chars=int(np.median(lengths)),
        n_removed_chars=int((lengths * removed / (1 - removed)).sum()),
        n_edits=int(edits.sum()),
        n_shared_chars=int((lengths * shared).sum()),
    )


def past(n_articles: int, n_nights: int = 12) -> list[list[OutletNumbers]]:
    choose = np.random.default_rng(n_articles)
    return [[night(choose, "a.example", n_articles)] for _ in range(n_nights)]


def test_few_are_named_without_cause() -> None:
    """At most two of 1,800 nights of outlets that are as ever: one in five thousand is to be expected."""
    choose = np.random.default_rng(7)
    named = 0
    for _ in range(30):
        nights = [[night(choose, "a.example", int(choose.choice([6, 15, 60])))] for _night in range(67)]
        named += sum(bool(find_drift(nights[i], nights[max(0, i - 30) : i], 7)) for i in range(7, 67))
    assert named <= 2


@pytest.mark.parametrize("n_articles", [20, 60])
@pytest.mark.parametrize(
    "measure, change",
    [
        ("removed", lambda row: replace(row, n_removed_chars=row.n_removed_chars * 8)),
        ("length", lambda row: replace(row, median_chars=row.median_chars // 10)),
        ("refused", lambda row: replace(row, n_refused=row.n_articles)),
        ("mended", lambda row: replace(row, n_edits=row.n_chars // 40)),
        ("shared", lambda row: replace(row, n_shared_chars=row.n_chars)),
    ],
)
def test_what_breaks_is_named(n_articles: int, measure: str, change: object) -> None:
    """A redesign, a wall, an encoding: with what it was, and in how many batches."""
    usual = night(np.random.default_rng(99), "a.example", n_articles)
    assert find_drift([usual], past(n_articles), 7) == []
    (drift,) = find_drift([change(usual)], past(n_articles), 7)  # type: ignore[operator]
    assert (drift.outlet, drift.measure, drift.n_batches) == ("a.example", measure, 12)
    assert abs(drift.value - drift.usual) > 5 * drift.spread or measure in ("length", "mended")


def test_a_young_outlet_and_a_small_one_are_not_judged() -> None:
    """Of the one there is no past, of the other a night says nothing."""
    wall = replace(night(np.random.default_rng(99), "a.example", 20), n_refused=60)
    assert find_drift([wall], past(20, 6), 7) == []
    assert find_drift([replace(wall, outlet="b.example")], past(20), 7) == []
    assert find_drift([replace(wall, n_articles=2, n_refused=2)], past(20), 7) == []


ARTICLE = (
    "The harbour of {0} was closed on {1} because a crane had fallen into it, the company said.\n\n"
    "Nobody of the {0} crew was hurt, and all {2} ships left for other ports before noon, it added on {1}.\n"
)
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")


@pytest.fixture
def nights(tmp_path: Path) -> Path:
    """Five days of an outlet; on the last its articles are seven times as long. What comes first is not asked for."""
    for day, name in enumerate(DAYS, 1):
        here = tmp_path / f"crawl/2026-11-{day:02}"
        here.mkdir(parents=True)
        rows = ["file,outlet"]
        for n in range(6):
            text = "\n".join(ARTICLE.format(f"{name}port {n} {k}", name, 10 + n) for k in range(7 if day == 5 else 1))
            (here / f"{n}.txt").write_text(text)
            rows.append(f"{n}.txt,a.example")
        (here / "manifest.csv").write_text("\n".join(rows))
    for on_drift in ("warn", "fail"):
        own = f'[drift]\nlook_back = "30d"\nmin_batches = 3\non_drift = "{on_drift}"\n[dates]\nfirst = "2026-11-02"\n'
        (tmp_path / f"{on_drift}.toml").write_text(own)
    return tmp_path


def emit(folder: Path, date: str, on_drift: str) -> tuple[int, str]:
    day = ["--source", "crawl/%Y-%m-%d", "--date", date, "--config", f"{on_drift}.toml"]
    done = luigi("EmitCanonical", *day, "--workers", "2", cwd=folder)
    return done.returncode, done.stderr


def test_a_batch_that_drifts_says_so_or_is_held_back(nights: Path) -> None:
    """In log, manifest and report; the batches before it are made first, and those after it do not wait."""
    status, said = emit(nights, "2026-11-05", "fail")
    assert status == 30, said
    assert "crawl-2026-11-05 is held back: a.example: length " in said
    assert "Traceback" not in said
    assert sorted(path.name for path in (nights / "output").glob("crawl*")) == [
        f"crawl-2026-11-{day:02}" for day in (2, 3, 4)
    ]
    (nights / "crawl/2026-11-04").rename(nights / "crawl/2026-11-06")
    (nights / "output/crawl-2026-11-04").rename(nights / "elsewhere")
    status, said = emit(nights, "2026-11-06", "fail")
    assert status == 0, said
    assert manifest(nights, "crawl-2026-11-06")["compared_with"] == ["crawl-2026-11-02", "crawl-2026-11-03"]
    (nights / "crawl/2026-11-06").rename(nights / "crawl/2026-11-04")
    (nights / "elsewhere").rename(nights / "output/crawl-2026-11-04")
    status, said = emit(nights, "2026-11-05", "warn")
    assert status == 0, said
    assert "drift: a.example: length" in said
    found = manifest(nights, "crawl-2026-11-05")
    assert {drift["measure"] for drift in found["drift"]} == {"length"}
    assert "Outlets that are not as they were" in (nights / "output/crawl-2026-11-05/report/index.html").read_text()
    (row,) = pq.read_table(nights / "output/crawl-2026-11-05/outlets.parquet").to_pylist()
    assert (row["outlet"], row["n_articles"], row["n_refused"]) == ("a.example", 6, 0)
    status, said = emit(nights, "2026-11-05", "fail")
    assert status == 0, said  # it stays published


def test_a_change_in_an_earlier_batch_reaches_those_that_look_back_on_it(nights: Path) -> None:
    """In the same run of a range, in order, whatever the workers; a second run does nothing."""
    week = week_of("warn", "2026-11-06")
    assert luigi(*week, "--workers", "2", cwd=nights).returncode == 0
    batches = [nights / f"output/crawl-2026-11-{day:02}/manifest.json" for day in range(2, 6)]
    before = [path.stat().st_mtime_ns for path in batches]
    done = luigi(*week, "--workers", "2", cwd=nights)
    assert "Did not run any tasks" in done.stderr
    with (nights / "crawl/2026-11-03/0.txt").open("a") as stream:
        stream.write("\nOne more sentence was found on the back of this page, and it is new.\n")
    assert luigi(*week, "--workers", "2", cwd=nights).returncode == 0
    changed = [path.stat().st_mtime_ns != stamp for path, stamp in zip(batches, before, strict=True)]
    assert changed == [False, True, True, True]


def test_a_batch_that_was_held_back_is_made_before_those_after_it(nights: Path) -> None:
    """In one run with the settings that let it go: those that had not waited for it look back on it then."""
    shutil.copytree(nights / "crawl/2026-11-04", nights / "crawl/2026-11-06")
    assert emit(nights, "2026-11-05", "fail")[0] == 30
    assert emit(nights, "2026-11-06", "fail")[0] == 0
    done = luigi(*week_of("warn", "2026-11-07"), "--workers", "2", cwd=nights)
    assert done.returncode == 0, done.stderr
    assert manifest(nights, "crawl-2026-11-06")["compared_with"][-1] == "crawl-2026-11-05"
    assert "Did not run any tasks" in luigi(*week_of("warn", "2026-11-07"), cwd=nights).stderr


def week_of(on_drift: str, stop: str) -> list[str]:
    given = json.dumps({"source": "crawl/%Y-%m-%d", "config": f"{on_drift}.toml"})
    return ["RangeDaily", "--of", "EmitCanonical", "--of-params", given, "--start", "2026-11-02", "--stop", stop]
