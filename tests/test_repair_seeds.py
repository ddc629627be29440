"""Every quotation mark of the five sample scrapes, against a list made by hand."""

import json
from pathlib import Path

import pytest

from copydesk.repair import repair_text

SEEDS = Path(__file__).parent.parent / "seeds"
ENTRIES = json.loads((Path(__file__).parent / "cases" / "repair" / "seeds.json").read_text(encoding="utf-8"))["entries"]


def mend_by_hand(name: str, text: str) -> str:
    """The seed with the list's repairs and changes of style made, and nothing else."""
    lines = text.split("\n")
    for entry in ENTRIES:
        if entry["file"] == name and entry["expect"] == "mend":
            n = entry["line"] - 1
            before, after = entry["before"].strip("\n"), entry["after"].strip("\n")
            n = next(i for i in (n, n - 1, n + 1) if 0 <= i < len(lines) and before in lines[i])
            lines[n] = lines[n].replace(before, after, 1)
    return "\n".join(lines)


@pytest.mark.parametrize("name", sorted({entry["file"] for entry in ENTRIES}))
def test_a_seed_is_mended_exactly(name: str) -> None:
    """What the list says must change does, and not one character more."""
    text = (SEEDS / name).read_bytes().decode()
    assert repair_text(text).text == mend_by_hand(name, text)
