"""What the repair stage does to one short text after another; the texts are data in tests/cases/repair."""

import json
from pathlib import Path
from typing import Any

import ftfy
import pytest

from copydesk.rebuild import apply_edits, undo_edits
from copydesk.repair import repair_text

CASES = Path(__file__).parent / "cases" / "repair"


def load(name: str) -> list[Any]:
    cases = json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))
    return [pytest.param(case, id=case["comment"]) for case in cases]


MENDED = load("in-the-wild") + load("synthetic") + load("manners") + load("ours-alone")


@pytest.mark.parametrize("case", MENDED)
def test_damage_is_mended(case: dict[str, str]) -> None:
    """The text comes out right, and the rule that is named did it."""
    repaired = repair_text(case["text"])
    assert repaired.text == case["repaired"]
    assert any(case["rule"] in edit.rule for edit in repaired.edits), [edit.rule for edit in repaired.edits]


@pytest.mark.parametrize("case", load("ours-alone"))
def test_what_is_ours_alone_is_not_mended_by_ftfy(case: dict[str, str]) -> None:
    """With its quotes kept or straightened; where it learns to, the case moves to the others."""
    assert case["repaired"] not in (ftfy.fix_text(case["text"], uncurl_quotes=False), ftfy.fix_text(case["text"]))


@pytest.mark.parametrize("case", load("negative"))
def test_look_alikes_are_left_alone(case: dict[str, str]) -> None:
    """A text that needs no repair comes out as it went in, without an edit."""
    repaired = repair_text(case["text"])
    assert repaired.text == case["text"]
    assert repaired.edits == ()


@pytest.mark.parametrize("case", load("known-failures"))
@pytest.mark.xfail(strict=True)
def test_known_failures_still_fail(case: dict[str, str]) -> None:
    """Strict, so that mending one is noticed and the case moves to the others."""
    assert repair_text(case["text"]).text == case["repaired"]


@pytest.mark.parametrize("case", [*MENDED, *load("negative"), *load("known-failures")])
def test_repairing_twice_changes_nothing_more(case: dict[str, str]) -> None:
    once = repair_text(case["text"]).text
    assert repair_text(once).text == once


@pytest.mark.parametrize("case", MENDED)
def test_edits_lead_from_the_text_to_the_repaired_one_and_back(case: dict[str, str]) -> None:
    repaired = repair_text(case["text"])
    assert apply_edits(case["text"], repaired.edits) == repaired.text
    assert undo_edits(repaired.text, repaired.edits) == case["text"]
    assert all(edit.stage == "repair" and edit.before for edit in repaired.edits)


def test_a_curly_document_can_be_straightened() -> None:
    """Style `straight` leaves no curly mark, sure of its role or not."""
    assert repair_text("“A ‘b’,” he said. It’s ‘", style="straight").text == "\"A 'b',\" he said. It's '"


def test_a_straight_document_can_be_curled() -> None:
    """Style `curly` curls quotation marks and apostrophes, and leaves inches."""
    text = '"We won," he said. "It\'s the boys\' 6\'2\\" guard."'.replace("\\", "")
    assert repair_text(text, style="curly").text == "“We won,” he said. “It’s the boys’ 6'2\" guard.”"


def test_the_language_given_decides_whose_marks_they_are() -> None:
    """„So“ is German, and a slip in English; two words alone do not say which."""
    assert repair_text("„Aha“", language="de").text == "„Aha“"
    assert repair_text("„Aha“", language="en-GB").text == "“Aha”"


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
def test_line_breaks_stay_as_they_were(line_break: str) -> None:
    text = f"“We won, “she said.{line_break}Itâ€™s over.{line_break}"
    assert repair_text(text).text == f"“We won,” she said.{line_break}It’s over.{line_break}"
