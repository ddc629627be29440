"""The benchmark of damaged archives, on a small one."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.containers import records_of

sys.path.insert(0, str(ROOT / "benchmarks"))
from warc_damage import Member, Tally, tally

MEMBERS = [
    Member(0, 10, None, ""),
    Member(10, 20, "a", "one"),
    Member(20, 30, "b", "two"),
    Member(30, 40, "c", "three"),
]


@pytest.mark.parametrize(
    ("pages", "damaged", "became"),
    [
        (["one", "three"], [("crawl.warc.gz#3", 20)], Tally(whole=2, broken=1)),
        (["one", "three"], [("crawl.warc.gz", 24)], Tally(whole=2, broken=1)),
        (["one", "two", "three"], [], Tally(whole=2)),
        (["one", "three"], [], Tally(whole=2, broken=1, unnamed=1)),
        (["three"], [("crawl.warc.gz#3", 20)], Tally(whole=2, lost=1, broken=1)),
        (["one", "half", "three"], [("crawl.warc.gz#3", 20)], Tally(whole=2, wrong=1, broken=1)),
        (["one", "one", "three"], [("crawl.warc.gz#3", 20)], Tally(whole=2, wrong=1, broken=1)),
    ],
)
def test_what_became_of_each_member_is_told(pages: list[str], damaged: list[tuple[str, int]], became: Tally) -> None:
    """Of three pages the second is damaged: lost, unnamed and wrong ones are seen, and a flip that changes nothing."""
    assert tally(MEMBERS, {2}, 0, {"pages": pages, "damaged": damaged}) == became


def test_every_whole_record_of_a_damaged_archive_comes_out(tmp_path: Path) -> None:
    """Through the pipeline's reading and the whole pipeline; each broken record is named with its place."""
    for n, record in enumerate(records_of(30)):
        (tmp_path / f"{n}.html").write_text(record["html"], "utf-8")
    command = [sys.executable, str(ROOT / "benchmarks" / "warc_damage.py"), str(tmp_path)]
    done = subprocess.run(
        [*command, "--mb", ".03", "--places", "5", "--emit"], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert done.returncode == 0, done.stdout + done.stderr
    told = done.stdout.splitlines()
    assert len(told) == 6
    assert all(", 0 lost, 0 wrong," in line and ", 0 unnamed;" in line for line in told[1:])
