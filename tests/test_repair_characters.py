"""Characters in an odd form: what is composed, letter by letter, and what stays as it was typed."""

import unicodedata

import pytest

from copydesk.rebuild import apply_edits
from copydesk.repair.encoding import repair_encoding

DECOMPOSED = unicodedata.normalize("NFD", "Où étaient les élèves ? Þórður var ekki heima í gær, Zażółć gęślą jaźń.")


def test_a_decomposed_text_gets_an_edit_a_letter() -> None:
    """Not one for the line: each says which letter it put together."""
    edits = repair_encoding(DECOMPOSED)
    assert apply_edits(DECOMPOSED, edits) == unicodedata.normalize("NFC", DECOMPOSED)
    assert {edit.rule for edit in edits} == {"text.composed"}
    assert all(len(edit.after) == 1 for edit in edits)
    assert len(edits) == sum(unicodedata.combining(char) > 0 for char in DECOMPOSED)


@pytest.mark.parametrize("text", ["\u09df", "\u095b", "\uf9e1", "\u212a", "\u2126"])
def test_what_the_normal_form_would_only_write_otherwise_stays(text: str) -> None:
    assert repair_encoding(f"a {text} b") == ()


def test_a_wide_line_is_judged_by_its_text() -> None:
    """Letters of full width are right in a text with ideographs, also in a line that has none."""
    assert repair_encoding("他说很好。\n（ＡＢＣ）") == ()
    assert apply_edits("It is（ＬＯＵＤ）.", repair_encoding("It is（ＬＯＵＤ）.")) == "It is(LOUD)."
