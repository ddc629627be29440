"""Every quotation mark of the seeds, against the hand-made list of what is broken and what only looks so."""

import json
from typing import Any

import pytest

from copydesk.repair import repair_text
from tests.conftest import ROOT

ENTRIES: list[dict[str, Any]] = json.loads((ROOT / "tests/gold/artifacts.json").read_text("utf-8"))["entries"]
NAMES = sorted({entry["file"] for entry in ENTRIES})


def entries(name: str, *stages: str) -> list[dict[str, Any]]:
    return [entry for entry in ENTRIES if entry["file"] == name and entry["stage"] in stages]


def test_the_list_is_whole() -> None:
    """11 repairs, 25 changes of style, 39 that must not change."""
    stages = [entry["stage"] for entry in ENTRIES]
    assert [stages.count(stage) for stage in ("repair", "repair_style", "leave")] == [11, 25, 39]


@pytest.mark.parametrize("name", NAMES)
def test_a_seed_is_repaired_where_it_is_broken_and_nowhere_else(name: str) -> None:
    """The repaired text is the source with exactly those changes made."""
    # The list's places may begin or end with a line break that only the text around the file would have.
    wanted = "\n" + (ROOT / "seeds" / name).read_text("utf-8") + "\n"
    for entry in entries(name, "repair", "repair_style"):
        assert wanted.count(entry["before"]) == 1, entry
        wanted = wanted.replace(entry["before"], entry["after"])
    assert "\n" + repair_text((ROOT / "seeds" / name).read_text("utf-8")).text + "\n" == wanted


@pytest.mark.parametrize("name", NAMES)
def test_what_looks_broken_and_is_not_stays(name: str) -> None:
    """Look-alikes, both conventions of punctuation, dashes and ellipses."""
    source = (ROOT / "seeds" / name).read_text("utf-8") + "\n"
    repaired = repair_text(source).text
    for entry in entries(name, "leave"):
        assert repaired.count(entry["after"]) >= source.count(entry["before"]) > 0, entry
